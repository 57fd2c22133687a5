"""The sentences of a message, and which of them ask for something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.reading.talk import find_acts, is_injection, speaks_of_agent

_BRIEF = 25
"""A message of so few words is a wish as a whole; of a longer one only the sentences that ask for something are."""

_SHORT = 8
_SENTENCE = re.compile(r"[^.?!\n]+[.?!\n]*")
_USER = re.compile(r"\bthe\s+user\b", re.IGNORECASE)
_OWN_LIFE = re.compile(
    r"^\W*(?:[\w'’]+\W+){0,3}?\b(?:I|we|my\s+\w+)\s+(?:(?:also|still|just|used\s+to)\s+)?"
    r"(?:plays?|works?|lives?|study|studies|teach|teaches|grew\s+up|comes?\s+from)\b",
    re.IGNORECASE,
)
"""What tells of somebody's own life: "I play in an orchestra" asks for no orchestra."""

_ONESELF = re.compile(r"\b(?:I|my|me)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its character offsets; `request` says whether it asks for something."""

    start: int
    end: int
    text: str
    request: bool

    def holds(self, place: int) -> bool:
        """Whether a character stands in it."""
        return self.start <= place < self.end


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in order."""
    brief = len(text.split()) <= _BRIEF
    return tuple(
        Sentence(*match.span(), match[0], not tells_of_oneself(match[0]) and (brief or _is_request(match[0])))
        for match in _SENTENCE.finditer(text)
    )


def tells_of_oneself(sentence: str) -> bool:
    """Whether a sentence tells of somebody's own life, or of who is talked to, and asks for nothing."""
    return bool(_OWN_LIFE.search(sentence) or speaks_of_agent(sentence))


def without_orders(text: str) -> str:
    """The text with every sentence blanked that speaks to the machine, or of the user as of somebody else.

    A sentence in which somebody also speaks of themselves stays: only its words count, never its orders.
    """
    return blanked(text, [(start, end) for start, end, said in _spans(text) if _gives_orders(said)])


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with blanks in place of some spans, so that offsets stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _SENTENCE.finditer(text):
        yield match.start(), match.end(), match[0]


def _is_request(sentence: str) -> bool:
    """Short sentences ask for something, a long one only where it says so."""
    return len(sentence.split()) <= _SHORT or bool(find_acts(sentence) & {"recommend", "more", "different"})


def _gives_orders(sentence: str) -> bool:
    orders = is_injection(sentence) or bool(_USER.search(sentence))
    return orders and not _ONESELF.search(sentence)
