"""Ranks in three steps: what the user's taste is, which watched items show it best, which candidates are like those.

Source: Wang and Lim, "Zero-Shot Next-Item Recommendation using Large Pretrained Language Models", 2023 (arXiv
2304.03153). The candidates come from whoever found them, in the paper from users who watched the same. Most of the
published score is that choice: ten of its candidates taken at random come close.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.prompted_ranker import Means, PromptedRanker
from agent.words.said_nouns import said_nouns
from prompts.example import Example
from prompts.listing import Listing
from prompts.template import load_templates

FIELDS = frozenset(
    {"noun", "nouns", "verb", "past", "doing", "history", "candidates", "preferences", "selected", "count"}
)
_RECOMMENDED = 10
_SELECTED = 5
_SUMMARY_TOKENS, _LIST_TOKENS = 200, 512
_SUMMARY_CHARACTERS = 600


class NIR(PromptedRanker):
    """Three calls of the model a query. Its answers are read line by line and held against what was shown."""

    name = "nir"
    variants = ("three-step",)
    remembers = 8

    def __init__(self, means: Means, variant: str | None = None) -> None:
        super().__init__(means, variant)
        self._templates = {template.id: template for template in load_templates(self.name, FIELDS)}

    def order(self, history: Sequence[str], candidates: Sequence[str]) -> list[str]:
        shown, met = Listing(self.means.catalogue, candidates), Listing(self.means.catalogue, history)
        fields = {
            **said_nouns(self.means.noun), "candidates": ", ".join(shown.labels),
            # The latest first, as the authors write it.
            "history": ", ".join(reversed(met.labels)), "count": str(min(_RECOMMENDED, len(candidates))),
        }
        summary = self._asked("preferences", fields, _SUMMARY_TOKENS)
        fields["preferences"] = " ".join(summary.split())[:_SUMMARY_CHARACTERS].rstrip(".")
        selected = met.read(self._asked("representative", fields, _LIST_TOKENS))[:_SELECTED]
        labels = dict(zip(met.items, met.labels, strict=True))
        chosen = selected or list(reversed(met.items))[:_SELECTED]
        fields["selected"] = ", ".join(f"{place}. {labels[item]}" for place, item in enumerate(chosen, 1))
        return shown.read(self._asked("recommend", fields, _LIST_TOKENS))

    def _asked(self, step: str, fields: dict[str, str], tokens: int) -> str:
        prompt = self._templates[step].render(Example(fields))
        return self.lm.generate([prompt], max_new_tokens=tokens, seed=self.means.seed)[0]
