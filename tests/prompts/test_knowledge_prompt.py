"""The knowledge prompt hears whom and what a dialogue names, and never what is to be learned."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from data.catalogue import Catalogue
from data.knowledge import Knowledge
from data.records import Item, ItemRef
from data.synthetic import World
from prompts.batch import Batch, collate
from prompts.knowledge_graph import NOBODY
from prompts.prompt import Message, Piece, Prompt, Role, Slot
from prompts.prompted_lm import PromptedLM
from prompts.ranking import asking
from prompts.soft.knowledge import Knowledge as KnowledgePrompt
from tests.tiny_models import WIDTH, prompted


@pytest.fixture(scope="module")
def lm(world: World) -> PromptedLM:
    made = prompted("llama", world.catalogue, soft="knowledge", graph=True)
    assert isinstance(made.soft, KnowledgePrompt)
    # All words are as near, so that each of them is felt.
    made.soft.affinity.zero_()
    return made


def read(lm: PromptedLM, *prompts: Prompt) -> Batch:
    return collate([lm.encoder(prompt) for prompt in prompts], lm.encoder.pad)


def named(lm: PromptedLM, prompt: Prompt) -> list[str]:
    """The entities that it hears of, in order; there is room for two."""
    assert isinstance(lm.soft, KnowledgePrompt) and lm.knowledge is not None
    names = Knowledge.of(lm.catalogue).entities
    (found,) = lm.soft.named(read(lm, prompt), lm.knowledge.entities()).tolist()
    return ["" if entity == NOBODY else names[entity] for entity in found]


def rows(lm: PromptedLM, batch: Batch) -> Tensor:
    """Its rows, read off the embeddings that the LM gets."""
    assert lm.soft is not None
    return lm.embed(batch)[0][:, : lm.soft.length]


def said(*pieces: Piece, role: Role = "user") -> Message:
    return Message(role, pieces)


def about(lm: PromptedLM, item: str) -> tuple[str, str]:
    """The genre and the director of an item."""
    attributes = lm.catalogue[item].attributes
    return attributes["genre"][0], attributes["director"][0]


def test_people_and_genres_are_found_by_their_names_and_items_by_their_rows(lm: PromptedLM) -> None:
    item = lm.catalogue.ids[3]
    genre, director = about(lm, item)
    assert named(lm, Prompt((said(f"i like {genre.upper()} films by {director}, please"),))) == [
        f"genre:{genre}", f"person:{director}",
    ]
    assert named(lm, Prompt((said(f"{director}? no: ", ItemRef(item)), said("yes", role="agent")))) == [
        f"person:{director}", f"item:{item}",
    ]


def test_the_last_ones_are_kept_each_where_it_was_named_last(lm: PromptedLM) -> None:
    first, second, third = lm.catalogue.ids[:3]
    talk = (said(ItemRef(first), ItemRef(second)), said(ItemRef(third), role="agent"), said(ItemRef(second)))
    assert named(lm, Prompt(talk)) == [f"item:{third}", f"item:{second}"]
    assert named(lm, Prompt((said(ItemRef(first), ", again ", ItemRef(first)),))) == ["", f"item:{first}"]


def test_a_first_name_and_a_title_in_words_name_nobody(lm: PromptedLM) -> None:
    item = lm.catalogue.ids[3]
    _, director = about(lm, item)
    assert named(lm, Prompt((said(f"{director.split()[0]} liked {lm.catalogue[item].title}"),))) == ["", ""]


def test_of_names_that_begin_alike_the_longest_is_meant() -> None:
    catalogue = Catalogue([Item("1", "Heat", attributes={"genre": ("War", "War Film", "Film")})])
    lm = prompted("llama", catalogue, soft="knowledge", graph=True)
    assert named(lm, Prompt((said("a war film"),))) == ["", "genre:War Film"]
    assert named(lm, Prompt((said("a film of war"),))) == ["genre:Film", "genre:War"]


def test_what_was_named_changes_the_rows(lm: PromptedLM) -> None:
    first, second = lm.catalogue.ids[:2]
    batch = read(lm, *(Prompt((said("i liked ", ItemRef(item)),)) for item in (first, second)))
    one, other = rows(lm, batch)
    # The first half of them is the task's own, the same whatever was said.
    assert torch.allclose(one[:2], other[:2]) and not torch.allclose(one[2:], other[2:], atol=1e-2)


def test_nothing_that_comes_after_what_is_given_changes_a_row(lm: PromptedLM) -> None:
    ids = lm.catalogue.ids
    genre, director = about(lm, ids[3])
    context = (said("i liked ", ItemRef(ids[0]), f" and {genre}"),)
    targets: list[tuple[Piece, ...]] = [
        ("see ", Slot(ids[3])), (f"a {genre} film by {director} : ", Slot(ids[5]), " ."), (Slot(ids[7]),),
    ]
    later = (said(Slot(ids[8]), role="agent"), said("no , ", ItemRef(ids[9]), f" by {director}"))
    prompts = [Prompt(context, target) for target in targets]
    prompts += [Prompt((*context, *later), target) for target in targets]
    batch = read(lm, *prompts)
    made = rows(lm, batch)
    assert torch.allclose(made, made[:1].expand_as(made), atol=1e-5)
    # Whatever stands there: any words, any items.
    torch.manual_seed(0)
    hidden = ~batch.given
    batch.ids[hidden] = torch.randint(len(lm.tokenizer), batch.ids.shape)[hidden]
    batch.rows[hidden] = torch.randint(len(lm.catalogue), batch.rows.shape)[hidden]
    assert torch.allclose(rows(lm, batch), made, atol=1e-5)


def test_at_work_a_question_has_the_rows_that_it_had_in_tuning(lm: PromptedLM) -> None:
    ids = lm.catalogue.ids
    genre, _ = about(lm, ids[3])
    context = (said(f"some {genre}"), said("do you know ", ItemRef(ids[0]), " ?", role="agent"), said("yes"))
    tuned = rows(lm, read(lm, Prompt(context, (Slot(ids[3]),))))
    assert torch.allclose(rows(lm, read(lm, asking(Prompt(context)))), tuned, atol=1e-5)


def test_it_is_not_made_without_a_graph() -> None:
    with pytest.raises(ValueError, match="reads a knowledge graph, and the model has none"):
        KnowledgePrompt(4, WIDTH)
