"""Hard constraints: which items may be recommended at all. What is filtered out here never comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from agent.finding.facets import Mask, facet_index
from agent.session import Facet, Preferences
from data.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Filters:
    """Constraints that a caller sets beside the preferences; unlike wanted facets they are never relaxed.

    `required` is an "and" of "or"s: at least one facet of every group. `limits` are as in `Preferences`.
    """

    required: tuple[tuple[Facet, ...], ...] = ()
    avoided: tuple[Facet, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    limits: tuple[tuple[str, float | None, float | None], ...] = ()


def allowed(
    catalogue: Catalogue, preferences: Preferences, *, exclude: Iterable[str] = (), filters: Filters | None = None
) -> frozenset[str]:
    """The ids that satisfy every hard constraint; see `allowed_mask`."""
    mask = allowed_mask(catalogue, preferences, exclude=exclude, filters=filters)
    return frozenset(catalogue.items[row].id for row in np.flatnonzero(mask))


def allowed_mask(
    catalogue: Catalogue, preferences: Preferences, *, exclude: Iterable[str] = (), filters: Filters | None = None
) -> Mask:
    """(len(catalogue),) rows that may be recommended: not known or excluded, nothing avoided, within years and limits.

    An item without a year, or without a number that is limited, cannot be said to satisfy the limit and stays out.
    Ids in `exclude` that the catalogue does not hold are ignored: a saved session may outlive an item.
    """
    index = facet_index(catalogue)
    given = filters or Filters()
    mask: Mask = np.ones(len(catalogue), dtype=np.bool_)
    for item in preferences.known().union(exclude):
        if item in catalogue:
            mask[catalogue.row(item)] = False
    for facet in preferences.avoided:
        mask[index.family(facet)] = False
    for facet in given.avoided:
        mask[index.rows(facet)] = False
    for first, last in ((preferences.year_from, preferences.year_to), (given.year_from, given.year_to)):
        mask &= _between(index.years, first, last)
    for name, least, most in preferences.limits + given.limits:
        mask &= _between(index.numbers(name), least, most)
    for group in given.required:
        mask &= np.logical_or.reduce([index.mask(facet) for facet in group])
    return mask


def _between(values: np.ndarray[tuple[int], np.dtype[np.float64]], least: float | None, most: float | None) -> Mask:
    """NaN compares false: what is unknown is outside every bound, and inside where there is none."""
    mask: Mask = np.ones(len(values), dtype=np.bool_)
    if least is not None:
        mask &= values >= least
    if most is not None:
        mask &= values <= most
    return mask
