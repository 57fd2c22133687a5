"""What is wanted as a noun phrase: "dark science fiction films with Tom Hanks from the 1990s under 120 minutes"."""

from __future__ import annotations

from collections.abc import Sequence

from agent.session import Facet, Preferences
from agent.words.spoken import listing, spoken

_BY = frozenset({"director", "author", "writer", "artist", "composer", "creator", "maker", "brand"})
_WITH = frozenset({"cast", "actor", "ingredient"})
_FROM = frozenset({"country", "origin"})
_AFTER = _BY | _WITH | _FROM
_MOODS = frozenset({"mood", "style", "tone"})


def wanted_phrase(preferences: Preferences, nouns: str) -> str:
    """Everything that is wanted of an item in one phrase; empty where nothing is."""
    groups = _sayable(preferences.wishes_met_by_one())
    parts = (
        _before(groups),
        nouns,
        _after(groups),
        years_phrase(preferences),
        limits_phrase(preferences),
    )
    phrase = " ".join(part for part in parts if part)
    return "" if phrase == nouns else phrase


def facets_phrase(facets: Sequence[Facet], nouns: str) -> str:
    """Some values as things to leave out or look for: "horror films and anything with Tom Cruise"."""
    labels = tuple(spoken(one.kind, one.value) for one in facets if one.kind not in _AFTER and not _is_theme(one))
    kinds: tuple[str, ...] = (f"{listing(labels)} {nouns}",) if labels else ()
    kinds += tuple(f"{nouns} {_theme(one)}" for one in facets if _is_theme(one))
    others = tuple(f"{nouns} {said_of(one)}" for one in facets if one.kind in _AFTER)
    return listing(kinds + others) if facets else ""


def said_of(facet: Facet) -> str:
    """One value as it is said of an item: "by Michael Mann", "with Al Pacino", "from France", "heist"."""
    value = spoken(facet.kind, facet.value)
    return f"{_preposition(facet)} {value}" if facet.kind in _AFTER else value


def as_wish(facet: Facet) -> str:
    """One value as it is wished for: "something romantic", "comedy", "Al Pacino"."""
    value = spoken(facet.kind, facet.value)
    return f"something {value}" if facet.kind in _MOODS else value


def years_phrase(preferences: Preferences) -> str:
    """The years: "from the 1990s", "from 1990 or later", "from before 2000"; empty where they are open."""
    first, last = preferences.year_from, preferences.year_to
    if first is None and last is None:
        return ""
    if first is None:
        return f"from before {(last or 0) + 1}"
    if last is None:
        return f"from {first} or later"
    if first == last:
        return f"from {first}"
    if first % 10 == 0 and last == first + 9:
        return f"from the {first}s"
    return f"from {first} to {last}"


def limits_phrase(preferences: Preferences) -> str:
    """The bounds on numbers: "of at most 120 minutes"; empty where there are none."""
    return listing(tuple(_limit(*limit) for limit in preferences.limits)) if preferences.limits else ""


def _is_theme(facet: Facet) -> bool:
    """Whether a keyword reads better after the noun: "films with talking animals", "films based on novel"."""
    value = facet.value.lower()
    return facet.kind in ("keyword", "theme") and (value.startswith(("based on", "set in")) or _is_plural(value))


def _is_plural(value: str) -> bool:
    return value.endswith("s") and not value.endswith(("ss", "us", "is"))


def _theme(facet: Facet) -> str:
    value = spoken(facet.kind, facet.value)
    return f"with {value}" if _is_plural(value.lower()) and not value.startswith("based on") else value


def _limit(name: str, least: float | None, most: float | None) -> str:
    unit = name if name.endswith("s") else ""
    amount = (
        f"{least:g} to {most:g}"
        if least is not None and most is not None
        else f"at most {most:g}"
        if least is None
        else f"at least {least:g}"
    )
    return f"of {amount} {unit}".rstrip() if unit else f"with a {name} of {amount}"


def _place(facet: Facet) -> str:
    """Where a value stands: a preposition before it, itself a theme behind the noun, a mood or another label before."""
    if facet.kind in _AFTER:
        return _preposition(facet)
    return "theme" if _is_theme(facet) else "mood" if facet.kind in _MOODS else "label"


def _sayable(groups: Sequence[tuple[Facet, ...]]) -> list[tuple[Facet, ...]]:
    """Groups whose values stand in one place and can be joined by "or"; the others value by value."""
    return [
        part for group in groups
        for part in ([group] if len({_place(one) for one in group} - {"mood"}) < 2 else [(one,) for one in group])
    ]


def _one_of(group: Sequence[Facet]) -> str:
    return " or ".join(_theme(one) if _is_theme(one) else spoken(one.kind, one.value) for one in group)


def _before(groups: Sequence[tuple[Facet, ...]]) -> str:
    moods = [_one_of(group) for group in groups if {_place(one) for one in group} == {"mood"}]
    rest = [_one_of(group) for group in groups if "label" in {_place(one) for one in group}]
    if "romance" in rest and "comedy" in rest:
        rest = ["romantic comedy", *(one for one in rest if one not in ("romance", "comedy"))]
    return " ".join([", ".join(moods), *rest]).strip()


def _after(groups: Sequence[tuple[Facet, ...]]) -> str:
    found: dict[str, list[str]] = {}
    for group in groups:
        if group[0].kind in _AFTER:
            found.setdefault(_preposition(group[0]), []).append(_one_of(group))
    themes = [_one_of(group) for group in groups if _is_theme(group[0])]
    return " ".join(themes + [f"{preposition} {listing(tuple(values))}" for preposition, values in found.items()])


def _preposition(facet: Facet) -> str:
    return "by" if facet.kind in _BY else "with" if facet.kind in _WITH else "from"
