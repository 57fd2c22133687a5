"""The behaviour-tuned text encoder: a light head on a frozen sentence encoder, tuned on what people meet together.

Plain text vectors put together what reads alike; those of an encoder that was tuned on behaviour put together what is
chosen alike, and only they help as item vectors ("The Elephant in the Room", sec. 3). It reads text alone, so an item
that nobody has met has its vector the moment its text is encoded. `finetune/behaviour.py` tunes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from prompts.indexing.behaviour import unit
from prompts.indexing.material import Vectors

WEIGHTS, CARD = "behaviour.safetensors", "behaviour.json"
_FORMAT = 1


class BehaviourEncoderError(RuntimeError):
    """A kept encoder cannot be used; the message names the file, what is wrong with it and the way out."""


@dataclass(frozen=True, slots=True, eq=False)
class BehaviourEncoder:
    """unit((x - centre) straight + max(0, (x - centre) into + bias) out) of text vectors x.

    `centre` (t,), `straight` (t, d), `into` (t, h), `bias` (h,), `out` (h, d), all float32: a linear map beside a
    network of one layer, which adds what is not linear.
    """

    centre: Vectors
    straight: Vectors
    into: Vectors = field(repr=False)
    bias: Vectors = field(repr=False)
    out: Vectors = field(repr=False)

    def __post_init__(self) -> None:
        (t, d), (_, h) = _table(self.straight, "straight"), _table(self.into, "into")
        wanted = {"centre": (t,), "straight": (t, d), "into": (t, h), "bias": (h,), "out": (h, d)}
        for name, shape in wanted.items():
            found = getattr(self, name)
            if found.shape != shape or not np.isfinite(found).all():
                raise ValueError(f"{name} should be {shape} finite numbers, is {found.shape}")

    def __call__(self, text: Vectors) -> Vectors:
        """Vectors (n, t) of the plain encoder -> behaviour-tuned ones, (n, d), rows of length 1.

        Raises ValueError for vectors of another width.
        """
        if text.ndim != 2 or text.shape[1] != len(self.centre):
            raise ValueError(
                f"the behaviour-tuned encoder reads vectors of width {len(self.centre)}, got {text.shape}: "
                "give the text encoder that it was tuned on with --encoder"
            )
        moved = np.asarray(text, np.float32) - self.centre
        return unit(moved @ self.straight + np.maximum(moved @ self.into + self.bias, 0) @ self.out)

    def save(self, folder: Path) -> None:
        """Write it into a folder: a table of numbers and a card."""
        from safetensors.numpy import save_file

        save_file({name: np.ascontiguousarray(getattr(self, name)) for name in _NAMES}, folder / WEIGHTS)
        card = {"format": _FORMAT, "reads": len(self.centre), "gives": self.straight.shape[1]}
        (folder / CARD).write_text(json.dumps(card) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> BehaviourEncoder:
        """What `save` wrote. Raises BehaviourEncoderError where that is missing, damaged or of another format."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            if (found := card["format"]) != _FORMAT:
                raise ValueError(f"it has format {found!r}, this version reads {_FORMAT}")
            arrays = load_file(folder / WEIGHTS)
            return cls(**{name: arrays[name].astype(np.float32) for name in _NAMES})
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            said = f"{type(error).__name__}: {error}"
            raise BehaviourEncoderError(
                f"the behaviour-tuned encoder in {folder} ({CARD}, {WEIGHTS}) cannot be used: {said}; tune it again"
            ) from error


def plain_encoder(text: Vectors) -> BehaviourEncoder:
    """One that was not tuned: it gives text vectors (n, t) as they are, but for their common part.

    Sentence encoders give all texts of one catalogue much in common, which tells no items apart.
    """
    width = text.shape[1]
    nothing = np.zeros((width, 0), np.float32)
    return BehaviourEncoder(
        text.mean(0).astype(np.float32), np.eye(width, dtype=np.float32), nothing, np.zeros(0, np.float32), nothing.T
    )


def _table(array: Vectors, name: str) -> tuple[int, int]:
    if array.ndim != 2:
        raise ValueError(f"{name} should be a table, has the shape {array.shape}")
    return array.shape[0], array.shape[1]


_NAMES = ("centre", "straight", "into", "bias", "out")
