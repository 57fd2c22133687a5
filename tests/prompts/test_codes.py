"""Codes tell all items apart, come of training events alone, and can be said by nothing but the house."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from data.catalogue import Catalogue
from data.interactions import Interactions
from data.records import Interaction, Item, ItemRef
from data.synthetic import World
from prompts.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from prompts.indexing.codes import Codes, add_codes
from prompts.indexing.coding import CODINGS, make_codes
from prompts.item_text import item_text
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from prompts.scoring import score_continuations
from tests.tiny_models import HashEncoder, causal, texts_of, word_piece

MADE = [(name, own) for name in CODINGS for own in (False, True)]


def codes_of(name: str, catalogue: Catalogue, events: Interactions, *, seed: int = 0, own: bool = False) -> Codes:
    text = HashEncoder().encode([item_text(item) for item in catalogue])
    return make_codes(
        name, catalogue, events, size=4, levels=2, seed=seed, text=text, behaviour=own, own=own
    )


def coded(world: World, kind: str = "llama", name: str = "collaborative", reads: str = "words") -> PromptedLM:
    """An untrained LM whose items are codes."""
    tokenizer = word_piece(texts_of(world.catalogue))
    lm = causal(kind, tokenizer)
    codes = codes_of(name, world.catalogue, world.interactions)
    add_codes(lm, tokenizer, codes)
    made = PromptedLM(lm, tokenizer, world.catalogue, codes=codes, name="tiny", reads=reads)
    return made.eval().requires_grad_(False)


@pytest.mark.parametrize(("name", "own"), MADE)
def test_every_item_has_a_code_of_its_own_and_a_seed_gives_it_again(name: str, own: bool, world: World) -> None:
    strangers = [Item(f"new{number}", f"Unheard Of {number}") for number in range(9)]
    catalogue = Catalogue([*world.catalogue, *strangers])
    codes = codes_of(name, catalogue, world.interactions, own=own)
    assert len(set(codes.sequences)) == len(catalogue) and all(codes.sequences)
    assert codes == codes_of(name, catalogue, world.interactions, own=own)
    kinds = [token for token in codes.tokens if not token.startswith("<o_")]
    assert len({token.split("_")[0] for token in kinds}) * 8 >= len(kinds)
    assert Codes.read(codes.written()) == codes


@pytest.mark.parametrize("name", ["collaborative", "sequential", "semantic"])
def test_held_out_events_change_no_code(name: str, world: World) -> None:
    split = world.interactions.leave_one_out()
    rng = np.random.default_rng(1)
    others = rng.permutation(world.catalogue.ids)

    def moved(events: Interactions) -> list[Interaction]:
        """The same events of other items, which their users have not met."""
        made: list[Interaction] = []
        for event in events:
            met = {one.item for one in world.interactions.history(event.user)}
            made.append(replace(event, item=next((str(item) for item in others if item not in met), event.item)))
            met.add(made[-1].item)
        return made

    changed = Interactions([*split.train, *moved(split.valid), *split.test])
    assert changed != world.interactions and changed.leave_one_out().train == split.train
    one, other = (codes_of(name, world.catalogue, events, own=True) for events in (world.interactions, changed))
    assert one == other
    fewer = Interactions([event for event in split.train if int(event.user[1:]) % 2])
    assert codes_of(name, world.catalogue, fewer, own=True) != one


def test_items_that_people_meet_together_begin_alike() -> None:
    """Three kinds of people who never meet each other's items; now and then one strays."""
    catalogue = Catalogue([Item(str(number), f"Film {number}") for number in range(36)])
    rng = np.random.default_rng(0)
    events = []
    for user in range(90):
        met = rng.permutation(12)[:7] * 3 + user % 3
        met[0] = rng.integers(36) if user % 10 == 0 else met[0]
        events += [Interaction(str(user), str(item), time=time) for time, item in enumerate(met.tolist())]
    codes = make_codes("collaborative", catalogue, Interactions(events), size=12)
    kinds: dict[str, set[int]] = {code[0]: set() for code in codes.sequences}
    for item, code in zip(catalogue.ids, codes.sequences, strict=True):
        kinds[code[0]].add(int(item) % 3)
    assert all(len(kind) == 1 for kind in kinds.values())


def test_codes_that_begin_alike_or_are_no_codes_are_refused() -> None:
    with pytest.raises(ValueError, match="row 1 begins with the code of row 0"):
        Codes("x", (("<c0_1>",), ("<c0_1>", "<c1_2>")))
    with pytest.raises(ValueError, match="row 0 has .* no code token"):
        Codes("x", (("[SEP]",),))
    with pytest.raises(ValueError, match="2 tokens a place"):
        make_codes("random", Catalogue([Item("1", "A")]), Interactions(()), size=1)


def test_text_never_becomes_a_code_and_an_item_is_its_code(world: World) -> None:
    lm = coded(world)
    assert lm.codes is not None
    first = lm.codes.ids(lm.tokenizer)[0]
    said = set(lm.encoder.words("".join(lm.codes.sequences[0]) + " <c0_1> <i_0>"))
    assert not said & {token for code in lm.codes.ids(lm.tokenizer) for token in code}
    ids = lm.encoder(Prompt((Message("user", (ItemRef(world.catalogue.ids[0]),)),))).ids
    assert any(tuple(ids[at : at + len(first)]) == first for at in range(len(ids)))
    assert "<c0" not in " ".join(lm.generate([Prompt.of("hello")] * 3, max_new_tokens=20, temperature=5.0))


def test_a_history_is_codes_alone_and_every_token_asked_for_is_learned(world: World) -> None:
    lm = coded(world, reads="items")
    one, two, three, *_ = world.catalogue.ids
    code = dict(zip(world.catalogue.ids, lm.code_ids, strict=True))
    learned = Prompt((Message("user", (Slot(one), ItemRef(one), "words", Slot(two), ItemRef(two), Slot(three))),))
    encoded = lm.encoder(learned, learn_context=True)
    assert encoded.ids == [lm.encoder.begin, *code[one], *code[two], *code[three]]
    assert encoded.labels[1:] == encoded.ids[1:]
    held = lm.encoder(Prompt((Message("user", (ItemRef(one), ItemRef(two), Slot(three))),)))
    assert [label for label in held.labels if label >= 0] == list(code[three])
    short = lm.encoder(learned, limit=len(encoded) - 1)
    assert short.ids == [lm.encoder.begin, *code[two], *code[three]]


@pytest.mark.parametrize("reads", ["words", "items"])
def test_a_checkpoint_keeps_its_codes_and_knows_them_on_another_catalogue(
    world: World, tmp_path: Path, reads: str
) -> None:
    lm = coded(world, reads=reads)
    folder = save_checkpoint(lm, tmp_path / "model", recipe={})
    prompt = Prompt((Message("user", ("i liked ", ItemRef(world.catalogue.ids[3]))),))
    [wanted] = lm.rank([prompt], 5)
    [found] = load_checkpoint(folder, world.catalogue).rank([prompt], 5)
    assert [hit.item for hit in found] == [hit.item for hit in wanted]
    some = [replace(item, id=f"other-{item.id}") for item in list(world.catalogue)[4:10] if item.year is not None]
    other = Catalogue([*some, Item("new", "Unheard Of", 1999)])
    loaded = load_checkpoint(folder, other)
    [hits] = loaded.rank([Prompt((Message("user", (ItemRef("new"), ItemRef(some[0].id))),))], 50)
    assert sorted(hit.item for hit in hits) == sorted(item.id for item in some)
    assert loaded.rank([Prompt.of("hello")], 5, allowed=["new"]) == [[]]
    with pytest.raises(CheckpointError, match="none of this catalogue's items has a code"):
        load_checkpoint(folder, Catalogue([Item("new", "Unheard Of", 1999)]))


def test_a_prompt_read_once_scores_as_one_read_for_each_continuation(world: World) -> None:
    lm = coded(world)
    prompt = Prompt.of("i liked the film , what should i watch ?")
    said = [item.label() for item in world.catalogue] * 4
    before = lm.encoder(prompt).ids
    scores = score_continuations(lm, prompt, said)
    for text, score in list(zip(said, scores, strict=True))[:12]:
        words = lm.encoder.words(text)
        logp = lm.lm(input_ids=torch.tensor([before + words]), use_cache=False).logits[0].log_softmax(-1)
        plain = sum(float(logp[len(before) + place - 1, word]) for place, word in enumerate(words))
        assert score == pytest.approx(plain, abs=1e-4)
