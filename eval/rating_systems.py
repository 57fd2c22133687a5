"""Who predicts a rating: a tuned language model that is asked in words, and means of what was rated before."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.records import Interaction
from data.store import Store

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

Predict = Callable[[Sequence[Interaction]], list[float | None]]
"""Events -> a rating each, None where an answer could not be read; the event's own value is not looked at."""
_NEW_TOKENS = 8
_TOGETHER = 64


def by_language(lm: LanguageModel, store: Store) -> Predict:
    """The model's answer in words to the first wording of the rating task, read back as a figure of the scale."""
    from prompts.people import People
    from prompts.tasks.rating import Rating

    task = Rating(People(store.interactions, noun=store.item_noun))
    template = task.templates("stars", seen=True)[0]
    reader = task.verbalizer(template)

    def predict(events: Sequence[Interaction]) -> list[float | None]:
        found: list[float | None] = []
        for start in range(0, len(events), _TOGETHER):
            asked = [
                replace(template.render(example), target=())
                for event in events[start : start + _TOGETHER]
                for example in task.ask("stars", event, random.Random(0), held=True)
            ]
            answers = lm.generate(asked, max_new_tokens=_NEW_TOKENS)
            read = [None if reader is None else reader.read(answer) for answer in answers]
            found += [value if isinstance(value, float) else None for value in read]
        return found

    return predict


def by_mean(events: Sequence[Interaction], key: Callable[[Interaction], str]) -> Predict:
    """The mean rating of all events with the same key (a user, an item, or all); that of all where there is none."""
    sums: defaultdict[str, list[float]] = defaultdict(list)
    for event in events:
        if event.value is not None:
            sums[key(event)].append(event.value)
    means = {name: sum(values) / len(values) for name, values in sums.items()}
    every = [value for values in sums.values() for value in values]
    overall = sum(every) / len(every)
    return lambda asked: [means.get(key(event), overall) for event in asked]


def by_factors(train: Sequence[Interaction], valid: Sequence[Interaction], *, seed: int) -> Predict:
    """Matrix factorisation, cut off at the ends of the scale."""
    import numpy as np

    from eval.factorisation import Ratings, fitted

    users: dict[str, int] = {}
    items: dict[str, int] = {}
    learnt, held = Ratings.of(train, users, items), Ratings.of(valid, users, items)
    # The last row of each side stands for whoever was not there: nothing is known, nothing is added to the mean.
    model = fitted(learnt, held, len(users) + 1, len(items) + 1, seed=seed)
    low, high = float(learnt.values.min()), float(learnt.values.max())

    def predict(events: Sequence[Interaction]) -> list[float | None]:
        rows = np.array([users.get(event.user, len(users)) for event in events], dtype=np.int64)
        columns = np.array([items.get(event.item, len(items)) for event in events], dtype=np.int64)
        return list(np.clip(model.predict(rows, columns), low, high).tolist())

    return predict
