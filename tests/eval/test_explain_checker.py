"""The bench of the checker: figures of known answers, canaries, and settings that are refused."""

from __future__ import annotations

import pytest

from agent.session import Preferences
from data.store import Store
from eval.options import DEMO_STORE, Options
from eval.planted.case import PlantedCase
from eval.protocols.explain_checker import figures, known_likes, run, unknown_names


def _case(text: str, planted: str | None = None, liked: tuple[str, ...] = ()) -> PlantedCase:
    return PlantedCase("metropolis-1927", Preferences(liked=liked), text, planted)


def test_figures_count_what_is_flagged_by_kind_of_error() -> None:
    cases = [_case("a"), _case("b"), _case("c", "year"), _case("d", "year"), _case("e", "cast")]
    found = figures(cases, [(True, True), (False, False), (True, True), (False, True), (True, False)])
    assert found == {
        "cases": 5, "precision": pytest.approx(2 / 3), "recall": pytest.approx(2 / 3), "true_passed": 0.5,
        "true_read": 0.0, "recall_year": 0.5, "recall_cast": 1.0,
    }  # fmt: skip


def test_a_checker_that_flags_nothing_has_no_precision() -> None:
    assert "precision" not in figures([_case("a"), _case("b", "year")], [(False, True), (False, True)])


def test_the_canary_knows_the_names_and_numbers_of_the_rows_and_counts() -> None:
    store = Store.open(DEMO_STORE)
    liking = known_likes(store, seed=0)
    known = _case("Like M, it was directed by Fritz Lang in 1927.", liked=("m-1931",))
    assert not unknown_names(known, store.catalogue, liking)
    assert unknown_names(_case("It was directed by Nolan in 1997."), store.catalogue, liking) == {"Nolan", "1997"}


def test_nobodys_likes_are_made_up_and_known_ones_are_taken() -> None:
    liking = known_likes(Store.open(DEMO_STORE), seed=3)
    assert liking and liking.said == "liked"
    again = known_likes(Store.open(DEMO_STORE), seed=3)
    assert liking.counts.tolist() == again.counts.tolist()


def test_the_checker_stands_beside_canaries_that_cannot_win() -> None:
    pytest.importorskip("agent.reasons.text_checker")
    result = run(Options(settings=("wordings=dev",), users=26))
    assert [row.system for row in result.rows] == ["checker", "flag_all", "flag_none", "any_unknown_name"]
    assert result.command == "promptrec eval explain-checker --users 26 --set wordings=dev"
    assert {file.name for file in result.data} == {"demo films/items.jsonl", "planted/dev.toml"}
    found = {row.system: {name: one.mean for name, one in row.metrics.items()} for row in result.rows}
    assert (found["flag_all"]["precision"], found["flag_all"]["recall"]) == (0.5, 1)
    assert (found["flag_none"]["recall"], found["flag_none"]["true_passed"]) == (0, 1)
    assert found["checker"]["cases"] == 52 and {"recall_director", "recall_behaviour"} <= set(found["checker"])


def test_an_unknown_setting_is_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match="wordings= with one of dev, .*held_out"):
        run(Options(settings=("colour=red",)))
    with pytest.raises(ValueError, match="there are training, dev, .*held_out"):
        run(Options(settings=("wordings=other",), users=1))
