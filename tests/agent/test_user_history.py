"""A stored user's own interactions as taste, and histories of people whom nobody stored: from both faces to the model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.build import build_agent
from agent.faces.conversations import Conversations
from agent.finding.histories import Histories
from agent.finding.query import Query
from agent.http import create_api
from agent.rankers.lm import LMRanker
from agent.session import Preferences
from agent.sessions import Sessions
from cli import main
from data.catalogue import Catalogue
from data.interactions import Interactions
from data.records import Interaction, Item, ItemRef
from data.store import Store, write_store
from prompts.lm import Hit, ScriptedLM
from prompts.prompt import Prompt

GENRES = ("Western", "Horror", "Musical")
FILMS = [
    Item(f"{genre[0].lower()}{number}", f"{genre} Tale Number {number}", 1990 + number, "", {"genre": (genre,)})
    for genre in GENRES
    for number in range(6)
]
RATED = {"w0": 5.0, "h0": 1.0, "w1": 4.0, "m0": 3.0, "h1": 2.0, "w2": 5.0}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    events = [Interaction("ann", item, time, value) for time, (item, value) in enumerate(RATED.items())]
    events += [Interaction(f"bo{number}", f"h{number}", 0, 2.0 + number % 2) for number in range(6)]
    return write_store(
        tmp_path_factory.mktemp("users") / "films", FILMS, events, name="films", source="test", item_noun="film"
    )


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_api(Conversations(build_agent(store, ScriptedLM()), Sessions(":memory:")))) as client:
        yield client


def test_a_rating_is_read_by_the_scale_and_the_user() -> None:
    events = [Interaction("ann", item, time, value) for time, (item, value) in enumerate(RATED.items())]
    events += [Interaction("low", item, time, value) for time, (item, value) in enumerate([("h0", 3.0), ("h1", 1.0)])]
    events += [Interaction("choice", "w0", 1), Interaction("choice", "w1", 2), Interaction("choice", "w0", 3)]
    tastes = Histories(Interactions(events))
    ann = tastes.taste("ann")
    assert (ann.liked, ann.disliked, ann.met) == (("w0", "w1", "w2"), ("h0", "h1"), ("m0",))
    assert tastes.taste("low").liked == ("h0",) and tastes.taste("low").disliked == ("h1",)
    assert tastes.taste("choice").liked == ("w1", "w0")


def test_a_stored_user_gets_more_of_what_they_liked_and_nothing_they_met(
    client: TestClient, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    over_http = client.post("/v1/recommend", json={"user": "ann", "k": 3}).json()
    assert main(["recommend", "--user", "ann", "-k", "3", "--json", "--store", str(store.path), "--model",
                 "scripted"]) == 0
    on_command_line = json.loads(capsys.readouterr().out)
    for found in (over_http, on_command_line):
        assert {item["id"] for item in found["items"]} == {"w3", "w4", "w5"}
        assert "Western Tale Number" in json.dumps(found["items"][0]["reasons"])
    everything = client.post("/v1/recommend", json={"user": "ann", "k": 100}).json()
    assert {item["id"] for item in everything["items"]} == {item.id for item in FILMS} - set(RATED)


def test_what_is_said_now_stands_beside_what_is_stored(client: TestClient) -> None:
    body = {"user": "ann", "likes": ["m0"], "dislikes": ["w2"], "k": 100}
    found = client.post("/v1/recommend", json=body).json()
    assert not set(RATED) & {item["id"] for item in found["items"]}
    assert any("Musical Tale Number 0" in reason["text"] for item in found["items"] for reason in item["reasons"])
    assert not any("Western Tale Number 2" in reason["text"] for item in found["items"] for reason in item["reasons"])


def test_an_unknown_user_is_refused_with_users_near_it(client: TestClient, store: Store) -> None:
    answer = client.post("/v1/recommend", json={"user": "anna"})
    assert answer.status_code == 404 and answer.json()["code"] == "unknown_user"
    assert answer.json()["near"][0] == "ann" and "interactions.jsonl" in answer.json()["message"]
    assert main(["recommend", "--user", "anna", "--store", str(store.path), "--model", "scripted"]) == 2


def test_a_store_that_knows_nobody_answers_with_what_is_popular_and_says_so(tmp_path: Path) -> None:
    bare = write_store(tmp_path / "bare", FILMS, name="bare", source="test")
    found = build_agent(bare, ScriptedLM()).recommend(user="ann", k=4)
    assert len(found.items) == 4 and found.notice is not None and "'ann'" in found.notice


def test_a_history_of_somebody_new_is_parted_by_semicolons(
    client: TestClient, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--history", "Musical Tale Number 0; h0 ;", "--history", "Musical Tale Number 1;m2"]
    assert main(["recommend", *words, "-k", "3", "--json", "--store", str(store.path), "--model", "scripted"]) == 0
    found = [item["id"] for item in json.loads(capsys.readouterr().out)["items"]]
    assert set(found) == {"m3", "m4", "m5"}
    body = {"history": ["m0", "h0", "m1", "m2"], "k": 3}
    assert [item["id"] for item in client.post("/v1/recommend", json=body).json()["items"]] == found


class Listening(ScriptedLM):
    """Keeps the items of the prompts that it is to rank for."""

    heard: list[str]

    def rank(self, prompts: Sequence[Prompt], k: int, **_: Any) -> list[list[Hit]]:
        pieces = [piece for message in prompts[0].messages for piece in message.pieces]
        self.heard = [piece.item for piece in pieces if isinstance(piece, ItemRef)]
        return [[]]


def test_the_language_model_hears_the_history_oldest_first_and_what_is_said_last() -> None:
    model = Listening()
    query = Query(Preferences(liked=("w0", "m1")), before=("w0", "h3", "w1"))
    LMRanker(Catalogue(FILMS), model).rank(query, (), ["m2"])
    assert model.heard == ["w0", "h3", "w1", "m1"]
