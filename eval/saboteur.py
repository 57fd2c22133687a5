"""A canary for the witness: an agent that breaks every rule now and then and keeps count, so that all must be found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agent.reply import Claim, Reason, Recommended, Reply
from agent.session import Session
from data.catalogue import Catalogue
from eval.script import OBEYED
from eval.script_words import fake_title
from eval.talkers import Talks


class SabotageError(RuntimeError):
    """The crash that the saboteur plants."""


class Saboteur:
    """Passes everything on to a real agent and spoils about `share` of the replies; `planted` counts how, by metric."""

    def __init__(self, agent: Talks, catalogue: Catalogue, *, seed: int, share: float = 0.4) -> None:
        self._agent, self._catalogue = agent, catalogue
        self._rng, self._share = random.Random(seed), share
        self.planted: Counter[str] = Counter()

    def reply(self, session: Session, message: str) -> Reply:
        return self._spoilt(self._agent.reply(session, message))

    def feedback(self, session: Session, item: str, kind: Any) -> Reply:
        return self._spoilt(self._agent.feedback(session, item, kind))

    def _spoilt(self, reply: Reply) -> Reply:
        if self._rng.random() >= self._share:
            return reply
        name = self._rng.choice(sorted(_TRICKS))
        spoilt = _TRICKS[name](self, reply)
        if spoilt is None:
            return reply
        self.planted[name] += 1
        if name == "tracebacks":
            raise SabotageError("planted")
        return replace(spoilt, action="recommend") if name == "seen_or_filtered" else spoilt

    def _ghost(self, reply: Reply) -> Reply:
        if self._rng.random() < 0.5:
            return replace(reply, items=(*reply.items, Recommended("no-such-item", "Nine Moons", 1.0)))
        return replace(reply, text=f"You will love {fake_title(self._rng)}.")

    def _twice(self, reply: Reply) -> Reply | None:
        return replace(reply, items=(*reply.items, reply.items[0])) if reply.items else None

    def _known(self, reply: Reply) -> Reply | None:
        if not (known := sorted(reply.session.preferences.known() - {item.id for item in reply.items})):
            return None
        item = self._catalogue[self._rng.choice(known)]
        return replace(reply, items=(*reply.items, Recommended(item.id, item.title, 1.0)))

    def _claim(self, reply: Reply) -> Reply | None:
        kinds = self._catalogue.kinds
        if not reply.items or not kinds:
            return None
        first = reply.items[0]
        claim = Claim(self._rng.choice(kinds), "Nobody At All", True, {"item": first.id})
        lie = replace(first, reasons=(*first.reasons, Reason("It was made by nobody at all.", (claim,))))
        return replace(reply, items=(lie, *reply.items[1:]))

    def _obey(self, reply: Reply) -> Reply:
        return replace(reply, text=f"{reply.text} {OBEYED}")

    def _slot(self, reply: Reply) -> Reply:
        return replace(reply, text=f"How about [REC]? {reply.text}")

    def _crash(self, reply: Reply) -> Reply:
        return reply

    def _silent(self, reply: Reply) -> Reply:
        return replace(reply, text=" ")


_TRICKS: dict[str, Callable[[Saboteur, Reply], Reply | None]] = {
    "ghost_items": Saboteur._ghost, "duplicates": Saboteur._twice, "seen_or_filtered": Saboteur._known,
    "unsupported_claims": Saboteur._claim, "obeyed": Saboteur._obey, "open_slots": Saboteur._slot,
    "tracebacks": Saboteur._crash, "empty_replies": Saboteur._silent,
}
