"""A recipe's model for a measurement: trained once, found again afterwards, never taken for another's."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.atomic import write_file
from data.store import Store
from eval.measure import Cost, measured
from eval.options import Options
from eval.tuning import Progress, Tuning

_CARD = "run.json"
_NOTED_EVERY_S = 30.0


class RunError(ValueError):
    """A run cannot be used for this measurement; the message says why and the way out."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A checkpoint folder, and what its training took: wall-clock seconds over all sittings, largest memory."""

    folder: Path
    cost: Cost


def chosen(options: Options, usual: Sequence[str]) -> list[str]:
    """The recipes to measure: those the options name, else those of `usual` that exist.

    Raises RunError where nothing can train; an unknown recipe is refused by the one who trains.
    """
    tuning = _tuning(options)
    if options.recipes:
        for recipe in options.recipes:
            tuning.fields(recipe, settings(options, recipe))
        return list(options.recipes)
    known = set(tuning.names())
    return [recipe for recipe in usual if recipe in known]


def settings(options: Options, recipe: str) -> dict[str, str]:
    """The settings of the options that are meant for a recipe; its own ones win over those for all."""
    shared: dict[str, str] = {}
    own: dict[str, str] = {}
    for text in options.settings:
        key, _, value = text.partition("=")
        name, dot, inner = key.rpartition(".")
        if not dot:
            shared[key] = value
        elif name == called(recipe):
            own[inner] = value
    return shared | own


def called(recipe: str) -> str:
    """The name of a row and of a folder for a recipe that may be a path."""
    return Path(recipe).stem if recipe.endswith(".toml") else recipe


def folder_of(options: Options, name: str) -> Path:
    """Where a measurement keeps what it makes on its way."""
    return options.runs or Path("runs") / "eval" / name


def trained(
    options: Options, name: str, recipe: str, store: Store, *, seed: int, usual: Mapping[str, str] | None = None,
    label: str | None = None,
) -> Trained:
    """The checkpoint of `recipe` for `seed` in `runs/LABEL-SEED/model`, trained where it is not there yet.

    `name` is the measurement's, `usual` its own settings (the options' win), `label` a name in place of the recipe's,
    for the folder and for settings of its own. A run that was stopped goes on. Raises RunError where the folder holds a
    run of another recipe text or store, or nothing can train.
    """
    tuning = _tuning(options)
    told = {**(usual or {}), **settings(options, recipe), **settings(options, label or recipe)}
    out = folder_of(options, name) / f"{label or called(recipe)}-{seed}"
    identity = _identity(tuning.fields(recipe, told), store)
    card = _card(out / _CARD)
    if not card and out.exists() and any(out.iterdir()):
        raise RunError(f"{out} holds files of unknown origin (no {_CARD}); empty it, or choose another by --runs")
    if card and card["identity"] != identity:
        raise RunError(
            f"{out} was made by another recipe, other settings or another store; remove it to train anew, or choose "
            f"another folder by --runs"
        )
    before = Cost(float(card.get("seconds", 0.0)), float(card.get("peak_mb", 0.0)))
    if card.get("done") and (out / "model").is_dir():
        return Trained(out / "model", before)
    out.mkdir(parents=True, exist_ok=True)
    options.tell(f"training {called(recipe)} with seed {seed} in {out}")
    return Trained(*_train(
        lambda progress: tuning(recipe, store, out, seed=seed, settings=told, progress=progress), out, identity, before,
        options.tell,
    ))


def tuned_parameters(model: Trained) -> float:
    """How many parameters the training of a checkpoint tuned."""
    from prompts.checkpoint_files import read_card

    return float(read_card(model.folder)["figures"].get("tuned_parameters", 0))


def trained_from_base(options: Options, name: str, recipe: str, store: Store, *, seed: int) -> Trained:
    """`trained`, from the base LM of the options (`--model`) where the recipe and its settings name none."""
    needs = not _tuning(options).fields(recipe, settings(options, recipe)).get("base")
    usual = {"base": options.model} if options.model and needs else {}
    return trained(options, name, recipe, store, seed=seed, usual=usual)


def _train(
    train: Callable[[Progress], Path], out: Path, identity: str, before: Cost, tell: Callable[[str], None]
) -> tuple[Path, Cost]:
    start = noted = time.perf_counter()

    def note(cost: Cost, done: bool = False) -> Cost:
        total = Cost(before.seconds + cost.seconds, max(before.peak_mb, cost.peak_mb))
        about = {"identity": identity, "seconds": total.seconds, "peak_mb": total.peak_mb, "done": done}
        write_file(out / _CARD, (json.dumps(about) + "\n").encode())
        return total

    def progress(line: Mapping[str, float]) -> None:
        # A killed process says nothing: what it took until now is written down as it goes.
        nonlocal noted
        if time.perf_counter() - noted >= _NOTED_EVERY_S:
            noted = time.perf_counter()
            note(Cost(noted - start))
            tell(f"  {', '.join(f'{name} {value:.4g}' for name, value in line.items())}")

    note(Cost())
    cost = Cost()
    try:
        with measured() as cost:
            folder = train(progress)
    except BaseException:
        note(cost)
        raise
    return folder, note(cost, done=True)


def _tuning(options: Options) -> Tuning:
    if options.tuning is None:
        raise RunError("this measurement trains its systems and nobody can train here; run it by `promptrec eval`")
    return options.tuning


def _identity(recipe: Mapping[str, Any], store: Store) -> str:
    """sha256 over the recipe's fields, the seed left out, and the store's files by hash."""
    said = {key: value for key, value in recipe.items() if key not in ("seed", "name")}
    files = {name: about["sha256"] for name, about in store.card.get("files", {}).items()}
    return hashlib.sha256(json.dumps([said, files], sort_keys=True, default=str).encode()).hexdigest()


def _card(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        card = json.loads(file.read_bytes())
        return {"identity": str(card["identity"]), **card}
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{file} is damaged ({error}); remove its folder to train anew") from error
