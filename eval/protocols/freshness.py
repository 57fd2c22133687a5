"""How soon a new item is recommended: seconds from sending it until a running server lists it among twenty.

The store is copied, a server over the copy runs in this process, and items of invented names are appended through three
doors: `post` is POST /v1/items, `add` the append that `promptrec add` makes, `line` a bare line at the end of the file.
Each is asked for by its description, again and again, until it is listed. `restart` is the rival: the store opened and
an agent built anew, the model's loading left out.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from data.appending import append_items
from data.records import Item
from data.store import ITEMS, Store
from eval.loopback import serving
from eval.measure import Cost, measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Metric, Result, Row
from eval.serving import open_encoder, open_model

if TYPE_CHECKING:
    import httpx

    from agent.agent import Agent

NAME = "freshness"
HELP = "Seconds until an appended item is recommended, through each door (--store, --model, --repeats)."
_LIMIT_S = 30.0
_LOOKS = "glass velvet copper paper amber marble cotton silver walnut linen".split()
_THINGS = "kite submarine violin lantern compass teapot carousel harbour orchard telescope".split()


def run(options: Options) -> Result:
    """Make the result, `options.repeats` items a door and seed. Raises TimeoutError where one is not listed in 30 s."""
    store = Store.open(options.folder)
    metrics: dict[str, list[dict[str, float]]] = {}
    costs: dict[str, Cost] = {}
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(shutil.copytree(store.path, Path(folder) / "store"))
            _measure(options, Store.open(copy), seed, metrics, costs)
    kinds: dict[str, Kind] = {"restart": "baseline"}
    rows = tuple(
        Row(
            name, kinds.get(name, "system"),
            {metric: Metric.over([values[metric] for values in seeds]) for metric in seeds[0]},
            costs[name].seconds, costs[name].peak_mb,
        )
        for name, seeds in metrics.items()
    )
    name = f"{NAME}-{re.sub(r'[^a-z0-9]+', '-', store.name.lower()).strip('-')}"
    protocol = " ".join((__doc__ or "").split()) + f" {options.repeats} a door, {len(store.catalogue):,} items."
    return Result(name, options.command(NAME), protocol, data_of(store), options.seeds, rows)


def _measure(
    options: Options, store: Store, seed: int, metrics: dict[str, list[dict[str, float]]], costs: dict[str, Cost]
) -> None:
    import httpx

    from agent.build import build_agent
    from agent.faces.conversations import Conversations
    from agent.http import create_api
    from agent.sessions import Sessions

    lm, encoder = open_model(options, store), open_encoder(options)
    with measured() as cost:
        seconds = []
        for _ in range(min(options.repeats, 3)):
            start = time.perf_counter()
            agent = build_agent(Store.open(store.path), lm, encoder, seed=seed)
            agent.recommend(words="ready")
            seconds.append(time.perf_counter() - start)
    _keep("restart", seconds, cost, metrics, costs)
    order = itertools.cycle(_told_apart(agent, seed))
    api = create_api(Conversations(agent, Sessions(":memory:")))
    with serving(api) as url, httpx.Client(base_url=url, timeout=_LIMIT_S, trust_env=False) as client:
        for door, send in _doors(client, store.path).items():
            with measured() as cost:
                items = [_item(door, number, next(order)) for number in range(options.repeats)]
                seconds = [_seconds(client, send, item) for item in items]
            _keep(door, seconds, cost, metrics, costs)


def _told_apart(agent: Agent, seed: int) -> list[str]:
    """Names in which the agent hears neither a misspelt actor nor a title, drawn by the seed."""
    from agent.session import Session

    names = [f"{look} {thing}" for look, thing in itertools.product(_LOOKS, _THINGS)]
    order = np.random.default_rng(seed).permutation(names).tolist()
    read = {name: agent.understand(Session("freshness"), _asking(_about(name))) for name in order}
    return [name for name in order if not (read[name].wanted or read[name].mentions)] or order


def _about(name: str) -> str:
    return f"With a {name} in it."


def _asking(description: str) -> str:
    return f"something {description.lower()}"


def _doors(client: httpx.Client, folder: Path) -> dict[str, Callable[[Item], Any]]:
    def post(item: Item) -> None:
        body = {"id": item.id, "title": item.title, "description": item.description}
        answer = client.post("/v1/items", json=body)
        if answer.status_code != 201:
            raise RuntimeError(f"POST /v1/items answered {answer.status_code}: {answer.text[:300]}")

    def line(item: Item) -> None:
        row = {"id": item.id, "title": item.title, "description": item.description}
        with (folder / ITEMS).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")

    return {"post": post, "add": lambda item: append_items(folder, [item]), "line": line}


def _item(door: str, number: int, name: str) -> Item:
    # Asked for by what it is about: an item that a request names is never recommended to it.
    return Item(f"fresh-{door}-{number}", f"Quillmore {door.title()} {number}", None, _about(name))


def _seconds(client: httpx.Client, send: Callable[[Item], Any], item: Item) -> float:
    """From before the item is sent until it is listed."""
    start = time.perf_counter()
    send(item)
    while time.perf_counter() - start < _LIMIT_S:
        found = client.post("/v1/recommend", json={"words": _asking(item.description), "k": 20}).json()
        if item.id in [one["id"] for one in found["items"]]:
            return time.perf_counter() - start
    raise TimeoutError(f"{item.label()} was not recommended within {_LIMIT_S:.0f} s")


def _keep(
    name: str, seconds: list[float], cost: Cost, metrics: dict[str, list[dict[str, float]]], costs: dict[str, Cost]
) -> None:
    found = {"seconds": statistics.median(seconds), "slowest_s": max(seconds), "items": float(len(seconds))}
    metrics.setdefault(name, []).append(found)
    before = costs.get(name, Cost())
    costs[name] = Cost(before.seconds + cost.seconds, max(before.peak_mb, cost.peak_mb))
