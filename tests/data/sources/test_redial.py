import json
from pathlib import Path
from typing import Any

import pytest

from data.knowledge import Triple
from data.problems import Problems
from data.reading import Reading
from data.records import Dialogue, ItemRef, Mark, Turn
from data.sources.redial import SOURCE


def talk(*messages: tuple[int, str], films: object, **more: object) -> dict[str, Any]:
    sent = [{"senderWorkerId": worker, "text": text} for worker, text in messages]
    return {"initiatorWorkerId": 0, "respondentWorkerId": 1, "movieMentions": films, "messages": sent} | more


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def go(*talks: dict[str, Any], files: dict[str, str] | None = None, **mapping: str) -> tuple[Reading, Problems]:
        (tmp_path / "test_data.jsonl").write_text("".join(json.dumps(one) + "\n" for one in talks))
        for name, text in (files or {}).items():
            (tmp_path / name).write_text(text)
        problems = Problems()
        return SOURCE.read(tmp_path, problems, mapping=mapping, seed=0), problems

    return go


def test_messages_become_turns_of_user_and_agent_with_item_references(read: Any) -> None:
    reading, problems = read(
        talk(
            (1, "Hello"), (0, "I loved @11!"), (0, "What&#39;s next?"), (1, "@12 or @11"),
            films={"11": "Heat (1995)", "12": "Ronin  (1998)"}, conversationId="7",
        )
    )
    assert reading.dialogues == (
        Dialogue(
            "7",
            (
                Turn("agent", ("Hello",)),
                Turn("user", ("I loved ", ItemRef("11"), "!", " ", "What's next?")),
                Turn("agent", (ItemRef("12"), " or ", ItemRef("11"))),
            ),
            split="test",
            people=("0", "1"),
        ),
    )
    assert [(item.title, item.year) for item in reading.items] == [("Heat", 1995), ("Ronin", 1998)]
    assert problems.count == 0


def test_films_merge_only_where_title_and_year_agree_and_the_lowest_id_stays(read: Any) -> None:
    films = {"200": "Heat ", "30": "Heat", "9": "Heat (1995)", "31": " Heat  (1995)", "8": "Heat (1986)"}
    reading, _ = read(talk((0, "@200 @30 @9 @31"), films=films, initiatorQuestions={"200": {"liked": 1}}))
    assert [(item.id, item.year) for item in reading.items] == [("8", 1986), ("9", 1995), ("30", None)]
    (dialogue,) = reading.dialogues
    assert dialogue.turns[0].items() == ("30", "30", "9", "9")
    assert dialogue.marks == {"30": Mark(liked=True)}
    assert "2 films" in reading.notes[0]


def test_the_seekers_word_goes_before_the_recommenders(read: Any) -> None:
    seeker = {"1": {"suggested": 0, "seen": 2, "liked": 1}}
    other = {"1": {"suggested": 1, "seen": 1, "liked": 0}, "2": {"suggested": 1, "seen": 2, "liked": 2}}
    forms = {"initiatorQuestions": seeker, "respondentQuestions": other}
    reading, _ = read(talk((0, "@1 @2"), films={"1": "A", "2": "B"}, **forms))
    assert reading.dialogues[0].marks == {"1": Mark(False, True, True), "2": Mark(True, None, None)}


def test_a_mention_of_no_known_film_is_left_out_and_reported(read: Any) -> None:
    reading, problems = read(talk((0, "see @99 or @1"), films={"1": "A", "50": None}))
    assert reading.dialogues[0].turns == (Turn("user", ("see ", " or ", ItemRef("1"))),)
    assert [problem.column for problem in problems.listed] == ["movieMentions", "messages"]


def test_facts_are_read_where_they_are_and_can_be_left_out(read: Any) -> None:
    facts = {"1": {"genre": ["drama"], "director": ["Ann Bee"], "star": ["Cy Dee", ""], "plot": "A plot.", "writer": 3}}
    files = {"id2info.json": json.dumps(facts)}
    reading, _ = read(talk((0, "@1"), films={"1": "A"}), files=files)
    (item,) = reading.items
    assert (item.description, dict(item.attributes)) == (
        "A plot.",
        {"genre": ("drama",), "director": ("Ann Bee",), "cast": ("Cy Dee",)},
    )
    bare, _ = read(talk((0, "@1"), films={"1": "A"}), files=files, facts="no")
    assert not bare.items[0].attributes and not bare.items[0].description and bare.notes == ()


def test_films_of_the_knowledge_graph_are_linked_by_the_file_of_facts_or_by_title_and_year(read: Any) -> None:
    files = {
        "id2info.json": json.dumps({"1": {"name": "The A (1990)"}}),
        "entity2id.json": json.dumps({"The A (1990)": 0, "drama": 1, "Ann Bee": 2, "B (1991)": 3, "C": 4, "odd": "x"}),
        "kg.json": json.dumps({"0": [[0, 1], [2, 2]], "3": [[1, 2], [9, 1], "x"], "4": [[3, 2]], "7": [], "y": []}),
    }
    reading, problems = read(talk((0, "@1 @2"), films={"1": "A", "2": "B (1991)"}), files=files)
    assert reading.knowledge == (
        Triple("item:1", "genre", "genre:drama"),
        Triple("item:1", "director", "person:Ann Bee"),
        Triple("item:2", "cast", "person:Ann Bee"),
        Triple("film:C", "writer", "person:Ann Bee"),
    )
    assert problems.count == 4 and {problem.file for problem in problems.listed} == {"kg.json"}
    assert reading.notes[-1].startswith("2 of the 3 films of kg.json are linked") and len(reading.files) == 4
    bare, _ = read(talk((0, "@1"), films={"1": "A"}), files=files, facts="no")
    assert bare.knowledge == () and len(bare.files) == 1


def test_the_list_of_films_fills_the_catalogue_and_empty_forms_are_no_damage(read: Any) -> None:
    reading, problems = read(
        talk((0, "hi"), films=[], initiatorQuestions=[], respondentQuestions=[]),
        files={"movies_with_mentions.csv": 'movieId,movieName,nbMentions\n5,"Three, Two (2001)",1\n6,,0\n'},
    )
    assert [item.label() for item in reading.items] == ["Three, Two (2001)"]
    assert [problem.line for problem in problems.listed] == [3]


def test_messages_of_strangers_and_talks_without_messages_are_reported(read: Any) -> None:
    reading, problems = read(talk((5, "spam"), (0, "hi @1"), films={"1": "A"}), talk(films={"1": "A"}))
    assert len(reading.dialogues) == 1 and len(reading.dialogues[0].turns) == 1
    assert [problem.line for problem in problems.listed] == [1, 2]
