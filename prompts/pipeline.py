"""Goal, then topic, then item, then reply: each step reads what the steps before it predicted, never what was recorded.

UniMIND's inference (Deng et al. 2022). A step that the model was not tuned on is left out, and what it would
have said stays empty. Whether an item is recommended at all is the item step's own answer, not an oracle's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from data.records import ItemRef
from prompts.batch import collate
from prompts.filling import SLOT, filled
from prompts.hearing.base import at
from prompts.hearing.pipeline import PipelineHearing
from prompts.plan import Plan
from prompts.planned import Planned, asked_by
from prompts.prompt import Message, Prompt
from prompts.ranking import answering, asking
from prompts.tasks.goal import Goal
from prompts.tasks.item import Item
from prompts.tasks.response import Response
from prompts.tasks.topic import Topic

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

_NAME_TOKENS = 16
"""Tokens of a goal or a topic at most."""


class Pipeline:
    """The pipeline of a model whose hearing is "pipeline": its `parts` answer the tasks that they were tuned on alone,
    the model itself all others. Prompts are conversations, with a system message for the user's profile where there is
    one. Raises ValueError for a model that hears otherwise.
    """

    def __init__(self, model: PromptedLM) -> None:
        if not isinstance(model.hearing, PipelineHearing):
            heard = model.hearing.name
            raise ValueError(f"the model {model.name!r} hears by {heard!r}; tune it with hears = 'pipeline'")
        self.model, self.hearing = model, model.hearing
        self.asks = asked_by(model.encoder.special)

    def plans(self, prompts: Sequence[Prompt]) -> list[Plan]:
        """Predicted goals and topics; "" where the model has no such task."""
        contexts = [_context(prompt) for prompt in prompts]
        plans = [Plan() for _ in prompts]
        plans = self._named(Goal, contexts, plans, lambda plan, name: replace(plan, goal=name))
        return self._named(Topic, contexts, plans, lambda plan, name: replace(plan, topic=name))

    def item_prompts(self, prompts: Sequence[Prompt], plans: Sequence[Plan]) -> list[Prompt]:
        """What the item step reads after these conversations."""
        return [
            Item.prompt(_context(prompt), plan, self.asks) for prompt, plan in zip(prompts, plans, strict=True)
        ]

    @torch.inference_mode()
    def item_scores(self, prompts: Sequence[Prompt]) -> Tensor:
        """Item logits (B, n_items) after goals and topics that are predicted here."""
        return self._heard(self.item_prompts(prompts, self.plans(prompts)))

    @torch.inference_mode()
    def reply(self, prompt: Prompt, *, max_new_tokens: int) -> tuple[str | ItemRef, ...]:
        """What the agent says next: words and items, the best that were not named before."""
        (plan,) = self.plans([prompt])
        asked = self.item_prompts([prompt], [plan])
        scores = self._heard(asked)[0]
        said = [self.model.catalogue.row(item) for item in _named(prompt)]
        scores[said] = -torch.inf
        best = [self.model.catalogue.items[row].id for row in scores.argsort(descending=True)[:8].tolist()]
        if Item.name in self.model.tuned_on and SLOT in self._part(Item).generate(asked, max_new_tokens=1)[0]:
            plan = replace(plan, items=tuple(best[:1]))
        asked = [Response.prompt(_context(prompt), plan, self.asks)]
        return filled(self._part(Response).generate(asked, max_new_tokens=max_new_tokens)[0], best)

    def _part(self, task: type[Planned]) -> PromptedLM:
        if task.name in self.hearing.parts:
            part: PromptedLM = self.hearing.parts[task.name]  # type: ignore[assignment]
            return part
        return self.model

    def _named(
        self, task: type[Planned], contexts: Sequence[Sequence[Message]], plans: list[Plan],
        put: Callable[[Plan, str], Plan],
    ) -> list[Plan]:
        if task.name not in self.model.tuned_on:
            return plans
        asked = [task.prompt(context, plan, self.asks) for context, plan in zip(contexts, plans, strict=True)]
        names = self._part(task).generate(asked, max_new_tokens=_NAME_TOKENS)
        return [put(plan, name) for plan, name in zip(plans, names, strict=True)]

    def _heard(self, prompts: Sequence[Prompt]) -> Tensor:
        part = self._part(Item)
        batch = collate([part.encoder(asking(prompt)) for prompt in prompts], part.encoder.pad).to(part.device)
        return part.hearing.scores(part, batch, at(batch.mask.sum(1) - 1, batch.mask))


def _context(prompt: Prompt) -> tuple[Message, ...]:
    """The conversation of a prompt, without a place that is left open for an item."""
    return answering(prompt).messages


def _named(prompt: Prompt) -> list[str]:
    return [piece.item for message in prompt.messages for piece in message.pieces if isinstance(piece, ItemRef)]
