"""Signs of a conversation, and what is learned of their weight."""

from __future__ import annotations

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.dialogues import Dialogues, TurnCase
from data.interactions import Interactions
from data.records import Dialogue, Interaction, Item, ItemRef, Turn
from data.store import Store, write_store
from eval import dialogue_ranking as ranking
from eval.talk_ranker import LOUDNESS, TalkRanker, blended, learned, lessons, loudness
from eval.talk_signs import GROUPS, TalkSigns
from eval.with_ratings import with_ratings

COUNT = 12
CATALOGUE = Catalogue([Item(f"i{n}", f"Film {n}", 1990 + n) for n in range(COUNT)])


def talk(number: int, first: int, second: int, extra: tuple[int, ...] = ()) -> Dialogue:
    return Dialogue(f"d{number}", (
        Turn("user", ("i liked ", ItemRef(f"i{first}"))),
        Turn("agent", ("then see ", *(ItemRef(f"i{n}") for n in (second, *extra)))),
        Turn("user", ("thanks",)),
    ))  # fmt: skip


# Every film calls for the one six further on; a popular one is named now and then.
TALKS = Dialogues(talk(n, n % COUNT, (n + 6) % COUNT, (0,) if n % 4 == 1 else ()) for n in range(60))
LIKED = Interactions(Interaction(f"u{n}", f"i{item}") for n in range(20) for item in (n % COUNT, (n + 1) % COUNT))


def cases(talks: Dialogues) -> list[TurnCase]:
    return ranking.blind_cases(talks.turns_with_targets())


def test_a_dialogue_in_training_gives_the_signs_that_it_would_give_had_it_not_been_read() -> None:
    everything = TalkSigns(CATALOGUE, TALKS, LIKED)
    for place in (0, 1, 17):
        case = next(iter(Dialogues([TALKS[place]]).turns_with_targets()))
        others = TalkSigns(CATALOGUE, Dialogues(one for one in TALKS if one.id != TALKS[place].id), LIKED)
        assert np.allclose(everything.of(case), others.of(case), atol=1e-5)


def test_signs_are_zero_where_nothing_was_named_but_for_popularity() -> None:
    dialogue = Dialogue("new", (Turn("user", ("hello",)), Turn("agent", (ItemRef("i3"),))))
    (case,) = Dialogues([dialogue]).turns_with_targets()
    signs = TalkSigns(CATALOGUE, TALKS, LIKED).of(case)
    popular = list(GROUPS["popularity"])
    assert not np.delete(signs, popular, axis=0).any()
    assert signs[popular[0]].argmax() == 0


def test_what_is_named_together_is_learned_to_count() -> None:
    signs = TalkSigns(CATALOGUE, TALKS, LIKED)
    ranker = learned(lessons(signs, cases(TALKS), CATALOGUE, seed=0))
    fresh = cases(Dialogues([Dialogue("x", talk(0, 2, 8).turns)]))
    assert CATALOGUE.items[int(ranker.scores(fresh)[0].argmax())].id == "i8"
    blind = learned(lessons(signs, cases(TALKS), CATALOGUE, seed=0), without=("co_mention",))
    assert not blind.weights[[0, 1, 2, 3, 4, 11, 12, 13, 14, 15]].any()
    found = ranking.recall(ranker.scores, cases(TALKS), CATALOGUE, seed=0)["new_R@1"].mean()
    assert found > ranking.recall(blind.scores, cases(TALKS), CATALOGUE, seed=0)["new_R@1"].mean() + 0.3


def test_lessons_need_an_agent_who_names_something_new() -> None:
    silent = Dialogues([Dialogue("d", (Turn("user", (ItemRef("i1"),)), Turn("agent", (ItemRef("i1"),))))])
    with pytest.raises(ValueError, match="no agent names a new item"):
        lessons(TalkSigns(CATALOGUE, TALKS, LIKED), cases(silent), CATALOGUE, seed=0)


def test_a_model_is_as_loud_as_it_is_right() -> None:
    signs = TalkSigns(CATALOGUE, TALKS, LIKED)
    ranker = learned(lessons(signs, cases(TALKS), CATALOGUE, seed=0))
    rng = np.random.default_rng(0)

    def noise(some: list[TurnCase]) -> np.ndarray:
        return 5 * rng.normal(size=(len(some), COUNT))

    def right(some: list[TurnCase]) -> np.ndarray:
        scores = np.zeros((len(some), COUNT))
        for row, case in enumerate(some):
            scores[row, [CATALOGUE.row(item) for item in case.new]] = 3
        return scores

    asked = cases(TALKS)
    assert loudness(ranker, noise, asked, CATALOGUE) <= LOUDNESS[1]  # type: ignore[arg-type]
    unsure = TalkRanker(signs, -ranker.weights)
    assert loudness(unsure, right, asked, CATALOGUE) > LOUDNESS[1]  # type: ignore[arg-type]
    both = blended(ranker, right, 1.0)(asked)  # type: ignore[arg-type]
    assert CATALOGUE.items[int(both[0].argmax())].id in asked[0].new


def test_what_people_of_another_store_liked_comes_under_the_ids_of_this_one(tmp_path: object) -> None:
    def store(name: str, items: list[Item], events: list[Interaction], talks: Dialogues) -> Store:
        return write_store(f"{tmp_path}/{name}", items, events, talks, name=name, source="synthetic")

    own = store("own", list(CATALOGUE), [], TALKS)
    other = store("other", [Item("a", "Film 3", 1993), Item("b", "Film 3", 1950), Item("c", "film 4", 1994)], [
        Interaction("u", "a", 1, 4.0), Interaction("u", "b", 2, 5.0), Interaction("u", "c", 3, 5.0),
        Interaction("v", "a", 1, 2.0),
    ], Dialogues(()))  # fmt: skip
    made = with_ratings(own, [other], tmp_path / "both")  # type: ignore[operator]
    assert [(event.user, event.item) for event in made.interactions] == [("0-u", "i3"), ("0-u", "i4")]
    assert len(made.dialogues) == len(TALKS) and list(made.catalogue) == list(own.catalogue)
    assert with_ratings(own, [], tmp_path / "none") is own  # type: ignore[operator]


def test_dense_and_counting_rivals_find_what_they_count() -> None:
    asked = cases(Dialogues([Dialogue("x", talk(0, 2, 8).turns)]))
    assert ranking.co_mention_cosine(CATALOGUE, TALKS)(asked)[0].argmax() == 8
    rated = ranking.co_rating(CATALOGUE, LIKED)(asked)[0]
    assert rated.argmax() in (1, 3)

    class Encoder:
        def encode(self, texts: list[str]) -> np.ndarray:
            assert texts == ["i liked "]
            return np.eye(COUNT, dtype=np.float32)[[5]]

    text = np.eye(COUNT, dtype=np.float32)
    scores = ranking.dense(CATALOGUE, Encoder(), text)(asked)[0]  # type: ignore[arg-type]
    assert set(np.flatnonzero(scores)) == {2, 5}
