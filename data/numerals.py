"""Numbers as people and programs write them in tables."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,18}(?:[.,][0-9]{0,18})?|[.,][0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?")
_ENGLISH = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,18})?")
_CONTINENTAL = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,5},[0-9]{1,18}")


def whole(text: str) -> int | None:
    """A whole number of at most 18 digits; None where the text is none."""
    text = text.strip()
    return int(text) if _WHOLE.fullmatch(text) else None


def decimal(text: str) -> float | None:
    """A finite number: `4.5` and `4,5` are the same, `1,234` and `1.234,5` have thousands. None where it is none."""
    text = text.strip()
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    if _CONTINENTAL.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None
