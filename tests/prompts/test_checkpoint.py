"""What is saved answers as what was tuned, on its own catalogue and another; what is damaged is refused with a name."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from data.catalogue import Catalogue
from data.records import Item, ItemRef
from data.synthetic import World
from prompts import adapter
from prompts.checkpoint import CARD, CheckpointError, item_key, load_checkpoint, save_checkpoint
from prompts.checkpoint_files import read_card, write_card
from prompts.prompt import Message, Prompt
from prompts.prompted_lm import PromptedLM
from prompts.slot_tokens import add_slot_tokens
from tests.tiny_models import HashEncoder, byte_level, prompted, saved_base, texts_of, word_piece

PROMPTS = [Prompt.of("what should i watch ?", role="user"), Prompt(Prompt.of("hello").messages, user=2)]


def answers(lm: PromptedLM) -> tuple[list[str], list[list[tuple[str, float]]], list[float]]:
    ranked = [[(hit.item, round(hit.score, 3)) for hit in hits] for hits in lm.rank(PROMPTS, 5)]
    said = lm.generate(PROMPTS, max_new_tokens=8)
    return said, ranked, [round(score, 3) for score in lm.score(PROMPTS[0], ["good"])]


def with_lora(lm: PromptedLM) -> PromptedLM:
    """LoRA matrices inside that do something."""
    torch.manual_seed(3)
    lm.lm = adapter.with_lora(lm.lm, 2)
    for name, parameter in lm.lm.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    return lm.eval()


MADE: dict[str, Callable[[World], PromptedLM]] = {
    "full": lambda world: prompted("bert", world.catalogue),
    "full, llama": lambda world: prompted("llama", world.catalogue),
    "without ids": lambda world: prompted("llama", world.catalogue, ids=False),
    "title": lambda world: prompted("bert", world.catalogue, vectors=False),
    "shared": lambda world: prompted("llama", world.catalogue, soft="shared"),
    "personal": lambda world: prompted("bert", world.catalogue, soft="personal"),
    "knowledge": lambda world: prompted("llama", world.catalogue, soft="knowledge", graph=True),
    "knowledge, title": lambda world: prompted("bert", world.catalogue, soft="knowledge", vectors=False),
    "chat": lambda world: prompted("llama", world.catalogue, vectors=False, tokenizer=byte_level()),
}


@pytest.fixture(scope="module")
def saved(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint with everything in it; copy it before you harm it."""
    lm = prompted("bert", world.catalogue, soft="personal")
    return save_checkpoint(lm, tmp_path_factory.mktemp("saved") / "model", recipe={"name": "tiny"}, figures={"x": 1.0})


@pytest.fixture
def copied(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "model"))


@pytest.mark.parametrize("name", MADE)
def test_what_is_loaded_answers_as_what_was_saved(name: str, world: World, tmp_path: Path) -> None:
    lm = MADE[name](world)
    folder = save_checkpoint(lm, tmp_path / "model", recipe={})
    loaded = load_checkpoint(folder, world.catalogue)
    assert answers(loaded) == answers(lm)
    assert not loaded.training and not any(parameter.requires_grad for parameter in loaded.parameters())


@pytest.mark.parametrize("vectors", [True, False], ids=["vector", "title"])
@pytest.mark.parametrize("marks", [True, False], ids=["marks", "no marks"])
def test_an_adapter_is_loaded_onto_its_base(world: World, tmp_path: Path, marks: bool, vectors: bool) -> None:
    """Also where the base lacks the slot tokens, whose rows the adapter does not hold."""
    tokenizer = word_piece(texts_of(world.catalogue), marks=marks)
    base = saved_base("llama", tmp_path / "base", tokenizer)
    lm = prompted("llama", world.catalogue, soft="shared", vectors=vectors)
    bare, known = AutoModelForCausalLM.from_pretrained(base), AutoTokenizer.from_pretrained(base)
    add_slot_tokens(bare, known)
    tuned = with_lora(PromptedLM(bare, known, world.catalogue, items=lm.items, soft=lm.soft))
    folder = save_checkpoint(tuned, tmp_path / "model", recipe={"base": str(base)})
    assert not (folder / "lm" / "model.safetensors").exists()
    assert answers(load_checkpoint(folder, world.catalogue)) == answers(tuned)
    shutil.rmtree(base)
    with pytest.raises(CheckpointError, match="is an adapter for the language model .* cannot be loaded"):
        load_checkpoint(folder, world.catalogue)


def test_half_precision_is_half_the_size_and_close(world: World, tmp_path: Path) -> None:
    lm = prompted("bert", world.catalogue, soft="shared")
    before = {name: value.clone() for name, value in lm.state_dict().items()}
    whole, half = (save_checkpoint(lm, tmp_path / str(half), recipe={}, half=half) for half in (False, True))
    assert all(torch.equal(value, before[name]) for name, value in lm.state_dict().items())
    sizes = [sum(file.stat().st_size for file in folder.rglob("*.safetensors")) for folder in (whole, half)]
    assert 0.45 < sizes[1] / sizes[0] < 0.6
    loaded = load_checkpoint(half, world.catalogue)
    assert next(loaded.lm.parameters()).dtype == torch.float32
    scores = [lm.item_scores(PROMPTS), loaded.item_scores(PROMPTS)]
    assert torch.allclose(scores[0], scores[1], atol=0.2)


def test_another_catalogue_needs_an_encoder_and_says_so(copied: Path, world: World) -> None:
    other = Catalogue(world.catalogue.items[5:])
    with pytest.raises(CheckpointError, match=r"another catalogue.*install promptrec\[demo\] or give --encoder"):
        load_checkpoint(copied, other)


def test_a_film_that_is_in_both_catalogues_keeps_its_own_vector(saved: Path, world: World) -> None:
    """Other ids, another order, one film that was never seen: the others score as they did."""
    own = load_checkpoint(saved, world.catalogue)
    moved = [
        Item(f"other-{item.id}", item.title, item.year, item.description, item.attributes, item.numbers)
        for item in reversed(world.catalogue.items[4:])
    ]
    new = Item("new", "Never Seen", 2030)
    other = load_checkpoint(saved, Catalogue([new, *moved]), HashEncoder())
    before, after = own.item_scores(PROMPTS), other.item_scores(PROMPTS)
    assert torch.allclose(after[:, 1:], before[:, 4:].flip(1), atol=1e-4)
    assert own.items is not None and other.items is not None
    assert own.items.bias is not None and other.items.bias is not None and other.items.ids is not None
    assert not other.items.ids.weight[0].any()
    assert torch.allclose(other.items.bias.weight[0], own.items.bias.weight.mean())
    assert own.items.familiar == 1.0
    assert other.items.familiar == pytest.approx(len(moved) / (len(moved) + 1))


def test_a_film_that_is_in_both_catalogues_is_the_same_entity(world: World, tmp_path: Path) -> None:
    """Made of the graph alone, items need no encoder; one that it does not know is neither near nor far."""
    own = prompted("llama", world.catalogue, soft="knowledge", graph=True)
    folder = save_checkpoint(own, tmp_path / "model", recipe={})
    moved = [Item(f"other-{item.id}", item.title, item.year) for item in reversed(world.catalogue.items[4:])]
    other = load_checkpoint(folder, Catalogue([Item("new", "Never Seen", 2030), *moved]))

    def asked(start: str) -> list[Prompt]:
        said = [(ItemRef(f"{start}{item}"), " or ", "drama") for item in world.catalogue.ids[5:8]]
        return [Prompt((Message("user", pieces),)) for pieces in said]

    before, after = own.item_scores(asked("")), other.item_scores(asked("other-"))
    assert torch.allclose(after[:, 1:], before[:, 4:].flip(1), atol=1e-3)
    assert not torch.allclose(before[0], before[1], atol=1e-2)
    assert ((after[:, 0] > before.amin(1)) & (after[:, 0] < before.amax(1))).all()
    new = Prompt((Message("user", (ItemRef("new"),)),))
    assert len(other.rank([new], len(other.catalogue))[0]) == len(other.catalogue)
    assert other.items is not None and other.items.familiar == pytest.approx(len(moved) / (len(moved) + 1))


def test_two_films_of_one_title_and_year_keep_a_row_each(tmp_path: Path) -> None:
    catalogue = Catalogue([Item("1", "Heat", 1995), Item("2", "Heat", 1995), Item("3", "Ronin", 1998)])
    lm = prompted("llama", catalogue)
    assert answers(load_checkpoint(save_checkpoint(lm, tmp_path / "m", recipe={}), catalogue)) == answers(lm)
    assert item_key(catalogue["1"]) == item_key(catalogue["2"]) != item_key(Item("1", "Heat"))


def test_only_safetensors_and_text_are_in_the_folder(saved: Path) -> None:
    suffixes = {file.suffix for file in saved.rglob("*") if file.is_file()}
    assert suffixes <= {".json", ".safetensors", ".jinja", ".txt"}
    assert read_card(saved)["figures"] == {"x": 1.0}


def files_of(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone", "emptied"])
def test_a_damaged_file_is_a_checkpoint_error_that_names_it(
    saved: Path, world: World, tmp_path: Path, harm: str
) -> None:
    draw = random.Random(0)
    for number, name in enumerate(files_of(saved)):
        copy = Path(shutil.copytree(saved, tmp_path / str(number)))
        data = bytearray((copy / name).read_bytes())
        place = draw.randrange(len(data))
        if harm == "gone":
            (copy / name).unlink()
        elif harm == "flipped":
            data[place] ^= 1 << draw.randrange(8)
            (copy / name).write_bytes(data)
        else:
            (copy / name).write_bytes(data[: place if harm == "cut" else 0])
        try:
            load_checkpoint(copy, world.catalogue)
        except CheckpointError as error:
            assert str(copy) in str(error)
        else:
            # The card itself has no hash: a letter of a figure may change unseen, nothing that is loaded.
            assert name == CARD and harm == "flipped"


def test_a_damaged_file_is_refused_also_where_the_card_has_no_hashes(saved: Path, world: World, tmp_path: Path) -> None:
    draw = random.Random(1)
    for number, name in enumerate(files_of(saved)):
        copy = Path(shutil.copytree(saved, tmp_path / str(number)))
        card = json.loads((copy / CARD).read_text())
        del card["files"]
        (copy / CARD).write_text(json.dumps(card))
        data = (copy / name).read_bytes()
        (copy / name).write_bytes(data[: draw.randrange(len(data) // 2)])
        if name != "lm/generation_config.json":
            with pytest.raises(CheckpointError):
                load_checkpoint(copy, world.catalogue)


@pytest.mark.parametrize("card", [
    "", "[]", "null", "{", "\xff", '{"format": 2}', '{"format": 1}', '{"format": 1, "files": 3}', "[" * 100_000,
    '{"format": 1, "files": {}, "base": "", "indexing": "vector", "item_ids": true, "soft": {"name": "nobody"}}',
])  # fmt: skip
def test_a_card_of_anything_is_a_checkpoint_error(copied: Path, world: World, card: str) -> None:
    (copied / CARD).write_bytes(card.encode("latin-1"))
    with pytest.raises(CheckpointError):
        load_checkpoint(copied, world.catalogue)


def test_another_format_says_which_one_is_read(copied: Path, world: World) -> None:
    (copied / CARD).write_text(json.dumps({**read_card(copied), "format": 7}))
    with pytest.raises(CheckpointError, match="has format 7; this version reads format 1: tune the model again"):
        load_checkpoint(copied, world.catalogue)


def test_a_pickle_in_place_of_the_weights_is_not_read(copied: Path, world: World) -> None:
    weights = copied / "lm" / "model.safetensors"
    torch.save({}, weights.with_name("pytorch_model.bin"))
    weights.unlink()
    card = {key: value for key, value in read_card(copied).items() if key != "files"}
    write_card(copied, card)
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_checkpoint(copied, world.catalogue)


def test_a_folder_of_something_else_is_not_overwritten(world: World, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(CheckpointError, match="is not a checkpoint; choose another place"):
        save_checkpoint(prompted("llama", world.catalogue), tmp_path, recipe={})
    assert (tmp_path / "thesis.doc").read_text() == "years of work"


def test_a_save_that_fails_leaves_the_old_checkpoint(copied: Path, world: World) -> None:
    before = {name: (copied / name).read_bytes() for name in files_of(copied)}
    with pytest.raises(TypeError):
        save_checkpoint(prompted("llama", world.catalogue), copied, recipe={"bad": object()})
    assert {name: (copied / name).read_bytes() for name in files_of(copied)} == before
    assert [path.name for path in copied.parent.iterdir()] == [copied.name]


def test_a_new_save_takes_the_place_of_the_old(copied: Path, world: World) -> None:
    lm = prompted("llama", world.catalogue, seed=5)
    save_checkpoint(lm, copied, recipe={})
    assert answers(load_checkpoint(copied, world.catalogue)) == answers(lm)
