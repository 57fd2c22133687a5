from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importing import import_store
from data.problems import DataError, Problems
from data.reading import Reading
from data.records import Interaction, Item
from data.sources.table import SOURCE


def read(path: Path, problems: Problems | None = None, **mapping: str) -> Reading:
    return SOURCE.read(path, problems or Problems(strict=True), mapping=mapping, seed=0)


def write(folder: Path, text: str, name: str = "films.csv", encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def test_items_with_a_semicolon_a_mark_and_decimal_commas(tmp_path: Path) -> None:
    text = "ID;Titel;Jahr;Genres;Preis\nx1;Heat;1995;Crime, Drama;4,5\nx2;Amélie;;Romance;9,99\n"
    reading = read(write(tmp_path, text, encoding="utf-8-sig"))
    assert reading.items == (
        Item("x1", "Heat", 1995, attributes={"genre": ("Crime", "Drama")}, numbers={"preis": 4.5}),
        Item("x2", "Amélie", attributes={"genre": ("Romance",)}, numbers={"preis": 9.99}),
    )
    assert reading.columns == {
        "id": "ID", "title": "Titel", "year": "Jahr", "genre": "Genres", "number preis": "Preis",
    }


def test_a_title_alone_is_enough_and_its_year_is_taken_from_it(tmp_path: Path) -> None:
    assert read(write(tmp_path, "name\nHeat (1995)\nRonin\n")).items == (Item("1", "Heat", 1995), Item("2", "Ronin"))


def test_a_table_whose_headers_say_nothing_is_read_by_its_values(tmp_path: Path) -> None:
    tale = "a long tale of a harbour " * 6
    rows = [f"F{n},Film number {n},{tale}{n},{'Crime' if n % 2 else 'Drama'}" for n in range(9)]
    reading = read(write(tmp_path, "ref,what,tale,sort\n" + "\n".join(rows)))
    assert reading.columns == {"title": "what", "description": "tale", "sort": "sort"}
    assert reading.notes == ("films.csv: ignored ref",)


def test_a_mapping_goes_before_the_guess(tmp_path: Path) -> None:
    file = write(tmp_path, "title,name,stars,len\nx,Heat,Al Pacino|Val Kilmer,170\ny,Ronin,Jean Reno,122\n")
    reading = read(file, title="name", cast="stars", minutes="len", title_code="title")
    assert reading.items[0] == Item(
        "1", "Heat", attributes={"cast": ("Al Pacino", "Val Kilmer"), "title_code": ("x",)}, numbers={"minutes": 170.0}
    )
    assert "year" not in read(write(tmp_path, "title,year\nHeat,1995\n"), year="-").columns


def test_a_mapping_to_no_column_lists_the_columns(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--map title=Name: no column 'Name'; there are 'title', 'year'"):
        read(write(tmp_path, "title,year\nHeat,1995\n"), title="Name")


def test_a_table_without_a_title_says_how_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--map title=NAME. The columns are a, b"):
        read(write(tmp_path, "a,b\n1,2\n3,4\n"))


def test_interactions_alone_make_the_items_they_name(tmp_path: Path) -> None:
    text = 'user,movie,rating,date\nann,Ronin (1998),"4,5",2020-01-02\nbob,Heat (1995),3,2020-01-01\n'
    reading = read(write(tmp_path, text))
    # By title, not by appearance: that order would tell who met what first.
    assert reading.items == (Item("Heat (1995)", "Heat", 1995), Item("Ronin (1998)", "Ronin", 1998))
    assert reading.interactions[0] == Interaction("ann", "Ronin (1998)", 1577923200, 4.5)


def test_facts_beside_interactions_are_kept_where_they_are_the_items_own(tmp_path: Path) -> None:
    rows = ["user_id,asin,name,title,genre,timestamp", "a,B1,Heat,Great!,Crime,3", "b,B1,Heat,Boring,Crime,4"]
    reading = read(write(tmp_path, "\n".join([*rows, "a,B2,Ronin,So-so,Crime,5"])))
    assert reading.items == (
        Item("B1", "Heat", attributes={"genre": ("Crime",)}), Item("B2", "Ronin", attributes={"genre": ("Crime",)}),
    )
    assert reading.notes == ("films.csv: ignored title",)


def test_a_table_of_numbers_without_a_header_is_user_item_rating_time(tmp_path: Path) -> None:
    reading = read(write(tmp_path, "196\t242\t3\t881250949\n186\t302\t4\t891717742\n", "u.tsv"))
    assert reading.interactions[0] == Interaction("196", "242", 881250949, 3.0)
    two = read(write(tmp_path, "a1,b1,881250949\na2,b2,881250950\n", "v.csv"))
    assert two.interactions[0] == Interaction("a1", "b1", 881250949)


@pytest.mark.parametrize("key", ["film_id", "title"])
def test_a_folder_joins_items_and_interactions_by_id_or_title(tmp_path: Path, key: str) -> None:
    write(tmp_path, "film_id,title,year\n7,Heat,1995\n8,Ronin,1998\n")
    said = {"film_id": ("7", "8", "9"), "title": ("heat", "Ronin (1998)", "Alien")}[key]
    write(tmp_path, f"customer,{key}\nann,{said[0]}\nbob,{said[1]}\nbob,{said[2]}\n", "sales.csv")
    write(tmp_path, "read me: these are\nfilms", "README.txt")
    problems = Problems()
    reading = read(tmp_path, problems)
    assert reading.interactions == (Interaction("ann", "7"), Interaction("bob", "8"))
    assert [(problem.file, problem.line) for problem in problems.listed] == [("sales.csv", 4)]
    assert reading.columns["sales.csv user"] == "customer"


def test_a_title_that_two_items_share_names_neither_without_its_year(tmp_path: Path) -> None:
    write(tmp_path, "id,title,year\n1,Heat,1995\n2,Heat,1986\n")
    write(tmp_path, "user,title\na,Heat\na,Heat (1986)\n", "sales.csv")
    reading = read(tmp_path, problems := Problems())
    assert (reading.interactions, problems.count) == ((Interaction("a", "2"),), 1)


def test_two_tables_of_one_kind_are_refused(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        write(tmp_path, "id,title\n1,Heat\n", name)
    with pytest.raises(DataError, match=r"2 tables of items: a\.csv, b\.csv"):
        read(tmp_path)


def test_bad_values_are_placed_and_good_ones_kept(tmp_path: Path) -> None:
    good = "".join(f"{n},Film {n},19{n},100\n" for n in range(30, 60))
    text = f"id,title,year,runtime\n1,Heat,soon,170\n1,Twice,1990,1\n2,,1990,1\n3,Up,0,long\n{good}"
    reading = read(write(tmp_path, text), problems := Problems())
    placed = [(problem.line, problem.column) for problem in problems.listed]
    assert placed == [(2, "year"), (3, "id"), (4, "title"), (5, "runtime")]
    assert reading.items[:2] == (Item("1", "Heat", numbers={"minutes": 170.0}), Item("3", "Up"))


def test_a_rating_or_a_date_that_is_none_leaves_its_row_out(tmp_path: Path) -> None:
    good = "".join(f"u{n},7,4,2020-01-01\n" for n in range(30))
    text = f"user,item,rating,date\nu,7,great,2020-01-01\nu,7,,2020-01-01\nu,7,3,then\n,7,3,2020-01-01\n{good}"
    reading = read(write(tmp_path, text), problems := Problems())
    assert len(reading.interactions) == 31
    assert [(problem.line, problem.column) for problem in problems.listed] == [(2, "rating"), (4, "date"), (5, "user")]


def test_american_dates_are_known_by_the_whole_column(tmp_path: Path) -> None:
    reading = read(write(tmp_path, "user,item,date\na,x,2/1/2020\na,y,12/31/2019\n"))
    assert [event.time for event in reading.interactions] == [1580515200, 1577750400]


def test_latin_text_is_read_and_said_so(tmp_path: Path) -> None:
    report = import_store("table", write(tmp_path, "title\nAmélie\n", encoding="latin-1"), tmp_path / "s")
    assert "films.csv: line 2 is not UTF-8; such lines were read as Windows-1252" in str(report)
    assert "title <- title" in str(report)


PARTS = ["user", "title", "id", "rating", ",", ";", "\t", "|", '"', "\n", "\r", "1995", "4,5", "é", "[", "{", "\x00"]
BYTES = st.lists(st.sampled_from(PARTS), max_size=60).map("".join).map(str.encode) | st.binary(max_size=200)
ENDINGS = st.sampled_from(["csv", "tsv", "jsonl", "json", "parquet", "csv.gz"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BYTES, ENDINGS)
def test_whatever_a_file_holds_the_import_ends_in_a_store_or_in_words(tmp_path: Path, data: bytes, ending: str) -> None:
    file = tmp_path / f"x.{ending}"
    file.write_bytes(data)
    try:
        report = import_store("table", file, tmp_path / "store")
    except DataError as error:
        assert str(error)
    else:
        assert report.items and str(report)
