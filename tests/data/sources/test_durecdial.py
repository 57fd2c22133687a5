import json
from pathlib import Path
from typing import Any

import pytest

from data.knowledge import Triple
from data.problems import DataError, Problems
from data.reading import Reading
from data.records import ItemRef, Turn
from data.sources.durecdial import SOURCE

Row = tuple[str, str, str, list[Any]]
HELLO: Row = ("[1] Hello, Ann", "Greetings", "Greetings", [])
HI: Row = ("Hi", "Greetings", "Greetings", [])


def film(text: str, topic: str = "Heat", *fact: str) -> Row:
    return text, "Movie recommendation", topic, list(fact)


def song(text: str, topic: str) -> Row:
    return text, "Music recommendation", topic, []


def talk(*rows: Row, plan: str = "", **profile: Any) -> dict[str, Any]:
    names = ("conversation", "goal_type_list", "goal_topic_list", "knowledge")
    lists = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return {"goal": plan, "user_profile": profile, "situation": "at home", **lists}


def read(folder: Path, *talks: dict[str, Any], file: str = "en_dev.jsonl", **mapping: str) -> tuple[Reading, Problems]:
    (folder / file).write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in talks))
    problems = Problems()
    return SOURCE.read(folder, problems, mapping=mapping, seed=0), problems


def test_a_turn_keeps_its_goal_topic_and_knowledge_and_the_agent_speaks_first_where_it_greets(tmp_path: Path) -> None:
    rows = (HELLO, HI, film("[2] See heat, or Heat!", "Heat", "Heat", "Director", "Cy Dee"))
    reading, problems = read(tmp_path, talk(*rows, Residence="Utrecht"))
    (dialogue,) = reading.dialogues
    assert dialogue.turns == (
        Turn("agent", ("Hello, Ann",), "Greetings", "Greetings"),
        Turn("user", ("Hi",), "Greetings", "Greetings"),
        Turn(
            "agent", ("See heat, or ", ItemRef("film:Heat"), "!"), "Movie recommendation", "Heat",
            (("Heat", "Director", "Cy Dee"),),
        ),
    )  # fmt: skip
    assert dialogue.profile == {"Residence": ("Utrecht",), "Situation": ("at home",)}
    assert problems.count == 0
    asked, _ = read(tmp_path, talk(("What time is it?", "Ask about time", "Ask about time", [])))
    assert [turn.speaker for turn in asked.dialogues[0].turns] == ["user"]


def test_items_are_what_goals_and_profiles_name_and_one_title_may_be_a_film_and_a_song(tmp_path: Path) -> None:
    rows = (film("See Up"), film("See Up", "Up"), song("Hear Up", "Up"), film("See Slow West", "Movie recommendation"))
    plan = "[1] Movie recommendation(Heat)-->[2] Movie recommendation(Slow West)"
    profile = {"Accepted Music": ["Tide", "1"], "Rejected movies": "Ronin", "POI": ["Inn (Old Town)"], "Reject": ["Up"]}
    reading, _ = read(tmp_path, talk(*rows, plan=plan, **profile))
    assert [item.id for item in reading.items] == [
        "film:Heat", "film:Ronin", "film:Slow West", "film:Up", "restaurant:Inn (Old Town)", "song:Tide", "song:Up"
    ]  # fmt: skip
    assert [turn.items() for turn in reading.dialogues[0].turns][3] == ("film:Slow West",)
    assert reading.notes[-1].startswith("in 0 of 1 dialogues the profile already names")


def test_lower_case_words_of_the_talk_are_no_short_titles(tmp_path: Path) -> None:
    dish: Row = ("Try fish stew", "Food recommendation", "Fish Stew", [])
    inn: Row = ("at the Inn", "POI recommendation", "Inn (Old Town)", [])
    rows = (song("I love you, slowly", "Love You"), song("the long way home", "The Long Way Home"), dish, inn)
    reading, _ = read(tmp_path, talk(*rows))
    assert [turn.items() for turn in reading.dialogues[0].turns] == [
        (), ("song:The Long Way Home",), ("food:Fish Stew",), ("restaurant:Inn (Old Town)",)
    ]  # fmt: skip


def test_facts_of_items_are_attributes_and_with_those_of_people_a_graph(tmp_path: Path) -> None:
    facts = [
        ("Cy Dee", "Stars", "Heat"), ("Cy Dee", "Stars", "Ronin"), ("Heat", "Stars", "Cy Dee Ed Eff"),
        ("Heat", "Type", "Crime Short film"), ("Heat", "Rating", "7.5"), ("Heat", "Comments", "So good."),
        ("Cy Dee", "Birthday", "1970-1-2"), ("Ann Bee", "Likes", "Heat"), ("Ann Bee", "2018-1-2", "Sunny"),
    ]  # fmt: skip
    reading, _ = read(tmp_path, talk(*(film("x", "Heat", *fact) for fact in facts)))
    (item,) = reading.items
    assert item.attributes == {"kind": ("film",), "cast": ("Cy Dee",), "genre": ("Crime", "Short film")}
    assert item.numbers == {"rating": 7.5}
    assert reading.knowledge == (
        Triple("item:film:Heat", "kind", "kind:film"),
        Triple("item:film:Heat", "cast", "person:Cy Dee"),
        Triple("item:film:Heat", "genre", "genre:Crime"),
        Triple("item:film:Heat", "genre", "genre:Short film"),
        Triple("film:Ronin", "cast", "person:Cy Dee"),
        Triple("person:Cy Dee", "birthday", "birthday:1970-1-2"),
    )


def test_a_dish_of_a_house_is_the_dish_of_the_catalogue(tmp_path: Path) -> None:
    inn: Row = ("the Inn", "POI recommendation", "Inn", ["Inn", "Specials", "Fish stew"])
    dish: Row = ("Stew", "Food recommendation", "Fish Stew", ["Fish Stew", "Ingredients", "fish、salt"])
    reading, _ = read(tmp_path, talk(inn, dish))
    assert Triple("item:restaurant:Inn", "speciality", "item:food:Fish Stew") in reading.knowledge
    assert reading.items[0].values("ingredient") == ("fish", "salt")


def test_chinese_is_read_without_the_blanks_between_its_words(tmp_path: Path) -> None:
    rows: tuple[Row, ...] = (
        ("[1] 你 好", "寒暄", "寒暄", []),
        ("你 好 ！", "寒暄", "寒暄", []),
        ("[2] 看 《 花 样 》 吗 ？", "电影 推荐", "花 样", [["花样", "类型", "剧情 爱情"], ["花样", "导演", "王 小"]]),
    )
    profile: dict[str, Any] = {"接受 的 音乐": ["慢 歌"]}
    reading, _ = read(tmp_path, talk(*rows, **profile), file="zh_dev.jsonl", language="zh")
    turns = reading.dialogues[0].turns
    assert (turns[0].speaker, turns[1].pieces) == ("agent", ("你好！",))
    assert turns[2].pieces == ("看《", ItemRef("film:花样"), "》吗？")
    assert (turns[2].goal, turns[2].knowledge[1]) == ("电影推荐", ("花样", "导演", "王小"))
    assert [item.id for item in reading.items] == ["film:花样", "song:慢歌"]
    assert reading.items[0].attributes == {"kind": ("film",), "genre": ("剧情", "爱情"), "director": ("王小",)}


def test_one_file_alone_is_split_and_more_are_taken_as_they_are(tmp_path: Path) -> None:
    talks = [talk(film("See Heat"))] * 40
    alone, _ = read(tmp_path, *talks)
    splits = [dialogue.split for dialogue in alone.dialogues]
    assert {name: splits.count(name) for name in sorted(set(splits))} == {"test": 6, "train": 28, "valid": 6}
    chinese, _ = read(tmp_path, *talks, file="zh_dev.jsonl", language="zh")
    assert [dialogue.split for dialogue in chinese.dialogues] == splits
    both, _ = read(tmp_path, *talks, file="en_test.txt")
    assert [dialogue.split for dialogue in both.dialogues] == ["valid"] * 40 + ["test"] * 40
    assert "70/15/15" in alone.notes[0] and "70/15/15" not in both.notes[0]


@pytest.mark.parametrize(
    "change",
    [
        {"goal_type_list": []}, {"goal_topic_list": [3]}, {"knowledge": [["a", "b"]]}, {"knowledge": [[["a", "b", 3]]]},
        {"user_profile": []}, {"user_profile": {"Name": 3}}, {"situation": {"a": 1}}, {"conversation": None},
    ],
)  # fmt: skip
def test_a_conversation_that_is_none_is_left_out_with_its_line(tmp_path: Path, change: dict[str, Any]) -> None:
    reading, problems = read(tmp_path, talk(film("See Heat")), talk(film("See Heat")) | change)
    assert [problem.line for problem in problems.listed] == [2]
    assert len(reading.dialogues) == 1


def test_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--map language=de: DuRecDial is read in en and zh"):
        read(tmp_path, talk(HELLO), language="de")
