"""Looking up the catalogue: by words for people who browse, by nearness for titles that were mistyped."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz, process

from data.catalogue import Catalogue
from data.records import Item

_NEAR = 60
"""rapidfuzz score (0-100) from which a title is worth suggesting."""


def find_items(catalogue: Catalogue, words: str) -> list[Item]:
    """Items that hold every word in title, year or attribute values: titles that begin with the words first, then
    titles that hold them, then the rest, each in the catalogue's order. No words find everything."""
    wanted = words.casefold().split()
    if not wanted:
        return list(catalogue)
    phrase = " ".join(wanted)
    texts = _texts(catalogue)
    found = [row for row, (_, everything) in enumerate(texts) if all(word in everything for word in wanted)]
    found.sort(key=lambda row: (not texts[row][0].startswith(phrase), phrase not in texts[row][0]))
    return [catalogue.items[row] for row in found]


def near_titles(catalogue: Catalogue, title: str, *, most: int = 3) -> tuple[str, ...]:
    """Labels of the items whose titles are nearest to a mistyped one, best first; none where nothing is near."""
    titles = [text for text, _ in _texts(catalogue)]
    hits = process.extract(title.casefold()[:200], titles, scorer=fuzz.WRatio, limit=most, score_cutoff=_NEAR)
    return tuple(catalogue.items[row].label() for _, _, row in hits)


@lru_cache(maxsize=8)
def _texts(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Each item's title, and everything that can be searched, both case-folded."""
    return tuple((item.title.casefold(), _everything(item)) for item in catalogue)


def _everything(item: Item) -> str:
    values = (value for kind in item.attributes.values() for value in kind)
    return "\n".join((item.title, str(item.year or ""), *values)).casefold()
