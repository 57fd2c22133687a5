"""Films by what is told of them in other words, with an encoder that knows a few of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.agent import Agent
from agent.build import build_agent
from agent.session import Session
from data.records import Item
from data.store import write_store
from prompts.item_vectors import ItemVectors

SAME = {
    "relives": "repeat", "again": "repeat", "day": "date", "morning": "date", "bloke": "reporter",
    "newsman": "reporter",
    "shark": "fish", "beach": "sea", "swimmers": "sea", "bites": "attack", "attacks": "attack", "chef": "cook",
    "rat": "rodent", "kitchen": "cook", "restaurant": "cook", "monster": "fish",
}  # fmt: skip
CONCEPTS = sorted(set(SAME.values()))
ITEMS = (
    Item("loop", "Loop", 1993, "A newsman wakes on one morning again and again.", {"director": ("Ann Lee",)}),
    Item("teeth", "Teeth", 1975, "A fish attacks a beach.", {"director": ("Bo Ray",)}),
    Item("soup", "Soup", 2007, "A rodent works in a restaurant.", {"director": ("Cy Fox",)}),
    Item("road", "Road", 2001, "Two sisters drive north.", {"director": ("Di Orr",)}),
    Item("hill", "Hill", 2002, "An old man climbs.", {"director": ("Ed Poe",)}),
)


class Synonyms:
    """Unit vectors of the concepts that a text's words stand for."""

    name = "synonyms"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), len(CONCEPTS) + 1), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[-1] = 0.4
            for word in text.lower().replace(".", "").split():
                if (concept := SAME.get(word, word)) in CONCEPTS:
                    row[CONCEPTS.index(concept)] = 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    folder = tmp_path_factory.mktemp("films") / "store"
    store = write_store(folder, ITEMS, name="films", source="test", item_noun="film")
    return build_agent(store, None, ItemVectors(store.catalogue, Synonyms()))


def test_what_is_told_in_other_words_leads_the_list(agent: Agent) -> None:
    reply = agent.reply(Session("s"), "the one where the bloke relives a whole day")
    assert reply.items[0].id == "loop" and "Loop" in reply.text
    assert agent.understand(Session("s"), "is there a film where a monster bites swimmers?").sought[0] == "teeth"


def test_what_was_surely_enjoyed_is_liked(agent: Agent) -> None:
    found = agent.understand(Session("s"), "I enjoyed the one where a bloke bites a rat in the kitchen")
    assert found.liked == ("soup",)


def test_what_was_perhaps_enjoyed_is_asked_about_before_it_is_believed(agent: Agent) -> None:
    asked = agent.reply(Session("s"), "I loved the one where a rodent relives a sad attack of friends")
    assert (asked.action, asked.session.preferences.liked) == ("ask", ()) and "Soup" in asked.text
    assert agent.reply(asked.session, "yes").session.preferences.liked == ("soup",)
    assert agent.reply(asked.session, "no").session.preferences.liked == ()


@pytest.mark.parametrize(
    "text",
    ["hello", "that one", "the one with the guy", "I loved that movie", "the film of the day", "a film about love"],
)
def test_a_phrase_that_tells_little_is_taken_for_no_film(agent: Agent, text: str) -> None:
    found = agent.understand(Session("s"), text)
    assert (found.sought, found.guess) == ((), None)
