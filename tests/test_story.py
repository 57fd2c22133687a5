"""From a user's own table to a conversation about it: import, recommend, chat over HTTP, explain, feedback, forget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.agent import Agent
from agent.build import build_agent
from agent.sessions import Sessions
from app import create_app
from cli import main
from data.store import Store
from eval.loopback import serving
from prompts.lm import ScriptedLM

CSV = """name;released;kind;by;plot
Heat;1995;Crime|Drama;Michael Mann;A thief and a detective
Collateral;2004;Crime|Thriller;Michael Mann;A night in a taxi
Thief;1981;Crime|Drama;Michael Mann;One last job
Alien;1979;Horror;Ridley Scott;A crew and a guest
Paddington;2014;Comedy|Family;Paul King;A bear comes to London
Clue;1985;Comedy|Crime;Jonathan Lynn;A butler did it or did not
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("story")
    (folder / "films.csv").write_text(CSV, encoding="utf-8")
    mapping = ["title=name", "year=released", "genre=kind", "director=by", "description=plot"]
    words = ["import", "table", str(folder / "films.csv"), "--store", str(folder / "store"), "--strict"]
    assert main([*words, *(word for pair in mapping for word in ("--map", pair))]) == 0
    return folder / "store"


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[httpx.Client]:
    loading: Future[Agent] = Future()
    loading.set_result(build_agent(Store.open(store), ScriptedLM(), None))
    app = create_app(loading, Sessions(store.parent / "sessions.db"))
    with serving(app) as url, httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        yield client


def chat(client: httpx.Client, message: str, session: str) -> dict[str, Any]:
    found: dict[str, Any] = {"text": ""}
    body = {"message": message, "session_id": session}
    with client.stream("POST", "/v1/chat", json=body) as answer:
        assert answer.status_code == 200
        name = ""
        for line in answer.iter_lines():
            kind, _, value = line.partition(": ")
            if kind == "event":
                name = value
            elif kind == "data" and name == "token":
                found["text"] += json.loads(value)["text"]
            elif kind == "data":
                found[name] = json.loads(value)
    assert "error" not in found, found
    return found


def test_a_table_becomes_recommendations_on_the_command_line(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["recommend", "--likes", "Heat", "-k", "2", "--json"]
    assert main([*words, "--store", str(store), "--model", "scripted"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {item["title"].partition(" (")[0] for item in found["items"]} == {"Collateral", "Thief"}
    assert "Michael Mann" in json.dumps(found["items"][0]["reasons"])


def test_a_conversation_over_http_keeps_explains_and_forgets(client: httpx.Client) -> None:
    first = chat(client, "I loved Heat, but no horror please", "story")
    assert first["items"] and first["text"].strip()
    assert first["done"]["action"] == "recommend"
    top = first["items"][0]
    assert all(claim["supported"] for reason in top["reasons"] for claim in reason["claims"])

    pressed = {"session_id": "story", "item": top["id"], "kind": "seen"}
    pressed["recommendation_id"] = first["done"]["recommendation_id"]
    answer = client.post("/v1/feedback", json=pressed)
    assert top["id"] in [item["id"] for item in answer.json()["preferences"]["seen"]]

    second = chat(client, "Something else", "story")
    assert {"Alien", "Heat", top["title"]}.isdisjoint(item["title"] for item in second["items"])
    asked = chat(client, "Who directed Collateral?", "story")
    assert "Michael Mann" in asked["text"]

    why = client.post("/v1/explain", json={"item": "Thief", "likes": ["Heat"]}).json()
    assert "Michael Mann" in json.dumps(why["reasons"])

    known = client.get("/v1/sessions/story").json()
    assert known["preferences"]["avoided"] == [{"kind": "genre", "value": "Horror"}]
    assert known["kept"]["feedback"][0]["kind"] == "seen"
    assert client.delete("/v1/sessions/story").status_code == 204
    assert client.get("/v1/sessions/story").status_code == 404
    assert not chat(client, "Hello", "story")["done"]["preferences"]["liked"]


def test_the_page_and_the_api_are_one_process(client: httpx.Client) -> None:
    assert client.get("/readyz").json()["items"] == 6
    page = client.get("/")
    assert page.status_code == 200 and "gradio" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
