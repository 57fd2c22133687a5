"""Which language model to talk to: a folder, a hub name, a server's address, or what ships with promptrec."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from data.store import Store
from prompts.lm import LanguageModel, LanguageModelError, ScriptedLM
from prompts.text_encoder import Encodes

SCRIPTED = "scripted"


def load_language_model(
    where: str | None, store: Store, encoder: Encodes | None = None, *, remote_model: str = "default",
) -> LanguageModel:
    """A model for a store.

    None is the demo LM that ships with promptrec; `http://...` a server; "scripted" a model that says nothing, so that templates
    speak; a folder with promptrec.json a checkpoint; any other folder or hub name a plain causal LM, which is prompted with titles.
    Raises LanguageModelError, or CheckpointError for a damaged checkpoint.
    """
    if where == SCRIPTED:
        return ScriptedLM()
    if where is not None and where.startswith(("http://", "https://")):
        from prompts.remote_lm import RemoteLM

        return RemoteLM(where, remote_model, store.catalogue)
    folder = Path(where) if where is not None else demo_lm()
    from prompts.checkpoint import CARD, load_checkpoint

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

    from prompts.encoding import SPECIALS
    from prompts.prompted_lm import PromptedLM

    try:
        tokenizer = AutoTokenizer.from_pretrained(where, trust_remote_code=False)
        lm = AutoModelForCausalLM.from_pretrained(where, trust_remote_code=False, dtype=torch.float32)
    except (OSError, ValueError) as error:
        raise LanguageModelError(
            f"cannot load a language model from {where!r}: {error}", hint="Give a folder, a hub name or an http:// address."
        ) from error
    missing = [name for name in SPECIALS[3:] if name not in tokenizer.get_vocab()]
    if missing:
        tokenizer.add_special_tokens({"additional_special_tokens": missing}, replace_extra_special_tokens=False)
        lm.resize_token_embeddings(len(tokenizer))
    return PromptedLM(lm.eval(), tokenizer, store.catalogue, name=Path(where).name)
