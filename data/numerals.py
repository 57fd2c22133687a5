"""Numbers as people and programs write them in tables."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,18}(?:[.,][0-9]{0,18})?|[.,][0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?")


def whole(text: str) -> int | None:
    """A whole number of at most 18 digits; None where the text is none."""
    text = text.strip()
    return int(text) if _WHOLE.fullmatch(text) else None


def decimal(text: str) -> float | None:
    """A finite number with a decimal point or comma (`4.5`, `4,5`), without thousands marks; None where it is none."""
    text = text.strip()
    return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None
