"""The words that open a recommendation: what was asked for most, and what was said beside it."""

from __future__ import annotations

from agent.decision import Line, TurnToAnswer
from agent.session import Facet
from agent.words.phrases import facets_phrase, wanted_phrase
from agent.words.spoken import listing
from data.records import ItemRef


def main_line(turn: TurnToAnswer) -> tuple[Line, frozenset[str]]:
    """The situation that fits what was asked for most, and the acts that it speaks of."""
    understood, acts, session = turn.understood, turn.acts, turn.session
    similar = tuple(ItemRef(item) for item in understood.similar)
    liked = tuple(ItemRef(item) for item in understood.liked)
    directions = tuple(dict.fromkeys(critique.word for critique in understood.critiques))
    words = listing(directions) if directions else ""
    wanted = wanted_phrase(session.preferences, turn.nouns)
    if understood.sought:
        return ("found", {}), frozenset({"want", "recommend"})
    if "different" in acts and turn.before.shown:
        return ("different", {}), frozenset({"different", "refuse", "more"})
    if words and similar:
        return ("critique_liked", {"liked": similar, "value": words}), frozenset({"critique", "similar"})
    if words:
        return ("critique", {"value": words}), frozenset({"critique"})
    if similar:
        return ("recommend_like", {"liked": similar}), frozenset({"similar"})
    if acts & {"want"} and wanted:
        return ("recommend_wanted", {"value": wanted}), frozenset({"want"})
    if liked:
        return ("recommend_liked", {"liked": liked}), frozenset({"like"})
    if "seen" in acts and turn.before.shown:
        return ("another_seen", {}), frozenset({"seen"})
    if acts & {"refuse", "more"} and turn.before.shown:
        return ("another", {}), frozenset({"refuse", "more"})
    if wanted:
        return ("recommend_wanted", {"value": wanted}), frozenset()
    if latest := session.preferences.liked[-2:]:
        return ("recommend_liked", {"liked": tuple(ItemRef(item) for item in latest)}), frozenset()
    if session.preferences.is_empty():
        return ("recommend_popular", {}), frozenset()
    return ("recommend", {}), frozenset()


def _said_to_avoid(turn: TurnToAnswer) -> tuple[Facet, ...]:
    return tuple(facet for facet in turn.understood.avoided if facet not in turn.understood.implied)


def _let_in(turn: TurnToAnswer) -> tuple[Facet, ...]:
    return tuple(facet for facet in turn.understood.allowed if facet not in turn.session.preferences.wanted)


def noted_lines(turn: TurnToAnswer) -> list[tuple[str, Line]]:
    """Acts, each with the line that acknowledges it before a recommendation."""
    understood = turn.understood
    return [
        ("dislike", ("noted_dislike", {"liked": tuple(ItemRef(item) for item in understood.disliked)})),
        ("avoid", ("noted_avoid", {"value": facets_phrase(_said_to_avoid(turn), turn.nouns)})),
        ("like", ("noted_like", {"liked": tuple(ItemRef(item) for item in understood.liked)})),
        ("allow", ("noted_allow", {"value": facets_phrase(_let_in(turn), turn.nouns)})),
        ("seen", ("noted_seen", {"liked": tuple(ItemRef(item) for item in understood.seen)})),
    ]
