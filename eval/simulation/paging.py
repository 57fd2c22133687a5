"""Systems that hear nothing: they page through one list, whatever the user says. The dialogue must beat them."""

from __future__ import annotations

from collections.abc import Sequence

from data.records import Item
from eval.talkers import Answer


class PagingTalker:
    """Shows the next few items of a list each turn."""

    def __init__(self, items: Sequence[Item], page: int) -> None:
        self._items, self._page = tuple(items), page
        self._place = 0

    def begin(self, session_id: str) -> None:
        self._place = 0

    def say(self, text: str) -> Answer:
        shown = self._items[self._place : self._place + self._page]
        self._place += self._page
        ids, titles = tuple(item.id for item in shown), tuple(item.title for item in shown)
        return Answer("What about these?", "recommend", ids, titles)

    def press(self, kind: str, item: str) -> Answer:
        return Answer("Noted.", "chat")
