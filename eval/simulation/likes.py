"""What else somebody likes who would like the target: in a store with interactions or dialogues what a person liked who
met it too, elsewhere items that share attributes with it. Never one whose title tells the target's."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

from data.records import Item
from data.store import Store
from eval.simulation.giveaway import NAMES, gives_away

_LIKES, _NEAREST, _LIKED_SHARE = 2, 30, 0.8


class Likes:
    """Draws liked items in one store."""

    def __init__(self, store: Store) -> None:
        self._catalogue = store.catalogue
        self._companies = _companies(store)
        self._met: dict[str, list[int]] = defaultdict(list)
        for number, company in enumerate(self._companies):
            for item in company:
                self._met[item].append(number)

    def draw(self, target: Item, rng: random.Random) -> tuple[Item, ...]:
        """Two items, or fewer where there are no more."""
        if companies := self._met.get(target.id):
            near = {item: 1.0 for item in self._companies[rng.choice(companies)] if item != target.id}
        else:
            near = self._alike(target)
        near = {item: near[item] for item in near if not self._tells(item, target)}
        likes: list[Item] = []
        while near and len(likes) < _LIKES:
            chosen = rng.choices(list(near), list(near.values()))[0]
            likes.append(self._catalogue[chosen])
            del near[chosen]
        return tuple(likes)

    def _tells(self, item: str, target: Item) -> bool:
        return gives_away(self._catalogue[item].label(), target)

    def _alike(self, target: Item) -> dict[str, float]:
        """The items that share most values with the target, by the square of how many they share."""
        shared: Counter[str] = Counter()
        for kind, values in target.attributes.items():
            for value in values if kind not in NAMES else ():
                shared.update(self._catalogue.by_value[kind, value.lower()])
        del shared[target.id]
        ranked = sorted(shared.items(), key=lambda one: (-one[1], one[0]))
        return {item: float(count**2) for item, count in ranked[:_NEAREST]}


def _companies(store: Store) -> list[tuple[str, ...]]:
    """The items that one person liked, or that one dialogue named: at least two."""
    interactions = store.interactions
    best = max((event.value for event in interactions if event.value is not None), default=None)
    liked = interactions if best is None else interactions.liked(_LIKED_SHARE * best)
    people = [tuple(dict.fromkeys(event.item for event in liked.history(user))) for user in liked.users]
    talks = [tuple(dict.fromkeys(item for turn in talk.turns for item in turn.items())) for talk in store.dialogues]
    return [company for company in (*people, *talks) if len(company) > 1]
