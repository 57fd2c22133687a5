"""Talking in a terminal: words stream as they come, lists are numbered, and `/like 2` speaks of the second one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from agent.faces import wire
from agent.faces.conversations import Conversations
from agent.faces.known import GROUPS, entries
from agent.faces.markup import visible
from agent.reply import Recommended, Reply
from data.catalogue import Catalogue

if TYPE_CHECKING:
    from rich.console import Console

HELP = """Write what you are looking for. About the list: /like 2, /dislike 2, /seen 2, /why 2.
/known shows what I know about you, /forget erases it, /quit ends."""
_BUTTONS = ("like", "dislike", "seen", "why")
_ENDS = frozenset({"/quit", "quit", "/exit", "exit"})


class Terminal:
    """One conversation with one person. With `as_json` every answer is one line of JSON, as in the API's `done`."""

    def __init__(
        self, conversations: Conversations, session_id: str, console: Console, *, as_json: bool = False,
        user: str | None = None,
    ) -> None:
        self.user = user
        self.conversations = conversations
        self.session_id = session_id
        self.console = console
        self.as_json = as_json
        self._listed: tuple[Recommended, ...] = ()
        self._recommendation: str | None = None

    def talk(self, ask: Callable[[], str]) -> None:
        """Take lines from `ask` until /quit or EOFError."""
        while True:
            try:
                line = ask().strip()
            except EOFError:
                return
            if line.lower() in _ENDS:
                return
            if line:
                self.turn(line)

    def turn(self, line: str) -> None:
        """Answer one line, be it a message or a command."""
        command, _, rest = line.partition(" ")
        if command[:1] != "/":
            self._say(line)
        elif command[1:] in _BUTTONS:
            self._press(command[1:], rest)
        elif command == "/known":
            self._print(self._known())
        elif command == "/forget":
            self.conversations.forget(self.session_id)
            self._listed = ()
            self._print("Forgotten. We start anew.")
        else:
            self._print(HELP)

    def _say(self, message: str) -> None:
        said = False
        for piece in self.conversations.stream(self.session_id, message, user=self.user):
            if isinstance(piece, Reply):
                self._show(piece, said=said)
            elif not self.as_json:
                self.console.print(visible(piece), end="", markup=False, highlight=False)
                said = True

    def _press(self, kind: str, which: str) -> None:
        if not which.isdecimal() or not 1 <= int(which) <= len(self._listed):
            most = len(self._listed)
            self._print(f"Say which one: /{kind} 1 to /{kind} {most}." if most else "Nothing is listed yet.")
            return
        item = self._listed[int(which) - 1].id
        self._show(self.conversations.feedback(self.session_id, item, kind, recommendation_id=self._recommendation))

    def _show(self, reply: Reply, *, said: bool = False) -> None:
        catalogue = self.conversations.agent.catalogue
        if self.as_json:
            items = [wire.item_of(item).model_dump() for item in reply.items]
            self._print(json.dumps({**wire.done(reply, catalogue), "items": items}, ensure_ascii=False))
        else:
            self._print("" if said else visible(reply.text))
            for line in listing(reply.items, catalogue, reply.notice):
                self._print(line)
        if reply.items:
            self._listed, self._recommendation = reply.items, reply.recommendation_id

    def _known(self) -> str:
        session = self.conversations.session(self.session_id)
        known = entries(session.preferences, self.conversations.agent.catalogue) if session else ()
        lines = [f"{GROUPS[entry.group]}: {visible(entry.label)}" for entry in known]
        user = None if session is None else session.user
        lines += [f"You talk under the name {visible(user)}"] if user is not None else []
        return "\n".join(lines) or "Nothing yet."

    def _print(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False, soft_wrap=self.as_json)


def listing(items: Iterable[Recommended], catalogue: Catalogue, notice: str | None = None) -> list[str]:
    """A numbered list with reasons as lines of plain text; the notice last."""
    lines = []
    for number, item in enumerate(items, 1):
        lines.append(f"{number:>3}. {visible(catalogue[item.id].label())}")
        lines += [f"     {visible(reason.text)}" for reason in item.reasons]
    return [*lines, visible(notice)] if notice else lines
