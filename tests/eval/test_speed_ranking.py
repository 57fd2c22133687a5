"""Our beam finds what transformers' own finds; how much sooner is for the measurement to say."""

from __future__ import annotations

from data.synthetic import World
from eval.callback_beam import CallbackBeam
from eval.untrained import untrained
from prompts.taste import ranking_prompt


def test_a_callback_and_the_trie_list_the_same_items(world: World) -> None:
    lm = untrained(world.catalogue, codes=3, width=32, layers=2, seed=0)
    ids = world.catalogue.ids
    prompts = [ranking_prompt(ids[start : start + 1 + start % 4]) for start in range(8)]
    ours = [[hit.item for hit in hits] for hits in lm.rank(prompts, 5)]
    assert CallbackBeam(lm).rank(prompts, 5, beams=20) == ours
    assert len(set(map(tuple, ours))) > 1
