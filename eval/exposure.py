"""What a set of top lists shows of the catalogue, and what in them is wrong: shares, in the lists' own terms."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence

from eval.grounding import duplicates, ghosts, unwelcome

Lists = Sequence[Sequence[str]]


def coverage(lists: Lists, items: int) -> float:
    """The share of the catalogue that is in any list (Ge et al. 2010, doi 10.1145/1864708.1864761)."""
    return len({item for listed in lists for item in listed}) / items


def popularity_lift(lists: Lists, histories: Lists, popularity: Mapping[str, int]) -> float:
    """Mean popularity of the listed items over that of the users' own histories; 1 is a taste kept as it was.

    Both are means over users of a mean over items (GAP, Abdollahpouri et al. 2019, arXiv 1907.13286: its delta is this
    minus 1). Popularity is the number of events. Users without a list count in neither; 0 where nothing is popular.
    """
    pairs = [(listed, history) for listed, history in zip(lists, histories, strict=True) if listed and history]
    shown = sum(_mean(listed, popularity) for listed, _ in pairs)
    own = sum(_mean(history, popularity) for _, history in pairs)
    return shown / own if own else 0.0


def errors(
    lists: Lists, catalogue: Container[str], seen: Sequence[Collection[str]], allowed: Container[str] | None = None
) -> dict[str, float]:
    """Shares of the places of all lists: `invalid` items (in no catalogue), `duplicate`, `seen`, and `off_filter`.

    `off_filter` is only there where `allowed` says what a filter left.
    """
    places = max(1, sum(map(len, lists)))
    found = {
        "invalid": sum(len(ghosts(listed, catalogue)) for listed in lists),
        "duplicate": sum(len(duplicates(listed)) for listed in lists),
        "seen": sum(len(unwelcome(listed, known)) for listed, known in zip(lists, seen, strict=True)),
    }
    if allowed is not None:
        found["off_filter"] = sum(item not in allowed for listed in lists for item in listed)
    return {name: count / places for name, count in found.items()}


def _mean(items: Sequence[str], popularity: Mapping[str, int]) -> float:
    return sum(popularity.get(item, 0) for item in items) / len(items)
