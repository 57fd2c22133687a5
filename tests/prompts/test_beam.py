"""The beam masks what a user has seen inside itself, so that exactly k other items come out, the likeliest first."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import ItemRef
from data.synthetic import World
from prompts.beam import before_answers, trie_beam
from prompts.prompt import Message, Prompt
from prompts.prompted_lm import PromptedLM
from tests.prompts.test_codes import coded


@pytest.fixture(scope="module", params=["llama", "bert"])
def lm(request: pytest.FixtureRequest, world: World) -> PromptedLM:
    return coded(world, request.param)


@pytest.fixture(scope="module")
def prompts(world: World) -> list[Prompt]:
    liked = [ItemRef(item) for item in world.catalogue.ids[:3]]
    return [Prompt.of("hello"), Prompt((Message("user", ("i liked ", *liked)),)), Prompt.of("what should i watch ?")]


def exhaustive(lm: PromptedLM, prompt: Prompt) -> dict[str, float]:
    """The log-probability of every item's code, one plain forward pass each."""
    before = lm.encoder(prompt).ids
    found = {}
    for item, code in zip(lm.catalogue.ids, lm.code_ids, strict=True):
        logp = lm.lm(input_ids=torch.tensor([[*before, *code]]), use_cache=False).logits[0].log_softmax(-1)
        found[item] = sum(float(logp[len(before) + place - 1, token]) for place, token in enumerate(code))
    return found


def test_a_wide_beam_is_the_exhaustive_ranking_without_what_was_seen(lm: PromptedLM, prompts: list[Prompt]) -> None:
    seen = [lm.catalogue.ids[:6], lm.catalogue.ids[10:], ()]
    ranked = lm.rank(prompts, len(lm.catalogue), without=seen)
    for prompt, hidden, hits in zip(prompts, seen, ranked, strict=True):
        wanted = {item: score for item, score in exhaustive(lm, prompt).items() if item not in hidden}
        assert [hit.item for hit in hits] == sorted(wanted, key=lambda item: -wanted[item])
        assert [hit.score for hit in hits] == pytest.approx(sorted(wanted.values(), reverse=True), abs=2e-3)


@given(
    k=st.integers(1, 6), allowed=st.one_of(st.none(), st.sets(st.integers(0, 23))),
    hidden=st.lists(st.sets(st.integers(0, 23)), min_size=3, max_size=3),
)
@settings(max_examples=25, deadline=None)
def test_a_narrow_beam_finds_exactly_as_many_as_may_be_said(
    lm: PromptedLM, prompts: list[Prompt], k: int, allowed: set[int] | None, hidden: list[set[int]]
) -> None:
    rows = None if allowed is None else torch.tensor(sorted(allowed), dtype=torch.long)
    lists = trie_beam(lm, lm.trie, before_answers(lm, lm.trie, prompts), k, rows, [frozenset(one) for one in hidden])
    for hits, unwanted in zip(lists, hidden, strict=True):
        may = (set(range(24)) if allowed is None else allowed) - unwanted
        said = [lm.catalogue.row(hit.item) for hit in hits]
        assert set(said) <= may and len(set(said)) == len(said) == min(k, len(may))


def test_hiding_what_would_not_be_listed_changes_nothing(lm: PromptedLM, prompts: list[Prompt]) -> None:
    [plain] = lm.rank(prompts[:1], 24)
    last = plain[-1].item
    [hidden] = lm.rank(prompts[:1], 23, without=[[last]])
    assert [hit.item for hit in hidden] == [hit.item for hit in plain[:-1]]
