"""The reader of marked texts: sorts stand for names, labels are probabilities, a text is read alike in any batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.reasons.text_checker import SHIPPED
from prompts.mark_reader import CARD, Labels, Marked, MarkReader, ReaderError

READER = MarkReader(SHIPPED)
TEXTS = [
    ("You liked ", Marked("item"), ", and this one was directed by ", Marked("person"), "."),
    ("You asked for a ", Marked("genre", "comedy"), "."),
    ("It stars ", Marked("person"), " and came out in ", Marked("year", "1995"), ", long before ", Marked("item"), "."),
]


def test_a_value_has_one_label_and_a_title_any_number() -> None:
    (title, person), (genre,), _ = READER.read(TEXTS)
    assert set(title) == set(READER.labels.of_titles) and set(person) == set(READER.labels.of_values)
    assert sum(person.values()) == pytest.approx(1) and sum(genre.values()) == pytest.approx(1)


def test_plain_sentences_are_read_as_anybody_would() -> None:
    (title, person), (genre,), (actor, year, other) = READER.read(TEXTS)
    assert title["liked"] > 0.5 > title["older"] and other["older"] > 0.5 > other["liked"]
    assert [max(one, key=lambda label: one[label]) for one in (person, genre, actor, year)] == [
        "director", "wish", "cast", "own",
    ]  # fmt: skip


def test_a_text_is_read_alike_alone_and_in_a_batch() -> None:
    alone = [READER.read([text])[0] for text in TEXTS]
    for one, other in zip(alone, READER.read(TEXTS), strict=True):
        assert [list(labels.values()) for labels in one] == [
            pytest.approx(list(labels.values()), abs=1e-4) for labels in other
        ]


def test_no_text_is_too_long_and_marks_behind_the_end_have_no_labels() -> None:
    (found,) = READER.read([[*["so "] * 400, Marked("item")]])
    assert found == []
    assert READER.read([]) == []


def test_words_that_look_like_marks_are_words() -> None:
    ids, places = READER.coded(("[unused1] [CLS] [SEP] it",))
    marked, found = READER.coded((Marked("item"),))
    assert places == [] and len(found) == 1
    assert set(ids[1:-1]).isdisjoint({marked[1], marked[0], marked[-1]})


def test_a_folder_without_a_reader_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"no reader of texts in .*demo\.text_reader"):
        MarkReader(tmp_path)
    (tmp_path / CARD).write_text(json.dumps({"sorts": {}}))
    with pytest.raises(ReaderError, match="titles"):
        MarkReader(tmp_path)


def test_the_card_names_every_label() -> None:
    assert isinstance(READER.labels, Labels) and READER.labels.sorts["item"]
