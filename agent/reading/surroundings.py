"""What stands around a value in a message: whether it is a sentence of its own, a topic, or one of several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reading.tokens import Token

_JOINING = frozenset({"or", "and", "a", "an", "the"})
_JUDGED = re.compile(
    r"\s+(?:(?:is|are)\s+(?:not?|fine|ok|okay|good|great|better|best|all\s+right|alright|allowed|welcome|acceptable)"
    r"|is(?:n['’]t|\s+my)|aren['’]t|do(?:es)?(?:\s+not|n['’]?t)\s+(?:bother|scare|worry|disturb))\b",
    re.IGNORECASE,
)

def alone(text: str, start: int, end: int) -> bool:
    """Whether a value is a sentence of its own, or one that judges it: "Can you help? Action.", "Family is not for me".
    """
    before, after = text[:start].rstrip(), text[end:]
    if _JUDGED.match(after):
        return not before or before.endswith((".", "?", "!", ",", ";", ":", " and", " but"))
    return before.endswith((".", "?", "!", ":")) and after.lstrip()[:1] in ("", ".", "?", "!", ",", ";")


def is_topic(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether words say what a story is about, and nothing else: "about children", "Hollywood should come into it"."""
    before = [token.key for token in tokens[max(0, first - 3) : first]]
    after = [token.key for token in tokens[last + 1 : last + 4]]
    about = before[-1:] == ["about"] and before[-2:-1] not in (["what"], ["how"])
    inside = before[-1:] == ["with"] and after[:2] == ["in", "it"]
    return about or inside or before == ["to", "do", "with"] or after == ["should", "come", "into"]


def beside(first: int, last: int, other: tuple[int, int], tokens: Sequence[Token]) -> bool:
    """Whether only joining words stand between two values: "a western or a war film"."""
    between = tokens[last + 1 : other[0]] if last < other[0] else tokens[other[1] + 1 : first]
    return len(between) < 4 and all(token.key in _JOINING for token in between)
