"""A knowledge graph as many public sets keep it: names with numbers, and for each head its relations and tails.

    entity2id.json   {"Heat (1995)": 0, "crime": 1}
    kg.json          {"0": [[0, 1]]}        head: [[relation, tail], ...]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from data.knowledge import Triple, attribute_entity, item_entity
from data.opening import read_object
from data.problems import Problems


def read_numbered_graph(
    graph: Path,
    names: Path,
    relations: Sequence[str],
    item_of: Callable[[str], str | None],
    problems: Problems,
    *,
    head_kind: str,
) -> Iterator[Triple]:
    """The facts of a graph whose heads are things of one kind.

    `relations` are the names of relations 0, 1, ...; tails are values of such an attribute. `item_of` says which item a
    head's name is; a head that is none stays in the graph as an entity of `head_kind`. Heads and edges that cannot be
    read are problems. Raises DataError where a file holds no object.
    """
    named = {number: name for name, number in read_object(names).items() if type(number) is int}
    for key, edges in read_object(graph).items():
        head = named.get(int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
        if head is None or not isinstance(edges, list):
            problems.add(graph, 0, "", {key: edges}, f"a number of {names.name} with a list of relations and tails")
            continue
        item = item_of(head)
        entity = attribute_entity(head_kind, head) if item is None else item_entity(item)
        for edge in edges:
            known = _edge(edge, relations, named)
            if known:
                yield Triple(entity, known[0], attribute_entity(*known))
            else:
                expected = f"a relation below {len(relations)} and a tail of {names.name}"
                problems.add(graph, 0, head, edge, expected)


def _edge(edge: object, relations: Sequence[str], named: Mapping[int, str]) -> tuple[str, str] | None:
    """The relation and the tail's name."""
    if not isinstance(edge, list) or len(edge) != 2 or not all(type(number) is int for number in edge):
        return None
    relation, tail = edge
    return (relations[relation], named[tail]) if 0 <= relation < len(relations) and tail in named else None
