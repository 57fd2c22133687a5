"""`collaborative` indexing: items that people meet together share the beginning of their codes.

The graph of items that stand together in training histories is split by spectral clustering, and each cluster again
until `size` items or fewer are left, which a last token tells apart (Hua et al. 2023, sec. 3.3; OpenP5).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prompts.indexing.codes import Sequences
from prompts.indexing.material import Material

Rows = NDArray[np.int64]
_FEW = 16
"""With so few items beside the clusters dense eigenvectors are quicker, and sparse ones may not be found."""


def collaborative_codes(material: Material) -> Sequences:
    """A code an item: a token for each cluster that it lies in, and a last one. `size` is OpenP5's token_size."""
    graph = material.together()
    degree = np.asarray(graph.sum(1)).ravel()
    codes: list[tuple[str, ...]] = [()] * len(material.catalogue)
    known = np.flatnonzero(degree)
    for code, row in _split(graph, known, (), material):
        codes[row] = code
    # Items that nobody met with another have no neighbours: they stand apart, in the catalogue's order.
    for code, row in _chunked(np.flatnonzero(degree == 0), ("<u_0>",), material.size):
        codes[row] = code
    return tuple(codes)


def _split(graph: Any, rows: Rows, code: tuple[str, ...], material: Material) -> Iterator[tuple[tuple[str, ...], int]]:
    """The codes of the items in `rows`, which share the beginning `code`."""
    size = material.size
    if len(rows) <= size:
        yield from _last(rows, code)
        return
    clusters = min(size, max(2, -(-len(rows) // size) * 2)) if code else min(size, len(rows))
    labels = _spectral(graph[rows][:, rows], clusters, material.seed)
    numbers = np.unique(labels)
    if len(numbers) < 2:
        yield from _chunked(rows, code, size)
        return
    for number, label in enumerate(numbers.tolist()):
        yield from _split(graph, rows[labels == label], (*code, f"<c{len(code)}_{number}>"), material)


def _chunked(rows: Rows, code: tuple[str, ...], size: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Items that cannot be told apart by their neighbours, in runs of `size`."""
    if len(rows) <= size:
        yield from _last(rows, code)
        return
    step = -(-len(rows) // size)
    for number, start in enumerate(range(0, len(rows), step)):
        yield from _chunked(rows[start : start + step], (*code, f"<c{len(code)}_{number}>"), size)


def _last(rows: Rows, code: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    for number, row in enumerate(rows.tolist()):
        yield (*code, f"<i_{number}>"), row


def _spectral(graph: Any, clusters: int, seed: int) -> Rows:
    """Labels (n,) from the leading eigenvectors of the normalised graph, by pivoted QR (Damle et al. 2019, alg. 1)."""
    from scipy.linalg import qr, svd  # type: ignore[import-untyped]
    from scipy.sparse import diags  # type: ignore[import-untyped]
    from scipy.sparse.linalg import eigsh  # type: ignore[import-untyped]

    count = graph.shape[0]
    degree = np.asarray(graph.sum(1)).ravel()
    scale = diags(1 / np.sqrt(np.maximum(degree, 1e-9) + (degree == 0)))
    normal = (scale @ graph @ scale).astype(np.float64)
    if count <= clusters + _FEW:
        vectors = np.linalg.eigh(normal.toarray())[1][:, -min(clusters, count) :]
    else:
        start = np.random.default_rng(seed).uniform(-1, 1, count)
        vectors = eigsh(normal, k=clusters, which="LA", v0=start, tol=1e-3)[1]
    pivots = qr(vectors.T, pivoting=True)[2][: vectors.shape[1]]
    left, _, right = svd(vectors[pivots].T)
    labels: Rows = np.abs(vectors @ (left @ right)).argmax(1)
    return labels
