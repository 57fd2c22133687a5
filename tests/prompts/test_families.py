"""P5's families: every wording fits, every answer is read back, and nothing that is held out is ever tuned on."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from data.catalogue import Catalogue
from data.interactions import Interactions
from data.records import Interaction, Item, ItemRef, Review
from data.synthetic import World
from prompts.example import Example, Value
from prompts.family import Family
from prompts.people import People
from prompts.prompt import Slot
from prompts.tasks.cross_domain import CrossDomain
from prompts.tasks.direct import Direct
from prompts.tasks.next_item import NextItem
from prompts.tasks.rating import Rating
from prompts.tasks.review import Review as Reviews
from prompts.tasks.why import Why
from prompts.verbalizer import Number, Words

COUNTS = {
    "rating": {"stars": 6, "check": 2, "like": 2},
    "next_item": {"next": 7, "choose": 4, "confirm": 2},
    "why": {"plain": 6, "rated": 2, "feature": 4},
    "review": {"headline": 2, "stars": 2},
    "direct": {"confirm": 4, "choose": 4},
    "cross_domain": {"like": 2, "stars": 2, "plain": 1, "feature": 2},
}
"""Wordings of each kind, as many as P5 has (Geng et al. 2022, appendix)."""


def families(events: Interactions, catalogue: Catalogue, *, candidates: int = 8) -> dict[str, Family]:
    people = People(events, noun="film")
    made = (
        Rating(people), NextItem(people, candidates=candidates), Why(people), Reviews(people),
        Direct(people, candidates=candidates), CrossDomain(people, catalogue, people),
    )  # fmt: skip
    return {family.name: family for family in made}


@pytest.fixture(scope="module")
def asked(world: World) -> dict[str, Family]:
    return families(world.interactions, world.catalogue)


def examples(family: Family, split: str, seed: int = 0) -> list[Example]:
    return list(family.examples(split, random.Random(seed)))


def parts(value: Value) -> Iterator[object]:
    yield from value if isinstance(value, tuple) else [value]


def items(example: Example) -> set[str]:
    found = (part for value in example.fields.values() for part in parts(value))
    return {str(part.target if isinstance(part, Slot) else part.item) for part in found if not isinstance(part, str)}


@pytest.mark.parametrize("name", COUNTS)
def test_a_family_has_as_many_wordings_as_p5_with_both_ways_to_say_a_user(
    name: str, asked: dict[str, Family]
) -> None:
    family = asked[name]
    every = [template for kind in family.mix for template in family.templates(kind)]
    assert Counter(template.situation for template in every) == COUNTS[name]
    by_number = {int(template.id.rpartition("-")[2]): template for template in every}
    assert sorted(by_number) == list(range(1, len(every) + 1))
    for number, template in by_number.items():
        assert template.placeholders() & {"user", "name"} == ({"user"} if number % 2 else {"name"})
    held_out = {number for number, template in by_number.items() if not template.seen}
    assert held_out == (set(by_number) if name == "cross_domain" else {len(every)})


@pytest.mark.parametrize("name", COUNTS)
def test_every_wording_fits_its_examples_and_its_answers_are_read_back(name: str, asked: dict[str, Family]) -> None:
    family, heard = asked[name], Counter[str]()
    for example in [*examples(family, "train"), *examples(family, "valid"), *examples(family, "test")]:
        for template in family.templates(example.situation):
            prompt, verbalizer = template.render(example), family.verbalizer(template)
            said = "".join(map(str, prompt.target))
            assert prompt.messages[0].text.strip() and said.strip()
            if isinstance(verbalizer, Words):
                assert verbalizer.read(said) == example.fields["answer"]
                assert set(verbalizer.words) in ({"yes", "no"}, {"like", "dislike"})
                heard[str(verbalizer.read(said))] += 1
            elif isinstance(verbalizer, Number):
                assert verbalizer.read(said) == float(str(example.fields["stars"]))
            else:
                wanted = {"{next}": "next", "{explanation}": "explanation", "{headline}": "headline"}[template.target]
                assert prompt.target == (example.fields[wanted],)
    assert name in ("why", "review") or len(heard) >= 2


def marked(seed: int) -> Interactions:
    """Users with reviews in which every word of worth is the meeting's own."""
    rng = random.Random(seed)
    events = []
    for user in range(30):
        for time, item in enumerate(rng.sample(range(40), rng.randint(1, 9))):
            own = f"u{user}i{item}"
            aspect = ("sound", "price", "weight", "colour")[item % 4]
            review = Review(f"The {aspect} of {own} is fine. Bought {own}!", f"About {own}")
            events.append(Interaction(f"u{user}", f"i{item}", time, float(rng.randint(1, 5)), review))
    rng.shuffle(events)
    return Interactions(events)


@pytest.mark.parametrize("seed", range(5))
def test_no_held_out_meeting_is_in_the_training_of_any_family(seed: int) -> None:
    events = marked(seed)
    split, users = events.leave_one_out(), events.users
    held = {(event.user, event.item) for part in (split.valid, split.test) for event in part}
    asked = families(events, Catalogue([Item(f"i{number}", f"T{number}") for number in range(40)]))
    for family in asked.values():
        for example in [one for draw in range(3) for one in examples(family, "train", draw)]:
            user = users[example.user or 0]
            assert not {(user, item) for item in items(example)} & held
            text = " ".join(part for value in example.fields.values() for part in parts(value) if isinstance(part, str))
            named = {(f"u{who}", f"i{what}") for who, what in re.findall(r"\bu(\d+)i(\d+)\b", text)}
            assert not named & held
        for part, chosen in (("valid", split.valid), ("test", split.test)):
            found = {users[one.user or 0] for one in examples(family, part)}
            assert found == set(chosen.users), f"{family.name} asks about each held-out meeting"


def test_what_is_held_out_of_ratings_and_reviews_changes_nothing_of_training() -> None:
    """Neither the scale nor which aspect of a review counts as the most telling."""
    rng, told = random.Random(0), []
    for event in marked(0):
        one, two = rng.sample(("sound", "price", "weight", "colour"), 2)
        told.append(replace(event, review=Review(f"The {one} of it is fine. The {two} of it is not good!")))
    held = {id(event) for part in list(People(Interactions(told)).parts.values())[1:] for event in part}
    other = Review("The sound is odd.", name="Somebody Else")
    changed = [replace(event, value=9.0, review=other) if id(event) in held else event for event in told]
    both = [families(Interactions(events), Catalogue([])) for events in (told, changed)]
    for one_way, other_way in zip(*(both[place].values() for place in (0, 1)), strict=True):
        pairs = zip(examples(one_way, "train"), examples(other_way, "train"), strict=True)
        assert all(first.fields == second.fields for first, second in pairs)


def test_a_history_ends_before_what_is_asked(asked: dict[str, Family], world: World) -> None:
    users = world.interactions.users
    for split in ("train", "valid", "test"):
        for example in examples(asked["next_item"], split):
            if example.situation != "next":
                continue
            order = [event.item for event in world.interactions.history(users[example.user or 0])]
            target = example.fields["next"]
            assert isinstance(target, Slot) and target.target is not None
            place = order.index(target.target)
            assert example.fields["history"] == tuple(map(ItemRef, order[:place]))
            assert split == "train" and place < 4 or place == {"valid": 4, "test": 5}[split]


def test_strangers_of_training_and_of_the_test_are_two_halves_of_what_was_never_met(world: World) -> None:
    people, rng = People(world.interactions), random.Random(0)
    sizes = []
    for user in world.interactions.users:
        met = {event.item for event in world.interactions.history(user)}
        one, other = (set(people.strangers(user, 99, rng, held=held)) for held in (False, True))
        assert one | other == world.interactions.items - met and not one & other
        sizes.append(len(one))
    assert 8 < sum(sizes) / len(sizes) < 10 and len(set(sizes)) > 3
    drawn = Counter(item for _ in range(300) for item in people.strangers(user, 2, rng, held=True))
    assert set(drawn) == other and max(drawn.values()) < 2 * min(drawn.values())


def test_candidates_of_the_test_do_not_depend_on_the_draw_and_their_place_says_nothing(
    asked: dict[str, Family],
) -> None:
    lists = [
        {one.user: one.fields["candidates"] for one in examples(asked[name], "test", seed) if one.situation == "choose"}
        for name, seed in (("direct", 0), ("direct", 7), ("next_item", 3))
    ]
    assert lists[0] == lists[1] == lists[2]
    places = Counter(
        [part.item for part in parts(one.fields["candidates"]) if isinstance(part, ItemRef)].index(target.target or "")
        for one in examples(asked["direct"], "test")
        if isinstance(target := one.fields.get("next"), Slot)
    )
    assert len(places) >= 7 and max(places.values()) < 25


def test_half_of_the_stated_figures_and_of_the_asked_items_are_wrong(asked: dict[str, Family]) -> None:
    for name, kind in (("rating", "check"), ("direct", "confirm")):
        answers = Counter(str(one.fields["answer"]) for one in examples(asked[name], "train") if one.situation == kind)
        assert set(answers) == {"yes", "no"} and 0.3 < answers["yes"] / answers.total() < 0.7


def test_a_user_is_a_number_that_tells_nothing_or_the_name_they_sign_with() -> None:
    events = [Interaction(f"{user:03}", "i", 0, 3.0) for user in range(50)]
    events.append(Interaction("000", "j", 1, 3.0, Review("Fine", name="N" * 500)))
    people = People(Interactions(events))
    numbers = [int(people.said(f"{user:03}")["user"].removeprefix("user ")) for user in range(50)]
    assert sorted(numbers) == list(range(1, 51)) and sum(a + 1 == b for a, b in pairwise(numbers)) < 6
    assert people.said("000")["name"].startswith("NNN") and len(people.said("000")["name"]) <= 60
    assert people.said("001")["name"] == people.said("001")["user"]


def test_items_of_another_domain_are_told_in_words_to_those_who_know_the_user(world: World) -> None:
    some = world.interactions.users[10:20]
    home = People(Interactions(event for event in world.interactions if event.user in some))
    there = CrossDomain(People(world.interactions, noun="film"), world.catalogue, home)
    found = examples(there, "test")
    assert examples(there, "train") == [] and {one.user for one in found} == set(range(10))
    assert not any(items(one) for one in found)
    assert {one.fields["user"] for one in found} == {home.said(user)["user"] for user in some}
    assert all("genre: " in str(one.fields["facts"]) for one in found)


def test_meetings_without_ratings_or_reviews_are_asked_about_as_far_as_they_go() -> None:
    met = [(user, time) for user in range(9) for time in range(4)]
    events = Interactions(Interaction(f"u{user}", f"i{(user + time) % 9}", time) for user, time in met)
    asked = families(events, Catalogue([Item(f"i{number}", f"T{number}") for number in range(9)]))
    told = {name for name, family in asked.items() if examples(family, "test")}
    assert told == {"next_item", "direct"}
