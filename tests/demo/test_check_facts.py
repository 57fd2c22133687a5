"""Facts are compared with what public sets say of the same film, and with no other film of that name."""

import gzip
import json
from pathlib import Path

import pytest

from data.records import Item
from data.store import Store, write_store
from demo.check_facts import check_facts, main, report
from demo.references import Facts, references
from demo.seal import seal

AMELIE = Item(
    "amelie-2001",
    "Amélie",
    2001,
    attributes={"genre": ("Comedy",), "director": ("Jean-Pierre Jeunet",), "cast": ("Audrey Tautou",)},
)


def said(**fields: object) -> Facts:
    whole: dict[str, object] = {"reference": "a set", "titles": ("Amelie",), "year": 2001} | fields
    return Facts(**whole)  # type: ignore[arg-type]


def verdicts(*facts: Facts) -> dict[str, bool]:
    return {check.field: check.agrees for check in check_facts([AMELIE], facts)}


def test_fields_that_both_sides_speak_of_are_compared() -> None:
    assert verdicts(said(genres=frozenset({"Romance", "Comedy"}))) == {"year": True, "genre": True}


def test_a_year_that_is_off_by_one_is_a_disagreement() -> None:
    assert verdicts(said(year=2002)) == {"year": False}


def test_another_film_of_the_same_name_is_not_compared() -> None:
    assert verdicts(said(year=1987, directors=("Jane Doe",))) == {}


def test_the_same_film_under_a_far_year_is_known_by_its_director() -> None:
    assert verdicts(said(year=1987, directors=("Jean Pierre Jeunet",))) == {"year": False, "director": True}


@pytest.mark.parametrize(
    "name", ["Audrey Tautou", "audrey tautou", "Tautou, Audrey", "Audrey J. Tautou", "Audrey Tatou"]
)
def test_spellings_of_one_name_agree(name: str) -> None:
    assert verdicts(said(cast=(name,)))["cast"]


def test_different_people_disagree() -> None:
    assert not verdicts(said(cast=("Tom Hanks", "Audrey Hepburn")))["cast"]


def test_the_report_marks_what_no_reference_supports() -> None:
    checks = check_facts([AMELIE], [said(year=2002), said(reference="another", genres=frozenset({"Horror"}))])
    text = report(checks)
    assert "year: 1 films, every reference agrees on 0, none on 0" in text
    assert "! genre: amelie-2001: ours Comedy | another: Horror" in text
    assert "  year: amelie-2001: ours 2001 | a set: 2002" in text


def test_the_sets_that_are_on_disk_are_read_in_their_own_forms(tmp_path: Path) -> None:
    for place, text in {
        "ml-1m/movies.dat": "1::Haine, La (Hate) (1995)::Drama|Children's\n",
        "ml-100k/u.item": "1|Contact (1997)|11-Jul-1997|||" + "|".join("0000000010000001000") + "\n",
        "ml-latest-small/movies.csv": 'movieId,title,genres\n1,"Matrix, The (1999)",Action|Sci-Fi\n',
        "ml-1m/movies_extra.tsv": (
            "movie_id\ttitle\tyear\tgenres\tdirector\tactors\n"
            "1\tBabe\t1995\tComedy, Family\tChris Noonan (co-director)\tChristine Cavanaugh, Miriam Margolyes\n"
        ),
        "redial/id2info.json": json.dumps(
            {"9": {"name": "Up (2009)", "genre": ["sci-fi", "biography"], "director": ["Pete Docter"], "star": []}}
        ),
        "inspired/movie_kg.json": json.dumps(
            {"Juno (2007)": {"directors": ["Jason Reitman"], "casts": ["Elliot Page"]}}
        ),
    }.items():
        file = tmp_path / f"{place}.gz"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(gzip.compress(text.encode()))
    found = {facts.reference + ": " + facts.titles[0]: facts for facts in references(tmp_path)}
    assert found["ml-1m: La Haine"] == Facts("ml-1m", ("La Haine", "Hate"), 1995, frozenset({"Drama", "Family"}))
    assert found["ml-100k: Contact"].genres == {"Drama", "Science Fiction"}
    assert found["ml-latest-small: The Matrix"].year == 1999
    assert found["ml-1m extra: Babe"].directors == ("Chris Noonan",)
    assert found["redial: Up"] == Facts("redial", ("Up",), 2009, frozenset({"Science Fiction"}), ("Pete Docter",))
    assert found["inspired: Juno"].cast == ("Elliot Page",)
    assert len(found) == 6


def test_the_command_prints_the_report_and_writes_every_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_store(tmp_path / "store", [AMELIE], name="x", source="x")
    (tmp_path / "ml-1m").mkdir()
    (tmp_path / "ml-1m" / "movies.dat").write_text("1::Amelie (2001)::Drama\n")
    out = tmp_path / "checks.json"
    assert main(["--data", str(tmp_path), "--store", str(tmp_path / "store"), "--json", str(out)]) == 0
    assert capsys.readouterr().out.startswith("1 films compared\n")
    assert [(row["field"], row["agrees"]) for row in json.loads(out.read_text())] == [("year", True), ("genre", False)]


def test_a_folder_without_any_known_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path)])
    assert "holds no data set that is known here" in capsys.readouterr().err


def test_sealing_sorts_the_films_and_renews_the_card(tmp_path: Path) -> None:
    names = {"The Zebra": 1990, "An Ant": 1990, "Bee": 1980}
    films = [Item(f"{name}-{year}", name, year) for name, year in names.items()]
    write_store(tmp_path / "store", films, name="x", source="x")
    store = seal(tmp_path / "store")
    assert [film.title for film in store.catalogue] == ["Bee", "An Ant", "The Zebra"]
    assert store.item_noun == "film"


def test_sealing_refuses_a_damaged_line_and_leaves_the_store(tmp_path: Path) -> None:
    write_store(tmp_path / "store", [AMELIE], name="x", source="x")
    items = tmp_path / "store" / "items.jsonl"
    items.write_text(items.read_text() + '{"id": "no-title"}\n')
    with pytest.raises(ValueError, match=r"items\.jsonl, line 2: .*title"):
        seal(tmp_path / "store")
    assert Store.open(tmp_path / "store").card["name"] == "x"
