"""A catalogue that grows while it is served: new items are recommended within a second of being appended.

They come through `add`, or another process appends them to the store and `watch` notices. The agent is replaced whole:
a turn that has begun ends with the agent it began with. What cannot be had at once (nicknames of the new titles, exact
counts of words) is made aside once nothing was added for a moment, and then the agent is replaced again.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from agent.agent import Agent
from agent.build import grown, renewed
from agent.faces.conversations import Conversations, NotReadyError
from data.appending import append_items, appended_since, waits
from data.problems import DataError
from data.records import Item
from data.store import CARD, ITEMS, Store

_LOOK = 0.2
"""Seconds between two looks at the store."""
_QUIET = 5.0
"""Seconds without a new item after which the indexes are made anew."""
_log = logging.getLogger(__name__)
_State = tuple[tuple[int, int, int], ...]


class LiveCatalogue:
    """Keeps the agent of some conversations up with its store. Safe for threads."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._lock = threading.Lock()
        self._seen: _State | None = None
        self._grew: float | None = None
        self._renewing: threading.Thread | None = None

    def add(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Append items to the store and recommend them from now on; the items as they were stored.

        Raises KnownItemError for an id that is taken, DataError for an item that cannot be stored, OSError where the
        store cannot be written, NotReadyError while the agent loads.
        """
        store = self._store(self._conversations.agent)
        added = append_items(store.path, items, known=store)
        self._catch_up()
        return added

    def look(self) -> bool:
        """Whether the store has grown since the last look; what was appended is then recommended."""
        store = self._store(self._conversations.agent)
        state = _state(store)
        if state == self._seen:
            return False
        self._seen = state
        try:
            if waits(store):
                append_items(store.path, known=store)
            return self._catch_up()
        except (DataError, OSError) as error:
            _log.warning("the store has changed and is not followed: %s", error)
            return False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look at the store five times a second, in a thread, for as long as the block runs."""
        stop = threading.Event()
        thread = threading.Thread(target=self._watch, args=(stop,), name="store-watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _watch(self, stop: threading.Event) -> None:
        warm = False
        while not stop.wait(_LOOK):
            try:
                agent = self._conversations.agent
                if agent.making is None:
                    return
                if not warm:
                    warm = True
                    threading.Thread(target=_warm, args=(agent,), name="encoder-warm-up", daemon=True).start()
                self.look()
                self._renew_when_quiet()
            except NotReadyError:
                continue
            except Exception:
                _log.exception("a look at the store failed")

    def _catch_up(self) -> bool:
        with self._lock:
            agent = self._conversations.agent
            store = appended_since(self._store(agent))
            if store is None:
                return False
            self._conversations.change(grown(agent, store))
            self._grew = time.monotonic()
            return True

    def _renew_when_quiet(self) -> None:
        idle = self._renewing is None or not self._renewing.is_alive()
        if idle and self._grew is not None and time.monotonic() - self._grew > _QUIET:
            self._grew = None
            self._renewing = threading.Thread(target=self._renew, name="store-renew", daemon=True)
            self._renewing.start()

    def _renew(self) -> None:
        before = self._conversations.agent
        made = renewed(before)
        if made.making is not None and made.making.vectors is not None:
            made.making.vectors.keep()
        with self._lock:
            # An item that came meanwhile made another agent: that one is renewed in its turn.
            if self._conversations.agent is before:
                self._conversations.change(made)

    def _store(self, agent: Agent) -> Store:
        if agent.making is None:
            raise DataError("this server has no store behind it, so nothing can be added to its catalogue")
        return agent.making.store


def _warm(agent: Agent) -> None:
    """Load the encoder before the first new item needs it: that takes seconds."""
    if agent.making is not None and agent.making.vectors is not None:
        agent.making.vectors.of_text("ready")


def _state(store: Store) -> _State:
    found = []
    for name in (ITEMS, CARD):
        try:
            about = os.stat(store.path / name)
            found.append((about.st_mtime_ns, about.st_size, about.st_ino))
        except OSError:
            found.append((0, 0, 0))
    return tuple(found)
