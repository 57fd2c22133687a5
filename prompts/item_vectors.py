"""One text vector an item, made once and kept beside the store under the hash of what was encoded.

A kept file is used without loading the encoder, which takes seconds. Where items were appended since, its rows serve
the items before them and only the new ones are encoded: the hash of the first items alone finds the file. It also holds
the vector of one fixed sentence: when the encoder is first used for words, it must give that vector again, or the kept
ones are another model's and are made anew.
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
        self._folder = folder
        self._path = None if folder is None else folder / self._file(len(self._texts))
        self._kept: _Kept | None = None
        self._trusted = False
        self._latest: dict[str, Vectors] = {}
        self._guard = threading.RLock()

    def grown(self, catalogue: Catalogue) -> ItemVectors:
        """The vectors of a catalogue that begins with this one's items; only what was appended is encoded.

        They are in memory; `keep` writes them beside the store.
        """
        made = ItemVectors(catalogue, self.encoder, self._folder)
        with self._guard:
            self._check()
            before = self._read_or_made()
            made._kept, made._trusted, made._latest = made._extended(before), True, dict(self._latest)
        return made

    def keep(self) -> None:
        """Write the vectors beside the store, in place of those of the shorter catalogues before."""
        with self._guard:
            kept = self._read_or_made()
        if self._path is not None and not self._path.is_file():
            self._write(self._path, kept)

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
        kept = self._read_or_made()
        if not self._trusted:
            if not self._same_encoder(kept):
                self._kept = self._made()
            self._trusted = True

    def _read_or_made(self) -> _Kept:
        if self._kept is None and self._path is not None and self._path.is_file():
            self._kept = _read(self._path, len(self._texts))
        if self._kept is None:
            self._kept = self._of_fewer() or self._made()
        return self._kept

    def _made(self) -> _Kept:
        made = _Kept(self._encoded(self._texts), self._encoded([_PROBE])[0])
        self._trusted = True
        if self._path is not None:
            self._write(self._path, made)
        return made

    def _of_fewer(self) -> _Kept | None:
        """The vectors of the longest catalogue kept here that this one begins with, and of what came after it."""
        for rows, path in self._shorter():
            before = _read(path, rows)
            if before is None or not self._same_encoder(before):
                continue
            made, self._trusted = self._extended(before), True
            assert self._path is not None
            self._write(self._path, made)
            return made
        return None

    def _extended(self, before: _Kept) -> _Kept:
        texts = self._texts[len(before.vectors) :]
        return _Kept(np.concatenate([before.vectors, self._encoded(texts)]), before.probe) if texts else before

    def _same_encoder(self, kept: _Kept) -> bool:
        probe = self._encoded([_PROBE])[0]
        return kept.probe.shape == probe.shape and np.allclose(kept.probe, probe, atol=_SAME)

    def _shorter(self) -> list[tuple[int, Path]]:
        """The files beside ours that hold the first items of this catalogue, most items first."""
        folder = self._folder
        files = [] if folder is None else [file for file in folder.glob("vectors-*.safetensors") if file != self._path]
        counted = sorted(((_rows(file), file) for file in files), reverse=True)
        return [(rows, file) for rows, file in counted if 0 < rows < len(self._texts) and file.name == self._file(rows)]

    def _file(self, rows: int) -> str:
        """Where the first `rows` vectors are kept: a name that tells encoder and texts."""
        name = getattr(self.encoder, "name", type(self.encoder).__name__)
        written = json.dumps([str(name), self._texts[:rows]], ensure_ascii=False)
        return f"vectors-{hashlib.sha256(written.encode('utf-8', 'replace')).hexdigest()[:24]}.safetensors"

    def _write(self, path: Path, made: _Kept) -> None:
        before = self._shorter()
        if _write(path, made):
            for _, file in before:
                file.unlink(missing_ok=True)

    def _encoded(self, texts: list[str]) -> Vectors:
        return np.ascontiguousarray(self.encoder.encode(texts), dtype=np.float32)


def _rows(path: Path) -> int:
    """How many vectors a file says that it holds; 0 where it cannot be read."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return int(file.get_slice("vectors").get_shape()[0])
    except (OSError, SafetensorError, IndexError):
        return 0


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


def _write(path: Path, made: _Kept) -> bool:
    """Half precision halves the file and moves no cosine by more than 0.001; whole or not at all, and whether."""
    from safetensors.numpy import save

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(save({"vectors": made.vectors.astype(np.float16), "probe": made.probe}))
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        return False
    return True
