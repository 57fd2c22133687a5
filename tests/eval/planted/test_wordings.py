"""The sets of wordings: enough of them, nothing learned from that judges, and nothing in a frame that is no slot."""

from __future__ import annotations

import pytest

from eval.planted.slots import ERRORS, PLANTABLE
from eval.planted.wordings import JUDGING, SETS, places, plain, slots, wordings_of

_SILENT = {"it", "this", "title", "other", "a", "A", "noun", "did"}


@pytest.mark.parametrize(("name", "frames"), [("dev", 70), ("choosing", 200), ("held_out", 120), ("training", 3400)])
def test_there_are_enough_and_each_is_there_once(name: str, frames: int) -> None:
    chosen = wordings_of(name)
    assert len({text for text, _ in chosen.frames}) == len(chosen.frames) >= frames
    assert len(chosen.joins) >= 12
    assert {len(places(join)) for join in chosen.joins} == {1, 2, 3}


def test_what_judges_is_not_learned_from() -> None:
    learned = {plain(text) for text, _ in wordings_of("training").frames}
    for name in JUDGING:
        assert not learned & {plain(text) for text, _ in wordings_of(name).frames}
    assert plain("{It} is “{mood}”, A {genre}!") == plain("{it} is {mood} a {genre}")


@pytest.mark.parametrize("name", SETS)
def test_every_slot_is_known_and_every_frame_says_one_to_four_things(name: str) -> None:
    for text, sentence in wordings_of(name).frames:
        found = [slot.rstrip("23") for slot in slots(text)]
        assert set(found) <= _SILENT | set(ERRORS), text
        assert 1 <= sum(slot in ERRORS for slot in found) <= 4, text
        assert sentence or not text.endswith((".", "?", "!")), text


@pytest.mark.parametrize("name", ["training", *JUDGING])
def test_every_kind_of_error_can_be_planted(name: str) -> None:
    said = {ERRORS.get(slot.rstrip("23")) for text, _ in wordings_of(name).frames for slot in slots(text)}
    assert set(PLANTABLE) - said <= ({"disliked"} if name in JUDGING else set())


def test_a_sentence_stands_where_a_join_leaves_it_alone() -> None:
    assert places("{1}. Also, {2}, and {3}.") == (True, False, False)
    assert places("{1}. {2}.") == (True, True)


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(ValueError, match="training, dev, .*held_out"):
        wordings_of("test")
