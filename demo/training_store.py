"""The store that the demo LM is trained on: the demo films, ReDial's dialogues, MovieTweetings' ratings as one.

    promptrec import redial DIR --store runs/redial
    promptrec import movietweetings DIR --store runs/movietweetings
    python -m demo.training_store --redial runs/redial --ratings runs/movietweetings --out runs/films

Films are the same where title and year agree: case, articles and punctuation aside, and the year off by one at most. A
demo film's own facts replace all others; of the other sets only titles, years and MovieTweetings' genres are used.
Agents' turns get goals (`prompts.turn_goals`).
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from data.records import Dialogue, Interaction, Item, ItemRef
from data.store import Store, write_store
from prompts.turn_goals import with_goals

DEMO = Path(__file__).parent / "store"
_ARTICLE = re.compile(r"^(the|a|an) ")


class Films:
    """Items merged as they come; `place` returns the id that an item got."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self._by_key: dict[tuple[str, int | None], str] = {}

    def place(self, item: Item, prefix: str, *, slack: bool = False) -> str:
        """Add an item or find its double; `slack` lets the year differ by one."""
        title = _plain(item.title)
        for year in (item.year, *((item.year - 1, item.year + 1) if slack and item.year else ())):
            if (title, year) in self._by_key:
                return self._join(self._by_key[title, year], item)
        name = f"{prefix}{item.id}"
        self._by_key[title, item.year] = name
        self.items[name] = replace(item, id=name)
        return name

    def _join(self, name: str, item: Item) -> str:
        known = self.items[name]
        if not known.attributes and item.attributes:
            self.items[name] = replace(known, attributes=item.attributes)
        return name


def merge(demo: Store, redial: Store, ratings: Store) -> tuple[list[Item], list[Interaction], list[Dialogue]]:
    """Items, interactions and dialogues of the three stores over one catalogue."""
    films = Films()
    for item in demo.catalogue:
        films.place(item, "")
    rated = {
        item.id: films.place(replace(item, attributes=_genres(item), description=""), "mt:", slack=True)
        for item in ratings.catalogue
    }
    named = {
        item.id: films.place(replace(item, attributes={}, description="", numbers={}), "redial:", slack=True)
        for item in redial.catalogue
    }
    events = [replace(event, item=rated[event.item]) for event in ratings.interactions]
    return list(films.items.values()), events, list(_renamed(redial, named))


def _renamed(redial: Store, named: dict[str, str]) -> Iterator[Dialogue]:
    for dialogue in redial.dialogues:
        turns = tuple(
            replace(turn, pieces=tuple(
                ItemRef(named[piece.item]) if isinstance(piece, ItemRef) else piece for piece in turn.pieces
            ))
            for turn in dialogue.turns
        )
        marks = {named[item]: mark for item, mark in dialogue.marks.items()}
        yield with_goals(replace(dialogue, turns=turns, marks=marks))


def _genres(item: Item) -> dict[str, tuple[str, ...]]:
    return {"genre": item.values("genre")}


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", " ", text.replace("&", " and ")).strip()
    return _ARTICLE.sub("", text) or title


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--redial", type=Path, required=True, help="the store of `promptrec import redial`")
    parser.add_argument("--ratings", type=Path, required=True, help="the store of `promptrec import movietweetings`")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    redial, ratings = Store.open(given.redial), Store.open(given.ratings)
    items, events, dialogues = merge(Store.open(DEMO), redial, ratings)
    store = write_store(
        given.out, items, events, dialogues, name="demo training films", source="demo.training_store", item_noun="film",
        licence="ReDial CC BY 4.0, MovieTweetings MIT, demo films Apache-2.0",
    )
    print(f"{len(store.catalogue)} films, {len(events)} ratings, {len(dialogues)} dialogues in {given.out}")


if __name__ == "__main__":
    main()
