"""What is kept of a user is told whole and forgotten whole: no file holds a word of them afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.build import build_agent
from agent.faces.conversations import Conversations
from agent.http import create_api
from agent.sessions import Sessions
from agent.users import Users, keep_prompts
from cli import main
from data.leaving import leave
from data.records import Interaction, Profile
from data.store import Store, write_store
from data.synthetic import World
from prompts.checkpoint import save_checkpoint
from prompts.kept_prompt import open_prompts, with_people
from prompts.personal_prompts import PersonalPrompts
from tests.tiny_models import prompted

CANARY, WORDS = "canary-7f3a", "my secret is quokka-91c2"
AGES = {"age": ["20s"]}


@dataclass
class Served:
    """A server in this process and the folder that holds all of its files."""

    client: TestClient
    folder: Path
    prompts: PersonalPrompts

    def said(self, user: str, session: str, message: str = WORDS) -> str:
        answer = self.client.post("/v1/chat", json={"message": message, "session_id": session, "user": user})
        return answer.text if answer.status_code == 200 else f"{answer.status_code} {answer.json()['code']}"

    def holding(self, *needles: bytes) -> list[str]:
        """The files that hold one of the needles."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        assert files
        return [file.name for file in files if any(needle in file.read_bytes() for needle in needles)]


@pytest.fixture
def served(world: World, tmp_path: Path) -> Iterator[Served]:
    store = write_store(tmp_path / "store", world.catalogue, name="world", source="test")
    model = prompted("llama", world.catalogue, soft="profile")
    kept = open_prompts(model, tmp_path / "people.db")
    agent = build_agent(store, with_people(model, kept), None)
    conversations = Conversations(agent, Sessions(tmp_path / "talk.db"))
    with TestClient(create_api(conversations), raise_server_exceptions=False) as client:
        yield Served(client, tmp_path, kept)


def test_forget_me_leaves_nothing_of_a_user_in_any_file(served: Served, world: World) -> None:
    for user in (CANARY, "bo"):
        made = served.client.put(f"/v1/users/{user}/prompt", json={"profile": AGES})
        assert made.status_code == 201 and made.json()["bytes"] == served.prompts.bytes_each
        served.said(user, f"session-of-{user}")
    item = world.catalogue.ids[0]
    liked = {"session_id": f"session-of-{CANARY}", "item": item, "kind": "like"}
    assert served.client.post("/v1/feedback", json=liked).status_code == 200
    rows = served.prompts.get(CANARY)
    assert rows is not None
    needles = (CANARY.encode(), b"quokka-91c2")
    assert {"talk.db-wal", "people.db-wal"} & set(served.holding(*needles))
    known = served.client.get(f"/v1/users/{CANARY}").json()
    assert known["prompt"] == {"bytes": served.prompts.bytes_each, "model": served.prompts.model}
    assert WORDS in json.dumps(known["sessions"]) and known["sessions"][0]["feedback"][0]["item"] == item
    gone = served.client.delete(f"/v1/users/{CANARY}")
    assert gone.json() == {"sessions": 1, "prompts": 1, "events_left": 0}
    assert WORDS in json.dumps(served.client.get("/v1/users/bo").json())
    assert served.holding(CANARY.encode()) == []
    served.client.delete("/v1/users/bo")
    assert served.holding(*needles, b"session-of-", rows.half().numpy().tobytes()[:24]) == []
    assert served.client.get(f"/v1/users/{CANARY}").json() == {
        "user": CANARY, "profile": {}, "events": [], "sessions": [], "prompt": None,
    }


def test_a_prompt_ranks_for_its_user_alone_and_the_chat_says_that_it_is_kept(served: Served, world: World) -> None:
    def first(user: str | None) -> list[str]:
        asked = {"likes": [world.catalogue.ids[0]], "k": 5, **({"user": user} if user else {})}
        return [item["id"] for item in served.client.post("/v1/recommend", json=asked).json()["items"]]

    before = first(None)
    served.client.put("/v1/users/ada/prompt", json={"profile": AGES})
    served.client.put("/v1/users/bo/prompt", json={"profile": {"gender": ["female"]}})
    assert first(None) == first("nobody") == before
    assert first("ada") != first("bo")
    asked = served.said("ada", "s1", "what do you know about me?")
    assert "under the name ada" in _text(asked) and f"{served.prompts.bytes_each:,} bytes" in _text(asked)
    assert "bytes" not in _text(served.said("nobody", "s2", "what do you know about me?"))


def test_a_session_is_one_user_s(served: Served) -> None:
    served.said("ada", "s1")
    assert served.said("bo", "s1") == "409 other_user"
    assert "event: done" in served.said("ada", "s1")
    assert served.client.post("/v1/chat", json={"message": "hello", "session_id": "s1"}).status_code == 200


@pytest.mark.parametrize("user", ["'; DROP TABLE prompt; --", "..%2f..%2fetc", "<img src=x onerror=alert(1)>", "%00"])
def test_a_hostile_name_is_a_name(served: Served, user: str) -> None:
    assert served.client.put(f"/v1/users/{user}/prompt", json={"profile": AGES}).status_code in (201, 404)
    assert served.client.get(f"/v1/users/{user}").status_code in (200, 404)
    assert served.client.delete(f"/v1/users/{user}").status_code in (200, 404)
    assert len(served.prompts) == 0


def test_wrong_doors_are_refused_with_the_way_out(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = served.client.put("/v1/users/ada/prompt", json={"profile": {"age": ["300"]}})
    said = wrong.json()["message"]
    assert wrong.status_code == 422 and "'age: 300'" in said and "it knows" in said
    assert served.client.get("/v1/users/eve/prompt").json()["code"] == "unknown_user"
    monkeypatch.setenv("PROMPTREC_USERS_KEY", "k")
    assert served.client.get("/v1/users/ada").status_code == 401
    assert served.client.get("/v1/users/ada", headers={"Authorization": "Bearer k"}).status_code == 200


def test_a_user_leaves_a_store_and_all_else_stays(world: World, tmp_path: Path) -> None:
    met = list(enumerate(world.catalogue.ids[:5]))
    events = [Interaction(user, item, 4.0, time) for user in (CANARY, "bo") for time, item in met]
    profiles = [Profile(user, {"age": ("20s",)}) for user in (CANARY, "bo")]
    store = write_store(tmp_path / "s", world.catalogue, events, name="w", source="test", profiles=profiles)
    (store.path / "vectors-x.safetensors").write_bytes(b"kept")
    assert Users(store).known(CANARY)["profile"] == {"age": ["20s"]}
    assert leave(store.path, CANARY) == {"interactions.jsonl": 5, "profiles.jsonl": 1}
    left = Store.open(store.path)
    assert left.interactions.users == ("bo",) and set(left.profiles) == {"bo"} and left.began_as == store.began_as
    assert (store.path / "vectors-x.safetensors").read_bytes() == b"kept"
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()]
    assert leave(store.path, CANARY) == {"interactions.jsonl": 0, "profiles.jsonl": 0}
    assert leave(store.path, "bo") == {"interactions.jsonl": 5, "profiles.jsonl": 1}
    assert len(Store.open(store.path).interactions) == 0


def test_people_commands_make_tell_export_and_forget(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles = [Profile("ada", {"age": ("20s",)}), Profile("bo", {"age": ("10s",)})]
    store = write_store(tmp_path / "s", world.catalogue, name="w", source="test", profiles=profiles)
    model = save_checkpoint(prompted("llama", world.catalogue, soft="profile"), tmp_path / "m", recipe={})
    prompts, out = str(tmp_path / "people.db"), tmp_path / "ada.safetensors"
    made = ["people", "prompt", "--model", str(model), "--store", str(store.path), "--prompts", prompts]
    assert main(made) == 0 and "2 prompts" in capsys.readouterr().out
    assert main([*made, "--user", "eve", "--trait", "age=20s"]) == 0
    assert main([*made, "--user", "eve", "--trait", "age=999"]) == 2 and "'age: 999'" in capsys.readouterr().err
    assert main(["people", "known", "ada", "--prompts", prompts, "--store", str(store.path)]) == 0
    assert json.loads(capsys.readouterr().out)["profile"] == {"age": ["20s"]}
    assert main(["people", "export", "ada", "--prompts", prompts, "--out", str(out)]) == 0 and out.stat().st_size < 4096
    assert main(["people", "forget", "ada", "--prompts", prompts, "--store", str(store.path)]) == 0
    assert "1 profiles" in capsys.readouterr().out and main(["people", "export", "ada", "--prompts", prompts,
                                                             "--out", str(out)]) == 2
    assert main(["people", "known", "ada"]) == 2 and "name where to look" in capsys.readouterr().err
    assert main(["people", "known", "ada", "--prompts", str(tmp_path / "no.db")]) == 1
    assert "is no file of prompts" in capsys.readouterr().err


def test_a_model_without_a_prompt_of_profiles_says_so(world: World, tmp_path: Path) -> None:
    plain, shared = prompted("llama", world.catalogue), prompted("llama", world.catalogue, soft="shared")
    with pytest.raises(ValueError, match="has no soft prompt"):
        open_prompts(plain, tmp_path / "p.db")
    with pytest.raises(ValueError, match="does not read profiles"):
        keep_prompts(shared, open_prompts(shared, tmp_path / "p.db"), {"ada": ()})


def _text(stream: str) -> str:
    """The words of a stream of events, put together."""
    lines = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data: ")]
    return "".join(str(one.get("text", "")) for one in map(json.loads, lines) if isinstance(one, dict))
