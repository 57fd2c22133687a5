"""From what a user names (a store, a model, an encoder) to an agent that talks: shared by page, API and terminal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from agent.agent import Agent
from agent.build import build_agent
from agent.finding.named_ranker import find_ranker, named_ranker
from agent.prompted_ranker import Means
from data.store import Store
from prompts.item_vectors import ItemVectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from prompts.lm import LanguageModel
    from prompts.text_encoder import TextEncoder


class LazyTextEncoder:
    """A text encoder that is loaded when the first text is encoded: with item vectors kept beside the store that may
    never happen, and loading takes seconds. Raises TextEncoderError at once where there is none to load."""

    def __init__(self, where: str | None) -> None:
        from prompts.text_encoder import PACKAGE, packaged_folder

        self.where = where if where is not None else str(packaged_folder())
        self.name = PACKAGE if where is None else Path(where).name
        """Tells the vectors of one encoder from those of another."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n,) texts -> (n, d) float32 rows of length 1."""
        return self._encoder.encode(texts)

    @cached_property
    def _encoder(self) -> TextEncoder:
        from transformers.utils import logging

        from prompts.text_encoder import find_text_encoder

        # A bar for a second of loading would stand in the middle of an answer.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return find_text_encoder(self.where)


def load_agent(
    store: Store, *, model: str | None = None, encoder: str | None = None, remote_model: str | None = None,
    ranker: str | None = None, prompts: str | Path | None = None, seed: int = 0,
) -> Agent:
    """The agent of a store. `model` is a folder, hub name, URL (with `remote_model`) or "scripted"; None is the demo's.

    Without an encoder named the packaged one is used, and words alone where it is not installed. `ranker` names a
    prompted ranker ("llmrank:recency") to recommend by in place of ours. `prompts` is a file of users' own prompts,
    which the model answers them with. Raises DataError, LanguageModelError, TextEncoderError, UnknownRankerError or
    PersonalPromptsError where something that was named cannot be used.
    """
    from prompts.load import load_language_model

    needs_lm = ranker is None or find_ranker(ranker)[0].needs_lm
    found = find_encoder(encoder)
    # One set of item vectors serves the language model's items and retrieval alike.
    texts = None if found is None else ItemVectors(store.catalogue, found, store.path)
    lm = load_language_model(model, store, texts, remote_model=remote_model or "default") if needs_lm else None
    if prompts is not None:
        lm = _with_prompts(lm, prompts)
    agent = build_agent(store, lm, texts, seed=seed)
    if ranker is not None:
        means = Means(store.catalogue, lm, where=model, noun=store.item_noun, vectors=texts, seed=seed)
        chosen = named_ranker(ranker, means)
        agent.recommender.rank_by(chosen, chosen.reads)
    return agent


def _with_prompts(lm: LanguageModel | None, path: str | Path) -> LanguageModel:
    """The model with a file of prompts. Raises ValueError for one that has no soft prompt."""
    from prompts.kept_prompt import open_prompts, with_people
    from prompts.prompted_lm import PromptedLM

    if not isinstance(lm, PromptedLM):
        raise ValueError("prompts of users are read by a tuned model with a soft prompt; name one with --model")
    return with_people(lm, open_prompts(lm, path))


def find_encoder(where: str | None) -> LazyTextEncoder | None:
    """The encoder that was named, else the packaged one, else None. Raises TextEncoderError for one that was named."""
    from prompts.text_encoder import TextEncoderError

    try:
        return LazyTextEncoder(where)
    except TextEncoderError:
        if where is not None:
            raise
        return None
