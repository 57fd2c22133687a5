"""Who predicts a rating: a tuned language model that is asked in words, and means of what was rated before."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.records import Interaction

if TYPE_CHECKING:
    from prompts.lm import LanguageModel
    from prompts.people import People
    from prompts.prompt import Prompt

Predict = Callable[[Sequence[Interaction]], list[float | None]]
"""Events -> a rating each, None where an answer could not be read; the event's own value is not looked at."""
_NEW_TOKENS = 8
_TOGETHER = 64


class Asking:
    """A language model that is asked for the ratings of events, each in the prompt that `ask` makes of it."""

    def __init__(self, lm: LanguageModel, people: People, ask: Callable[[Interaction], Prompt]) -> None:
        self._lm, self._people, self._ask = lm, people, ask

    def in_words(self, events: Sequence[Interaction]) -> list[float | None]:
        """What the model answers, read back as a figure of the scale."""
        from prompts.verbalizer import Number

        reader = Number(*self._people.scale)
        # Prompts of like length together: a short one is padded to the longest beside it.
        asked = [self._ask(event) for event in events]
        order = sorted(range(len(asked)), key=lambda place: sum(len(one.pieces) for one in asked[place].messages))
        found: list[float | None] = [None] * len(asked)
        for start in range(0, len(order), _TOGETHER):
            part = order[start : start + _TOGETHER]
            answers = self._lm.generate([asked[place] for place in part], max_new_tokens=_NEW_TOKENS)
            for place, answer in zip(part, answers, strict=True):
                found[place] = reader.read(answer)
        return found

    def expected(self, events: Sequence[Interaction]) -> list[float | None]:
        """The mean of the figures that training has, each with the probability that the model gives it as an answer.

        The likeliest figure is not the one with the least squared error; the mean is.
        """
        import numpy as np

        from prompts.family import figure
        from prompts.label_scores import label_scores

        values = np.array(self._people.values)
        said = [figure(value) for value in self._people.values]
        scores = np.array(label_scores(self._lm, [self._ask(event) for event in events], said))
        weights = np.exp(scores - scores.max(1, keepdims=True))
        return list((weights @ values / weights.sum(1)).tolist())


def in_a_wording(people: People) -> Callable[[Interaction], Prompt]:
    """A question in the first wording of the rating task (P5, family 1): user and item, no history."""
    from prompts.tasks.rating import Rating

    task = Rating(people)
    template = task.templates("stars", seen=True)[0]

    def ask(event: Interaction) -> Prompt:
        (example,) = task.ask("stars", event, random.Random(0), held=True)
        return replace(template.render(example), target=())

    return ask


def after_ratings(people: People, positions: int) -> Callable[[Interaction], Prompt]:
    """A question after what the user rated before, as much of it as fits into a prompt of so many positions."""
    from prompts.tasks.rated import Rated, ratings_within

    task = Rated(people, longest=ratings_within(positions))
    (template,) = task.templates(seen=True)
    return lambda event: replace(template.render(task.ask(event)), target=())


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
