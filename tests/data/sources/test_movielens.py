from pathlib import Path

from data.problems import Problems
from data.reading import Reading
from data.records import Interaction, Item, Profile
from data.sources.movielens import SOURCE


def read(folder: Path, **files: str) -> tuple[Reading, Problems]:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_bytes(text.encode("latin-1"))
    problems = Problems()
    return SOURCE.read(folder, problems, mapping={}, seed=0), problems


def test_100k_is_read_in_the_publishers_form(tmp_path: Path) -> None:
    flags = "0|0|0|1|1|1" + "|0" * 13
    reading, problems = read(
        tmp_path,
        u__item=f"1|Toy Story (1995)|01-Jan-1995||http://x|{flags}\n"
        f"2|Misérables, Les (1995)|||y|1{'|0' * 18}\n267|unknown||||1{'|0' * 18}\n",
        u__data="196\t1\t3\t881250949\n186\t2\t4\t891717742\n186\t9\t4\t891717742\n",
    )
    assert reading.items == (
        Item("1", "Toy Story", 1995, attributes={"genre": ("Animation", "Children's", "Comedy")}),
        Item("2", "Les Misérables", 1995),
        Item("267", "unknown"),
    )
    assert reading.interactions == (Interaction("196", "1", 881250949, 3.0), Interaction("186", "2", 891717742, 4.0))
    assert [problem.line for problem in problems.listed] == [3]


def test_an_overview_of_another_film_is_left_out(tmp_path: Path) -> None:
    titles = ["Heat (1995)", "Hate (Haine, La) (1995)", "Up"]
    rows = "".join(f"{number}|{title}|||x{'|0' * 19}\n" for number, title in enumerate(titles, 1))
    details = 'False|Heat|"A ""hot"" one."|1|p|[]|d\nFalse|La Haine|Hatred.|1|p|[]|d\nFalse|Down|Not this.|1|p|[]|d\n'
    reading, _ = read(tmp_path, u__item=rows, u__details=details)
    assert [item.description for item in reading.items] == ['A "hot" one.', "Hatred.", ""]
    assert reading.notes[0].startswith("1 overviews of u.details")


def test_1m_takes_facts_and_the_true_order_from_the_files_beside_it(tmp_path: Path) -> None:
    extra = "movie_id\ttitle\tyear\trated\treleased\tgenres\tdirector\twriters\tactors\tplot\n"
    reading, problems = read(
        tmp_path,
        movies__dat="1::Heat (1995)::Crime\n2::American President, The (1995)::Comedy|Drama|Romance\n",
        movies_extra__tsv=extra
        + '1\tHeat\t1995\tR\tx\tCrime\tMichael Mann\tN/A\tAl Pacino, Val Kilmer (voice)\tA "big" score.\n'
        + "2\tThe\t1995\tR\tx\tDrama\tN/A\tN/A\tN/A\tN/A\n7\tX\t1\tR\tx\tD\tN/A\tN/A\tN/A\tN/A\n",
        ratings_ordered__csv="user_id,movie_id,rating,tick\n1,2,4,0\n1,1,5,0\n",
    )
    first, second = reading.items
    assert first.attributes == {"genre": ("Crime",), "director": ("Michael Mann",), "cast": ("Al Pacino", "Val Kilmer")}
    assert first.description == 'A "big" score.'
    assert (second.title, second.description) == ("The American President", "")
    assert second.values("director") == second.values("cast") == ()
    assert [event.item for event in reading.interactions] == ["2", "1"]
    assert [(problem.file, problem.line) for problem in problems.listed] == [("movies_extra.tsv", 4)]


def test_the_publishers_ratings_go_before_the_ordered_ones(tmp_path: Path) -> None:
    reading, _ = read(
        tmp_path,
        movies__dat="1::Heat (1995)::Crime\n",
        ratings__dat="1::1::5::978300760\n",
        ratings_ordered__csv="user_id,movie_id,rating,tick\n1,1,4,0\n",
    )
    assert reading.interactions == (Interaction("1", "1", 978300760, 5.0),)


def test_latest_has_half_stars_and_keywords_from_tags_and_the_keyword_file(tmp_path: Path) -> None:
    reading, problems = read(
        tmp_path,
        movies__csv='movieId,title,genres\n1,"Matrix, The (1999)",Action|Sci-Fi\n2,Babylon 5,(no genres listed)\n',
        ratings__csv="userId,movieId,rating,timestamp\n1,1,4.5,964982703\n",
        tags__csv="userId,movieId,tag,timestamp\n2,1,Mind Bending,1445714994\n2,1,hackers,1445714994\n2,8,x,1\n",
        movies_w_keywords_x__csv="movieId,title,genres,keywords\n1,M,Action,hackers|reality\n",
    )
    facts = {"genre": ("Action", "Sci-Fi"), "keyword": ("hackers", "reality", "mind bending")}
    assert reading.items == (Item("1", "The Matrix", 1999, attributes=facts), Item("2", "Babylon 5"))
    assert reading.interactions == (Interaction("1", "1", 964982703, 4.5),)
    assert [(problem.file, problem.line) for problem in problems.listed] == [("tags.csv", 4)]


def test_people_of_1m_and_100k_have_gender_age_group_and_occupation(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    reading, problems = read(
        tmp_path / "one", movies__dat="1::Heat (1995)::Crime\n",
        users__dat="1::F::1::10::48067\n2::M::56::16::70072\n2::M::56::16::70072\n3::X::25::1::1\n4::M::25::77::1\n",
    )
    assert reading.profiles == (
        Profile("1", {"gender": ("female",), "age": ("under 18",), "occupation": ("K-12 student",)}),
        Profile("2", {"gender": ("male",), "age": ("56+",), "occupation": ("self-employed",)}),
    )
    assert [problem.line for problem in problems.listed] == [3, 4, 5]
    (tmp_path / "hundred").mkdir()
    reading, _ = read(
        tmp_path / "hundred", u__item=f"1|Toy Story (1995)|||x|{'0|' * 18}0\n", u__user="1|24|M|technician|85711\n"
    )
    assert reading.profiles == (
        Profile("1", {"gender": ("male",), "age": ("18-24",), "occupation": ("technician",)}),
    )
