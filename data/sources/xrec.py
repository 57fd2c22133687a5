"""XRec's explanations (Ma et al. 2024; of Amazon, Yelp and Google reviews; Apache-2.0): who would like what, and why.

    amazon.test.jsonl       {"uid", "iid", "title", "user_summary", "item_summary", "explanation"}, one a line

A language model wrote all three texts, of reviews: what is told of a user, of an item, and why the one would buy the
other. What is told of a user may rest on the very review that the explanation rests on, as published. The title may be
missing; then the item is called by its number. There are no ratings and no times.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.opening import open_lines
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Interaction, Item, Review

_ENDINGS = (".jsonl", ".jsonl.gz")
_TEXTS = ("user_summary", "item_summary", "explanation")
_WANTED = "an object with uid, iid, user_summary, item_summary and explanation"


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """One file, packed or not, or a folder whose files are all of one data set. Of an item the first row tells."""
    files = _files(path)
    items: dict[str, Item] = {}
    events: list[Interaction] = []
    for file in files:
        for number, line in open_lines(file, problems):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if (found := _found(row)) is None:
                problems.add(file, number, "", line, _WANTED)
                continue
            item, event = found
            items.setdefault(item.id, item)
            events.append(event)
    name = files[0].name.split(".")[0]
    return Reading(f"XRec {name}", tuple(items.values()), tuple(events), files=tuple(files))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(file for file in path.glob("*") if file.name.endswith(_ENDINGS))
    if not found:
        raise DataError(f"{path}: looked for NAME.test.jsonl or others (.jsonl, .jsonl.gz), found none; name a file")
    return found


def _found(row: Any) -> tuple[Item, Interaction] | None:
    """None where the row is no explanation."""
    if not isinstance(row, dict):
        return None
    user, item = _number(row.get("uid")), _number(row.get("iid"))
    told = [row.get(key) for key in _TEXTS]
    if not user or not item or not all(isinstance(text, str) and text.strip() for text in told):
        return None
    profile, about, said = map(str, told)
    title = row.get("title")
    name = title if isinstance(title, str) and title.strip() else f"Item {item}"
    return Item(item, name, description=about), Interaction(user, item, review=Review(said), profile=profile)


def _number(value: Any) -> str:
    """An id as text; "" where it is none."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62 else ""


SOURCE = Source(
    summary="XRec (Ma et al. 2024): NAME.test.jsonl, what is told of user and item in words, and an explanation",
    item_noun="item",
    licence="Apache-2.0 (HKUDS/XRec); made of reviews of Amazon, Yelp or Google",
    read=read,
)
