"""The trie finds what brute force over all titles finds, and nothing that is not allowed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from data.synthetic import World
from prompts.beam import before_answers, trie_beam
from prompts.indexing.title import title_trie
from prompts.prompt import Prompt
from prompts.prompted_lm import PromptedLM
from prompts.trie import Trie
from tests.tiny_models import KINDS, prompted

END = 1
SEQUENCES = st.lists(st.lists(st.integers(2, 5), max_size=4).map(tuple), min_size=1, max_size=14, unique=True)


def walked(trie: Trie, rows: torch.Tensor | None) -> dict[tuple[int, ...], int]:
    """Every sequence that can be said, by walking all open edges, and its row."""
    open_ = trie.open_nodes(rows)
    said = {(): 0}
    found: dict[tuple[int, ...], int] = {}
    while said:
        ways, nodes = list(said), torch.tensor(list(said.values()))
        source, token, child = trie.expand(nodes, open_)
        said = {}
        for way, step, node in zip(source.tolist(), token.tolist(), child.tolist(), strict=True):
            longer = (*ways[way], step)
            if int(trie.item[node]) >= 0:
                found[longer] = int(trie.item[node])
            else:
                said[longer] = node
    return found


@given(sequences=SEQUENCES, data=st.data())
@settings(max_examples=40, deadline=None)
def test_walking_the_trie_says_each_allowed_sequence_and_no_other(
    sequences: list[tuple[int, ...]], data: st.DataObject
) -> None:
    ended = [[*sequence, END] for sequence in sequences]
    trie = Trie(ended)
    rows = data.draw(st.one_of(st.none(), st.sets(st.integers(0, len(ended) - 1), min_size=1)))
    allowed = range(len(ended)) if rows is None else rows
    found = walked(trie, None if rows is None else torch.tensor(sorted(rows)))
    assert found == {tuple(ended[row]): row for row in allowed}
    assert trie.longest == max(map(len, ended))


def test_two_items_said_alike_are_refused_by_row() -> None:
    with pytest.raises(ValueError, match="rows 0 and 2 are said with the same tokens"):
        Trie([[2, END], [3, END], [2, END]])


@pytest.fixture(scope="module", params=KINDS)
def lm(request: pytest.FixtureRequest, world: World) -> PromptedLM:
    return prompted(request.param, world.catalogue, vectors=False)


def likelihood(lm: PromptedLM, prompt: Prompt, sequences: Sequence[Sequence[int]]) -> list[float]:
    """Total log-probability of each sequence, one plain forward pass each."""
    before = lm.encoder(prompt).ids
    scores = []
    for sequence in sequences:
        logp = lm.lm(input_ids=torch.tensor([[*before, *sequence]]), use_cache=False).logits[0].log_softmax(-1)
        scores.append(sum(float(logp[len(before) + place - 1, token]) for place, token in enumerate(sequence)))
    return scores


def test_a_wide_beam_finds_the_exact_best_of_all_titles(lm: PromptedLM) -> None:
    trie = title_trie(lm.catalogue, lm.encoder)
    prompt = Prompt.of("what should i watch ?")
    sequences = [[*lm.encoder.words(item.label()), lm.encoder.end] for item in lm.catalogue]
    wanted = likelihood(lm, prompt, sequences)
    best = sorted(range(len(wanted)), key=lambda row: -wanted[row])
    [hits] = trie_beam(lm, trie, before_answers(lm, trie, [prompt]), len(lm.catalogue), None)
    assert [hit.item for hit in hits] == [lm.catalogue.items[row].id for row in best]
    assert all(math.isclose(hit.score, wanted[row], abs_tol=5e-3) for hit, row in zip(hits, best, strict=True))
    allowed = torch.tensor(sorted(best[4:12]))
    [some] = trie_beam(lm, trie, before_answers(lm, trie, [prompt]), 8, allowed)
    assert [hit.item for hit in some] == [lm.catalogue.items[row].id for row in best[4:12]]


@given(k=st.integers(1, 10), rows=st.sets(st.integers(0, 23), min_size=1))
@settings(max_examples=15, deadline=None)
def test_a_narrow_beam_still_finds_k_distinct_allowed_items(lm: PromptedLM, k: int, rows: set[int]) -> None:
    trie = title_trie(lm.catalogue, lm.encoder)
    k = min(k, len(rows))
    allowed = torch.tensor(sorted(rows))
    batch = before_answers(lm, trie, [Prompt.of("hello"), Prompt.of("i liked the film")])
    for hits in trie_beam(lm, trie, batch, k, allowed):
        assert len({hit.item for hit in hits}) == len(hits) == k
        assert {lm.catalogue.row(hit.item) for hit in hits} <= rows
