"""A model is trained once, its cost stays with it, a stopped run goes on, and nobody's run is taken for another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.store import Store, write_store
from data.synthetic import make_world, synthetic_store
from eval.options import Options
from eval.trained import RunError, chosen, settings, trained
from eval.tuning import Progress


class Trainer:
    """Writes a file for a model, says what it was told, and stops half way when asked to."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, dict[str, str]]] = []
        self.stops = False

    def names(self) -> Sequence[str]:
        return ("sasrec", "vector_lm")

    def fields(self, recipe: str, settings: Mapping[str, str]) -> Mapping[str, Any]:
        if Path(recipe).stem not in self.names():
            raise ValueError(f"unknown recipe {recipe!r}; known are sasrec, vector_lm")
        return {"name": recipe, "seed": 0, "steps": settings.get("steps", "10")}

    def __call__(
        self, recipe: str, store: Store, out: Path, *, seed: int, settings: Mapping[str, str], progress: Progress
    ) -> Path:
        self.told.append((recipe, seed, dict(settings)))
        progress({"step": 1})
        if self.stops:
            raise KeyboardInterrupt
        (out / "model").mkdir()
        return out / "model"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return synthetic_store(tmp_path_factory.mktemp("stores") / "one")


@pytest.fixture
def trainer() -> Trainer:
    return Trainer()


@pytest.fixture
def options(trainer: Trainer, tmp_path: Path) -> Options:
    return Options(runs=tmp_path / "runs", tuning=trainer)


def test_a_second_measurement_finds_the_model_and_what_it_cost(
    options: Options, trainer: Trainer, store: Store, tmp_path: Path
) -> None:
    heard: list[str] = []
    options = replace(options, tell=heard.append)
    first = trained(options, "x", "sasrec", store, seed=3)
    assert first.folder == tmp_path / "runs" / "sasrec-3" / "model" and first.cost.peak_mb > 0
    assert trained(options, "x", "sasrec", store, seed=3) == first
    assert trainer.told == [("sasrec", 3, {})]
    trained(options, "x", "sasrec", store, seed=4)
    assert len(trainer.told) == 2 and "training sasrec with seed 4" in heard[-1]


def test_a_run_that_was_stopped_goes_on_and_its_seconds_add_up(
    options: Options, trainer: Trainer, store: Store
) -> None:
    trainer.stops = True
    with pytest.raises(KeyboardInterrupt):
        trained(options, "x", "sasrec", store, seed=0)
    trainer.stops = False
    assert trained(options, "x", "sasrec", store, seed=0).cost.seconds > 0
    assert len(trainer.told) == 2


def test_a_run_of_another_recipe_or_store_is_not_taken(
    options: Options, trainer: Trainer, store: Store, tmp_path: Path
) -> None:
    trained(options, "x", "sasrec", store, seed=0)
    with pytest.raises(RunError, match="another recipe, other settings"):
        trained(options, "x", "sasrec", store, seed=0, usual={"steps": "20"})
    other = write_store(tmp_path / "other", make_world(1).catalogue, name="other", source="made up")
    with pytest.raises(RunError, match="--runs"):
        trained(options, "x", "sasrec", other, seed=0)


def test_files_that_nobody_knows_are_not_written_over(options: Options, store: Store, tmp_path: Path) -> None:
    (tmp_path / "runs" / "sasrec-0").mkdir(parents=True)
    (tmp_path / "runs" / "sasrec-0" / "log.jsonl").write_text("mine")
    with pytest.raises(RunError, match="unknown origin"):
        trained(options, "x", "sasrec", store, seed=0)
    (tmp_path / "runs" / "sasrec-0" / "run.json").write_text("{")
    with pytest.raises(RunError, match="damaged"):
        trained(options, "x", "sasrec", store, seed=0)


def test_settings_are_for_all_recipes_or_for_one(trainer: Trainer) -> None:
    options = Options(settings=("steps=5", "sasrec.steps=7", "lr=0.1", "vector_lm.base=/models/small"), tuning=trainer)
    assert settings(options, "sasrec") == {"steps": "7", "lr": "0.1"}
    assert settings(options, "their/vector_lm.toml") == {"steps": "5", "lr": "0.1", "base": "/models/small"}
    assert "--set vector_lm.base=small" in options.command("x")
    with pytest.raises(ValueError, match="sets nothing"):
        Options(settings=("steps",))


def test_recipes_are_the_usual_ones_that_exist_or_those_asked_for(trainer: Trainer) -> None:
    assert chosen(Options(tuning=trainer), ("vector_lm", "semantic")) == ["vector_lm"]
    assert chosen(Options(tuning=trainer, recipes=("sasrec",)), ("vector_lm",)) == ["sasrec"]
    with pytest.raises(ValueError, match="known are sasrec"):
        chosen(Options(tuning=trainer, recipes=("semantic",)), ("vector_lm",))
    with pytest.raises(RunError, match="promptrec eval"):
        chosen(Options(), ("vector_lm",))
