"""Ranks by how likely a title goes on after the liked titles: log P(title | prompt), no training at all.

Source: Sileo, Vossen and Raymaekers, "Zero-Shot Recommendation as Language Modeling", ECIR 2022 (arXiv 2112.04184).
Titles that are frequent or short win whatever the prompt, so by default log P(title) without a prompt is taken off,
which the paper does not do; `per_token` corrects for length as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.prompted_ranker import Means, PromptedRanker
from data.records import Item
from data.titles import read_title
from prompts.likelihood import Likelihood, likelihoods
from prompts.listing import one_line
from prompts.template import load_templates

FIELDS = frozenset({"movies"})


class Sileo(PromptedRanker):
    """The six prompts of the paper as variants. The usual one names no kind of item, so it fits every catalogue.

    `alone` keeps the likelihood of titles by themselves; rankers over one model may share it.
    """

    name = "sileo"
    variants = (
        "if-you-liked", "bare", "movies-like", "movies-similar-to", "movies-like-colon", "movies-similar-to-colon"
    )
    reads = 50
    remembers = 5

    def __init__(
        self, means: Means, variant: str | None = None, *, prior: bool = True, per_token: bool = False,
        alone: dict[str, Likelihood] | None = None,
    ) -> None:
        super().__init__(means, variant)
        self._prior, self._per_token = prior, per_token
        self._template = next(one for one in load_templates(self.name, FIELDS) if one.id == self.variant)
        self._alone = {} if alone is None else alone

    def order(self, history: Sequence[str], candidates: Sequence[str]) -> list[str]:
        scores = self.scores(history, candidates)
        return [candidates[place] for place in np.argsort(-np.asarray(scores), kind="stable")]

    def scores(self, history: Sequence[str], candidates: Sequence[str]) -> list[float]:
        """The score of each candidate in nats, or in nats a token."""
        catalogue = self.means.catalogue
        titles = [plain_title(catalogue[item]) for item in candidates]
        text = self.prompt(history)
        found = [self._value(one) for one in likelihoods(self.lm, text, titles)]
        if not self._prior:
            return found
        return [score - self._value(alone) for score, alone in zip(found, self._without(titles), strict=True)]

    def prompt(self, history: Sequence[str]) -> str:
        """The text that the titles go on from."""
        movies = ",".join(plain_title(self.means.catalogue[item]) for item in history)
        return "".join(map(str, self._template.say({"movies": movies})))

    def _without(self, titles: Sequence[str]) -> list[Likelihood]:
        """The likelihood of titles by themselves, which does not change from one query to the next."""
        new = [title for title in dict.fromkeys(titles) if title not in self._alone]
        self._alone.update(zip(new, likelihoods(self.lm, "", new), strict=True))
        return [self._alone[title] for title in titles]

    def _value(self, likelihood: Likelihood) -> float:
        return likelihood.per_token if self._per_token else likelihood.total


def plain_title(item: Item) -> str:
    """The title as the paper cleans it: no year, the article in front, nothing from a bracket on; in one line."""
    title = one_line(item.title)
    return read_title(title.split(" (")[0]).name or title
