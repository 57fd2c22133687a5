"""Amazon 2014 product reviews, one a line (McAuley et al., SIGIR 2015): who gave how many stars and wrote what.

    reviews_NAME_5.json     {"reviewerID", "asin", "overall", "reviewText", "summary", "reviewerName", "unixReviewTime"}

The first three must be there. The file names no product: an item is called "Product ASIN", because any better name
would have to be made of reviews, and reviews of held-out meetings tell what is to be told. The file is sorted by ASIN
and its times are days: meetings of one day are put in an order drawn from the seed, or their order would give the last
ones away; the items too.
"""

from __future__ import annotations

import html
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.opening import open_lines
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Interaction, Item, Review

_ENDINGS = (".json", ".jsonl", ".json.gz", ".jsonl.gz")
_STARS = (1.0, 5.0)


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A reviews_NAME.json, packed or not, or a folder that holds one such file."""
    file = _reviews(path)
    events: list[Interaction] = []
    for number, line in open_lines(file, problems):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        event = _event(row)
        if event is None:
            problems.add(file, number, "", line, "an object with reviewerID, asin and overall (1 to 5)")
        else:
            events.append(event)
    rng = random.Random(seed)
    rng.shuffle(events)
    order = sorted({event.item for event in events})
    rng.shuffle(order)
    name = file.name.split(".")[0].removeprefix("reviews_").removesuffix("_5").replace("_", " ")
    items = tuple(Item(asin, f"Product {asin}") for asin in order)
    return Reading(f"Amazon reviews {name}", items, tuple(events), files=(file,))


def _reviews(path: Path) -> Path:
    if path.is_file():
        return path
    found = sorted(file for file in path.glob("reviews_*") if file.name.endswith(_ENDINGS))
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        raise DataError(f"{path}: looked for one reviews_NAME.json (.jsonl, .gz), found {names}; name a file")
    return found[0]


def _event(row: Any) -> Interaction | None:
    """None where the row is no review."""
    if not isinstance(row, dict):
        return None
    user, item, stars, time = row.get("reviewerID"), row.get("asin"), row.get("overall"), row.get("unixReviewTime")
    if not (isinstance(user, str) and user and isinstance(item, str) and item):
        return None
    if isinstance(stars, bool) or not isinstance(stars, (int, float)) or not _STARS[0] <= stars <= _STARS[1]:
        return None
    # Texts come with the page's entities: `&#34;` is a quotation mark.
    text, headline, name = (
        html.unescape(said) if isinstance(said := row.get(key), str) else ""
        for key in ("reviewText", "summary", "reviewerName")
    )
    review = Review(text, headline, name) if text.strip() or headline.strip() else None
    when = time if isinstance(time, int) and not isinstance(time, bool) and abs(time) < 2**62 else None
    return Interaction(user, item, when, float(stars), review)


SOURCE = Source(
    summary="Amazon 2014 reviews (P5, PEPLER): reviews_NAME_5.json with stars, text and headline",
    item_noun="product",
    licence="academic use (J. McAuley, UC San Diego)",
    read=read,
)
