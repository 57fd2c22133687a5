"""What is asked of those who explain: a sentence for each held-out review, judged by that review.

PEPLER's protocol (Li, Zhang & Chen 2023, sec. 5): reviews in shares of 8, 1 and 1 drawn by the seed, every user and
item in training, one feature and sentence a review; features are counted on training reviews alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from data.records import Interaction
from data.store import Store
from eval.board import Values
from eval.explained import explained_figures, named

if TYPE_CHECKING:
    from prompts.evidence import Evidence
    from prompts.people import People
    from prompts.tasks.explain import Explain


@dataclass(frozen=True)
class Scene:
    """The held-out reviews of a store for one seed; at most `most` of them, drawn by the seed, where it is given."""

    store: Store
    seed: int
    most: int | None = None

    @cached_property
    def people(self) -> People:
        """The split, the same that recipes with `split = "shares"` are tuned on."""
        from prompts.people import people_of

        return people_of(self.store, self.seed)

    @cached_property
    def profiled(self) -> bool:
        """Whether users are told of in words (XRec's data)."""
        return any(event.profile for event in self.people.parts["train"])

    @cached_property
    def evidence(self) -> Evidence:
        """What training reviews say."""
        from prompts.evidence import Evidence

        return Evidence(self.people.parts["train"], self.people.features)

    @cached_property
    def asked(self) -> Sequence[Interaction]:
        """The events of the test part whose review speaks of a feature. Raises ValueError where there is none."""
        every = [event for event in self.people.parts["test"] if self.task().found(event) is not None]
        if not every:
            raise ValueError(f"{self.store.name} has no held-out review that speaks of a feature; give another --store")
        if self.most is None or self.most >= len(every):
            return every
        drawn = np.random.default_rng(self.seed).permutation(len(every))[: self.most]
        return [every[place] for place in np.sort(drawn).tolist()]

    @cached_property
    def references(self) -> Sequence[str]:
        """What was written, one text an event asked about."""
        task = self.task("profiles" if self.profiled else "vectors")
        return [task.reference(event) for event in self.asked]

    def told(self, part: str = "train") -> Sequence[tuple[Interaction, str]]:
        """The events of a part with what was written of them, as `references` has it."""
        task = self.task("profiles" if self.profiled else "vectors")
        return [(event, said) for event in self.people.parts[part] if (said := task.reference(event))]

    def task(self, reads: str = "vectors") -> Explain:
        """The task that recipes are tuned on."""
        if reads not in self._tasks:
            from prompts.tasks.explain import Explain

            self._tasks[reads] = Explain(self.people, reads, self.store.catalogue)
        return self._tasks[reads]

    @cached_property
    def _tasks(self) -> dict[str, Explain]:
        return {}

    @cached_property
    def _known(self) -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[tuple[str, int]]]]:
        spoken_of, judged = self.evidence.spoken_of(), self.evidence.judged()
        if self.profiled:
            # What is told of an item speaks of it as well as reviews do.
            told = {item.id: item.description for item in self.store.catalogue}
            features = named(list(told.values()), self.people.features.weights)
            spoken_of = {
                item: spoken_of.get(item, frozenset()) | said for item, said in zip(told, features, strict=True)
            }
        return spoken_of, judged

    def figures(self, answers: Sequence[str]) -> Values:
        """All figures of an answer for each event asked about (`eval.explained`), and the share of empty ones."""
        spoken_of, judged = self._known
        features, task = self.people.features, self.task()
        found = [task.found(event) for event in self.asked]
        made = explained_figures(
            answers, self.references, [one.feature for one in found if one], [event.user for event in self.asked],
            [event.item for event in self.asked], tuple(features.weights), spoken_of, hear=features.all, judged=judged,
        )  # fmt: skip
        return {**made, "empty": sum(not answer.strip() for answer in answers) / len(answers)}
