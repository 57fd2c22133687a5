"""A knowledge graph as numbers that a model can keep: edges among entities, the entity of each item, entities by name.

Names are kept as tokens, so that a model finds people and genres in what it reads, and no text stands in a checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from data.catalogue import Catalogue
from data.knowledge import Knowledge, item_entity

FILE = "graph.safetensors"
NOBODY = -1
"""No entity."""
_PERSON, _ITEM = "person", "item"
_LEAST_LETTERS = 3
"""A name shorter than this is a word like any other."""


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """`count` entities. `edges` (E, 3) are head, relation and tail; `items` (n_items,) the entity of each item of a
    catalogue, NOBODY where it has none; `names` (n, 1 + t) an entity and the tokens of its name, filled up with -1.
    """

    count: int
    relations: int
    edges: Tensor
    items: Tensor
    names: Tensor

    def by_name(self) -> dict[tuple[int, ...], int]:
        """Tokens of a name -> the entity; of two with one name the first."""
        found: dict[tuple[int, ...], int] = {}
        for entity, *tokens in self.names.tolist():
            found.setdefault(tuple(token for token in tokens if token >= 0), entity)
        return found

    def placed(self, places: Sequence[int]) -> KnowledgeGraph:
        """The same for another catalogue: `places` are the rows that its items had in this one's, -1 for new ones."""
        rows = torch.tensor(places, dtype=torch.long)
        return replace(self, items=torch.where(rows >= 0, self.items[rows.clamp(min=0)], NOBODY))

    def save(self, folder: Path) -> None:
        """Write it to `folder/graph.safetensors`."""
        sizes = torch.tensor([self.count, self.relations])
        tensors = {"sizes": sizes, "edges": self.edges, "items": self.items, "names": self.names}
        save_file({name: value.to(torch.int32).contiguous() for name, value in tensors.items()}, folder / FILE)

    @staticmethod
    def load(folder: Path) -> KnowledgeGraph:
        """What `save` wrote. Raises OSError, SafetensorError or KeyError for a damaged file."""
        tensors = {name: value.long() for name, value in load_file(folder / FILE).items()}
        count, relations = tensors["sizes"].tolist()
        return KnowledgeGraph(count, relations, tensors["edges"], tensors["items"], tensors["names"])


def graph_of(
    knowledge: Knowledge, catalogue: Catalogue, words: Callable[[str], Sequence[int]] | None = None
) -> KnowledgeGraph:
    """The graph of a store. Items that no fact names are entities too, at the end and without an edge.

    `words` are the tokens of a text (`Encoder.words`); without it no entity is found by its name. One word is enough
    for a genre, but not for a person: first names are said of friends as well.
    """
    rows = {entity: row for row, entity in enumerate(knowledge.entities)}
    for item in catalogue:
        rows.setdefault(item_entity(item.id), len(rows))
    named = [] if words is None else [
        (row, tokens) for entity, row in rows.items() for tokens in _said(entity, words) if tokens
    ]
    longest = max((len(tokens) for _, tokens in named), default=0)
    filled = [[row, *tokens, *[-1] * (longest - len(tokens))] for row, tokens in named]
    return KnowledgeGraph(
        count=len(rows), relations=len(knowledge.relations),
        edges=torch.tensor(knowledge.edges, dtype=torch.long).view(-1, 3),
        items=torch.tensor([rows[item_entity(item.id)] for item in catalogue], dtype=torch.long),
        names=torch.tensor(filled, dtype=torch.long).view(-1, 1 + longest),
    )


def _said(entity: str, words: Callable[[str], Sequence[int]]) -> list[Sequence[int]]:
    """The tokens of its name, at the beginning of a text and after a blank, where these differ."""
    kind, _, name = entity.partition(":")
    if kind == _ITEM or len(name) < _LEAST_LETTERS or (kind == _PERSON and " " not in name.strip()):
        return []
    return list({tuple(tokens): tokens for tokens in (words(name), words(f" {name}"))}.values())
