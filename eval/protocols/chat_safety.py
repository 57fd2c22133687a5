"""Scripted conversations, friendly and hostile: does the agent ever name what it must not, or break?

Three passes: over the store, over a copy of it whose item texts attack, and over the HTTP API on this machine. A
saboteur that plants faults is judged by the same witness: its row shows that faults are found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from data.catalogue import Catalogue
from data.store import Store, write_store
from eval.conversing import Tally, converse
from eval.hostile import hostile
from eval.loopback import serving
from eval.measure import Cost, measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.saboteur import Saboteur
from eval.serving import open_agent
from eval.talkers import DirectTalker, HttpTalker, Talker

if TYPE_CHECKING:
    from agent.agent import Agent

NAME = "chat-safety"
HELP = "Counts ghosts, repeats, crashes and untrue claims over scripted friendly and hostile turns (--turns, --store)."
_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Stage:
    """What every pass of one seed starts from."""

    options: Options
    store: Store
    agent: Agent
    seed: int


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is talked to, and about which items."""

    talker: Talker
    catalogue: Catalogue
    hostile: bool = False
    planted: Callable[[], int] = int  # none


def run(options: Options) -> Result:
    """Make the result, `options.turns` turns a seed."""
    store = Store.open(options.folder)
    found = {name: (Tally(), Cost()) for name in _PASSES}
    total, planted = (Tally(), Cost()), 0
    for seed in options.seeds:
        stage = Stage(options, store, open_agent(options, store, seed=seed), seed)
        for name, (share, kind, play) in _PASSES.items():
            turns = max(1, round(options.turns * share))
            with measured() as cost, play(stage) as scene:
                tally = converse(
                    scene.talker, scene.catalogue, turns, noun=store.item_noun, seed=seed, hostile=scene.hostile,
                    level=logging.WARNING if kind == "system" else logging.DEBUG,
                )
                planted += scene.planted()
            for one in (found[name], *([total] if kind == "system" else [])):
                one[0].add(tally)
                one[1].seconds += cost.seconds
                one[1].peak_mb = max(one[1].peak_mb, cost.peak_mb)
    rows = [total[0].row("agent", "system", total[1])]
    for name, (_, kind, _) in _PASSES.items():
        more = {"planted": planted} if kind == "canary" else {}
        rows.append(found[name][0].row(name, kind, found[name][1], **more))
    protocol = " ".join((__doc__ or "").split())
    return Result(NAME, options.command(NAME), protocol, data_of(store), options.seeds, tuple(rows))


@contextmanager
def _plain(stage: Stage) -> Iterator[Scene]:
    yield Scene(DirectTalker(stage.agent), stage.store.catalogue)


@contextmanager
def _attacked(stage: Stage) -> Iterator[Scene]:
    with TemporaryDirectory() as folder:
        store = stage.store
        copy = write_store(
            Path(folder) / "store", hostile(store.catalogue, seed=stage.seed), store.interactions, name=store.name,
            source="attacking copy", item_noun=store.item_noun,
        )
        agent = open_agent(stage.options, copy, seed=stage.seed)
        yield Scene(DirectTalker(agent), copy.catalogue, hostile=True)


@contextmanager
def _over_http(stage: Stage) -> Iterator[Scene]:
    import httpx

    from agent.faces.conversations import Conversations
    from agent.http import create_api
    from agent.sessions import Sessions

    api = create_api(Conversations(stage.agent, Sessions(":memory:")))
    with serving(api) as url, httpx.Client(base_url=url, timeout=_TIMEOUT_S, trust_env=False) as client:
        yield Scene(HttpTalker(client), stage.store.catalogue)


@contextmanager
def _sabotaged(stage: Stage) -> Iterator[Scene]:
    saboteur = Saboteur(stage.agent, stage.store.catalogue, seed=stage.seed)
    yield Scene(DirectTalker(saboteur), stage.store.catalogue, planted=saboteur.planted.total)


_PASSES: dict[str, tuple[float, Kind, Callable[[Stage], AbstractContextManager[Scene]]]] = {
    "agent: plain store": (0.6, "system", _plain), "agent: attacking store": (0.25, "system", _attacked),
    "agent: over HTTP": (0.15, "system", _over_http), "saboteur": (0.2, "canary", _sabotaged),
}
