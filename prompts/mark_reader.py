"""Tells for every name, value and figure of a text what the text says with it: a small network over marked tokens.

The sentence encoder's transformer with a LoRA adapter and one linear layer (PEFT), of which only these are kept. What
is named in a text is marked by a token of its own sort in place of its words ("[item]"), or before them, so that a
wording is read without knowing the names in it. Values get one label (a softmax), titles any number (sigmoids).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from prompts.text_encoder import packaged_folder

if TYPE_CHECKING:
    from torch import Tensor

CARD = "reader.json"
_LONGEST = 256
"""Tokens of a text that are read; marks behind them have no labels."""


class Marked(NamedTuple):
    """One mark in a text: its sort, and its words, which are empty where they tell nothing (titles, people)."""

    sort: str
    words: str = ""


MarkedText = Sequence[str | Marked]


class Labels(NamedTuple):
    """What a reader tells apart. `sorts` are those of marks with the word that each starts from; marks of a sort in
    `titles` get any of `of_titles`, all others one of `of_values`."""

    sorts: Mapping[str, str]
    titles: tuple[str, ...]
    of_titles: tuple[str, ...]
    of_values: tuple[str, ...]


class ReaderError(RuntimeError):
    """No usable reader: the message says what was looked for and how to get one."""


class MarkReader:
    """A tuned reader of marked texts; its weights load on first use."""

    def __init__(self, folder: str | Path) -> None:
        """A reader saved by `save`. Raises ReaderError where the folder holds none."""
        self.folder = Path(folder)
        try:
            read = json.loads((self.folder / CARD).read_text("utf-8"))
            sorts, titles, of_titles, of_values = (read[name] for name in Labels._fields)
        except (OSError, KeyError, ValueError) as error:
            said = f"no reader of texts in {self.folder}: {error}; make one with demo.text_reader"
            raise ReaderError(said) from error
        self.labels = Labels(dict(sorts), tuple(titles), tuple(of_titles), tuple(of_values))

    def read(self, texts: Sequence[MarkedText]) -> list[list[dict[str, float]]]:
        """For each mark of each text its labels with their probabilities, in order; nothing for what it cannot read."""
        import torch

        coded = [self.coded(text) for text in texts]
        found: list[list[dict[str, float]]] = []
        for first in range(0, len(coded), 32):
            part = coded[first : first + 32]
            with torch.inference_mode():
                logits = self._model(**batched([ids for ids, _ in part])).logits
            values, titles = split(logits, self.labels)
            values, titles = values.softmax(-1), titles.sigmoid()
            for row, (_, places) in enumerate(part):
                found.append([
                    dict(zip(self.labels.of_titles, titles[row, place].tolist(), strict=True)) if is_title
                    else dict(zip(self.labels.of_values, values[row, place].tolist(), strict=True))
                    for place, is_title in places
                ])  # fmt: skip
        return found

    def coded(self, text: MarkedText, *, bare: bool = False) -> tuple[list[int], list[tuple[int, bool]]]:
        """Token ids of a text, and for each mark its place among them and whether it is a title's. `bare` leaves the
        words of all marks out."""
        return coded(self._tokenizer, self.labels, text, bare=bare)

    @cached_property
    def _tokenizer(self) -> Any:
        return tokenizer()

    @cached_property
    def _model(self) -> Any:
        from peft import PeftModel

        from prompts.adapter import quietly

        with quietly():
            model: Any = PeftModel.from_pretrained(untuned(self.labels, self._tokenizer), str(self.folder))
            # Apart, the adapter copies all word embeddings for each text that is read: more than half of the time.
            return model.merge_and_unload().eval()


def tokenizer() -> Any:
    """The encoder's tokenizer. Raises TextEncoderError where the encoder is not installed."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(packaged_folder()))


def untuned(labels: Labels, words: Any) -> Any:
    """The encoder's transformer with a new linear layer, its unused tokens set to those of the words
    (of the tokenizer `words`) that sorts start from."""
    import torch
    from transformers import AutoModelForTokenClassification
    from transformers.utils import logging

    talk: Any = logging
    level = talk.get_verbosity()
    talk.set_verbosity_error()
    try:
        model = AutoModelForTokenClassification.from_pretrained(
            str(packaged_folder()), num_labels=len(labels.of_values) + len(labels.of_titles), use_safetensors=True,
            trust_remote_code=False,
        )
    finally:
        talk.set_verbosity(level)
    rows = model.get_input_embeddings().weight
    with torch.no_grad():
        for place, word in zip(places(labels), labels.sorts.values(), strict=True):
            rows[place] = rows[words.convert_tokens_to_ids(word)]
    return model


def places(labels: Labels) -> range:
    """The ids of the tokens that stand for sorts: BERT's unused ones, behind the padding."""
    return range(1, 1 + len(labels.sorts))


def coded(words: Any, labels: Labels, text: MarkedText, *, bare: bool) -> tuple[list[int], list[tuple[int, bool]]]:
    """See `MarkReader.coded`."""
    own = dict(zip(labels.sorts, places(labels), strict=True))
    ids, found = [words.cls_token_id], []
    for piece in text:
        if isinstance(piece, Marked):
            if len(ids) < _LONGEST - 1:
                found.append((len(ids), piece.sort in labels.titles))
            ids.append(own[piece.sort])
        said = (piece.words if not bare else "") if isinstance(piece, Marked) else piece
        ids += words(said, add_special_tokens=False, split_special_tokens=True).input_ids if said.strip() else []
    return [*ids[: _LONGEST - 1], words.sep_token_id], found


def batched(rows: Sequence[Sequence[int]]) -> dict[str, Tensor]:
    """Token ids of several texts -> input_ids and attention_mask (n, longest), padded on the right."""
    import torch

    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return {"input_ids": ids, "attention_mask": mask}


def split(logits: Tensor, labels: Labels) -> tuple[Tensor, Tensor]:
    """Logits (..., labels) -> those of values and those of titles."""
    return logits[..., : len(labels.of_values)], logits[..., len(labels.of_values) :]
