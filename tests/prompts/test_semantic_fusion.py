"""Entities take up the words near them, each by its share, and nothing of words that do not count."""

from __future__ import annotations

import math

import torch

from prompts.semantic_fusion import fused_entities


def test_it_is_the_published_formula_one_entity_and_one_word_at_a_time() -> None:
    torch.manual_seed(0)
    words, entities, weight = torch.randn(2, 5, 4), torch.randn(2, 3, 4), torch.randn(4, 4)
    given = torch.tensor([[True, True, False, True, False], [False, True, True, True, True]])
    fused = fused_entities(words, entities, weight, given)
    for prompt in range(2):
        there = [place for place in range(5) if given[prompt, place]]
        for number, entity in enumerate(entities[prompt]):
            near = [math.exp(float(words[prompt, place] @ weight @ entity) / 4) for place in there]
            wanted = entity.clone()
            for share, place in zip(near, there, strict=True):
                wanted += share / sum(near) * words[prompt, place]
            assert torch.allclose(fused[prompt, number], wanted, atol=1e-5)


def test_beside_no_word_an_entity_stays_as_it_is() -> None:
    entities = torch.randn(1, 2, 4)
    nothing = torch.zeros(1, 3, dtype=torch.bool)
    assert torch.equal(fused_entities(torch.randn(1, 3, 4), entities, torch.randn(4, 4), nothing), entities)
