"""A graph as numbers: all items are in it, names are found by their tokens, and other catalogues find their items."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import torch

from data.catalogue import Catalogue
from data.knowledge import Knowledge, Triple
from data.records import Item
from prompts.knowledge_graph import NOBODY, KnowledgeGraph, graph_of

CATALOGUE = Catalogue([Item("1", "Heat"), Item("2", "Ran"), Item("3", "Drama")])
KNOWLEDGE = Knowledge([
    Triple("item:1", "genre", "genre:Drama"), Triple("item:1", "director", "person:Ann Bee"),
    Triple("item:2", "genre", "genre:Drama"), Triple("item:2", "cast", "person:Cher"),
    Triple("item:2", "language", "language:fr"), Triple("item:2", "singer", "person:ann bee"),
])  # fmt: skip
ENTITIES = ("item:1", "genre:Drama", "person:Ann Bee", "item:2", "person:Cher", "language:fr", "person:ann bee")


def letters(text: str) -> list[int]:
    """Small letters as tokens; a blank at the beginning stays, as some tokenizers keep it."""
    return [ord(letter) for letter in text.lower()]


@pytest.fixture
def graph() -> KnowledgeGraph:
    return graph_of(KNOWLEDGE, CATALOGUE, letters)


def test_edges_and_items_are_rows_of_entities_and_an_item_without_a_fact_is_one_at_the_end(
    graph: KnowledgeGraph,
) -> None:
    assert KNOWLEDGE.entities == ENTITIES
    assert (graph.count, graph.relations) == (8, 5)
    assert [tuple(edge) for edge in graph.edges.tolist()] == list(KNOWLEDGE.edges)
    assert graph.items.tolist() == [0, 3, 7]


def test_what_has_a_name_of_its_own_is_found_by_it_and_of_two_with_one_name_the_first(graph: KnowledgeGraph) -> None:
    found = {"".join(map(chr, tokens)): ENTITIES[entity] for tokens, entity in graph.by_name().items()}
    # No item, for items have rows; no first name alone, no name of two letters.
    named = {"drama": "genre:Drama", "ann bee": "person:Ann Bee"}
    assert found == named | {f" {name}": entity for name, entity in named.items()}


def test_without_tokens_nothing_has_a_name() -> None:
    assert graph_of(KNOWLEDGE, CATALOGUE).by_name() == {}


def test_a_tokenizer_that_drops_blanks_names_everything_once() -> None:
    graph = graph_of(KNOWLEDGE, CATALOGUE, lambda text: letters(text.strip()))
    assert graph.names[:, 0].tolist() == [1, 2, 6]


@pytest.mark.parametrize("words", [letters, None])
@pytest.mark.parametrize("knowledge", [KNOWLEDGE, Knowledge([])])
def test_what_is_loaded_is_what_was_saved(knowledge: Knowledge, words: None, tmp_path: Path) -> None:
    graph = graph_of(knowledge, CATALOGUE, words)
    graph.save(tmp_path)
    loaded = KnowledgeGraph.load(tmp_path)
    for field in fields(graph):
        one, other = getattr(graph, field.name), getattr(loaded, field.name)
        assert torch.equal(one, other) if isinstance(one, torch.Tensor) else one == other
    assert loaded.by_name() == graph.by_name()


def test_another_catalogue_finds_the_items_that_it_shares(graph: KnowledgeGraph) -> None:
    moved = graph.placed([2, -1, 0])
    assert moved.items.tolist() == [7, NOBODY, 0]
    assert moved.edges is graph.edges and graph.items.tolist() == [0, 3, 7]
