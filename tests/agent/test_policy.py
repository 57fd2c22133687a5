"""What is done next: at most one question, and recommendations early and often."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.decision import Decision
from agent.policy import Policy
from agent.reading.linking import Linker
from agent.reading.understander import Understander
from agent.reading.vocabulary import Vocabulary
from agent.remembering import remember
from agent.session import Facet, Preferences, Session
from data.records import ItemRef, Turn
from tests.agent.films import FILMS, named

VOCABULARY = Vocabulary(FILMS)
READER = Understander(Linker(FILMS), VOCABULARY)
POLICY = Policy("films")
NEW = Session("new")
LIST = (named("Psycho"), named("Amélie"), named("Up"))
SHOWN = Session("s", shown=LIST, last_list=LIST, focus=LIST[0])


def decide(text: str, session: Session) -> Decision:
    understood = READER.understand(text, session)
    return POLICY.decide(session, remember(session, understood, FILMS), understood)


def test_one_question_is_asked_where_nothing_is_known() -> None:
    assert decide("recommend me a film", NEW).action == "ask"


def test_no_question_follows_a_question() -> None:
    asked = NEW.said(Turn("user", ("recommend me a film",)), Turn("agent", ("What are you in the mood for?",)))
    assert decide("I want a film", asked).action == "recommend"


@pytest.mark.parametrize("text", ["just recommend something", "surprise me", "whatever, you pick", "anything popular"])
def test_who_insists_gets_popular_items(text: str) -> None:
    decision = decide(text, NEW)
    assert (decision.action, decision.situation) == ("recommend", "recommend_popular")


@pytest.mark.parametrize(
    ("text", "action", "situation"),
    [
        ("I loved Heat", "recommend", "recommend_liked"),
        ("something like Heat", "recommend", "recommend_like"),
        ("a scary film please", "recommend", "recommend_wanted"),
        ("something older", "recommend", "critique"),
        ("something like Heat but newer", "recommend", "critique_liked"),
        ("not that one", "recommend", "another"),
        ("seen it", "recommend", "another_seen"),
        ("something completely different", "recommend", "different"),
        ("sounds great", "chat", "accept"),
        ("why?", "explain", "explain"),
        ("who directed it?", "answer", "answer"),
        ("thanks", "chat", "thanks"),
        ("bye", "chat", "bye"),
        ("start over", "ask", "forgot_all"),
        ("what do you know about me", "chat", "know_nothing"),
        ("what is the capital of France?", "chat", "off_topic"),
        ("I loved Zorblax 7", "ask", "ask_other"),
        ("tell me about the ninth one", "ask", "which_item"),
    ],
)
def test_every_act_has_its_answer(text: str, action: str, situation: str) -> None:
    decision = decide(text, SHOWN)
    assert (decision.action, decision.situation) == (action, situation)


def test_what_was_also_said_is_acknowledged() -> None:
    decision = decide("I hated Heat, give me a comedy", NEW)
    assert [situation for situation, _ in decision.lines] == ["noted_dislike", "recommend_wanted"]


def test_a_misspelt_title_is_asked_about_and_a_yes_is_enough() -> None:
    asked = decide("I loved Collaterality", NEW)
    assert asked.situation in ("unknown_near", "recommend_liked")
    session = Session(
        "s", turns=(Turn("agent", ("Did you mean ", ItemRef(named("Collateral")), "?")),), focus=named("Collateral")
    )
    understood = READER.understand("yes", session)
    assert understood.liked == (named("Collateral"),)


def test_wishes_add_up_and_the_latest_wins() -> None:
    session = SHOWN
    for text in ("a comedy", "from the 90s", "not Adam Sandler", "actually, a horror film instead"):
        session = remember(session, READER.understand(text, session), FILMS)
    assert session.preferences.wanted == (Facet("genre", "Horror"),)
    assert (session.preferences.year_from, session.preferences.year_to) == (1990, 1999)


def test_a_wish_and_a_ban_on_one_thing_never_stand_together() -> None:
    session = remember(NEW, READER.understand("a horror film", NEW), FILMS)
    session = remember(session, READER.understand("no horror", session), FILMS)
    assert session.preferences == Preferences(avoided=(Facet("genre", "Horror"),))
    session = remember(session, READER.understand("I want a horror film", session), FILMS)
    assert session.preferences == Preferences(wanted=(Facet("genre", "Horror"),))


def test_older_and_then_newer_move_from_the_item_in_focus() -> None:
    session = remember(SHOWN, READER.understand("something newer", SHOWN), FILMS)
    assert (session.preferences.year_from, session.preferences.year_to) == (1961, None)
    session = remember(session, READER.understand("something older", session), FILMS)
    assert (session.preferences.year_from, session.preferences.year_to) == (None, 1959)


def test_forgetting_takes_back_only_what_is_named() -> None:
    known = SHOWN.preferring(
        Preferences(liked=(named("Heat"), named("Up")), avoided=(Facet("genre", "War"),), year_from=1990, year_to=1999)
    )
    session = remember(known, READER.understand("forget that I like Heat", known), FILMS)
    assert session.preferences.liked == (named("Up"),)
    session = remember(session, READER.understand("remove the 90s filter", session), FILMS)
    assert (session.preferences.year_from, session.preferences.year_to) == (None, None)
    assert session.preferences.avoided == (Facet("genre", "War"),)


def test_what_was_forgotten_is_said_before_what_is_asked_for_beside_it() -> None:
    wished = SHOWN.preferring(Preferences(wanted=(Facet("keyword", "police"),)))
    decision = decide("forget the police. I want a film about a hitman", wished)
    assert decision.action == "recommend"
    assert [situation for situation, _ in decision.lines] == ["forgot", "recommend_wanted"]


def test_what_is_looked_for_without_its_title_leads_the_list_and_may_come_again() -> None:
    session = SHOWN.showing([named("Heat")])
    turned_down = replace(session, refused=(named("Amélie"),))
    text = "I'm looking for the one with Audrey Tautou in paris"
    decision = decide(text, turned_down)
    assert (decision.situation, decision.first) == ("found", (named("Amélie"),))
    assert remember(turned_down, READER.understand(text, turned_down), FILMS).refused == ()


def test_what_is_kept_from_children_is_not_acknowledged_as_said() -> None:
    decision = decide("Film night with the kids", NEW)
    assert [situation for situation, _ in decision.lines] == ["recommend_wanted"]


def test_a_ban_that_would_not_hurt_is_lifted_and_nothing_more() -> None:
    banned = SHOWN.preferring(Preferences(avoided=(Facet("genre", "Western"),)))
    session = remember(banned, READER.understand("a western would not hurt", banned), FILMS)
    assert session.preferences == Preferences()


def test_a_wish_stands_beside_a_later_one_while_one_item_has_both() -> None:
    session = remember(NEW, READER.understand("something funny", NEW), FILMS)
    session = remember(session, READER.understand("one set in london", session), FILMS)
    assert session.preferences.wanted == (Facet("mood", "funny"), Facet("keyword", "london"))


def test_yes_to_a_question_before_anything_was_shown_is_answered_with_items() -> None:
    asked = NEW.said(Turn("user", ("hi",)), Turn("agent", ("Hello! Shall we find you something good?",)))
    assert decide("Oh yes please!", asked).action == "recommend"
    assert decide("yes", NEW).action == "chat"
