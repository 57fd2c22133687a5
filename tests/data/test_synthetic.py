from collections import Counter
from pathlib import Path

import pytest

from data.synthetic import make_world, synthetic_store


def test_the_next_group_is_the_known_answer_far_above_chance() -> None:
    world = make_world(seed=3)
    cases = list(world.interactions.leave_one_out().cases("test"))
    right = sum(world.groups[case.target] == world.next_group(case.history[-1]) for case in cases) / len(cases)
    assert len(cases) == 200 and right > 0.8


def test_neither_ids_nor_rows_nor_counts_give_the_answer_away() -> None:
    world = make_world(seed=3)
    cases = list(world.interactions.leave_one_out().cases("test"))
    rows = world.catalogue.row
    assert sum(rows(case.target) == max(map(rows, case.history)) + 1 for case in cases) / len(cases) < 0.1
    popular = [item for item, _ in list(world.interactions.popularity().items())[:6]]
    assert sum(case.target in popular for case in cases) / len(cases) < 0.3


def test_the_same_seed_makes_the_same_world_and_another_seed_another(tmp_path: Path) -> None:
    world = make_world(seed=1)
    assert world.catalogue.items == make_world(seed=1).catalogue.items
    assert world.interactions == make_world(seed=1).interactions != make_world(seed=2).interactions
    store = synthetic_store(tmp_path / "s", seed=1)
    assert store.catalogue.items == world.catalogue.items
    assert store.interactions == world.interactions
    assert tuple(store.dialogues) == tuple(world.dialogues)


def test_dialogues_recommend_within_the_group_of_the_film_the_user_liked() -> None:
    world = make_world(seed=0)
    for case in world.dialogues.turns_with_targets():
        liked = case.context[2].items()[0]
        assert case.new == case.targets
        assert world.groups[case.targets[0]] == world.groups[liked]
    assert Counter(talk.split for talk in world.dialogues) == {"train": 48, "valid": 6, "test": 6}


def test_sizes_that_cannot_be_had_are_refused() -> None:
    with pytest.raises(ValueError, match="groups"):
        make_world(groups=11)
    with pytest.raises(ValueError, match="length|histories"):
        make_world(items=12, length=12)


def test_a_large_world_has_a_title_of_its_own_for_every_film() -> None:
    world = make_world(items=700, users=5, dialogues=1)
    assert len({item.title for item in world.catalogue}) == 700


def test_reviews_speak_of_an_aspect_of_the_films_group_and_of_the_rating() -> None:
    world = make_world(seed=0)
    aspects: dict[int, set[str]] = {}
    for event in world.interactions:
        assert event.review is not None and event.value is not None
        assert event.review.headline.startswith("Not my" if event.value < 4 else "A ")
        words = set(event.review.text.lower().replace(".", "").split())
        aspects.setdefault(world.groups[event.item], set()).update(words & {"acting", "music", "story", "camera"})
    assert aspects[0] == {"acting", "music"} and aspects[2] == {"story", "camera"}
    names = {event.user: event.review.name for event in world.interactions if event.review}
    assert 0.7 < sum(map(bool, names.values())) / len(names) < 0.9
