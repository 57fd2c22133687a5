"""What is told of replies: whether they name an item where one is due, which, and how varied they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pytest

from data.dialogues import Dialogues
from data.records import Dialogue, ItemRef, Turn
from data.synthetic import World
from eval.dialogue_replies import replies
from prompts.hearing.slot import SlotHearing
from prompts.lm import Hit
from prompts.prompt import Prompt
from tests.tiny_models import prompted


def talk(number: int, named: str | None) -> Dialogue:
    said: tuple[Any, ...] = ("see ", ItemRef(named)) if named else ("what do you like ?",)
    return Dialogue(f"d{number}", (Turn("user", (f"hello {number}",)), Turn("agent", said)))


class Talker:
    """Says one thing to those who greet with an even number, another to others, and always ranks one item first."""

    hearing = SlotHearing()

    def __init__(self, world: World, best: str) -> None:
        self._lm = prompted("bert", world.catalogue)
        self._best = best
        self.encoder, self.device, self.losses = self._lm.encoder, self._lm.device, self._lm.losses

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int) -> list[str]:
        assert max_new_tokens > 1
        even = int(str(prompts[0].messages[0].pieces[0]).split()[1]) % 2 == 0
        return ["see [REC]" if even else "what else ?"]

    def rank(self, prompts: Sequence[Prompt], k: int, *, without: Sequence[Collection[str]]) -> list[list[Hit]]:
        assert not without[0] and k == 1
        return [[Hit(self._best, 1.0)]]


@pytest.mark.parametrize("right", [True, False])
def test_replies_are_judged_by_where_and_what_the_agent_named(world: World, right: bool) -> None:
    first, second = world.catalogue.ids[:2]
    # Even numbers get an item: due for 0 and 2, not for 4; for 1 one was due and is missing.
    held = Dialogues([talk(0, first), talk(1, first), talk(2, first), talk(3, None), talk(4, None)])
    lm: Any = Talker(world, first if right else second)
    found = replies(lm, held, seed=0)
    assert found["named_if_due"] == pytest.approx(2 / 3)
    assert found["named_if_not"] == pytest.approx(1 / 2)
    assert found["right_item"] == float(right)
    assert found["distinct_replies"] == pytest.approx(2 / 5)
    assert found["distinct_per_reply_1"] > found["distinct_1"] > 0
    assert found["perplexity"] > 1 and found["word_perplexity"] > 1
