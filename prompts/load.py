"""Which language model to talk to: a folder, a hub name, a server's address, or what ships with promptrec."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from data.store import Store
from prompts.lm import LanguageModel, LanguageModelError, ScriptedLM
from prompts.text_encoder import Encodes

SCRIPTED = "scripted"


def load_language_model(
    where: str | None, store: Store, encoder: Encodes | None = None, *, remote_model: str | None = None,
) -> LanguageModel:
    """A model for a store.

    None is the demo LM that ships with promptrec; `http://...` a server, of which `remote_model` names a model;
    "scripted" a model that says nothing, so that templates speak; a folder with promptrec.json a checkpoint; any other
    folder or hub name a plain causal LM, which is prompted with titles. Raises LanguageModelError, or CheckpointError
    for a damaged checkpoint.
    """
    if where == SCRIPTED:
        return ScriptedLM()
    if where is not None and where.startswith(("http://", "https://")):
        from prompts.remote_lm import RemoteLM

        return RemoteLM(where, remote_model or "default", store.catalogue)
    folder = Path(where) if where is not None else demo_lm()
    from transformers.utils import logging

    from prompts.checkpoint import CARD, load_checkpoint

    # A bar for a second of loading would stand above every answer of a command.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if (folder / CARD).is_file():
        return load_checkpoint(folder, store.catalogue, encoder)
    return _plain(where or str(folder), store)


def demo_lm() -> Path:
    """The folder of the demo LM. Raises LanguageModelError where it is not there."""
    folder = Path(str(resources.files("demo"))) / "lm"
    if not (folder / "promptrec.json").is_file():
        raise LanguageModelError(
            f"the demo language model is not in {folder}.", hint="Name another with --model, or use --model scripted."
        )
    return folder


def _plain(where: str, store: Store) -> LanguageModel:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from prompts.prompted_lm import PromptedLM
    from prompts.slot_tokens import add_slot_tokens

    try:
        tokenizer = AutoTokenizer.from_pretrained(where, trust_remote_code=False)
        lm: Any = AutoModelForCausalLM.from_pretrained(
            where, trust_remote_code=False, use_safetensors=True, dtype=torch.float32
        )
        add_slot_tokens(lm, tokenizer)
        model = PromptedLM(lm, tokenizer, store.catalogue, name=Path(where).name)
    except Exception as error:  # tokenizers and models of strangers fail in ways of their own
        raise LanguageModelError(
            f"cannot load a language model from {where!r}: {error}",
            hint="Give a folder with safetensors, a hub name or an http:// address.",
        ) from error
    model.eval()
    return model.requires_grad_(False)
