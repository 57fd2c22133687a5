"""What public data sets say of films, where a user has them on disk: read to compare with, never to copy from.

Each set is looked for in a folder of its usual name: MovieLens 1M with its `movies_extra.tsv`, MovieLens 100K and
latest-small (GroupLens), MovieTweetings (Dooms et al., 2013), ReDial's film list (Li et al., 2018) and the film graph
of INSPIRED (Hayati et al., 2020). A set that is not there is passed over.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.opening import find, open_lines, read_json
from data.problems import Problems
from data.titles import read_title

_GENRES = {
    "sci-fi": "Science Fiction",
    "sci fi": "Science Fiction",
    "children's": "Family",
    "children": "Family",
    "musical": "Music",
    **{
        name.lower(): name
        for name in (
            "Action Adventure Animation Comedy Crime Documentary Drama Family Fantasy History Horror Music Mystery"
            " Romance Sport Thriller War Western"
        ).split()
    },
}
_ML100K = (
    "unknown Action Adventure Animation Children's Comedy Crime Documentary Drama Fantasy Film-Noir Horror Musical"
    " Mystery Romance Sci-Fi Thriller War Western"
).split()


@dataclass(frozen=True, slots=True)
class Facts:
    """What one set says of one film. A field it does not speak of is empty; `titles` holds every name it gives."""

    reference: str
    titles: tuple[str, ...]
    year: int | None
    genres: frozenset[str] = frozenset()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()


def references(folder: Path) -> Iterator[Facts]:
    """The facts of every set that lies in `folder`. Raises DataError where a file is damaged."""
    for place, read in _READERS.items():
        set_name, file_name = place.split("/")
        if file := find(folder / set_name, file_name):
            yield from read(set_name, file)


def _ml1m_extra(name: str, file: Path) -> Iterator[Facts]:
    for row in csv.DictReader(_lines(file), delimiter="\t", quoting=csv.QUOTE_NONE):
        year = re.match(r"\d{4}", row["year"])
        yield Facts(
            f"{name} extra",
            (row["title"],),
            int(year[0]) if year else None,
            _genres(row["genres"].split(", ")),
            _people(row["director"]),
            _people(row["actors"]),
        )


def _colons(name: str, file: Path) -> Iterator[Facts]:
    for line in _lines(file):
        _, title, genres = line.rstrip("\r\n").split("::")
        yield _labelled(name, title, _genres(genres.split("|")))


def _ml_latest(name: str, file: Path) -> Iterator[Facts]:
    for row in csv.DictReader(_lines(file)):
        yield _labelled(name, row["title"], _genres(row["genres"].split("|")))


def _ml100k(name: str, file: Path) -> Iterator[Facts]:
    for line in _lines(file):
        _, title, _, _, _, *flags = line.rstrip("\r\n").split("|")
        marked = [genre for genre, flag in zip(_ML100K, flags, strict=False) if flag == "1"]
        yield _labelled(name, title, _genres(marked))


def _redial(name: str, file: Path) -> Iterator[Facts]:
    for film in read_json(file).values():
        yield _labelled(name, film["name"], _genres(film["genre"]), film["director"], film["star"])


def _inspired(name: str, file: Path) -> Iterator[Facts]:
    for label, film in read_json(file).items():
        yield _labelled(name, label, frozenset(), film.get("directors", ()), film.get("casts", ()))


_READERS: Mapping[str, Callable[[str, Path], Iterator[Facts]]] = {
    "ml-1m/movies_extra.tsv": _ml1m_extra,
    "ml-1m/movies.dat": _colons,
    "ml-latest-small/movies.csv": _ml_latest,
    "ml-100k/u.item": _ml100k,
    "movietweetings-100k/movies.dat": _colons,
    "redial/id2info.json": _redial,
    "inspired/movie_kg.json": _inspired,
}


def _labelled(name: str, label: str, genres: frozenset[str], directors: Any = (), cast: Any = ()) -> Facts:
    title = read_title(label, alternatives=True)
    return Facts(name, (title.name, *title.also), title.year, genres, tuple(directors), tuple(cast))


def _genres(names: list[str]) -> frozenset[str]:
    return frozenset(_GENRES[name.lower()] for name in names if name.lower() in _GENRES)


def _people(text: str) -> tuple[str, ...]:
    names = (re.sub(r"\s*\(.*?\)", "", name).strip() for name in text.split(","))
    return tuple(name for name in names if name and name != "N/A")


def _lines(file: Path) -> Iterator[str]:
    return (line for _, line in open_lines(file, Problems(strict=True)))
