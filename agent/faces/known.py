"""What is known of a user as single entries, each with a key, so that a face can list them and take one back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from agent.session import Facet, Preferences
from data.catalogue import Catalogue

GROUPS = {
    "liked": "You like",
    "disliked": "Not for you",
    "seen": "Already seen",
    "wanted": "Looking for",
    "avoided": "Keeping out",
    "bounds": "Within",
    "wishes": "In your words",
}
"""Group -> heading, in the order in which a face shows them."""

_ITEMS = ("liked", "disliked", "seen")
_FACETS = ("wanted", "avoided")
_YEARS = "year"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing known of the user: `key` names it when it is taken back, `label` is plain text for people."""

    group: str
    key: str
    label: str


def entries(preferences: Preferences, catalogue: Catalogue) -> tuple[Entry, ...]:
    """Everything known, in the order of GROUPS. Items that left the catalogue are named by their id."""
    return tuple(_entries(preferences, lambda item: catalogue[item].label() if item in catalogue else item))


def without(preferences: Preferences, keys: Collection[str]) -> Preferences:
    """The preferences less the entries of these keys; keys that name nothing change nothing."""
    gone = frozenset(keys)
    kept: dict[str, tuple[object, ...]] = {
        name: tuple(value for value in getattr(preferences, name) if _key(name, value) not in gone)
        for name in (*_ITEMS, *_FACETS, "wishes")
    }
    limits = tuple(limit for limit in preferences.limits if _key("limits", limit) not in gone)
    years = {} if _YEARS not in gone else {"year_from": None, "year_to": None}
    return replace(preferences, **kept, limits=limits, **years)  # type: ignore[arg-type]


def _entries(preferences: Preferences, label: Callable[[str], str]) -> Iterator[Entry]:
    for group in _ITEMS:
        for item in getattr(preferences, group):
            yield Entry(group, _key(group, item), label(item))
    for group in _FACETS:
        for facet in getattr(preferences, group):
            yield Entry(group, _key(group, facet), facet.value)
    if years := _span(preferences.year_from, preferences.year_to):
        yield Entry("bounds", _YEARS, years)
    for limit in preferences.limits:
        yield Entry("bounds", _key("limits", limit), f"{_span(limit[1], limit[2])} {limit[0]}")
    for wish in preferences.wishes:
        yield Entry("wishes", _key("wishes", wish), wish)


def _key(group: str, value: str | Facet | tuple[str, float | None, float | None]) -> str:
    if isinstance(value, Facet):
        return f"{group}:{value.kind}:{value.value}"
    return f"{group}:{value}" if isinstance(value, str) else f"{group}:{value[0]}"


def _span(least: float | None, most: float | None) -> str:
    """"1990 to 1999", "from 1990", "up to 120"; empty where there is no bound."""
    if least is None:
        return "" if most is None else f"up to {most:g}"
    if most is None:
        return f"from {least:g}"
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
