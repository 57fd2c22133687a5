"""What every kind of hearing keeps, and what makes each its own: words and items in one softmax, candidates in no
order.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import DynamicCache

from data.records import ItemRef
from data.synthetic import World
from prompts.batch import collate
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.encoded import IGNORE, NO_ITEM
from prompts.growing import grown
from prompts.hearing.base import Hearing, at
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from prompts.registry import classes_in
from tests.tiny_models import KINDS, WIDTH, prompted

KNOWN = classes_in("prompts.hearing", Hearing)
CANDIDATES = 7


def model(world: World, name: str, kind: str = "bert", *, soft: str | None = None) -> PromptedLM:
    """A tiny model that hears items so; whatever it starts with at zero is drawn."""
    made = prompted(kind, world.catalogue, soft=soft)
    torch.manual_seed(1)
    hearing = KNOWN[name](WIDTH, CANDIDATES)
    for parameter in hearing.parameters():
        torch.nn.init.normal_(parameter, std=1.0)
    built = PromptedLM(
        made.lm, made.tokenizer, world.catalogue, items=made.items, soft=made.soft, name="tiny", hearing=hearing
    )
    return built.eval().requires_grad_(False)


def talk(world: World) -> list[Prompt]:
    """Prompts of several lengths: a question, a named item, an open message that asks for one."""
    first, second, *_ = world.catalogue.ids
    asked = Message("user", ("i liked ", ItemRef(first), " , what should i see ?"))
    return [
        Prompt.of("what is good ?"), Prompt((asked,)),
        Prompt((asked, Message("agent", ("see ", ItemRef(second))), Message("user", ("no",)))),
        Prompt((asked, Message("agent", ("you should see ", Slot())))), Prompt((Message("agent", (Slot(),)),)),
    ]


def test_the_folder_holds_the_kinds_that_recipes_name() -> None:
    from finetune.recipe_rules import HEARS

    assert set(KNOWN) == set(HEARS)


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("kind", KINDS)
def test_every_item_is_scored_and_none_depends_on_the_rest_of_the_batch(world: World, kind: str, name: str) -> None:
    lm, prompts = model(world, name, kind, soft="shared"), talk(world)
    together = lm.item_scores(prompts)
    assert together.shape == (len(prompts), len(world.catalogue)) and bool(together.isfinite().all())
    alone = torch.cat([lm.item_scores([prompt]) for prompt in prompts])
    assert torch.allclose(together, alone, atol=1e-3)
    assert [len(hits) for hits in lm.rank(prompts, 5)] == [5] * len(prompts)


@pytest.mark.parametrize("name", KNOWN)
def test_what_was_said_is_heard(world: World, name: str) -> None:
    lm = model(world, name)
    first, second, *_ = world.catalogue.ids
    one, other = (Prompt((Message("user", ("i liked ", ItemRef(item))),)) for item in (first, second))
    scores = lm.item_scores([one, other])
    assert not torch.allclose(scores[0], scores[1], atol=1e-3)


@pytest.mark.parametrize("name", KNOWN)
def test_a_checkpoint_gives_the_same_scores(world: World, name: str, tmp_path: Path) -> None:
    lm = model(world, name)
    loaded = load_checkpoint(save_checkpoint(lm, tmp_path / "model", recipe={}), world.catalogue)
    assert type(loaded.hearing) is KNOWN[name] and loaded.hearing.candidates == CANDIDATES
    assert torch.allclose(lm.item_scores(talk(world)), loaded.item_scores(talk(world)), atol=1e-5)
    same = grown(lm, world.catalogue, None)
    assert torch.allclose(lm.item_scores(talk(world)), same.item_scores(talk(world)))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", KNOWN)
def test_an_item_said_before_is_no_target(world: World, name: str) -> None:
    lm, item = model(world, name), world.catalogue.ids[3]
    said = Prompt((Message("agent", (ItemRef(item), " is good")),), ("see ", ItemRef(item)))
    assert set(lm.encoder(said, learn_context=True).targets) == {NO_ITEM}


@pytest.mark.parametrize("kind", KINDS)
def test_words_and_items_share_one_distribution(world: World, kind: str) -> None:
    lm = model(world, "word", kind)
    batch = collate([lm.encoder(prompt) for prompt in talk(world)[:3]], lm.encoder.pad)
    places = at(batch.mask.sum(1) - 1, batch.mask)
    logp = lm.hearing.next_token(lm, batch, places)  # type: ignore[operator]
    assert logp.shape == (3, lm.lm.config.vocab_size + len(world.catalogue))
    assert torch.allclose(logp.exp().sum(1), torch.ones(3), atol=1e-4)
    # The order of the items is that of their scores, whatever the words have.
    items = logp[:, -len(world.catalogue) :]
    assert torch.allclose(items.log_softmax(1), lm.hearing.scores(lm, batch, places).log_softmax(1), atol=1e-4)
    shares = items.exp().sum(1)
    assert bool((shares > 0).all()) and float(shares.std()) > 0


def test_a_said_item_stands_in_its_place_and_is_learned_at_the_position_before(world: World) -> None:
    lm, catalogue = model(world, "word"), world.catalogue
    first, second, third, *_ = catalogue.ids
    words = (Slot(first), " or ", Slot(second), " like ", ItemRef(third))
    said = lm.encoder(Prompt((Message("agent", words),), ("yes",)), learn_context=True)
    marks = lm.tokenizer.convert_ids_to_tokens(said.ids)
    assert marks == ["[CLS]", "[AGENT]", "[ITEM]", "or", "[ITEM]", "like", "[ITEM]", "[SEP]", "[AGENT]", "yes", "[SEP]"]
    rows = [catalogue.row(item) for item in (first, second, third)]
    assert [said.rows[place] for place in (2, 4, 6)] == rows
    assert [(place, row) for place, row in enumerate(said.targets) if row != NO_ITEM] == [(1, rows[0]), (3, rows[1])]
    assert [label for place, label in enumerate(said.labels) if place in (2, 4, 6)] == [IGNORE] * 3


def test_the_loss_of_an_item_is_its_share_of_the_one_distribution(world: World) -> None:
    lm, item = model(world, "word"), world.catalogue.ids[5]
    prompt = Prompt((Message("user", ("what ?",)),), ("see ", Slot(item)))
    batch = collate([lm.encoder(prompt)], lm.encoder.pad)
    words, items, tokens, count = lm.losses(batch)
    learned = batch.targets != NO_ITEM
    logp = lm.hearing.next_token(lm, batch, learned)  # type: ignore[operator]
    assert float(items) == pytest.approx(-float(logp[0, lm.lm.config.vocab_size + world.catalogue.row(item)]), rel=1e-4)
    # "see", and the end of the message.
    assert (tokens, count) == (2, 1) and float(words) > 0


def test_a_reply_says_words_and_items_as_the_one_distribution_has_them(world: World) -> None:
    """Whatever is likeliest comes, and what was said is read for what comes after it: an item by its vector."""
    lm = model(world, "word", "llama")
    hearing: Any = lm.hearing
    assert lm.items is not None and lm.items.bias is not None
    first = world.catalogue.ids[7]
    lm.items.bias.weight[7] = 1e4
    hearing.pointer.bias.fill_(1e4)
    assert hearing.say(lm, talk(world)[1], max_new_tokens=2) == (ItemRef(first), ItemRef(first))
    hearing.pointer.bias.fill_(-1e4)
    [words] = hearing.say(lm, talk(world)[1], max_new_tokens=6)
    assert isinstance(words, str) and words and "[" not in words
    asked = Message("user", ("what ?",))
    after = [hearing.say(lm, Prompt((asked, Message("agent", pieces))), max_new_tokens=6)
             for pieces in ((), (ItemRef(first), " "), (ItemRef(world.catalogue.ids[0]), " "))]
    assert len(set(after)) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_is_what_would_be_said_if_all_were_read_anew_at_each_step(world: World, kind: str) -> None:
    lm, steps = model(world, "word", kind), 8
    hearing: Any = lm.hearing
    pieces = set()
    # Items more and more often.
    for bias, prompt in product((-16.0, -8.0, -4.0, 0.0), talk(world)):
        hearing.pointer.bias.fill_(bias)
        anew = _read_anew(lm, prompt, steps)
        assert hearing.say(lm, prompt, max_new_tokens=steps) == anew
        pieces |= {type(piece) for piece in anew}
    assert pieces == {str, ItemRef}


def _read_anew(lm: PromptedLM, prompt: Prompt, steps: int) -> tuple[str | ItemRef, ...]:
    hearing: Any = lm.hearing
    read = lm.encoder(prompt, limit=lm.encoder.limit - steps)
    special = sorted({*lm.tokenizer.all_special_ids, *lm.encoder.special.values()} - {lm.encoder.end})
    said: list[str | ItemRef] = []
    words: list[int] = []
    for _ in range(steps):
        batch = collate([read], lm.encoder.pad)
        logp = hearing.next_token(lm, batch, at(batch.mask.sum(1) - 1, batch.mask))[0]
        logp[special] = -torch.inf
        spoken, named = logp.tensor_split([len(logp) - len(lm.catalogue)])
        word, row = int(spoken.argmax()), int(named.argmax())
        if named.logsumexp(0) >= spoken.max():
            read.add(lm.encoder.special["[ITEM]"], row=row)
            said += [lm.tokenizer.decode(words), ItemRef(lm.catalogue.items[row].id)]
            words = []
        elif word == lm.encoder.end:
            break
        else:
            read.add(word)
            words.append(word)
    return tuple(piece for piece in (*said, lm.tokenizer.decode(words)) if piece)


@pytest.mark.parametrize("kind", KINDS)
def test_candidates_have_no_order_see_one_another_and_what_was_said(world: World, kind: str) -> None:
    lm = model(world, "rerank", kind)
    hearing: Any = lm.hearing
    assert lm.items is not None
    vectors = lm.items.vectors()

    def read(prompt: Prompt, rows: list[int]) -> torch.Tensor:
        batch = collate([lm.encoder(hearing.asked(prompt))], lm.encoder.pad)
        cache = DynamicCache(config=lm.lm.config)
        lm(batch, batch.ids.new_empty(0), cache)
        return hearing.reranker(lm, cache, batch.mask.bool(), lm.items.say(torch.tensor(rows), vectors).unsqueeze(0))[0]  # type: ignore[union-attr]

    asked, other = talk(world)[1:3]
    scores = read(asked, [4, 9, 2, 7])
    assert torch.allclose(read(asked, [7, 2, 9, 4]), scores.flip(0), atol=1e-4)
    assert float(scores.std()) > 1e-3
    assert not torch.allclose(read(asked, [4, 9, 2, 8])[:3], scores[:3], atol=1e-4)
    assert not torch.allclose(read(other, [4, 9, 2, 7]), scores, atol=1e-3)


def test_candidates_see_nothing_that_is_said_later(world: World) -> None:
    """The scores in a whole dialogue are those of a prompt that ends there."""
    lm, item = model(world, "rerank"), world.catalogue.ids[0]
    asked = Message("user", ("what is good ?",))
    whole = Prompt((asked, Message("agent", (Slot(item), " is great"))), ("see it !",))
    batch = collate([lm.encoder(whole, learn_context=True)], lm.encoder.pad)
    inside = lm.hearing.scores(lm, batch, batch.targets != NO_ITEM)
    assert torch.allclose(inside, lm.item_scores([Prompt((asked,))]), atol=1e-4)


def test_candidates_go_on_top_of_the_first_stages_order(world: World) -> None:
    lm, prompts = model(world, "rerank"), talk(world)[:3]
    first = prompted("bert", world.catalogue).item_scores(prompts)
    second = lm.item_scores(prompts)
    for one, other in zip(first.argsort(1, descending=True), second.argsort(1, descending=True), strict=True):
        assert set(one[:CANDIDATES].tolist()) == set(other[:CANDIDATES].tolist())
        assert one[CANDIDATES:].tolist() == other[CANDIDATES:].tolist()
    assert not torch.equal(first.argsort(1), second.argsort(1))
