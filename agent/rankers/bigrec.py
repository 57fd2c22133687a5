"""Ranks by nearness to a title that the model makes up: generate freely, then ground to items that exist.

Source: Bao et al., "A Bi-Step Grounding Paradigm for Large Language Models in Recommendation Systems", 2023 (arXiv
2308.08434), which embeds by the tuned LM itself; here the store's text encoder does. Distances are scaled to [0, 1]
over the candidates and divided by (1 + popularity) ** weight, as there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.prompted_ranker import Means, PromptedRanker
from agent.words.said_nouns import said_nouns
from prompts.example import Example
from prompts.listing import Listing, one_line
from prompts.lm import LanguageModelError
from prompts.template import load_templates

FIELDS = frozenset({"noun", "nouns", "verb", "past", "doing", "history"})
_TOKENS = 32


class BIGRec(PromptedRanker):
    """One call of the model a query. `weight` is how much popularity counts; the paper tunes it for each data set.

    Raises LanguageModelError where there is no text encoder, or no popularity that could be weighed.
    """

    name = "bigrec"
    variants = ("next",)
    reads = 300

    def __init__(self, means: Means, variant: str | None = None, *, weight: float = 0.0) -> None:
        super().__init__(means, variant)
        if means.vectors is None:
            raise LanguageModelError(
                "the ranker bigrec needs a text encoder to find the nearest items.",
                hint="Install promptrec[demo], or name one with --encoder.",
            )
        if weight and means.popularity is None:
            raise LanguageModelError("popularity is not known here.", hint="Use weight=0, or pass popularity.")
        self._vectors, self._weight = means.vectors, weight
        self._template = next(one for one in load_templates(self.name, FIELDS) if one.id == self.variant)

    def order(self, history: Sequence[str], candidates: Sequence[str]) -> list[str]:
        title = self.title(history)
        if not title:
            return []
        catalogue = self.means.catalogue
        rows = [catalogue.row(item) for item in candidates]
        away = np.linalg.norm(self._vectors.matrix[rows] - self._vectors.of_text(title), axis=1)
        away = (away - away.min()) / max(float(np.ptp(away)), 1e-9)
        if self._weight and self.means.popularity is not None:
            away = away / (1.0 + self.means.popularity[rows]) ** self._weight
        return [candidates[place] for place in np.argsort(away, kind="stable")]

    def title(self, history: Sequence[str]) -> str:
        """The title that the model answers with, real or not; empty where it answers nothing."""
        labels = ", ".join(f'"{label}"' for label in Listing(self.means.catalogue, history).labels)
        prompt = self._template.render(Example({**said_nouns(self.means.noun), "history": labels}))
        (answer,) = self.lm.generate([prompt], max_new_tokens=_TOKENS, seed=self.means.seed)
        lines = [line.strip(" \t\"'“”*") for line in answer.splitlines()]
        return one_line(next((line for line in lines if line), ""))
