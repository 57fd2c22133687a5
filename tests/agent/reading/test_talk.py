"""What people say in passing is heard for what it is."""

from __future__ import annotations

import pytest

from agent.reading.talk import find_acts
from agent.reading.unknown import unknown_titles


@pytest.mark.parametrize(("text", "act"), [
    ("I'm great, how about yourself?", "chat"), ("im good", "chat"),
    ("Hmm, let me think", "ponder"), ("hmm", "ponder"), ("Not sure yet...", "ponder"),
    ("how you doing", "chat"), ("Ok will try seeing them.", "accept"), ("I will definitely watch them.", "accept"),
    ("I'll probably see it tonight", "accept"), ("those are 2 great choices.", "accept"), ("Oh, yes!", "accept"),
    ("other please", "more"), ("more ones, please", "more"),
])  # fmt: skip
def test_it_is_heard(text: str, act: str) -> None:
    assert act in find_acts(text)


@pytest.mark.parametrize(("text", "act"), [
    ("how about you pick one", "chat"), ("how about Inception", "chat"), ("I'm good with anything", "chat"),
    ("I will never watch that", "accept"), ("the other guys", "more"),
])  # fmt: skip
def test_it_is_not_heard_where_something_else_is_said(text: str, act: str) -> None:
    assert act not in find_acts(text)


@pytest.mark.parametrize(("text", "titles"), [
    ("Black Mass (2015) is my favorite", ("Black Mass",)), ("I also loved Brave (2012) so much!", ("Brave",)),
    ("Seen The Edge of Seventeen (2016), good", ("The Edge of Seventeen",)),
    ("anything from then (1999)", ()), ("I like films of the nineties (1990 to 1999)", ()),
])  # fmt: skip
def test_a_dated_title_that_nobody_has_is_one(text: str, titles: tuple[str, ...]) -> None:
    assert unknown_titles(text, (), frozenset({"films"})) == titles
