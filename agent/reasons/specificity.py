"""How much a claim tells: of how many other items would it be just as true?"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from agent.finding.co_liking import CoLiking
from agent.finding.facets import Mask, facet_index
from agent.reasons.checker import ALONE, RESERVED, TOGETHER, check
from agent.reply import Claim
from agent.session import Facet, Preferences
from data.catalogue import Catalogue


def specificity(
    claims: Iterable[Claim], item: str, catalogue: Catalogue, preferences: Preferences, liking: CoLiking | None = None
) -> float:
    """Bits: -log2 of the share of the catalogue of which all the claims are equally true; 0 where they hold of every
    item. A count of people is as true of an item that at least as many people back.
    """
    held = equally_true(claims, item, catalogue, preferences, liking)
    return math.log2(len(catalogue) / max(int(held.sum()), 1))


def equally_true(
    claims: Iterable[Claim], item: str, catalogue: Catalogue, preferences: Preferences, liking: CoLiking | None = None
) -> Mask:
    """(len(catalogue),) of which items the claims about one would all be true as well."""
    held: Mask = np.ones(len(catalogue), dtype=np.bool_)
    for claim in claims:
        if claim.evidence.get("item") == item:
            held &= _holders(claim, catalogue, preferences, liking)
    return held


def _holders(claim: Claim, catalogue: Catalogue, preferences: Preferences, liking: CoLiking | None) -> Mask:
    index = facet_index(catalogue)
    if claim.kind == "listed":
        return np.ones(len(catalogue), dtype=np.bool_)
    if claim.kind not in RESERVED or claim.kind == "wanted":
        kind = str(claim.evidence.get("kind")) if claim.kind == "wanted" else claim.kind
        return index.mask(Facet(kind, claim.value))
    if liking is not None and claim.kind in TOGETHER.values():
        counts = liking.together(catalogue.row(str(claim.evidence["liked"])))
        return np.asarray(counts >= int(claim.evidence.get("count") or 0))
    if liking is not None and claim.kind in ALONE.values():
        return np.asarray(liking.counts >= int(claim.value))
    moved = (replace(claim, evidence={**claim.evidence, "item": other.id}) for other in catalogue)
    return np.fromiter((check(one, catalogue, preferences, liking) for one in moved), np.bool_, len(catalogue))
