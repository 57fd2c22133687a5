"""How fast it answers: a running server on this machine, and a cold command.

`recommend_ms` is a recommendation of ten items over HTTP, `first_token_ms` and `turn_ms` a chat turn until the first
piece of text and until the end, all medians (p90 beside them) after a warm-up. `ratio` is the median turn over the
median plain `generate` of the same model after the same prompts with as many new tokens. `cold_start_s` is
`promptrec recommend` in a fresh process.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence

import numpy as np

from data.catalogue import Catalogue
from data.records import Item
from data.store import Store
from eval.latency import Turn, command_seconds, generate_seconds, recommend_seconds, turn_seconds
from eval.loopback import serving
from eval.measure import measured
from eval.options import Options
from eval.provenance import data_of
from eval.recording import RecordingLM
from eval.result import Metric, Result, Row
from eval.serving import open_encoder, open_model

NAME = "speed-serving"
HELP = "Medians of recommendation, first token, whole turn and cold start (--repeats), beside a plain generate."
_MESSAGES = ("I loved {title}.", "something newer please", "why the first one?", "another one")
_COLD_STARTS = 3
_WARM_UP = 2
_TIMEOUT_S = 120.0


def run(options: Options) -> Result:
    """Make the result, `options.repeats` recommendations and conversations a seed."""
    import httpx

    from agent.build import build_agent
    from agent.faces.conversations import Conversations
    from agent.http import create_api
    from agent.sessions import Sessions

    store = Store.open(options.folder)
    lm = RecordingLM(open_model(options, store))
    metrics: dict[str, list[float]] = {}
    plain: list[float] = []
    with measured() as cost:
        for seed in options.seeds:
            rng = random.Random(seed)
            agent = build_agent(store, lm, open_encoder(options), seed=seed)
            api = create_api(Conversations(agent, Sessions(":memory:")))
            with serving(api) as url, httpx.Client(base_url=url, timeout=_TIMEOUT_S, trust_env=False) as client:
                asked = [_likes(store.catalogue, rng) for _ in range(options.repeats + _WARM_UP)]
                recommended = [recommend_seconds(client, likes) for likes in asked][_WARM_UP:]
                _talk(client, "warm-up", store.catalogue, rng)
                lm.said.clear()
                turns = [
                    turn for number in range(options.repeats)
                    for turn in _talk(client, f"speed-{seed}-{number}", store.catalogue, rng)
                ]
            generated = [generate_seconds(lm, said) for said in lm.said]
            found = _summary(recommended, turns, generated)
            found["cold_start_s"] = statistics.median(
                command_seconds(_arguments(options, store.catalogue)) for _ in range(min(_COLD_STARTS, options.repeats))
            )
            for name, value in found.items():
                metrics.setdefault(name, []).append(value)
            plain.append(1000 * statistics.median(generated) if generated else 0.0)
    served = {name: Metric.over(values) for name, values in metrics.items()}
    rows = (
        Row("server", "system", served, cost.seconds, cost.peak_mb),
        Row("plain_generate", "baseline", {"turn_ms": Metric.over(plain)}, cost.seconds, cost.peak_mb),
    )
    protocol = " ".join((__doc__ or "").split()) + f" {options.repeats} repetitions a seed, model {lm.name}."
    return Result(NAME, options.command(NAME), protocol, data_of(store), options.seeds, rows)


def _talk(client: object, session_id: str, catalogue: Catalogue, rng: random.Random) -> list[Turn]:
    title = _liked(catalogue, rng).label()
    return [turn_seconds(client, session_id, message.format(title=title)) for message in _MESSAGES]


def _summary(recommended: Sequence[float], turns: Sequence[Turn], generated: Sequence[float]) -> dict[str, float]:
    found: dict[str, float] = {}
    first, whole = [turn.first for turn in turns], [turn.whole for turn in turns]
    for name, seconds in (("recommend", recommended), ("first_token", first), ("turn", whole)):
        found[f"{name}_ms"] = 1000 * statistics.median(seconds)
        found[f"{name}_p90_ms"] = 1000 * float(np.quantile(seconds, 0.9))
    found["turns_with_model"] = len(generated) / len(turns)
    if generated:
        found["ratio"] = statistics.median(whole) / max(statistics.median(generated), 1e-9)
    return found


def _liked(catalogue: Catalogue, rng: random.Random) -> Item:
    return rng.choice(catalogue.items)


def _likes(catalogue: Catalogue, rng: random.Random) -> list[str]:
    return [item.id for item in rng.sample(catalogue.items, min(2, len(catalogue)))]


def _arguments(options: Options, catalogue: Catalogue) -> list[str]:
    known = ["The Matrix", "Inception"]
    titles = {item.title for item in catalogue}
    likes = known if titles.issuperset(known) else [item.id for item in catalogue.items[:2]]
    given = [("--store", options.store), ("--model", options.model), ("--encoder", options.encoder)]
    chosen = [text for name, value in given if value is not None for text in (name, str(value))]
    return [*(text for title in likes for text in ("--likes", title)), *chosen]
