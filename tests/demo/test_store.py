"""The demo store holds what its page promises: complete, clean, consistent entries that give no title away."""

import hashlib
import json
import re
import unicodedata
from collections import Counter

import pytest

from data.records import Item
from data.store import Store
from demo.check_facts import STORE

GENRES = set(
    "Action,Adventure,Animation,Comedy,Crime,Documentary,Drama,Family,Fantasy,History,Horror,Music,Mystery,Romance,"
    "Science Fiction,Sport,Thriller,War,Western".split(",")
)
MOODS = set(
    "violent,gory,gentle,dark,feel-good,funny,sad,tense,scary,romantic,thought-provoking,mind-bending,slow-burn,"
    "fast-paced,epic,quirky,family-friendly,bittersweet,inspiring,stylish,suspenseful,nostalgic,raunchy,satirical".split(
        ","
    )
)
KINDS = {"genre", "director", "cast", "country", "keyword", "mood"}


@pytest.fixture(scope="module")
def films() -> tuple[Item, ...]:
    return Store.open(STORE).catalogue.items


def test_it_opens_with_at_least_600_films_that_are_called_films(films: tuple[Item, ...]) -> None:
    store = Store.open(STORE)
    assert len(films) >= 600
    assert (store.name, store.item_noun) == ("demo films", "film")
    assert len(store.interactions) == len(store.dialogues) == 0


def test_the_card_names_the_file_that_is_there() -> None:
    card = json.loads((STORE / "store.json").read_text("utf-8"))
    assert card["files"]["items.jsonl"]["sha256"] == hashlib.sha256((STORE / "items.jsonl").read_bytes()).hexdigest()


def test_films_that_the_guide_talks_of_are_there(films: tuple[Item, ...]) -> None:
    assert {"the-matrix-1999", "inception-2010"} <= {film.id for film in films}


def test_an_id_is_the_readable_title_and_the_year(films: tuple[Item, ...]) -> None:
    for film in films:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", film.id), film.id
        assert film.id.endswith(f"-{film.year}")
    assert len({film.id for film in films}) == len({film.label() for film in films}) == len(films)


def test_films_stand_in_order_of_year(films: tuple[Item, ...]) -> None:
    years = [film.year or 0 for film in films]
    assert years == sorted(years)
    assert 1890 <= years[0] <= years[-1] <= 2026


def test_every_film_has_every_kind_of_attribute_and_no_value_twice(films: tuple[Item, ...]) -> None:
    for film in films:
        assert set(film.attributes) - {"also_known_as"} == KINDS, film.id
        for kind, values in film.attributes.items():
            assert values, (film.id, kind)
            assert len({value.lower() for value in values}) == len(values), (film.id, kind)


def test_genres_and_moods_come_from_the_closed_lists(films: tuple[Item, ...]) -> None:
    for film in films:
        assert set(film.values("genre")) <= GENRES and len(film.values("genre")) <= 4, film.id
        assert set(film.values("mood")) <= MOODS and 2 <= len(film.values("mood")) <= 4, film.id
        assert "gory" not in film.values("mood") or "violent" in film.values("mood"), film.id
        assert "family-friendly" not in film.values("mood") or not {"violent", "raunchy"} & set(film.values("mood"))


def test_keywords_are_short_mostly_shared_and_have_capitals_only_in_names(films: tuple[Item, ...]) -> None:
    for film in films:
        assert 5 <= len(film.values("keyword")) <= 8, film.id
        for keyword in film.values("keyword"):
            assert len(keyword.split()) <= 4, (film.id, keyword)
    spelt = {keyword.lower(): keyword for film in films for keyword in film.values("keyword")}
    assert all(spelt[keyword.lower()] == keyword for film in films for keyword in film.values("keyword"))
    assert spelt["los angeles"] == "Los Angeles" and spelt["heist"] == "heist"
    counts = Counter(keyword for film in films for keyword in film.values("keyword"))
    shared = sum(count for count in counts.values() if count > 1)
    assert shared / counts.total() > 0.85


def test_running_times_are_those_of_films(films: tuple[Item, ...]) -> None:
    for film in films:
        short = "short film" in film.values("keyword")
        assert (20 if short else 40) <= film.numbers["minutes"] <= 300, film.id


def test_a_premise_is_one_sentence_of_bounded_length(films: tuple[Item, ...]) -> None:
    for film in films:
        assert 12 <= len(film.description.split()) <= 28, film.id
        assert film.description.endswith(".") and film.description[0].isupper(), film.id
        assert not re.search(r"[.!?] +[A-Z]", film.description.replace("P. T. Barnum", "Barnum")), film.id


def test_no_premise_says_the_title(films: tuple[Item, ...]) -> None:
    for film in films:
        for title in (film.title, *film.values("also_known_as")):
            core = re.sub(r"^(the|a|an) ", "", title.lower())
            assert not re.search(rf"(?<!\w){re.escape(core)}(?!\w)", film.description.lower()), film.id


def test_no_text_holds_control_or_markup_characters(films: tuple[Item, ...]) -> None:
    for film in films:
        for text in (film.title, film.description, *(v for values in film.attributes.values() for v in values)):
            assert text == text.strip() == unicodedata.normalize("NFC", text)
            assert not any(unicodedata.category(letter).startswith("C") for letter in text), film.id
            assert not set(text) & set("<>[]{}|\\`"), film.id


def test_a_person_is_spelled_one_way(films: tuple[Item, ...]) -> None:
    spellings: dict[str, set[str]] = {}
    for film in films:
        for name in (*film.values("director"), *film.values("cast")):
            plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
            spellings.setdefault(re.sub(r"[^a-z]", "", plain), set()).add(name)
    assert [names for names in spellings.values() if len(names) > 1] == []
