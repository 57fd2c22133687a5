"""What people take back, and what they are tired of."""

from __future__ import annotations

import pytest

from agent.session import Facet, Preferences
from tests.agent.films import named
from tests.agent.reading.reader import SHOWN, read


def test_forgetting_one_thing_wants_nothing() -> None:
    found = read("forget that I like horror")
    assert found.forget is not None and found.forget.facets == (Facet("genre", "Horror"),)
    assert not (found.wanted or found.avoided)


def test_forgetting_one_thing_leaves_room_for_another() -> None:
    wished = SHOWN.preferring(Preferences(wanted=(Facet("keyword", "police"),)))
    found = read("Actually, forget the police. I'm more in the mood for a film about a hitman.", wished)
    assert found.forget is not None and found.forget.facets == (Facet("keyword", "police"),)
    assert found.wanted == (Facet("keyword", "hitman"),)


def test_to_forget_what_nobody_wished_for_and_the_list_has_keeps_it_out() -> None:
    found = read("more of a mystery, please. forget horror")
    assert (found.forget, found.avoided) == (None, (Facet("genre", "Horror"),))
    assert read("forget that I like horror").avoided == ()


def test_long_is_fine_lifts_the_limit() -> None:
    found = read("I take that back, long is fine. It should be a western")
    assert found.forget is not None and found.forget.limits
    assert (found.liked, found.wanted) == ((), (Facet("genre", "Western"),))


@pytest.mark.parametrize("text", ["nope, way too violent", "way to violent"])
def test_way_too_much_of_something_is_less_of_it(text: str) -> None:
    assert [critique.word for critique in read(text).critiques] == ["less violent"]


def test_named_years_say_how_old_is_too_old() -> None:
    found = read("Too old, all of that. Something from the 90s or later.")
    assert found.critiques == ()
    assert found.years is not None and (found.years.first, found.years.last) == (1990, None)


def test_another_one_of_a_kind_that_is_asked_with_a_sigh_is_unwelcome() -> None:
    assert read("Another western? I'd rather have something new.").avoided == (Facet("genre", "Western"),)
    assert read("Another western?").avoided == ()


def test_too_much_of_a_thing_is_less_of_what_it_is() -> None:
    assert [critique.word for critique in read("no, too much violence").critiques] == ["less violent"]
    assert read("nah, too many explosions").critiques[0].less[0] == Facet("mood", "violent")


def test_a_fault_of_the_list_is_a_direction_and_a_fault_of_a_film_a_verdict() -> None:
    found = read("not these, too silly")
    assert [critique.word for critique in found.critiques] == ["less silly"]
    assert set(found.critiques[0].less) == {Facet("mood", "raunchy"), Facet("mood", "quirky")}
    assert found.wishes == ()
    judged = read("Heat was so boring")
    assert (judged.critiques, judged.disliked) == ((), (named("Heat", 1995),))
