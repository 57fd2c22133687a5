"""From a decision to a reply: recommends where it says so, words each line, adds a true reason, keeps the session."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from agent.answering import Answer, Answering
from agent.decision import Decision, Line
from agent.explaining import Explaining
from agent.finding.query import Query
from agent.finding.recommending import Recommender
from agent.grounding import Grounding
from agent.lists import Lists
from agent.reading.questions import ABOUT, Question
from agent.reading.understanding import Understanding
from agent.reply import Reason, Recommended, Reply
from agent.session import Preferences, Session
from agent.words.blurb import blurb
from agent.words.fitting import answers, fits, resembles
from agent.words.profile import profile
from agent.words.wording import Wording
from data.records import ItemRef, Turn
from prompts.example import Value
from prompts.prompt import Piece

_FEEDBACK = {"like": "noted_like", "dislike": "noted_dislike", "seen": "noted_seen", "why": "explain"}
_LIST = {"like": "liked", "dislike": "disliked", "seen": "seen"}
_PLAIN = re.compile(r"[\[\]{}<>|`\\]")


@dataclass(slots=True)
class _Draft:
    """A reply in the making."""

    session: Session
    heard: tuple[Turn, ...] = ()
    """What the user has just said; nothing where a button was pressed."""
    pieces: list[Piece] = field(default_factory=list)
    items: tuple[Recommended, ...] = ()
    notices: list[str] = field(default_factory=list)


class Composer:
    """Words decisions over one catalogue. `kept_bytes` tells how large a prompt is kept of a user."""

    def __init__(
        self, recommender: Recommender, explaining: Explaining, wording: Wording, grounding: Grounding, *, nouns: str,
        kept_bytes: Callable[[str], int] = lambda user: 0,
    ) -> None:
        self._kept_bytes = kept_bytes
        self._recommender, self._explaining, self._wording = recommender, explaining, wording
        self._grounding, self._nouns = grounding, nouns
        self._catalogue, self._lists = grounding.catalogue, Lists(recommender, grounding, nouns)
        self._answering = Answering(self._catalogue, self._lists, recommender.explainer.noun, nouns)
        self._told: set[str] = set()

    def compose(
        self,
        before: Session,
        session: Session,
        understood: Understanding,
        decision: Decision,
        *,
        k: int,
        stop: threading.Event | None = None,
    ) -> Iterator[str | Reply]:
        """Text as it is known, the `Reply` last; nothing more once `stop` is set."""
        draft = _Draft(session, heard=(understood.turn(),))
        action = decision.action
        for line in decision.lines[:-1]:
            yield from self._add(draft, self._said(line, draft, ask_lm=False, stop=stop))
        line = decision.lines[-1]
        if action == "recommend":
            found = self._lists.found(before, session, understood, decision, understood.count or k)
            draft.items, draft.notices = found.items, [found.notice] if found.notice else []
            line = self._true_line(line, decision, draft, understood) if found.items else self._lists.nothing(session)
            action = "recommend" if found.items else "ask"
        answer = Answer(line)
        if action == "answer" and line[0] == "answer":
            answer = self._answering.answer(understood.question or Question(ABOUT, decision.item), session)
            line, decision = answer.line, replace(decision, item=answer.item or decision.item)
        if stop is not None and stop.is_set():
            return
        yield from self._add(draft, self._said(line, draft, ask_lm=action != "answer", stop=stop))
        yield from self._add(draft, answer.further or self._after(line[0], draft, decision, answer.reasoned))
        if stop is None or not stop.is_set():
            yield self._reply(before, draft, replace(decision, action=action))

    def feedback(self, session: Session, item: str, kind: str) -> Reply:
        """What a button does. Raises ValueError for an unknown kind."""
        if kind not in _FEEDBACK:
            raise ValueError(f"feedback {kind!r} is unknown; use one of {', '.join(_FEEDBACK)}")
        if kind in _LIST:
            session = session.preferring(_noted(session.preferences, item, kind))
        session = replace(session, focus=item)
        draft = _Draft(session)
        situation, action = _FEEDBACK[kind], "explain" if kind == "why" else "chat"
        name = "item" if kind == "why" else "liked"
        line: Line = (situation, {name: ItemRef(item)})
        decision = Decision("explain" if action == "explain" else "chat", (line,), item)
        list(self._add(draft, self._said(line, draft, ask_lm=False)))
        list(self._add(draft, self._after(situation, draft, decision)))
        return self._reply(session, draft, decision)

    def _true_line(self, line: Line, decision: Decision, draft: _Draft, understood: Understanding) -> Line:
        """The line with the top item, or the plain one where the item is not what the line would say it is."""
        top = self._catalogue[draft.items[0].id]
        situation, fields = line
        preferences = draft.session.preferences
        close = all(resembles(top, self._catalogue[item]) for item in understood.similar[:1])
        true = {
            "recommend_wanted": lambda: fits(top, preferences),
            "critique": lambda: answers(top, understood.critiques, preferences),
            "critique_liked": lambda: close and answers(top, understood.critiques, preferences),
            "recommend_like": lambda: close,
            "found": lambda: top.id in decision.first,
        }
        if situation in true and not true[situation]():
            situation, fields = decision.fallback or ("recommend", {})
        return situation, {**fields, "item": ItemRef(top.id)}

    def _said(
        self, line: Line, draft: _Draft, *, ask_lm: bool = True, stop: threading.Event | None = None
    ) -> tuple[Piece, ...]:
        situation, fields = line
        safe = {name: _plain(value) if name == "asked" else value for name, value in fields.items()}
        pieces, problem = self._wording.say(
            situation, safe, draft.session, heard=draft.heard, ask_lm=ask_lm, stop=stop
        )
        if problem and draft.session.id not in self._told:
            self._told = {*list(self._told)[-5000:], draft.session.id}
            draft.notices.append(f"I am using my own words for now: {problem}.")
        return pieces

    def _after(
        self, situation: str, draft: _Draft, decision: Decision, reasoned: bool = False
    ) -> tuple[Piece, ...]:
        """What follows the main line: the reasons, or what is known of the user."""
        if situation == "know":
            user = draft.session.user
            kept = 0 if user is None else self._kept_bytes(user)
            return profile(draft.session, self._catalogue, self._nouns, kept_bytes=kept)
        if (reasoned or situation == "explain") and decision.item is not None:
            session = draft.session
            reasons, without = self._explaining.in_talk(Query.of(session), decision.item)
            known = session.preferences.liked + session.near
            further = (" ", *self._grounding.referenced(without, known, beside=decision.item)) if without else ()
            return (*self._reasoned(reasons, decision.item, session), *further)
        if decision.action == "recommend" and draft.items:
            top = draft.items[0]
            news = [one for one in top.reasons if _is_news(one, top.id)]
            if not news and (said := blurb(self._catalogue[top.id])):
                return (f" {said}",)
            return self._reasoned((news or top.reasons)[:1], top.id, draft.session)
        return ()

    def _reasoned(self, reasons: Sequence[Reason], item: str, session: Session) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for reason in reasons:
            text = self._recommender.explainer.as_it(reason, item)
            pieces += [" ", *self._grounding.referenced(text, session.preferences.liked + session.near, beside=item)]
        return tuple(pieces)

    def _add(self, draft: _Draft, pieces: Sequence[Piece]) -> Iterator[str]:
        """Keep pieces in the draft and hand out their text word by word."""
        if not pieces:
            return
        pieces = self._tidied(pieces)
        if draft.pieces and not (isinstance(pieces[0], str) and pieces[0].startswith(" ")):
            pieces = (" ", *pieces)
        draft.pieces += pieces
        yield from re.findall(r"\s*\S+\s*$|\s*\S+", self._grounding.text(pieces))

    def _tidied(self, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
        """The pieces without a stop after a title that brings its own: "Moulin Rouge!" needs no full stop."""
        tidy: list[Piece] = []
        for piece in pieces:
            before = tidy[-1] if tidy else None
            if isinstance(piece, str) and isinstance(before, ItemRef) and piece[:1] in (".", "?", "!"):
                end = self._grounding.name(before.item)[-1:]
                piece = piece[1:] if end == piece[0] or (end in "?!" and piece[0] == ".") else piece
            if piece:
                tidy.append(piece)
        return tuple(tidy)

    def _reply(self, before: Session, draft: _Draft, decision: Decision) -> Reply:
        session, text = draft.session, self._grounding.text(draft.pieces)
        if draft.items:
            session = session.showing(item.id for item in draft.items)
        elif decision.item is not None:
            session = replace(session, focus=decision.item)
        session = replace(session, turns=before.turns).said(*draft.heard, Turn("agent", _merged(draft.pieces)))
        return Reply(
            text,
            decision.action,
            draft.items,
            uuid.uuid4().hex if draft.items else "",
            session,
            " ".join(draft.notices) or None,
        )


def _merged(pieces: Sequence[Piece]) -> tuple[str | ItemRef, ...]:
    merged: list[str | ItemRef] = []
    for piece in pieces:
        part = piece if isinstance(piece, ItemRef) else str(piece)
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)


def _noted(preferences: Preferences, item: str, kind: str) -> Preferences:
    """The preferences with an item in the list of one kind, and in no other."""
    lists = {name: tuple(one for one in getattr(preferences, place) if one != item) for name, place in _LIST.items()}
    lists[kind] += (item,)
    return replace(preferences, liked=lists["like"], disliked=lists["dislike"], seen=lists["seen"])


def _is_news(reason: Reason, item: str) -> bool:
    """Whether a reason links the item to something else; one that repeats the wish is no news after the words before
    it."""
    return any(claim.evidence.get("item") not in (None, item) or claim.kind == "mentioned" for claim in reason.claims)


def _plain(value: Value) -> Value:
    return _PLAIN.sub("", value)[:80].strip() or "that" if isinstance(value, str) else value
