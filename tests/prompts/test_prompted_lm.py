"""An answer depends on its prompt alone: not on its batch, the cache, streaming, or on who asked before."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from data.catalogue import Catalogue
from data.records import Item, ItemRef
from data.synthetic import World
from prompts.batch import collate
from prompts.encoded import IGNORE, NO_ITEM
from prompts.encoding import TooLong
from prompts.lm import Hit
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import KINDS, byte_level, prompted

INDEXINGS = {"vector": True, "title": False}


@pytest.fixture(scope="module", params=KINDS)
def lm(request: pytest.FixtureRequest, world: World) -> PromptedLM:
    return prompted(request.param, world.catalogue)


@pytest.fixture(scope="module", params=[(kind, name) for kind in KINDS for name in INDEXINGS], ids="-".join)
def ranker(request: pytest.FixtureRequest, world: World) -> PromptedLM:
    kind, name = request.param
    return prompted(kind, world.catalogue, vectors=INDEXINGS[name])


@pytest.fixture(scope="module")
def prompts(world: World) -> list[Prompt]:
    first, second, *_ = world.catalogue.ids
    return [
        Prompt.of("hello"),
        Prompt((Message("user", ("i liked ", ItemRef(first), " and ", ItemRef(second), " , what should i watch ?")),)),
        Prompt((Message("system", ("recommend",)), Message("user", ("no",)), Message("agent", ("then you should",)))),
    ]


def close(one: list[Hit], other: list[Hit]) -> bool:
    return [hit.item for hit in one] == [hit.item for hit in other] and all(
        math.isclose(a.score, b.score, abs_tol=2e-3) for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("beams", [1, 3])
def test_an_answer_does_not_depend_on_its_batch(lm: PromptedLM, prompts: list[Prompt], beams: int) -> None:
    alone = [lm.generate([prompt], max_new_tokens=8, beams=beams)[0] for prompt in prompts]
    assert lm.generate(prompts, max_new_tokens=8, beams=beams) == alone
    assert len(set(alone)) > 1


@pytest.mark.parametrize("beams", [1, 3])
def test_the_cache_changes_nothing(lm: PromptedLM, prompts: list[Prompt], beams: int) -> None:
    cached = lm.generate(prompts, max_new_tokens=8, beams=beams)
    assert lm.generate(prompts, max_new_tokens=8, beams=beams, cache=False) == cached


def test_a_streamed_answer_is_the_generated_one(lm: PromptedLM, prompts: list[Prompt]) -> None:
    for prompt in prompts:
        assert "".join(lm.stream(prompt, max_new_tokens=12)) == lm.generate([prompt], max_new_tokens=12)[0]
        warm = lm.generate([prompt], max_new_tokens=12, temperature=0.9, seed=3)[0]
        assert "".join(lm.stream(prompt, max_new_tokens=12, temperature=0.9, seed=3)) == warm


def test_a_beam_finds_no_worse_answer_than_greed(lm: PromptedLM, prompts: list[Prompt]) -> None:
    [greedy], [wide] = (lm.generate(prompts[:1], max_new_tokens=1, beams=beams) for beams in (1, 4))
    assert greedy == wide


def test_a_seed_gives_the_same_answer_and_another_seed_another(lm: PromptedLM, prompts: list[Prompt]) -> None:
    said = [lm.generate(prompts, max_new_tokens=12, temperature=1.0, seed=seed) for seed in (1, 1, 2)]
    assert said[0] == said[1] != said[2]


def test_the_random_numbers_of_others_are_untouched(lm: PromptedLM, prompts: list[Prompt]) -> None:
    before = torch.random.get_rng_state()
    lm.generate(prompts, max_new_tokens=4, temperature=1.0, seed=1)
    list(lm.stream(prompts[0], max_new_tokens=4, temperature=1.0, seed=1))
    lm.rank(prompts, 3)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_no_prompts_have_no_answers(ranker: PromptedLM) -> None:
    assert ranker.generate([], max_new_tokens=4) == [] and ranker.rank([], 3) == []
    assert ranker.score(Prompt.of("hello"), []) == []


def test_special_tokens_are_never_said(lm: PromptedLM, prompts: list[Prompt]) -> None:
    said = " ".join(lm.generate(prompts * 4, max_new_tokens=20, temperature=5.0, seed=1))
    assert not [mark for mark in ("[USER]", "[AGENT]", "[SYSTEM]", "[SEP]", "[CLS]", "[PAD]", "[UNK]") if mark in said]


def test_a_long_talk_leaves_room_for_the_answer(world: World) -> None:
    for kind in KINDS:
        lm = prompted(kind, world.catalogue, soft="shared", positions=48)
        talk = Prompt.of("film " * 300 + "good")
        assert lm.generate([talk], max_new_tokens=500) == [lm.generate([talk], max_new_tokens=22)[0]]
        assert len(lm.rank([talk], 2)[0]) == 2
        assert all(math.isfinite(score) for score in lm.score(talk, ["good", "film " * 20]))
        with pytest.raises(TooLong):
            lm.score(talk, ["film " * 60])


def test_a_score_is_the_plain_sum_of_log_probabilities(lm: PromptedLM, prompts: list[Prompt]) -> None:
    for prompt in prompts:
        encoded = lm.encoder(prompt)
        words = lm.encoder.words("you should watch it")
        ids = torch.tensor([encoded.ids + words])
        rows = torch.tensor([encoded.rows + [NO_ITEM] * len(words)])
        assert lm.items is not None
        embeds = lm.lm.get_input_embeddings()(ids)
        embeds[rows != NO_ITEM] = lm.items.say(rows[rows != NO_ITEM], lm.items.vectors())
        logp = lm.lm(inputs_embeds=embeds, use_cache=False).logits[0].log_softmax(-1)
        wanted = sum(float(logp[len(encoded) + place - 1, word]) for place, word in enumerate(words))
        [score] = lm.score(prompt, ["you should watch it"])
        assert math.isclose(score, wanted, abs_tol=2e-3)


def test_scores_do_not_depend_on_their_batch(lm: PromptedLM, prompts: list[Prompt]) -> None:
    said = ["good", "you should watch the film", "no , not that one", ""]
    together = lm.score(prompts[1], said)
    assert together == pytest.approx([lm.score(prompts[1], [text])[0] for text in said], abs=2e-3)
    assert together[-1] == 0.0


def test_a_score_continues_an_open_message(lm: PromptedLM) -> None:
    opened = Prompt((Message("user", ("hello",)), Message("agent", ("you should",))))
    asked = Prompt((Message("user", ("hello",)),))
    [whole], [first], [rest] = lm.score(asked, ["you should watch"]), lm.score(asked, ["you should"]), lm.score(
        opened, ["watch"]
    )
    assert whole == pytest.approx(first + rest, abs=2e-3)


def test_losses_are_those_of_a_plain_computation_with_all_logits(lm: PromptedLM, world: World) -> None:
    one, two, three, *_ = world.catalogue.ids
    batch = collate([
        lm.encoder(Prompt((Message("user", ("i liked ", ItemRef(one))),), ("see ", Slot(two), "."))),
        lm.encoder(Prompt((Message("user", ("hello",)),), (Slot(three), " or ", Slot(one))), learn_context=True),
    ], lm.encoder.pad)
    words, item, tokens, items = lm.losses(batch)
    out = lm(batch)
    logits, labels = out.logits[:, :-1], batch.labels[:, 1:]
    plain = functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORE, reduction="sum")
    assert lm.items is not None
    heard = lm.items.hear(out.states.flatten(0, 1), out.vectors)
    wanted = functional.cross_entropy(heard, batch.targets.flatten(), ignore_index=NO_ITEM, reduction="sum")
    assert float(words) == pytest.approx(float(plain), rel=1e-4)
    assert float(item) == pytest.approx(float(wanted), rel=1e-4)
    assert tokens == int((labels != IGNORE).sum()) and items == 3


def test_a_ranking_holds_k_distinct_allowed_items_best_first(ranker: PromptedLM, prompts: list[Prompt]) -> None:
    allowed = ranker.catalogue.ids[3:15]
    for hits in ranker.rank(prompts, 7, allowed=allowed):
        assert len({hit.item for hit in hits}) == len(hits) == 7 and {hit.item for hit in hits} <= set(allowed)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_ranking_does_not_depend_on_its_batch(ranker: PromptedLM, prompts: list[Prompt]) -> None:
    together = ranker.rank(prompts, 6)
    assert all(close(ranker.rank([prompt], 6)[0], hits) for prompt, hits in zip(prompts, together, strict=True))
    assert len({tuple(hit.item for hit in hits) for hits in together}) > 1


def test_more_items_than_there_are_is_all_of_them(ranker: PromptedLM, prompts: list[Prompt]) -> None:
    [hits] = ranker.rank(prompts[:1], 500)
    assert sorted(hit.item for hit in hits) == sorted(ranker.catalogue.ids)
    [few] = ranker.rank(prompts[:1], 500, allowed=[*ranker.catalogue.ids[:2], ranker.catalogue.ids[0]])
    assert sorted(hit.item for hit in few) == sorted(ranker.catalogue.ids[:2])


def test_nothing_allowed_is_nothing_ranked(ranker: PromptedLM, prompts: list[Prompt]) -> None:
    assert ranker.rank(prompts, 5, allowed=()) == ranker.rank(prompts, 0) == [[]] * len(prompts)


def test_an_unknown_item_among_the_allowed_is_named(ranker: PromptedLM, prompts: list[Prompt]) -> None:
    with pytest.raises(KeyError, match="no item 'nope'"):
        ranker.rank(prompts, 2, allowed=["nope"])


def test_a_ranking_prompt_with_an_open_slot_asks_the_same(ranker: PromptedLM) -> None:
    plain = Prompt.of("hello")
    opened = Prompt((*plain.messages, Message("agent", (Slot(),))))
    assert close(ranker.rank([plain], 5)[0], ranker.rank([opened], 5)[0])


def test_the_words_of_an_open_message_count(ranker: PromptedLM) -> None:
    opened = Prompt((Message("user", ("hello",)), Message("agent", ("you should see ", Slot()))))
    assert not close(ranker.rank([Prompt.of("hello")], 5)[0], ranker.rank([opened], 5)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_ranking_by_title_is_by_the_likelihood_of_the_title(kind: str, world: World) -> None:
    lm = prompted(kind, world.catalogue, vectors=False)
    prompt = Prompt.of("what should i watch")
    ranked = lm.rank([prompt], len(world.catalogue))[0]
    for hit in ranked[:3]:
        # The trie also counts the end, which `score` does not.
        assert hit.score <= lm.score(prompt, [world.catalogue[hit.item].label()])[0] + 1e-3


@pytest.mark.parametrize("vectors", INDEXINGS.values(), ids=INDEXINGS)
def test_titles_that_begin_or_look_alike_are_all_ranked(vectors: bool) -> None:
    films = [
        Item("1", "Alien"), Item("2", "Aliens"), Item("3", "Heat", 1995), Item("4", "Heat", 1995),
        Item("5", "Alien 3"), Item("6", "\u200b"), Item("7", "☃"), Item("8", "☂"), Item("9", ""),
    ]
    for tokenizer in (None, byte_level()):
        lm = prompted("llama", Catalogue(films), vectors=vectors, tokenizer=tokenizer)
        assert sorted(hit.item for hit in lm.rank([Prompt.of("hello")], 9)[0]) == [film.id for film in films]


def test_item_scores_need_item_vectors(world: World) -> None:
    with pytest.raises(ValueError, match="no item head"):
        prompted("llama", world.catalogue, vectors=False).item_scores([Prompt.of("hello")])


def test_an_instruct_model_ends_where_its_turn_or_its_text_ends(world: World) -> None:
    lm = prompted("llama", world.catalogue, vectors=False, tokenizer=byte_level())
    turn, text = (lm.tokenizer.convert_tokens_to_ids(token) for token in ("<|im_end|>", "<|endoftext|>"))
    options = lm._options([Prompt.of("hello")], 5, 0.0)
    assert options["eos_token_id"] == sorted([turn, text])
    assert not {turn, text} & set(options["suppress_tokens"])
    assert (lm.dialect, prompted("bert", world.catalogue).dialect) == ("instruct", "tuned")
