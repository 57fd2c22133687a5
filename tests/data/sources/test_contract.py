"""What every source must do, tried on a tiny folder in its own form. A new source needs a maker here, no more."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importing import import_store
from data.problems import DataError, Problems
from data.reading import Reading
from data.sources import find_source, source_names
from data.store import Store

TALK = {
    "conversationId": "9",
    "initiatorWorkerId": 0,
    "respondentWorkerId": 1,
    "movieMentions": {"11": "Heat (1995)", "12": "Ronin"},
    "messages": [
        {"senderWorkerId": 0, "text": "Hi, I loved @11!"},
        {"senderWorkerId": 1, "text": "See @12 then"},
    ],
    "initiatorQuestions": {"11": {"suggested": 0, "seen": 1, "liked": 1}},
    "respondentQuestions": [],
}
TURNS = [
    {"text": "I loved heat", "role": "SEEKER", "movie": ["Heat (1995)"], "movie_name": ["Heat"]},
    {"text": "See Ronin", "role": "RECOMMENDER", "movie": ["Ronin (1998)"], "movie_name": ["Ronin"]},
]
GOALS = {
    "goal": "[1]Greetings-->[2] Movie recommendation(Heat)",
    "user_profile": {"Name": "Ann Bee", "Accepted movies": ["Ronin"]},
    "conversation": ["[1] Hello", "Hi", "[2] See Heat"],
    "goal_type_list": ["Greetings", "Greetings", "Movie recommendation"],
    "goal_topic_list": ["Greetings", "Greetings", "Heat"],
    "situation": "Time: 8:00",
    "knowledge": [[], [], ["Heat", "Director", "Cy Dee"]],
}
REVIEW = {"reviewerID": "A1", "asin": "B01", "overall": 4.0, "reviewText": "Soft and green.", "unixReviewTime": 86400}

TOLD = {
    "uid": 1,
    "iid": 1,
    "title": "Green tea",
    "user_summary": "Likes tea.",
    "item_summary": "A soft tea.",
    "explanation": "They like tea.",
}
LABELLED = {
    "accepted_recommendation": [],
    "dialogue_info": {
        "S1": {"role": "seeker", "utterance_text": "I loved @11 <Heat (1995)> !", "sub-intent/action": ["PRO"]},
        "R2": {"role": "recommender", "utterance_text": "See @12 <Ronin > then", "sub-intent/action": ["REC-S"]},
    },
}

# Sources whose first file is one JSON value: a problem names the entry, not a line.
WHOLE = {"iard"}
# For each source: its files with one damaged row each, a line with `BAD`, in the first file named.
FILES: dict[str, dict[str, str]] = {
    "amazon": {
        "Tea.items.tsv": "item_id\tasin\ttitle\tcategories\tattribute_names\ttextual_id\n"
        "1\tB01\tGreen tea\tTea > Green\tUnknown | Tea | Green\tgreen\n2\tB02\t\t\tLeaf | Tea\tblack tea\nBAD\n",
        "Tea.txt": "1 1 2\n2 2 1\n",
        "Tea.users.tsv": "user_id\treviewerID\n1\tA1\n2\tA2\n",
    },
    "amazon_reviews": {"reviews_Tea_5.json": f"{json.dumps(REVIEW)}\nBAD\n{json.dumps(REVIEW | {'asin': 'B02'})}\n"},
    "durecdial": {
        "en_train.jsonl": f"{json.dumps(GOALS)}\nBAD\n",
        "en_dev.jsonl": json.dumps(GOALS),
        "en_test.jsonl": json.dumps(GOALS),
    },
    "iard": {"umap2020_IARD_Cai.json": f'{{\n"8": "BAD",\n"9": {json.dumps(LABELLED)}}}'},
    "inspired": {"train.jsonl": f"{json.dumps(TURNS)}\nBAD\n", "test.jsonl": json.dumps(TURNS)},
    "movielens": {
        "ratings.dat": "1::1::5::978300760\n1::2::3::978300761\nBAD\n",
        "movies.dat": "1::Toy Story (1995)::Animation|Comedy\n2::Heat (1995)::Crime\n",
    },
    "movietweetings": {
        "movies.dat": "0114709::Toy Story (1995)::Animation|Comedy\n0113277::Heat (1995)::\nBAD\n",
        "ratings.dat": "1::0114709::8::1365029107\n2::0113277::10::1365029108\n",
    },
    "redial": {
        "train_data.jsonl": f"{json.dumps(TALK)}\nBAD\n",
        "movies_with_mentions.csv": "movieId,movieName,nbMentions\n11,Heat (1995),1\n",
        "entity2id.json": '{"Heat (1995)": 0, "crime": 1}',
        "kg.json": '{"0": [[0, 1]]}',
    },
    "xrec": {"tea.test.jsonl": f"{json.dumps(TOLD)}\nBAD\n{json.dumps(TOLD | {'iid': 2})}\n"},
    "table": {"films.csv": "id,title,year\n1,Heat,1995\n2,Ronin,1998\nBAD\n"},
}

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def write(name: str, *, packed: bool = False, damaged: bool = False) -> Path:
        folder = tmp_path / f"{name}-{packed}-{damaged}"
        folder.mkdir()
        for file, text in FILES[name].items():
            data = (text if damaged else re.sub(".*BAD.*\n", "", text)).encode()
            (folder / (f"{file}.gz" if packed else file)).write_bytes(gzip.compress(data) if packed else data)
        return folder

    return write


def read(name: str, path: Path, problems: Problems | None = None) -> Reading:
    return find_source(name).read(path, problems or Problems(strict=True), mapping={}, seed=0)


def test_every_source_of_the_folder_is_tried_here() -> None:
    assert set(source_names()) == set(FILES)
    with pytest.raises(DataError, match="there are amazon, amazon_reviews, .*table"):
        find_source("neflix")


@pytest.mark.parametrize("name", source_names())
def test_a_source_says_what_it_is(name: str) -> None:
    source = find_source(name)
    assert source.summary and source.licence and source.item_noun


@pytest.mark.parametrize("name", source_names())
def test_a_reading_names_only_items_that_it_holds(name: str, make: Make) -> None:
    reading = read(name, make(name))
    ids = [item.id for item in reading.items]
    named = {event.item for event in reading.interactions}
    named |= {item for talk in reading.dialogues for turn in talk.turns for item in turn.items()}
    named |= {item for talk in reading.dialogues for item in talk.marks}
    named |= {item for triple in reading.knowledge for item in triple.items()}
    assert len(ids) == len(set(ids)) >= 2
    assert named <= set(ids)
    assert named or name == "table"
    assert reading.files


@pytest.mark.parametrize("name", source_names())
def test_packed_files_read_the_same(name: str, make: Make) -> None:
    plain, packed = read(name, make(name)), read(name, make(name, packed=True))
    assert (plain.items, plain.interactions, plain.dialogues) == (packed.items, packed.interactions, packed.dialogues)
    assert plain.knowledge == packed.knowledge


@pytest.mark.parametrize("name", source_names())
def test_a_damaged_row_is_skipped_counted_and_placed(name: str, make: Make) -> None:
    problems = Problems()
    reading = read(name, make(name, damaged=True), problems)
    file, text = next(iter(FILES[name].items()))
    assert (problems.count, problems.listed[0].file) == (1, file)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "BAD" in line)
    assert problems.listed[0].line == (0 if name in WHOLE else line)
    assert "BAD" in problems.listed[0].value and problems.listed[0].expected
    assert reading.items == read(name, make(name)).items


@pytest.mark.parametrize("name", source_names())
def test_strict_stops_at_the_damaged_row_and_writes_nothing(name: str, make: Make, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r".*BAD.*--strict" if name in WHOLE else r"line \d+.*BAD.*--strict"):
        import_store(name, make(name, damaged=True), tmp_path / "store", strict=True)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", source_names())
def test_an_imported_store_holds_what_was_read(name: str, make: Make, tmp_path: Path) -> None:
    path = make(name)
    report = import_store(name, path, tmp_path / "store", strict=True)
    store = Store.open(tmp_path / "store")
    assert store.catalogue.items == read(name, path).items
    assert (len(store.interactions), len(store.dialogues)) == (report.interactions, report.dialogues)
    assert store.item_noun == find_source(name).item_noun
    assert store.card["source"] == name and len(store.card["read_from"]) == len(FILES[name])


@pytest.mark.parametrize("name", source_names())
def test_a_folder_without_the_sources_files_is_refused_in_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"looked for|NAME\.txt|no table"):
        read(name, tmp_path)


@pytest.mark.parametrize("name", source_names())
@pytest.mark.parametrize("rubbish", [b"", b"\x00\xff\xfe\x80" * 500, b"[" * 100_000, b"x" * 5_000_000])
def test_rubbish_ends_in_words_not_in_a_traceback(name: str, rubbish: bytes, tmp_path: Path) -> None:
    for file in FILES[name]:
        (tmp_path / file).write_bytes(rubbish)
    with pytest.raises(DataError):
        import_store(name, tmp_path, tmp_path / "store")
    assert not (tmp_path / "store").exists()


JUNK = ["\x00", '"', "\n", "null", "[]", "{}", "::", "\t", "|", ",", "1e999", "9" * 30, "\u200b", "@11", "\\ud800", "["]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.parametrize("name", source_names())
def test_spoilt_files_end_in_a_store_that_opens_or_in_words(name: str, tmp_path: Path, data: st.DataObject) -> None:
    for file, text in FILES[name].items():
        for _ in range(data.draw(st.integers(0, 3))):
            start = data.draw(st.integers(0, len(text)))
            text = text[:start] + data.draw(st.sampled_from(JUNK)) + text[start + data.draw(st.integers(0, 9)) :]
        (tmp_path / file).write_bytes(text.encode())
    try:
        report = import_store(name, tmp_path, tmp_path / "store" / "s")
    except DataError as error:
        assert str(error)
    else:
        store = Store.open(tmp_path / "store" / "s")
        assert len(store.catalogue) == report.items
        assert (len(store.interactions), len(store.dialogues)) == (report.interactions, report.dialogues)
