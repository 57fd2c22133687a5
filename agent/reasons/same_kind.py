"""Reads that two items have a director, star ... in common where no name is said: "the same director as Alien"."""

from __future__ import annotations

import re

from agent.reasons.labelled_claims import Ground
from agent.reasons.marks import sort_of
from agent.reply import Claim

_KINDS = {
    "director": "director", "directors": "director", "maker": "director", "star": "cast", "stars": "cast",
    "lead": "cast", "actor": "cast", "actress": "cast", "cast": "cast", "genre": "genre", "genres": "genre",
    "country": "country", "mood": "mood", "theme": "keyword", "themes": "keyword",
}  # fmt: skip
_KIND = rf"({'|'.join(_KINDS)})"
_SAME = re.compile(
    rf"\b(?:shar(?:es?|ing) (?:its|the|a)|(?:the )?same|common) {_KIND}\b[^.;:]*$"
    rf"|\bthe (?:same )?{_KIND}s? (?:of|from|who made|behind) \W?$",
    re.IGNORECASE,
)


def same_kind_claims(ground: Ground, number: int) -> tuple[Claim, ...]:
    """The claim that an item shares some value of a kind with the other item that a mark names; none where a value is
    named in the sentence, which is then read itself."""
    mark = ground.marks[number]
    start = max(ground.text.rfind(end, 0, mark.start) for end in ".!?;:") + 1
    found = _SAME.search(ground.text[start : mark.start])
    end = min((at for at in (ground.text.find(end, mark.end) for end in ".!?;") if at >= 0), default=len(ground.text))
    named = [
        one for one in ground.marks
        if start <= one.start < end + 60 and sort_of(one) not in ("self", "item", "count", "share", "length")
    ]
    if found is None or named:
        return ()
    kind = _KINDS[(found[1] or found[2]).lower()]
    return (Claim("shared", kind, False, {"item": ground.item.id, "other": ground.named(number).id}),)
