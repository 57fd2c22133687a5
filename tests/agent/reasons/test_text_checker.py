"""A text is read back into claims: what holds is supported, what the row denies contradicted, the rest unknown."""

from __future__ import annotations

import pytest

from agent.explainer import Explainer
from agent.finding.co_liking import CoLiking
from agent.reasons.text_checker import TextChecker, Verdict
from agent.session import Facet, Preferences
from data.records import Interaction
from tests.agent.films import FILMS

ITEM = "collateral-2004"
LIKING = CoLiking(FILMS, [Interaction(f"u{n}", item, n, 5.0) for n in range(7) for item in ("heat-1995", ITEM)])
READER = TextChecker(FILMS, LIKING)
TOLD = Preferences(
    liked=("heat-1995", "the-godfather-1972"), wanted=(Facet("mood", "dark"),), avoided=(Facet("genre", "Horror"),),
    year_from=2000, year_to=2010,
)  # fmt: skip


def read(text: str) -> tuple[Verdict, ...]:
    return READER.read(text, ITEM, TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "Michael Mann directed it.", "It stars Tom Cruise and Jamie Foxx.", "Many fans of Heat enjoyed it.",
        "Like Heat, it was directed by Michael Mann.", "You liked Heat, and this one is Mann's as well.",
        "It came out in 2004.",
        "A thriller from the 2000s.",
        "You asked for something dark, and it is.", "There is no horror in it, as you wished.",
        "It is newer than Heat.",
        "It came out nine years after Heat.", "Heat is older than Collateral.", "It is shorter than The Godfather.",
        "Seven people who liked Heat liked it too.", "Of those who liked Heat, 7 also liked this.",
        "It runs 120 minutes.",
        "At two hours it is quite long.", "Heat's Al Pacino is not in it.",
    ],
)  # fmt: skip
def test_what_holds_is_supported(text: str) -> None:
    verdicts = read(text)
    assert verdicts and [one for one in verdicts if one.verdict != "supported"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Christopher Nolan directed it.", "It stars Michael Mann.", "Tom Cruise directed it.",
        "Like Heat, it stars Tom Cruise.",
        "It came out in 2003.", "A thriller from the nineties.", "It is a western.", "You liked Up, so try it.",
        "You asked for something funny, and it is.", "You wanted no crime in it.", "It is older than Heat.",
        "It came out eight years after Heat.", "Collateral is older than Heat.", "Heat is newer.",
        "Eight people who liked Heat liked it too.", "Seven people who liked The Godfather liked it too.",
        "It runs 95 minutes.", "It lasts under an hour and 50 minutes, 100 minutes to be exact.",
        "Nobody who liked Heat liked it.", "It has Al Pacino.", "It was made in France.",
    ],
)  # fmt: skip
def test_what_the_catalogue_the_user_or_the_counts_deny_is_contradicted(text: str) -> None:
    assert "contradicted" in {one.verdict for one in read(text)}


def test_a_name_that_nobody_here_has_is_unknown() -> None:
    (found,) = read("It won a prize in Elbonia.")
    assert found.verdict == "unknown" and found.span == (18, 25)


def test_small_talk_claims_nothing() -> None:
    assert read("I hope that you will have a lovely evening with this!") == ()


def test_a_title_of_everyday_words_is_read_where_it_is_meant() -> None:
    told = Preferences(liked=("up-2009", "it-2017"))
    (liked, *_) = READER.read("You liked Up, and it is funny as well.", "toy-story-1995", told)
    assert liked.claim.kind == "liked" and liked.claim.value == "Up"
    assert {one.claim.kind for one in READER.read("It is up to you.", "toy-story-1995", told)} == set()


def test_every_wording_of_ours_is_read_back_as_what_it_says() -> None:
    for seed in range(4):
        explainer = Explainer(FILMS, LIKING, noun="film", seed=seed)
        for item in FILMS:
            for reason in explainer.reasons(item.id, TOLD, 8):
                found = READER.read(reason.text, item.id, TOLD)
                assert found and {one.verdict for one in found} == {"supported"}, (reason.text, found)
