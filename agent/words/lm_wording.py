"""A language model's words for a situation, taken only where they say nothing that we did not tell it to say.

What a model writes is hostile until checked: it may hold the slots of the situation, once each, and plain words.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence

from agent.grounding import Grounding
from agent.words.within import within
from data.records import Turn
from prompts.example import Value
from prompts.lm import LanguageModel
from prompts.prompt import Piece
from prompts.tasks.conversation import SLOTS, recombines, reply_prompt, slots_of, wordable
from prompts.template import listed

MOST_WORDS = 40
_NEW_TOKENS = 48
_TEMPERATURE = 0.3
_FREE = frozenset({"greet", "ask", "thanks", "bye"})
"""Situations without a slot that a model may word: elsewhere nothing in its words shows that it means this one."""
_SLOT = re.compile(r"\[(REC|ITEM|FACT)\]", re.IGNORECASE)
_REFUSED = re.compile(r"\d|[\[\]{}<>|\\/@#*_`~^=+$%&]|www|http|\.com|[^\x20-\x7e‘’“”–—éèàçñöüä]", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)([a-z])")
_PERSONAL = re.compile(r"\bi\b(?=['’\s.,!?]|$)")
_SPACED = re.compile(r"\s+([.,!?;:])")
_SPLIT = re.compile(r"\s*(['’])\s+(s|m|re|ve|ll|d|t)\b", re.IGNORECASE)


class LMWording:
    """Asks a model for a wording and checks it. `patience` bounds the wait in seconds: a late wording is no wording."""

    def __init__(self, lm: LanguageModel, grounding: Grounding, *, noun: str, patience: float = 1.0) -> None:
        self._lm, self._grounding, self._noun, self._patience = lm, grounding, noun, patience
        self._dialect = getattr(lm, "dialect", "tuned")

    def wording(
        self,
        situation: str,
        fields: Mapping[str, Value],
        turns: Sequence[Turn],
        *,
        last_text: str,
        seed: int,
        stop: threading.Event | None = None,
    ) -> tuple[Piece, ...] | None:
        """The model's words with the slots filled; None where it has none that can be used.

        Raises LanguageModelError where the model failed or was too slow.
        """
        if not wordable(situation) or not (slots_of(situation) or situation in _FREE):
            return None
        prompt = reply_prompt(turns, situation, noun=self._noun, dialect=self._dialect)
        said = within(self._patience, lambda gone: "".join(
            self._lm.stream(prompt, max_new_tokens=_NEW_TOKENS, temperature=_TEMPERATURE, seed=seed, stop=gone)
        ), stop)  # fmt: skip
        return self.checked(said, situation, fields, last_text=last_text)

    def checked(
        self, said: str, situation: str, fields: Mapping[str, Value], *, last_text: str = ""
    ) -> tuple[Piece, ...] | None:
        """The filled pieces of a model's answer; None where it says anything it was not asked to say."""
        text = " ".join(_SPLIT.sub(r"\1\2", _SPACED.sub(r"\1", said)).split())
        slots = sorted(str(SLOTS[name])[1:-1] for name in slots_of(situation))
        if sorted(match.upper() for match in _SLOT.findall(text)) != slots:
            return None
        words = _SLOT.sub("", text)
        if _REFUSED.search(words) or len(text.split()) > MOST_WORDS or not text.endswith((".", "!", "?")):
            return None
        if self._dialect == "tuned" and not recombines(text, situation, self._noun):
            return None
        if len(words.split()) < 1 or self._capitals(text) or self._grounding.foreign_names(_SLOT.sub("X", text)):
            return None
        pieces = self._filled(_cased(text), fields)
        return None if self._grounding.text(pieces).casefold() == last_text.casefold() else pieces

    def _capitals(self, text: str) -> bool:
        """Whether a word inside a sentence has a capital: a name that we did not give it."""
        bare = _SLOT.sub("slot", text)
        return any(
            word[0].isupper()
            and word.strip(".,!?'’\"") not in ("I", "I'm", "I'd", "I'll", "I've", "I’m", "I’d", "I’ll", "I’ve")
            for before, word in zip(["."] + bare.split(), bare.split(), strict=False)
            if not before.endswith((".", "!", "?"))
        )

    def _filled(self, text: str, fields: Mapping[str, Value]) -> tuple[Piece, ...]:
        names = {str(slot)[1:-1]: name for name, slot in SLOTS.items()}
        pieces: list[Piece] = []
        for place, part in enumerate(_SLOT.split(text)):
            if place % 2:
                value = fields[names[part.upper()]]
                pieces += listed(value)
            elif part:
                pieces.append(part)
        return tuple(pieces)


def _cased(text: str) -> str:
    """Lower-case output of a tuned model in sentence case."""
    raised = _SENTENCE_START.sub(lambda match: match[0][:-1] + match[1].upper(), text)
    return _PERSONAL.sub("I", raised)
