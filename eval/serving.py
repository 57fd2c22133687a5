"""What is measured, opened as the faces open it: on the store and with the model that the options name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import Store
from eval.options import Options

if TYPE_CHECKING:
    from agent.agent import Agent
    from prompts.lm import LanguageModel
    from prompts.text_encoder import Encodes


def open_encoder(options: Options) -> Encodes | None:
    """The text encoder of the options, loaded on first use; the packaged one, or None where that is not installed.

    Raises TextEncoderError where the one that was named cannot be used.
    """
    from agent.loading import LazyTextEncoder
    from prompts.text_encoder import TextEncoderError

    try:
        return LazyTextEncoder(options.encoder)
    except TextEncoderError:
        if options.encoder is not None:
            raise
        return None


def open_model(options: Options, store: Store) -> LanguageModel:
    """The language model of the options over a store's items."""
    from prompts.load import load_language_model

    return load_language_model(options.model, store, open_encoder(options))


def open_agent(options: Options, store: Store, *, seed: int) -> Agent:
    """The whole agent over a store."""
    from agent.loading import load_agent

    return load_agent(store, model=options.model, encoder=options.encoder, seed=seed)
