"""An agent over a store, from its parts; and the same agent over the store after items were appended."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.agent import Agent
from agent.finding.histories import Histories
from agent.finding.parts import Parts
from agent.finding.wiring import build_recommender
from agent.reading.reader import Reader
from data.store import Store
from prompts.item_vectors import ItemVectors
from prompts.lm import LanguageModel
from prompts.text_encoder import Encodes


@dataclass(frozen=True, slots=True)
class Making:
    """What an agent is made of."""

    store: Store
    lm: LanguageModel | None
    vectors: ItemVectors | None
    seed: int
    parts: Parts
    reader: Reader
    histories: Histories


def build_agent(store: Store, lm: LanguageModel | None, encoder: Encodes | None = None, *, seed: int = 0) -> Agent:
    """The agent that talks about a store. `lm` None words all from templates; `encoder` None searches by words."""
    if encoder is not None and not isinstance(encoder, ItemVectors):
        encoder = ItemVectors(store.catalogue, encoder, store.path)
    histories = Histories(store.interactions)
    return _made(Making(store, lm, encoder, seed, Parts.of(store), Reader.of(store.catalogue, encoder), histories))


def grown(agent: Agent, store: Store) -> Agent:
    """The agent over its store after items were appended, in a fraction of a second: the new items can be recommended.

    Only they are encoded and counted; how they are called is known in part (see `Reader.grown`) until `renewed`. The
    old agent goes on working. Raises ValueError for an agent that `build_agent` did not make.
    """
    making, catalogue = _making(agent), store.catalogue
    vectors = None if making.vectors is None else making.vectors.grown(catalogue)
    lm = making.lm
    if lm is not None and getattr(lm, "catalogue", None) is not None:
        from prompts.growing import grown as grown_model

        lm = grown_model(lm, catalogue, vectors)
    parts, reader = making.parts.grown(catalogue), making.reader.grown(catalogue)
    return _made(replace(making, store=store, lm=lm, vectors=vectors, parts=parts, reader=reader))


def renewed(agent: Agent) -> Agent:
    """The same agent with all its indexes made from every item: takes seconds where the catalogue is large."""
    making = _making(agent)
    reader = Reader.of(making.store.catalogue, making.vectors)
    return _made(replace(making, parts=Parts.of(making.store), reader=reader))


def _made(making: Making) -> Agent:
    store = making.store
    recommender = build_recommender(store, making.lm, making.vectors, seed=making.seed, parts=making.parts)
    agent = Agent(
        store.catalogue, recommender, making.lm, noun=store.item_noun, seed=making.seed, reader=making.reader,
        histories=making.histories,
    )
    agent.making = making
    return agent


def _making(agent: Agent) -> Making:
    if agent.making is None:
        raise ValueError("this agent was not made by build_agent, so its catalogue cannot grow")
    return agent.making
