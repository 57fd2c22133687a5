"""States of entities are the published formula, whatever order the edges are computed in."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from prompts.knowledge_encoder import Entities, KnowledgeEncoder
from prompts.knowledge_graph import NOBODY, KnowledgeGraph

EDGES = [(0, 0, 3), (1, 0, 3), (2, 0, 4), (0, 1, 4), (0, 1, 1), (2, 1, 2), (3, 0, 0)]
"""Head, relation, tail among six entities; the last of them is alone."""


def graph(edges: list[tuple[int, int, int]], *, items: list[int], relations: int = 2) -> KnowledgeGraph:
    made = torch.tensor(edges, dtype=torch.long).view(-1, 3)
    return KnowledgeGraph(6, relations, made, torch.tensor(items), torch.zeros(0, 1, dtype=torch.long))


@pytest.fixture
def encoder() -> KnowledgeEncoder:
    torch.manual_seed(0)
    made = KnowledgeEncoder(graph(EDGES, items=[0, 1, 5]), size=4, bases=3)
    for parameter in made.parameters():
        nn.init.normal_(parameter)
    return made


def by_hand(encoder: KnowledgeEncoder, entity: int) -> Tensor:
    """The sum over relations, read from either end, of the mean of what the neighbours say."""
    rows = encoder.table.weight
    state = rows[entity] + encoder.own(rows[entity])
    for kind in range(4):
        heard = [
            one for head, relation, tail in EDGES if relation == kind % 2
            for one, end in [(head, tail) if kind < 2 else (tail, head)] if end == entity
        ]
        mixed = [mix * basis for mix, basis in zip(encoder.mixes[kind], encoder.basis, strict=True)]
        weight = torch.stack(mixed).sum(0)
        for one in heard:
            state = state + rows[one] @ weight / len(heard)
    deeper: Tensor = state + encoder.deepen(state)
    return deeper


def test_states_are_those_of_the_formula_one_entity_and_one_edge_at_a_time(encoder: KnowledgeEncoder) -> None:
    wanted = torch.stack([by_hand(encoder, entity) for entity in range(6)])
    assert torch.allclose(encoder(), wanted, atol=1e-4)


def test_all_of_it_is_tuned(encoder: KnowledgeEncoder) -> None:
    encoder.entities().states.square().sum().backward()
    assert all(parameter.grad is not None and parameter.grad.any() for parameter in encoder.parameters())


def test_a_graph_without_an_edge_has_states_too() -> None:
    lone = KnowledgeEncoder(graph([], items=[0, 1], relations=0), size=4, bases=2)
    assert lone().shape == (6, 4)


def test_states_that_nothing_tunes_are_made_once_and_anew_when_weights_change(encoder: KnowledgeEncoder) -> None:
    encoder.requires_grad_(False)
    first = encoder.entities().states
    with torch.inference_mode():
        assert encoder.entities().states is first
    with torch.no_grad():
        encoder.table.weight[5] += 1.0
    second = encoder.entities().states
    assert torch.allclose(second[:5], first[:5]) and not torch.allclose(second[5], first[5])


def test_an_item_that_is_no_entity_stands_in_the_middle_of_the_others() -> None:
    states = torch.tensor([[1.0, 2.0], [3.0, 6.0], [100.0, 100.0]])
    found = Entities(states, torch.tensor([1, NOBODY, 0])).of_items()
    assert found.tolist() == [[3.0, 6.0], [2.0, 4.0], [1.0, 2.0]]
    assert not Entities(states, torch.tensor([NOBODY, NOBODY])).of_items().any()
