"""Does the extraction of (feature, opinion word, sign) hear what a reader marked? Sentences of held-out reviews were
read and marked before any extraction was seen (`eval.opinion_labels` says how). The features are counted on training
reviews alone. `patterns` is the extraction on the test sentences, looked at once, when it was finished; `patterns_dev`
on those that were looked at while it was made. The rival takes every known feature with the nearest opinion word of its
sentence and hears no negation. feature_P, feature_R and feature_F1: features in their sentences; known_R: recall of the
marked ones that are among the counted features. On the features that both have: word_accuracy, sign_accuracy and
Cohen's kappa of the sign, where a canary says praise of all that the extraction found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from data.opinion_words import BAD, DISLIKING, GOOD, LIKE, LIKING, PLAIN, TROUBLE
from data.opinions import Opinion, spoken
from data.store import Store
from eval import opinion_labels
from eval.board import Board
from eval.measure import measured
from eval.opinion_labels import agreement, read_marked
from eval.options import Options
from eval.provenance import data_of, file_of
from eval.result import Kind, Result

if TYPE_CHECKING:
    from data.features import Features

NAME = "opinions"
HELP = "Agreement of the extraction of features and opinions with sentences marked by hand (--store)."
_PRAISE, _BLAME = GOOD | LIKING | LIKE, BAD | DISLIKING | TROUBLE

Hear = Callable[[str], Iterable[Opinion]]


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no such reviews."""
    from prompts.people import People

    store = Store.open(options.folder)
    file = opinion_labels.LABELS
    marked = read_marked(store.interactions, file)
    features = People(store.interactions).features
    board = Board()
    systems: tuple[tuple[str, Kind, Hear, str], ...] = (
        ("patterns", "system", features.all, "test"),
        ("patterns_dev", "system", features.all, "dev"),
        ("nearest_word", "baseline", lambda text: nearest(text, features), "test"),
        ("all_praise", "canary", lambda text: [one._replace(score=1) for one in features.all(text)], "test"),
    )  # fmt: skip
    for system, kind, hear, part in systems:
        with measured() as cost:
            found = agreement([one for one in marked if one.part == part], hear, features.weights)
        board.add(system, kind, found, cost)
    labels = replace(file_of(file, f"{len(marked)} marked sentences"), name=f"labels/{file.name}")
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), (*data_of(store), labels), options.seeds,
        board.rows(),
    )  # fmt: skip


def nearest(sentence: str, features: Features) -> list[Opinion]:
    """Every known feature of a sentence with the nearest opinion word there, whatever stands between."""
    words = spoken(sentence)
    opinion_words = [place for place, word in enumerate(words) if word in _PRAISE | _BLAME | PLAIN]
    found = []
    for place, word in enumerate(words):
        if word in features.weights and opinion_words:
            said = words[min(opinion_words, key=lambda at: abs(at - place))]
            found.append(Opinion(word, said, sentence, (said in _PRAISE) - (said in _BLAME)))
    return found
