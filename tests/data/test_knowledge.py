import pytest

from data.catalogue import Catalogue
from data.knowledge import Knowledge, Triple, item_entity
from data.records import Item

CATALOGUE = Catalogue(
    [
        Item("1", "Heat", attributes={"genre": ("Crime", "Drama"), "director": ("Ann Bee",), "also_known_as": ("H",)}),
        Item("2", "Ronin", attributes={"genre": ("Crime",), "cast": ("Ann Bee",), "item": ("1",)}),
        Item("3", "Up"),
    ]
)
GRAPH = Knowledge.of(CATALOGUE)


def test_attributes_make_a_graph_in_the_order_of_the_catalogue() -> None:
    assert GRAPH.triples[:3] == (
        Triple("item:1", "genre", "genre:Crime"),
        Triple("item:1", "genre", "genre:Drama"),
        Triple("item:1", "director", "person:Ann Bee"),
    )
    assert GRAPH.relations == ("genre", "director", "cast", "item")
    assert GRAPH.entities[:4] == ("item:1", "genre:Crime", "genre:Drama", "person:Ann Bee")


def test_who_directs_one_film_and_plays_in_another_joins_them() -> None:
    assert GRAPH.neighbours("person:Ann Bee") == ("item:1", "item:2")
    assert [triple.relation for triple in GRAPH.about("person:Ann Bee")] == ["director", "cast"]
    assert GRAPH.neighbours("item:2") == ("genre:Crime", "person:Ann Bee", "_item:1")
    assert GRAPH.neighbours("nobody") == ()


def test_an_item_is_an_entity_where_a_fact_names_it() -> None:
    assert GRAPH.entity_of("1") == item_entity("1") == "item:1"
    assert GRAPH.entity_of("3") is None and "item:3" not in GRAPH
    assert GRAPH.row("genre:Drama") == 2
    with pytest.raises(KeyError, match="no fact of the 6 names the entity 'item:3'"):
        GRAPH.row("item:3")


def test_rows_say_the_same_as_the_facts_and_a_fact_stands_once() -> None:
    graph = Knowledge([*GRAPH, *GRAPH, Triple("a", "is", "a")])
    assert len(graph) == len(GRAPH) + 1
    names, relations = graph.entities, graph.relations
    assert [(names[head], relations[relation], names[tail]) for head, relation, tail in graph.edges] == list(graph)
    assert graph.about("a") == (Triple("a", "is", "a"),) and graph.neighbours("a") == ("a",)
