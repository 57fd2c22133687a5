"""Cases that ask which of five items a user likes: one held-out liked one, and four disliked ones.

Source: Sileo, Vossen and Raymaekers, ECIR 2022: of MovieLens-1M, users with 21 liked items (rated above 4) or more and
5 disliked ones (below 2.5) or more; five liked ones are given. Liked ones are drawn whatever their time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.records import Interaction
from eval.choosing import drawn_candidates
from eval.ranking import Ints

SUPPORT, OTHERS = 5, 4
_LIKED, _DISLIKED = 21, 5
_ABOVE, _BELOW = 4.0, 2.5
_ENOUGH = 4.0


def like_dislike(
    events: Interactions, catalogue: Catalogue, *, users: int, seed: int
) -> tuple[list[Case], Ints, bool]:
    """At most `users` cases, the rows of their candidates (cases, 5), liked first, and whether the others are disliked.

    Where no user has rated enough items down, liked is what was rated at least 4, or met without a rating, and the
    others are items that the user never met. Raises ValueError where nobody liked six items.
    """
    once = events.once()
    histories = {user: once.history(user) for user in once.users}
    told = {user: (_liked(events, _ABOVE), _disliked(events)) for user, events in histories.items()}
    able = [user for user, (liked, disliked) in told.items() if len(liked) >= _LIKED and len(disliked) >= _DISLIKED]
    if able:
        cases, rows = [], []
        for user in _some(able, users, seed):
            liked, disliked = told[user]
            rng = np.random.default_rng([seed, *user.encode()])
            cases.append(_case(user, liked, rng))
            others = rng.choice(len(disliked), size=OTHERS, replace=False)
            rows.append([catalogue.row(item) for item in (cases[-1].target, *(disliked[n] for n in others))])
        return cases, np.array(rows, dtype=np.int64), True
    wide = {user: _liked(events, _ENOUGH, equal=True) for user, events in histories.items()}
    able = [user for user, liked in wide.items() if len(liked) > SUPPORT]
    if not able:
        raise ValueError(f"nobody liked {SUPPORT + 1} items; give a --store with ratings of people who rated many")
    cases = [
        _case(user, wide[user], np.random.default_rng([seed, *user.encode()])) for user in _some(able, users, seed)
    ]
    met = [
        Case(case.user, tuple(event.item for event in histories[case.user] if event.item != case.target), case.target)
        for case in cases
    ]
    return cases, drawn_candidates(catalogue, met, OTHERS, seed=seed), False


def _case(user: str, liked: Sequence[str], rng: np.random.Generator) -> Case:
    *support, target = rng.choice(len(liked), size=SUPPORT + 1, replace=False).tolist()
    return Case(user, tuple(liked[number] for number in support), liked[target])


def _some(able: Sequence[str], users: int, seed: int) -> list[str]:
    if users >= len(able):
        return list(able)
    chosen = np.random.default_rng(seed).choice(len(able), size=users, replace=False)
    return [able[number] for number in sorted(chosen.tolist())]


def _liked(events: Sequence[Interaction], above: float, *, equal: bool = False) -> list[str]:
    if equal:
        return [event.item for event in events if event.value is None or event.value >= above]
    return [event.item for event in events if event.value is not None and event.value > above]


def _disliked(events: Sequence[Interaction]) -> list[str]:
    return [event.item for event in events if event.value is not None and event.value < _BELOW]
