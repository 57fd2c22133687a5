"""The app without a browser: what it offers to programs, and what it keeps to itself. The page itself: test_page.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.build import build_agent
from agent.sessions import Sessions
from app import create_app
from data.records import Item
from data.store import write_store
from prompts.lm import ScriptedLM


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    items = [Item("heat", "Heat", 1995), Item("clue", "Clue", 1985)]
    store = write_store(tmp_path_factory.mktemp("app") / "films", items, name="films", source="test")
    with TestClient(create_app(build_agent(store, ScriptedLM(), None), Sessions(":memory:"))) as client:
        yield client


def test_page_and_api_stand_side_by_side(client: TestClient) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.post("/v1/recommend", json={"likes": ["Heat"]}).json()["items"][0]["id"] == "clue"


def test_the_page_offers_no_endpoints_of_its_own(client: TestClient) -> None:
    found = client.get("/gradio_api/info").json()
    assert found["named_endpoints"] == {} and found["unnamed_endpoints"] == {}
    assert client.get("/config").json()["footer_links"] == []


def test_the_page_names_no_other_host(client: TestClient) -> None:
    config = client.get("/config").text
    assert "fonts.googleapis.com" not in config and "http://" not in config.replace("http://testserver", "")
    assert client.get("/config").json()["analytics_enabled"] is False


def test_the_page_takes_no_large_body_and_no_files(client: TestClient) -> None:
    assert client.post("/gradio_api/queue/join", content=b"x" * 70_000).status_code == 413
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 70_000)}).status_code == 413


@pytest.mark.parametrize("path", ["gradio_api/file=/etc/passwd", "file=/etc/passwd", "gradio_api/file=cli.py"])
def test_no_file_of_the_machine_is_served(client: TestClient, path: str) -> None:
    answer = client.get(f"/{path}")
    assert answer.status_code in (403, 404) and "root:" not in answer.text


def test_two_apps_in_one_process_share_nothing(tmp_path: Path) -> None:
    store = write_store(tmp_path / "films", [Item("alien", "Alien", 1979)], name="films", source="test")
    agent = build_agent(store, ScriptedLM(), None)
    first, second = create_app(agent, Sessions(":memory:")), create_app(agent, Sessions(":memory:"))
    with TestClient(first) as one, TestClient(second) as two:
        one.post("/v1/chat", json={"message": "I loved Alien", "session_id": "s"})
        assert one.get("/v1/sessions/s").status_code == 200 and two.get("/v1/sessions/s").status_code == 404
