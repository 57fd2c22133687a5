"""Everybody's conversations over one agent: loads a session, lets the agent answer, saves what came of it.

Page, HTTP API and terminal all talk through this. Turns of one session happen one after the other, so that two browser
tabs cannot lose each other's words; turns of different sessions run side by side.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace

from agent.agent import Agent
from agent.faces.known import without
from agent.finding.query import Query
from agent.reply import Recommended, Reply
from agent.session import Session
from agent.sessions import Sessions

_PATIENCE = 0.1
"""Seconds between two looks at `stop` while another turn of the same session runs."""


class NotReadyError(RuntimeError):
    """The model and the index are still being loaded, or could not be: the message says which."""


def new_session_id() -> str:
    """An id that nobody can guess: whoever knows it may read and erase the conversation."""
    return secrets.token_urlsafe(16)


@dataclass(slots=True)
class _Door:
    """The lock of one session and how many turns hold it or wait for it."""

    lock: threading.Lock
    users: int = 0


class Conversations:
    """All sessions of one agent. `agent` may still be loading: a future of it."""

    def __init__(self, agent: Agent | Future[Agent], sessions: Sessions) -> None:
        self._agent = agent
        self.sessions = sessions
        self._doors: dict[str, _Door] = {}
        self._guard = threading.Lock()

    @property
    def agent(self) -> Agent:
        """The agent. Raises NotReadyError while it loads and when it could not be loaded."""
        if not isinstance(self._agent, Future):
            return self._agent
        if not self._agent.done():
            raise NotReadyError("The model and the index are still loading; try again in a few seconds.")
        if (error := self._agent.exception()) is not None:
            raise NotReadyError(f"The agent could not be loaded: {error}") from error
        return self._agent.result()

    def change(self, agent: Agent) -> None:
        """Go on with another agent; a turn that has begun ends with the one it began with."""
        self._agent = agent

    def wait(self, seconds: float) -> Agent:
        """The agent, waiting for it at most that long. Raises NotReadyError."""
        if isinstance(self._agent, Future):
            try:
                self._agent.exception(timeout=seconds)
            except TimeoutError:
                pass
        return self.agent

    def session(self, session_id: str) -> Session | None:
        """The session as it was last saved; None where there is none of this id."""
        return self.sessions.load(session_id)

    def owned(self, session_id: str, user: str | None) -> bool:
        """Whether a user may talk in a session: nobody else has named themselves in it."""
        session = None if user is None else self.session(session_id)
        return session is None or _is_of(session, user)

    def stream(
        self, session_id: str, message: str, *, user: str | None = None, stop: threading.Event | None = None,
        listed: Sequence[str] = (),
    ) -> Generator[str | Reply, None, None]:
        """One turn: pieces of text as they are known, the saved `Reply` last. An unknown id begins a new session.

        Closing the iterator or setting `stop` ends generation; a turn without a `Reply` leaves the session as it was.
        `user` is who talks, where they say; `listed` are items that the face showed of itself: "the second one" means
        them while nothing was recommended. Raises ValueError for a session of another user.
        """
        agent, stop = self.agent, stop or threading.Event()
        with self._turn(session_id, stop) as entered:
            if not entered:
                return
            try:
                session = self._session(session_id)
                if not _is_of(session, user):
                    raise ValueError("this session is another user's; begin a new one")
                session = replace(session, user=user or session.user)
                if not session.last_list:
                    session = replace(session, last_list=tuple(item for item in listed if item in agent.catalogue))
                for piece in agent.stream(session, message, stop=stop):
                    if isinstance(piece, Reply):
                        self._keep(piece)
                    yield piece
            finally:
                stop.set()

    def listed(self, session: Session) -> tuple[Recommended, ...]:
        """The items of the session's latest list again, with the reasons that hold now."""
        agent = self.agent
        listed = [item for item in session.last_list if item in agent.catalogue]
        reasons = agent.recommender.why(Query.of(session), listed, turns=session.turns)
        return tuple(
            Recommended(item, agent.catalogue[item].title, 1.0, why) for item, why in zip(listed, reasons, strict=True)
        )

    def feedback(self, session_id: str, item: str, kind: str, *, recommendation_id: str | None = None) -> Reply:
        """What a like, dislike, seen or why button does.

        Raises KeyError for an unknown item, ValueError for an unknown kind or a recommendation of another session.
        """
        agent = self.agent
        with self._turn(session_id):
            reply = agent.feedback(self._session(session_id), item, kind)
            self.sessions.feedback(session_id, recommendation_id, item, kind)
            self._keep(reply)
            return reply

    def drop(self, session_id: str, keys: Collection[str]) -> Session | None:
        """Forget single entries of what is known (`agent.known.Entry.key`); None where there is no such session."""
        return self._change(session_id, lambda session: session.preferring(without(session.preferences, keys)))

    def forget(self, session_id: str) -> None:
        """Erase everything that this session said and was shown, as if it had never been."""
        with self._turn(session_id):
            self.sessions.forget(session_id)

    def _change(self, session_id: str, change: Callable[[Session], Session]) -> Session | None:
        with self._turn(session_id):
            session = self.sessions.load(session_id)
            if session is None:
                return None
            changed = change(session)
            self.sessions.save(changed)
            return changed

    def _session(self, session_id: str) -> Session:
        return self.sessions.load(session_id) or Session(session_id)

    def _keep(self, reply: Reply) -> None:
        self.sessions.save(reply.session)
        if reply.items:
            self.sessions.record(reply.recommendation_id, reply.session.id, [item.id for item in reply.items])

    @contextmanager
    def _turn(self, session_id: str, stop: threading.Event | None = None) -> Iterator[bool]:
        """Hold the session's lock; False where `stop` was set before it was had. Unused locks are dropped."""
        with self._guard:
            door = self._doors.setdefault(session_id, _Door(threading.Lock()))
            door.users += 1
        held = False
        try:
            while not (held := door.lock.acquire(timeout=_PATIENCE)):
                if stop is not None and stop.is_set():
                    break
            yield held
        finally:
            if held:
                door.lock.release()
            with self._guard:
                door.users -= 1
                if not door.users:
                    del self._doors[session_id]


def _is_of(session: Session, user: str | None) -> bool:
    """Whether nobody but this user has named themselves in a session; who gives no name has its id."""
    return user is None or session.user in (None, user)
