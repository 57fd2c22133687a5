"""Values of which one is enough: "something funny or romantic", "a western, a musical or a war film"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from agent.reading.vocabulary import ValueMention
from agent.session import Facet

_LED = (
    r"\s*(?:(?:movies?|films?|books?|shows?|ones?|stuff)\s*)?{joint}\s*"
    r"(?:(?:maybe|perhaps|even|at|least|something|anything|someone|really|rather|very|a|an|some|the|with|by|from|that|is"
    r"|starring|more)\s+){{0,3}}"
)
_OR = re.compile(_LED.format(joint=r"(?:,\s*(?:an?\s+)?[\w'’-]+)?,?\s*\bor\b"), re.IGNORECASE)
"""What is named between two values, and nobody here knows, may stand in the row: "a comedy, a polka or a western"."""
_COMMA = re.compile(_LED.format(joint=","), re.IGNORECASE)


def alternatives(
    text: str, values: Sequence[ValueMention], wanted: Collection[Facet]
) -> tuple[tuple[Facet, ...], ...]:
    """Groups of `wanted` facets, each joined by "or"; what commas lead to such an "or" belongs to it."""
    asked = [one for one in sorted(values, key=lambda one: one.start) if any(facet in wanted for facet in one.facets)]
    return tuple(
        tuple(dict.fromkeys(facet for value in run for facet in value.facets if facet in wanted))
        for run in _runs(text, asked)
    )


def _runs(text: str, values: Sequence[ValueMention]) -> Iterator[list[ValueMention]]:
    run: list[ValueMention] = []
    either = False
    for value in values:
        between = text[run[-1].end : value.start] if run else ""
        joined = bool(run and _OR.fullmatch(between))
        if run and not joined and not (not either and _COMMA.fullmatch(between)):
            if either:
                yield run
            run, either = [], False
        run.append(value)
        either = either or joined
    if either:
        yield run
