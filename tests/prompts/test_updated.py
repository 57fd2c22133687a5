"""An update learns what is new, repeats a share of what was before, and asks some people for their last event."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from data.interactions import Interactions
from data.records import Interaction, ItemRef
from prompts.example import Example
from prompts.prompt import Slot
from prompts.tasks.updated import Updated

SINCE = 100
EVENTS = Interactions(
    Interaction(f"u{user}", f"{'old' if time < SINCE else 'new'}{time}", time=time)
    for user in range(60)
    for time in ([*range(90, 96)] if user % 3 == 0 else [*range(97, 104)] if user % 3 == 1 else [100, 101])
)


def task(**more: float) -> Updated:
    return Updated(EVENTS, liked_from=0.0, longest=20, **more)


def targets(example: Example) -> list[str]:
    return [str(piece.target) for piece in pieces(example) if isinstance(piece, Slot)]


def pieces(example: Example) -> Iterator[object]:
    items = example.fields["items"]
    assert isinstance(items, tuple)
    yield from items


def test_only_what_is_new_is_a_target_and_what_was_before_is_read() -> None:
    examples = list(task(since=SINCE).examples("train", random.Random(0)))
    assert {target for example in examples for target in targets(example)} == {"new100", "new101", "new102", "new103"}
    read = {piece.item for example in examples for piece in pieces(example) if isinstance(piece, ItemRef)}
    assert {"old97", "old98", "old99"} <= read and not {"old90", "old95"} & read


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_repeats_make_up_their_share_and_hold_nothing_new(share: float) -> None:
    again = task(since=SINCE, repeats=share)
    examples = [one for seed in range(40) for one in again.examples("train", random.Random(seed))]
    old = [example for example in examples if targets(example)[0].startswith("old")]
    assert abs(len(old) / len(examples) - share) < 0.05
    assert all(target.startswith("old") for example in old for target in targets(example))


def test_who_validates_is_asked_for_their_last_event_which_nobody_learns() -> None:
    one = task(since=SINCE)
    asked = list(one.examples("valid", random.Random(0)))
    learned = list(one.examples("train", random.Random(0)))
    assert 0 < len(asked) < 12 and {example.user for example in asked} <= {row for row in range(60) if row % 3}
    for example in asked:
        *before, target = list(pieces(example))
        assert isinstance(target, Slot) and target.target in ("new103", "new101")
        same = [own for own in learned if own.user == example.user]
        assert all(target.target not in targets(own) for own in same) and all(isinstance(p, ItemRef) for p in before)


def test_without_a_time_all_is_new_and_nothing_is_repeated() -> None:
    examples = list(task(repeats=0.5).examples("train", random.Random(0)))
    assert len(examples) == 60 and {"old90", "new100"} <= {target for one in examples for target in targets(one)}
