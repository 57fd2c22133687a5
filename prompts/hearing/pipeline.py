"""An item is heard at the end of a pipeline: goal and topic are predicted first and read in its prompt (UniMIND)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from torch import Tensor

from data.records import ItemRef
from prompts.hearing.slot import SlotHearing
from prompts.prompt import Prompt

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM


class PipelineHearing(SlotHearing):
    """Tuned as a slot is; asked, it runs `prompts.pipeline` with the tasks that the model was tuned on."""

    name = "pipeline"

    def answer(self, model: PromptedLM, prompts: Sequence[Prompt]) -> Tensor:
        from prompts.pipeline import Pipeline

        return Pipeline(model).item_scores(prompts)

    def say(self, model: PromptedLM, prompt: Prompt, *, max_new_tokens: int) -> tuple[str | ItemRef, ...]:
        """What the agent says next, with the items that it recommends."""
        from prompts.pipeline import Pipeline

        return Pipeline(model).reply(prompt, max_new_tokens=max_new_tokens)
