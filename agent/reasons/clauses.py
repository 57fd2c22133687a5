"""A text cut into clauses in which every mention stands as a mark, so that how it is said can be read by patterns.

"Like Inception, it was directed by Christopher Nolan." has the shape "like <t0>, it was directed by <p1>": <s> is the
item that the text explains, <t> another item, <p> a person, <v> a value, <x> a name that nobody here knows, <y> a
year, <d> a decade, <n> an amount, <m> a length of time and <c> a share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.reading.tokens import fold
from agent.reasons.figures import Figure, figures
from agent.reasons.mentions import Mention

Mark = Mention | Figure
_CODES = {
    "self": "s", "item": "t", "person": "p", "value": "v", "stranger": "x",
    "year": "y", "decade": "d", "count": "n", "share": "c", "length": "m",
}  # fmt: skip
_SUBJECTS = (
    r"(?:it|this|that|these|here|there|you|your|its|his|her|their|we|i|what|<s\d+>|"
    r"the (?:film|movie|book|item|\w+ of (?:it|this|<s\d+>)))"
)
_GOES_ON = r"(?=[\s'’<,])(?!(?: one| film| movie)?[.,;!?])"
_DOES = (
    r"(?:is|are|was|were|has|have|had|does|do|did|directs?|directed|made|makes?|stars?|starred|plays?|played|appears?|"
    r"leads?|helms?|helmed|turns|calls|can|gets|gives?|gave|links?|shares?|won|went|goes|features?|people|of|who|fans|viewers|others|users|liked?|loved?|comes?|came)"
)
_CROWD = (
    r"(?:people|viewers|fans|many|several|some|most|plenty|dozens|"
    r"hundreds|nobody|those(?! of)|others|of those|everyone)"
)
_OTHER_SUBJECTS = (
    r"the (?:<v\d+> )?\w+ (?:of|behind) <[st]|as (?:requested|you)\b|"
    r"(?:put|set|next|compared|like) (?:\w+ )*<t|the same year\b|the <v\d+> (?:can|is|are|gave|has)\b"
)
_BEGINS = (
    rf"(?:{_SUBJECTS}{_GOES_ON}|both (?:it|this|<[st])|{_CROWD}\b|{_OTHER_SUBJECTS}|"
    rf"(?:both |all |as many as |some |at least )?<[pnt]\d+>"
    rf"(?:(?:,| and) <[pt]\d+>)* {_DOES}\b)"
)
_CUT = re.compile(
    r"(?<=[.!?;:…])[\"”')]*\s+|\s+\((?=(?:it|this|the) )|\s+[—–-]{1,2}\s+|\s*—\s*"
    r"|,?\s+(?:but|while|whereas|though|although|and yet|yet)\s+"
    rf"|,?\s+(?:and|so|plus)\s+(?={_SUBJECTS}{_GOES_ON})|,\s+(?:and|so|plus)\s+(?={_BEGINS})"
    rf"|(?P<comma>,\s+(?!as )(?={_BEGINS}))"
)
_HALF = re.compile(
    r"(?:(?:and|also|first|second|third|finally|moreover|besides),?\s+|and finally,?\s+)*"
    r"(?:like|unlike|as|since|because|if|having|next|set|put|after|before|beside|alongside|compared|given|considering|for|"
    r"with|from|by|in|on|at|of|than|to|directed|starring|shorter|longer|older|newer|released|made|what|though|while)\b"
)
"""How a clause begins that a comma does not end: "like Heat, it is dark"."""

_SUBJECT_ALONE = re.compile(
    r"(?:(?:both|between|like|in|as|and|the|also,?|what do|(?:those|people) who liked both|\w+ of) )*<[tp]\d+>"
    r"(?: \(<y\d+>\))?"
)
"""The first half of "Heat and Collateral share a star": no clause of its own."""

_QUOTED = re.compile(r"[\"“”‘’'«»*_]+(<\w\d+>)(?:([,.!?]?)[\"“”‘’'«»*_]+(?!s\b))?")
MARK = re.compile(r"<([stpvxydncm])(\d+)>")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `marks` are those of the whole text, by the number in their place in `shape`."""

    shape: str
    marks: Sequence[Mark]
    text: str
    sentence: int
    """Which sentence of the text it is in."""

    def numbers(self, codes: str = "stpvxydncm") -> list[int]:
        """The marks of some sorts, in order."""
        return [int(match[2]) for match in MARK.finditer(self.shape) if match[1] in codes]

    def words(self, number: int) -> str:
        """A mark as the text writes it, folded."""
        mark = self.marks[number]
        return fold(self.text[mark.start : mark.end])

    def first(self, number: int) -> float:
        """The amount of a figure, or its first year; 0 for a mark that is none."""
        mark = self.marks[number]
        return mark.first if isinstance(mark, Figure) else 0.0

    def last(self, number: int) -> float:
        """The last year of a figure, or its amount; 0 for a mark that is none."""
        mark = self.marks[number]
        return mark.last if isinstance(mark, Figure) else 0.0

    def place(self, number: int) -> tuple[int, int]:
        """Where a mark of this clause stands in its shape."""
        match = re.search(rf"<\w{number}>", self.shape)
        if match is None:
            raise KeyError(number)
        return match.span()

    def before(self, number: int) -> str:
        """The shape up to a mark."""
        return self.shape[: self.place(number)[0]]

    def after(self, number: int) -> str:
        """The shape from behind a mark."""
        return self.shape[self.place(number)[1] :]


def clauses(text: str, mentions: Sequence[Mention]) -> list[Clause]:
    """The clauses of a text in order; figures within mentions ("1917") are no figures."""
    own = [
        figure for figure in figures(text)
        if all(figure.end <= one.start or one.end <= figure.start for one in mentions)
    ]
    marks: list[Mark] = sorted([*mentions, *own], key=lambda one: one.start)
    shape = _QUOTED.sub(r"\1\2", "".join(_shaped(text, marks)))
    found = []
    sentence = 0
    for part, end in _parts(shape):
        if MARK.search(part) or re.search(r"[a-z]", part):
            found.append(Clause(part, marks, text, sentence))
        sentence += end
    return found


def _shaped(text: str, marks: Sequence[Mark]) -> Iterator[str]:
    place = 0
    for number, mark in enumerate(marks):
        yield fold(text[place : mark.start]).replace("’", "'")
        yield f"<{_CODES[mark.sort]}{number}>"
        place = mark.end
    yield fold(text[place:]).replace("’", "'")


def _parts(shape: str) -> Iterator[tuple[str, bool]]:
    """The clauses of a shape, and whether each ends its sentence."""
    place = 0
    for cut in _CUT.finditer(shape):
        part = shape[place : cut.start()].strip()
        if _SUBJECT_ALONE.fullmatch(part) or (cut["comma"] and _HALF.match(part)):
            continue
        yield part, part.rstrip("\"”')")[-1:] in (".", "!", "?", "…")
        place = cut.end()
    yield shape[place:].strip(), True
