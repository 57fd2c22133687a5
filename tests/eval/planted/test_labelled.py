"""What a reader learns from: every mark of planted texts and of our own reasons has the label it was made with."""

from __future__ import annotations

import random

import pytest

from agent.explainer import Explainer
from agent.finding.co_liking import CoLiking
from agent.reasons.labels import LABELS
from agent.reasons.marks import sort_of
from agent.reasons.mentions import Names
from agent.session import Preferences
from data.store import Store
from eval.options import DEMO_STORE
from eval.planted.case import PlantedCase
from eval.planted.cases import planted_cases
from eval.planted.crowd import made_up_likes
from eval.planted.labelled import Labelled, labelled_case, labelled_reason
from eval.planted.scene import World, drawn_scene

STORE = Store.open(DEMO_STORE)
LIKING = CoLiking(STORE.catalogue, made_up_likes(STORE.catalogue, seed=1))
NAMES = Names(STORE.catalogue)


def told(found: Labelled) -> list[tuple[str, set[str]]]:
    text, marks, labels = found
    return [(text[mark.start : mark.end], set(one)) for mark, one in zip(marks, labels, strict=True)]


@pytest.mark.parametrize("wordings", ["training", "choosing"])
def test_every_text_of_every_set_has_labels_that_exist(wordings: str) -> None:
    for case in planted_cases(STORE, LIKING, wordings=wordings, true=300, false=300, seed=4):
        _, marks, labels = labelled_case(case, NAMES)
        for mark, one in zip(marks, labels, strict=True):
            if sort_of(mark) in LABELS.titles:
                assert one <= set(LABELS.of_titles), case
            else:
                assert len(one) == 1 and one <= set(LABELS.of_values), case


def test_labels_say_of_whom_what_is_said() -> None:
    first = (("liked", "Heat"), ("this", "this one"), ("shared_director", "Michael Mann"))
    filled = (first, (("it", "it"), ("wish_mood", "dark")))
    case = PlantedCase(
        "collateral-2004", Preferences(liked=("heat-1995",)),
        "You liked Heat, and this one is by Michael Mann too. It is as dark as you wished.", None, filled=filled,
    )  # fmt: skip
    assert told(labelled_case(case, NAMES)) == [
        ("Heat", {"liked", "shared"}), ("Michael Mann", {"both_director"}), ("dark", {"wish"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("slot", "words", "label"),
    [
        ("newer", "more recent", "newer"), ("after", "earlier than", "older"), ("long_after", "long before", "older"),
        ("other_long_after", "well after", "older"), ("longer", "shorter", "shorter"),
        ("outlasts", "outlasts", "longer"), ("other_longer", "longer", "shorter"), ("predates", "precedes", "older"),
        ("same_year", "the same year", "same_year"), ("years_apart", "3 years newer", "compared"),
    ],
)  # fmt: skip
def test_a_comparison_has_the_way_that_the_item_lies(slot: str, words: str, label: str) -> None:
    filled = ((("this", "this one"), (slot, words), ("other", "Heat")),)
    text = f"This one {words} Heat."
    case = PlantedCase("collateral-2004", Preferences(liked=("heat-1995",)), text, None, filled=filled)
    assert told(labelled_case(case, NAMES))[-1] == ("Heat", {label})


def test_words_that_stand_nowhere_are_an_error_that_names_them() -> None:
    case = PlantedCase("heat-1995", Preferences(), "It is dark.", None, filled=((("mood", "funny"),),))
    with pytest.raises(ValueError, match="'funny' of {mood} stands nowhere in 'It is dark.'"):
        labelled_case(case, NAMES)


def test_reasons_of_ours_are_labelled_by_their_claims() -> None:
    world, rng = World.of(STORE.catalogue, LIKING, "film"), random.Random(0)
    explainer = Explainer(STORE.catalogue, LIKING, noun="film", seed=0)
    seen = set[str]()
    for _ in range(60):
        scene = drawn_scene(world, rng)
        for reason in explainer.reasons(scene.item.id, scene.preferences, 8):
            for words, labels in told(labelled_reason(reason, scene.item.id, scene.preferences, NAMES)):
                seen |= labels
                if "liked" in labels:
                    assert "you" in reason.text.lower(), (words, reason.text)
    assert {"liked", "shared", "both_director", "both_cast", "both", "wish", "crowd"} <= seen
