"""Alternatives: what "or" joins, that one of them is enough, and that they are said as such and not forgotten."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agent.finding.facets import facet_index
from agent.finding.relaxing import stages
from agent.reading.forgetting import Forget, forget
from agent.remembering import remember
from agent.session import Facet, Preferences, Session
from agent.session_codec import session_from_json, session_to_json
from agent.words.fitting import fits
from agent.words.phrases import wanted_phrase
from tests.agent.films import FILMS
from tests.agent.reading.reader import read

FUNNY, DARK, SCARY = (Facet("mood", value) for value in ("funny", "dark", "scary"))
CRIME, HORROR = Facet("genre", "Crime"), Facet("genre", "Horror")


@pytest.mark.parametrize(("text", "groups"), [
    ("something funny or dark", [{FUNNY, DARK}]), ("either a crime or a horror film", [{CRIME, HORROR}]),
    ("funny, dark or scary please", [{FUNNY, DARK, SCARY}]), ("crime films or horror films", [{CRIME, HORROR}]),
    ("something funny, or maybe something dark", [{FUNNY, DARK}]), ("a funny, polka or dark film", [{FUNNY, DARK}]),
    ("funny or dark crime or horror", [{FUNNY, DARK}, {CRIME, HORROR}]),
    ("something funny and dark", []), ("funny, dark", []), ("nothing dark or scary", []), ("no horror or crime", []),
    ("funny? or no, dark: crime", []),
])  # fmt: skip
def test_what_or_joins_is_a_group(text: str, groups: list[set[Facet]]) -> None:
    assert [set(group) for group in read(text).either] == groups


def preferring(text: str, session: Session = Session("s")) -> Preferences:  # noqa: B008
    return remember(session, read(text, session), FILMS).preferences


def test_one_of_a_group_is_enough_and_both_are_still_wanted() -> None:
    told = preferring("crime or horror, but dark")
    assert set(told.wanted) == {CRIME, HORROR, DARK}
    assert set(map(frozenset, told.wishes_met_by_one())) == {frozenset({CRIME, HORROR}), frozenset({DARK})}
    (first, *_) = stages(facet_index(FILMS), told, np.ones(len(FILMS), dtype=np.bool_), 100)
    found = {FILMS.items[row].id for row in first.mask.nonzero()[0].tolist()}
    either = {item.id for item in FILMS if {"Crime", "Horror"} & set(item.values("genre"))}
    dark = {item.id for item in FILMS if "dark" in item.values("mood")} & either
    assert found == dark and len(dark) > 2
    assert {item.id for item in FILMS if fits(item, told)} == dark


@pytest.mark.parametrize(("wanted", "either", "phrase"), [
    ((FUNNY, DARK), ((FUNNY, DARK),), "funny or dark films"), ((FUNNY, DARK), (), "funny, dark films"),
    ((CRIME, HORROR, DARK), ((CRIME, HORROR),), "dark crime or horror films"),
    ((Facet("director", "A"), Facet("director", "B")), ((Facet("director", "A"), Facet("director", "B")),),
     "films by A or B"),
    ((CRIME, Facet("cast", "C")), ((CRIME, Facet("cast", "C")),), "crime films with C"),
    ((FUNNY,), ((FUNNY, DARK),), "funny films"),
])  # fmt: skip
def test_a_group_is_said_with_or(wanted: tuple[Facet, ...], either: tuple[tuple[Facet, ...], ...], phrase: str) -> None:
    assert wanted_phrase(Preferences(wanted=wanted, either=either), "films") == phrase


def test_a_group_is_kept_with_the_session_and_goes_with_its_values() -> None:
    session = Session("s", preferences=preferring("something funny or dark"))
    assert session_from_json(session_to_json(session)) == session
    old = session_to_json(session)
    del old["preferences"]["either"]
    assert session_from_json(old).preferences == replace(session.preferences, either=())
    left = forget(session, Forget(facets=(DARK,))).preferences
    assert left.wishes_met_by_one() == ((FUNNY,),)
