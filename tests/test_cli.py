from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli import main
from data.records import Item
from data.store import Store, write_store

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    films = [
        Item("heat", "Heat", 1995, "A thief.", {"genre": ("Crime", "Drama"), "director": ("Michael Mann",)}),
        Item("thief", "Thief", 1981, "A job.", {"genre": ("Crime",), "director": ("Michael Mann",)}),
        Item("clue", "Clue", 1985, "A butler.", {"genre": ("Comedy",), "director": ("Jonathan Lynn",)}),
        Item("bell", "\x1b[2JBell [red]", 1990, "", {"genre": ("Drama",)}),
    ]
    folder = tmp_path_factory.mktemp("cli") / "films"
    write_store(folder, films, name="films", source="test", item_noun="film")
    return str(folder)


def run(command: str, store: str, *words: str) -> int:
    return main([command, *words, "--store", store, "--model", "scripted"])


@pytest.mark.parametrize("command", [
    "serve", "chat", "recommend", "explain", "import", "add", "tune", "eval", "people prompt", "people known",
    "people export", "people forget",
])  # fmt: skip
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    assert f"promptrec {command}" in capsys.readouterr().out.split("Example: ")[1]


def test_a_recommendation_is_a_list_with_reasons(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("recommend", store, "--likes", "Heat") == 0
    said = capsys.readouterr().out
    assert "  1. Thief (1981)\n     " in said and "Heat (1995)" not in said


def test_nothing_from_the_catalogue_steers_the_terminal(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("recommend", store, "--filter", "genre=Drama") == 0
    said = capsys.readouterr().out
    assert "[2JBell [red]" in said and "\x1b" not in said


def test_json_is_that_of_the_contract(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("recommend", store, "--likes", "Heat", "--filter", "year_from=1980", "-k", "1", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"recommendation_id", "items", "notice"}
    assert [item["id"] for item in found["items"]] == ["thief"]
    assert run("explain", store, "Thief", "--likes", "Heat", "--json") == 0
    assert json.loads(capsys.readouterr().out)["reasons"][0]["claims"][0]["supported"] is True


def test_an_item_is_explained_in_words(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", store, "Thief", "--likes", "Heat") == 0
    assert "Michael Mann" in capsys.readouterr().out


def test_an_item_is_compared_to_another_and_several_are_explained(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("explain", store, "Thief", "--likes", "Heat", "--versus", "Clue") == 0
    assert "Clue" in capsys.readouterr().out
    assert run("explain", store, "Thief", "Clue", "--likes", "Heat", "--style", "line") == 0
    assert [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")][0].startswith("Thief")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explain", "Thief", "--style", "sonnet"], "paragraph"),
        (["explain", "Thief", "Heat", "--versus", "Thief"], "--versus"),
        (["recommend", "--filter", "genre=Comdy"], "Comedy"),
        (["recommend", "--filter", "genre"], "key=value"),
        (["recommend", "-k", "ten"], "-k"),
        (["recommend", "--liked", "Heat"], "--likes"),
        (["explain", "Zorblax"], "Zorblax"),
        (["recommend", "--likes", "Heat", "--ranker", "llmrnk"], "llmrank:recency"),
        (["dance"], "dance"),
    ],
)
def test_a_mistake_is_answered_in_one_line(
    store: str, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, *([] if words == ["dance"] else ["--store", store, "--model", "scripted"])]) == 2
    caught = capsys.readouterr()
    assert caught.out == "" and said in caught.err and caught.err.count("\n") == 1


def test_a_store_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("serve", "chat", "recommend"):
        assert run(command, str(tmp_path / "nowhere")) == 2
        assert "nowhere" in capsys.readouterr().err


def test_a_port_in_use_is_told(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run("serve", store, "--port", str(taken.getsockname()[1]), "--sessions", ":memory:") == 1
    assert "in use" in capsys.readouterr().err


def test_an_import_tells_what_it_read_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "films.csv"
    table.write_text("title,year\nHeat,1995\nClue,soon\n", encoding="utf-8")
    words = ["import", "table", str(table), "--store", str(tmp_path / "store")]
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["items"] == 2
    assert main([*words, "--strict"]) == 2
    assert "line 3" in capsys.readouterr().err
    assert main(["import", "tabel", str(table), "--store", str(tmp_path / "other")]) == 2
    assert "movielens" in capsys.readouterr().err


def test_measurements_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--list", "--json"]) == 0
    assert "chat-safety" in json.loads(capsys.readouterr().out)
    assert main(["eval", "no-such"]) == 2
    assert "chat-safety" in capsys.readouterr().err


def test_a_measurement_that_trains_refuses_a_recipe_that_is_not_there(
    world_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["eval", "sequential-beauty", "--store", str(world_store.path), "--runs", str(tmp_path)]
    assert main([*words, "--recipe", "no-such"]) == 2
    assert "vector_lm" in capsys.readouterr().err
    assert main([*words, "--set", "steps"]) == 2
    assert "key=value" in capsys.readouterr().err


def test_an_unknown_recipe_is_answered_with_the_known_ones(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tune", "no-such", "--out", str(tmp_path / "run"), "--store", store]) == 2
    assert "no-such" in capsys.readouterr().err


def test_a_conversation_in_the_terminal(
    store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "I loved Heat\n/why 1\n/like 9\n/dislike 1\n/known\n/forget\n/known\n/dance\n/quit\nnever read\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert run("chat", store) == 0
    said = capsys.readouterr().out
    assert "Thief" in said and "Michael Mann" in said and "/like 1 to /like 3" in said
    assert "You like: Heat (1995)" in said and "Not for you: Thief (1981)" in said
    assert said.count("Nothing yet.") == 1 and said.count("/quit ends") == 2


@pytest.mark.parametrize("word", ["quit", "Exit", "/exit"])
def test_a_conversation_ends_by_the_words_that_people_try(
    word: str, store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{word}\nI loved Heat\n"))
    assert run("chat", store) == 0
    assert "Thief" not in capsys.readouterr().out


def test_a_conversation_as_json_is_one_line_an_answer(
    store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("I loved Heat\nSomething else\n"))
    assert run("chat", store, "--json") == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == 2 and answers[1]["preferences"]["liked"][0]["id"] == "heat"


def test_the_demo_recommends_from_a_cold_start_without_network() -> None:
    """The command of the README in a process of its own, as somebody runs it who has just installed promptrec. How long
    it takes is measured by `promptrec eval speed-serving`.
    """
    words = ["recommend", "--likes", "The Matrix", "--likes", "Inception", "-k", "10", "--json"]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "cli.py", *words], cwd=ROOT, capture_output=True, text=True, env=offline)
    assert done.returncode == 0, done.stderr
    items = json.loads(done.stdout)["items"]
    # Two films may have one title.
    assert len({item["id"] for item in items}) == 10
    assert not {"The Matrix", "Inception"} & {item["title"] for item in items}

