"""What each mark of an explanation says, known from how the explanation was made: what a reader learns from."""

from __future__ import annotations

import re

from agent.reasons.marks import Mark, marks_of, sort_of
from agent.reasons.mentions import Names
from agent.reply import Reason
from agent.session import Preferences
from eval.planted.case import PlantedCase

_OF_SLOT = {
    "director": "director", "cast": "cast", "shared_director": "both_director", "shared_cast": "both_cast",
    "count": "crowd", "share": "crowd", "popular": "crowd",
}  # fmt: skip
_OF_TITLE = {"many": "crowd", "people": "crowd", "count": "crowd", "share": "crowd", "nobody": "nobody"}
_MORE = frozenset({
    "newer", "more recent", "after", "later than", "postdates", "longer", "outlasts", "runs on past the length of",
    "long after", "well after", "some time after", "not long after", "years later than", "in the wake of",
})  # fmt: skip
_GAPS = (("years newer", "years_newer"), ("years after", "years_newer"), ("younger", "years_newer"),
         ("years", "years_older"), ("longer", "minutes_longer"), ("minutes more", "minutes_longer"),
         ("beats", "minutes_longer"), ("minutes", "minutes_shorter"))  # fmt: skip
_COMPARED = frozenset({
    "newer", "after", "predates", "longer", "outlasts", "years_apart", "years_later", "years_elder", "minutes_apart",
    "minutes_margin", "minutes_over", "minutes_beats", "same_year", "other_newer", "other_after", "other_longer",
    "other_years", "long_after", "other_long_after",
})  # fmt: skip
_LENGTHS = frozenset({"longer", "outlasts", "other_longer"})
_OPPOSITE = {"newer": "older", "older": "newer", "longer": "shorter", "shorter": "longer", "years_newer": "years_older",
             "years_older": "years_newer"}  # fmt: skip

Labelled = tuple[str, tuple[Mark, ...], tuple[frozenset[str], ...]]
"""A text, its marks, and the labels of each: one of a value, any number of a title."""


def labelled_case(case: PlantedCase, names: Names) -> Labelled:
    """The labels of a planted explanation; they are the same whether it is true or not."""
    said = case.preferences
    marks = marks_of(names, case.text, case.item, (*said.liked, *said.disliked, *said.seen))
    labels = [set[str]() for _ in marks]
    spots = _spots(case)
    for frame, slot, start, end in spots:
        for number, mark in enumerate(marks):
            if mark.start < end and start < mark.end:
                labels[number] |= _labels(slot, sort_of(mark), case.text[start:end])
        told = _of_title(slot, case.text[start:end])
        for other, name, first, last in spots:
            if told and other == frame and name in ("other", "liked"):
                for number, mark in enumerate(marks):
                    if mark.start < last and first < mark.end and sort_of(mark) == "item":
                        labels[number] |= {told}
    return case.text, marks, tuple(_closed(mark, found) for mark, found in zip(marks, labels, strict=True))


def labelled_reason(reason: Reason, item: str, said: Preferences, names: Names) -> Labelled:
    """The labels of a reason of ours, known from its claims."""
    marks = marks_of(names, reason.text, item, (*said.liked, *said.disliked, *said.seen))
    return reason.text, marks, tuple(_closed(mark, _claimed(mark, reason, item)) for mark in marks)


def _closed(mark: Mark, labels: set[str]) -> frozenset[str]:
    return frozenset(labels or (set() if sort_of(mark) in ("self", "item") else {"none"}))


def _labels(slot: str, sort: str, words: str) -> set[str]:
    name = slot.rstrip("23")
    if sort in ("self", "item"):
        return {name} if name in ("liked", "disliked") and sort == "item" else set()
    if name in ("it", "this", "title", "other", "liked", "disliked", "many", "people", "nobody", "same_year"):
        return set()
    if name in _COMPARED:
        gap = next((label for part, label in _GAPS if part in words), "")
        return {_OPPOSITE[gap] if name == "other_years" else gap} if gap and sort in ("count", "length") else set()
    if name in _OF_SLOT:
        return {_OF_SLOT[name]}
    if name == "other_missing":
        return {"avoid"}
    for start, label in (("wish", "wish"), ("avoided", "avoid"), ("shared_", "both"), ("other_", "other")):
        if name.startswith(start):
            return {label}
    return {"own"}


def _of_title(slot: str, words: str) -> str:
    name = slot.rstrip("23")
    if name in _OF_TITLE:
        return _OF_TITLE[name]
    if name.startswith("shared_"):
        return "shared"
    if name == "same_year":
        return name
    if name not in _COMPARED:
        return ""
    if name not in ("long_after", "other_long_after") and re.search(r"\d|years|minutes", words):
        return "compared"
    pair = ("longer", "shorter") if name in _LENGTHS else ("newer", "older")
    found = pair[0] if words.lower() in _MORE else pair[1]
    return _OPPOSITE[found] if name.startswith("other_") else found


def _spots(case: PlantedCase) -> list[tuple[int, str, int, int]]:
    """For each slot that is filled, in reading order: the number of its frame, its name, where its words stand."""
    place, found, text = 0, [], case.text.lower()
    for frame, filled in enumerate(case.filled):
        for slot, words in filled:
            if slot in ("noun", "did"):
                continue
            start = text.find(words.lower(), place)
            if start < 0:
                raise ValueError(f"{words!r} of {{{slot}}} stands nowhere in {case.text!r}")
            place = start + len(words)
            found.append((frame, slot, start, place))
    return found


def _claimed(mark: Mark, reason: Reason, item: str) -> set[str]:
    claims, sort = reason.claims, sort_of(mark)
    if sort in ("self", "item"):
        ids = getattr(mark, "items", ())
        told = re.search(r"\byou", reason.text, re.IGNORECASE) is not None
        liked = {"liked" for one in claims if told and one.kind == "liked" and one.evidence.get("item") in ids}
        others = [one for one in claims if one.kind != "liked" and sort == "item"]
        return liked | {
            "crowd" if one.kind.startswith("co_") else "shared" for one in others
            if {one.evidence.get("liked"), one.evidence.get("item")} & set(ids)
        }  # fmt: skip
    kinds = {one.kind for one in claims}
    if sort in ("count", "share"):
        return {"crowd"} if kinds & {"co_liked", "co_chosen", "co_named", "popular", "chosen", "named"} else set()
    if sort == "length":
        return {"own"} if "limit" in kinds else set()
    if sort in ("year", "decade"):
        about = {one.evidence.get("item") for one in claims if one.kind in ("decade", "year")}
        return {"both"} if len(about) > 1 else {"own"} if about else set()
    values = {facet.value.lower() for facet in getattr(mark, "facets", ())}
    named = [one for one in claims if one.value.lower() in values]
    for kind, label in (("wanted", "wish"), ("avoided", "avoid")):
        if any(one.kind == kind for one in named):
            return {label}
    about = {one.evidence.get("item") for one in named}
    role = next((one.kind for one in named if one.kind in ("director", "cast")), "")
    if len(about) > 1:
        return {f"both_{role}" if role else "both"}
    return {role or "own"} if item in about else set()
