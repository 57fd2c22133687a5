"""What every soft prompt keeps: rows of the right shape that change what a model says, however it is asked."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from data.synthetic import World
from prompts.batch import Batch
from prompts.encoded import IGNORE
from prompts.knowledge_encoder import KnowledgeEncoder
from prompts.prompt import Prompt
from prompts.prompted_lm import PromptedLM
from prompts.registry import classes_in
from prompts.soft.base import SoftPrompt
from tests.tiny_models import KINDS, TRAITS, USERS, WIDTH, knowing, prompted, texts_of, word_piece

KNOWN = classes_in("prompts.soft", SoftPrompt)
PROMPT = Prompt.of("what should i watch")
NEW = 10


@pytest.fixture(scope="module")
def graph(world: World) -> KnowledgeEncoder:
    return knowing(world.catalogue, word_piece(texts_of(world.catalogue)))


def built(name: str, length: int, graph: KnowledgeEncoder) -> SoftPrompt:
    more: dict[str, Any] = {"knowledge": graph} if KNOWN[name].knows else {}
    more |= {"traits": TRAITS} if KNOWN[name].reads_traits else {}
    soft: SoftPrompt = KNOWN[name](length, WIDTH, users=USERS, **more)
    return soft


def rows(soft: SoftPrompt, users: list[int], graph: KnowledgeEncoder) -> Tensor:
    """Its rows before four words of each user, the third an item but for one user."""
    shape = (len(users), 4)
    none = torch.full(shape, -1)
    items = none.clone()
    items[:, 2] = torch.arange(len(users)) % 3 - 1
    batch = Batch(torch.full(shape, 7), torch.ones(shape, dtype=torch.long), items, torch.full(shape, IGNORE), none,
                  torch.tensor(users), profiles=tuple((TRAITS[user % 3], "height: 2 m") for user in users))
    torch.manual_seed(1)
    made: Tensor = soft(batch, torch.randn(*shape, WIDTH), graph.entities())
    return made


@pytest.fixture(scope="module", params=[(kind, name) for kind in KINDS for name in KNOWN], ids="-".join)
def pair(request: pytest.FixtureRequest, world: World) -> tuple[PromptedLM, PromptedLM]:
    """One LM with a soft prompt and the same LM without."""
    kind, name = request.param
    return prompted(kind, world.catalogue, soft=name), prompted(kind, world.catalogue)


def test_the_folder_holds_the_soft_prompts_we_know() -> None:
    assert {"shared", "personal", "knowledge"} <= set(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_rows_are_of_the_lms_width_for_known_new_and_no_users(name: str, graph: KnowledgeEncoder) -> None:
    soft = built(name, 3, graph)
    assert soft.name == name
    assert rows(soft, [0, -1, USERS - 1, USERS, 10**6], graph).shape == (5, 3, WIDTH)


@pytest.mark.parametrize("name", KNOWN)
def test_a_soft_prompt_without_rows_is_refused(name: str, graph: KnowledgeEncoder) -> None:
    with pytest.raises(ValueError, match="at least one row, got length 0"):
        built(name, 0, graph)


@pytest.mark.parametrize("name", KNOWN)
def test_every_row_can_be_tuned(name: str, graph: KnowledgeEncoder) -> None:
    soft = built(name, 3, graph)
    rows(soft, [1, 2], graph).sum().backward()
    # What an adversary has is tuned against the rows, not by them (tests/prompts/test_private.py).
    made = [value for name, value in soft.named_parameters() if not name.startswith("adversary.")]
    assert all(parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in made)


@pytest.mark.parametrize("options", [
    {"cache": True}, {"cache": False}, {"beams": 3}, {"beams": 3, "cache": False}, {"temperature": 0.7, "seed": 1},
], ids=str)  # fmt: skip
def test_it_changes_what_is_generated(pair: tuple[PromptedLM, PromptedLM], options: dict[str, Any]) -> None:
    steered, bare = (lm.generate([PROMPT], max_new_tokens=NEW, **options) for lm in pair)
    assert steered != bare


def test_it_changes_batches_streams_scores_and_ranks(pair: tuple[PromptedLM, PromptedLM]) -> None:
    soft, bare = pair
    batch = [PROMPT, Prompt.of("hello")]
    for one, other in zip(*(lm.generate(batch, max_new_tokens=NEW) for lm in pair), strict=True):
        assert one != other
    assert "".join(soft.stream(PROMPT, max_new_tokens=NEW)) != "".join(bare.stream(PROMPT, max_new_tokens=NEW))
    assert soft.score(PROMPT, ["good"]) != bare.score(PROMPT, ["good"])
    assert [hit.score for hit in soft.rank([PROMPT], 4)[0]] != [hit.score for hit in bare.rank([PROMPT], 4)[0]]


def test_with_it_cache_batch_and_stream_still_agree(pair: tuple[PromptedLM, PromptedLM]) -> None:
    soft, _ = pair
    batch = [PROMPT, Prompt.of("hello , i liked the film that you recommend"), Prompt.of("no")]
    alone = [soft.generate([prompt], max_new_tokens=NEW)[0] for prompt in batch]
    assert soft.generate(batch, max_new_tokens=NEW) == alone == soft.generate(batch, max_new_tokens=NEW, cache=False)
    assert ["".join(soft.stream(prompt, max_new_tokens=NEW)) for prompt in batch] == alone
    beams = [soft.generate([prompt], max_new_tokens=NEW, beams=3)[0] for prompt in batch]
    assert soft.generate(batch, max_new_tokens=NEW, beams=3) == beams


@pytest.mark.parametrize("vectors", [True, False], ids=["vector", "title"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_personal_prompt_is_the_right_users(kind: str, vectors: bool, world: World) -> None:
    lm = prompted(kind, world.catalogue, soft="personal", vectors=vectors)
    said = [Prompt(PROMPT.messages, user=user) for user in (0, 3, None, 3)]
    for beams in (1, 3):
        alone = [lm.generate([prompt], max_new_tokens=NEW, beams=beams)[0] for prompt in said]
        assert lm.generate(said, max_new_tokens=NEW, beams=beams) == alone
        assert alone[1] == alone[3] and len(set(alone[:3])) == 3
    ranked = lm.rank(said, 4)
    singly = [lm.rank([prompt], 4)[0] for prompt in said]
    assert [[hit.item for hit in hits] for hits in ranked] == [[hit.item for hit in hits] for hits in singly]
    assert len({hits[0].score for hits in singly[:3]}) == 3


def test_a_user_without_a_row_gets_the_shared_part(world: World) -> None:
    lm = prompted("llama", world.catalogue, soft="personal")
    new, none = (Prompt(PROMPT.messages, user=user) for user in (USERS, None))
    assert lm.generate([new], max_new_tokens=NEW) == lm.generate([none], max_new_tokens=NEW)
