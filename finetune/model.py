"""The model of a recipe: the base LM, LoRA where the strategy has it, soft prompt, items."""

from __future__ import annotations

from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from data.store import Store
from finetune.behaviour import tune_encoder
from finetune.new_lm import new_lm
from finetune.recipe import NEW, Recipe, RecipeError
from finetune.tasks import held_dialogues
from prompts.adapter import with_lora, with_prefix
from prompts.behaviour_encoder import BehaviourEncoder
from prompts.checkpoint_files import CheckpointError
from prompts.encoding import Encoder
from prompts.going_on import language_model, lm_folder, take_over
from prompts.hearing.base import Hearing
from prompts.hearing.wish import WishHearing
from prompts.indexing.behaviour import behaviour_of
from prompts.indexing.code_start import start_rows
from prompts.indexing.codes import Codes, add_codes
from prompts.indexing.coding import CODINGS, NEED_VECTORS, make_codes
from prompts.indexing.traits import traits
from prompts.indexing.vector import VectorIndexing
from prompts.indexing.vector_start import start_vectors
from prompts.item_vectors import ItemVectors
from prompts.knowledge_encoder import KnowledgeEncoder
from prompts.knowledge_graph import graph_of
from prompts.prompted_lm import PromptedLM
from prompts.rating_head import RatingHead
from prompts.registry import classes_in
from prompts.slot_tokens import add_slot_tokens, add_task_marks
from prompts.soft.base import SoftPrompt
from prompts.text_encoder import Encodes


def build_model(
    recipe: Recipe, store: Store, encoder: Encodes | None, *, tuned: BehaviourEncoder | None = None
) -> PromptedLM:
    """A PromptedLM ready to tune. Raises RecipeError where the recipe names what is not there.

    `tuned` is the behaviour-tuned encoder of a run that goes on; without it one is tuned where the recipe asks for it,
    which takes about a minute on a large catalogue.
    """
    lm, tokenizer = _base(recipe)
    if recipe.hears == "pipeline" and recipe.asks == "mark":
        add_task_marks(lm, tokenizer)
    width = lm.get_input_embeddings().weight.shape[1]
    codes = _codes(recipe, store, encoder)
    if codes is not None:
        add_codes(lm, tokenizer, codes)
        if recipe.code_start:
            liked = store.interactions.liked(recipe.liked_from)
            start_rows(lm, tokenizer, codes, behaviour_of(store.catalogue, liked, width), recipe.item_spread)
    strategy = recipe.tuned
    if strategy.lora:
        lm = with_lora(lm, recipe.lora_rank)
    elif strategy.prefix:
        lm = with_prefix(lm, recipe.prefix_length)
    items = None
    if recipe.indexing == "vector":
        items = _items(recipe, store, encoder, tuned, width)
    # A wish is a prompt too, and stands in place of soft rows.
    kind = _soft_kind(recipe) if strategy.soft and recipe.hears != "wish" else None
    knowledge = None
    if recipe.item_knowledge or (kind is not None and kind.knows):
        knowledge = _knowledge(store, tokenizer)
    soft = None
    if kind is not None:
        more: dict[str, Any] = {"knowledge": knowledge} if kind.knows else {}
        if kind.reads_traits:
            more["traits"] = _traits(recipe, store)
        soft = kind(recipe.soft_length, width, users=len(store.interactions.users), **more)
        if recipe.hides:
            try:
                soft.hide(recipe.hides, recipe.noise)
            except ValueError as error:
                raise RecipeError(f"recipe {recipe.name!r}: {error}") from error
    if recipe.rates and soft is None:
        raise RecipeError("rates needs a strategy with a soft prompt, whose first row is the user's")
    rater = RatingHead(recipe.rates, width) if recipe.rates else None
    hearing = classes_in("prompts.hearing", Hearing)[recipe.hears](width, recipe.candidates)
    if isinstance(hearing, WishHearing) and recipe.wish:
        hearing.wish.fill_(recipe.wish)
    model = PromptedLM(
        lm, tokenizer, store.catalogue, items=items, soft=soft, name=recipe.name, reads=recipe.reads, codes=codes,
        hearing=hearing, knowledge=knowledge, rater=rater,
    )
    if recipe.goes_on:
        try:
            take_over(model, recipe.base)
        except (CheckpointError, OSError) as error:
            raise RecipeError(f"recipe {recipe.name!r} goes on from {recipe.base!r}: {error}") from error
    return model


def _soft_kind(recipe: Recipe) -> Any:
    """The class of the recipe's soft prompt. Raises RecipeError."""
    kinds = classes_in("prompts.soft", SoftPrompt)
    if recipe.soft not in kinds:
        raise RecipeError(f"unknown soft prompt {recipe.soft!r}; known are {', '.join(kinds)}")
    return kinds[recipe.soft]


def _traits(recipe: Recipe, store: Store) -> list[str]:
    """All traits of the store's users. Raises RecipeError where nothing is known of them."""
    traits = sorted({trait for profile in store.profiles.values() for trait in profile.traits})
    if not traits:
        raise RecipeError(f"soft prompt {recipe.soft!r} is made of users' profiles, which {store.name} has none of")
    return traits


def _knowledge(store: Store, tokenizer: Any) -> KnowledgeEncoder:
    """The store's knowledge graph, whose entities are found in texts by their names."""
    catalogue = store.catalogue
    read = Encoder(tokenizer, catalogue.row, str, vectors=True, limit=1)

    def words(text: str) -> list[int]:
        tokens = read.words(text)
        # To a tokenizer all that it does not know is one and the same word, which names nobody.
        return [] if tokenizer.unk_token_id in tokens else tokens

    return KnowledgeEncoder(graph_of(store.knowledge, catalogue, words))


def _items(
    recipe: Recipe, store: Store, encoder: Encodes | None, tuned: BehaviourEncoder | None, width: int
) -> VectorIndexing:
    """Item vectors that start where the recipe says."""
    text, tuned = _text(recipe, store, encoder, tuned, wanted=recipe.item_text or recipe.item_start)
    # Ids alone have no use for text once they have started.
    about = None
    if recipe.item_traits:
        liked = store.interactions.liked(recipe.liked_from).leave_one_out().train
        about = torch.from_numpy(traits(store.catalogue, liked, held_dialogues(store).split("train"), recipe.seed))
    items = VectorIndexing(text, width, recipe.vectors, tuned if recipe.item_text else None, about)
    if recipe.item_start:
        start_vectors(items, text)
    return items


def _codes(recipe: Recipe, store: Store, encoder: Encodes | None) -> Codes | None:
    """What items are said with where that is a code; made of training events alone."""
    if recipe.indexing not in CODINGS:
        return None
    if recipe.reads == "cloze":
        raise RecipeError("codes are read from left to right: set reads to \"items\" or \"words\", or use vectors")
    text = None
    if recipe.indexing in NEED_VECTORS and (recipe.item_text or not recipe.code_behaviour):
        text = _text(recipe, store, encoder, None, wanted=recipe.item_text)[0].numpy()
    # Held-out likes may come before the last events of all: what is trained on alone makes codes.
    liked = store.interactions.liked(recipe.liked_from)
    return make_codes(
        recipe.indexing, store.catalogue, liked, size=recipe.code_size, levels=recipe.code_levels,
        seed=recipe.seed, text=text, behaviour=recipe.code_behaviour, own=recipe.code_own,
    )


def _text(
    recipe: Recipe, store: Store, encoder: Encodes | None, tuned: BehaviourEncoder | None, *, wanted: bool
) -> tuple[torch.Tensor, BehaviourEncoder | None]:
    """(n_items, t) text vectors, t is 0 where none are wanted; and the behaviour-tuned encoder where they are its."""
    if not wanted:
        return torch.zeros(len(store.catalogue), 0), None
    if encoder is None:
        raise RecipeError(f"{recipe.indexing} indexing needs a text encoder: install promptrec[demo] or give --encoder")
    if not isinstance(encoder, ItemVectors):
        # Encoding a large catalogue takes minutes: it is done once and kept beside the store.
        encoder = ItemVectors(store.catalogue, encoder, store.path)
    plain = encoder.matrix
    if not recipe.item_text_tuned:
        return torch.from_numpy(plain), None
    if tuned is None:
        train = store.interactions.liked(recipe.liked_from).leave_one_out().train
        tuned = tune_encoder(store.catalogue, train, plain, seed=recipe.seed)
    return torch.from_numpy(tuned(plain)), tuned


def _base(recipe: Recipe) -> tuple[Any, Any]:
    """The base LM and its tokenizer, with slot tokens."""
    if not recipe.base:
        raise RecipeError(f"recipe {recipe.name!r} names no base LM; give one with --base FOLDER_OR_HUB_NAME")
    if recipe.base == NEW:
        return new_lm(recipe)
    try:
        where = lm_folder(recipe.base)
        tokenizer = AutoTokenizer.from_pretrained(where, trust_remote_code=False)
        lm = _drawn(recipe) if recipe.fresh else language_model(recipe.base)
    except Exception as error:  # tokenizers and models of strangers fail in ways of their own
        raise RecipeError(f"cannot load the base LM {recipe.base!r}: {error}; give another with --base") from error
    add_slot_tokens(lm, tokenizer)
    return lm, tokenizer


def _drawn(recipe: Recipe) -> Any:
    """A model of the base's shape with weights drawn from the recipe's seed."""
    torch.manual_seed(recipe.seed)
    make: Any = AutoModelForCausalLM
    return make.from_config(AutoConfig.from_pretrained(lm_folder(recipe.base), trust_remote_code=False))
