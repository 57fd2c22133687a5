"""Tuned models that explain: what they say of held-out events, how likely they find what was written, their ratings."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.board import Values
from eval.explanation_scene import Scene
from eval.rating import mae, rmse
from eval.text import perplexity

if TYPE_CHECKING:
    from prompts.batch import Batch
    from prompts.lm import LanguageModel
    from prompts.prompt import Prompt

_TOGETHER = 64
_SENTENCE, _TEXT = 40, 110
"""New tokens at most, of a sentence and of a whole explanation."""


def model_figures(lm: LanguageModel, scene: Scene, recipe: Mapping[str, Any]) -> Values:
    """All figures of a model tuned by a recipe with these fields: greedy answers, `nats` a token of each reference and
    the perplexity over all of them, and RMSE and MAE where it tells ratings.
    """
    prompts = prompts_of(scene, recipe)
    most = _TEXT if scene.profiled else _SENTENCE
    answers: list[str] = []
    for start in range(0, len(prompts), _TOGETHER):
        part = [replace(prompt, target=()) for prompt in prompts[start : start + _TOGETHER]]
        answers += lm.generate(part, max_new_tokens=most)
    return {**scene.figures(answers), **_predicted(lm, prompts)}


def prompts_of(scene: Scene, recipe: Mapping[str, Any]) -> list[Prompt]:
    """The prompt of each event asked about, with what was written as its target: the wording of `explain` that the
    recipe was tuned on; for P5's families their plain wordings of `why`, which take turns.
    """
    tasks = recipe.get("tasks", {})
    if "why" in tasks and "explain" not in tasks:
        from prompts.tasks.why import Why

        return _worded(Why(scene.people), "plain", scene)
    reads = str(recipe.get("explains", "vectors"))
    return _worded(scene.task(reads), reads, scene)


def _worded(task: Any, kind: str, scene: Scene) -> list[Prompt]:
    templates = [one for one in task.templates(kind, seen=True) if one.situation == kind]
    found: list[Prompt] = []
    for event in scene.asked:
        for example in task.ask(kind, event, random.Random(0), held=True):
            found.append(templates[len(found) % len(templates)].render(example))
    return found


def _predicted(lm: Any, prompts: Sequence[Prompt]) -> Values:
    """How well a local model predicts the references, and the ratings."""
    if not hasattr(lm, "encoder"):
        return {}
    import torch

    from prompts.batch import collate
    from prompts.encoded import IGNORE

    nats, counts, said, given = [], [], [], []
    with torch.inference_mode():
        for start in range(0, len(prompts), _TOGETHER):
            encoded = [lm.encoder(prompt) for prompt in prompts[start : start + _TOGETHER]]
            batch: Batch = collate(encoded, lm.encoder.pad).to(lm.device)
            labels = batch.labels[:, 1:]
            places = (labels != IGNORE).any(0).nonzero().squeeze(1)
            wanted = labels[:, places] != IGNORE
            logp = lm(batch, places).logits.float().log_softmax(-1)
            taken = logp.gather(-1, labels[:, places].clamp(min=0).unsqueeze(-1)).squeeze(-1)
            nats += (-taken * wanted).sum(1).tolist()
            counts += wanted.sum(1).tolist()
            if lm.rater is not None:
                said += lm.ratings(batch).tolist()
                given += batch.ratings.tolist()
    found = {"perplexity": perplexity(-sum(nats), sum(counts)), "nats": np.array(nats) / np.array(counts)}
    if not said:
        return found
    known = ~np.isnan(np.array(given)) & ~np.isnan(np.array(said))
    rated = np.clip(np.array(said)[known], np.array(given)[known].min(), np.array(given)[known].max())
    return {**found, "RMSE": rmse(rated, np.array(given)[known]), "MAE": mae(rated, np.array(given)[known])}
