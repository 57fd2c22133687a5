"""Histories of items alone: what is asked where, what is cut, and that nothing of the future is read."""

from __future__ import annotations

import random

import pytest
import torch

from data.catalogue import Catalogue
from data.interactions import Interactions
from data.records import Interaction, Item
from data.synthetic import World
from finetune.new_lm import marks_only
from prompts.encoded import NO_ITEM
from prompts.history_encoding import HistoryEncoder
from prompts.lm import LanguageModelError
from prompts.prompted_lm import PromptedLM
from prompts.tasks.cloze import Cloze
from prompts.tasks.history import History
from prompts.taste import ranking_prompt
from tests.finetune.histories import reader

ITEMS = Catalogue([Item(f"i{number}", f"Item {number}") for number in range(9)])
EVENTS = Interactions(Interaction("u", f"i{number}", number) for number in range(8))


def encoder(*, limit: int = 20, cloze: bool = False) -> HistoryEncoder:
    return HistoryEncoder(marks_only(), ITEMS.row, limit=limit, cloze=cloze)


def encoded(task: History, split: str, **options: object):  # type: ignore[no-untyped-def]
    [example] = task.examples(split, random.Random(0))
    (template,) = task.templates()
    return encoder(**options)(template.render(example), learn_context=True)  # type: ignore[arg-type]


def test_every_training_position_asks_for_the_item_after_it() -> None:
    made = encoded(History(EVENTS, liked_from=0, longest=10), "train")
    assert made.rows == [NO_ITEM, 0, 1, 2, 3, 4] and made.targets == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("split", "last"), [("valid", 6), ("test", 7)])
def test_held_out_items_are_asked_for_at_the_end_alone(split: str, last: int) -> None:
    made = encoded(History(EVENTS, liked_from=0, longest=10), split)
    assert made.rows == [NO_ITEM, *range(last)] and made.targets == [NO_ITEM] * last + [last]


def test_a_gap_is_read_in_the_place_of_its_item() -> None:
    made = encoded(Cloze(EVENTS, liked_from=0, longest=10), "train", cloze=True)
    assert [row if row != NO_ITEM else target for row, target in zip(made.rows, made.targets, strict=True)][1:] == [
        0, 1, 2, 3, 4, 5
    ]
    assert all(row == NO_ITEM or target == NO_ITEM for row, target in zip(made.rows, made.targets, strict=True))
    assert any(target != NO_ITEM for target in made.targets)


def test_the_oldest_items_go_where_there_is_no_room() -> None:
    made = encoder(limit=4)(ranking_prompt([f"i{number}" for number in range(8)]))
    assert made.rows == [NO_ITEM, 5, 6, 7]


def test_a_long_training_history_is_entered_anywhere() -> None:
    task = History(EVENTS, liked_from=0, longest=2)
    drawn = [next(task.examples("train", random.Random(seed))).fields["items"] for seed in range(20)]
    assert {pieces[0].target for pieces in drawn} == {"i0", "i1", "i2", "i3"}  # type: ignore[union-attr,index]


def test_events_that_were_not_liked_are_left_out() -> None:
    events = Interactions(Interaction("u", f"i{at}", at, value) for at, value in enumerate([5, 1, 5, 5, 5]))
    [example] = History(events, liked_from=4, longest=9).examples("test", random.Random(0))
    pieces = example.fields["items"]
    assert isinstance(pieces, tuple)
    ids = [getattr(piece, "item", None) or getattr(piece, "target", None) for piece in pieces]
    assert ids == ["i0", "i2", "i3", "i4"]


@pytest.mark.parametrize("reads", ["items", "cloze"])
def test_scores_do_not_depend_on_the_batch_and_words_are_ignored(reads: str, world: World) -> None:
    model = reader(world.catalogue, reads)
    ids = world.catalogue.ids
    prompts = [ranking_prompt(ids[:length]) for length in (1, 5, 3)]
    together = model.item_scores(prompts)
    alone = torch.cat([model.item_scores([prompt]) for prompt in prompts])
    assert torch.allclose(together, alone, atol=1e-4)
    wordy = ranking_prompt(ids[:2], (), "hello [REC] there")
    assert torch.equal(model.item_scores([wordy]), model.item_scores([ranking_prompt(ids[:2])]))
    assert model.item_scores([ranking_prompt([])]).shape == (1, len(ids))


def test_a_causal_reader_knows_nothing_of_what_comes_later(world: World) -> None:
    model = reader(world.catalogue, "items")
    ids = world.catalogue.ids

    def states(items: tuple[str, ...]) -> torch.Tensor:
        from prompts.batch import collate

        return model.states(collate([model.encoder(ranking_prompt(items))], 0)).states[0, :3]

    assert torch.allclose(states((*ids[:2], ids[5])), states((*ids[:2], ids[7])), atol=1e-5)


def test_a_reader_of_histories_leaves_out_what_it_is_told_and_says_no_words(world: World) -> None:
    model: PromptedLM = reader(world.catalogue, "items")
    ids = world.catalogue.ids
    prompts = [ranking_prompt(ids[:3]), ranking_prompt(ids[3:5])]
    best = [hits[0].item for hits in model.rank(prompts, 1)]
    rest = model.rank(prompts, len(ids), without=[best[:1], best[1:]])
    assert [len(hits) for hits in rest] == [len(ids) - 1] * 2
    assert all(own not in {hit.item for hit in hits} for own, hits in zip(best, rest, strict=True))
    assert not model.talks
    with pytest.raises(LanguageModelError, match="says no words"):
        model.generate(prompts, max_new_tokens=3)
