"""Users of MovieLens 100K and 1M: gender, age group and occupation; zip codes are not read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from data.numerals import whole
from data.problems import Problems
from data.records import Profile

_AGES = ((0, "under 18"), (18, "18-24"), (25, "25-34"), (35, "35-44"), (45, "45-49"), (50, "50-55"), (56, "56+"))
"""The groups of MovieLens-1M, each from its first year; a 1 there means under 18."""

_OCCUPATIONS = (
    "other", "academic/educator", "artist", "clerical/admin", "college/grad student", "customer service",
    "doctor/health care", "executive/managerial", "farmer", "homemaker", "K-12 student", "lawyer", "programmer",
    "retired", "sales/marketing", "scientist", "self-employed", "technician/engineer", "tradesman/craftsman",
    "unemployed", "writer",
)  # fmt: skip
_GENDERS = {"M": "male", "F": "female"}


def profiles(
    file: Path, rows: Iterable[tuple[int, list[str]]], problems: Problems, *, order: tuple[int, int, int, int]
) -> tuple[Profile, ...]:
    """The profiles of a file's rows. `order` are the columns of user, gender, age and occupation, which is a number of
    MovieLens-1M's list or a word."""
    found: dict[str, Profile] = {}
    for number, row in rows:
        user, gender, age, work = (row[place] if place < len(row) else "" for place in order)
        years = whole(age)
        if not user or user in found or gender not in _GENDERS or years is None or not _occupation(work):
            problems.add(file, number, "", row, "a new user, M or F, an age and an occupation")
            continue
        group = next(name for least, name in reversed(_AGES) if years >= least)
        told = {"gender": _GENDERS[gender], "age": group, "occupation": _occupation(work)}
        found[user] = Profile(user, {kind: (value,) for kind, value in told.items()})
    return tuple(found.values())


def _occupation(said: str) -> str:
    number = whole(said)
    if number is None:
        return said
    return _OCCUPATIONS[number] if 0 <= number < len(_OCCUPATIONS) else ""
