"""What training reviews say of items and who says it: the evidence that an explanation may rest on.

Kept by item and by user: how many of their reviews judge a feature, how many mention it, and of how many it is the most
telling one. A review can be left out again, so that what explains it is never counted on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data.features import Features
from data.opinions import Opinion, spoken
from data.records import Interaction

_OF_OTHERS = frozenset(
    "my your our his her their other others another any most many some than every old previous".split()
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one review says: its opinions on what is the item's own, the features it mentions, and its most telling
    opinion.
    """

    user: str
    item: str
    opinions: tuple[Opinion, ...]
    mentioned: frozenset[str]
    found: Opinion | None

    @property
    def judged(self) -> frozenset[str]:
        """The features that it praises or blames."""
        return frozenset(one.feature for one in self.opinions if one.score)


@dataclass(slots=True)
class Counted:
    """How many reviews of one item, or of one user, say what."""

    reviews: int = 0
    judged: Counter[str] = field(default_factory=Counter)
    mentioned: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def add(self, said: Said) -> None:
        """One review more."""
        self.reviews += 1
        self.judged.update(said.judged)
        self.mentioned.update(said.mentioned)
        if said.found:
            self.found[said.found.feature] += 1


class Evidence:
    """The reviews of training events, read once, by item and by user."""

    def __init__(self, events: Iterable[Interaction], features: Features) -> None:
        self.features = features
        self.reviews: list[Said] = [heard(event, features) for event in events if event.review]
        items: defaultdict[str, Counted] = defaultdict(Counted)
        users: defaultdict[str, Counted] = defaultdict(Counted)
        self.every = Counted()
        of_item: defaultdict[str, list[Said]] = defaultdict(list)
        for said in self.reviews:
            for counted in (items[said.item], users[said.user], self.every):
                counted.add(said)
            of_item[said.item].append(said)
        self._items, self._users = dict(items), dict(users)
        self._of_item = dict(of_item)

    def item(self, item: str) -> Counted:
        """What reviews of an item say; nothing where there is none."""
        return self._items.get(item, Counted())

    def user(self, user: str) -> Counted:
        """What a user's reviews say; nothing where there is none."""
        return self._users.get(user, Counted())

    def opinions(self, item: str, feature: str, *, without: str = "") -> list[Opinion]:
        """Every opinion on one feature of an item, those of one user left out."""
        return [
            one for said in self._of_item.get(item, ()) if said.user != without
            for one in said.opinions if one.feature == feature
        ]  # fmt: skip

    def spoken_of(self) -> Mapping[str, frozenset[str]]:
        """Every item with the features that its reviews mention."""
        return {item: frozenset(counted.mentioned) for item, counted in self._items.items()}

    def judged(self) -> Mapping[str, frozenset[tuple[str, int]]]:
        """Every item with the features that its reviews praise (1) and blame (-1)."""
        return {
            item: frozenset((one.feature, one.score) for said in some for one in said.opinions if one.score)
            for item, some in self._of_item.items()
        }


def heard(event: Interaction, features: Features) -> Said:
    """What the review of an event says. Raises ValueError where it has none."""
    if event.review is None:
        raise ValueError(f"user {event.user!r} wrote no review of item {event.item!r}; give events with reviews")
    text = event.review.text
    mentioned = frozenset(word for word in spoken(text) if word in features.weights)
    own = tuple(one for one in features.all(text) if of_the_item(one))
    return Said(event.user, event.item, own, mentioned, features.find(text))


def of_the_item(one: Opinion) -> bool:
    """Whether an opinion may be on a part of the item: "my guitar sounds great" in a review of strings is not."""
    words = spoken(one.sentence)
    return any(
        word == one.feature and not _OF_OTHERS.intersection(words[max(0, place - 3) : place])
        for place, word in enumerate(words)
    )
