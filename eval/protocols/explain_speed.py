"""How fast the explanation API answers, over HTTP on this machine. alone_ms: one caller after the other, a median (p90
beside it) over --users explanations for as many tastes; together_ms: the same by 32 callers at once, and how many of
their calls failed. batch_share: the seconds of one stream of up to 1,000 items for one taste over those of as many
single calls for it, which `single_calls` makes for a sample of them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from data.store import Store
from eval.loopback import serving
from eval.measure import measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Metric, Result, Row
from eval.serving import open_agent
from eval.tastes import tastes

NAME = "explain-speed"
HELP = "Explanations over HTTP: one caller, 32 at once, and a batch beside as many single calls (--store, --users)."
CALLERS = 32
_BATCH = 1000
_SAMPLE = 50
_WARM_UP = 3
_TIMEOUT_S = 120.0

Asked = dict[str, Any]


def run(options: Options) -> Result:
    """Make the result. Raises RuntimeError where a single call fails."""
    import httpx

    from agent.faces.conversations import Conversations
    from agent.http import create_api
    from agent.sessions import Sessions

    store = Store.open(options.folder)
    found: dict[str, list[float]] = {}
    single: list[float] = []
    with measured() as cost:
        for seed in options.seeds:
            agent = open_agent(options, store, seed=seed)
            api = create_api(Conversations(agent, Sessions(":memory:")))
            asked = _asked(store, options.users, seed)
            limits = httpx.Limits(max_connections=CALLERS)
            with serving(api) as url, httpx.Client(
                base_url=url, timeout=_TIMEOUT_S, trust_env=False, limits=limits
            ) as client:
                call = _caller(client)
                for one in asked[:_WARM_UP]:
                    call(one)
                metrics = _alone(call, asked) | _together(call, asked)
                items = [item for item in store.catalogue.ids if item not in asked[0]["likes"]][:_BATCH]
                batch, calls = _batch(client, call, asked[0]["likes"], items)
            metrics["batch_share"] = batch / max(calls, 1e-9)
            metrics["batch_items"] = float(len(items))
            for name, value in metrics.items():
                found.setdefault(name, []).append(value)
            single.append(calls)
    served = {name: Metric.over(values) for name, values in found.items()}
    beside = {"batch_share": Metric(1.0), "seconds_for_batch": Metric.over(single)}
    rows = (
        Row("server", "system", served, cost.seconds, cost.peak_mb),
        Row("single_calls", "baseline", beside, cost.seconds, cost.peak_mb),
    )
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), data_of(store), options.seeds, rows
    )


def _asked(store: Store, count: int, seed: int) -> list[Asked]:
    """Explanations to ask for: drawn tastes, each with an item that it does not name."""
    rng = np.random.default_rng(seed)
    made: list[Asked] = []
    for query in tastes(store, count, seed=seed):
        liked = query.preferences.liked
        others = [item for item in store.catalogue.ids if item not in liked]
        made.append({"item": others[int(rng.integers(len(others)))], "likes": list(liked)})
    return made


def _caller(client: Any) -> Callable[[Asked], float]:
    def call(asked: Asked) -> float:
        start = time.perf_counter()
        response = client.post("/v1/explain", json=asked)
        seconds = time.perf_counter() - start
        if response.status_code != 200 or not response.json()["text"]:
            raise RuntimeError(f"POST /v1/explain answered {response.status_code}: {response.text[:300]}")
        return seconds

    return call


def _alone(call: Callable[[Asked], float], asked: Sequence[Asked]) -> dict[str, float]:
    seconds = [call(one) for one in asked]
    return {"alone_ms": 1000 * statistics.median(seconds), "alone_p90_ms": 1000 * float(np.quantile(seconds, 0.9))}


def _together(call: Callable[[Asked], float], asked: Sequence[Asked]) -> dict[str, float]:
    """All callers at once, each with its share of what is asked, at least one call each."""
    errors = 0
    seconds: list[float] = []
    work = [asked[place % len(asked)] for place in range(max(len(asked), CALLERS))]
    start = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as pool:
        for future in [pool.submit(call, one) for one in work]:
            try:
                seconds.append(future.result())
            except Exception:  # noqa: BLE001 - whatever went wrong is one failed call
                errors += 1
    whole = time.perf_counter() - start
    return {
        "together_ms": 1000 * statistics.median(seconds) if seconds else 0.0, "errors": float(errors),
        "calls": float(len(work)), "calls_per_second": len(work) / whole,
    }


def _batch(client: Any, call: Callable[[Asked], float], likes: list[str], items: list[str]) -> tuple[float, float]:
    """Seconds of one stream, and of as many single calls by a sample of them."""
    start = time.perf_counter()
    response = client.post("/v1/explain", json={"items": items, "likes": likes})
    batch = time.perf_counter() - start
    if response.status_code != 200 or len(response.text.splitlines()) != len(items):
        raise RuntimeError(f"POST /v1/explain gave {len(response.text.splitlines())} of {len(items)} lines")
    sample = items[:: max(len(items) // _SAMPLE, 1)]
    mean = statistics.fmean(call({"item": item, "likes": likes}) for item in sample)
    return batch, mean * len(items)
