"""What is known of items beside their texts, as fixed vectors: who met what, what is talked of together, and facts.

A text encoder says what reads alike. What the same people meet, and what the same conversations name, says what is
chosen alike ("The Elephant in the Room", sec. 3; ReDial's first recommender was pre-trained on film ratings); facts say
which people and kinds an item has. Each kind of trait is a block of its own, zeros for an item of which it knows
nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.interactions import Interactions
from data.records import Interaction
from prompts.indexing.material import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

BLOCK = 64
"""Numbers of each kind of trait."""
_RARE, _YEARS = 3, 5
_PRIOR = 10.0
"""Meetings that an item or a person is taken to have beside their own, so that those of a few say little."""


def traits(catalogue: Catalogue, liked: Interactions, dialogues: Dialogues, seed: int = 0) -> Vectors:
    """(n_items, 3 x BLOCK): `liked` are training events alone, `dialogues` training ones alone."""
    talked = Interactions(
        Interaction(f"{number}", item)
        for number, dialogue in enumerate(dialogues)
        for item in dict.fromkeys(item for turn in dialogue.turns for item in turn.items())
    )
    behaviour = [_behaviour(catalogue, events, seed) for events in (liked, talked)]
    return np.concatenate([*behaviour, _facts(catalogue, seed)], axis=1)


def _behaviour(catalogue: Catalogue, events: Interactions, seed: int) -> Vectors:
    """Leading singular vectors of who met what, each side weighed by the root of its size, without the first, which
    tells popularity alone (spectral co-clustering, Dhillon 2001). No table of pairs is made: heavy users meet millions.
    """
    from scipy.sparse import csr_matrix, diags

    met = [sorted({catalogue.row(event.item) for event in events.history(user)}) for user in events.users]
    sizes = np.array([len(rows) for rows in met], np.int64)
    rows = np.array([row for one in met for row in one], np.int64)
    shape = (len(met), len(catalogue))
    table = csr_matrix((np.ones(len(rows)), (np.repeat(np.arange(len(met)), sizes), rows)), shape=shape)
    people, items = (1 / np.sqrt(np.asarray(table.sum(axis)).ravel() + _PRIOR) for axis in (1, 0))
    return _leading(csr_matrix(diags(people) @ table @ diags(items)).T, seed, skip=1)


def _facts(catalogue: Catalogue, seed: int) -> Vectors:
    """The leading directions of attributes and half decades, rare ones weighing more (tf-idf)."""
    from scipy.sparse import csr_matrix

    said = [
        [f"{kind}:{value}" for kind, values in item.attributes.items() for value in dict.fromkeys(values)]
        + ([f"years:{item.year // _YEARS}"] if item.year else [])
        for item in catalogue
    ]
    counts = Counter(fact for facts in said for fact in facts)
    column = {fact: place for place, fact in enumerate(sorted(fact for fact in counts if counts[fact] >= _RARE))}
    found = [(row, column[fact]) for row, facts in enumerate(said) for fact in facts if fact in column]
    rows, columns = np.array(found, np.int64).reshape(-1, 2).T
    weights = np.log(len(catalogue) / np.array([counts[fact] for fact in column], np.float64))
    table = csr_matrix((weights[columns], (rows, columns)), shape=(len(catalogue), len(column)))
    return _leading(table, seed)


def _leading(table: csr_matrix, seed: int, skip: int = 0) -> Vectors:
    """(n_items, BLOCK) from an (n_items, m) table: its leading left singular vectors, as long as their values, in a
    scale of mean square length 1: of what little is known the row is short. The first `skip` are left out, and zeros
    stand where there are fewer.
    """
    from scipy.sparse.linalg import svds  # type: ignore[import-untyped]

    width = min(BLOCK + skip, min(table.shape) - 1)
    if width <= skip or not table.nnz:
        return np.zeros((table.shape[0], BLOCK), np.float32)
    start = np.random.default_rng(seed).uniform(-1, 1, min(table.shape))
    left, values, _ = svds(table, k=width, v0=start)
    vectors = (left * values)[:, ::-1][:, skip:]
    vectors /= max(float(np.sqrt((vectors**2).sum(1).mean())), 1e-9)
    return np.pad(vectors, [(0, 0), (0, BLOCK - vectors.shape[1])]).astype(np.float32)

