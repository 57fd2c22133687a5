"""What is known of items beside their texts, as fixed vectors: who met what, what is talked of together, and facts.

A text encoder says what reads alike. What the same people meet, and what the same conversations name, says what is
chosen alike ("The Elephant in the Room", sec. 3; ReDial's first recommender was pre-trained on film ratings); facts say
which people and kinds an item has. Each kind of trait is a block of its own, zeros for an item of which it knows
nothing.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.interactions import Interactions
from data.records import Interaction
from prompts.indexing.behaviour import behaviour_vectors, unit
from prompts.indexing.material import Material, Vectors

BLOCK = 64
"""Numbers of each kind of trait."""
_RARE, _YEARS = 3, 5


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
    material = Material(catalogue, events, size=2, levels=1, seed=seed)
    if not material.together().nnz:
        return np.zeros((len(catalogue), BLOCK), np.float32)
    return _block(behaviour_vectors(material, BLOCK))


def _facts(catalogue: Catalogue, seed: int) -> Vectors:
    """The leading directions of attributes and half decades, rare ones weighing more (tf-idf)."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
    from scipy.sparse.linalg import svds  # type: ignore[import-untyped]

    said = [
        [f"{kind}:{value}" for kind, values in item.attributes.items() for value in dict.fromkeys(values)]
        + ([f"years:{item.year // _YEARS}"] if item.year else [])
        for item in catalogue
    ]
    counts = Counter(fact for facts in said for fact in facts)
    column = {fact: place for place, fact in enumerate(sorted(fact for fact in counts if counts[fact] >= _RARE))}
    found = [(row, column[fact]) for row, facts in enumerate(said) for fact in facts if fact in column]
    width = min(BLOCK, len(catalogue) - 1, len(column) - 1)
    if width < 1:
        return np.zeros((len(catalogue), BLOCK), np.float32)
    rows, columns = np.array(found).T
    weights = np.log(len(catalogue) / np.array([counts[fact] for fact in column], np.float64))
    table = csr_matrix((weights[columns], (rows, columns)), shape=(len(catalogue), len(column)))
    start = np.random.default_rng(seed).uniform(-1, 1, min(table.shape))
    left, values, _ = svds(table, k=width, v0=start)
    return _block(unit((left * values)[:, ::-1]))


def _block(vectors: Vectors) -> Vectors:
    """Padded with zeros to BLOCK numbers."""
    return np.pad(vectors, [(0, 0), (0, BLOCK - vectors.shape[1])]).astype(np.float32)

