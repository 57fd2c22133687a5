"""Sentences of reviews, read one by one and marked, and how far an extraction agrees with the marks.

The file holds no review text: a review is named by user and item, a sentence by its place in the review and checked by
a hash. Marked is every noun that names an item, a part or an aspect of it and of which the sentence says how good or
what it is like, with the words that say so (any of them counts) and the sign: 1 praise, -1 blame, 0 neither. Nouns that
stand for anything ("thing", "product", "purchase") are not marked. One reader made the marks before seeing what any
extraction said of these sentences.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from data.features import sentences
from data.interactions import Interactions
from data.opinions import Opinion

LABELS = Path(__file__).parent / "labels" / "opinions.jsonl"


@dataclass(frozen=True, slots=True)
class Marked:
    """One sentence with its marks: feature -> (the words that say so, the sign)."""

    sentence: str
    part: str
    marks: Mapping[str, tuple[tuple[str, ...], int]]


def read_marked(interactions: Interactions, file: Path) -> list[Marked]:
    """The marked sentences, found in the reviews of a store.

    Raises ValueError where a review or a sentence is not there or is another one.
    """
    reviews = {(event.user, event.item): event.review.text for event in interactions if event.review}
    found = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        row = json.loads(line)
        said = list(sentences(reviews.get((row["user"], row["item"]), "")))
        place = row["sentence"]
        if place >= len(said) or _hash(said[place]) != row["check"]:
            raise ValueError(
                f"{file.name}, line {number}: the review of {row['item']} by {row['user']} has no such sentence "
                f"{place}; give a --store of Amazon's Musical Instruments reviews (5-core, 2014)"
            )
        marks = {feature: (tuple(words), sign) for feature, words, sign in row["opinions"]}
        found.append(Marked(said[place], row["part"], marks))
    return found


def agreement(
    marked: Sequence[Marked], hear: Callable[[str], Iterable[Opinion]], known: Iterable[str]
) -> dict[str, float]:
    """How far what is heard agrees with the marks; `known` are the features that could be heard at all.

    `feature_P`, `feature_R`, `feature_F1` count features in their sentences, `known_R` the marked ones that are known.
    Over the features that both have: `word_accuracy`, `sign_accuracy` and Cohen's kappa of the sign (1960).
    """
    heard = [{one.feature: one for one in hear(one.sentence)} for one in marked]
    wanted, vocabulary = sum(len(one.marks) for one in marked), frozenset(known)
    both = [
        (one.marks[name], said[name])
        for one, said in zip(marked, heard, strict=True)
        for name in said.keys() & one.marks
    ]
    said_count = sum(map(len, heard))
    reachable = sum(name in vocabulary for one in marked for name in one.marks)
    precision, recall = _share(len(both), said_count), _share(len(both), wanted)
    signs = [(sign, one.score) for (_, sign), one in both]
    return {
        "sentences": len(marked), "marked": wanted, "heard": said_count,
        "feature_P": precision, "feature_R": recall,
        "feature_F1": _share(2 * precision * recall, precision + recall),
        "known_R": _share(len(both), reachable),
        "word_accuracy": _share(sum(one.word in words for (words, _), one in both), len(both)),
        "sign_accuracy": _share(sum(one == other for one, other in signs), len(both)),
        "sign_kappa": kappa(signs),
    }  # fmt: skip


def kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Cohen's kappa of pairs of labels: agreement above chance's; 1 where all are one label, 0 without a pair."""
    if not pairs:
        return 0.0
    one, other = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum(first == second for first, second in pairs) / len(pairs)
    chance = sum(one[label] * other[label] for label in one) / len(pairs) ** 2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _hash(sentence: str) -> str:
    return blake2b(sentence.encode("utf-8", "replace"), digest_size=4).hexdigest()
