"""Three probes of a frozen bidirectional LM: a word at a mask, likeness of texts, does a sentence follow another.

Source: Penha and Hauff, "What does BERT know about books, movies and music?", RecSys 2020 (arXiv 2007.15356). Each is
asked of a head that the model really has: transformers would make a missing one of random weights, which is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prompts.lm import LanguageModelError
from prompts.prompt import Piece, Slot

if TYPE_CHECKING:
    from torch import Tensor

HEADS = {"mlm": "AutoModelForMaskedLM", "nsp": "AutoModelForNextSentencePrediction", "sim": "AutoModel"}
_WAY_OUT = "Give a folder or hub name of a model that has it, e.g. bert-base-cased, with --model."
_LONGEST = 128
_BATCH = 64
_UNUSED = "pooler."
"""Weights that the likeness of texts does not read."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A frozen model with the head of one probe, and its tokenizer. Texts are hostile: none becomes a special token."""

    name: str
    model: Any
    tokenizer: Any

    def words_at_mask(self, texts: Sequence[Sequence[Piece]], k: int) -> list[list[str]]:
        """The k likeliest words at the mask of each text, best first. A `Slot` among the pieces is the mask."""
        best = self._at_mask(texts).topk(min(k, len(self.tokenizer)), dim=-1).indices.tolist()
        return [[self.tokenizer.decode([token]).strip() for token in row] for row in best]

    def log_odds(self, texts: Sequence[Sequence[Piece]], words: Sequence[str]) -> list[list[float]]:
        """Log-probability at the mask of each text of each word, in nats. Words must be of one token (`whole`)."""
        tokens = [self._ids(word)[0] for word in words]
        scores: list[list[float]] = self._at_mask(texts)[:, tokens].tolist()
        return scores

    def whole(self, words: Sequence[str]) -> list[str]:
        """The words that are one token, as the paper keeps: a mask holds no more."""
        kept: dict[int, str] = {}
        for word in words:
            ids = self._ids(word)
            if len(ids) == 1 and ids[0] != self.tokenizer.unk_token_id:
                kept.setdefault(ids[0], word)
        return list(kept.values())

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """(n, d) mean of each text's last states. Padding does not count, as it does in the authors' code."""
        import torch

        rows = [self._framed(self._ids(text)[: _LONGEST - 2]) for text in texts]
        parts = []
        for batch in _batches(rows):
            inputs = self._padded(batch)
            states = self._run(inputs).last_hidden_state.float()
            mask = inputs["attention_mask"].unsqueeze(-1)
            parts.append((states * mask).sum(1) / mask.sum(1))
        return torch.cat(parts)

    def follows(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Log-probability in nats that the second text of a pair follows the first."""
        found: list[float] = []
        rows, types = [], []
        for one, two in pairs:
            first = self._framed(self._ids(one)[: _LONGEST // 2])
            second = [*self._ids(two)[: _LONGEST // 2], self._end]
            rows.append([*first, *second])
            types.append([0] * len(first) + [1] * len(second))
        for batch, kinds in zip(_batches(rows), _batches(types), strict=True):
            logits = self._run(self._padded(batch, kinds)).logits.float()
            found += logits.log_softmax(-1)[:, 0].tolist()
        return found

    def _at_mask(self, texts: Sequence[Sequence[Piece]]) -> Tensor:
        """(n, V) log-probabilities at each text's mask."""
        import torch

        rows, places = [], []
        for pieces in texts:
            place = next(place for place, piece in enumerate(pieces) if isinstance(piece, Slot))
            before, after = ("".join(map(str, part)) for part in (pieces[:place], pieces[place + 1 :]))
            tail = self._ids(after)[: _LONGEST // 4]
            head = self._framed(self._ids(before)[: _LONGEST - len(tail) - 3], end=False)
            rows.append([*head, self.tokenizer.mask_token_id, *tail, self._end])
            places.append(len(head))
        parts = []
        for batch, at in zip(_batches(rows), _batches(places), strict=True):
            logits = self._run(self._padded(batch)).logits
            parts.append(logits[torch.arange(len(at)), torch.tensor(at)].float().log_softmax(-1))
        return torch.cat(parts)

    def _ids(self, text: str) -> list[int]:
        clean = text.encode("utf-8", "replace").decode()
        asked = self.tokenizer(clean, add_special_tokens=False, split_special_tokens=True, verbose=False)
        special = set(self.tokenizer.all_special_ids) - {self.tokenizer.unk_token_id}
        return [token for token in asked["input_ids"] if token not in special]

    @property
    def _end(self) -> int:
        found = self.tokenizer.sep_token_id
        return int(self.tokenizer.eos_token_id if found is None else found)

    def _framed(self, ids: list[int], *, end: bool = True) -> list[int]:
        first = self.tokenizer.cls_token_id if self.tokenizer.cls_token_id is not None else self.tokenizer.bos_token_id
        return [*([] if first is None else [first]), *ids, *([self._end] if end else [])]

    def _padded(self, rows: Sequence[list[int]], types: Sequence[list[int]] | None = None) -> dict[str, Tensor]:
        import torch

        longest = max(map(len, rows))
        pad = self.tokenizer.pad_token_id if self.tokenizer.pad_token_id is not None else self._end

        def tensor(values: Sequence[list[int]], filler: int) -> Tensor:
            return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in values], device=self.model.device)

        inputs = {"input_ids": tensor(rows, pad), "attention_mask": tensor([[1] * len(row) for row in rows], 0)}
        return inputs if types is None else inputs | {"token_type_ids": tensor(types, 0)}

    def _run(self, inputs: dict[str, Tensor]) -> Any:
        import torch

        with torch.inference_mode():
            return self.model(**inputs)


def load_probe(where: str, kind: str) -> Probe:
    """The probe of one kind ("mlm", "nsp" or "sim") from a folder or a hub name; of a promptrec checkpoint, its LM.

    Raises LanguageModelError where there is no such model, or it has not that head.
    """
    from pathlib import Path

    import transformers

    if kind not in HEADS:
        raise LanguageModelError(f"unknown probe {kind!r}.", hint=f"There are {', '.join(HEADS)}.")
    if where == "scripted" or where.startswith(("http://", "https://")):
        raise LanguageModelError(f"{where!r} has no weights here to probe.", hint=_WAY_OUT)
    folder = Path(where) / "lm"
    place = str(folder) if (folder / "config.json").is_file() else where
    told_before = transformers.logging.get_verbosity()
    # It reports weights that a probe has no use for, at the length of a page.
    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(place, trust_remote_code=False)
        model, told = getattr(transformers, HEADS[kind]).from_pretrained(
            place, trust_remote_code=False, use_safetensors=True, output_loading_info=True
        )
    except Exception as error:  # models of strangers fail in ways of their own, and an unknown head is a ValueError
        raise LanguageModelError(f"{where!r} cannot be probed by {kind}: {error}", hint=_WAY_OUT) from error
    finally:
        transformers.logging.set_verbosity(told_before)
    missing = sorted(key for key in told["missing_keys"] if kind != "sim" or not key.startswith(_UNUSED))
    if missing:
        raise LanguageModelError(
            f"{where!r} has no head for the {kind} probe: {', '.join(missing[:3])} are not among its weights.",
            hint=_WAY_OUT,
        )
    if kind == "mlm" and (tokenizer.mask_token_id is None or getattr(model.config, "is_decoder", False)):
        raise LanguageModelError(f"{where!r} reads from left to right or has no mask to fill in.", hint=_WAY_OUT)
    return Probe(Path(where).name, model.eval().requires_grad_(False), tokenizer)


def _batches(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)]
