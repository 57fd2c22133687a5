from collections.abc import Iterator
from pathlib import Path

import pytest

from data.knowledge import Triple
from data.problems import DataError
from data.records import Dialogue, Interaction, Item, ItemRef, Mark, Profile, Turn
from data.store import Store, write_store

ITEMS = (
    Item("7", "Heat", 1995, 'Said "cut"\nand ran', {"genre": ("Crime", "Drama"), "cast": ()}, {"minutes": 170.0}),
    Item("x/../y", "Amélie <b>&amp;</b>"),
)
EVENTS = (Interaction("u", "7", 12, 4.5), Interaction('v"\\', "x/../y"), Interaction("u", "x/../y", 3))
TALKS = (
    Dialogue("d", (Turn("user", ("hi ", ItemRef("7"))), Turn("agent", ("ok",))), {"7": Mark(liked=False)}, "test"),
)


def write(path: Path, **changes: object) -> Store:
    given = {"items": ITEMS, "interactions": EVENTS, "dialogues": TALKS} | changes
    return write_store(path, name="tiny", source="made up", item_noun="film", **given)  # type: ignore[arg-type]


def test_a_store_gives_back_what_was_written(tmp_path: Path) -> None:
    write(tmp_path / "s")
    store = Store.open(str(tmp_path / "s"))
    assert store.catalogue.items == ITEMS
    assert list(store.interactions.history("u")) == [EVENTS[2], EVENTS[0]]
    assert tuple(store.dialogues) == TALKS
    assert (store.name, store.item_noun) == ("tiny", "film")


def test_a_store_may_hold_items_alone(tmp_path: Path) -> None:
    store = write(tmp_path / "s", interactions=(), dialogues=())
    assert sorted(file.name for file in store.path.iterdir()) == ["items.jsonl", "store.json"]
    assert not len(store.interactions) and not len(store.dialogues)


def test_a_store_keeps_a_knowledge_graph_or_makes_one_of_its_attributes(tmp_path: Path) -> None:
    made = write(tmp_path / "s").knowledge
    assert made.triples == (Triple("item:7", "genre", "genre:Crime"), Triple("item:7", "genre", "genre:Drama"))
    facts = (Triple("item:7", "director", "person:Ann Bee"), Triple("person:Ann Bee", "born in", "place:Utrecht"))
    store = write(tmp_path / "s", knowledge=facts)
    assert Store.open(store.path).knowledge.triples == facts
    assert store.card["files"]["knowledge.jsonl"]["lines"] == 2
    with pytest.raises(DataError, match="'8' is named by Triple.*not among the 2 items"):
        write(tmp_path / "s", knowledge=(Triple("item:8", "genre", "genre:Drama"),))


def test_a_store_keeps_what_is_known_of_users(tmp_path: Path) -> None:
    assert write(tmp_path / "s").profiles == {}
    told = Profile("u", {"gender": ("female",)})
    store = write(tmp_path / "s", profiles=(told,))
    assert Store.open(store.path).profiles == {"u": told} and told.values("age") == ()


def test_the_card_says_where_the_data_comes_from(tmp_path: Path) -> None:
    origin = tmp_path / "ratings.csv"
    origin.write_bytes(b"abc")
    card = write(tmp_path / "s", files=(origin,), stripped=3, notes=("one",)).card
    assert card["read_from"][0]["sha256"].startswith("ba7816bf")
    assert card["files"]["interactions.jsonl"]["lines"] == 3
    assert (card["stripped_characters"], card["notes"], card["source"]) == (3, ["one"], "made up")


def failing(rows: int) -> Iterator[Interaction]:
    for _ in range(rows):
        yield EVENTS[0]
    raise RuntimeError("the disk is on fire")


@pytest.mark.parametrize("rows", [0, 2])
def test_a_failed_write_leaves_the_old_store_untouched(tmp_path: Path, rows: int) -> None:
    write(tmp_path / "s")
    before = {file.name: file.read_bytes() for file in (tmp_path / "s").iterdir()}
    with pytest.raises(RuntimeError, match="on fire"):
        write(tmp_path / "s", interactions=failing(rows))
    assert {file.name: file.read_bytes() for file in (tmp_path / "s").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_failed_first_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        write(tmp_path / "s", interactions=failing(1))
    assert list(tmp_path.iterdir()) == []


def test_writing_again_replaces_the_whole_store(tmp_path: Path) -> None:
    write(tmp_path / "s")
    store = write(tmp_path / "s", items=ITEMS[:1], interactions=(), dialogues=())
    assert len(store.catalogue) == 1 and not (store.path / "dialogues.jsonl").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_store_cut_off_between_the_two_renames_is_brought_back(tmp_path: Path) -> None:
    write(tmp_path / "s")
    (tmp_path / "s").rename(tmp_path / ".s.before")
    assert len(Store.open(tmp_path / "s").catalogue) == 2


def test_a_folder_that_is_not_a_store_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(DataError, match="is not a store"):
        write(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_records_that_name_unknown_items_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'8'.*not among the 2 items"):
        write(tmp_path / "s", interactions=(Interaction("u", "8"),))
    with pytest.raises(DataError, match="'8'"):
        write(tmp_path / "s", dialogues=(Dialogue("d", (Turn("agent", (ItemRef("8"),)),)),))
    with pytest.raises(DataError, match="'7' comes twice"):
        write(tmp_path / "s", items=(ITEMS[0], ITEMS[0]))


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("items.jsonl", "{broken", "line 2: not a JSON object"),
        ("items.jsonl", '{"id": "8"}', "line 2: 'title' is missing"),
        ("items.jsonl", '{"id": "8", "title": "A", "year": "1999"}', "line 2: 'year' is '1999'; expected int"),
        ("items.jsonl", '{"id": "8", "title": "A", "year": true}', "line 2: 'year' is 'True'"),
        ("items.jsonl", '{"id": "8", "title": "A", "attributes": {"genre": "Drama"}}', "'attributes.genre' is 'Drama'"),
        ("items.jsonl", '{"id": "8", "title": "A"}, {"id": "9", "title": "B"}', "line 2: not a JSON object"),
        ("items.jsonl", '"just text"', "line 2: found 'just text'"),
        ("items.jsonl", "[" * 100_000, "line 2: not a JSON object"),
        ("interactions.jsonl", '{"user": "u", "item": "nope"}', "line 2: item 'nope' is not in items.jsonl"),
        ("interactions.jsonl", '{"user": "u", "item": "7", "value": NaN}', "line 2: 'value' is 'nan'"),
        ("dialogues.jsonl", '{"id": "e", "turns": [{"speaker": "system", "pieces": []}]}', "'system'; expected 'user'"),
        ("dialogues.jsonl", '{"id": "e", "turns": [{"speaker": "user", "pieces": [3]}]}', "found '3'"),
        ("dialogues.jsonl", '{"id": "e"}', "'turns' is missing"),
        ("knowledge.jsonl", '{"head": "a", "tail": "b"}', "line 2: 'relation' is missing"),
        ("knowledge.jsonl", '{"head": "item:8", "relation": "a", "tail": "b"}', "line 2: item '8' is not in items"),
    ],
)
def test_a_damaged_line_is_named_with_file_and_line(tmp_path: Path, file: str, line: str, message: str) -> None:
    store = write(tmp_path / "s", interactions=EVENTS[:2], knowledge=(Triple("item:7", "a", "b"),))
    first = (store.path / file).read_text().splitlines()[0]
    (store.path / file).write_text(f"{first}\n{line}\n")
    with pytest.raises(DataError) as caught:
        getattr(Store.open(store.path), {"items.jsonl": "catalogue"}.get(file, file.removesuffix(".jsonl")))
    assert message in str(caught.value) and file in str(caught.value)


def test_a_file_cut_off_is_noticed(tmp_path: Path) -> None:
    store = write(tmp_path / "s")
    file = store.path / "interactions.jsonl"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:2]))
    with pytest.raises(DataError, match="holds 2 lines where store.json says 3"):
        _ = Store.open(store.path).interactions
    file.unlink()
    with pytest.raises(DataError, match="is gone"):
        _ = Store.open(store.path).interactions


@pytest.mark.parametrize("card", ["", "{}", "[]", '{"format": 99}'])
def test_a_folder_without_a_readable_card_is_no_store(tmp_path: Path, card: str) -> None:
    with pytest.raises(DataError, match="no store at"):
        Store.open(tmp_path)
    (tmp_path / "store.json").write_text(card)
    with pytest.raises(DataError, match="import the data again"):
        Store.open(tmp_path)
