"""Codes: an item is said by a short run of tokens that nothing else is said with (OpenP5, sec. 3; TIGER, sec. 3.1).

A code token is written `<c0_17>`: a letter and a number for its place in the code, then its own number. Text can never
become one: they are special tokens of the tokenizer, which encoders keep out of words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prompts.new_tokens import add_tokens

_TOKEN = re.compile(r"<[a-z]\d*_\d+>")
Sequences = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """The code of each item in the catalogue's row order; () for an item that has none.

    All are different, and none is the beginning of another, so that a code ends where it can go on no more. Raises
    ValueError, which names the row, where that is not so or a token is not written as one.
    """

    name: str
    sequences: Sequences

    def __post_init__(self) -> None:
        rows = sorted((row for row, said in enumerate(self.sequences) if said), key=self.sequences.__getitem__)
        for one, other in zip(rows, rows[1:], strict=False):
            first, second = self.sequences[one], self.sequences[other]
            if second[: len(first)] == first:
                raise ValueError(f"codes: row {other} begins with the code of row {one}, {''.join(first)}")
        for row, said in enumerate(self.sequences):
            if wrong := [token for token in said if not _TOKEN.fullmatch(token)]:
                raise ValueError(f"codes: row {row} has {wrong[0]!r}, which is no code token such as <c0_17>")

    @property
    def tokens(self) -> list[str]:
        """Every code token there is, in an order that depends on the codes alone."""
        return sorted({token for said in self.sequences for token in said}, key=_order)

    @property
    def longest(self) -> int:
        """Tokens of the longest code."""
        return max(map(len, self.sequences), default=0)

    def ids(self, tokenizer: Any) -> list[tuple[int, ...]]:
        """The token ids of each row. Raises ValueError where the tokenizer lacks a code token."""
        known = tokenizer.get_vocab()
        if lacking := [token for token in self.tokens if token not in known]:
            raise ValueError(f"the tokenizer lacks {len(lacking)} code tokens, such as {lacking[0]}; call add_codes")
        return [tuple(known[token] for token in said) for said in self.sequences]

    def placed(self, keys: Sequence[str], wanted: Sequence[str]) -> Codes:
        """The codes of another catalogue: `keys` tell the rows here, `wanted` those there. Strangers have none.

        Raises ValueError where every item is a stranger.
        """
        if list(keys) == list(wanted):
            return self
        by_key = dict(zip(reversed(keys), reversed(self.sequences), strict=True))
        found = []
        for key in wanted:
            # Two items of one title and year there cannot both be the one here.
            found.append(by_key.pop(key, ()))
        if not any(found):
            raise ValueError("none of this catalogue's items has a code; tune the model on this store")
        return replace(self, sequences=tuple(found))

    def written(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"name": self.name, "codes": ["".join(said) for said in self.sequences]}

    @staticmethod
    def read(kept: Mapping[str, Any]) -> Codes:
        """From what `written` gave. Raises ValueError."""
        said = tuple(tuple(f"{token}>" for token in text.split(">")[:-1]) for text in kept["codes"])
        return Codes(str(kept["name"]), said)


def add_codes(lm: Any, tokenizer: Any, codes: Codes) -> None:
    """Make a tokenizer and its LM know the code tokens: a new row is drawn as the known rows lie."""
    add_tokens(lm, tokenizer, codes.tokens, spread=1.0)


def digits(number: int, size: int, levels: int) -> tuple[str, ...]:
    """A number as `levels` code tokens to the base `size`, the highest place first."""
    places = []
    for level in reversed(range(levels)):
        number, digit = divmod(number, size)
        places.append(f"<c{level}_{digit}>")
    return tuple(reversed(places))


def levels_for(count: int, size: int) -> int:
    """How many tokens of `size` kinds tell `count` items apart."""
    levels = 1
    while size**levels < count:
        levels += 1
    return levels


def _order(token: str) -> tuple[str, int]:
    kind, number = token[1:-1].split("_")
    return kind, int(number)
