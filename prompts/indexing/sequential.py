"""`sequential` indexing: items are numbered as training histories meet them (P5, sec. 4.4; OpenP5, sec. 3.2).

What one user meets in a row gets numbers in a row. P5 numbered whole histories, so that the held-out item was often the
next number; here training prefixes alone are walked, and items that they do not hold follow in the catalogue's order.
"""

from __future__ import annotations

from prompts.indexing.codes import Sequences, digits, levels_for
from prompts.indexing.material import Material


def sequential_codes(material: Material) -> Sequences:
    """A code an item: its number in digits to the base `size`."""
    numbers: dict[str, int] = {}
    for item in (*(event.item for event in material.train), *material.catalogue.ids):
        numbers.setdefault(item, len(numbers))
    levels = levels_for(len(numbers), material.size)
    return tuple(digits(numbers[item], material.size, levels) for item in material.catalogue.ids)
