"""Reasons are borne out by reviews of the item, planned for the user, and said in sentences that claim nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.features import Features
from data.opinions import Opinion
from data.records import Interaction, Review
from data.synthetic import World
from prompts.content_plan import Planner, Reason
from prompts.evidence import Evidence, heard
from prompts.people import People
from prompts.review_clauses import Claim, Clauses
from prompts.review_wording import ReviewWording

FEATURES = Features({"tone": 1.0, "price": 1.0, "strap": 1.5, "straps": 1.0, "neck": 2.0})


def told(user: str, item: str, text: str) -> Interaction:
    return Interaction(user, item, 0, 5.0, Review(text))


EVENTS = [
    told("u", "i", "The tone is warm. I like the price."), told("v", "i", "The tone is great. A poor neck."),
    told("w", "i", "It has a great tone."), told("u", "j", "This is a great strap, and the neck is fine."),
    told("v", "j", "It is a nice strap for the price."), told("w", "j", "The neck is good and the strap is nice."),
    told("x", "k", "I bought it on a whim for its tone."),
]  # fmt: skip


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner.fit(Evidence(EVENTS, FEATURES))


@pytest.fixture(scope="module")
def large(world: World) -> Planner:
    people = People(world.interactions)
    return Planner.fit(Evidence(people.parts["train"], people.features))


def test_evidence_counts_reviews_by_item_and_by_user() -> None:
    evidence = Evidence(EVENTS, FEATURES)
    assert evidence.item("i").judged == {"tone": 3, "price": 1, "neck": 1} and evidence.item("i").reviews == 3
    assert evidence.user("u").judged == {"tone": 1, "price": 1, "strap": 1, "neck": 1}
    assert evidence.item("k").judged == {} and evidence.item("k").mentioned == {"tone": 1}
    assert [one.word for one in evidence.opinions("i", "tone", without="v")] == ["warm", "great"]
    assert evidence.item("?").reviews == 0 and evidence.spoken_of()["j"] == {"strap", "neck", "price"}
    assert evidence.judged()["i"] == {("tone", 1), ("price", 1), ("neck", -1)} and evidence.judged()["k"] == set()
    with pytest.raises(ValueError, match="'u' wrote no review of item 'i'"):
        heard(Interaction("u", "i"), FEATURES)


def test_nothing_is_planned_that_no_review_of_the_item_judges(planner: Planner) -> None:
    assert {one.feature for one in planner.plan("u", "i", 9)} == {"tone", "price", "neck"}
    assert planner.plan("u", "k", 9) == [] and planner.plan("u", "?", 9) == []
    for one in planner.plan("u", "j", 9):
        assert one.opinions and all(other.feature == one.feature for other in one.opinions)
    assert sum(one.probability for one in planner.plan("u", "i", 9)) == pytest.approx(1)


def test_a_review_that_is_left_out_bears_nothing_out(planner: Planner) -> None:
    out = heard(EVENTS[1], FEATURES)
    reasons = planner.plan("v", "i", 9, without=out)
    assert {one.feature for one in reasons} == {"tone", "price"}, "only that review speaks of the neck"
    tone = next(one for one in reasons if one.feature == "tone")
    assert [one.word for one in tone.opinions] == ["warm", "great"]


def test_the_plan_does_not_depend_on_the_review_that_it_explains(world: World) -> None:
    people = People(world.interactions)
    train = list(people.parts["train"])
    evidence = Evidence(train, people.features)
    planner = Planner.fit(evidence)
    chosen = [said for said in evidence.reviews if said.found][:20]
    other = Review("The acting is poor. The music is poor. The story is poor.")
    for said in chosen:
        changed = [
            replace(one, review=other) if (one.user, one.item) == (said.user, said.item) else one for one in train
        ]
        twin = Evidence(changed, people.features)
        again = next(one for one in twin.reviews if (one.user, one.item) == (said.user, said.item))
        same = Planner(twin, planner.weights, planner.mean, planner.spread)
        assert planner.plan(said.user, said.item, 5, without=said) == same.plan(said.user, said.item, 5, without=again)


def test_the_fitted_plan_finds_more_than_the_order_of_names(large: Planner) -> None:
    hits, first = [], []
    for said in large.evidence.reviews:
        if said.found:
            reasons = large.plan(said.user, said.item, 99, without=said)
            hits.append(bool(reasons) and reasons[0].feature == said.found.feature)
            first.append(bool(reasons) and min(one.feature for one in reasons) == said.found.feature)
    assert np.mean(hits) > np.mean(first)


def test_the_last_reasons_are_those_that_the_user_writes_of(planner: Planner) -> None:
    every = [one.feature for one in planner.plan("x", "j", 9)]
    told_to = {user: planner.reasons(user, "j", likely=1, personal=1) for user in ("x", "v")}
    assert {user: given[0].feature for user, given in told_to.items()} == {"x": every[0], "v": every[0]}
    own = {one for one in ("strap", "price", "neck") if planner.evidence.user("v").mentioned[one]}
    assert told_to["v"][1].feature in own


def test_a_feature_is_given_in_one_number_only() -> None:
    events = [told(user, "i", "A good strap. The straps are good.") for user in "uvw"]
    planner = Planner.fit(Evidence(events, FEATURES))
    assert len(planner.plan("u", "i", 9)) == 2 and len(planner.reasons("u", "i")) == 1


def test_without_reviews_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="more reviews"):
        Planner.fit(Evidence([], FEATURES))


@pytest.mark.parametrize(
    ("opinions", "words", "score"),
    [
        ([("warm", 1), ("warm", 1), ("great", 1)], ("warm", "great"), 1),
        ([("great", -1), ("bad", 1)], (), 1),
        ([("poor", -1), ("poor", -1), ("great", 1)], ("poor",), -1),
        ([("better", 1), ("well", 1), ("like", 1)], (), 1),
        ([("long", 0), ("nice", 1)], ("long", "nice"), 1),
        ([("long", -1)], (), -1),
    ],
)
def test_a_claim_has_adjectives_that_most_of_its_evidence_means(
    opinions: list[tuple[str, int]], words: tuple[str, ...], score: int
) -> None:
    claim = Claim.of(Reason("tone", 1.0, tuple(Opinion("tone", word, "", sign) for word, sign in opinions)))
    assert (claim.words, claim.score) == (words, score)


def test_clauses_agree_in_number_and_take_articles_as_reviewers_do() -> None:
    clauses = Clauses(Evidence(EVENTS, FEATURES).reviews)
    assert "the straps are nice" in clauses.clauses(Claim("straps", ("nice",), False, 1))
    assert "this is a nice strap" in list(clauses.openings(Claim("strap", ("nice",), False, 1, True)))
    assert clauses.phrases(Claim("tone", ("easy", "warm"), False, 1)) == ["a warm tone"]
    assert "the tone is easy to use" in clauses.clauses(Claim("tone", ("easy",), False, 1))
    assert "at a good price" in clauses.tails(Claim("price", ("good",), False, 1))
    assert clauses.tails(Claim("tone", ("good",), False, 1)) == []


def test_an_item_is_only_said_to_be_what_its_own_reviews_say_it_is() -> None:
    clauses = Clauses(Evidence(EVENTS, FEATURES).reviews)

    def openings(sentence: str) -> list[str]:
        opinion = next(one for one in FEATURES.all(sentence) if one.feature == "strap")
        return list(clauses.openings(Claim.of(Reason("strap", 1.0, (opinion,)))))

    assert "it's a great strap" in openings("It is a very great strap.")
    assert not [one for one in openings("It comes with a great strap.") if " is a" in one or "it's" in one]


def test_what_is_said_of_other_things_is_no_evidence() -> None:
    for text in ("My strap is great.", "I like it better than most other nice straps.", "Any strap is fine."):
        assert heard(told("u", "i", text), FEATURES).opinions == ()
    assert heard(told("u", "i", "My neck hurts, but the strap is great."), FEATURES).judged == {"strap"}


def test_a_sentence_gives_every_reason_and_claims_nothing_that_reviews_of_the_item_do_not(large: Planner) -> None:
    wording = ReviewWording(large.evidence)
    features = large.evidence.features
    heard_claims = 0
    for said in large.evidence.reviews[:150]:
        reasons = large.reasons(said.user, said.item)
        text = wording.say(said.user, said.item, reasons)
        assert text.endswith(".") and text[0].isupper()
        assert {one.feature for one in reasons} <= set(text.lower().replace(".", " ").replace(",", " ").split())
        for claim in features.all(text):
            signs = {one.score for one in large.evidence.opinions(said.item, claim.feature)}
            assert claim.score in signs | {0}
            heard_claims += 1
    assert heard_claims > 150


def test_blame_comes_last_and_alone_where_there_is_nothing_to_praise() -> None:
    wording = ReviewWording(Evidence(EVENTS, FEATURES))
    good, bad = (Reason(name, 0.5, (Opinion(name, word, "", sign),)) for name, word, sign in (
        ("tone", "warm", 1), ("neck", "poor", -1)
    ))  # fmt: skip
    assert wording.say("u", "i", [bad, good]).endswith(", but the neck is poor.")
    assert wording.say("u", "i", [bad]) == "The neck is poor."


def test_an_item_that_is_only_mentioned_gets_no_judgement() -> None:
    wording = ReviewWording(Evidence(EVENTS, FEATURES))
    assert wording.say("u", "k", []) == "Its reviews are about the tone."
    assert wording.say("u", "?", []) == ""
    assert wording.say("x", "k", [], without=heard(EVENTS[-1], FEATURES)) == ""


def test_many_reasons_of_any_kind_always_find_words() -> None:
    wording = ReviewWording(Evidence(EVENTS, FEATURES))
    kinds = ("easy", "warm", "well", "like", "great", "good")
    names = ("strap", "tone", "neck", "price", "straps", "strings")
    for shift in range(6):
        reasons = [
            Reason(name, 0.1, (Opinion(name, kinds[(place + shift) % 6], "", 1),)) for place, name in enumerate(names)
        ]
        for count in range(1, 7):
            text = wording.say("u", "i", reasons[:count]).lower()
            assert all(f" {name}" in f" {text}" for name in names[:count]), text
