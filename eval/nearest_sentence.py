"""Explanations that are copied: the training sentence of the item that is nearest to what the user writes, and others.

Nearness is the cosine of tf-idf vectors over words. Whoever explains by a language model should be better than this.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from data.records import Interaction
from eval.text import words

Told = Sequence[tuple[Interaction, str]]
"""Training events with what was written of them."""
Bag = Mapping[str, float]


class NearestSentence:
    """Training sentences by item and by user."""

    def __init__(self, told: Told) -> None:
        bags = [Counter(words(said)) for _, said in told]
        within = Counter(word for bag in bags for word in bag)
        self._idf = {word: math.log(len(bags) / count) for word, count in within.items()}
        self._said = [said for _, said in told]
        self._bags = [self._vector(bag) for bag in bags]
        self._of_item: defaultdict[str, list[int]] = defaultdict(list)
        of_user: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for place, (event, _) in enumerate(told):
            self._of_item[event.item].append(place)
            of_user[event.user].update(bags[place])
        self._users = {user: self._vector(bag) for user, bag in of_user.items()}

    def say(self, user: str, item: str, told: str = "") -> str:
        """The sentence of the item nearest to all sentences of the user and to `told`, what else is known of both; of
        all items where the item has none; the first of equals.
        """
        places = self._of_item.get(item) or range(len(self._said))
        wanted = dict(self._users.get(user, {}))
        for word, weight in self._vector(Counter(words(told))).items():
            wanted[word] = wanted.get(word, 0.0) + weight
        return self._said[max(places, key=lambda place: (_alike(self._bags[place], wanted), -place))]

    def _vector(self, bag: Counter[str]) -> Bag:
        """Weights of length 1."""
        found = {word: (1 + math.log(count)) * self._idf.get(word, 0.0) for word, count in bag.items()}
        length = math.sqrt(sum(weight * weight for weight in found.values()))
        return {word: weight / length for word, weight in found.items() if weight} if length else {}


def most_frequent(told: Told) -> str:
    """The sentence that is written most often, by its words; of equals the shortest."""
    counts = Counter(" ".join(words(said)) for _, said in told)
    first = {" ".join(words(said)): said for _, said in reversed(told)}
    best = min(counts, key=lambda key: (-counts[key], len(key), key))
    return first[best]


def drawn(told: Told, asked: Sequence[Interaction], seed: int) -> Iterator[str]:
    """For each event any sentence of its item, of all items where it has none."""
    of_item: defaultdict[str, list[str]] = defaultdict(list)
    for event, said in told:
        of_item[event.item].append(said)
    every = [said for _, said in told]
    for event in asked:
        yield random.Random(f"{seed}/{event.user}/{event.item}").choice(of_item.get(event.item) or every)


def _alike(one: Bag, other: Bag) -> float:
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())
