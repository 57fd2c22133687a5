"""A model that lists its best items is asked so that ten unseen ones are left, whichever way it can be asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from data.synthetic import make_world
from eval.next_item import ranked
from eval.next_item_systems import by_model, listed
from prompts.lm import Hit, ScriptedLM
from prompts.prompt import Prompt
from prompts.taste import ranking_prompt

WORLD = make_world(0)
IDS = WORLD.catalogue.ids
CASES = list(WORLD.interactions.leave_one_out().cases("test"))[:50]


class Leaving(ScriptedLM):
    """A scripted ranking that can leave items out; it says how deep it was asked."""

    depths: list[int]

    def rank(  # type: ignore[override]
        self, prompts: Sequence[Prompt], k: int, *, allowed: Collection[str] | None = None,
        without: Sequence[Collection[str]] | None = None,
    ) -> list[list[Hit]]:
        self.depths = [*getattr(self, "depths", []), k]
        whole = super().rank(prompts, len(IDS), allowed=allowed)
        left = without if without is not None else [()] * len(whole)
        return [[hit for hit in hits if hit.item not in out][:k] for hits, out in zip(whole, left, strict=True)]


@pytest.mark.parametrize("lm", [ScriptedLM(ranking=IDS), Leaving(ranking=IDS)], ids=["deep", "leaving"])
def test_ten_unseen_items_are_left_of_every_list(lm: ScriptedLM) -> None:
    seen = [case.history for case in CASES]
    found = listed(lm, [ranking_prompt(history) for history in seen], seen, 10, allowed=set(IDS[::2]))
    for history, masked, unmasked in zip(seen, found.masked, found.unmasked, strict=True):
        assert masked == [item for item in IDS[::2] if item not in history][:10]
        assert unmasked == list(IDS[:20:2])


def test_a_model_that_can_leave_items_out_is_asked_for_no_more_than_is_needed() -> None:
    lm = Leaving(ranking=IDS)
    ranked(by_model(lm, WORLD.catalogue), CASES, WORLD.catalogue, seed=0)
    assert lm.depths == [10, 10]


def test_a_list_places_the_target_where_scores_would() -> None:
    by_lists = ranked(by_model(ScriptedLM(ranking=IDS), WORLD.catalogue), CASES, WORLD.catalogue, seed=0)
    places = [[item for item in IDS if item not in case.history].index(case.target) + 1 for case in CASES]
    assert [place if place <= 10 else 61 for place in places] == by_lists.masked.tolist()
