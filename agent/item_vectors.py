"""One text vector an item, made once and kept beside the store under the hash of what was encoded."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from prompts.item_text import item_text
from prompts.text_encoder import Encodes

Vectors = NDArray[np.float32]


class ItemVectors:
    """The catalogue through a text encoder, on first use. `folder` is where they are kept; None keeps them in memory.

    A folder that cannot be written is no error: the vectors are then made anew in each process.
    """

    def __init__(self, catalogue: Catalogue, encoder: Encodes, folder: Path | None = None) -> None:
        self.catalogue = catalogue
        self.encoder = encoder
        self._folder = folder

    @cached_property
    def matrix(self) -> Vectors:
        """(len(catalogue), d) float32 rows of length 1."""
        texts = [item_text(item) for item in self.catalogue]
        name = _hash(texts, str(getattr(self.encoder, "name", type(self.encoder).__name__)))
        path = None if self._folder is None else self._folder / f"vectors-{name}.safetensors"
        if path is not None and path.is_file() and (kept := _read(path, len(texts))) is not None:
            return kept
        vectors = np.ascontiguousarray(self.encoder.encode(texts), dtype=np.float32)
        if path is not None:
            _write(path, vectors)
        return vectors

    def of_text(self, text: str) -> Vectors:
        """(d,) the vector of a text."""
        return np.asarray(self.encoder.encode([text])[0], dtype=np.float32)


def _hash(texts: list[str], encoder: str) -> str:
    return hashlib.sha256(json.dumps([encoder, texts], ensure_ascii=False).encode()).hexdigest()[:24]


def _read(path: Path, rows: int) -> Vectors | None:
    """The kept vectors; None where the file is damaged or not of this catalogue, so that they are made again."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        vectors = load_file(path)["vectors"].astype(np.float32)
    except (OSError, KeyError, SafetensorError):
        return None
    if vectors.ndim != 2 or len(vectors) != rows or not np.isfinite(vectors).all():
        return None
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors, dtype=np.float32)


def _write(path: Path, vectors: Vectors) -> None:
    """Half precision halves the file and moves no cosine by more than 0.001; whole or not at all."""
    from safetensors.numpy import save

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(save({"vectors": vectors.astype(np.float16)}))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
