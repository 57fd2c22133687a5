"""A shelf of twenty-odd films with telling titles: everyday words, namesakes, sequels, sub-titles, accents."""

from __future__ import annotations

from data.catalogue import Catalogue
from data.records import Item


def _film(
    title: str,
    year: int,
    genres: str,
    director: str,
    cast: str,
    moods: str,
    keywords: str,
    minutes: float,
    country: str = "United States",
) -> Item:
    def values(text: str) -> tuple[str, ...]:
        return tuple(part for part in text.split(", ") if part)

    return Item(
        f"{title.lower().replace(' ', '-')}-{year}",
        title,
        year,
        f"A quiet story of {keywords.replace(', ', ' and ')} that somebody has to live through.",
        {
            "genre": values(genres),
            "director": values(director),
            "cast": values(cast),
            "mood": values(moods),
            "keyword": values(keywords),
            "country": (country,),
        },
        {"minutes": minutes},
    )


FILMS = Catalogue(
    (
        _film(
            "Heat",
            1995,
            "Crime, Drama, Action",
            "Michael Mann",
            "Al Pacino, Robert De Niro",
            "violent, tense",
            "heist, police",
            170,
        ),
        _film(
            "The Heat", 2013, "Comedy, Crime", "Paul Feig", "Sandra Bullock", "funny, raunchy", "police, buddy cop", 117
        ),
        _film(
            "Collateral",
            2004,
            "Crime, Thriller",
            "Michael Mann",
            "Tom Cruise, Jamie Foxx",
            "tense, dark",
            "hitman, taxi",
            120,
        ),
        _film("It", 2017, "Horror", "Andy Muschietti", "Bill Skarsgård", "scary, violent", "clown, small town", 135),
        _film("It", 1990, "Horror", "Tommy Lee Wallace", "Tim Curry", "scary", "clown, small town", 187),
        _film(
            "Up", 2009, "Animation, Family", "Pete Docter", "Ed Asner", "family-friendly, funny", "pixar, balloon", 96
        ),
        _film("Get Out", 2017, "Horror, Thriller", "Jordan Peele", "Daniel Kaluuya", "scary, dark", "racism", 104),
        _film(
            "Inception",
            2010,
            "Science Fiction, Action",
            "Christopher Nolan",
            "Leonardo DiCaprio",
            "mind-bending",
            "dream, heist",
            148,
        ),
        _film(
            "Interstellar",
            2014,
            "Science Fiction, Drama",
            "Christopher Nolan",
            "Matthew McConaughey",
            "epic",
            "space, time travel",
            169,
        ),
        _film(
            "Toy Story",
            1995,
            "Animation, Family, Comedy",
            "John Lasseter",
            "Tom Hanks",
            "family-friendly, funny",
            "toy, pixar",
            81,
        ),
        _film(
            "Toy Story 2",
            1999,
            "Animation, Family, Comedy",
            "John Lasseter",
            "Tom Hanks",
            "family-friendly, funny",
            "toy, pixar",
            92,
        ),
        _film(
            "Mad Max: Fury Road",
            2015,
            "Action, Adventure",
            "George Miller",
            "Tom Hardy",
            "violent, stylish",
            "desert, chase",
            120,
        ),
        _film(
            "The Godfather: Part II",
            1974,
            "Crime, Drama",
            "Francis Ford Coppola",
            "Al Pacino",
            "epic, dark",
            "mafia, family",
            202,
        ),
        _film(
            "The Godfather",
            1972,
            "Crime, Drama",
            "Francis Ford Coppola",
            "Al Pacino, Marlon Brando",
            "epic, dark",
            "mafia, family",
            175,
        ),
        _film(
            "Amélie",
            2001,
            "Romance, Comedy",
            "Jean-Pierre Jeunet",
            "Audrey Tautou",
            "feel-good, quirky",
            "paris, love",
            122,
            "France",
        ),
        _film("Spider-Man", 2002, "Action, Adventure", "Sam Raimi", "Tobey Maguire", "fast-paced", "superhero", 121),
        _film(
            "Notting Hill",
            1999,
            "Romance, Comedy",
            "Roger Michell",
            "Julia Roberts, Hugh Grant",
            "romantic, funny",
            "london",
            124,
        ),
        _film(
            "Sleepless Night",
            2011,
            "Thriller, Action",
            "Frédéric Jardin",
            "Tomer Sisley",
            "tense, violent",
            "police",
            103,
            "France",
        ),
        _film(
            "The Good, the Bad and the Ugly",
            1966,
            "Western",
            "Sergio Leone",
            "Clint Eastwood",
            "epic, stylish",
            "gold",
            161,
            "Italy",
        ),
        _film(
            "Unforgiven", 1992, "Western, Drama", "Clint Eastwood", "Clint Eastwood", "dark, violent", "revenge", 130
        ),
        _film(
            "Casablanca",
            1942,
            "Romance, Drama, War",
            "Michael Curtiz",
            "Humphrey Bogart",
            "romantic, bittersweet",
            "love, war",
            102,
        ),
        _film(
            "Psycho",
            1960,
            "Horror, Thriller",
            "Alfred Hitchcock",
            "Anthony Perkins",
            "scary, dark",
            "motel, murder",
            109,
        ),
    )
)


def named(title: str, year: int | None = None) -> str:
    """The id of a film by its title."""
    return next(item.id for item in FILMS if item.title == title and year in (None, item.year))
