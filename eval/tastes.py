"""People to explain to: the latest likes of people in a store, else made-up tastes of a few items that go together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from agent.finding.co_liking import LIKED_SHARE
from agent.finding.facets import facet_index
from agent.finding.query import Query
from agent.session import Facet, Preferences
from data.interactions import Interactions
from data.store import Store

_LATEST = 10
_NEAR = (1, 4)
"""How many items a made-up taste likes beside its first, of those most like it in a drawn half of the catalogue."""


def tastes(store: Store, count: int, *, seed: int) -> list[Query]:
    """At most so many tastes, each as a request. Every second one also wishes for something, every third would rather
    be spared a genre.
    """
    rng = random.Random(seed)
    likes = _liked(store, rng) if len(store.interactions) else _made_up(store, rng)
    return [_with_wishes(store, liked, number, rng) for number, liked in enumerate(islice(likes, count))]


def _liked(store: Store, rng: random.Random) -> Iterator[tuple[str, ...]]:
    """The latest likes of people in a drawn order."""
    events = Interactions(store.interactions)
    values = [event.value for event in store.interactions if event.value is not None]
    least = LIKED_SHARE * max(values, default=0.0)
    people = sorted(events.users)
    rng.shuffle(people)
    for user in people:
        liked = [one.item for one in events.history(user) if one.value is None or one.value >= least]
        if len(kept := tuple(dict.fromkeys(liked))[-_LATEST:]) > 1:
            yield kept


def _made_up(store: Store, rng: random.Random) -> Iterator[tuple[str, ...]]:
    """An item, some that share much with it, and one from anywhere."""
    catalogue, index = store.catalogue, facet_index(store.catalogue)
    while True:
        first, stranger = rng.sample(catalogue.ids, 2)
        near = index.similarity(catalogue.row(first))
        half = rng.sample(catalogue.ids, max(len(catalogue) // 2, 2))
        half.sort(key=lambda item: -near[catalogue.row(item)])
        beside = [item for item in half if item != first][: rng.randint(*_NEAR)]
        yield tuple(dict.fromkeys((first, *beside, stranger)))


def _with_wishes(store: Store, liked: tuple[str, ...], number: int, rng: random.Random) -> Query:
    item = store.catalogue[rng.choice(liked)]
    kinds = [kind for kind in ("genre", "mood", "keyword") if item.values(kind)]
    wanted: tuple[Facet, ...] = ()
    avoided: tuple[Facet, ...] = ()
    if number % 2 and kinds:
        kind = rng.choice(kinds)
        wanted = (Facet(kind, rng.choice(item.values(kind))),)
    if number % 3 == 0:
        others = [value for value in store.catalogue[rng.choice(store.catalogue.ids)].values("genre")]
        avoided = tuple(Facet("genre", value) for value in others if value not in item.values("genre"))[:1]
    return Query(Preferences(liked=liked, wanted=wanted, avoided=avoided))
