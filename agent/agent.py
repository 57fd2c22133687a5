"""The agent: takes a message and a session, answers, and hands the session back. It keeps no conversation itself.

A message is understood, remembered, decided upon and worded, each in a room of its own; what is recommended, and why,
comes from the recommender and is checked before it is said.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agent.explaining import Explaining, Style
from agent.finding.filter_parsing import parse_filters
from agent.finding.histories import Histories, StoredTaste
from agent.finding.query import Query
from agent.finding.recommending import Recommendation, Recommender
from agent.grounding import Grounding
from agent.planning import Planner
from agent.policy import Policy
from agent.reading.forgetting import Forget, find_forget, forget
from agent.reading.linking import NOUNS
from agent.reading.naming import UnknownItemError, find_item, resolve
from agent.reading.reader import Reader
from agent.reading.understander import READ
from agent.reading.understanding import Understanding
from agent.reasons.rewording import Rewording
from agent.remembering import remember
from agent.reply import Explanation, Reply
from agent.session import Preferences, Session
from agent.words.composing import Composer
from agent.words.lm_wording import LMWording
from agent.words.wording import Wording
from data.catalogue import Catalogue
from prompts.lm import LanguageModel

if TYPE_CHECKING:
    from agent.build import Making
    from prompts.personal_prompts import PersonalPrompts

LISTED = 5
"""Items in a chat answer."""

_PATIENCE = 0.45
"""Seconds: an answer should begin within half of one."""


class Agent:
    """A conversational recommender over one catalogue. Safe for threads: all state is in the sessions.

    `noun` is what the catalogue holds, in the singular ("film"); `patience` how many seconds a language model may take
    for its words before ours are used; None leaves it to the model (its `patience`), or to a quick local one.
    `histories` are what is stored of users;
    `reader` is made where none is given.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        recommender: Recommender,
        lm: LanguageModel | None,
        *,
        noun: str = "item",
        seed: int = 0,
        patience: float | None = None,
        histories: Histories | None = None,
        reader: Reader | None = None,
    ) -> None:
        nouns = noun if noun.endswith("s") else f"{noun}s"
        reader = reader or Reader.of(catalogue)
        linker, vocabulary = reader.linker, reader.vocabulary
        grounding = Grounding(linker, vocabulary, NOUNS | {noun, nouns})
        seconds = getattr(lm, "patience", _PATIENCE) if patience is None else patience
        words = None if lm is None or not lm.talks else LMWording(lm, grounding, noun=noun, patience=seconds)
        self.catalogue, self.linker, self.recommender = catalogue, linker, recommender
        self.noun, self.nouns = noun, nouns
        self._histories = histories
        self.making: Making | None = None
        self._understander = reader.understander
        self._policy, self._planner = Policy(nouns), Planner.of(lm)
        wording = Wording(grounding, noun=noun, nouns=nouns, seed=seed, lm=words)
        self.explaining = Explaining(recommender, Rewording.by(lm, catalogue, recommender.explainer.liking))
        self.prompts: PersonalPrompts | None = getattr(getattr(lm, "soft", None), "kept", None)
        self._composer = Composer(
            recommender, self.explaining, wording, grounding, nouns=nouns, kept_bytes=self._kept_bytes
        )

    def reply(self, session: Session, message: str) -> Reply:
        """The answer to a message; the session after it is in the reply."""
        return next(piece for piece in self.stream(session, message) if isinstance(piece, Reply))

    def stream(self, session: Session, message: str, *, stop: threading.Event | None = None) -> Iterator[str | Reply]:
        """The answer in pieces of text as they are known, the `Reply` last; nothing more once `stop` is set."""
        before = self._present(session)
        understood = self.understand(before, message)
        after = remember(before, understood, self.catalogue)
        decision = self._policy.decide(before, after, understood, lambda: self._plan(before, understood))
        yield from self._composer.compose(before, after, understood, decision, k=LISTED, stop=stop)

    def _kept_bytes(self, user: str) -> int:
        return self.prompts.bytes_each if self.prompts is not None and user in self.prompts else 0

    def _plan(self, before: Session, understood: Understanding) -> str:
        return "" if self._planner is None else self._planner.goal((*before.turns, understood.turn()))

    def understand(self, session: Session, message: str) -> Understanding:
        """What a message does, in the light of the session."""
        return self._understander.understand(message, session)

    def recommend(
        self,
        *,
        likes: Iterable[str] = (),
        dislikes: Iterable[str] = (),
        history: Iterable[str] = (),
        filters: Mapping[str, Any] | None = None,
        k: int = 10,
        user: str | None = None,
        words: str = "",
    ) -> Recommendation:
        """At most k items for a taste given as titles or ids. Raises ValueError for a filter that the catalogue lacks.

        `history` is what was met before, oldest first: evidence of the taste, and never recommended again. So is all
        that the store keeps of `user`, by their ratings; raises UnknownUserError (a LookupError) for one it has nothing
        of. Names that match nothing are said in `notice`, with what is near. `words` are read as a message would be.
        """
        query, said = self._query(likes, dislikes, history, filters, user, words)
        found = self.recommender.recommend(query, k=k)
        return replace(found, notice=" ".join(part for part in (said, found.notice) if part) or None)

    def explain(
        self,
        item: str,
        *,
        likes: Iterable[str] = (),
        dislikes: Iterable[str] = (),
        history: Iterable[str] = (),
        filters: Mapping[str, Any] | None = None,
        user: str | None = None,
        words: str = "",
        style: Style = "paragraph",
        versus: str | None = None,
    ) -> Explanation:
        """Why an item (title or id) suits a taste, given as to `recommend`; `versus` is what a comparison compares to.

        Raises UnknownItemError where the catalogue lacks an item, ValueError where a comparison has no other item.
        """
        found, other = self._item(item), None if versus is None else self._item(versus)
        query, notice = self._query(likes, dislikes, history, filters, user, words)
        said = self.explaining.explain(query, found, style=style, versus=other)
        return replace(said, notice=notice)

    def explain_many(
        self,
        items: Sequence[str],
        *,
        likes: Iterable[str] = (),
        dislikes: Iterable[str] = (),
        history: Iterable[str] = (),
        filters: Mapping[str, Any] | None = None,
        user: str | None = None,
        words: str = "",
        style: Style = "paragraph",
    ) -> Iterator[Explanation]:
        """Why each of many items suits one taste, one after another; the list is ranked for all of them at once.

        Raises UnknownItemError before the first one where the catalogue lacks an item.
        """
        found = [self._item(item) for item in items]
        query, notice = self._query(likes, dislikes, history, filters, user, words)
        return (replace(said, notice=notice) for said in self.explaining.many(query, found, style=style))

    def feedback(self, session: Session, item: str, kind: str) -> Reply:
        """What a button does: "like", "dislike", "seen" or "why". Raises KeyError for an item, ValueError for a kind.
        """
        self.catalogue[item]
        return self._composer.feedback(self._present(session), item, kind)

    def forget(self, session: Session, what: Forget | str) -> Session:
        """The session without what is named: a `Forget`, or words such as "everything", "the years", "Heat"."""
        if isinstance(what, Forget):
            return forget(session, what)
        understood = self.understand(session, f"forget {what}")
        return forget(session, understood.forget or find_forget("forget everything", (), ()) or Forget())

    def _item(self, name: str) -> str:
        found = find_item(name, self.linker)
        if found is None:
            raise UnknownItemError(name, self.catalogue)
        return found

    def _query(
        self, likes: Iterable[str], dislikes: Iterable[str], history: Iterable[str],
        filters: Mapping[str, Any] | None, user: str | None, words: str,
    ) -> tuple[Query, str | None]:
        """What a request asks for, and what could not be taken into account."""
        stored, unknown = self._stored(user)
        preferences, notice = self._taste(likes, dislikes, history)
        said = {*preferences.liked, *preferences.disliked}
        # In order of time: what is stored of a user, the history that came with the request, what they say now.
        before = tuple(item for item in (*stored.liked, *preferences.seen) if item not in said)
        preferences = replace(
            preferences,
            liked=(*(item for item in stored.liked if item not in said), *preferences.liked),
            disliked=(*(item for item in stored.disliked if item not in said), *preferences.disliked),
            seen=(*stored.met, *preferences.seen),
        )
        session = Session("request", user).preferring(preferences)
        if words.strip():
            session = remember(session, self.understand(session, words), self.catalogue)
        # Words that ask for nothing by name still say what is wanted: they are searched for as they stand.
        plain = words[:READ] if (session.preferences, session.near) == (preferences, ()) else ""
        query = Query(
            session.preferences, plain, like=session.near, before=before,
            filters=parse_filters(self.catalogue, filters), person=user or "",
        )
        return query, " ".join(part for part in (unknown, notice) if part) or None

    def _stored(self, user: str | None) -> tuple[StoredTaste, str | None]:
        """What the store keeps of a user, and what to say where it keeps nothing of anybody."""
        if user is None:
            return StoredTaste(), None
        if self._kept_bytes(user) and not (self._histories and user in self._histories):
            return StoredTaste(), None
        if not self._histories:
            return StoredTaste(), f"Nothing is stored of any user here, so nothing is known of {user[:80]!r} yet."
        return self._histories.taste(user), None

    def _taste(
        self, likes: Iterable[str], dislikes: Iterable[str], history: Iterable[str]
    ) -> tuple[Preferences, str | None]:
        named = [resolve(names, self.linker) for names in (likes, dislikes, history)]
        notice = " ".join(one.notice for one in named if one.notice) or None
        return Preferences(liked=named[0].items, disliked=named[1].items, seen=named[2].items), notice

    def _present(self, session: Session) -> Session:
        """The session without items that have left the catalogue since."""

        def kept(items: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(item for item in items if item in self.catalogue)

        old = session.preferences
        preferences = replace(old, liked=kept(old.liked), disliked=kept(old.disliked), seen=kept(old.seen))
        return replace(
            session, preferences=preferences, shown=kept(session.shown), last_list=kept(session.last_list),
            refused=kept(session.refused), near=kept(session.near),
            focus=session.focus if session.focus in self.catalogue else None,
        )  # fmt: skip
