"""Sessions survive restarts, threads and kills, and are forgotten without a trace."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.session import Facet, Preferences, Session
from agent.session_codec import session_from_json, session_to_json
from agent.sessions import Sessions, SessionsError
from data.records import ItemRef, Turn

ROOT = Path(__file__).parents[2]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ids = st.lists(texts, max_size=3).map(tuple)
facets = st.lists(st.builds(Facet, texts, texts), max_size=2).map(tuple)
reals = st.none() | st.floats(allow_nan=False, allow_infinity=False)
sessions = st.builds(
    Session,
    id=texts.filter(bool),
    user=st.none() | texts,
    turns=st.lists(
        st.builds(Turn, st.sampled_from(["user", "agent"]), st.lists(texts | st.builds(ItemRef, texts)).map(tuple)),
        max_size=3,
    ).map(tuple),
    preferences=st.builds(
        Preferences, ids, ids, ids, facets, facets, st.none() | st.integers(), st.none() | st.integers(),
        st.lists(st.tuples(texts, reals, reals), max_size=2).map(tuple), ids,
    ),
    shown=ids, last_list=ids, refused=ids, focus=st.none() | texts, near=ids,
)
WRITER = """
import sys
from agent.session import Session
from agent.sessions import Sessions
from data.records import Turn
kept = Sessions(sys.argv[1])
session = Session("s")
for number in range(1_000_000):
    session = Session("s", turns=(Turn("user", (str(number),)),))
    kept.save(session)
    kept.feedback("s", None, str(number), "like")
    print(number, flush=True)
"""


@settings(max_examples=50, deadline=None)
@given(sessions)
def test_what_is_saved_is_loaded(session: Session) -> None:
    kept = Sessions(":memory:")
    kept.save(session)
    assert kept.load(session.id) == session
    kept.close()


def test_everything_is_there_after_opening_the_file_again(tmp_path: Path) -> None:
    kept = Sessions(tmp_path / "new folder" / "sessions.db")
    kept.save(Session("s", user="u"))
    kept.record("r", "s", ["b", "a"])
    kept.feedback("s", "r", "a", "like")
    kept.close()
    kept = Sessions(tmp_path / "new folder" / "sessions.db")
    exported = kept.export("s")
    kept.close()
    assert exported["session"] == session_to_json(Session("s", user="u"))
    assert [(one["id"], one["items"]) for one in exported["recommendations"]] == [("r", ["b", "a"])]
    (given_back,) = exported["feedback"]
    assert (given_back["recommendation_id"], given_back["item"], given_back["kind"]) == ("r", "a", "like")


def test_an_unknown_session_is_none() -> None:
    kept = Sessions(":memory:")
    assert kept.load("nobody") is None
    assert kept.export("nobody") == {"session": None, "recommendations": [], "feedback": []}
    kept.forget("nobody")
    kept.close()


def test_feedback_on_another_sessions_list_is_refused() -> None:
    kept = Sessions(":memory:")
    kept.record("r", "mine", ["a"])
    with pytest.raises(ValueError, match="not made in session 'yours'"):
        kept.feedback("yours", "r", "a", "like")
    kept.close()


def test_forgetting_leaves_no_word_in_any_file_and_nothing_of_others_is_lost(tmp_path: Path) -> None:
    kept = Sessions(tmp_path / "sessions.db")
    for number in range(30):
        kept.save(Session("s", turns=(Turn("user", (f"my secret is quicksilver {number}" * 50,)),)))
        kept.record(f"r{number}", "s", ["quicksilver"])
        kept.feedback("s", f"r{number}", "quicksilver", "like")
    kept.save(Session("other"))
    kept.forget("s")
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert kept.load("s") is None and kept.export("s")["feedback"] == [] and kept.load("other") == Session("other")
    assert b"quicksilver" not in on_disk
    kept.close()


def test_threads_write_side_by_side(tmp_path: Path) -> None:
    kept = Sessions(tmp_path / "sessions.db")

    def write(name: str) -> None:
        for number in range(25):
            kept.save(Session(name, user=str(number)))
            kept.feedback(name, None, str(number), "like")

    threads = [threading.Thread(target=write, args=(f"s{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        session = kept.load(f"s{number}")
        assert session is not None and session.user == "24"
        assert len(kept.export(f"s{number}")["feedback"]) == 25
    kept.close()


def test_two_processes_may_hold_one_file(tmp_path: Path) -> None:
    one, two = Sessions(tmp_path / "sessions.db"), Sessions(tmp_path / "sessions.db")
    one.save(Session("s", user="first"))
    two.save(Session("s", user="second"))
    loaded = one.load("s")
    assert loaded is not None and loaded.user == "second"
    one.close()
    two.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(40)]
    child.kill()
    acknowledged = [int(line) for line in (*told, *child.stdout.read().splitlines()) if line.strip().isdigit()]
    child.stdout.close()
    child.wait()
    kept = Sessions(path)
    session = kept.load("s")
    assert session is not None and int("".join(map(str, session.turns[0].pieces))) >= acknowledged[-1] >= 39
    assert {int(one["item"]) for one in kept.export("s")["feedback"]} >= set(acknowledged)
    kept.close()


def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    text, foreign, later = tmp_path / "notes.txt", tmp_path / "foreign.db", tmp_path / "later.db"
    text.write_text("not a database, but long enough to look at" * 20)
    for path, statement in ((foreign, "CREATE TABLE session (x)"), (later, "PRAGMA user_version = 99")):
        base = sqlite3.connect(path)
        base.execute(statement)
        base.commit()
        base.close()
    for path, said in ((text, "cannot use"), (foreign, "another program"), (later, "update promptrec")):
        before = path.read_bytes()
        with pytest.raises(SessionsError, match=said):
            Sessions(path)
        assert path.read_bytes() == before


def test_a_damaged_session_is_named(tmp_path: Path) -> None:
    kept = Sessions(tmp_path / "sessions.db")
    kept.save(Session("s"))
    base = sqlite3.connect(tmp_path / "sessions.db")
    base.execute("UPDATE session SET payload = '{\"id\": 1}'")
    base.commit()
    base.close()
    with pytest.raises(SessionsError, match="'s'.*damaged"):
        kept.load("s")
    kept.close()


def test_a_session_saved_before_items_to_stay_near_were_kept_still_loads() -> None:
    old = session_to_json(Session("s"))
    del old["near"]
    assert session_from_json(old) == Session("s")
