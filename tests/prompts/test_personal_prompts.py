"""A user's prompt is a small file: kept, swapped, batched, exported and erased alone, and never another's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from data.synthetic import World
from prompts.kept_prompt import KeptPrompt, made_prompts, with_people
from prompts.personal_prompts import PersonalPrompts, PersonalPromptsError
from prompts.prompt import Prompt
from prompts.prompted_lm import PromptedLM
from prompts.taste import ranking_prompt
from tests.tiny_models import TRAITS, WIDTH, prompted

NO_NAME = "bo\ud800"
NAMES = ["ada", "bo", "../x", "'; DROP TABLE prompt; --", "[CLS]"]


@pytest.fixture
def kept(tmp_path: Path) -> PersonalPrompts:
    made = PersonalPrompts(tmp_path / "prompts.sqlite", "tiny", 4, WIDTH, most=3)
    torch.manual_seed(0)
    made.keep(NAMES, torch.randn(len(NAMES), 4, WIDTH))
    return made


@pytest.fixture(scope="module")
def bare(world: World) -> PromptedLM:
    return prompted("llama", world.catalogue, soft="profile")


@pytest.fixture
def model(bare: PromptedLM, kept: PersonalPrompts) -> PromptedLM:
    return with_people(bare, kept)


def test_a_name_that_is_no_text_is_refused_and_nothing_is_kept_by_halves(kept: PersonalPrompts) -> None:
    with pytest.raises(PersonalPromptsError, match="is no name that can be kept; give it in whole characters"):
        kept.keep(["cy", NO_NAME], torch.zeros(2, 4, WIDTH))
    assert kept.get("cy") is None and kept.get(NO_NAME) is None and not kept.erase(NO_NAME)
    kept.keep(["cy"], torch.zeros(1, 4, WIDTH))
    assert kept.erase("cy") and len(kept) == len(NAMES)


def asking(world: World, person: str = "") -> Prompt:
    return replace(ranking_prompt(world.catalogue.ids[:2]), person=person)


def test_a_batch_answers_each_as_if_they_were_alone(model: PromptedLM, world: World) -> None:
    people = [*NAMES, "", "nobody", "ada"]
    together = model.item_scores([asking(world, person) for person in people])
    for row, person in enumerate(people):
        alone = model.item_scores([asking(world, person)])[0]
        assert torch.allclose(together[row], alone, atol=1e-4)
    assert torch.allclose(together[0], together[-1], atol=1e-4) and torch.allclose(together[5], together[6], atol=1e-4)
    different = [together[row] for row in range(6)]
    assert all(not torch.allclose(one, two, atol=1e-3) for n, one in enumerate(different) for two in different[:n])


def test_memory_is_bounded_and_what_left_it_comes_back_the_same(kept: PersonalPrompts) -> None:
    before = {name: kept.get(name) for name in NAMES}
    assert kept.in_memory == 3 and len(kept) == 5 and "ada" in kept and "eve" not in kept and None not in kept
    assert all(torch.equal(before[name], kept.get(name)) for name in reversed(NAMES))


def test_an_erased_prompt_is_gone_from_answers_memory_and_disk(
    model: PromptedLM, kept: PersonalPrompts, world: World
) -> None:
    mine, others = kept.get("ada"), kept.get("bo")
    assert mine is not None and kept.erase("ada") and not kept.erase("ada")
    assert kept.get("ada") is None and torch.equal(kept.get("bo"), others)
    assert torch.allclose(model.item_scores([asking(world, "ada")]), model.item_scores([asking(world)]), atol=1e-5)
    needle = mine.half().numpy().tobytes()[:32]
    files = [file for file in Path(kept.path).parent.rglob("*") if file.is_file()]
    assert files and not any(needle in file.read_bytes() or b"ada" in file.read_bytes() for file in files)


def test_an_exported_prompt_is_small_and_comes_back(kept: PersonalPrompts, tmp_path: Path) -> None:
    data = kept.export("bo")
    assert data is not None and len(data) < 4096 and kept.export("eve") is None
    other = PersonalPrompts(tmp_path / "other.sqlite", "tiny", 4, WIDTH)
    other.take("bo", data)
    assert torch.equal(other.get("bo"), kept.get("bo")) and other.bytes_each == 2 * 4 * WIDTH
    strange = PersonalPrompts(tmp_path / "third.sqlite", "large", 4, WIDTH)
    with pytest.raises(PersonalPromptsError, match="not made for the model 'large'"):
        strange.take("bo", data)
    with pytest.raises(PersonalPromptsError, match="no exported prompt"):
        other.take("bo", b"nonsense")


def test_what_does_not_fit_is_refused_and_changes_nothing(kept: PersonalPrompts, tmp_path: Path) -> None:
    before = kept.get("ada")
    for wrong in (torch.zeros(2, 4, WIDTH), torch.full((1, 4, WIDTH), torch.nan), torch.zeros(1, 3, WIDTH)):
        with pytest.raises(PersonalPromptsError, match="expected finite"):
            kept.keep(["ada"], wrong)
    assert torch.equal(kept.get("ada"), before)
    with pytest.raises(PersonalPromptsError, match="for the model 'tiny', not 4 of 32 for 'other'"):
        PersonalPrompts(kept.path, "other", 4, WIDTH)
    (tmp_path / "text").write_text("not a database, but long enough to be looked at as one" * 40)
    with pytest.raises(PersonalPromptsError, match="cannot keep prompts"):
        PersonalPrompts(tmp_path / "text", "tiny", 4, WIDTH)


def test_a_file_outlives_the_process_that_wrote_it(kept: PersonalPrompts) -> None:
    rows = kept.get("bo")
    kept.close()
    assert torch.equal(PersonalPrompts(kept.path, "tiny", 4, WIDTH).get("bo"), rows)


def test_prompts_are_made_by_the_tuned_generator_and_answer_like_it(model: PromptedLM, world: World) -> None:
    told = [replace(asking(world), profile=TRAITS[:n]) for n in range(3)]
    rows = made_prompts(model, told)
    assert isinstance(model.soft, KeptPrompt) and rows.shape == (3, 4, WIDTH)
    model.soft.kept.keep(["x", "y", "z"], rows)
    kept = model.item_scores([asking(world, person) for person in "xyz"])
    assert torch.allclose(kept, model.item_scores(told), atol=5e-2, rtol=1e-2)


def test_a_model_without_a_soft_prompt_has_no_place_for_them(world: World, kept: PersonalPrompts) -> None:
    with pytest.raises(ValueError, match="has no soft prompt; tune one"):
        with_people(prompted("llama", world.catalogue), kept)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=30))
def test_it_holds_what_a_dictionary_would(steps: list[tuple[str, bool]]) -> None:
    kept, known = PersonalPrompts(":memory:", "m", 1, 2, most=2), dict[str, float]()
    for number, (user, keeps) in enumerate(steps):
        if keeps:
            kept.keep([user], torch.full((1, 1, 2), float(number)))
            known[user] = float(number)
        else:
            assert kept.erase(user) == (known.pop(user, None) is not None)
        assert len(kept) == len(known) and kept.in_memory <= 2
        for name in "abcdef":
            rows = kept.get(name)
            assert (None if rows is None else float(rows[0, 0])) == known.get(name)
