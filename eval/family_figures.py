"""The figures of each of P5's families from answers, the same ones for a tuned model and for its rivals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from data.interactions import Case
from data.records import ItemRef
from eval.board import Values
from eval.choosing import Picker, places
from eval.family_questions import Question, Questions
from eval.next_item import Scorer, placed, ranked
from eval.ranking import Floats, ndcg_at, recall_at
from eval.rating import mae, readable, rmse, unreadable
from eval.text import bleu, rouge, rouge_l, words

Worded = Callable[[Sequence[Question]], Sequence[str]]
"""Questions -> a text each."""
_EXPLANATION, _HEADLINE = (1, 4), (2,)
"""The orders of BLEU that are reported."""


def star_figures(said: Sequence[float | None], asked: Sequence[Question], middle: float, prefix: str) -> Values:
    """RMSE, MAE and the share that could not be read, for which `middle` stands in."""
    given = np.array([question.event.value for question in asked], dtype=np.float64)
    values = readable(said, instead=middle)
    found = {"RMSE": rmse(values, given), "MAE": mae(values, given), "unreadable": unreadable(said)}
    return {f"{prefix}{name}": value for name, value in found.items()}


def next_item_figures(score: Scorer, asked: Sequence[Question], scene: Questions) -> Values:
    """R@k and N@k of the held-out item among all that the user had not met; ties are drawn."""
    found = ranked(score, _cases(asked, scene), scene.store.catalogue, seed=scene.seed)
    return {f"next_item_{name}": values for name, values in placed(found.shuffled).items()}


def direct_figures(pick: Picker, asked: Sequence[Question], scene: Questions) -> Values:
    """HR@k and N@10 of the held-out item among the candidates that its question lists; ties are drawn."""
    found = places(pick, _cases(asked, scene), _candidates(asked, scene), seed=scene.seed)
    hits: dict[str, Floats] = {f"direct_HR@{k}": recall_at(found, k) for k in (1, 5, 10)}
    return hits | {"direct_N@10": ndcg_at(found, 10)}


def why_figures(say: Worded, scene: Questions, *, seen: bool) -> Values:
    """How close explanations are to the user's own sentence, from user and item alone and with the aspect told as well.

    Every kind for which there is a wording.
    """
    found: dict[str, Floats | float] = {}
    for kind, prefix in (("plain", "why_"), ("feature", "why_feature_")):
        if seen or kind == "feature":
            asked = scene.asked("why", kind, seen=seen)
            references = [question.said("explanation") for question in asked]
            found |= text_figures(say(asked), references, _EXPLANATION, prefix)
    return found


def headline_figures(say: Worded, scene: Questions) -> Values:
    """How close headlines of reviews are to the user's own."""
    asked = scene.asked("review", "headline", seen=True)
    return text_figures(say(asked), [question.said("headline") for question in asked], _HEADLINE, "review_")


def text_figures(answers: Sequence[str], references: Sequence[str], orders: Sequence[int], prefix: str) -> Values:
    """BLEU, ROUGE-1 and ROUGE-L as fractions, in the house's cut of words, and the share of empty answers."""
    said, wanted = [words(answer) for answer in answers], [words(reference) for reference in references]
    found = {f"BLEU-{order}": bleu(said, [[one] for one in wanted], order) for order in orders}
    found |= {"ROUGE-1": rouge(said, wanted, 1), "ROUGE-L": rouge_l(said, wanted)}
    found["empty"] = sum(not one for one in said) / len(said)
    return {f"{prefix}{name}": value for name, value in found.items()}


def _cases(asked: Sequence[Question], scene: Questions) -> list[Case]:
    return [Case(one.event.user, scene.people.before(one.event), one.event.item) for one in asked]


def _candidates(asked: Sequence[Question], scene: Questions) -> NDArray[np.int64]:
    """(cases, m) rows, the held-out item's first; where some question lists fewer than another, as many as it has."""
    rows = scene.store.catalogue.row
    table = []
    for one in asked:
        listed = one.example.fields["candidates"]
        pieces = listed if isinstance(listed, tuple) else ()
        others = [piece.item for piece in pieces if isinstance(piece, ItemRef) and piece.item != one.event.item]
        table.append([rows(one.event.item), *map(rows, others)])
    most = min(map(len, table))
    return np.array([row[:most] for row in table], dtype=np.int64)
