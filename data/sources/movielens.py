"""MovieLens 100K, 1M and latest-small (Harper and Konstan, 2015): films rated from 0.5 or 1 to 5.

The publisher's forms are told apart by their files, packed or not:

    100K    u.data, u.item (and u.genre)
    1M      movies.dat, ratings.dat
    latest  movies.csv, ratings.csv, tags.csv

Beside them are read, where the folder holds them: `ratings_ordered.csv` (user_id, movie_id, rating, tick: true order
without a time), `movies_extra.tsv` (director, actors, plot), `u.details` (overviews), `movies_w_keywords_*.csv`, and
`users.dat` or `u.user` (gender, age group, occupation).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from data.movielens_people import profiles
from data.numerals import decimal, whole
from data.opening import find, need, open_lines
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Interaction, Item, Profile
from data.titles import read_title

_GENRES_100K = (
    "unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|Film-Noir|Horror|Musical|"
    "Mystery|Romance|Sci-Fi|Thriller|War|Western"
).split("|")
_NO_GENRE = {"unknown", "(no genres listed)", ""}
_NOTHING = {"N/A", ""}

Items = dict[str, Item]
Row = tuple[int, list[str]]


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A folder in one of the three forms. Titles lose their year and trailing article: `Matrix, The (1999)`."""
    for marker, form in _FORMS.items():
        if find(path, marker):
            return form(path, problems)
    raise DataError(f"{path} is no MovieLens folder: looked for {', '.join(_FORMS)} (or with .gz)")


def _read_100k(folder: Path, problems: Problems) -> Reading:
    films, ratings, details = need(folder, "u.item", what="films"), find(folder, "u.data"), find(folder, "u.details")
    items: Items = {}
    for number, row in _split(films, "|", problems):
        flags = row[5:]
        genres = [genre for genre, flag in zip(_GENRES_100K, flags, strict=False) if flag == "1"]
        if len(flags) != len(_GENRES_100K) or not _add(items, row[0], row[1], genres):
            problems.add(films, number, "", "|".join(row), "a new number|title|dates|link|19 genre flags")
    notes = _add_overviews(items, list(items), details, problems) if details else ()
    events = _ratings(_split(ratings, "\t", problems), ratings, items, problems) if ratings else ()
    people = find(folder, "u.user")
    told = profiles(people, _split(people, "|", problems), problems, order=(0, 2, 1, 3)) if people else ()
    return _reading("MovieLens-100K", items, events, films, ratings, details, people, notes=notes, profiles=told)


def _read_1m(folder: Path, problems: Problems) -> Reading:
    films, extra = need(folder, "movies.dat", what="films"), find(folder, "movies_extra.tsv")
    items = _listed_films(films, _split(films, "::", problems), problems)
    if extra:
        _add_facts(items, extra, problems)
    ratings, ordered = find(folder, "ratings.dat"), find(folder, "ratings_ordered.csv")
    if ratings:
        events = _ratings(_split(ratings, "::", problems), ratings, items, problems)
    else:
        events = _ratings(_table(ordered, problems), ordered, items, problems) if ordered else ()
    people = find(folder, "users.dat")
    told = profiles(people, _split(people, "::", problems), problems, order=(0, 1, 2, 3)) if people else ()
    return _reading("MovieLens-1M", items, events, films, ratings or ordered, extra, people, profiles=told)


def _read_latest(folder: Path, problems: Problems) -> Reading:
    films = need(folder, "movies.csv", what="films")
    ratings, tags = find(folder, "ratings.csv"), find(folder, "tags.csv")
    items = _listed_films(films, _table(films, problems), problems)
    words: dict[str, dict[str, None]] = {}
    keywords = next((file for file in sorted(folder.glob("movies_w_keywords_*.csv*"))), None)
    if keywords:
        for _, row in _table(keywords, problems):
            words.setdefault(row[0], {}).update(dict.fromkeys(row[-1].lower().split("|")))
    if tags:
        for number, row in _table(tags, problems):
            if len(row) != 4 or row[1] not in items:
                problems.add(tags, number, "", row, "userId, movieId of a listed film, tag, timestamp")
            else:
                words.setdefault(row[1], {}).setdefault(row[2].strip().lower())
    for film, found in words.items():
        if film in items:
            _extend(items, film, keyword=[word for word in found if word])
    events = _ratings(_table(ratings, problems), ratings, items, problems) if ratings else ()
    return _reading("MovieLens latest", items, events, films, ratings, tags, keywords)


_FORMS: Mapping[str, Callable[[Path, Problems], Reading]] = {
    "u.item": _read_100k,
    "movies.dat": _read_1m,
    "movies.csv": _read_latest,
}


def _reading(
    name: str, items: Items, events: tuple[Interaction, ...], *files: Path | None, notes: tuple[str, ...] = (),
    profiles: tuple[Profile, ...] = (),
) -> Reading:
    read_from = tuple(file for file in files if file)
    return Reading(name, tuple(items.values()), events, files=read_from, notes=notes, profiles=profiles)


def _split(file: Path, mark: str, problems: Problems) -> Iterator[Row]:
    for number, line in open_lines(file, problems):
        yield number, line.rstrip("\r\n").split(mark)


def _table(file: Path, problems: Problems) -> Iterator[Row]:
    """The rows of a CSV file without its header."""
    rows = csv.reader(line for _, line in open_lines(file, problems))
    for row in rows:
        if rows.line_num > 1 and row:
            yield rows.line_num, row


def _listed_films(file: Path, rows: Iterator[Row], problems: Problems) -> Items:
    items: Items = {}
    for number, row in rows:
        genres = row[2].split("|") if len(row) == 3 else []
        if len(row) != 3 or not _add(items, row[0], row[1], genres):
            problems.add(file, number, "", row, "a new number, a title and genres")
    return items


def _add(items: Items, film: str, label: str, genres: list[str]) -> bool:
    title = read_title(label, alternatives=True)
    if whole(film) is None or film in items or not title.name:
        return False
    items[film] = Item(film, title.name, title.year)
    _extend(items, film, genre=[genre for genre in genres if genre not in _NO_GENRE], also_known_as=list(title.also))
    return True


def _extend(items: Items, film: str, **found: list[str]) -> None:
    attributes = dict(items[film].attributes)
    for kind, values in found.items():
        if values:
            attributes[kind] = tuple(dict.fromkeys((*attributes.get(kind, ()), *values)))
    items[film] = replace(items[film], attributes=attributes)


def _ratings(rows: Iterator[Row], file: Path, items: Items, problems: Problems) -> tuple[Interaction, ...]:
    events = []
    # Each id once in memory, and each number read once: a file has millions of rows but few distinct ones.
    users: dict[str, str] = {}
    films = {film: film for film in items}
    values: dict[str, float | None] = {}
    for number, row in rows:
        if len(row) == 4:
            film, time = films.get(row[1]), whole(row[3])
            value = values[row[2]] if row[2] in values else values.setdefault(row[2], decimal(row[2]))
            if row[0] and film and value is not None and time is not None:
                events.append(Interaction(users.setdefault(row[0], row[0]), film, time, value))
                continue
        problems.add(file, number, "", row, "a user, a listed film, a rating and a time")
    return tuple(events)


def _add_facts(items: Items, file: Path, problems: Problems) -> None:
    columns: dict[str, int] = {}
    width = 0
    for number, row in _split(file, "\t", problems):
        if not columns:
            width, columns = len(row), {name: place for place, name in enumerate(row)}
            if missing := {"movie_id", "director", "actors", "plot"} - set(columns):
                raise DataError(f"{file.name} has no column {', '.join(sorted(missing))}; it has {', '.join(row)}")
            continue
        film = row[columns["movie_id"]] if len(row) == width else ""
        if film not in items:
            problems.add(file, number, "movie_id", row, f"{width} columns on a listed film")
            continue
        _extend(items, film, director=_people(row[columns["director"]]), cast=_people(row[columns["actors"]]))
        plot = row[columns["plot"]]
        items[film] = replace(items[film], description="" if plot in _NOTHING else plot)


def _people(text: str) -> list[str]:
    """`Joss Whedon (screenplay by), N/A` without what a person did."""
    names = (name.split(" (")[0].strip() for name in text.split(","))
    return [name for name in names if name not in _NOTHING]


def _add_overviews(items: Items, films: list[str], file: Path, problems: Problems) -> tuple[str, ...]:
    """Overviews stand in the order of the films; one whose title is another film's is left out."""
    others = 0
    rows = csv.reader((line for _, line in open_lines(file, problems)), delimiter="|")
    for film, row in zip(films, rows, strict=False):
        if len(row) < 3 or row[1] == "":
            continue
        if _letters(row[1]) in {_letters(title) for title in (items[film].title, *items[film].values("also_known_as"))}:
            items[film] = replace(items[film], description=row[2])
        else:
            others += 1
    return (f"{others} overviews of {file.name} are of another title than their film, and left out",) if others else ()


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold().removeprefix("the ")))


SOURCE = Source(
    summary="MovieLens 100K (u.item, u.data), 1M (movies.dat, ratings.dat), latest (movies.csv, ratings.csv)",
    item_noun="film",
    licence="research use, no redistribution (GroupLens Research, University of Minnesota)",
    read=read,
)
