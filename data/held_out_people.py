"""Who to hold out of recorded dialogues, so that a model is validated on people whom it never read.

A person who recommends films recommends the same ones again and again: held-out dialogues of people who are in training
too make any count of mentions look a third better than it is for strangers (ReDial: R@10 .19 against .15), and ReDial's
test set is of strangers.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence


def people_to_hold_out(talks: Sequence[Sequence[str]], count: int, *, seed: int) -> frozenset[str]:
    """People who have at least `count` talks among themselves, and as few as can be with others.

    Starts at one drawn person; then joins, one at a time, whoever has the largest share of their talks with those held
    out. `talks` are the people of each dialogue.
    """
    beside: dict[str, Counter[str]] = {}
    talked: Counter[str] = Counter()
    for people in map(frozenset, talks):
        talked.update(people)
        for one in people:
            beside.setdefault(one, Counter()).update(people - {one})
    rng, held, within = random.Random(seed), set[str](), 0
    shared: Counter[str] = Counter()
    while within < count and len(held) < len(talked):
        if shared:
            chosen = max(sorted(shared), key=lambda one: (shared[one] / talked[one], shared[one]))
        else:
            chosen = rng.choice(sorted(talked.keys() - held))
        held.add(chosen)
        shared.pop(chosen, None)
        shared.update({one: times for one, times in beside[chosen].items() if one not in held})
        within = sum(held.issuperset(people) for people in talks)
    return frozenset(held)
