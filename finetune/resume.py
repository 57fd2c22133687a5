"""States to go on from after a stop: tuned weights and optimiser moments in safetensors, counters in JSON."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from prompts.prompted_lm import PromptedLM


def save_state(
    out: Path, stage: int, step: int, model: PromptedLM, optimizer: torch.optim.Optimizer, seen: dict[str, float]
) -> None:
    """Write the state beside the old one and swap them, so that a crash leaves one of the two."""
    fresh, target = out / "resume.new", out / "resume"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    # Safetensors refuses tensors that share memory, as tied embeddings do: keep one name for each.
    weights = {name: value.detach().contiguous() for name, value in model.named_parameters()}
    save_file(weights, fresh / "model.safetensors")
    moments = {
        f"{place}.{key}": torch.as_tensor(value).contiguous()
        for place, state in optimizer.state_dict()["state"].items()
        for key, value in state.items()
    }
    save_file(moments, fresh / "optimizer.safetensors")
    (fresh / "state.json").write_text(json.dumps({"stage": stage, "step": step, "seen": seen}), encoding="utf-8")
    for file in fresh.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
    old = out / "resume.old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def load_state(
    out: Path, stage: int, model: PromptedLM, optimizer: torch.optim.Optimizer, seen: dict[str, float]
) -> int:
    """Put the saved state back; returns the step to go on from: 0 where nothing was saved or an earlier stage was."""
    folder = out / "resume" if (out / "resume").exists() else out / "resume.old"
    if not folder.exists():
        return 0
    state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    weights = load_file(folder / "model.safetensors")
    if state["stage"] < stage:
        return 0
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])
    if state["stage"] > stage:
        return 10**12
    whole = optimizer.state_dict()
    moments: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in load_file(folder / "optimizer.safetensors").items():
        place, _, key = name.partition(".")
        moments.setdefault(int(place), {})[key] = value
    optimizer.load_state_dict({"state": moments, "param_groups": whole["param_groups"]})
    seen.update(state["seen"])
    return int(state["step"])
