"""Words and entities that are talked of at once, brought into one space (UniCRS, Wang et al. 2022, sec. 4.1).

A = T W E^T / d,   E' = E + softmax_words(A)^T T

T (L, d) are words, E (N, d) entities, W (d, d) is trained; A (L, N) is how near each word is to each entity. Each
entity takes up the words near it: the form that the authors' code has for recommendation; it divides by d, not its
root.
"""

from __future__ import annotations

from torch import Tensor


def fused_entities(words: Tensor, entities: Tensor, weight: Tensor, given: Tensor) -> Tensor:
    """Words (B, L, d), of which those at the True places of `given` (B, L) count, and entities (B, N, d) -> (B, N, d).

    Entities beside no word stay as they are.
    """
    there = given.unsqueeze(2)
    affinity = words @ weight @ entities.transpose(1, 2) / words.shape[2]
    shares = affinity.masked_fill(~there, -1e9).softmax(1) * there
    return entities + shares.transpose(1, 2) @ words
