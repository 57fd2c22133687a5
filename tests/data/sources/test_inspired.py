import json
from pathlib import Path

import pytest

from data.problems import DataError, Problems
from data.reading import Reading
from data.records import ItemRef
from data.sources.inspired import SOURCE


def said(text: str, *films: str, sure: tuple[str, ...] | None = (), role: str = "SEEKER") -> dict[str, object]:
    turn: dict[str, object] = {"text": text, "role": role, "movie": list(films)}
    return turn if sure is None else turn | {"movie_name": list(sure)}


def read(folder: Path, *turns: dict[str, object]) -> Reading:
    if turns:
        (folder / "train.jsonl").write_text(json.dumps(turns))
    return SOURCE.read(folder, Problems(strict=True), mapping={}, seed=0)


def pieces(folder: Path, *args: str, sure: tuple[str, ...] | None = ()) -> tuple[str | ItemRef, ...]:
    return read(folder, said(*args, sure=sure)).dialogues[0].turns[0].pieces


@pytest.mark.parametrize(
    ("text", "film"),
    [
        ("I saw [mad max fury road] twice", "Mad Max: Fury Road (2015)"),
        ("Have you seen [Endgame 2]?", "End Game II (2006)"),
        ("[Godfather 2]!", "The Godfather 2 (1974)"),
        ("see [The Help Wanted]", "The Help Wanted (2011)"),
        ("[WALL-E in space] is sweet", "WALL·E in Space (2008)"),
    ],
)
def test_a_film_is_found_by_its_letters(tmp_path: Path, text: str, film: str) -> None:
    found = pieces(tmp_path, text.replace("[", "").replace("]", ""), film)
    before, _, rest = text.partition("[")
    after = rest.partition("]")[2]
    assert found == tuple(piece for piece in (before, ItemRef(film), after) if piece)


def test_the_longest_title_takes_its_words_first(tmp_path: Path) -> None:
    found = pieces(tmp_path, "Captain Marvel beats Marvel", "Marvel (2008)", "Captain Marvel (2019)", sure=("Marvel",))
    assert found == (ItemRef("Captain Marvel (2019)"), " beats ", ItemRef("Marvel (2008)"))


def test_a_lone_word_is_a_film_only_where_the_linker_says_so(tmp_path: Path) -> None:
    assert pieces(tmp_path, "Well, what is your name sir?", "Sir (2018)") == ("Well, what is your name sir?",)
    assert pieces(tmp_path, "I like heat", "Heat (1995)", sure=("Heat",)) == ("I like ", ItemRef("Heat (1995)"))
    assert pieces(tmp_path, "Kevin is my name", "Kevin (2018)") == ("Kevin is my name",)


def test_without_a_linker_a_capital_decides(tmp_path: Path) -> None:
    assert pieces(tmp_path, "I like Heat", "Heat (1995)", sure=None) == ("I like ", ItemRef("Heat (1995)"))
    assert pieces(tmp_path, "the heat is on", "Heat (1995)", sure=None) == ("the heat is on",)


def test_a_film_that_is_listed_but_not_said_is_noted_and_stays_in_the_catalogue(tmp_path: Path) -> None:
    reading = read(tmp_path, said("I loved that one", "Heat (1995)"))
    assert [item.label() for item in reading.items] == ["Heat (1995)"]
    assert reading.notes[0].startswith("1 films listed")


def test_the_publishers_tables_are_read_where_there_are_no_json_lines(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_text(
        "dialog_id\tutt_id\tspeaker\ttext\tmovies\n"
        "a.pkl\t1\tRECOMMENDER\tQUOTATION_MARKHiQUOTATION_MARK there\t\n"
        "a.pkl\t2\tSEEKER\tI saw Toy Story and The Blob\tToy Story (1995);  The Blob (1958)\n"
        "b.pkl\t1\tSEEKER\tHello\t\n"
    )
    first, second = read(tmp_path).dialogues
    assert (first.id, first.split, second.id) == ("a.pkl", "valid", "b.pkl")
    assert first.turns[0].pieces == ('"Hi" there',)
    assert first.turns[1].items() == ("Toy Story (1995)", "The Blob (1958)")
    (tmp_path / "dev.tsv").write_text("dialog_id\ttext\n")
    with pytest.raises(DataError, match="no column movies, speaker"):
        read(tmp_path)


HEAD = "dialog_id\tutt_id\tspeaker\ttext\tmovies\texpert_label\tsecond_label\n"


def test_sociable_strategies_of_a_table_are_the_intents_of_its_turns(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_text(HEAD + "a\t1\tRECOMMENDER\tI like it\t\tcredibility\tsimilarity\n")
    assert read(tmp_path).dialogues[0].turns[0].intents == ("credibility", "similarity")


def test_strategies_join_the_lines_where_a_whole_dialogue_has_the_same_letters(tmp_path: Path) -> None:
    (tmp_path / "annotated.dev.tsv").write_text(
        HEAD
        + "a\t1\tRECOMMENDER\tHello there!\t\toffer_help\t\n"
        + "a\t2\tRECOMMENDER\tWhat do you like?\t\topinion_inquiry\toffer_help\n"
        + "a\t3\tSEEKER\tFilms\t\t\t\n"
    )
    joined = [said("Hello there!What do you like?", role="RECOMMENDER"), said("films .")]
    other = [said("Hello there! What do you like?", role="RECOMMENDER"), said("Songs")]
    (tmp_path / "train.jsonl").write_text(f"{json.dumps(joined)}\n{json.dumps(other)}\n")
    reading = read(tmp_path)
    intents = [[turn.intents for turn in dialogue.turns] for dialogue in reading.dialogues]
    assert intents == [[("offer_help", "opinion_inquiry"), ()], [(), ()]]
    assert reading.notes == ("1 turns have sociable strategies as intents",) and len(reading.files) == 2


def test_facts_come_from_the_knowledge_file(tmp_path: Path) -> None:
    facts = {"genres": ["drama film", "film based on a novel"], "directors": ["Ann Bee"], "casts": [], "year": 1995}
    facts["productionCompanies"] = ["Bee Films"]
    (tmp_path / "movie_kg.json").write_text(json.dumps({"Heat (1995)": facts, "Akira ()": None}))
    heat, akira = read(tmp_path, said("hello")).items
    assert heat.attributes == {
        "genre": ("drama",), "director": ("Ann Bee",), "studio": ("Bee Films",), "keyword": ("based on a novel",)
    }
    assert (akira.id, akira.title, akira.year) == ("Akira ()", "Akira", None)
