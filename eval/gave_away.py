"""What a tuned model shows of users: kept prompts, states, lists, and how well it knows what they chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.store import Store
from eval.attackers import Features
from eval.next_item import Scorer

if TYPE_CHECKING:
    from prompts.prompt import Prompt

LISTED = 10
STEPS = 12
KNOWN = 5
"""How many of their first events are known of users whose states and lists are seen."""
_BATCH = 512


@dataclass(frozen=True)
class GaveAway:
    """A model whose users' prompts are kept in a file, as a server has them, and asked by person alone.

    `seed` draws the noise of what is kept. Without a soft prompt nothing is kept.
    """

    lm: Any
    store: Store
    events: Interactions
    people: Sequence[str]
    seed: int

    def __post_init__(self) -> None:
        from prompts.kept_prompt import made_prompts, with_people
        from prompts.personal_prompts import PersonalPrompts
        from prompts.prompt import Prompt

        if self.lm.soft is None:
            return
        kept = PersonalPrompts(":memory:", self.lm.name, self.lm.soft.length, self.lm.soft.width, most=10**6)
        for start in range(0, len(self.people), _BATCH):
            part = self.people[start : start + _BATCH]
            told = [replace(Prompt.of(""), profile=self.store.profiles[user].traits) for user in part]
            kept.keep(part, made_prompts(self.lm, told, seed=self.seed + start))
        with_people(self.lm, kept)

    def prompts(self, users: Sequence[str]) -> Features:
        """(n, length * width) what is kept of users; a column of zeros where nothing is."""
        if self.lm.soft is None:
            return np.zeros((len(users), 1), np.float32)
        return np.stack([self.lm.soft.kept.get(user).flatten().numpy() for user in users])

    def scorer(self) -> Scorer:
        """Rankings of users whose prompt is kept and whose profile is not told."""
        from eval.next_item_systems import by_model

        return by_model(self.lm, self.store.catalogue, tell=lambda prompt, case: replace(prompt, person=case.user))

    def states(self, users: Sequence[str]) -> Features:
        """(n, width) a user's state after a few events."""
        import torch

        from prompts.batch import collate
        from prompts.user_states import user_states

        found = []
        with torch.inference_mode():
            for start in range(0, len(users), _BATCH):
                asked = [self._prompt(user) for user in users[start : start + _BATCH]]
                batch = collate([self.lm.encoder(one) for one in asked], self.lm.encoder.pad).to(self.lm.device)
                found.append(user_states(self.lm, batch).cpu().numpy())
        return np.concatenate(found)

    def lists(self, users: Sequence[str], scorer: Scorer) -> Features:
        """(n, items) 1 for the first ten that a user is recommended after a few events."""
        cases = [Case(user, self._events(user)[:KNOWN], "") for user in users]
        told = np.zeros((len(users), len(self.store.catalogue)), np.float32)
        for start in range(0, len(cases), _BATCH):
            scores: Any = scorer(cases[start : start + _BATCH])
            for row, case in enumerate(cases[start : start + _BATCH]):
                scores[row, [self.store.catalogue.row(item) for item in case.history]] = -np.inf
                told[start + row, np.argpartition(-scores[row], LISTED)[:LISTED]] = 1.0
        return told

    def _events(self, user: str) -> tuple[str, ...]:
        return tuple(event.item for event in self.events.history(user))

    def _prompt(self, user: str) -> Prompt:
        from prompts.taste import ranking_prompt

        return replace(ranking_prompt(self._events(user)[:KNOWN]), person=user)


def surprise(catalogue: Catalogue, events: Interactions, users: Sequence[str], scorer: Scorer) -> Features:
    """(n, steps) nats of each of users' first events after those before it, by scores that are logits."""
    histories = [tuple(event.item for event in events.history(user)[:STEPS]) for user in users]
    found = np.empty((len(users), STEPS), np.float32)
    for step in range(STEPS):
        cases = [Case(user, own[:step], own[step]) for user, own in zip(users, histories, strict=True)]
        for start in range(0, len(cases), _BATCH):
            part = cases[start : start + _BATCH]
            targets = [catalogue.row(case.target) for case in part]
            found[start : start + len(part), step] = _nats(scorer(part), targets)
    return found


def _nats(scores: Any, targets: Sequence[int]) -> NDArray[np.floating]:
    top = scores.max(1, keepdims=True)
    total = np.log(np.exp(scores - top).sum(1)) + top[:, 0]
    told: NDArray[np.floating] = total - scores[np.arange(len(targets)), targets]
    return told
