"""A language model on a catalogue that was appended to: the same weights, and rows for the new items.

A new item's vector is made of its text, and is in the middle of the others where items are made of a graph; its id row
is zero and its bias the mean one, as for any item that tuning never saw (`prompts.checkpoint`). A model that says items
by codes has none for a new item, and says them by their titles.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from data.catalogue import Catalogue
from prompts.item_text import item_text
from prompts.lm import LanguageModel
from prompts.text_encoder import Encodes


def grown(lm: LanguageModel, catalogue: Catalogue, encoder: Encodes | None) -> LanguageModel:
    """The model on a catalogue that begins with the items of its own. The old one goes on working.

    Without an encoder a new item gets the mean of all text vectors: it can be said, and is neither near nor far.
    """
    if getattr(lm, "catalogue", None) is None:
        return lm
    if not hasattr(lm, "tokenizer"):
        other: Any = copy.copy(lm)
        other.catalogue = catalogue
        return other  # type: ignore[no-any-return]
    return _prompted(lm, catalogue, encoder)


def without_ids(lm: LanguageModel, rows: Sequence[int]) -> LanguageModel:
    """A model with item vectors as if it had never met the items of some rows: it knows them by their text alone."""
    import torch

    model: Any = lm
    items = copy.copy(model.items)
    items._modules = dict(model.items._modules)
    if items.options.traits:
        items._buffers = dict(items._buffers)
        items._buffers["traits"] = items.traits.index_fill(0, torch.tensor(rows), 0.0)
    for name in ("ids", "bias"):
        if (table := getattr(items, name)) is not None:
            weight = table.weight.detach().clone()
            others = torch.ones(len(weight), dtype=torch.bool).index_fill(0, torch.tensor(rows), False)
            weight[~others] = weight[others].mean(0) if name == "bias" else 0.0
            items._modules[name] = _table(weight)
    gone = frozenset(rows)
    places = [-1 if row in gone else row for row in range(len(model.catalogue))]
    return _on(model, model.catalogue, items, _knowing(model.knowledge, places))


def _prompted(model: Any, catalogue: Catalogue, encoder: Encodes | None) -> LanguageModel:
    items = None if model.items is None else _items(model.items, catalogue, len(model.catalogue), encoder)
    places = [*range(len(model.catalogue)), *[-1] * (len(catalogue) - len(model.catalogue))]
    made: Any = _on(model, catalogue, items, _knowing(model.knowledge, places))
    if model.hearing.parts:
        made.hearing = copy.copy(model.hearing)
        made.hearing._modules = dict(model.hearing._modules)
        made.hearing.parts = type(model.hearing.parts)(
            {name: _prompted(part, catalogue, encoder) for name, part in model.hearing.parts.items()}
        )
    return made  # type: ignore[no-any-return]


def _knowing(knowledge: Any, places: Sequence[int]) -> Any:
    """The encoder of a graph for a catalogue whose items had the rows `places` in its own; weights are shared."""
    if knowledge is None:
        return None
    made = copy.copy(knowledge)
    made._buffers = dict(knowledge._buffers)
    made.graph = knowledge.graph.placed(places)
    made._buffers["items"] = made.graph.items.to(knowledge.items.device)
    return made


def _on(model: Any, catalogue: Catalogue, items: Any, knowledge: Any) -> LanguageModel:
    """The same weights over a catalogue, its item vectors and what a graph knows of it."""
    from prompts.prompted_lm import PromptedLM

    room = model.encoder.limit + (model.soft.length if model.soft is not None else 0)
    made = PromptedLM(
        model.lm, model.tokenizer, catalogue, items=items, soft=model.soft, name=model.name, limit=room,
        reads=model.reads, hearing=model.hearing, knowledge=knowledge, rater=model.rater,
    )
    # One set of weights answers one at a time, whichever of the two is asked.
    made._lock = model._lock
    made.tuned_on = model.tuned_on
    return made.train(model.training)


def _items(items: Any, catalogue: Catalogue, count: int, encoder: Encodes | None) -> Any:
    """The item vectors with a row more for each new item; what is learned of all items is shared."""
    import torch

    new = catalogue.items[count:]
    made = copy.copy(items)
    # A copy of a module shares the dictionaries of its parts.
    made._modules, made._buffers = dict(items._modules), dict(items._buffers)
    text = items.text
    if encoder is None or not text.shape[1]:
        rows = text.mean(0, keepdim=True).expand(len(new), -1)
    else:
        rows = items.read(encoder.encode([item_text(item) for item in new])).to(text)
    made._buffers["text"] = torch.cat([text, rows])
    if items.options.traits:
        made._buffers["traits"] = torch.cat([items.traits, items.traits.new_zeros(len(new), items.options.traits)])
    for name in ("ids", "bias"):
        if (table := getattr(items, name)) is not None:
            weight = table.weight.detach()
            filler = weight.mean(0, keepdim=True) if name == "bias" else torch.zeros_like(weight[:1])
            rows = filler.expand(len(new), -1)
            made._modules[name] = _table(torch.cat([weight, rows]))
    return made


def _table(weight: Any) -> Any:
    import torch

    made = torch.nn.Embedding(weight.shape[0], weight.shape[1], _weight=weight)
    return made.requires_grad_(False)
