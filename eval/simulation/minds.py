"""Draws simulated users for the items of one store: what each knows is true, never a name, and never tells it alone.

Drawn once a target from a seed: some of its attributes, roughly when it was made and how long it is, items they liked
that resemble it, and items they have seen. In a store with interactions or dialogues the liked items are those of a
person who met the target too; elsewhere those that share attributes with it.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterable

from data.catalogue import Catalogue
from data.records import Item
from data.store import Store
from eval.simulation import wording as say
from eval.simulation.giveaway import NAMES, gives_away, is_everyday
from eval.simulation.knowledge import Knowledge
from eval.simulation.likes import Likes
from eval.simulation.point import PEOPLE, Point, bound, decade, wish, word

LEAST = 3
"""A target of which less can be said is no target."""

_KNOWN = {
    "genre": (0.9, 3, 1.5), "mood": (0.7, 2, 1.5), "keyword": (0.35, 2, 1.2), "director": (0.35, 1, 0.6),
    "cast": (0.4, 2, 0.6), "country": (0.5, 1, 0.6),
}  # fmt: skip
"""Kind -> how likely each value is known, how many at most, and how readily they are said."""
_OTHER = (0.4, 2, 1.0)
_YEAR, _LENGTH, _WORD, _SEEN = 0.7, 0.5, 0.4, 0.1
_SHARED = {True: 4, False: 8}
"""A value that so few items have would tell the target alone: people must be known from elsewhere too."""

_BILLED = 4
"""The names that are billed first are those that people know."""

_TOKEN = re.compile(r"[^\W\d_]{4,}")
_NOUN = re.compile(
    r"\b(?:an?|the|his|her|their|its)\s+(?:[^\W\d_]+\s+)?([^\W\d_]{4,})"
    r"(?=[,.;:]|\s+(?:who|of|in|and|or|to|from|with|that|on|at|is|are|for|as|by|into)\b)"
)
"""A word that stands where a noun stands: "a snobbish broker and", "the lighthouse."."""

_DECADE = re.compile(r"\d0s\b")
_RARE = 0.05


class Minds:
    """What the users of one store know."""

    def __init__(self, store: Store) -> None:
        self._catalogue = store.catalogue
        self._counts = Counter({key: len(ids) for key, ids in store.catalogue.by_value.items()})
        self._likes = Likes(store)
        self._middles = _middles(store.catalogue)
        descriptions = (set(_TOKEN.findall(item.description.lower())) for item in self._catalogue)
        self._words = Counter(token for found in descriptions for token in found)
        self._spoken = say.words() | {store.item_noun, f"{store.item_noun}s"}

    def draw(self, count: int, seed: int) -> tuple[Knowledge, ...]:
        """As many users as asked for, each with another target; fewer where the store has fewer fit ones.

        Raises ValueError where no item of the store has attributes to be known by.
        """
        rng = random.Random(f"simulator/{seed}")
        order = list(self._catalogue)
        rng.shuffle(order)
        found: list[Knowledge] = []
        for target in order:
            if len(found) == count:
                break
            if is_everyday(target, self._spoken):
                # "Up", "It": everyday sentences would say such a title by accident.
                continue
            known = self._mind(target, random.Random(f"simulator/{seed}/{target.id}"))
            if len(known.facts) >= LEAST:
                found.append(known)
        if not found:
            raise ValueError(
                "no item of this store has attributes that others share, so nobody could describe one; import a source "
                "that states genres, makers or the like (promptrec import --help)"
            )
        return tuple(found)

    def _mind(self, target: Item, rng: random.Random) -> Knowledge:
        facts = [*self._attributes(target, rng)]
        numbers = set()
        if target.year is not None and rng.random() < _YEAR:
            numbers.add("year")
            facts.append(decade(target.year))
        for name, amount in sorted(target.numbers.items()):
            if rng.random() < _LENGTH:
                numbers.add(name)
                facts += [one for one in (self._bound(name, amount),) if one is not None]
        if (words := self._telling(target)) and rng.random() < _WORD:
            facts.append(word(rng.choice(words), 0.8))
        facts = [one for one in facts if not any(gives_away(value, target) for value in one.fields.values())]
        likes = self._likes.draw(target, rng)
        seen = {item.id for item in self._catalogue if rng.random() < _SEEN}
        seen = (seen | {item.id for item in likes}) - {target.id}
        return Knowledge(target, tuple(facts), frozenset(numbers), likes, frozenset(seen))

    def _attributes(self, target: Item, rng: random.Random) -> Iterable[Point]:
        for kind in sorted(target.attributes):
            if kind in NAMES:
                continue
            share, most, weight = _KNOWN.get(kind, _OTHER)
            values = [value for value in target.values(kind) if self._may_say(kind, value, target)]
            values = values[:_BILLED] if kind in PEOPLE else rng.sample(values, len(values))
            known = [value for value in values if rng.random() < share][:most]
            yield from (wish(kind, value, weight) for value in known)

    def _may_say(self, kind: str, value: str, target: Item) -> bool:
        shared = self._counts[kind, value.lower()] >= _SHARED[kind in PEOPLE]
        return shared and not gives_away(value, target) and not _misleads(value, target, self._catalogue)

    def _bound(self, name: str, amount: float) -> Point | None:
        """The next quarter of an hour above a short length, or below a long one."""
        most = amount < self._middles[name]
        rounded = 15 * (math.ceil(amount / 15) if most else math.floor(amount / 15))
        return bound(name, rounded, most=most) if rounded > 0 else None

    def _telling(self, target: Item) -> list[str]:
        """Nouns of the description that some other descriptions have, but few."""
        least, most = _SHARED[False], _RARE * len(self._catalogue)
        words = sorted(set(_NOUN.findall(target.description.lower())))
        return [one for one in words if least <= self._words[one] <= most and not gives_away(one, target)]


def _middles(catalogue: Catalogue) -> dict[str, float]:
    """The middle of each number over the catalogue."""
    amounts: dict[str, list[float]] = {}
    for item in catalogue:
        for name, amount in item.numbers.items():
            amounts.setdefault(name, []).append(amount)
    return {name: sorted(known)[len(known) // 2] for name, known in amounts.items()}


def _misleads(value: str, target: Item, catalogue: Catalogue) -> bool:
    """Whether the same word also names a value of another kind that the target has not ("family" the theme, the genre),
    or a time: who says "the 1950s" may mean when it was made."""
    if _DECADE.search(value):
        return True
    others = [kind for kind in catalogue.kinds if (kind, value.lower()) in catalogue.by_value]
    return any(value.lower() not in (own.lower() for own in target.values(kind)) for kind in others)
