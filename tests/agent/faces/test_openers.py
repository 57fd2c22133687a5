from __future__ import annotations

from pathlib import Path

from agent.build import build_agent
from agent.faces.openers import openers
from data.records import Item
from data.store import write_store
from prompts.lm import ScriptedLM


def lines(folder: Path, items: list[Item]) -> tuple[str, ...]:
    return openers(build_agent(write_store(folder / "store", items, name="x", source="test"), ScriptedLM(), None))


def test_films_are_spoken_of_with_title_genre_decade_and_length(tmp_path: Path) -> None:
    films = [
        Item(f"f{number}", f"{name} Lantern", 1990 + number, "", {"genre": ("Comedy",)}, {"minutes": 100.0})
        for number, name in enumerate(("Silent", "Golden", "Broken", "Hidden"))
    ]
    said = lines(tmp_path, films)
    assert said[1] == "A good comedy item from the 1990s, under two hours" and said[-1] == "Surprise me"
    assert said[0].startswith("I loved ") and said[2].endswith(", but newer") and said == lines(tmp_path, films)


def test_bare_titles_are_enough(tmp_path: Path) -> None:
    said = lines(tmp_path, [Item("a", "Blue Soap"), Item("b", "Red Soap"), Item("c", "Green Soap")])
    assert len(said) == 3 and not any("newer" in line or "Something  " in line for line in said)


def test_one_item_is_enough(tmp_path: Path) -> None:
    assert lines(tmp_path, [Item("a", "Blue Soap")]) == ("I loved Blue Soap", "Surprise me")
