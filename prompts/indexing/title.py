"""`title` indexing: an item is said by its title and heard by decoding that can say nothing but titles.

It needs no tuning and works with every LM (Sileo; NIR; LLMRank; BIGRec); a ranking costs one
forward pass for each token of the longest title.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Catalogue
from prompts.encoding import Encoder
from prompts.trie import Trie

LONGEST = 64
"""Tokens of a title that are said."""


def title_trie(catalogue: Catalogue, encoder: Encoder) -> Trie:
    """The trie of all labels; items of one label are told apart by a number in brackets."""
    said: dict[str, int] = {}
    sequences = []
    for item in catalogue:
        label = item.label()
        said[label] = said.get(label, 0) + 1
        words = label if said[label] == 1 else f"{label} [{said[label]}]"
        sequences.append(encoder.words(words)[:LONGEST])
    return Trie([[*sequence, encoder.end] for sequence in _parted(sequences, encoder.end)])


def _parted(sequences: Sequence[list[int]], end: int) -> list[list[int]]:
    """The sequences made different: titles in a script that the tokenizer does not know come out alike, or empty."""
    filler = 0 if end else 1
    taken: set[tuple[int, ...]] = set()
    for sequence in sequences:
        while not sequence or tuple(sequence) in taken:
            sequence.append(sequence[-1] if sequence else filler)
        taken.add(tuple(sequence))
    return list(sequences)
