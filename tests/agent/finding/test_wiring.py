"""A recommender over a store uses what is there and says what is not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from agent.finding.query import Query
from agent.finding.wiring import build_recommender
from agent.session import Preferences
from data.records import Dialogue, Interaction, Item, ItemRef, Turn
from data.store import write_store
from data.synthetic import synthetic_store
from prompts.lm import ScriptedLM


class FlatEncoder:
    name = "flat"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(texts), 4), 0.5, dtype=np.float32)


def test_without_an_encoder_a_search_by_words_says_so_and_nothing_else_does(tmp_path: Path) -> None:
    made = build_recommender(synthetic_store(tmp_path / "store", seed=1))
    assert "encoder" in (made.recommend(Query(words="harbour"), k=3).notice or "")
    assert made.recommend(Query(), k=3).notice is None


def test_with_an_encoder_vectors_are_kept_in_the_store_and_nothing_is_said(tmp_path: Path) -> None:
    store = synthetic_store(tmp_path / "store", seed=1)
    assert build_recommender(store, None, FlatEncoder()).recommend(Query(words="harbour"), k=3).notice is None
    assert list(store.path.glob("vectors-*.safetensors"))


def test_a_model_that_ranks_is_heard_and_one_that_cannot_is_not_asked(tmp_path: Path) -> None:
    items = [Item(name, f"Item {name}") for name in "abcdef"]
    store = write_store(tmp_path / "store", items, name="six", source="test")
    ranked = build_recommender(store, ScriptedLM(ranking=["e", "c"])).recommend(Query(), k=2)
    assert [item.id for item in ranked.items] == ["e", "c"]
    plain = build_recommender(store, ScriptedLM()).recommend(Query(Preferences(liked=("a",))), k=5)
    assert len(plain.items) == 5 and plain.notice is None


def test_a_model_that_knows_none_of_the_items_is_not_heard(tmp_path: Path) -> None:
    items = [Item(name, f"Item {name}", attributes={"kind": ("x",)} if name in "ab" else {}) for name in "abcdef"]
    store = write_store(tmp_path / "store", items, name="six", source="test")
    stranger = ScriptedLM(ranking=["f", "e", "d", "c", "b"])
    stranger.items = SimpleNamespace(familiar=0.0)  # type: ignore[attr-defined]
    likes = Query(Preferences(liked=("a",)))
    assert build_recommender(store, stranger).recommend(likes, k=1).items[0].id == "b"
    stranger.items.familiar = 1.0  # type: ignore[attr-defined]
    assert build_recommender(store, stranger).recommend(likes, k=1).items[0].id == "f"


def test_a_model_tuned_elsewhere_leaves_ranking_to_the_people_of_the_store(tmp_path: Path) -> None:
    items = [Item(name, f"Item {name}") for name in "abcdef"]
    events = [Interaction(f"u{user}", item, time) for user in range(9) for time, item in enumerate("ab")]
    store = write_store(tmp_path / "store", items, events, name="six", source="test")
    stranger = ScriptedLM(ranking=["f", "e", "d", "c", "b"])
    stranger.items = SimpleNamespace(familiar=0.9)  # type: ignore[attr-defined]
    likes = Query(Preferences(liked=("a",)))
    assert build_recommender(store, stranger).recommend(likes, k=1).items[0].id == "b"


def test_what_conversations_name_together_is_recommended_and_said_as_such(tmp_path: Path) -> None:
    items = [Item(name, f"Item {name}") for name in "abcdef"]
    talks = [
        Dialogue(f"{n}", (Turn("user", (ItemRef("a"),)), Turn("agent", (ItemRef("e"),)))) for n in range(5)
    ] + [Dialogue(f"x{n}", (Turn("user", (ItemRef(other),)),)) for n, other in enumerate("bbbcccd")]  # fmt: skip
    store = write_store(tmp_path / "store", items, dialogues=talks, name="talked of", source="test")
    made = build_recommender(store).recommend(Query(Preferences(liked=("a",))), k=1)
    (item,) = made.items
    assert item.id == "e"
    claims = [claim for reason in item.reasons for claim in reason.claims]
    assert [(claim.kind, claim.supported, claim.evidence.get("count")) for claim in claims][0] == ("co_named", True, 5)
    text = item.reasons[0].text
    assert "5 conversations" in text and "Item a" in text and "liked" not in text.replace("You liked", "")
