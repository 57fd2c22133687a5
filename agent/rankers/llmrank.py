"""Ranks listwise: the model is shown history and candidates and writes them down in order.

Source: Hou et al., "Large Language Models are Zero-Shot Rankers for Recommender Systems", ECIR 2024 (arXiv 2305.08845).
Models favour places of the list they are shown, so it is shown in several drawn orders and the places in the answers
are averaged ("bootstrapping"). The authors' code asks again where the sought item is missing from the answer; here an
answer is read once, whatever it holds.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from agent.prompted_ranker import Means, PromptedRanker
from agent.words.said_nouns import said_nouns
from prompts.example import Example
from prompts.listing import Listing
from prompts.prompt import Prompt
from prompts.template import load_templates

FIELDS = frozenset(
    {"noun", "nouns", "verb", "past", "doing", "history", "earlier", "latest", "count", "candidates"}
)
_TOKENS_A_TITLE = 24


class LLMRank(PromptedRanker):
    """The three prompts of the paper. `rounds` is how many drawn orders are shown; 1 shows the order as it is found."""

    name = "llmrank"
    variants = ("sequential", "recency", "in-context")
    remembers = 50

    def __init__(
        self, means: Means, variant: str | None = None, *, rounds: int = 3, temperature: float = 0.0
    ) -> None:
        super().__init__(means, variant)
        if rounds < 1:
            raise ValueError(f"rounds is {rounds}; show the candidates at least once")
        self._rounds, self._temperature = rounds, temperature
        self._template = next(one for one in load_templates(self.name, FIELDS) if one.id == self.variant)

    def order(self, history: Sequence[str], candidates: Sequence[str]) -> list[str]:
        listings = [Listing(self.means.catalogue, self._drawn(candidates, number)) for number in range(self._rounds)]
        answers = self.lm.generate(
            [self._prompt(history, listing) for listing in listings],
            max_new_tokens=_TOKENS_A_TITLE * len(candidates), temperature=self._temperature, seed=self.means.seed,
        )
        read = [listing.read(answer) for listing, answer in zip(listings, answers, strict=True)]
        totals = np.sum([_places(named, candidates) for named in read], axis=0)
        anywhere = {item for named in read for item in named}
        ordered = [candidates[place] for place in np.argsort(totals, kind="stable")]
        return [item for item in ordered if item in anywhere]

    def _drawn(self, candidates: Sequence[str], number: int) -> list[str]:
        drawn = list(candidates)
        if self._rounds > 1:
            random.Random(f"{self.means.seed}/{number}").shuffle(drawn)
        return drawn

    def _prompt(self, history: Sequence[str], listing: Listing) -> Prompt:
        met = Listing(self.means.catalogue, history)
        fields = {
            **said_nouns(self.means.noun), "history": met.numbered(), "latest": met.labels[-1],
            "earlier": Listing(self.means.catalogue, history[:-1]).numbered(), "count": str(len(listing.items)),
            "candidates": listing.numbered(),
        }
        return self._template.render(Example(fields))


def _places(named: Sequence[str], candidates: Sequence[str]) -> list[float]:
    """The place of each candidate in an answer; those left out share the mean of the places that are left."""
    shared = (len(named) + len(candidates) - 1) / 2
    places = {item: float(place) for place, item in enumerate(named)}
    return [places.get(item, shared) for item in candidates]
