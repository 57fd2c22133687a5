"""A ranker that prompts a language model which was never tuned for it: the survey's tuning-free prompting.

One method of the literature a file in `agent/rankers/`. They read what was liked or met before, oldest first, and the
first candidates that were found; what the model does not order follows in the order in which it was found, and that is
said. Dislikes and free words have done their work in retrieval: none of these methods knows of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from agent.finding.facets import Scores
from agent.finding.query import Query
from agent.ranker import Ranking
from data.catalogue import Catalogue
from data.records import Turn
from prompts.item_vectors import ItemVectors
from prompts.lm import Hit, LanguageModel, LanguageModelError

_NO_HISTORY = "Nothing is known that you liked, so the ranker {name} left these in the order they were found in."
_NONE = "The language model's answer named none of the candidates, so they stand in the order they were found in."
_SOME = "The language model ordered {named} of {all} candidates; the others follow in the order they were found in."


@dataclass(frozen=True, slots=True)
class Means:
    """What a prompted ranker may use: each takes what it needs and says what it lacks.

    `where` is how the user named the model, for those that load a head of their own; `popularity` is
    (len(catalogue),) in [0, 1].
    """

    catalogue: Catalogue
    lm: LanguageModel | None = None
    where: str | None = None
    noun: str = "item"
    vectors: ItemVectors | None = None
    popularity: Scores | None = None
    seed: int = 0


class PromptedRanker(ABC):
    """One method. `name` is what a user calls it, `variants` the wordings it has, the first being its usual one.

    `reads` is how many candidates it looks at, `remembers` how many of the latest items of a history; `needs_lm` is
    False where it loads its own model. Raises ValueError for a variant that it has not.
    """

    name: ClassVar[str]
    variants: ClassVar[tuple[str, ...]]
    reads: ClassVar[int] = 20
    remembers: ClassVar[int] = 10
    needs_lm: ClassVar[bool] = True

    def __init__(self, means: Means, variant: str | None = None) -> None:
        if variant is not None and variant not in self.variants:
            raise ValueError(f"the ranker {self.name} has no variant {variant!r}; it has {', '.join(self.variants)}")
        self.means = means
        self.variant = self.variants[0] if variant is None else variant

    @property
    def lm(self) -> LanguageModel:
        """The language model. Raises LanguageModelError where there is none."""
        if self.means.lm is None:
            raise LanguageModelError(f"the ranker {self.name} needs a language model.", hint="Name one with --model.")
        return self.means.lm

    @abstractmethod
    def order(self, history: Sequence[str], candidates: Sequence[str]) -> list[str]:
        """Candidates, best first, each at most once; those that the model says nothing of are left out.

        `history` is not empty and oldest first. Raises LanguageModelError where the model cannot answer.
        """

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> Ranking:
        chosen = list(dict.fromkeys(candidates))
        history = [item for item in query.near() if item in self.means.catalogue][-self.remembers :]
        if not chosen or not history:
            return _placed(chosen, _NO_HISTORY.format(name=self.name) if chosen else None)
        shown = chosen[: self.reads]
        places = set(shown)
        named = [item for item in dict.fromkeys(self.order(history, shown)) if item in places]
        left = set(chosen) - set(named)
        notice = _SOME.format(named=len(named), all=len(chosen)) if named else _NONE
        return _placed([*named, *(item for item in chosen if item in left)], notice if left else None)


def _placed(items: Sequence[str], notice: str | None) -> Ranking:
    return Ranking((Hit(item, -float(place)) for place, item in enumerate(items)), notice)
