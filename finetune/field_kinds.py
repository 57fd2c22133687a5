"""The kinds of value that a recipe's fields have, by their annotation: how a text is read as one, and what is one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

READ: Mapping[str, Callable[[str], Any]] = {
    "bool": lambda text: {"true": True, "false": False}[text.lower()],
    "int": int,
    "float": float,
    "str": str,
    "tuple[int, ...]": lambda text: tuple(int(part) for part in text.split(",")),
    # "rating:1,why:0.5"
    "Mapping[str, float]": lambda text: {
        name: float(share) for name, share in (part.split(":") for part in text.split(","))
    },
}
CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value),
    "str": lambda value: isinstance(value, str),
    "tuple[int, ...]": lambda value: all(map(CHECKS["int"], value)),
    "Mapping[str, float]": lambda value: isinstance(value, Mapping) and all(map(CHECKS["float"], value.values())),
}
