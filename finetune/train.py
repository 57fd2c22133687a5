"""The one training loop: any strategy, any tasks, on a CPU, a GPU or several processes, and resumable at every save."""

from __future__ import annotations

import dataclasses
import json
import math
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import DistributedDataParallelKwargs, set_seed
from torch import Tensor, nn

from data.store import Store
from finetune.mixture import Mixture
from finetune.model import build_model
from finetune.objective import OBJECTIVES, Loss, Objective
from finetune.parts import Parts
from finetune.phases import Phase, phases
from finetune.precision import usable
from finetune.recipe import Recipe, RecipeError
from finetune.resume import (
    Place,
    load_encoder,
    load_moments,
    load_selection,
    load_weights,
    save_state,
    saved_place,
    trim_log,
)
from finetune.selection import Selection
from finetune.strategy import ADDED, open_parameters
from finetune.tasks import build_tasks
from finetune.validation import validate
from prompts.batch import Batch
from prompts.checkpoint import save_checkpoint
from prompts.prompted_lm import PromptedLM
from prompts.text_encoder import Encodes

LOG = "log.jsonl"
Progress = Callable[[Mapping[str, float]], None]


class Tuned(nn.Module):
    """Model and objective in one forward, so that gradients of several processes meet in the usual place."""

    def __init__(self, model: PromptedLM, objective: Objective, item_weight: float) -> None:
        super().__init__()
        self.model, self.objective, self.item_weight = model, objective, item_weight

    def forward(self, batch: Batch) -> Loss:
        return self.objective(self.model, batch, self.item_weight)


def tune(
    recipe: Recipe, store: Store, out: str | Path, *, encoder: Encodes | None = None, resume: bool = False,
    progress: Progress | None = None, half: bool = False,
) -> Path:
    """Tune a model and save it to `out/model`; returns that folder.

    `out/log.jsonl` gets a line every ten steps, `out/resume` a state to go on from (`resume`). A run that was stopped
    and resumed ends, on a CPU, with the very weights of one that was not. Raises RecipeError for a recipe that does not
    fit model or store, ResumeError for a state that cannot be read, FileExistsError where `out` holds another run and
    `resume` is not asked.
    """
    out = Path(out)
    log = out / LOG
    if not resume and log.exists():
        raise FileExistsError(f"{out} holds a run already; go on with --resume, or choose another --out")
    accelerator = _accelerator(recipe)
    # No process may write before the last one has looked.
    accelerator.wait_for_everyone()
    out.mkdir(parents=True, exist_ok=True)
    set_seed(recipe.seed)
    place = saved_place(out) if resume else None
    model = build_model(recipe, store, encoder, tuned=load_encoder(out) if place is not None else None)
    tasks = build_tasks(recipe, store)
    before = build_tasks(dataclasses.replace(recipe, tasks=recipe.pretrain), store) if recipe.pretrain else None
    model.tuned_on = frozenset(tasks)
    if place is not None:
        load_weights(out, model)
    if accelerator.is_main_process:
        trim_log(log, place)
    figures: Mapping[str, float] = place.figures if place is not None else {}
    parts = Parts(out, model, recipe, accelerator)
    for number, phase in enumerate(phases(recipe, tasks, before)):
        if place is not None and number < place.stage:
            continue
        begun = place is not None and number == place.stage and place.step > 0
        parts.start(phase, begun=begun)
        run = _Run(phase, model, accelerator, out, number, progress)
        figures = run.go(place if place is not None and begun else Place(number, 0))
        parts.finish(phase, figures)
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        parts.join()
        size = sum(value.numel() for value in model.parameters() if value.requires_grad)
        told = {**figures, "tuned_parameters": float(size)}
        save_checkpoint(model, out / "model", recipe=dataclasses.asdict(recipe), figures=told, half=half)
        parts.clear()
    return out / "model"


class _Run:
    """One stage of one run."""

    def __init__(
        self, phase: Phase, model: PromptedLM, accelerator: Accelerator, out: Path, number: int,
        progress: Progress | None,
    ) -> None:
        recipe = phase.recipe
        self.recipe, self.model, self.accelerator = recipe, model, accelerator
        self.mixture = Mixture(
            phase.tasks, model.encoder, batch_tokens=recipe.batch_tokens, longest=recipe.longest,
            word_share=recipe.word_share,
        )
        self.out, self.number, self.progress = out, number, progress
        try:
            names = open_parameters(model, phase.stage)
        except ValueError as error:
            raise RecipeError(f"recipe {recipe.name!r}: {error}") from error
        self.optimizer = torch.optim.AdamW(_groups(model, names, recipe), betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.selection = Selection(recipe, model)
        self.seed = recipe.seed * 1000 + number * 100 + accelerator.process_index
        self.seen = {"seconds": 0.0, "tokens": 0.0}

    def go(self, place: Place) -> Mapping[str, float]:
        """The steps of the stage that are left; returns the last validation figures."""
        recipe, accelerator = self.recipe, self.accelerator
        figures = place.figures
        if place.step >= recipe.steps:
            return figures
        if place.step:
            load_moments(self.out, self.optimizer)
            load_selection(self.out, self.selection)
            self.seen |= place.seen
        objective = Tuned(self.model, OBJECTIVES[recipe.objective], recipe.item_weight)
        tuned, optimizer = accelerator.prepare(objective, self.optimizer)
        batches = islice(self.mixture.batches(self.seed), place.step, None)
        held = self.mixture.valid(recipe.valid_examples)
        for step in range(place.step, recipe.steps):
            began = time.perf_counter()
            loss = self._step(tuned, optimizer, next(batches).to(accelerator.device), step)
            self.seen["seconds"] += time.perf_counter() - began
            self.selection.step()
            self._log(step, loss)
            last, ended = step + 1 == recipe.steps, False
            if last or (step + 1) % recipe.valid_every == 0:
                # Every process validates the same examples, so that all of them end a stage at the same step.
                with self.selection.validated():
                    figures = validate(self.model, held, accelerator)
                ended = self.selection.judge(figures)
                self._write({"stage": self.number, "step": step + 1, **figures})
            if last or ended:
                self.selection.finish()
            if accelerator.is_main_process and (last or ended or (step + 1) % recipe.save_every == 0):
                done = recipe.steps if ended else step + 1
                place = Place(self.number, done, self.seen, figures)
                save_state(self.out, place, self.model, self.optimizer, self.selection)
            if ended:
                break
        return figures

    def _step(self, tuned: nn.Module, optimizer: torch.optim.Optimizer, batch: Batch, step: int) -> Loss:
        tuned.train()
        # Drop-out is drawn anew from a seed each step: a resumed run draws what an uninterrupted one does.
        torch.manual_seed(self.seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * _rate(step, self.recipe)
        with self.accelerator.autocast():
            loss: Loss = tuned(batch)
        self.accelerator.backward(loss.total)
        self.accelerator.clip_grad_norm_([p for p in self.model.parameters() if p.requires_grad], self.recipe.clip)
        optimizer.step()
        optimizer.zero_grad()
        self.seen["tokens"] += int(batch.mask.sum()) * self.accelerator.num_processes
        return loss

    def _log(self, step: int, loss: Loss) -> None:
        speed = self.seen["tokens"] / max(self.seen["seconds"], 1e-9)
        line = {
            "stage": self.number, "step": step + 1, "steps": self.recipe.steps, "loss": float(loss.total.detach()),
            "nats_per_token": loss.language / max(loss.tokens, 1), "nats_per_item": loss.item / max(loss.items, 1),
            "tokens_per_second": speed,
            "seconds_left": self.seen["seconds"] / (step + 1) * (self.recipe.steps - step - 1),
        }
        if (step + 1) % 10 == 0 or step + 1 == self.recipe.steps:
            self._write(line)
        if self.progress is not None and self.accelerator.is_main_process:
            self.progress(line)

    def _write(self, line: Mapping[str, float]) -> None:
        if not self.accelerator.is_main_process:
            return
        with (self.out / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def _accelerator(recipe: Recipe) -> Accelerator:
    # An earlier run of this process may have had another precision, which accelerate keeps for all.
    AcceleratorState._reset_state()
    return Accelerator(
        mixed_precision=usable(recipe.precision), cpu=not torch.cuda.is_available(),
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True)],
    )


def _groups(model: PromptedLM, names: list[str], recipe: Recipe) -> list[dict[str, object]]:
    """Parameter groups: old and new ones have rates of their own, and only matrices decay."""
    opened = dict(model.named_parameters())
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name in names:
        new = not name.startswith("lm.") or any(part in name for part in ADDED.values())
        table = name.endswith(("ids.weight", "bias.weight", "table.weight"))
        groups.setdefault((new, opened[name].ndim >= 2 and not table), []).append(opened[name])
    rates, decay = {True: recipe.lr_new, False: recipe.lr}, {True: recipe.weight_decay, False: 0.0}
    return [
        {"params": params, "peak": rates[new], "weight_decay": decay[decays]}
        for (new, decays), params in groups.items()
    ]


def _rate(step: int, recipe: Recipe) -> float:
    """The share of the peak rate at a step: a rise, then a cosine down to a tenth."""
    rise = max(1, round(recipe.warmup * recipe.steps))
    if step < rise:
        return (step + 1) / rise
    done = (step - rise) / max(1, recipe.steps - rise)
    return 0.1 + 0.45 * (1 + math.cos(math.pi * done))
