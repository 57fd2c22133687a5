"""What measurements are tried on: a synthetic world, tiny models, and a trainer that copies them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.features import sentences
from data.store import Store, write_store
from data.synthetic import make_world
from eval import run as running
from eval.options import Options
from eval.result import Result, read_result
from tests.eval.copying import Copying
from tests.eval.untuned import keep_vectors, tiny_checkpoint

FOUND = running.known()
OF_THE_DEMO = {"loose-names", "explain-checker"}
NEEDS_A_LOCAL_MODEL = {"dialogue-lm": "checkpoint", "probes": "checkpoint", "personal-prompts": "prompted"}
TRAINS = {
    "sequential-beauty", "sequential-sports", "codes-beauty", "direct-beauty", "candidates20-ml1m", "rating-ml1m",
    "p5-instruments", "redial", "inspired", "goals", "explain-reviews", "cold-start",
    "cold-start-in-order", "prl", "forgetting", "privacy",
}
READS_TEXTS = {"explain-agent"}


@pytest.fixture(autouse=True)
def _without_text_encoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the demo extra: words alone, which is faster to test."""
    if getattr(request.node, "callspec", None) and request.node.callspec.params.get("name") in READS_TEXTS:
        return
    monkeypatch.setattr("prompts.text_encoder.PACKAGE", "a-package-that-is-not-installed")


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer of what a measurement has many of: a forest of few trees finds less and costs a hundredth."""
    monkeypatch.setattr("eval.attackers.TREES", 3)
    monkeypatch.setattr("eval.gave_away.STEPS", 2)
    monkeypatch.setattr("eval.protocols.forgetting.UPDATES", 2)


@pytest.fixture(autouse=True)
def _marks_of_this_world(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first sentence of some reviews, marked with what the world praises in it."""
    rows = []
    for event in list(store.interactions)[:60]:
        said = next(sentences(event.review.text)) if event.review else ""
        marks = [["story", ["wonderful"], 1]] if said == "The story is wonderful." else []
        check = blake2b(said.encode(), digest_size=4).hexdigest()
        row = {"user": event.user, "item": event.item, "sentence": 0, "check": check, "part": "test"}
        rows.append(json.dumps(row | {"opinions": marks}))
    file = tmp_path / "marks.jsonl"
    file.write_text("\n".join(rows))
    monkeypatch.setattr("eval.opinion_labels.LABELS", file)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    world = make_world(0)
    store = write_store(
        tmp_path_factory.mktemp("worlds") / "synthetic", world.catalogue, world.interactions, world.dialogues,
        name="Synthetic World", source="synthetic", item_noun="film",
    )
    keep_vectors(store)
    return store


@pytest.fixture(scope="session")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same world whose users met more, with what is known of them."""
    world = make_world(0, length=14)
    events = [
        replace(event, time=1000 * place + number)
        for number, user in enumerate(world.interactions.users)
        for place, event in enumerate(world.interactions.history(user))
    ]
    return write_store(
        tmp_path_factory.mktemp("longer") / "synthetic", world.catalogue, events, name="Synthetic World",
        source="synthetic", item_noun="film", profiles=world.profiles,
    ).path


@pytest.fixture(scope="session")
def checkpoint(store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An untrained LM of a few thousand weights over the store."""
    return tiny_checkpoint(store, tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def prompted(store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same with a soft prompt that is large enough to be felt."""
    import torch

    from prompts.soft.shared import Shared

    soft = Shared(2, 16)
    torch.nn.init.normal_(next(soft.parameters()))
    return tiny_checkpoint(store, tmp_path_factory.mktemp("models") / "prompted", soft=soft)


@pytest.fixture(scope="session")
def planner(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Options:
    """The same model as a pipeline, and the store with goals and topics: what to tell a measurement of them."""
    from prompts.hearing.pipeline import PipelineHearing

    folder = tmp_path_factory.mktemp("planned")
    dialogues = [
        replace(dialogue, turns=tuple(replace(turn, goal=turn.speaker, topic="films") for turn in dialogue.turns))
        for dialogue in store.dialogues
    ]
    labelled = write_store(
        folder / "synthetic", store.catalogue, dialogues=dialogues, name=store.name, source="synthetic"
    )
    tasks = ("goal", "topic", "item", "response")
    model = tiny_checkpoint(labelled, folder / "planner", tasks, hearing=PipelineHearing())
    return Options(labelled.path, runs=folder / "runs", tuning=Copying(model))


@pytest.fixture(scope="session")
def candidates(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 items for each of 30 users, as LLMRank's files give them."""
    rng = np.random.default_rng(0)
    lines = [f"u{user}\t{' '.join(rng.permutation(store.catalogue.ids)[:40])}\n" for user in range(30)]
    file = tmp_path_factory.mktemp("candidates") / "random.gz"
    file.write_bytes(gzip.compress("".join(lines).encode()))
    return file


@pytest.fixture(scope="session")
def trains(
    checkpoint: str, candidates: Path, store: Store, longer: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Options]:
    """Options of a measurement that trains."""
    runs = tmp_path_factory.mktemp("runs")

    def make(name: str) -> Options:
        others = (store.path, store.path)
        more: dict[str, Any] = {"candidates": candidates, "zero_shot_stores": others} if "20" in name else {}
        if name == "redial":
            more = {"zero_shot_stores": others, "model": checkpoint}
        if name == "codes-beauty":
            more = {"recipes": ("vector_lm",)}
        users = 12 if name == "p5-instruments" else 40
        where = longer if name.startswith("cold-start") or name in ("forgetting", "privacy") else store.path
        return Options(where, users=users, runs=runs / name, tuning=Copying(checkpoint), **more)

    return make


@pytest.fixture(scope="session")
def results() -> dict[str, Result]:
    return {}


@pytest.fixture
def made(
    store: Store, request: pytest.FixtureRequest, results: dict[str, Result], tmp_path: Path
) -> Callable[[str], Result]:
    def make(name: str) -> Result:
        if name not in results:
            local = NEEDS_A_LOCAL_MODEL.get(name)
            model = "scripted" if local is None else request.getfixturevalue(local)
            users = 5 if name == "simulator" else 40
            led = store.path if name == "chat-replies" else None
            options = Options(store=store.path, model=model, users=users, turns=30, repeats=1, dialogues=led)
            if name in TRAINS:
                options = request.getfixturevalue("planner") if name == "goals" else (
                    request.getfixturevalue("trains")(name)
                )
            result, file = running.run(name, options, out=tmp_path / f"{name}.json")
            assert read_result(file).rows == tuple(
                type(row)(row.system, row.kind, row.metrics, round(row.seconds, 3), round(row.peak_mb, 1))
                for row in result.rows
            )
            results[name] = result
        return results[name]

    return make
