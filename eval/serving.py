"""The agent that is measured: built as the faces build it, on the store and with the model that the options name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import Store
from eval.options import Options

if TYPE_CHECKING:
    from agent.agent import Agent
    from prompts.lm import LanguageModel
    from prompts.text_encoder import TextEncoder


def open_encoder(options: Options) -> TextEncoder | None:
    """The text encoder of the options; without one named, the packaged one, or None where that is not installed."""
    from prompts.text_encoder import TextEncoderError, find_text_encoder

    try:
        return find_text_encoder(options.encoder)
    except TextEncoderError:
        if options.encoder is not None:
            raise
        return None


def open_model(options: Options, store: Store, encoder: TextEncoder | None) -> LanguageModel | None:
    """The language model of the options over a store's items."""
    from prompts.load import load_language_model

    return load_language_model(options.model, store, encoder)


def open_agent(options: Options, store: Store, encoder: TextEncoder | None, *, seed: int) -> Agent:
    """The whole agent over a store."""
    from agent.build import build_agent

    return build_agent(store, open_model(options, store, encoder), encoder, seed=seed)
