"""The simulator judges any system behind HTTP: one with ids of its own, without a recommend route, or not there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.store import Store
from eval.loopback import serving
from eval.options import DEMO_STORE, Options
from eval.protocols import simulator
from eval.simulation.critic import Critic
from eval.simulation.finder import Finder
from eval.simulation.minds import Minds
from eval.simulation.outcome import figures
from eval.simulation.paging import PagingTalker
from eval.simulation.talk import talk
from eval.simulation.user import SimulatedUser


@cache
def store() -> Store:
    return Store.open(DEMO_STORE)


class Shop:
    """Another system: it pages through the catalogue, knows titles alone and has no route but POST /v1/chat."""

    def __init__(self) -> None:
        self.turns: dict[str, int] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] != "/v1/chat":
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b"no such page"})
            return
        session = json.loads((await receive())["body"])["session_id"]
        turn = self.turns[session] = self.turns.get(session, -1) + 1
        items = [{"title": item.label()} for item in store().catalogue.items[5 * turn : 5 * turn + 5]]
        text = "".join(
            f"event: {name}\ndata: {json.dumps(data)}\n\n"
            for name, data in (("token", {"text": "What about these?"}), ("items", items), ("done", {}))
        )
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": text.encode()})


def test_another_system_is_judged_by_what_it_lists(tmp_path: Path) -> None:
    told: list[str] = []
    shop = Shop()
    with serving(shop) as url:
        result = simulator.run(Options(users=4, server=url, runs=tmp_path, tell=told.append))
        assert f"--server {url}" in result.command
    critic, pages = Critic(store().catalogue), PagingTalker(store().catalogue.items, 5)
    here = [
        talk(pages, SimulatedUser(store().catalogue, critic, known, store().item_noun, 0), Finder(store().catalogue),
             session_id="s")
        for known in Minds(store()).draw(4, 0)
    ]  # fmt: skip
    expected, found = figures(here), result.row("agent").metrics
    assert expected["violated"] > 0  # type: ignore[operator]
    for name in ("success@5", "turns", "violated", "unmet", "items", "ignored"):
        assert found[name].mean == pytest.approx(np.mean(expected[name])), name
    assert [row.system for row in result.rows] == ["agent", "popular", "random"]
    assert any("has no POST /v1/recommend" in line for line in told)
    lines = [json.loads(line) for line in (tmp_path / "simulator-0.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["found_at"] for line in lines] == [one.found_at for one in here]
    assert lines[0]["turns"][0]["text"] == here[0].transcript[0][1]
    assert len(shop.turns) == 4


def test_a_server_that_is_not_there_is_named_with_the_way_out() -> None:
    with serving(Shop()) as url:
        pass
    with pytest.raises(ValueError, match=f"nothing answers at --server {url}.*start the system first"):
        simulator.run(Options(users=1, server=url))
