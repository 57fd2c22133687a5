"""Words for a decision: a language model's where they pass every check, else one of our templates.

The choice is a hash of seed, session and turn: the same conversation always gets the same words, and no two turns in a
row the same wording.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence

from agent.grounding import Grounding
from agent.session import Session
from agent.words.lm_wording import LMWording
from data.records import ItemRef, Turn
from prompts.example import Value
from prompts.lm import LanguageModelError
from prompts.prompt import Piece
from prompts.tasks.conversation import FIELDS
from prompts.template import Template, load_templates


class Wording:
    """Words situations for one catalogue; `lm` may be None."""

    def __init__(
        self, grounding: Grounding, *, noun: str, nouns: str, seed: int = 0, lm: LMWording | None = None
    ) -> None:
        self._grounding, self._seed, self._lm = grounding, seed, lm
        self._nouns: dict[str, Value] = {"noun": noun, "nouns": nouns}
        self._templates: dict[str, tuple[Template, ...]] = {}
        for template in load_templates("conversation", FIELDS):
            self._templates[template.situation] = (*self._templates.get(template.situation, ()), template)

    def say(
        self,
        situation: str,
        fields: Mapping[str, Value],
        session: Session,
        *,
        heard: tuple[Turn, ...] = (),
        ask_lm: bool = True,
        stop: threading.Event | None = None,
    ) -> tuple[tuple[Piece, ...], str | None]:
        """The pieces that say a situation after the session's turns and what was `heard` since, and what failed with
        the language model, if anything did.

        Raises KeyError for a situation that has no template.
        """
        problem: str | None = None
        if self._lm is not None and ask_lm:
            try:
                pieces = self._lm.wording(
                    situation,
                    fields,
                    (*session.turns, *heard),
                    last_text=self._last(session),
                    seed=self._number(session, situation),
                    stop=stop,
                )
                if pieces is not None:
                    return self._capitalised(pieces), None
            except LanguageModelError as error:
                problem = str(error)
        return self._from_template(situation, fields, session), problem

    def _from_template(self, situation: str, fields: Mapping[str, Value], session: Session) -> tuple[Piece, ...]:
        templates = self._templates[situation]
        start = self._number(session, situation)
        last = self._last(session)
        for step in range(len(templates)):
            pieces = self._capitalised(templates[(start + step) % len(templates)].say({**self._nouns, **fields}))
            if self._opening(pieces) not in last:
                break
        return pieces

    def _number(self, session: Session, situation: str) -> int:
        """A number that walks through the wordings turn by turn, from a start of this session's own."""
        digest = hashlib.blake2b(f"{self._seed}/{session.id}/{situation}".encode(), digest_size=4).digest()
        return int.from_bytes(digest, "big") % 10_007 + len(session.turns) // 2

    def _opening(self, pieces: Sequence[Piece]) -> str:
        """The longest run of our own words: what a reader would notice twice."""
        return max((piece.strip() for piece in pieces if isinstance(piece, str)), key=len, default="") or "\x00"

    def _last(self, session: Session) -> str:
        turn = next((turn for turn in reversed(session.turns) if turn.speaker == "agent"), None)
        known = (
            [p for p in turn.pieces if not isinstance(p, ItemRef) or p.item in self._grounding.catalogue]
            if turn
            else []
        )
        return self._grounding.text(known)

    def _capitalised(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """The first word of a sentence with a capital, where a value stands first; titles are left as they are."""
        if pieces and isinstance(pieces[0], str):
            return (pieces[0][:1].upper() + pieces[0][1:], *pieces[1:])
        return pieces
