"""Reasons are true, specific, worded, and vary over a list."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.explainer import FIELDS, Explainer
from agent.finding.co_liking import CoLiking
from agent.finding.facets import facet_index
from agent.reasons.checker import check
from agent.reasons.claims import points
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Interaction, Item
from data.synthetic import make_world
from prompts.template import load_templates

WORLD = make_world(seed=2)
LIKING = CoLiking(WORLD.catalogue, WORLD.interactions)
WORLDLY = Explainer(WORLD.catalogue, LIKING, noun="film")
ids = st.lists(st.sampled_from(WORLD.catalogue.ids), max_size=4, unique=True).map(tuple)
facets = st.lists(
    st.sampled_from([Facet(kind, value) for kind, value in sorted(WORLD.catalogue.by_value)]), max_size=3
).map(tuple)
preferences = st.builds(
    Preferences, liked=ids, disliked=ids, wanted=facets, avoided=facets, year_from=st.none() | st.integers(1950, 2000),
    year_to=st.none() | st.integers(1990, 2020), limits=st.just(()) | st.just((("minutes", None, 120.0),)),
    wishes=st.lists(st.sampled_from(["a story of the harbour", "quiet", "zzz", "{item}"]), max_size=2).map(tuple),
)


def film(name: str, director: str = "", genre: str = "Drama", title: str = "") -> Item:
    made = {"director": (director,)} if director else {}
    return Item(name, title or name.title(), attributes={"genre": (genre,), **made})


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(WORLD.catalogue.ids), preferences, ids, st.integers(0, 5))
def test_every_reason_rests_on_claims_that_hold(
    item: str, told: Preferences, near: tuple[str, ...], limit: int
) -> None:
    reasons = WORLDLY.reasons(item, told, limit, near=near)
    assert min(limit, 1) <= len(reasons) <= limit
    for reason in reasons:
        assert reason.claims and all(claim.supported for claim in reason.claims)
        assert all(check(claim, WORLD.catalogue, told, LIKING) for claim in reason.claims)
        assert reason.text.endswith((".", "?", "!")) and WORLD.catalogue[item].title in reason.text


def test_the_rarest_shared_fact_comes_first() -> None:
    catalogue = Catalogue([film("a", "Ann"), film("b", "Ann"), *(film(f"other{n}", f"No {n}") for n in range(20))])
    first = Explainer(catalogue).reasons("b", Preferences(liked=("a",)))[0]
    assert {claim.kind for claim in first.claims} == {"director", "liked"} and "Ann" in first.text and "A" in first.text


def test_an_item_that_was_only_the_start_of_a_request_is_not_called_liked() -> None:
    catalogue = Catalogue([film("a", "Ann"), film("b", "Ann"), film("c"), film("d")])
    for reason in Explainer(catalogue).reasons("b", Preferences(), 5, near=("a",)):
        assert "you like" not in reason.text.lower() and "enjoyed" not in reason.text
        assert all(claim.kind != "liked" for claim in reason.claims)


def test_an_item_of_which_nothing_is_known_still_has_a_true_reason() -> None:
    (reason,) = Explainer(Catalogue([Item("x", "X")])).reasons("x", Preferences())
    assert [claim.kind for claim in reason.claims] == ["listed"]


def test_people_are_counted_only_from_interactions() -> None:
    catalogue = Catalogue([Item("a", "A"), Item("b", "B"), *(Item(str(n), f"No {n}") for n in range(9))])
    events = [Interaction(f"u{n}", item, value=5.0) for n in range(7) for item in "ab"]
    events += [Interaction(f"v{n}", "3", value=5.0) for n in range(40)]
    (first, *_) = Explainer(catalogue, CoLiking(catalogue, events)).reasons("b", Preferences(liked=("a",)))
    assert "7" in first.text and first.claims[0].evidence["count"] == 7
    reasons = Explainer(catalogue).reasons("b", Preferences(liked=("a",)))
    assert all(claim.kind not in ("co_liked", "popular") for reason in reasons for claim in reason.claims)


def test_a_list_says_the_same_thing_in_different_words() -> None:
    catalogue = Catalogue([film(f"film{n}", "Ann") for n in range(6)])
    reasons = Explainer(catalogue).explain([f"film{n}" for n in range(1, 6)], Preferences(liked=("film0",)), 1)
    told = [
        reason.text.replace(f"Film{n}", "X").replace("Film0", "Y")
        for n, (reason,) in enumerate(reasons, 1)
    ]
    assert len(set(told)) == len(told)


def test_titles_that_two_items_share_are_told_apart_by_year() -> None:
    catalogue = Catalogue([
        Item("x", "It", 1990, attributes={"genre": ("Horror",)}),
        Item("y", "It", 2017, attributes={"genre": ("Horror",)}),
        Item("z", "Z", attributes={"genre": ("War",)}),
    ])
    (reason, *_) = Explainer(catalogue).reasons("y", Preferences(liked=("x",)))
    assert "It (1990)" in reason.text and "It (2017)" in reason.text


def test_braces_and_markup_in_titles_stay_what_they_are() -> None:
    catalogue = Catalogue([film("a", "{noun}", title="{liked} <b>[REC]"), film("b", "{noun}"), film("c"), film("d")])
    (reason, *_) = Explainer(catalogue).reasons("b", Preferences(liked=("a",)))
    assert "{liked} <b>[REC]" in reason.text


def test_an_attribute_kind_that_is_named_like_a_claim_makes_no_claims() -> None:
    catalogue = Catalogue([Item("a", "A", attributes={"liked": ("B",), "popular": ("9",)}), Item("b", "B")])
    for reason in Explainer(catalogue).reasons("a", Preferences(), 5):
        assert {claim.kind for claim in reason.claims} <= {"listed"}


def test_an_unknown_item_is_named() -> None:
    with pytest.raises(KeyError, match="gone"):
        WORLDLY.reasons("gone", Preferences())


def test_every_situation_has_wordings_that_use_the_same_fields() -> None:
    used: dict[str, set[frozenset[str]]] = {}
    for template in load_templates("explanation", FIELDS):
        names = {name for _, name, _, _ in string.Formatter().parse(template.target) if name}
        used.setdefault(template.situation, set()).add(frozenset(names - {"noun", "nouns"}))
    assert all(len(fields) == 1 for fields in used.values())
    told = Preferences(liked=WORLD.catalogue.ids[:9], wanted=(Facet("genre", "Drama"),), year_from=1900)
    index = facet_index(WORLD.catalogue)
    for item in WORLD.catalogue:
        for point in points(index, item, told, WORLD.catalogue.ids[9:14], LIKING):
            (fields,) = used[point.situation]
            assert fields == set(point.fields) | {"item"}
