"""Ranks by probes of a frozen bidirectional LM: likeness of texts (SIM), next sentence (NSP), genres at a mask (MLM).

Source: Penha and Hauff, RecSys 2020 (arXiv 2007.15356). There a history is one title; of a longer one the scores of its
titles are averaged. MLM probes what a model knows of an item, and ranks here, which the paper does not do, by how alike
the genres are that it fills in for the history and for a candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agent.prompted_ranker import Means, PromptedRanker
from agent.rankers.sileo import plain_title
from agent.words.said_nouns import said_nouns
from data.catalogue import Catalogue
from prompts.example import Example
from prompts.lm import LanguageModelError
from prompts.prompt import Piece, Slot
from prompts.template import Template, load_templates

if TYPE_CHECKING:
    from prompts.probing import Probe

FIELDS = frozenset({"title", "liked", "mask", "noun"})
GENRES = ("genre", "category")
"""The attributes that the MLM probe asks for: the first of them that a catalogue has."""


class PenhaHauff(PromptedRanker):
    """The three probes as variants. The model is loaded with the head of the probe, from how the user named it.

    Raises LanguageModelError where no model is named, it lacks the head, or no genre is one token.
    """

    name = "penha_hauff"
    variants = ("sim", "nsp", "mlm")
    reads = 50
    remembers = 5
    needs_lm = False

    def __init__(self, means: Means, variant: str | None = None, *, probe: Probe | None = None) -> None:
        super().__init__(means, variant)
        self._score = {"sim": self._likeness, "nsp": self._follows, "mlm": self._genres}[self.variant]
        self._templates = load_templates("probes", FIELDS)
        self.probe = self._loaded() if probe is None else probe
        self._words = genre_words(means.catalogue, self.probe) if self.variant == "mlm" else []
        if self.variant == "mlm" and not self._words:
            raise LanguageModelError("no genre of this catalogue is one token of the model.", hint="Probe by sim.")

    def order(self, history: Sequence[str], candidates: Sequence[str]) -> list[str]:
        scores = self._score(self._titles(history), self._titles(candidates))
        return [candidates[place] for place in np.argsort(-scores, kind="stable")]

    def genres(self, items: Sequence[str], k: int, *, template: str = "genre-2") -> list[list[str]]:
        """The k likeliest words of the model at the mask for each item: the probe of what it knows of content."""
        return self.probe.words_at_mask([self._masked(title, template) for title in self._titles(items)], k)

    def _loaded(self) -> Probe:
        from prompts.probing import load_probe

        if self.means.where is None:
            raise LanguageModelError(
                f"the ranker {self.name} probes a bidirectional model of its own.",
                hint="Name one with --model, e.g. a folder with bert-base-cased.",
            )
        return load_probe(self.means.where, self.variant)

    def _titles(self, items: Sequence[str]) -> list[str]:
        return [plain_title(self.means.catalogue[item]) for item in items]

    def _likeness(self, history: Sequence[str], candidates: Sequence[str]) -> NDArray[np.float64]:
        """Dot products, as in the paper."""
        near, others = self.probe.vectors(history), self.probe.vectors(candidates)
        return np.asarray((others @ near.T).mean(1).tolist())

    def _follows(self, history: Sequence[str], candidates: Sequence[str]) -> NDArray[np.float64]:
        pairs = [self._pair(liked, title) for title in candidates for liked in history]
        scores = np.asarray(self.probe.follows(pairs), dtype=np.float64).reshape(len(candidates), -1)
        return np.asarray(scores.mean(1))

    def _genres(self, history: Sequence[str], candidates: Sequence[str]) -> NDArray[np.float64]:
        """Cosines of what the model says over the genres, less what it says without an item."""
        control = np.asarray(self.probe.log_odds([self._masked("", "no-item")], self._words))
        near, others = (self._told(titles, control) for titles in (history, candidates))
        near = near.mean(0) / max(float(np.linalg.norm(near.mean(0))), 1e-9)
        return np.asarray(others @ near, dtype=np.float64)

    def _told(self, titles: Sequence[str], control: NDArray[np.float64]) -> NDArray[np.float64]:
        odds = np.asarray(self.probe.log_odds([self._masked(title, "genre-2") for title in titles], self._words))
        odds = odds - control
        scaled: NDArray[np.float64] = odds / np.maximum(np.linalg.norm(odds, axis=1, keepdims=True), 1e-9)
        return scaled

    def _masked(self, title: str, template: str) -> tuple[Piece, ...]:
        noun = said_nouns(self.means.noun)["noun"]
        return self._template(template).say({"title": title, "mask": Slot(), "noun": noun})

    def _pair(self, liked: str, title: str) -> tuple[str, str]:
        prompt = self._template("liked").render(Example({"liked": liked, "title": title}))
        return prompt.messages[0].text, "".join(map(str, prompt.target))

    def _template(self, name: str) -> Template:
        return next(one for one in self._templates if one.id == name)


def genre_words(catalogue: Catalogue, probe: Probe) -> list[str]:
    """The catalogue's genres in lower case that are one token of the model."""
    kind = next((kind for kind in GENRES if kind in catalogue.kinds), None)
    return probe.whole(sorted({value for kind_, value in catalogue.by_value if kind_ == kind}))
