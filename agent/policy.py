"""What to do next: ask, recommend, explain, answer or chat, and which situation of the templates says it.

Recommend early and often: a question is asked only where nothing at all is known, and never twice in a row. Where no
rule knows what to do, a planner may say what people would; the rules are its guard: it recommends only where there is
a taste to go by, and asks only after what was no question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.decision import Decision, Line, TurnToAnswer
from agent.opening import main_line, noted_lines
from agent.reading.questions import WHY_NOT
from agent.reading.understanding import Understanding
from agent.session import Session
from agent.words.phrases import facets_phrase
from agent.words.spoken import listing
from data.records import ItemRef

_TASTE = frozenset({"like", "dislike", "seen", "similar", "want", "avoid", "allow", "critique", "different", "more"})
_ASKS = _TASTE | {"refuse", "recommend"}
_INSISTS = re.compile(
    r"\b(?:just|whatever|anything|surprise|dunno|don['’]?t\s+(?:know|care|mind)|no\s+(?:idea|preference)|you\s+(?:pick|choose|decide)|random|popular|best)\b",
    re.IGNORECASE,
)

_FEWER = re.compile(r"^\W*(?:ok(?:ay)?\W+)?(?:just|only)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Policy:
    """Decides by rules. `nouns` is the plural of what the catalogue holds."""

    nouns: str = "items"

    def decide(
        self, before: Session, session: Session, understood: Understanding, plan: Callable[[], str] = lambda: ""
    ) -> Decision:
        """The next step, given the session before the message, after it was remembered, and what the message does.

        `plan` says a goal (`prompts.turn_goals`), or ""; it is asked only where the rules do not know.
        """
        turn = TurnToAnswer(before, session, understood, self.nouns, plan)
        decision = next(found for step in _STEPS if (found := step(turn)) is not None)
        if understood.clipped:
            return replace(decision, lines=(("too_long", {}), *decision.lines))
        return decision


def _forget(turn: TurnToAnswer) -> Decision | None:
    what = turn.understood.forget
    if what is None:
        return None
    if what.everything:
        return Decision("ask", (("forgot_all", {}),))
    before, after = turn.before.preferences, turn.session.preferences
    if before == after:
        if turn.before.last_list and (what.years or what.limits or what.facets):
            return _recommending(turn, ("forgot_nothing", {}))
        return Decision("chat", (("forgot_nothing", {}),))
    gone = tuple(ItemRef(item) for item in what.items if item in before.known())
    wishes = tuple(facet for facet in before.wanted if facet not in after.wanted)
    bans = tuple(facet for facet in before.avoided if facet not in after.avoided)
    words = [f"your wish for {facets_phrase(wishes, turn.nouns)}"] if wishes else []
    words += [f"the ban on {facets_phrase(bans, turn.nouns)}"] if bans else []
    words += ["the years"] if (before.year_from, before.year_to) != (after.year_from, after.year_to) else []
    words += ["the limit"] if before.limits != after.limits else []
    if not (gone or words) and turn.understood.says_more():
        return None
    forgotten: tuple[str | ItemRef, ...] = (*gone, *words) or ("that",)
    opening: Line = ("forgot", {"value": forgotten})
    again = (words and turn.before.shown) or turn.understood.says_more()
    return _recommending(turn, opening) if again else Decision("chat", (opening,))


def _known(turn: TurnToAnswer) -> Decision | None:
    if "ask_known" not in turn.acts:
        return None
    empty = turn.session.preferences.is_empty() and turn.session.user is None
    return Decision("chat" if empty else "answer", (("know_nothing" if empty else "know", {}),))


def _off_topic(turn: TurnToAnswer) -> Decision | None:
    if "off_topic" in turn.acts and not turn.acts & _TASTE:
        return Decision("chat", (("off_topic", {}),))
    return None


def _why(turn: TurnToAnswer) -> Decision | None:
    if "ask_why" not in turn.acts or turn.acts & (_TASTE - {"like", "similar", "seen"}):
        return None
    item = next(iter(turn.understood.named + turn.understood.similar), turn.session.focus)
    if item is None or not turn.session.shown:
        return Decision("chat", (("explain_nothing", {}),))
    return Decision("explain", (("explain", {"item": ItemRef(item)}),), item)


def _question(turn: TurnToAnswer) -> Decision | None:
    question = turn.understood.question
    if question is None or turn.acts & {"more", "different", "critique"}:
        return None
    if question.whole or question.among:
        return Decision("answer", (("answer", {}),))
    if question.item is None or (turn.understood.unknown and not turn.understood.mentions):
        if turn.understood.unknown:
            return _not_here(turn)
        return Decision("ask", (("which_item", {}),))
    if question.kind == WHY_NOT and question.item in turn.session.last_list:
        return Decision("explain", (("explain", {"item": ItemRef(question.item)}),), question.item)
    return Decision("answer", (("answer", {}),), question.item)


def _missing(turn: TurnToAnswer) -> Decision | None:
    if turn.understood.missing_reference and not turn.acts & _TASTE:
        return Decision("ask", (("which_item", {}),))
    return None


def _again(turn: TurnToAnswer) -> Decision | None:
    """The list once more where that is asked for, or fewer of it: "only three please"."""
    count = turn.understood.count
    fewer = count is not None and count < len(turn.before.last_list) and turn.acts == {"recommend"}
    fewer = fewer and bool(_FEWER.search(turn.understood.text))
    if not (fewer or "again" in turn.acts) or not turn.before.last_list:
        return None
    return Decision("recommend", (("again", {}),), repeats=True)


def _shown_item(turn: TurnToAnswer) -> Decision | None:
    """"Show me the second one": what was shown is told about, not searched for."""
    named = tuple(item for item in turn.understood.named if item in turn.before.shown)
    if not named or turn.acts - {"recommend", "again"} or turn.understood.wishes:
        return None
    return Decision("answer", (("answer", {}),), named[0])


def _ordered(turn: TurnToAnswer) -> Decision | None:
    """A list in the order that was asked for: of the last one, or of all that fits."""
    order = turn.understood.order
    if order is None:
        return None
    repeats = bool(turn.before.last_list) and not (order.whole or turn.acts & _TASTE)
    return Decision("recommend", (("ordered", {"value": f"the {order.word}"}),), repeats=repeats, order=order)


def _accept(turn: TurnToAnswer) -> Decision | None:
    if "accept" not in turn.acts or turn.acts & (_TASTE - {"like"}) or turn.acts & {"refuse", "recommend"}:
        return None
    item = next(iter(turn.understood.named + turn.understood.liked), turn.session.focus)
    if item is None or not turn.session.shown or _to_an_open_question(turn):
        return None
    return Decision("chat", (("accept", {"item": ItemRef(item)}),), item)


def _agreed(turn: TurnToAnswer) -> Decision | None:
    """"Yes" to a question that was about no item: they want something, and said no more."""
    if "accept" not in turn.acts or turn.acts & (_ASKS | {"refuse"}):
        return None
    return _recommending(turn) if _to_an_open_question(turn) else None


def _to_an_open_question(turn: TurnToAnswer) -> bool:
    """Whether the agent's last words asked something, and named no item that a yes could be about."""
    said = turn.before.turns[-1:]
    return turn.before.asked and not turn.understood.named and not any(one.items() for one in said)


def _recommend(turn: TurnToAnswer) -> Decision | None:
    if not (turn.acts & _ASKS or turn.understood.wishes or turn.understood.sought):
        return None
    nothing = turn.session.preferences.is_empty() and not turn.session.near and not turn.before.shown
    if nothing and turn.understood.unknown:
        return _not_here(turn)
    bare = turn.understood.count is None and not _INSISTS.search(turn.understood.text)
    if nothing and bare and not (turn.before.asked or turn.understood.sought):
        return Decision("ask", (("ask", {}),))
    return _recommending(turn)


def _unknown(turn: TurnToAnswer) -> Decision | None:
    return _not_here(turn) if turn.understood.unknown else None


def _small_talk(turn: TurnToAnswer) -> Decision | None:
    for act, situation in _SMALL_TALK:
        if act in turn.acts:
            return Decision("chat", ((situation, {}),))
    return None


def _named(turn: TurnToAnswer) -> Decision | None:
    if turn.understood.named:
        return Decision("answer", (("answer", {}),), turn.understood.named[0])
    return None


def _planned(turn: TurnToAnswer) -> Decision | None:
    goal = turn.plan()
    if goal == "recommend" and not (turn.session.preferences.is_empty() and not turn.session.near):
        return _recommending(turn)
    if goal == "ask" and not turn.before.asked:
        return Decision("ask", (("ask", {}),))
    return None


def _guessed(turn: TurnToAnswer) -> Decision | None:
    item = turn.understood.guess
    return None if item is None else Decision("ask", (("meant", {"item": ItemRef(item)}),), item)


def _unclear(turn: TurnToAnswer) -> Decision | None:
    return Decision("chat", (("unclear", {}),))


_SMALL_TALK = (
    ("ask_who", "who"), ("bye", "bye"), ("thanks", "thanks"), ("greet", "greet"), ("language", "language"),
    ("complain", "complain"), ("ponder", "ponder"), ("chat", "chat"),
)  # fmt: skip
_STEPS: tuple[Callable[[TurnToAnswer], Decision | None], ...] = (
    _forget, _known, _off_topic, _why, _question, _missing, _ordered, _shown_item, _again, _accept, _agreed, _recommend,
    _unknown, _small_talk, _named, _guessed, _planned,
    _unclear,
)  # fmt: skip


def _unknown_line(turn: TurnToAnswer) -> Line:
    return "unknown_title", {"asked": listing(tuple(turn.understood.unknown))}


def _not_here(turn: TurnToAnswer) -> Decision:
    """Says that a title is not here, and what may have been meant, or asks for another."""
    unknown, near = turn.understood.unknown, turn.understood.near
    if near is not None:
        line: Line = ("unknown_near", {"asked": unknown[0], "item": ItemRef(near)})
        return Decision("ask", (line,), near)
    return Decision("ask", (_unknown_line(turn), ("ask_other", {})))


def _recommending(turn: TurnToAnswer, *opening: Line) -> Decision:
    """A recommendation in the words of what was asked for; what was also said is acknowledged before it."""
    understood, acts = turn.understood, turn.acts
    main, spoken = main_line(turn)
    noted = [line for act, line in noted_lines(turn) if act in acts and act not in spoken and all(line[1].values())]
    if understood.correction is not None:
        noted = [("noted_like", {"liked": ItemRef(understood.correction[1])})]
    lines = (*opening, *noted[:1], main) if len(opening) + len(noted) < 3 else (*opening, main)
    if understood.unknown:
        lines = (_unknown_line(turn), main)
    different = "different" in acts and turn.before.last_list
    unlike = turn.before.last_list[0] if different else None
    return Decision("recommend", lines, fallback=("recommend", {}), unlike=unlike, first=understood.sought)
