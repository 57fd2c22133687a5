"""States to go on from after a stop: tuned weights and optimiser moments in safetensors, counters in JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save, save_file
from torch import Tensor

from data.atomic import finish_swap, replacing_folder, write_file
from finetune.selection import Selection
from prompts.behaviour_encoder import CARD, BehaviourEncoder, BehaviourEncoderError
from prompts.prompted_lm import PromptedLM

_FOLDER = "resume"
_WEIGHTS = "model.safetensors"
_SELECTION = "selection.safetensors"


class ResumeError(RuntimeError):
    """A saved state cannot be gone on from: the message names the file and the way out."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run is: `step` steps of stage `stage` are done, `seen` counts seconds and tokens of that stage."""

    stage: int
    step: int
    seen: Mapping[str, float] = field(default_factory=dict, hash=False)
    figures: Mapping[str, float] = field(default_factory=dict, hash=False)
    """The last validation figures."""


def save_state(
    out: Path, place: Place, model: PromptedLM, optimizer: torch.optim.Optimizer, selection: Selection
) -> None:
    """Write the state beside the old one and swap them, so that a crash leaves one of the two."""
    with replacing_folder(out / _FOLDER) as fresh:
        save_file(_weights(model), fresh / _WEIGHTS)
        moments = {
            f"{number}.{key}": torch.as_tensor(value).contiguous()
            for number, state in optimizer.state_dict()["state"].items()
            for key, value in state.items()
        }
        save_file(moments, fresh / "optimizer.safetensors")
        save_file(selection.tensors(), fresh / _SELECTION)
        if model.items is not None and model.items.tuned is not None:
            model.items.tuned.save(fresh)
        counters = {
            "stage": place.stage, "step": place.step, "seen": dict(place.seen), "figures": dict(place.figures),
            "selection": selection.counters(),
        }
        (fresh / "state.json").write_text(json.dumps(counters), encoding="utf-8")
        for file in fresh.iterdir():
            with file.open("rb") as opened:
                os.fsync(opened.fileno())


def saved_place(out: Path) -> Place | None:
    """How far the run in `out` was when it was last saved; None where it never was. Raises ResumeError."""
    finish_swap(out / _FOLDER)
    if not (out / _FOLDER).exists():
        return None
    file = out / _FOLDER / "state.json"
    try:
        counters = json.loads(file.read_text(encoding="utf-8"))
        return Place(int(counters["stage"]), int(counters["step"]), counters["seen"], counters.get("figures", {}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResumeError(_unusable(file, error)) from error


def load_weights(out: Path, model: PromptedLM) -> None:
    """Put the saved weights into the model. Raises ResumeError where they are damaged or of another model."""
    put_weights(out / _FOLDER / _WEIGHTS, model)


def keep_weights(file: Path, model: PromptedLM) -> None:
    """Write the weights to a file of their own, whole or not at all, to start from more than once."""
    write_file(file, save(_weights(model)))


def put_weights(file: Path, model: PromptedLM) -> None:
    """Put the weights of a file into the model. Raises ResumeError where they are damaged or of another model."""
    weights = _read(file)
    parameters = dict(model.named_parameters())
    if weights.keys() != parameters.keys() or any(weights[name].shape != parameters[name].shape for name in parameters):
        raise ResumeError(f"{file} is of another model: resume with the recipe, base and store that the run began with")
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(weights[name])


def _weights(model: PromptedLM) -> dict[str, Tensor]:
    """Safetensors refuses tensors that share memory, as tied embeddings do: parameters are named once each."""
    return {name: value.detach().contiguous() for name, value in model.named_parameters()}


def load_encoder(out: Path) -> BehaviourEncoder | None:
    """The behaviour-tuned encoder of the saved state, so that it is not tuned twice; None where there is none.

    Raises ResumeError.
    """
    if not (out / _FOLDER / CARD).is_file():
        return None
    try:
        return BehaviourEncoder.load(out / _FOLDER)
    except BehaviourEncoderError as error:
        raise ResumeError(_unusable(out / _FOLDER / CARD, error)) from error


def load_moments(out: Path, optimizer: torch.optim.Optimizer) -> None:
    """Put the saved moments into the optimiser of the stage they are of. Raises ResumeError."""
    file = out / _FOLDER / "optimizer.safetensors"
    moments: dict[int, dict[str, Any]] = {}
    for name, value in _read(file).items():
        number, _, key = name.partition(".")
        moments.setdefault(int(number), {})[key] = value
    try:
        optimizer.load_state_dict({"state": moments, "param_groups": optimizer.state_dict()["param_groups"]})
    except (ValueError, KeyError, RuntimeError) as error:
        raise ResumeError(_unusable(file, error)) from error


def load_selection(out: Path, selection: Selection) -> None:
    """Give a stage back its running mean and its best weights. Raises ResumeError."""
    file = out / _FOLDER / "state.json"
    tensors = _read(out / _FOLDER / _SELECTION)
    try:
        selection.resume(json.loads(file.read_text(encoding="utf-8"))["selection"], tensors)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResumeError(_unusable(file, error)) from error


def trim_log(log: Path, place: Place | None) -> None:
    """Drop the lines of steps that are done again, and a line that a crash cut off, so that each step is there once."""
    if not log.exists():
        return
    kept = [line for line in log.read_text(encoding="utf-8").splitlines() if place is not None and _done(line, place)]
    write_file(log, "".join(f"{line}\n" for line in kept).encode())


def _done(line: str, place: Place) -> bool:
    try:
        entry = json.loads(line)
        return (int(entry["stage"]), int(entry["step"])) <= (place.stage, place.step)
    except (ValueError, KeyError, TypeError):
        return False


def _read(file: Path) -> dict[str, torch.Tensor]:
    try:
        return load_file(file)
    except (OSError, SafetensorError) as error:
        raise ResumeError(_unusable(file, error)) from error


def _unusable(file: Path, error: Exception) -> str:
    return f"{file} cannot be read: {error}; delete {file.parent} to begin again with --resume"
