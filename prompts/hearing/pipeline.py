"""An item is heard at the end of a pipeline: goal and topic are predicted first and read in its prompt (UniMIND)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from data.records import ItemRef
from prompts.hearing.slot import SlotHearing
from prompts.prompt import Prompt

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

TASKS = ("goal", "topic", "item", "response")


class PipelineHearing(SlotHearing):
    """Tuned as a slot is; asked, it runs `prompts.pipeline` with the tasks that the model was tuned on."""

    name = "pipeline"

    def __init__(self, width: int = 0, candidates: int = 0) -> None:
        super().__init__(width, candidates)
        # A buffer, so that a checkpoint keeps it.
        self.known = torch.nn.Buffer(torch.zeros(len(TASKS), dtype=torch.bool))

    def tuned_on(self, tasks: Collection[str]) -> None:
        self.known.copy_(torch.tensor([task in tasks for task in TASKS]))

    @property
    def tasks(self) -> frozenset[str]:
        """The tasks that the model was tuned on."""
        return frozenset(task for task, known in zip(TASKS, self.known.tolist(), strict=True) if known)

    def answer(self, model: PromptedLM, prompts: Sequence[Prompt]) -> Tensor:
        from prompts.pipeline import Pipeline

        return Pipeline(model).item_scores(prompts)

    def say(self, model: PromptedLM, prompt: Prompt, *, max_new_tokens: int) -> tuple[str | ItemRef, ...]:
        """What the agent says next, with the items that it recommends."""
        from prompts.pipeline import Pipeline

        return Pipeline(model).reply(prompt, max_new_tokens=max_new_tokens)
