"""A stored user's taste, read from their own interactions: what they liked, what they did not, all in order of time.

Ratings are read by the store's own scale, whose top is the highest rating anybody gave. From four fifths of it on (4 of
5, 8 of 10) a rating is a like, as everywhere in the agent and in the recipes; a user who never rates so high likes what
they rate at their own mean or above. At most half of it (2.5 of 5) is a dislike, unless it counts as a like. An
interaction without a rating is a choice, and counts as a like.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from rapidfuzz import process

from agent.finding.co_liking import LIKED_SHARE
from data.interactions import Interactions

DISLIKED_SHARE = 0.5
"""A rating is a dislike up to this share of the highest rating."""
_NEAR = 3


class UnknownUserError(LookupError):
    """A user whom the store's interactions do not name; `near` are ids like it."""

    def __init__(self, user: str, near: tuple[str, ...], count: int) -> None:
        hint = f"; near it: {', '.join(map(repr, near))}" if near else ""
        super().__init__(
            f"no user {user[:100]!r} among the {count:,} of this store's interactions{hint}. The field 'user' of "
            "interactions.jsonl lists them; for somebody new give a history of titles instead"
        )
        self.near = near


@dataclass(frozen=True, slots=True)
class StoredTaste:
    """Item ids, oldest first, each at its latest meeting and once. `met` are those that say neither."""

    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    met: tuple[str, ...] = ()


class Histories:
    """The tastes of all users of a store's interactions."""

    def __init__(self, interactions: Interactions) -> None:
        self.interactions = interactions

    def __bool__(self) -> bool:
        """Whether anything is stored of anybody."""
        return bool(self.interactions.users)

    def __contains__(self, user: object) -> bool:
        return isinstance(user, str) and bool(self.interactions.history(user))

    def taste(self, user: str) -> StoredTaste:
        """The taste of one user. Raises UnknownUserError where nothing is stored of them."""
        latest: dict[str, float | None] = {}
        for event in self.interactions.history(user):
            # Where an item was met again, its latest place and rating count.
            latest.pop(event.item, None)
            latest[event.item] = event.value
        if not latest:
            raise UnknownUserError(user, self._near(user), len(self.interactions.users))
        values = [value for value in latest.values() if value is not None]
        line, low = LIKED_SHARE * self._top, DISLIKED_SHARE * self._top
        if values and max(values) < line:
            line = fmean(values)
        liked = tuple(item for item, value in latest.items() if value is None or value >= line)
        disliked = tuple(item for item, value in latest.items() if value is not None and value < line and value <= low)
        said = {*liked, *disliked}
        return StoredTaste(liked, disliked, tuple(item for item in latest if item not in said))

    @cached_property
    def _top(self) -> float:
        return max((event.value for event in self.interactions if event.value is not None), default=0.0)

    def _near(self, user: str) -> tuple[str, ...]:
        users = self.interactions.users
        near = process.extract(user[:200], users, limit=_NEAR, score_cutoff=60)
        return tuple(name for name, _, _ in near) or users[:_NEAR]
