"""One text vector an item, made once and kept beside the store under the hash of what was encoded.

A kept file is used without loading the encoder, which takes seconds. It also holds the vector of one fixed sentence:
when the encoder is first used for words, it must give that vector again, or the kept ones are another model's and are
made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from prompts.item_text import item_text
from prompts.text_encoder import Encodes

Vectors = NDArray[np.float32]
_PROBE = "The same encoder gives the same vector for this sentence."
_SAME = 0.01
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class _Kept:
    vectors: Vectors
    probe: Vectors


class ItemVectors:
    """The catalogue through a text encoder, on first use. `folder` is where they are kept; None keeps them in memory.

    A folder that cannot be written is no error: the vectors are then made anew in each process.
    """

    def __init__(self, catalogue: Catalogue, encoder: Encodes, folder: Path | None = None) -> None:
        self.catalogue = catalogue
        self.encoder = encoder
        self._texts = [item_text(item) for item in catalogue]
        self._rows = {text: row for row, text in enumerate(self._texts)}
        name = getattr(encoder, "name", type(encoder).__name__)
        written = json.dumps([str(name), self._texts], ensure_ascii=False)
        digest = hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()[:24]
        self._path = None if folder is None else folder / f"vectors-{digest}.safetensors"
        self._kept: _Kept | None = None
        self._trusted = False
        self._latest: dict[str, Vectors] = {}
        self._guard = threading.RLock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n,) texts -> (n, d): the kept rows where all are texts of items, so that no encoder is loaded for them."""
        if all(text in self._rows for text in texts):
            return self.matrix[[self._rows[text] for text in texts]]
        self._check()
        return self._encoded(list(texts))

    @property
    def matrix(self) -> Vectors:
        """(len(catalogue), d) float32 rows of length 1."""
        with self._guard:
            return self._read_or_made().vectors

    def of_text(self, text: str) -> Vectors:
        """(d,) the vector of a text; the latest few are remembered, since retriever and ranker ask for the same."""
        with self._guard:
            if text not in self._latest:
                self._check()
                while len(self._latest) >= _REMEMBERED:
                    del self._latest[next(iter(self._latest))]
                self._latest[text] = self._encoded([text])[0]
            return self._latest[text]

    def _check(self) -> None:
        """Make the vectors anew where the kept ones are not this encoder's; looked at once."""
        kept = self._read_or_made().probe
        if not self._trusted:
            probe = self._encoded([_PROBE])[0]
            if kept.shape != probe.shape or not np.allclose(kept, probe, atol=_SAME):
                self._kept = self._made()
            self._trusted = True

    def _read_or_made(self) -> _Kept:
        if self._kept is None and self._path is not None and self._path.is_file():
            self._kept = _read(self._path, len(self._texts))
        if self._kept is None:
            self._kept = self._made()
        return self._kept

    def _made(self) -> _Kept:
        made = _Kept(self._encoded(self._texts), self._encoded([_PROBE])[0])
        self._trusted = True
        if self._path is not None:
            _write(self._path, made)
        return made

    def _encoded(self, texts: list[str]) -> Vectors:
        return np.ascontiguousarray(self.encoder.encode(texts), dtype=np.float32)


def _read(path: Path, rows: int) -> _Kept | None:
    """What a file keeps; None where it is damaged or not of this catalogue, so that the vectors are made again."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(path)
        vectors, probe = arrays["vectors"].astype(np.float32), arrays["probe"].astype(np.float32)
    except (OSError, KeyError, ValueError, SafetensorError):
        return None
    if vectors.shape != (rows, *probe.shape) or probe.ndim != 1 or not np.isfinite(vectors).all():
        return None
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return _Kept(vectors, probe)


def _write(path: Path, made: _Kept) -> None:
    """Half precision halves the file and moves no cosine by more than 0.001; whole or not at all."""
    from safetensors.numpy import save

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(save({"vectors": made.vectors.astype(np.float16), "probe": made.probe}))
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
