"""A tuned language model that is asked the questions of P5's families."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.interactions import Case
from eval.board import Values
from eval.choosing import Picker, by_scorer
from eval.family_figures import (
    direct_figures,
    headline_figures,
    next_item_figures,
    star_figures,
    why_figures,
)
from eval.family_questions import Question, Questions
from eval.next_item import LONGEST, Listed, Scorer
from eval.next_item_systems import listed, scores_items
from eval.ranking import Floats, Ints
from eval.rating_systems import Asking

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

_TOGETHER = 64
_SENTENCE, _HEADLINE = 48, 16
"""New tokens at most."""


class FamilyModel:
    """One model, asked in wordings that its tuning had (`seen`) or in the one of each family that it had not."""

    def __init__(self, lm: LanguageModel, scene: Questions, *, seen: bool) -> None:
        self.lm, self.scene, self.seen = lm, scene, seen

    def figures(self, families: Collection[str]) -> Values:
        """All figures of some families."""
        found: dict[str, Floats | float] = {}
        for family in families:
            found |= FAMILIES[family](self)
        return found

    def rating(self) -> Values:
        """The rating of a user and an item."""
        return self._stars("rating")

    def review(self) -> Values:
        """The stars that go with a review, and its headline, of which every wording is in tuning."""
        stars = self._stars("review")
        return {**stars, **headline_figures(self._saying(_HEADLINE), self.scene)} if self.seen else stars

    def why(self) -> Values:
        """A user's sentence on an item."""
        return why_figures(self._saying(_SENTENCE), self.scene, seen=self.seen)

    def next_item(self) -> Values:
        """What comes after a history."""
        asked = self.scene.asked("next_item", "next", seen=self.seen)
        return next_item_figures(self._scorer(asked), asked, self.scene)

    def direct(self) -> Values:
        """Which candidate a user takes."""
        asked = self.scene.asked("direct", "choose", seen=self.seen)
        return direct_figures(self._picker(asked), asked, self.scene)

    def _stars(self, family: str) -> Values:
        asked = self.scene.asked(family, "stars", seen=self.seen)
        prompts = {question.event: question.prompt for question in asked}
        asking = Asking(self.lm, self.scene.people, prompts.__getitem__)
        events = list(prompts)
        found = star_figures(asking.in_words(events), asked, self.scene.middle, f"{family}_")
        mean = star_figures(asking.expected(events), asked, self.scene.middle, f"{family}_expected_")
        return {**found, **{name: value for name, value in mean.items() if not name.endswith("unreadable")}}

    def _saying(self, new: int) -> Callable[[Sequence[Question]], Sequence[str]]:
        def say(asked: Sequence[Question]) -> Sequence[str]:
            # Prompts of like length together: a short one is padded to the longest beside it.
            order = sorted(range(len(asked)), key=lambda place: sum(len(m.text) for m in asked[place].prompt.messages))
            answers = [""] * len(asked)
            for start in range(0, len(order), _TOGETHER):
                part = order[start : start + _TOGETHER]
                said = self.lm.generate([asked[place].prompt for place in part], max_new_tokens=new)
                for place, answer in zip(part, said, strict=True):
                    answers[place] = answer
            return answers

        return say

    def _scorer(self, asked: Sequence[Question]) -> Scorer:
        prompts = {question.event.user: question.prompt for question in asked}
        model: Any = self.lm

        def score(cases: Sequence[Case]) -> NDArray[np.floating] | Listed:
            own = [prompts[case.user] for case in cases]
            if not scores_items(self.lm):
                return listed(self.lm, own, [case.history for case in cases], LONGEST)
            parts = [own[start : start + _TOGETHER] for start in range(0, len(own), _TOGETHER)]
            return np.concatenate([model.item_scores(part).float().cpu().numpy() for part in parts])

        return score

    def _picker(self, asked: Sequence[Question]) -> Picker:
        if scores_items(self.lm):
            return by_scorer(self._scorer(asked))
        prompts = {question.event.user: question.prompt for question in asked}
        ids = self.scene.store.catalogue.ids

        def pick(cases: Sequence[Case], rows: Ints) -> NDArray[np.floating]:
            scores = np.full(rows.shape, -np.inf)
            for place, (case, own) in enumerate(zip(cases, rows.tolist(), strict=True)):
                candidates = [ids[row] for row in own]
                (hits,) = self.lm.rank([prompts[case.user]], len(candidates), allowed=candidates)
                for rank, hit in enumerate(hits):
                    scores[place, candidates.index(hit.item)] = -rank
            return scores

        return pick


FAMILIES: Mapping[str, Callable[[FamilyModel], Values]] = {
    "rating": FamilyModel.rating, "next_item": FamilyModel.next_item, "why": FamilyModel.why,
    "review": FamilyModel.review, "direct": FamilyModel.direct,
}
