"""Each system that explains learns what its part is for, in a world where a user's every review is of one feature."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from data.catalogue import Catalogue
from data.records import Interaction, Item, Review
from data.store import Store, write_store
from finetune.model import build_model
from finetune.objective import OBJECTIVES
from finetune.recipe import Recipe, RecipeError, load_recipe
from finetune.strategy import find_strategy
from finetune.tasks import build_tasks
from finetune.train import tune
from prompts.batch import Batch, collate
from prompts.encoded import IGNORE, NO_ITEM
from prompts.load import load_language_model
from prompts.people import people_of
from prompts.prompted_lm import PromptedLM
from prompts.tasks.explain import Explain
from prompts.tasks.written import Written
from tests.tiny_models import saved_base, word_piece

FEATURES = ("music", "story", "cast", "humor")
USERS, ITEMS = 24, 12


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """User n praises feature n modulo 4 in all they write, and rates 5 where n is even, else 1."""
    rng = random.Random(0)
    events = []
    for user in range(USERS):
        said = f"The {FEATURES[user % 4]} is great."
        for time, item in enumerate(rng.sample(range(ITEMS), 9)):
            event = Interaction(f"u{user}", f"i{item}", time, 5.0 if user % 2 == 0 else 1.0, Review(said))
            events.append(event)
    catalogue = Catalogue([Item(f"i{item}", f"Film {item}") for item in range(ITEMS)])
    folder = tmp_path_factory.mktemp("reviews") / "store"
    return write_store(folder, catalogue, events, name="reviews", source="synthetic", item_noun="film")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved_base("llama", tmp_path_factory.mktemp("lm"), word_piece(FEATURES), positions=64)


def small(name: str, base: Path, **changes: object) -> Recipe:
    """A recipe that ships, made small."""
    few = {
        "base": str(base), "steps": 60, "batch_tokens": 400, "longest": 40, "valid_every": 30, "valid_examples": 20,
        "lr": 3e-3, "lr_new": 2e-2,
    }
    return replace(load_recipe(name), **{**few, **changes})  # type: ignore[arg-type]


def tuned(recipe: Recipe, store: Store, out: Path) -> PromptedLM:
    lm = load_language_model(str(tune(recipe, store, out)), store)
    assert isinstance(lm, PromptedLM)
    return lm


def hits(lm: PromptedLM, recipe: Recipe, store: Store) -> float:
    """The share of held-out users whose feature is named."""
    task, _ = build_tasks(recipe, store)["explain"]
    examples = list(task.examples("test", random.Random(0)))
    prompts = [replace(task.templates(one.situation)[0].render(one), target=()) for one in examples]
    answers = lm.generate(prompts, max_new_tokens=8)
    return sum(
        str(one.fields["explanation"]) in f"{answer}" for one, answer in zip(
            [replace(one, fields={"explanation": str(one.fields["explanation"]).split()[1]}) for one in examples],
            answers, strict=True,
        )
    ) / len(answers)  # fmt: skip


@pytest.mark.parametrize(("name", "steps", "least"), [
    ("pepler", 60, 0.8), ("pepler_d", 60, 0.8), ("peter", 60, 0.8),
    # A model of random weights that is frozen for good is steered less.
    ("pepler_prefix", 140, 0.45),
])  # fmt: skip
def test_who_is_asked_about_decides_the_sentence(
    name: str, steps: int, least: float, store: Store, base: Path, tmp_path: Path
) -> None:
    """One feature for all is right for a quarter of the users."""
    recipe = small(name, base, steps=steps)
    assert hits(tuned(recipe, store, tmp_path / "out"), recipe, store) > least


def test_a_plain_language_model_says_one_thing_to_all(store: Store, base: Path, tmp_path: Path) -> None:
    recipe = small("plain_lm", base, steps=30)
    assert hits(tuned(recipe, store, tmp_path / "out"), recipe, store) < 0.5


def test_the_first_stage_of_pepler_leaves_every_weight_of_the_language_model(
    store: Store, base: Path, tmp_path: Path
) -> None:
    first = find_strategy("fixed_ptm_prompt_tuning")
    assert first.stages[0] == load_recipe("pepler").tuned.stages[0]
    recipe = small("pepler", base, strategy=first.name, steps=12)
    before = build_model(recipe, store, None).state_dict()
    after = tuned(recipe, store, tmp_path / "out").state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert {"soft.table.weight", "items.ids.weight"} <= changed
    assert all(name.startswith(("soft.", "items.")) for name in changed)


def test_only_an_adapter_is_saved_beside_a_prefix(store: Store, base: Path, tmp_path: Path) -> None:
    folder = tune(small("pepler_prefix", base, steps=2), store, tmp_path / "out")
    kept = load_file(folder / "adapter" / "adapter_model.safetensors")
    assert [tuple(value.shape) for value in kept.values()] == [(16, 2 * 2 * 32)]
    assert not (folder / "lm" / "model.safetensors").exists()


def test_ratings_are_learned_beside_the_words(store: Store, base: Path, tmp_path: Path) -> None:
    """A constant has an error of 2 stars; nothing is learned of ratings where they weigh nothing."""

    def error(**changes: object) -> float:
        recipe = small("pepler_mf", base, **changes)
        lm = tuned(recipe, store, tmp_path / str(changes))
        batch = batch_of(lm, recipe, store, "test")
        with torch.no_grad():
            return float((lm.ratings(batch) - batch.ratings).square().mean().sqrt())

    assert error(item_weight=1.0) < 1.0
    assert error(item_weight=0.0) > 1.8


def batch_of(lm: PromptedLM, recipe: Recipe, store: Store, split: str) -> Batch:
    task, _ = build_tasks(recipe, store)["explain"]
    examples = list(task.examples(split, random.Random(0)))[:12]
    return collate([lm.encoder(task.templates(one.situation)[0].render(one)) for one in examples], lm.encoder.pad)


@pytest.mark.parametrize("name", ["pepler_mf", "pepler_mlp"])
def test_what_has_no_rating_counts_only_for_its_words(name: str, store: Store, base: Path) -> None:
    recipe = small(name, base)
    lm = build_model(recipe, store, None).eval()
    batch = batch_of(lm, recipe, store, "train")

    def total(objective: str) -> float:
        return float(OBJECTIVES[objective](lm, batch, 0.5).total.detach())

    plain, squares = total("language"), (lm.ratings(batch) - batch.ratings).square().detach()
    assert total("rated") == pytest.approx(plain + 0.5 * float(squares.mean()), rel=1e-4)
    batch.ratings[1:] = torch.nan
    assert total("rated") == pytest.approx(plain + 0.5 * float(squares[0]), rel=1e-4)
    OBJECTIVES["rated"](lm, batch, 0.5).total.backward()
    grads = [parameter.grad for parameter in lm.parameters() if parameter.grad is not None]
    assert grads and all(bool(grad.isfinite().all()) for grad in grads)
    batch.ratings[:] = torch.nan
    assert total("rated") == pytest.approx(plain, rel=1e-5)


def test_the_words_of_a_sentence_are_also_predicted_at_the_item(store: Store, base: Path) -> None:
    recipe = small("peter", base)
    lm = build_model(recipe, store, None).eval().requires_grad_(False)
    batch = batch_of(lm, recipe, store, "train")
    plain = OBJECTIVES["language"](lm, batch, 0.0)
    nats, count = 0.0, 0
    logits = lm(batch).logits.log_softmax(-1)
    for row, (rows, labels) in enumerate(zip(batch.rows, batch.labels, strict=True)):
        [place] = (rows != NO_ITEM).nonzero()[:, 0].tolist()
        told = labels[labels != IGNORE]
        nats -= float(logits[row, place, told].sum())
        count += len(told)
    found = OBJECTIVES["context"](lm, batch, 2.0)
    assert float(found.total) == pytest.approx(float(plain.total) + 2.0 * nats / count, rel=1e-4)
    assert (found.language, found.tokens) == (pytest.approx(plain.language, rel=1e-4), plain.tokens)


def test_a_fresh_base_has_the_shape_and_none_of_the_weights(store: Store, base: Path) -> None:
    old, new = (
        build_model(small("peter", base, fresh=fresh, seed=1), store, None).lm.state_dict() for fresh in (False, True)
    )
    assert {name: value.shape for name, value in old.items()} == {name: value.shape for name, value in new.items()}
    name = "model.layers.0.mlp.up_proj.weight"
    assert not torch.equal(old[name], new[name])


def test_features_of_both_come_first_and_a_review_does_not_tell_its_own(store: Store) -> None:
    people = people_of(store, 0)
    task = Explain(people, "features")
    for event in people.parts["test"]:
        said = task.words(event)
        # Whoever praises one thing only has it in common with any item of which it was praised.
        assert FEATURES[int(event.user[1:]) % 4] in said[:1] or said[:1] == ()
    rare = replace(next(iter(people.parts["train"])), review=Review("The humor is great."))
    own = Explain(people, "features")
    before = own.words(next(iter(people.parts["train"])))
    assert own.words(rare) == before and len(before) <= 20


def test_what_is_held_out_teaches_no_sentence_and_no_feature(store: Store) -> None:
    people = people_of(store, 3)
    held = {(event.user, event.item) for part in ("valid", "test") for event in people.parts[part]}
    others = [
        replace(event, review=Review("The price is awful."), value=2.0) if (event.user, event.item) in held else event
        for event in store.interactions
    ]
    changed = people_of(_Other(store, others), 3)  # type: ignore[arg-type]
    for reads in ("vectors", "features", "nothing"):
        one, other = (list(Explain(who, reads).examples("train", random.Random(1))) for who in (people, changed))
        assert [(each.fields, each.rating) for each in one] == [(each.fields, each.rating) for each in other]
    one, other = (list(Written(who).examples("train", random.Random(1))) for who in (people, changed))
    assert [each.fields for each in one] == [each.fields for each in other]


class _Other:
    """The same store with other events."""

    def __init__(self, store: Store, events: list[Interaction]) -> None:
        from data.interactions import Interactions

        self.interactions, self.item_noun = Interactions(events), store.item_noun


@pytest.mark.parametrize(("changes", "said"), [
    ({"split": "half"}, "unknown split 'half'; known are last, shares"),
    ({"explains": "stars"}, "unknown explains 'stars'; known are vectors"),
    ({"rates": "magic", "objective": "rated"}, "unknown rates 'magic'; known are product, perceptron"),
    ({"objective": "rated"}, "rates, objective = \"rated\" and indexing"),
    ({"rates": "product"}, "rates, objective = \"rated\" and indexing"),
])  # fmt: skip
def test_a_wrong_key_says_what_is_known(changes: dict[str, str], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        Recipe("r", **changes)  # type: ignore[arg-type]


def test_ratings_need_a_soft_prompt(store: Store, base: Path) -> None:
    recipe = small("pepler_mf", base, strategy="finetune_holistic")
    with pytest.raises(RecipeError, match="rates needs a strategy with a soft prompt"):
        build_model(recipe, store, None)
