"""A scorer that knows the answer wins, one that knows nothing gets what chance gives, and masking matters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.records import Interaction, Item
from data.synthetic import make_world
from eval import baselines
from eval.next_item import Listed, evaluate, ranked, sampled

WORLD = make_world(0)
SPLIT = WORLD.interactions.leave_one_out()
CASES = list(SPLIT.cases("test"))
EVENTS = Interactions([*SPLIT.train, *SPLIT.valid])


def knowing(cases: Sequence[Case]) -> NDArray[np.float64]:
    """The known answer of the synthetic world: the group after that of the last item."""
    likely = [WORLD.members(WORLD.next_group(case.history[-1])) for case in cases]
    return np.array([[float(item in members) for item in WORLD.catalogue.ids] for members in likely])


def means(score: object) -> dict[str, float]:
    found = evaluate(score, CASES, WORLD.catalogue, seed=0)  # type: ignore[arg-type]
    return {name: float(values.mean()) for name, values in found.items()}


def test_a_model_that_knows_the_world_beats_every_canary() -> None:
    known = means(knowing)
    for rival in (
        baselines.popularity(WORLD.catalogue, EVENTS), baselines.drawn(WORLD.catalogue, seed=0),
        baselines.largest_id(WORLD.catalogue),
    ):
        assert known["R@10"] > 2 * means(rival)["R@10"]
        assert known["N@5"] > 2 * means(rival)["N@5"]


def test_a_random_order_finds_what_chance_gives() -> None:
    found = means(baselines.drawn(WORLD.catalogue, seed=1))
    assert found["R@10"] == pytest.approx(10 / (60 - 7), abs=0.06)
    assert found["unmasked_R@10"] == pytest.approx(10 / 60, abs=0.06)


def test_a_scorer_that_repeats_the_history_is_only_found_out_unmasked() -> None:
    def copycat(cases: Sequence[Case]) -> NDArray[np.float64]:
        return knowing(cases) + [[10.0 * (item in case.history) for item in WORLD.catalogue.ids] for case in cases]

    found = means(copycat)
    assert found["R@5"] == pytest.approx(means(knowing)["R@5"], abs=0.05)
    assert found["unmasked_R@5"] == 0.0


def test_words_of_the_history_find_items_of_like_words() -> None:
    about = {n: "ghost ship" if n < 3 else "wedding" for n in range(9)}
    catalogue = Catalogue([Item(str(n), f"title{n}", description=text) for n, text in about.items()])
    (scores,) = baselines.bm25(catalogue)([Case("u", ("0",), "1")])
    assert set(np.argsort(-scores)[:3]) == {0, 1, 2}


def test_the_largest_id_rule_wins_exactly_where_ids_leak() -> None:
    rng = np.random.default_rng(0)
    walks = [(f"u{user}", time, str(item)) for user in range(40) for time, item in enumerate(rng.permutation(40)[:6])]
    events = [Interaction(user, item, time) for user, time, item in walks]
    seen: dict[str, str] = {}
    leaky = [Interaction(e.user, seen.setdefault(f"{e.user}/{e.item}", str(len(seen))), e.time) for e in events]
    for data, floor, ceiling in ((leaky, 0.9, 1.0), (events, 0.0, 0.3)):
        catalogue = Catalogue([Item(item, item) for item in sorted({event.item for event in data})])
        cases = list(Interactions(data).leave_one_out().cases("test"))
        found = evaluate(baselines.largest_id(catalogue), cases, catalogue, seed=0)["R@5"].mean()
        assert floor <= found <= ceiling


def test_a_sample_is_drawn_from_its_seed_in_the_order_of_the_data() -> None:
    drawn = sampled(CASES, 20, seed=5)
    assert drawn == sampled(CASES, 20, seed=5) != sampled(CASES, 20, seed=6)
    assert [CASES.index(case) for case in drawn] == sorted(CASES.index(case) for case in drawn)
    assert sampled(CASES, 10_000, seed=0) == CASES


def test_what_is_drawn_does_not_depend_on_how_many_cases_are_scored_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    score = baselines.popularity(WORLD.catalogue, EVENTS)
    whole = ranked(score, CASES, WORLD.catalogue, seed=0)
    monkeypatch.setattr("eval.next_item._BATCH", 7)
    parts = ranked(score, CASES, WORLD.catalogue, seed=0)
    assert all((getattr(whole, name) == getattr(parts, name)).all() for name in ("masked", "shuffled", "unmasked"))
    assert whole.tops == parts.tops


def test_ties_go_in_file_order_or_are_drawn() -> None:
    first, last = WORLD.catalogue.ids[0], WORLD.catalogue.ids[-1]
    cases = [Case("u", (WORLD.catalogue.ids[5],), target) for target in (first, last) for _ in range(300)]
    found = ranked(lambda cases: np.zeros((len(cases), 60), np.float32), cases, WORLD.catalogue, seed=0)
    assert set(found.masked[:300]) == {1}
    assert set(found.masked[300:]) == {59}  # of sixty, one is masked
    assert found.shuffled[:300].mean() == pytest.approx(30, abs=4)


def test_the_first_ten_are_the_best_unseen_items_in_order() -> None:
    rng = np.random.default_rng(0)
    scores = rng.permutation(60).astype(np.float32)
    case = Case("u", tuple(WORLD.catalogue.ids[:50]), WORLD.catalogue.ids[55])
    found = ranked(lambda cases: np.tile(scores, (len(cases), 1)), [CASES[0], case], WORLD.catalogue, seed=0)
    for one, top in zip((CASES[0], case), found.tops, strict=True):
        unseen = [row for row in np.argsort(-scores).tolist() if WORLD.catalogue.ids[row] not in one.history]
        assert top == tuple(WORLD.catalogue.ids[row] for row in unseen[:10])


def test_lists_are_ranked_by_place_and_what_they_lack_is_not_found() -> None:
    cases = CASES[:2]
    wanted = [case.target for case in cases]
    found = ranked(
        lambda _: Listed([["x", wanted[0]], ["x", "y"]], [["x", "y", wanted[0]], [wanted[1]]]), cases, WORLD.catalogue,
        seed=0,
    )
    assert found.masked.tolist() == found.shuffled.tolist() == [2, 61] and found.unmasked.tolist() == [3, 1]


def test_scores_are_left_as_the_scorer_gave_them() -> None:
    kept = np.random.default_rng(0).random((len(CASES), 60))
    before = kept.copy()
    evaluate(lambda cases: kept[: len(cases)], CASES, WORLD.catalogue, seed=0)
    assert (kept == before).all()
