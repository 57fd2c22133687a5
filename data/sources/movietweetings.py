"""MovieTweetings: ratings from 0 to 10 that people tweeted (Dooms, De Pessemier and Martens, 2013).

`movies.dat` holds `imdb::title (year)::genre|genre`, `ratings.dat` holds `user::imdb::rating::seconds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from data.numerals import decimal, whole
from data.opening import need, open_lines
from data.problems import Problems
from data.reading import Reading, Source
from data.records import Interaction, Item
from data.titles import read_title


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A folder that holds movies.dat and ratings.dat, packed or not. Film ids are IMDb numbers."""
    films = need(path, "movies.dat", what="list of films")
    ratings = need(path, "ratings.dat", what="list of ratings")
    items: dict[str, Item] = {}
    for number, line in open_lines(films, problems):
        match line.rstrip("\r\n").split("::"):
            case [imdb, label, genres] if imdb and label and imdb not in items:
                title = read_title(label)
                kinds = {"genre": tuple(genres.split("|"))} if genres else {}
                items[imdb] = Item(imdb, title.name, title.year, attributes=kinds)
            case _:
                problems.add(films, number, "", line, "a new imdb::title (year)::genre|genre")
    events = []
    for number, line in open_lines(ratings, problems):
        match line.rstrip("\r\n").split("::"):
            case [user, imdb, value, time] if user and imdb in items and (event := _event(user, imdb, value, time)):
                events.append(event)
            case _:
                problems.add(ratings, number, "", line, "user::imdb of a listed film::rating::seconds")
    return Reading("MovieTweetings", tuple(items.values()), tuple(events), files=(films, ratings))


def _event(user: str, imdb: str, value: str, time: str) -> Interaction | None:
    rating, when = decimal(value), whole(time)
    return None if rating is None or when is None else Interaction(user, imdb, when, rating)


SOURCE = Source(
    summary="MovieTweetings: movies.dat and ratings.dat (ratings 0-10)",
    item_noun="film",
    licence="MIT",
    read=read,
)
