"""An agent over a store, from its parts."""

from __future__ import annotations

from agent.agent import Agent
from agent.finding.histories import Histories
from agent.finding.wiring import build_recommender
from data.store import Store
from prompts.lm import LanguageModel
from prompts.text_encoder import Encodes


def build_agent(store: Store, lm: LanguageModel | None, encoder: Encodes | None = None, *, seed: int = 0) -> Agent:
    """The agent that talks about a store. `lm` None words all from templates; `encoder` None searches by words."""
    recommender = build_recommender(store, lm, encoder, seed=seed)
    histories = Histories(store.interactions)
    return Agent(store.catalogue, recommender, lm, noun=store.item_noun, seed=seed, histories=histories)
