"""P5's families as they are asked and judged, and the rivals that answer without a language model."""

from __future__ import annotations

import numpy as np
import pytest

from data.records import Interaction, Review
from data.store import Store
from eval.family_figures import direct_figures, next_item_figures, star_figures, text_figures
from eval.family_questions import Questions
from eval.family_rivals import first_words, said_before, word_ridge
from eval.family_systems import FAMILIES, FamilyModel
from tests.tiny_models import prompted

SEEN = {"rating": 5, "next_item": 6, "review": 1, "direct": 3}
"""Wordings of the kind that is asked in each family, but for the one that is held out of tuning."""


@pytest.fixture(scope="module")
def scene(world_store: Store) -> Questions:
    return Questions(world_store, world_store.interactions.users[:25], 0)


@pytest.mark.parametrize(("family", "kind"), [
    ("rating", "stars"), ("next_item", "next"), ("why", "feature"), ("review", "stars"), ("direct", "choose"),
])  # fmt: skip
def test_seen_and_unseen_wordings_ask_the_same_of_the_same_users(scene: Questions, family: str, kind: str) -> None:
    seen, unseen = (scene.asked(family, kind, seen=known) for known in (True, False))
    assert len(seen) == 25
    assert [one.example for one in seen] == [one.example for one in unseen]
    assert not {one.prompt for one in seen} & {one.prompt for one in unseen}
    assert all(not one.prompt.target for one in seen)
    # The held-out event itself is what is asked about.
    assert [one.event for one in seen] == [scene.people.parts["test"].history(user)[0] for user in scene.users]


def test_wordings_take_turns(scene: Questions) -> None:
    for family, kind in (("rating", "stars"), ("next_item", "next"), ("review", "stars"), ("direct", "choose")):
        first = scene.asked(family, kind, seen=True)
        starts = {one.prompt.messages[0].text.replace(one.said("user"), "U").replace(one.said("name"), "U")[:12]
                  for one in first}
        assert len(starts) >= SEEN[family]


def test_who_knows_the_answer_is_first_of_a_hundred_and_of_all(scene: Questions) -> None:
    rows = scene.store.catalogue.row
    targets = {user: scene.people.parts["test"].history(user)[0].item for user in scene.users}

    def knowing(cases):  # type: ignore[no-untyped-def]
        scores = np.zeros((len(cases), len(scene.store.catalogue)))
        for place, case in enumerate(cases):
            scores[place, rows(targets[case.user])] = 1.0
        return scores

    following = next_item_figures(knowing, scene.asked("next_item", "next", seen=True), scene)
    assert {name: float(np.mean(value)) for name, value in following.items()} == dict.fromkeys(following, 1.0)
    direct = scene.asked("direct", "choose", seen=True)
    picked: list[int] = []

    def pick(cases, candidates):  # type: ignore[no-untyped-def]
        picked.append(candidates.shape[1])
        assert [row[0] for row in candidates.tolist()] == [rows(case.target) for case in cases]
        met = {case.user: {rows(item) for item in case.history} for case in cases}
        assert all(not met[case.user] & set(row) for case, row in zip(cases, candidates.tolist(), strict=True))
        return knowing(cases)[np.arange(len(cases))[:, None], candidates]

    assert float(np.mean(direct_figures(pick, direct, scene)["direct_HR@1"])) == 1.0
    assert picked[0] > 2


def test_stars_and_texts_count_every_answer(scene: Questions) -> None:
    asked = scene.asked("rating", "stars", seen=True)
    figures = star_figures([None] * len(asked), asked, scene.middle, "x_")
    given = [question.event.value or 0.0 for question in asked]
    assert figures["x_unreadable"] == 1.0 and figures["x_RMSE"] == pytest.approx(
        np.sqrt(np.mean((np.array(given) - scene.middle) ** 2))
    )
    texts = text_figures(["The ending is great .", ""], ["the ending is great.", "a story"], (1, 2), "x_")
    assert texts["x_ROUGE-1"] == texts["x_ROUGE-L"] == texts["x_empty"] == 0.5 and 0 < texts["x_BLEU-2"] < 1


def test_every_family_is_answered_by_a_model_with_item_vectors_and_one_with_titles(scene: Questions) -> None:
    few = Questions(scene.store, scene.users[:4], 0)
    names = []
    for vectors in (True, False):
        # Hundred candidates in words are long.
        lm = prompted("llama", few.store.catalogue, vectors=vectors, positions=700)
        found = FamilyModel(lm, few, seen=False).figures(FAMILIES)
        assert all(np.isfinite(np.mean(value)) for value in found.values())
        names.append(set(found))
    assert names[0] == names[1] and "why_BLEU-1" not in names[0]
    assert {"rating_expected_RMSE", "next_item_N@10", "direct_HR@1", "why_feature_ROUGE-L", "review_MAE"} < names[0]


def test_a_rival_says_what_was_said_of_the_same_item_with_the_aspect_where_one_did(scene: Questions) -> None:
    say = said_before(scene, lambda event: event.item)
    matched = 0
    for kind in ("plain", "feature"):
        asked = scene.asked("why", kind, seen=True)
        for question, answer in zip(asked, say(asked), strict=True):
            texts = [one.review.text for one in scene.before if one.item == question.event.item and one.review]
            assert any(answer in text for text in texts)
            aspects = {found.feature for text in texts if (found := scene.people.features.find(text))}
            if kind == "feature" and question.said("feature") in aspects:
                assert question.said("feature") in answer
                matched += 1
    assert matched > 5


def test_words_of_praise_and_blame_tell_the_stars() -> None:
    def told(number: int) -> Interaction:
        good = number % 2 == 0
        text = f"{'Lovely' if good else 'Awful'} thing, number {number % 7}."
        return Interaction(f"u{number}", "i", number, 5.0 if good else 1.0, Review(text))

    predict = word_ridge([told(number) for number in range(80)], [told(number) for number in range(80, 100)])
    lovely, awful = predict([told(200), told(201)])
    assert lovely is not None and awful is not None and lovely > 4.5 and awful < 1.5
    blank = Interaction("u", "i", 0, 3.0)
    assert predict([blank])[0] == pytest.approx(3.0, abs=0.4)


def test_a_headline_is_the_beginning_of_its_review(scene: Questions) -> None:
    asked = scene.asked("review", "headline", seen=True)
    for question, answer in zip(asked, first_words(tuple(scene.before))(asked), strict=True):
        assert question.said("review").startswith(answer) and len(answer.split()) == 3
