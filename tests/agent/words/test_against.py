"""What speaks against an item: only what was said and what the catalogue bears out."""

from __future__ import annotations

import pytest

from agent.session import Facet, Preferences, Session
from agent.words.against import against
from tests.agent.films import FILMS, named

HEAT = FILMS[named("Heat")]
FUNNY_OR_TENSE = (Facet("genre", "Comedy"), Facet("mood", "tense"))


@pytest.mark.parametrize(("preferences", "said"), [
    (Preferences(avoided=(Facet("mood", "violent"),)), "it is listed as violent, which you asked me to leave out"),
    (
        Preferences(limits=(("minutes", None, 120.0),)),
        "it has 170 minutes, and you asked for films of at most 120 minutes",
    ),
    (Preferences(year_to=1989), "it is from 1995, and you asked for films from before 1990"),
    (Preferences(wanted=(Facet("genre", "Comedy"),)), "it is not listed as comedy, which you asked for"),
    (Preferences(wanted=(Facet("cast", "Tom Cruise"),)), "Tom Cruise is not in it, which you asked for"),
    (Preferences(disliked=(HEAT.id,)), "you told me that you do not like it"),
    (Preferences(wanted=(Facet("genre", "Crime"),), year_from=1990), ""),
    (Preferences(wanted=FUNNY_OR_TENSE, either=(FUNNY_OR_TENSE,)), ""),
])  # fmt: skip
def test_what_speaks_against_is_what_was_asked_and_is_not_so(preferences: Preferences, said: str) -> None:
    assert against(HEAT, Session("s").preferring(preferences), "films") == said


def test_that_it_was_shown_is_said_where_nothing_else_is() -> None:
    shown = Session("s", shown=(HEAT.id,))
    assert "already" in against(HEAT, shown, "films")
    assert "already" not in against(HEAT, shown.preferring(Preferences(year_to=1980)), "films")


def test_at_most_two_things_are_said() -> None:
    preferences = Preferences(
        year_to=1980, limits=(("minutes", None, 90.0),), avoided=(Facet("mood", "violent"), Facet("genre", "Crime"))
    )
    said = against(HEAT, Session("s").preferring(preferences), "films")
    assert said == (
        "it is listed as violent and crime, which you asked me to leave out, "
        "and it is from 1995, and you asked for films from before 1981"
    )
