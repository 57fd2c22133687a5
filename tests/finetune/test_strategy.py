"""What a strategy opens is exactly what its name says: for every strategy, every recipe and every stage."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from data.catalogue import Catalogue
from data.store import Store
from data.synthetic import World
from finetune.model import build_model
from finetune.recipe import Recipe, load_recipe, recipe_names
from finetune.strategy import STRATEGIES, Stage, find_strategy, open_parameters
from prompts import adapter
from prompts.batch import collate
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import KINDS, HashEncoder, prompted

Is = Callable[[str], bool]


def soft(name: str) -> bool:
    return name.startswith(("soft.", "rater.", "hearing.wished."))


def head(name: str) -> bool:
    return name.startswith(("items.", "hearing."))


def graph(name: str) -> bool:
    return name.startswith("knowledge.")


def lora(name: str) -> bool:
    return name.startswith("lm.") and ".lora_" in name


def prefix(name: str) -> bool:
    return name.startswith("lm.prompt_encoder.")


def whole(name: str) -> bool:
    return name.startswith("lm.") and ".lora_" not in name


def layer(name: str) -> bool:
    return re.search(r"^lm\.(model|bert\.encoder)\.layers?\.1\.", name) is not None


OPEN: dict[str, list[list[Is]]] = {
    "tuning_free": [],
    "fixed_ptm_prompt_tuning": [[soft, head]],
    "fixed_prompt_ptm_tuning": [[whole, head]],
    "fixed_prompt_lora": [[lora, head]],
    "prompt_ptm_tuning": [[soft, head], [soft, whole, head]],
    "prompt_ptm_at_once": [[soft, whole, head]],
    "prompt_lora": [[soft, head], [soft, lora, head]],
    "prompt_prefix": [[soft, prefix, head]],
    "finetune_holistic": [[whole, head]],
    "finetune_partial": [[layer, head]],
    "finetune_extra": [[head]],
    "prompt_alone": [[soft]],
    "lora_alone": [[lora]],
    "prefix_alone": [[prefix]],
}


def check(model: PromptedLM, stages: tuple[Stage, ...], wanted: list[list[Is]]) -> None:
    assert len(stages) == len(wanted)
    for stage, groups in zip(stages, wanted, strict=True):
        opened = open_parameters(model, stage)
        names = [name for name, _ in model.named_parameters()]
        assert opened == [name for name in names if any(group(name) for group in groups)]
        assert opened == [name for name, parameter in model.named_parameters() if parameter.requires_grad]
        assert all(any(map(group, opened)) for group in groups), "a group that the name says is empty"


def model_of(kind: str, strategy: str, catalogue: Catalogue) -> PromptedLM:
    chosen = STRATEGIES[strategy]
    model = prompted(kind, catalogue, soft="shared" if chosen.soft else None)
    if chosen.lora:
        model.lm = adapter.with_lora(model.lm, 2)
    if chosen.prefix:
        model.lm = adapter.with_prefix(model.lm, 3)
    return model


def test_every_strategy_has_an_expectation() -> None:
    assert set(OPEN) == set(STRATEGIES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_opens_exactly_what_its_name_says(name: str, kind: str, world: World) -> None:
    strategy = STRATEGIES[name]
    if name == "finetune_partial":
        strategy = strategy.with_layers((1,))
    check(model_of(kind, name, world.catalogue), strategy.stages, OPEN[name])


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_opens_exactly_what_its_strategy_says(
    name: str, world_store: Store, tiny_base: Path, history_bases: dict[bool, Path]
) -> None:
    recipe = load_recipe(name)
    recipe = replace(recipe, base=recipe.base or str(history_bases[recipe.item_text] if recipe.goes_on else tiny_base))
    model = build_model(recipe, world_store, HashEncoder())
    # Title indexing has no item head to open.
    heard = [[group for group in one if group is not head or model.items] for one in OPEN[recipe.strategy]]
    check(model, recipe.tuned.stages, [[*one, graph] for one in heard] if model.knowledge else heard)


@pytest.mark.parametrize("name", ["prompt_lora", "prompt_ptm_tuning"])
def test_soft_prompt_and_lm_both_learn_in_one_step(name: str, world: World) -> None:
    """Nested PEFT models run, report a loss, and have frozen the LoRA."""
    model = model_of("llama", name, world.catalogue)
    opened = open_parameters(model, STRATEGIES[name].stages[-1])
    before = {key: value.clone() for key, value in model.named_parameters()}
    prompt = Prompt((Message("user", ("hello",)),), ("see ", Slot(world.catalogue.ids[0]), "."))
    optimizer = torch.optim.SGD([value for value in model.parameters() if value.requires_grad], lr=0.1)
    for _ in range(2):
        words, item, _, _ = model.losses(collate([model.encoder(prompt)], model.encoder.pad))
        optimizer.zero_grad()
        (words + item).backward()
        optimizer.step()
    moved = {key for key, value in model.named_parameters() if not torch.equal(value, before[key])}
    assert moved <= set(opened)
    assert any(map(soft, moved)) and any(map(lora if name == "prompt_lora" else whole, moved)) and any(map(head, moved))
    assert {key for key in opened if "lora_" in key} <= moved


@pytest.mark.parametrize(("stage", "said"), [
    (Stage("open", "frozen", "open"), "opens 'soft', but the model has no such parameters"),
    (Stage("none", "lora", "open"), "opens 'lm', but the model has no such parameters"),
    (Stage("none", (3, 7, 11), "open"), "opens 'lm'|no layers"),
    (Stage("none", (0, 5), "open"), r"the LM has no layers \[5\] to tune; name others with `layers`"),
    (Stage("fixed", "frozen", "frozen"), "opens nothing in this model"),
])  # fmt: skip
def test_opening_what_is_not_there_is_refused(stage: Stage, said: str, world: World) -> None:
    with pytest.raises(ValueError, match=said):
        open_parameters(prompted("llama", world.catalogue), stage)


def test_title_indexing_has_no_head_to_open(world: World) -> None:
    model = prompted("llama", world.catalogue, vectors=False, soft="shared")
    assert all(map(soft, open_parameters(model, Stage("open", "frozen", "open"))))
    with pytest.raises(ValueError, match="opens nothing"):
        open_parameters(prompted("llama", world.catalogue, vectors=False), Stage("none", "frozen", "open"))


@pytest.mark.parametrize("words", ["none", "fixed", "frozen"])
def test_a_soft_prompt_is_tuned_only_where_it_is_open(words: str, world: World) -> None:
    model = prompted("llama", world.catalogue, soft="shared")
    assert not any(map(soft, open_parameters(model, Stage(words, "full", "open"))))  # type: ignore[arg-type]


@pytest.mark.parametrize(("stage", "opened"), [
    (Stage("open", "frozen", "frozen"), [soft, graph]), (Stage("frozen", "frozen", "open"), [head, graph]),
    (Stage("frozen", "full", "frozen"), [whole]),
])  # fmt: skip
def test_what_a_graph_knows_is_tuned_with_those_that_read_it(stage: Stage, opened: list[Is], world: World) -> None:
    check(prompted("llama", world.catalogue, soft="knowledge", graph=True), (stage,), [opened])


def test_an_unknown_strategy_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown strategy 'magic'; known are tuning_free, fixed_ptm"):
        find_strategy("magic")


def test_a_recipe_without_a_soft_prompt_builds_none(world_store: Store, tiny_base: Path) -> None:
    model = build_model(Recipe("r", base=str(tiny_base)), world_store, HashEncoder())
    assert model.soft is None
