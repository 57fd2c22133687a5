"""Where nothing is left, the one bound or ban to lift is named by words that the reader understands."""

from __future__ import annotations

import pytest

from agent.finding.filters import Filters
from agent.finding.way_out import way_out
from agent.remembering import remember
from agent.session import Facet, Preferences, Session
from tests.agent.films import FILMS
from tests.agent.reading.reader import read

MOST = Preferences(avoided=(Facet("mood", "violent"), Facet("genre", "Drama")))


@pytest.mark.parametrize("preferences", [
    Preferences(year_from=2050), Preferences(limits=(("minutes", None, 5.0),)),
    Preferences(avoided=tuple(Facet("country", name) for name in ("United States",)), year_to=1900),
])  # fmt: skip
def test_what_is_to_be_said_leaves_as_many_as_it_says(preferences: Preferences) -> None:
    said = way_out(FILMS, preferences, "films", exclude=(), filters=Filters())
    words, count = said.split('"')[1], int(said.split(", and ")[1].split()[0])
    session = Session("s").preferring(preferences)
    after = remember(session, read(words, session), FILMS).preferences
    left = [
        film for film in FILMS
        if (after.year_from or 0) <= (film.year or 0) <= (after.year_to or 9999)
        and not any(facet.value in film.values(facet.kind) for facet in after.avoided)
        and all(film.numbers[name] <= (most or 1e9) for name, _, most in after.limits)
    ]  # fmt: skip
    assert len(left) == count > 0


def test_a_ban_is_lifted_by_its_own_words() -> None:
    countries = sorted({country for film in FILMS for country in film.values("country")})
    every = tuple(Facet("country", country) for country in countries)
    said = way_out(FILMS, Preferences(avoided=every), "films", exclude=(), filters=Filters())
    words = said.split('"')[1]
    session = Session("s").preferring(Preferences(avoided=every))
    assert len(remember(session, read(words, session), FILMS).preferences.avoided) == len(every) - 1


def test_nothing_is_promised_where_no_single_bound_is_in_the_way() -> None:
    assert not way_out(FILMS, Preferences(), "films", exclude=[film.id for film in FILMS], filters=Filters())
