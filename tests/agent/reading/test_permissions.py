"""What people let in lifts a ban and asks for nothing; what they keep out stays out, whatever they ask next."""

from __future__ import annotations

import pytest

from agent.remembering import remember
from agent.session import Facet, Preferences, Session
from data.records import Turn
from tests.agent.films import FILMS
from tests.agent.reading.reader import SHOWN, read

VIOLENT, COMEDY = Facet("mood", "violent"), Facet("genre", "Comedy")


@pytest.mark.parametrize(
    "text",
    [
        "violent is ok", "Violence is fine", "I don't mind violence", "it can be violent", "violence doesn't bother me",
        "I'm okay with violence", "no problem with violence", "I don't mind if it is violent", "we can handle violence",
    ],
)  # fmt: skip
def test_a_permission_lifts_a_ban_and_is_no_wish(text: str) -> None:
    banned = SHOWN.preferring(Preferences(wanted=(COMEDY,), avoided=(VIOLENT,)))
    after = remember(banned, read(text, banned), FILMS)
    assert after.preferences == Preferences(wanted=(COMEDY,))


def test_a_permission_without_a_ban_changes_nothing() -> None:
    wished = SHOWN.preferring(Preferences(wanted=(COMEDY,)))
    assert remember(wished, read("violent is ok", wished), FILMS).preferences == wished.preferences
    assert remember(wished, read("I don't mind subtitles", wished), FILMS).preferences == wished.preferences


def test_what_would_do_is_a_wish_where_it_answers_the_first_question() -> None:
    asked = Session("s").said(Turn("agent", ("What kind of film shall it be?",)))
    assert remember(asked, read("comedy is fine", asked), FILMS).preferences.wanted == (COMEDY,)
    told = Session("s").said(Turn("agent", ("Say what you like.",)))
    assert remember(told, read("violent is ok", told), FILMS).preferences == Preferences()


def test_what_is_not_let_in_stays_out() -> None:
    assert read("we are not ok with violence").avoided == (VIOLENT,)
    assert read("violence is not fine").avoided == (VIOLENT,)


def test_that_old_is_fine_lifts_the_years() -> None:
    found = read("old is fine")
    assert found.forget is not None and found.forget.years


@pytest.mark.parametrize("text", [
    "my wife hates horror films, what could we both enjoy?", "I can't stand horror films, what would you watch?",
    "she dislikes horror films, is there something we would both like?",
    "my aunt detests horror films, anything she would love?", "we like comedies but she dislikes horror",
])  # fmt: skip
def test_what_somebody_hates_is_not_wished_for_by_the_question_after_it(text: str) -> None:
    found = read(text)
    assert Facet("genre", "Horror") in found.avoided and Facet("genre", "Horror") not in found.wanted
    assert not found.wishes
