"""What is asked of those who explain, how a tuned model's words and ratings are read, and sentences that are copied."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from data.catalogue import Catalogue
from data.records import Interaction, Item, Review
from data.store import Store, write_store
from eval.explanation_models import model_figures, prompts_of
from eval.explanation_scene import Scene
from eval.nearest_sentence import NearestSentence, drawn, most_frequent
from eval.planned_explanations import planned
from prompts.rating_head import RatingHead
from tests.tiny_models import prompted


@pytest.fixture(scope="module")
def scene(world_store: Store) -> Scene:
    return Scene(world_store, 0, 20)


def test_only_held_out_reviews_are_asked_about_the_same_for_a_seed(scene: Scene, world_store: Store) -> None:
    held = {(event.user, event.item) for event in scene.people.parts["test"]}
    assert len(scene.asked) == len(scene.references) == 20 and all(scene.references)
    assert {(event.user, event.item) for event in scene.asked} <= held
    assert Scene(world_store, 0, 20).asked == scene.asked != Scene(world_store, 1, 20).asked
    assert len(Scene(world_store, 0).asked) > 20
    assert not {(event.user, event.item) for event, _ in scene.told()} & held


def test_who_says_what_was_written_is_right_in_everything(scene: Scene) -> None:
    found = scene.figures(scene.references)
    assert (found["BLEU-4"], found["ROUGE-L"], found["empty"], np.mean(found["FMR"])) == (1, 1, 0, 1)
    assert scene.figures([""] * 20)["empty"] == 1


def test_a_recipe_is_asked_in_the_wording_it_was_tuned_on(scene: Scene) -> None:
    by_vectors = prompts_of(scene, {"tasks": {"explain": 1.0}})
    nothing = prompts_of(scene, {"tasks": {"explain": 1.0}, "explains": "nothing"})
    by_words = prompts_of(scene, {"tasks": {"why": 1.0, "review": 1.0}})
    for prompts in (by_vectors, nothing, by_words):
        assert ["".join(map(str, prompt.target)) for prompt in prompts] == list(scene.references)
    assert all(not prompt.messages for prompt in nothing)
    assert [len(prompt.messages[0].pieces) for prompt in by_vectors] == [1] * 20
    assert len({prompt.messages[0].text[:8] for prompt in by_words}) > 3
    assert [prompt.user for prompt in by_vectors] == [scene.people.row(event.user) for event in scene.asked]


def test_perplexity_is_of_the_references_and_ratings_are_read_where_there_are_any(scene: Scene) -> None:
    lm = prompted("llama", scene.store.catalogue, soft="personal")
    plain = model_figures(lm, scene, {"tasks": {"explain": 1.0}})
    assert "RMSE" not in plain
    prompts = prompts_of(scene, {"tasks": {"explain": 1.0}})
    nats, count = 0.0, 0
    for prompt in prompts:
        text = "".join(map(str, prompt.target))
        nats -= lm.score(replace(prompt, target=()), [text])[0]
        count += len(lm.encoder.words(text))
    # The end of a sentence is a token more, which `score` leaves out; no token of a model of random weights is sure.
    total = math.log(float(np.mean(plain["perplexity"]))) * (count + 20)
    assert nats < total < nats + 20 * 20
    assert np.shape(plain["nats"]) == (20,)
    lm.rater = RatingHead("product", lm.items.ids.weight.shape[1])  # type: ignore[union-attr]
    rated = model_figures(lm, scene, {"tasks": {"explain": 1.0}})
    given = [event.value or 0.0 for event in scene.asked]
    assert 0 < float(np.mean(rated["MAE"])) <= float(np.mean(rated["RMSE"])) <= max(given) - min(given)
    torch.testing.assert_close(rated["perplexity"], plain["perplexity"])


def told(*rows: tuple[str, str, str]) -> list[tuple[Interaction, str]]:
    return [(Interaction(user, item), said) for user, item, said in rows]


def test_the_nearest_sentence_is_of_the_item_and_like_what_the_user_writes() -> None:
    rows = told(
        ("a", "x", "The strings are bright."), ("b", "x", "The price is fair."), ("c", "y", "I like the price."),
        ("d", "z", "Strings!"),
    )
    known = NearestSentence(rows)
    assert known.say("c", "x") == "The price is fair."
    assert known.say("d", "x") == "The strings are bright."
    assert known.say("nobody", "x", "bright strings") == "The strings are bright."
    assert known.say("c", "unknown") == "I like the price."
    assert list(drawn(rows, [Interaction("q", "z")], 0)) == ["Strings!"]
    assert most_frequent(told(("a", "x", "Great!"), ("b", "x", "It is good."), ("c", "y", "great !"))) == "Great!"


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Users and items that are told of in words, and met once each."""
    kinds = ("music", "story", "cast", "humor")
    events = [
        Interaction(f"u{n}", f"i{n}", review=Review(f"They like the {kinds[n % 4]}. The {kinds[n % 4]} is great."),
                    profile=f"Likes {kinds[n % 4]}.")
        for n in range(60)
    ]  # fmt: skip
    items = [Item(f"i{n}", f"Film {n}", description=f"Has {kinds[n % 4]}.") for n in range(60)]
    folder = tmp_path_factory.mktemp("profiles") / "store"
    return write_store(folder, Catalogue(items), events, name="told", source="synthetic")


def test_profiles_are_read_and_whole_explanations_asked_for(profiles: Store, tmp_path: Path) -> None:
    scene = Scene(profiles, 0)
    assert scene.profiled and 4 <= len(scene.asked) <= 6
    prompts = prompts_of(scene, {"tasks": {"explain": 1.0}, "explains": "profiles"})
    for event, prompt, reference in zip(scene.asked, prompts, scene.references, strict=True):
        assert event.review is not None and reference == event.review.text == prompt.target[0]
        assert event.profile in prompt.messages[0].text
        assert profiles.catalogue[event.item].description in prompt.messages[0].text


def test_what_is_told_of_an_item_bears_a_feature_out(profiles: Store) -> None:
    scene = Scene(profiles, 0)
    told = [profiles.catalogue[event.item].description for event in scene.asked]
    assert scene.figures(told)["claim_precision"] == 1
    assert scene.figures(["The plot and the music."] * len(told))["claim_precision"] != 1


def test_the_long_sentences_of_explanations_are_read(profiles: Store, scene: Scene) -> None:
    long = f"The music is great, {'and on ' * 25}it goes."
    assert Scene(profiles, 0).people.features.find(long) is not None
    assert scene.people.features.find(long.replace("music", next(iter(scene.people.features.weights)))) is None


def test_ours_is_made_of_both_profiles_where_there_are_any(profiles: Store) -> None:
    scene = Scene(profiles, 0)
    said = planned(scene.people, scene.asked, profiles.catalogue)
    liked = [event.profile.removeprefix("Likes ")[:-1] for event in scene.asked]
    # That there is a story says nothing of a book.
    assert all(kind in text for kind, text in zip(liked, said, strict=True) if kind != "story")
