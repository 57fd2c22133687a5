"""An item's vector: shapes, scales, and an item that tuning never saw."""

from __future__ import annotations

import pytest
import torch

from data.catalogue import Catalogue
from data.records import Item
from data.synthetic import World
from prompts.indexing.vector import VectorIndexing, VectorOptions
from prompts.prompt import Prompt
from tests.tiny_models import TEXT_WIDTH, prompted


@pytest.fixture
def items() -> VectorIndexing:
    torch.manual_seed(0)
    return VectorIndexing(torch.randn(7, TEXT_WIDTH), 16).eval()


def test_items_are_heard_over_the_whole_catalogue_and_said_one_vector_each(items: VectorIndexing) -> None:
    vectors = items.vectors()
    assert items.count == 7 and vectors.shape == (7, 16)
    assert torch.allclose(vectors.norm(dim=1), torch.ones(7), atol=1e-5)
    assert items.say(torch.tensor([3, 3, 1]), vectors).shape == (3, 16)
    assert items.hear(torch.randn(5, 16), vectors).shape == (5, 7)


def test_scores_are_cosines_however_long_a_state_is(items: VectorIndexing) -> None:
    vectors = items.vectors()
    logits = items.hear(torch.randn(4, 16) * 1e4, vectors)
    assert float(logits.detach().abs().max()) <= float(items.log_scale.detach().exp()) + 1e-3


def test_ids_are_dropped_in_tuning_and_all_there_in_answering(items: VectorIndexing) -> None:
    assert items.ids is not None
    torch.nn.init.normal_(items.ids.weight)
    assert torch.equal(items.vectors(), items.vectors())
    items.train()
    assert not torch.equal(items.vectors(), items.vectors())


def test_without_an_id_table_there_is_nothing_but_text() -> None:
    items = VectorIndexing(torch.randn(4, TEXT_WIDTH), 8, VectorOptions(ids=False))
    assert items.ids is None and items.bias is None
    assert not [name for name, _ in items.named_parameters() if name.startswith(("ids", "bias"))]


def test_an_item_that_nobody_ever_saw_is_ranked_by_its_text(world: World) -> None:
    """It has the text of the best item, so it stands where that stands."""
    known = prompted("llama", world.catalogue, ids=False)
    prompt = Prompt.of("what should i watch ?")
    best = known.rank([prompt], 1)[0][0]
    like = world.catalogue[best.item]
    twin = Item("new", like.title, like.year, like.description, like.attributes, like.numbers)
    larger = prompted("llama", Catalogue([*world.catalogue, twin]), ids=False, tokenizer=known.tokenizer)
    state = {name: value for name, value in known.state_dict().items() if not name.startswith("items.text")}
    assert larger.load_state_dict(state, strict=False).missing_keys == []
    found = larger.rank([prompt], 2)[0]
    assert {hit.item for hit in found} == {like.id, "new"}
