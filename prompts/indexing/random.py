"""`random` indexing: an item is a number drawn without a reason, in digits (OpenP5, sec. 3.1).

What codes that mean something are worth is what they are better than this.
"""

from __future__ import annotations

import numpy as np

from prompts.indexing.codes import Sequences, digits, levels_for
from prompts.indexing.material import Material


def random_codes(material: Material) -> Sequences:
    """A code an item: a permutation drawn from the seed, in digits to the base `size`."""
    count = len(material.catalogue)
    levels = levels_for(count, material.size)
    numbers = np.random.default_rng(material.seed).permutation(count)
    return tuple(digits(number, material.size, levels) for number in numbers.tolist())
