"""What list answers: narrowed, what still fits is said; sorted, it is in order; of several one is taken by taste."""

from __future__ import annotations

from dataclasses import replace

from agent.agent import Agent
from agent.reply import Reply
from agent.session import Facet, Preferences, Session
from tests.agent.films import FILMS, named
from tests.agent.test_agent import hired

AGENT = hired(FILMS)
CRIME = Session("s", shown=(named("Heat"), named("Collateral")), last_list=(named("Heat"), named("Collateral")))
CRIME = CRIME.preferring(Preferences(wanted=(Facet("director", "Michael Mann"),)))


def say(text: str, session: Session, agent: Agent = AGENT) -> Reply:
    return agent.reply(session, text)


def test_what_of_the_last_list_fits_a_narrower_wish_is_said_and_not_listed_again() -> None:
    reply = say("nothing over two and a half hours", CRIME)
    assert "Of those just shown, Collateral fits as well." in (reply.notice or "")
    assert not set(CRIME.shown) & {item.id for item in reply.items}


def test_who_turns_to_others_is_not_told_of_the_last_list() -> None:
    seen = "I have seen the second one, something under two hours"
    for text in ("longer is fine", "another one", "something different", seen):
        assert "just shown" not in (say(text, CRIME).notice or ""), text


def test_where_nothing_new_is_left_what_was_shown_comes_again_and_that_is_said() -> None:
    every = Session("s", shown=FILMS.ids, last_list=FILMS.ids[:3], refused=(named("Heat"),))
    reply = say("a crime film", every)
    assert reply.items and named("Heat") not in {item.id for item in reply.items}
    assert "Crime" in FILMS[reply.items[0].id].values("genre")
    assert (reply.notice or "").startswith("You were shown these before. Nothing is left")
    assert not say("show me others", every).items


def test_the_last_list_is_sorted_and_nothing_else_is_put_into_it() -> None:
    reply = say("oldest first", replace(CRIME, last_list=(named("Collateral"), named("Heat"))))
    assert [item.id for item in reply.items] == [named("Heat"), named("Collateral")]
    assert reply.session.preferences == CRIME.preferences


def test_the_most_of_all_is_the_most_of_the_whole_catalogue() -> None:
    oldest = min(FILMS, key=lambda film: film.year or 9999)
    reply = say("what is the oldest film you have?", CRIME)
    years = [FILMS[item.id].year or 0 for item in reply.items]
    assert reply.items[0].id == oldest.id and years == sorted(years)


def test_the_choice_among_a_list_is_by_taste_and_none_that_was_turned_down() -> None:
    listed = (named("Psycho"), named("Toy Story"), named("Heat"))
    session = Session("s", shown=listed, last_list=listed)
    likes = session.preferring(Preferences(liked=(named("Toy Story 2"),)))
    assert say("which one should I watch?", likes).text.count("Toy Story")
    refused = replace(likes, refused=(named("Toy Story"),))
    assert "Toy Story." not in say("which one should I watch?", refused).text


def test_fewer_of_a_list_are_its_first() -> None:
    listed = (named("Psycho"), named("Toy Story"), named("Heat"))
    reply = say("only two please", Session("s", shown=listed, last_list=listed))
    assert [item.id for item in reply.items] == list(listed[:2])


def test_what_there_is_of_somebody_is_told_and_a_ban_stays() -> None:
    banned = Session("s").preferring(Preferences(avoided=(Facet("director", "Michael Mann"),)))
    reply = say("who is Michael Mann?", banned)
    count = sum("Michael Mann" in film.values("director") for film in FILMS)
    assert reply.action == "answer" and str(count) in reply.text and "Heat" in reply.text
    assert reply.session.preferences == banned.preferences


def test_what_is_looked_for_and_kept_out_is_named_with_the_reason() -> None:
    session = Session("s").preferring(Preferences(avoided=(Facet("mood", "violent"),)))
    reply = say("what was that film with the heist and the police by Michael Mann?", session)
    assert "You may mean Heat, but it is listed as violent, which you asked me to leave out." in (reply.notice or "")
    assert named("Heat") not in {item.id for item in reply.items}


def test_whether_one_would_like_an_item_is_answered_by_what_speaks_against_it_or_for_it() -> None:
    bans = Session("s").preferring(Preferences(avoided=(Facet("mood", "violent"),)))
    likes = Session("s").preferring(Preferences(liked=(named("Collateral"),)))
    against, for_it = say("would I like Heat?", bans), say("would I like Heat?", likes)
    assert "it is listed as violent, which you asked me to leave out" in against.text
    assert "Michael Mann" in for_it.text
    assert against.session.preferences == bans.preferences and for_it.session.preferences == likes.preferences


def test_the_choice_among_a_new_list_is_its_first() -> None:
    for wish in ("a crime film", "something like Heat", "I loved Up", "something funny or scary"):
        listed = say(wish, Session("s")).session
        assert say("which one should I watch?", listed).session.focus == listed.last_list[0], wish
