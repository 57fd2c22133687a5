"""Item vectors of behaviour: items that the same people meet lie close, joined with what their text says.

Semantic codes of text alone put what reads alike together; codes of both put together what is chosen alike (as LETTER
and "The Elephant in the Room" find, text alone is the weaker half).
"""

from __future__ import annotations

import numpy as np

from data.catalogue import Catalogue
from data.interactions import Interactions
from prompts.indexing.material import Material, Vectors

_WIDTH = 64


def behaviour_of(catalogue: Catalogue, interactions: Interactions, width: int, seed: int = 0) -> Vectors:
    """(n_items, width) vectors of who met what in training prefixes, the places that tell most first."""
    material = Material(catalogue, interactions.leave_one_out().train, size=2, levels=1, seed=seed)
    return behaviour_vectors(material, width)


def behaviour_vectors(material: Material, width: int = _WIDTH) -> Vectors:
    """(n_items, width) from the leading eigenvectors of positive pointwise mutual information (Levy and Goldberg 2014),
    rows of length 1; zeros for items that stand beside no other in training.
    """
    from scipy.sparse.linalg import eigsh  # type: ignore[import-untyped]

    graph = material.together().tocoo()
    total = max(float(graph.sum()), 1.0)
    degree = np.asarray(graph.sum(1)).ravel().astype(np.float64)
    graph.data = np.maximum(np.log(graph.data * total / (degree[graph.row] * degree[graph.col])), 0)
    width = min(width, graph.shape[0] - 2)
    start = np.random.default_rng(material.seed).uniform(-1, 1, graph.shape[0])
    values, vectors = eigsh(graph.tocsr().astype(np.float64), k=width, which="LA", v0=start, tol=1e-3)
    return unit((vectors * np.sqrt(np.maximum(values, 0)))[:, ::-1])


def joined(behaviour: Vectors, text: Vectors, weight: float = 1.0) -> Vectors:
    """Both side by side, each of length 1; text counts `weight`."""
    return np.concatenate([behaviour, weight * unit(text)], axis=1)


def unit(rows: np.ndarray) -> Vectors:
    """Rows of length 1; a row of zeros stays one."""
    made: Vectors = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return made
