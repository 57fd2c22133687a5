"""Agreement counts what both have, and marks are only read beside the very reviews they were made of."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

import pytest

from data.features import Features
from data.interactions import Interactions
from data.opinions import Opinion
from data.records import Interaction, Review
from eval.opinion_labels import LABELS, Marked, agreement, kappa, read_marked
from eval.protocols.opinions import nearest

MARKED = [
    Marked("A good tone, a bad strap", "test", {"tone": (("good", "fine"), 1), "strap": (("bad",), -1)}),
    Marked("The case is long", "test", {"case": (("long",), 0)}),
    Marked("I play.", "test", {}),
]


def test_features_words_and_signs_are_counted_apart() -> None:
    said = {
        "A good tone, a bad strap": [Opinion("tone", "fine", "", 1), Opinion("strap", "good", "", 1)],
        "The case is long": [],
        "I play.": [Opinion("tone", "x", "", 0)],
    }
    found = agreement(MARKED, said.__getitem__, ["tone", "strap"])
    assert (found["sentences"], found["marked"], found["heard"]) == (3, 3, 3)
    assert found["feature_P"] == found["feature_R"] == found["feature_F1"] == pytest.approx(2 / 3)
    assert found["known_R"] == 1 and found["word_accuracy"] == found["sign_accuracy"] == 0.5


def test_who_hears_nothing_agrees_in_nothing() -> None:
    found = agreement(MARKED, lambda _: [], [])
    assert {value for name, value in found.items() if name not in ("sentences", "marked")} == {0.0}


def test_kappa_takes_off_what_chance_would_give() -> None:
    assert kappa([(1, 1), (1, 1), (-1, -1), (-1, -1)]) == 1
    assert kappa([(1, 1), (1, -1), (-1, 1), (-1, -1)]) == 0
    # Always to say praise is right three times in four, and worth nothing.
    assert kappa([(1, 1), (1, 1), (1, 1), (-1, 1)]) == 0
    assert kappa([(1, 1)]) == 1 and kappa([]) == 0


def test_marks_are_read_beside_their_own_reviews_only(tmp_path: Path) -> None:
    check = blake2b(b"A bad strap.", digest_size=4).hexdigest()
    row = {"user": "u", "item": "i", "sentence": 1, "check": check, "part": "dev", "opinions": [["strap", ["bad"], -1]]}
    file = tmp_path / "marks.jsonl"
    file.write_text(json.dumps(row) + "\n")

    def with_text(text: str) -> Interactions:
        return Interactions([Interaction("u", "i", 0, 5.0, Review(text))])

    assert read_marked(with_text("I play. A bad strap."), file) == [
        Marked("A bad strap.", "dev", {"strap": (("bad",), -1)})
    ]
    for text in ("I play. Another strap.", "I play."):
        with pytest.raises(ValueError, match="line 1: the review of i by u has no such sentence 1"):
            read_marked(with_text(text), file)


def test_the_kept_marks_hold_no_sentence() -> None:
    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    assert sum(row["part"] == "test" for row in rows) >= 200
    for row in rows:
        assert set(row) == {"user", "item", "sentence", "check", "part", "opinions"} and len(row["check"]) == 8
        for feature, words, sign in row["opinions"]:
            assert " " not in feature and sign in (-1, 0, 1) and words and not any(" " in word for word in words)
    assert len({(row["user"], row["item"]) for row in rows}) == len(rows)


def test_the_rival_takes_the_nearest_word_whatever_stands_between() -> None:
    features = Features({"strap": 1.0, "tone": 1.0})
    assert [(one.feature, one.word, one.score) for one in nearest("The strap is not good, poor tone", features)] == [
        ("strap", "good", 1), ("tone", "poor", -1),
    ]  # fmt: skip
    assert nearest("The strap", features) == []
