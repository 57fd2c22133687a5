"""What came of one simulated conversation, and the figures of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.ranking import Floats

MOST_TURNS = 5
_COUNTS = ("items", "violated", "unmet", "unmet_unsaid", "repeated", "unknown", "stated", "questions", "failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`found_at` is the turn whose list held the target, None where none did.

    Of the `items` that were listed, `violated` broke a refusal or a bound stated before, `unmet` lacked a value asked
    for before (`unmet_unsaid` of them in an answer that did not say that it had to let something go), `repeated` stood
    in an earlier list; further `unknown` ones are not in the catalogue. Of the `stated` constraints that a list
    followed, `ignored` were kept by less than half of it. `answered` of the `questions` had an answer. `failed` turns
    brought an error. `transcript` holds (speaker, text, labels of what was listed), `faults` says of each turn what was
    violated or ignored.
    """

    found_at: int | None
    items: int = 0
    violated: int = 0
    unmet: int = 0
    unmet_unsaid: int = 0
    repeated: int = 0
    unknown: int = 0
    stated: int = 0
    ignored: int = 0
    questions: int = 0
    answered: int = 0
    failed: int = 0
    transcript: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    faults: tuple[str, ...] = ()


def figures(outcomes: Sequence[Outcome]) -> dict[str, Floats | float]:
    """success@1 to success@5 and turns, a value a conversation (5 turns where the target was not found); counts over
    all of them; `ignored` as a share of what was stated, `answered_questions` as a share of the questions, if any.
    """
    found = np.asarray([one.found_at or np.inf for one in outcomes], dtype=np.float64)
    values: dict[str, Floats | float] = {
        f"success@{turn}": (found <= turn).astype(np.float64) for turn in range(1, MOST_TURNS + 1)
    }
    values["turns"] = np.minimum(found, MOST_TURNS)
    values |= {name: float(sum(getattr(one, name) for one in outcomes)) for name in _COUNTS}
    values["ignored"] = sum(one.ignored for one in outcomes) / max(sum(one.stated for one in outcomes), 1)
    if asked := sum(one.questions for one in outcomes):
        values["answered_questions"] = sum(one.answered for one in outcomes) / asked
    return values
