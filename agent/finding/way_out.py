"""Where nothing is left: which one of the bounds and bans a user set to lift, and how to say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agent.finding.filters import Filters, allowed
from agent.session import Preferences
from agent.words.spoken import spoken
from data.catalogue import Catalogue


def way_out(
    catalogue: Catalogue, preferences: Preferences, nouns: str, *, exclude: Iterable[str], filters: Filters
) -> str:
    """What to say so that items are left: the words that lift the one bound or ban behind which most are. Empty where
    none of them alone is in the way.
    """
    hidden = frozenset(exclude)
    freed = [
        (len(allowed(catalogue, other, exclude=hidden, filters=filters)), -place, words)
        for place, (words, other) in enumerate(_lifted(preferences))
    ]
    count, _, words = max(freed, default=(0, 0, ""))
    left = f"{count} {nouns} are" if count > 1 else "one is"
    return f'Say "{words}", and {left} left.' if count else ""


def _lifted(preferences: Preferences) -> Iterator[tuple[str, Preferences]]:
    if (preferences.year_from, preferences.year_to) != (None, None):
        yield "forget the years", replace(preferences, year_from=None, year_to=None)
    if preferences.limits:
        yield "forget the limit", replace(preferences, limits=())
    for facet in preferences.avoided:
        others = tuple(one for one in preferences.avoided if one != facet)
        yield f"{spoken(facet.kind, facet.value)} is fine", replace(preferences, avoided=others)
