"""Asking why something is not recommended: "why not Inception?", "why didn't you suggest Heat?"."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"\bwhy\s+(?:not\b(?!\s+(?:just|give|show|try|recommend|suggest|something|anything)\b)"
    r"|(?:did|do|does|is|was|are|were|have|has|would|will|can|could)(?:n['’]?t|\s+(?:you\s+|it\s+|that\s+)?not)\b"
    r"|(?:is|was)\b.{1,60}\bnot\b|(?:did|do)\s+you\s+(?:leave|skip|ignore|omit))"
    r"|\bhow\s+come\b.*(?:n['’]t|\bnot|\bnever|\bno)\b|\bwhat(?:['’]s|\s+is|\s+speaks)\s+(?:wrong\s+with|against)\b",
    re.IGNORECASE,
)


def asks_why_not(sentence: str) -> bool:
    """Whether a sentence asks what speaks against an item; "why not something older?" is a wish."""
    return bool(_ASKS.search(sentence))
