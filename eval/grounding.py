"""Whether a list of items keeps its promises: nothing invented, nothing twice, nothing that should not be there.

Each function returns the offending ids, so that a count can be traced back; the reported figure is their number.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence


def ghosts(items: Iterable[str], catalogue: Container[str]) -> tuple[str, ...]:
    """Items that are not in the catalogue."""
    return tuple(item for item in items if item not in catalogue)


def duplicates(items: Sequence[str]) -> tuple[str, ...]:
    """Items after their first place in the list, once for each further place."""
    return tuple(item for place, item in enumerate(items) if item in items[:place])


def unwelcome(
    items: Iterable[str], known: Container[str], off_filter: Callable[[str], bool] = lambda item: False
) -> tuple[str, ...]:
    """Items that the user knows already (seen, liked, disliked, refused), or that a filter rules out."""
    return tuple(item for item in items if item in known or off_filter(item))
