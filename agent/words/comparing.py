"""Two items side by side: what both have, and what each has alone, the most telling first."""

from __future__ import annotations

from agent.finding.facets import FacetIndex
from agent.reading.vocabulary import NAMES_OF_ITEMS
from agent.session import Facet
from agent.words.phrases import said_of
from agent.words.spoken import amount, listing
from data.records import Item, ItemRef
from prompts.prompt import Piece

_BOTH, _ALONE = 4, 5
_OF_A_KIND = 2
_WEIGHT = {"cast": 0.5, "keyword": 0.8, "country": 0.3}
"""Names and loose words are rare, and tell less of what a thing is like than their bits say."""



def side_by_side(one: Item, other: Item, index: FacetIndex) -> tuple[Piece, ...]:
    """Sentences that only repeat the catalogue: values of both, then of each alone, with year and numbers."""
    mine, theirs = _facets(one), _facets(other)
    keys = {_key(facet) for facet in theirs}
    shared = [facet for facet in mine if _key(facet) in keys]
    pieces: list[Piece] = []
    if told := _told(shared, index, _BOTH):
        pieces.append(f" Both: {listing(told)}.")
    for item, own, others in ((one, mine, theirs), (other, theirs, mine)):
        besides = {_key(facet) for facet in others}
        alone = _told([facet for facet in own if _key(facet) not in besides], index, _ALONE)
        if said := (*alone, *_measured(item)):
            pieces += [" ", ItemRef(item.id), f": {listing(said)}."]
    return tuple(pieces) or (" My catalogue says nothing of either.",)


def _facets(item: Item) -> list[Facet]:
    return [Facet(kind, value) for kind in item.attributes if kind not in NAMES_OF_ITEMS for value in item.values(kind)]


def _key(facet: Facet) -> tuple[str, str]:
    return facet.kind, facet.value.lower()


def _told(facets: list[Facet], index: FacetIndex, most: int) -> tuple[str, ...]:
    """The most telling values, at most two of a kind, in the catalogue's order."""
    chosen: list[Facet] = []
    for facet in sorted(facets, key=lambda one: -index.bits(one.kind, one.value) * _WEIGHT.get(one.kind, 1.0)):
        if len(chosen) < most and sum(one.kind == facet.kind for one in chosen) < (_OF_A_KIND - (facet.kind == "cast")):
            chosen.append(facet)
    return tuple(said_of(facet) for facet in facets if facet in chosen)


def _measured(item: Item) -> tuple[str, ...]:
    year = () if item.year is None else (f"from {item.year}",)
    return (*year, *(amount(name, number) for name, number in item.numbers.items()))
