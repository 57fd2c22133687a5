"""Asking to be told which: "which one should I watch?", "which is better?", "pick one for me"."""

from __future__ import annotations

import re

_USE = (
    r"(?:watch|see|read|pick|choose|take|buy|get|try|play|start\s+with|begin\s+with|go\s+(?:for|with)|recommend|suggest"
    r"|prefer)"
)
_BEST = r"(?:the\s+)?(?:best|better|nicest|your\s+favou?rite|better\s+one|best\s+one|best\s+(?:pick|choice))"
_WHICH = r"\b(?:which|what)(?:\s+one|\s+of\s+(?:these|those|them|the\s+\w+))?(?:\s+\w+)?"
_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (
        rf"\bwhich(?:\s+one|\s+of\s+(?:these|those|them|the\s+\w+))?(?:\s+\w+)?\s+(?:should|would|do|shall|can|could)\s+(?:i|we|you)\s+{_USE}\b",
        rf"{_WHICH}\s*(?:is|are|would\s+be|looks|sounds|['’]s)\s+{_BEST}(?:\s+(?:of|among)\s+(?:these|those|them|all))?\s*(?:[?!.,:]|$)",
        r"\b(?:pick|choose)\s+(?:one|for\s+(?:me|us))(?:\s+for\s+(?:me|us))?\W*$",
        r"\b(?:tell|show)\s+(?:me|us)\s+which(?:\s+(?:one|of\s+(?:these|those|them)))?(?:\s+(?:i\s+should|to|we\s+should)\s+\w+(?:\s+\w+)?)?\W*$",
        r"\bwhat(?:['’]s|\s+is)\s+your\s+(?:favou?rite|(?:top|first|best)\s+(?:pick|choice))(?:\s+(?:one|of\s+(?:these|those|them)|among\s+\w+))?\W*$",
        r"\b(?:can['’]?t|cannot|could\s+not|hard\s+to)\s+(?:decide|choose|pick)\b|\btorn\s+between\b"
        r"|\bhelp\s+(?:me|us)\s+(?:to\s+)?(?:decide|choose|pick)(?:\s+(?:one|between|among|from\s+(?:these|those|them))\b|\W*$)",
        rf"\bis\b.*\b{_BEST}\s+than\b", rf"\bshould\s+(?:i|we)\s+{_USE}\b.*\bor\b",
    )
)  # fmt: skip


def asks_to_choose(sentence: str) -> bool:
    """Whether a sentence asks which of some items to take. What is to be compared by a fact is no choice."""
    return any(pattern.search(sentence) for pattern in _ASKS)
