"""The HTTP API, asked by a client in this process; where a listener leaves, over a real socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.agent import Agent
from agent.build import build_agent
from agent.faces.conversations import Conversations
from agent.http import create_api
from agent.sessions import Sessions
from data.records import Item
from data.store import Store, write_store
from prompts.lm import ScriptedLM

FILMS = [
    Item("heat", "Heat", 1995, "A thief.", {"genre": ("Crime", "Drama"), "director": ("Michael Mann",)}),
    Item("collateral", "Collateral", 2004, "A night in a taxi.", {"genre": ("Crime",), "director": ("Michael Mann",)}),
    Item("thief", "Thief", 1981, "One last job.", {"genre": ("Crime", "Drama"), "director": ("Michael Mann",)}),
    Item("alien", "Alien", 1979, "A crew and a guest.", {"genre": ("Horror",), "director": ("Ridley Scott",)}),
    Item("legend", "Legend", 1985, "Unicorns.", {"genre": ("Fantasy",), "director": ("Ridley Scott",)}),
    Item("paddington", "Paddington", 2014, "A bear.", {"genre": ("Comedy",), "director": ("Paul King",)}),
    Item("clue", "Clue", 1985, "A butler.", {"genre": ("Comedy", "Crime"), "director": ("Jonathan Lynn",)}),
    Item("evil", '<img src=x onerror="alert(1)">', 2001, "[x](http://e.vil)", {"genre": ("Drama",)}),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return write_store(tmp_path_factory.mktemp("store") / "films", FILMS, name="films", source="test", item_noun="film")


@pytest.fixture
def conversations(store: Store) -> Conversations:
    return Conversations(build_agent(store, ScriptedLM(), None), Sessions(":memory:"))


@pytest.fixture
def client(conversations: Conversations) -> Iterator[TestClient]:
    with TestClient(create_api(conversations), raise_server_exceptions=False) as client:
        yield client


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def say(client: TestClient, message: str, session: str = "s") -> dict[str, Any]:
    answer = client.post("/v1/chat", json={"message": message, "session_id": session})
    assert answer.status_code == 200, answer.text
    return {name: data for name, data in events(answer.text)}


def test_a_recommendation_has_the_shape_of_the_contract(client: TestClient) -> None:
    answer = client.post("/v1/recommend", json={"likes": ["Heat", "alien"], "dislikes": ["Clue"], "k": 3})
    assert answer.status_code == 200
    found = answer.json()
    assert set(found) == {"recommendation_id", "items", "notice"}
    ids = [item["id"] for item in found["items"]]
    assert len(set(ids)) == 3 and not {"heat", "alien", "clue"} & set(ids)
    for item in found["items"]:
        assert set(item) == {"id", "title", "score", "reasons"}
        for reason in item["reasons"]:
            assert reason["text"] and all(claim["supported"] for claim in reason["claims"])
            assert all(set(claim) == {"kind", "value", "supported", "evidence"} for claim in reason["claims"])


def test_an_empty_request_is_answered(client: TestClient) -> None:
    assert client.post("/v1/recommend", json={}).json()["items"]


def test_fewer_items_than_asked_for_are_explained(client: TestClient) -> None:
    found = client.post("/v1/recommend", json={"likes": ["Heat"], "k": 50}).json()
    assert len(found["items"]) == len(FILMS) - 1
    assert found["notice"]


def test_an_unknown_title_is_named_in_the_notice(client: TestClient) -> None:
    assert "Zorblax" in client.post("/v1/recommend", json={"likes": ["Zorblax 7"]}).json()["notice"]


def test_filters_hold(client: TestClient) -> None:
    body = {"filters": {"genre": "Crime", "year_from": 1990, "not": {"genre": ["Comedy"]}}}
    assert {item["id"] for item in client.post("/v1/recommend", json=body).json()["items"]} == {"heat", "collateral"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"k": "ten"}, "k"),
        ({"k": 0}, "k"),
        ({"k": 101}, "k"),
        ({"k": True}, "k"),
        ({"likes": "Heat"}, "likes"),
        ({"likes": [7]}, "likes"),
        ({"like": ["Heat"]}, "like"),
        ({"filters": {"genre": "Comdy"}}, "Comedy"),
        ({"filters": {"gnre": "Comedy"}}, "genre"),
        ([], "body"),
    ],
)
def test_a_wrong_request_is_refused_with_a_sentence(client: TestClient, body: Any, said: str) -> None:
    answer = client.post("/v1/recommend", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid" and said in answer.json()["message"]


def test_no_number_of_json_and_no_odd_text_breaks_the_server(client: TestClient) -> None:
    odd = ('{"k": 1e400}', '{"filters": {"year_from": NaN}}', '{"likes": ["\\ud800"]}', "[" * 30_000, "{", '"', "")
    for text in odd:
        answer = client.post("/v1/recommend", content=text, headers={"content-type": "application/json"})
        assert answer.status_code in (200, 400, 422), text[:20]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["likes", "dislikes", "history", "user", "filters", "k", "words"])


@given(body=st.dictionaries(FIELDS, JSON, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_answered_or_refused(client: TestClient, body: dict[str, Any]) -> None:
    text = json.dumps(body)
    answer = client.post("/v1/recommend", content=text, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 422), answer.text


def test_a_large_body_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": "x" * 70_000})
    assert answer.status_code == 413
    assert "65536" in answer.json()["message"]

    def pieces() -> Iterator[bytes]:
        for _ in range(80):
            yield b"x" * 1_000

    answer = client.post("/v1/chat", content=pieces(), headers={"content-type": "application/json"})
    assert answer.status_code == 413 and "65536" in answer.json()["message"]


def test_a_long_message_is_read_and_an_endless_one_refused(client: TestClient) -> None:
    assert "done" in say(client, "I loved Heat. " + "and " * 5_000)
    assert client.post("/v1/chat", json={"message": "x" * 50_000}).status_code == 422


def test_many_items_are_explained_in_one_stream_of_lines(client: TestClient) -> None:
    answer = client.post("/v1/explain", json={"items": ["Collateral", "thief"], "likes": ["Heat"]})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    asked = [{"item": name, "likes": ["Heat"]} for name in ("Collateral", "Thief")]
    alone = [client.post("/v1/explain", json=one).json() for one in asked]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert [line["reasons"] for line in lines] == [one["reasons"] for one in alone]
    assert client.post("/v1/explain", json={"items": ["Collateral", "Zorblax"]}).json()["code"] == "unknown_item"


def test_a_comparison_needs_exactly_one_other_item(client: TestClient) -> None:
    found = client.post(
        "/v1/explain", json={"item": "Collateral", "likes": ["Heat"], "style": "comparison", "versus": "Clue"}
    ).json()
    assert "Clue" in found["text"] and found["rank"] is not None
    for wrong in ({"style": "comparison"}, {"versus": "Clue"}, {"style": "sonnet"}, {"items": ["Clue"]}):
        assert client.post("/v1/explain", json={"item": "Collateral", **wrong}).status_code == 422
    assert client.post("/v1/explain", json={}).status_code == 422


def test_an_item_is_explained(client: TestClient) -> None:
    found = client.post("/v1/explain", json={"item": "Collateral", "likes": ["Heat"]}).json()
    assert found["id"] == "collateral" and found["reasons"]
    assert all(claim["supported"] for reason in found["reasons"] for claim in reason["claims"])


def test_an_unknown_item_is_not_found_and_near_titles_are_named(client: TestClient) -> None:
    answer = client.post("/v1/explain", json={"item": "Colateral Damages"})
    assert answer.status_code == 404
    assert "Collateral (2004)" in answer.json()["near"]
    assert client.post("/v1/feedback", json={"session_id": "s", "item": "zorblax", "kind": "like"}).status_code == 404


def test_a_chat_turn_streams_words_items_and_what_is_known(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": "I loved Heat", "session_id": "s"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    names = [name for name, _ in found]
    assert names == ["token"] * (len(names) - 2) + ["items", "done"] and len(names) > 3
    done = found[-1][1]
    assert {"session_id", "recommendation_id", "action", "preferences"} <= set(done)
    assert done["session_id"] == "s" and done["preferences"]["liked"] == [{"id": "heat", "title": "Heat (1995)"}]
    assert "".join(data["text"] for name, data in found if name == "token").strip() == done["text"].strip()
    assert "heat" not in [item["id"] for item in found[-2][1]]


def test_a_session_goes_on_and_another_knows_nothing_of_it(client: TestClient) -> None:
    say(client, "I loved Heat", "one")
    assert say(client, "Something else please", "one")["done"]["preferences"]["liked"]
    assert not say(client, "Hello", "two")["done"]["preferences"]["liked"]


def test_a_chat_without_a_session_id_gets_one(client: TestClient) -> None:
    found = events(client.post("/v1/chat", json={"message": "Hello"}).text)
    assert len(found[-1][1]["session_id"]) >= 16


def test_parallel_turns_of_one_session_lose_none(client: TestClient) -> None:
    films = ["Heat", "Alien", "Clue", "Legend", "Thief"]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda title: say(client, f"I loved {title}", "shared"), films))
    liked = client.get("/v1/sessions/shared").json()["preferences"]["liked"]
    assert {item["title"].split(" (")[0] for item in liked} == set(films)


def test_buttons_change_what_is_known(client: TestClient) -> None:
    listed = say(client, "I loved Heat")
    body = {"session_id": "s", "item": listed["items"][0]["id"], "kind": "dislike",
            "recommendation_id": listed["done"]["recommendation_id"]}
    answer = client.post("/v1/feedback", json=body)
    assert answer.status_code == 200
    assert [item["id"] for item in answer.json()["preferences"]["disliked"]] == [body["item"]]
    assert client.post("/v1/feedback", json={**body, "kind": "adore"}).status_code == 422
    assert client.post("/v1/feedback", json={**body, "session_id": "somebody else"}).status_code == 422


def test_a_session_is_shown_to_its_owner_and_erased_on_demand(client: TestClient) -> None:
    say(client, "I loved Heat but no horror please")
    kept = client.get("/v1/sessions/s").json()
    assert kept["preferences"]["avoided"] == [{"kind": "genre", "value": "Horror"}]
    assert kept["turns"][0] == {"speaker": "user", "text": kept["turns"][0]["text"]} and kept["shown"]
    assert client.delete("/v1/sessions/s").status_code == 204
    assert client.get("/v1/sessions/s").status_code == 404
    assert client.delete("/v1/sessions/s").status_code == 204


def test_items_are_looked_up(client: TestClient) -> None:
    assert client.get("/v1/items").json()["total"] == len(FILMS)
    found = client.get("/v1/items", params={"q": "mann crime", "limit": 1, "offset": 1}).json()
    assert found["total"] == 3 and [item["id"] for item in found["items"]] == ["collateral"]
    assert found["items"][0]["attributes"]["director"] == ["Michael Mann"]
    assert client.get("/v1/items", params={"limit": 1_000}).status_code == 422
    assert client.get("/v1/items", params={"q": "no such thing"}).json()["items"] == []


def test_it_is_alive_before_it_is_ready(store: Store) -> None:
    loading: Future[Agent] = Future()
    with TestClient(create_api(Conversations(loading, Sessions(":memory:")))) as client:
        assert client.get("/healthz").status_code == 200
        chat = client.post("/v1/chat", json={"message": "Hello"})
        for answer in (client.get("/readyz"), client.post("/v1/recommend", json={}), chat):
            assert answer.status_code == 503 and answer.headers["retry-after"]
        loading.set_result(build_agent(store, ScriptedLM(), None))
        assert client.get("/readyz").json() == {"status": "ready", "items": len(FILMS)}


def test_an_agent_that_cannot_be_loaded_is_told() -> None:
    loading: Future[Agent] = Future()
    loading.set_exception(ValueError("no model at /nowhere"))
    with TestClient(create_api(Conversations(loading, Sessions(":memory:")))) as client:
        assert "/nowhere" in client.get("/readyz").json()["message"]


def test_the_api_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {f"/v1/{name}" for name in ("recommend", "explain", "chat", "feedback", "items")} <= set(paths)
    assert all(one["description"] for path in paths.values() for one in path.values())


def test_an_unknown_page_is_refused_in_the_same_shape(client: TestClient) -> None:
    assert client.get("/v1/nothing").json()["code"] == "http_404"
    assert client.get("/v1/chat").json()["code"] == "http_405"
