"""The indexings that say an item by a code, by name, and what each is made of.

None of them ever sees a held-out event: codes are made of each user's training prefix alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from data.catalogue import Catalogue
from data.interactions import Interactions
from prompts.indexing.behaviour import behaviour_vectors, joined
from prompts.indexing.codes import Codes, Sequences
from prompts.indexing.collaborative import collaborative_codes
from prompts.indexing.material import Material, Vectors
from prompts.indexing.random import random_codes
from prompts.indexing.semantic import semantic_codes
from prompts.indexing.sequential import sequential_codes

CODINGS: Mapping[str, Callable[[Material], Sequences]] = {
    "random": random_codes, "sequential": sequential_codes, "collaborative": collaborative_codes,
    "semantic": semantic_codes,
}
NEED_VECTORS = frozenset({"semantic"})
_LAST = re.compile(r"<i_\d+>")


def make_codes(
    name: str, catalogue: Catalogue, interactions: Interactions, *, size: int, levels: int = 3, seed: int = 0,
    text: Vectors | None = None, behaviour: bool = False, own: bool = False,
) -> Codes:
    """The codes of a catalogue. `text` (n_items, d) is what semantic codes are made of; with `behaviour` vectors of who
    met what stand beside it.

    With `own` each item ends with a token of its own, in place of one that tells it apart from its neighbours alone
    (CID+IID, Hua et al. 2023, sec. 3.4). Raises ValueError.
    """
    if size < 2 or levels < 1:
        raise ValueError(f"codes need 2 tokens a place and 1 place or more, got {size} and {levels}")
    material = Material(catalogue, interactions.leave_one_out().train, size, levels, seed, text)
    if behaviour and name in NEED_VECTORS:
        met = behaviour_vectors(material)
        both = met if text is None else joined(met, text)
        material = Material(catalogue, material.train, size, levels, seed, both)
    said = CODINGS[name](material)
    return Codes(name, _owned(said) if own else said)


def _owned(said: Sequences) -> Sequences:
    """Each code with the item's own token at its end."""
    kept = [code[:-1] if code and _LAST.fullmatch(code[-1]) else code for code in said]
    return tuple((*code, f"<o_{row}>") for row, code in enumerate(kept))
