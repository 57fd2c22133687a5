"""Planted explanations: true where they are meant to be, with one error where they are not, and readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.finding.co_liking import CoLiking
from data.records import Item
from data.store import Store, write_store
from eval.options import DEMO_STORE
from eval.planted.case import PlantedCase, Stated
from eval.planted.cases import planted_cases
from eval.planted.crowd import made_up_likes
from eval.planted.saying import PEOPLE
from eval.planted.slots import ERRORS, PLANTABLE
from eval.planted.truth import holds
from eval.planted.wordings import slots, wordings_of

STORE = Store.open(DEMO_STORE)
LIKING = CoLiking(STORE.catalogue, made_up_likes(STORE.catalogue, seed=1, people=1000))
TRUE = {"dev": 440, "beside": 220, "held_out": 300}
"""As many true texts as there are frames, or more, so that each is the first of one."""
CASES = {name: planted_cases(STORE, LIKING, wordings=name, true=TRUE[name], false=300, seed=1) for name in TRUE}
EVERY = [case for name in TRUE for case in CASES[name]]
_KINDS = {
    "year": ("year", "decade"), "length": ("minutes",), "wish": ("wanted", "wanted_decade"),
    "behaviour": ("together", "many", "some", "share", "popular", "nobody"),
    "comparison": ("shared", "newer", "longer", "years_apart", "minutes_apart", "other", "other_year", "missing"),
}  # fmt: skip


def _untrue(case: PlantedCase) -> list[Stated]:
    item = STORE.catalogue[case.item]
    return [one for one in case.stated if not holds(one, item, case.preferences, STORE.catalogue, LIKING)]


def test_a_true_text_says_one_to_four_true_things() -> None:
    true = [case for case in EVERY if case.planted is None]
    assert len(true) == sum(TRUE.values()) and all(1 <= len(case.stated) <= 4 and not _untrue(case) for case in true)


def test_a_false_text_has_exactly_the_one_error_that_it_is_said_to_have() -> None:
    false = [case for case in EVERY if case.planted is not None]
    assert len(false) == 900
    for case in false:
        (wrong,) = _untrue(case)
        assert wrong.kind.partition(":")[0] in _KINDS.get(case.planted or "", (case.planted,)), case


@pytest.mark.parametrize("name", TRUE)
def test_every_kind_of_error_and_every_frame_is_there(name: str) -> None:
    said = {ERRORS.get(slot.rstrip("23")) for text, _ in wordings_of(name).frames for slot in slots(text)}
    count = {kind: sum(case.planted == kind for case in CASES[name]) for kind in PLANTABLE if kind in said}
    assert min(count.values()) >= max(count.values()) - 1 > 0
    assert {frame for case in CASES[name] for frame in case.frames} == {text for text, _ in wordings_of(name).frames}


def test_the_catalogue_itself_bears_out_what_is_said_of_people_and_years() -> None:
    for case in EVERY:
        item = STORE.catalogue[case.item]
        for one in case.stated:
            if one.kind in ("director", "cast", "genre"):
                assert (one.value in item.attributes[one.kind]) == (one not in _untrue(case)), case
            if one.kind == "year":
                assert (item.year == int(one.value)) == (case.planted != "year"), case
            if one.kind == "years_apart":
                difference = (item.year or 0) - (STORE.catalogue[one.item].year or 0)
                assert (difference == int(one.value)) == (one not in _untrue(case)), case
            if one.kind == "liked" and case.planted != "liked":
                assert one.item in case.preferences.liked, case


def test_texts_are_whole_sentences_with_the_right_articles_and_no_open_place() -> None:
    for case in EVERY:
        assert not re.search(r"[{}\ue000-\ue00f]|  |None|\bnan\b", case.text), case.text
        assert not case.text[0].islower() and re.search(r"[.!?…][”\"']?$", case.text), case.text
        assert not re.search(r"\b[Aa] [aeio]|\b[Aa] 8|\ban [bcdfgj-np-tvwyz]", _without_titles(case)), case.text
        assert not re.search(r"[^.]\.\.(\s|$)|,,|\.,", _without_titles(case)), case.text


def _without_titles(case: PlantedCase) -> str:
    named = {item.title for item in STORE.catalogue if item.title in case.text and len(item.title) > 1}
    named |= {name for item in STORE.catalogue for kind in PEOPLE for name in item.values(kind) if "." in name}
    text = case.text
    for one in sorted(named, key=len, reverse=True):
        text = text.replace(one, "X")
    return re.sub(r"\b[A-Z]\. ", "", text)


def test_the_same_seed_makes_the_same_cases_and_another_does_not() -> None:
    made = [planted_cases(STORE, LIKING, wordings="dev", true=20, false=20, seed=seed) for seed in (4, 4, 5)]
    assert made[0] == made[1] != made[2]


def test_a_store_without_most_attributes_still_has_cases_of_what_it_has() -> None:
    cases = planted_cases(STORE, CoLiking(STORE.catalogue), wordings="dev", true=20, false=40, seed=0)
    assert "behaviour" not in {case.planted for case in cases} and len(cases) == 60


def test_a_store_of_which_nothing_can_be_said_is_refused(tmp_path: Path) -> None:
    items = [Item(f"{n}", f"Thing {n}") for n in range(20)]
    bare = write_store(tmp_path / "bare", items, name="bare", source="made up")
    with pytest.raises(ValueError, match="take a store that has 10 or more"):
        planted_cases(bare, CoLiking(bare.catalogue), wordings="dev", true=5, false=5, seed=0)


def test_a_share_of_the_people_is_true_near_the_round_number_and_false_far_from_it() -> None:
    shares = [(case, one) for case in EVERY for one in case.stated if one.kind == "share"]
    for case, one in shares:
        row, other = (STORE.catalogue.row(key) for key in (case.item, one.item))
        percent = 100 * LIKING.together(other)[row] / LIKING.counts[other]
        factor = max(percent, 0.1) / int(one.value)
        assert not 1 / 1.8 < factor < 1.8 if one in _untrue(case) else 0.88 <= factor <= 1.12, case
    assert {one in _untrue(case) for case, one in shares} == {True, False}
