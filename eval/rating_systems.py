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
    from prompts.prompt import Prompt

Predict = Callable[[Sequence[Interaction]], list[float | None]]
"""Events -> a rating each, None where an answer could not be read; the event's own value is not looked at."""
_NEW_TOKENS = 8
_TOGETHER = 64


class Asking:
    """A language model that is asked for ratings in the first wording of the rating task."""

    def __init__(self, lm: LanguageModel, store: Store) -> None:
        from prompts.people import People
        from prompts.tasks.rating import Rating

        self._lm = lm
        self._people = People(store.interactions, noun=store.item_noun)
        self._task = Rating(self._people)
        self._template = self._task.templates("stars", seen=True)[0]

    def in_words(self, events: Sequence[Interaction]) -> list[float | None]:
        """What the model answers, read back as a figure of the scale."""
        reader = self._task.verbalizer(self._template)
        found: list[float | None] = []
        for start in range(0, len(events), _TOGETHER):
            asked = [self._prompt(event) for event in events[start : start + _TOGETHER]]
            for answer in self._lm.generate(asked, max_new_tokens=_NEW_TOKENS):
                value = None if reader is None else reader.read(answer)
                found.append(value if isinstance(value, float) else None)
        return found

    def expected(self, events: Sequence[Interaction]) -> list[float | None]:
        """The mean of the figures that training has, each with the probability that the model gives it as an answer.

        The likeliest figure is not the one with the least squared error; the mean is.
        """
        import numpy as np

        from prompts.family import figure

        values = np.array(self._people.values)
        said = [figure(value) for value in self._people.values]
        found: list[float | None] = []
        for event in events:
            scores = np.array(self._lm.score(self._prompt(event), said))
            weights = np.exp(scores - scores.max())
            found.append(float(weights @ values / weights.sum()))
        return found

    def _prompt(self, event: Interaction) -> Prompt:
        (example,) = self._task.ask("stars", event, random.Random(0), held=True)
        return replace(self._template.render(example), target=())


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
