"""Items in the places that a model left open for them."""

from __future__ import annotations

from collections.abc import Sequence

from data.records import ItemRef

SLOT = "[REC]"


def filled(text: str, items: Sequence[str]) -> tuple[str | ItemRef, ...]:
    """The text with the items in its slots, in order. It ends at the first slot for which there is none."""
    first, *after = text.split(SLOT)
    pieces: list[str | ItemRef] = [first]
    for item, words in zip(items, after, strict=False):
        pieces += [ItemRef(item), words]
    return tuple(piece for piece in pieces if piece)
