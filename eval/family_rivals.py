"""Who answers the questions of P5's families without a language model."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from data.records import Interaction
from eval import baselines
from eval.board import Values
from eval.choosing import by_scorer
from eval.family_figures import (
    Worded,
    direct_figures,
    headline_figures,
    next_item_figures,
    star_figures,
    why_figures,
)
from eval.family_questions import Question, Questions
from eval.neighbours import RECENT, item_knn
from eval.next_item import Scorer
from eval.ranking import Floats
from eval.rating_systems import Predict, by_factors, by_mean
from eval.result import Kind
from eval.text import words

_VOCABULARY = 2000
_PENALTIES = (3.0, 10.0, 30.0, 100.0)
_COMPARED = 40
"""Sentences of one item or user that are compared with each other."""


def rivals(scene: Questions) -> Iterator[tuple[str, Kind, Callable[[], Values]]]:
    """Name, kind, and what gives the figures of the families that it answers."""
    parts, seed, before = scene.people.parts, scene.seed, tuple(scene.before)
    catalogue = scene.store.catalogue
    train, valid = tuple(parts["train"]), tuple(parts["valid"])
    yield "matrix_factorisation", "baseline", lambda: _rating(by_factors(train, valid, seed=seed), scene)
    yield "item_mean", "baseline", lambda: _rating(by_mean(before, lambda event: event.item), scene)
    yield "global_mean", "canary", lambda: _rating(by_mean(before, lambda event: ""), scene)
    yield "item_knn", "baseline", lambda: _ranking(item_knn(catalogue, scene.before, recent=RECENT), scene)
    yield "popularity", "canary", lambda: _ranking(baselines.popularity(catalogue, scene.before), scene)
    yield "random", "canary", lambda: _ranking(baselines.drawn(catalogue, seed=seed), scene)
    yield "item_sentence", "baseline", lambda: why_figures(
        said_before(scene, lambda event: event.item), scene, seen=True
    )
    yield "user_sentence", "baseline", lambda: why_figures(
        said_before(scene, lambda event: event.user), scene, seen=True
    )
    yield "word_ridge", "baseline", lambda: _review_stars(word_ridge(train, valid), scene)
    yield "first_words", "baseline", lambda: headline_figures(first_words(before), scene)


def said_before(scene: Questions, key: Callable[[Interaction], str]) -> Worded:
    """The sentence of the same item (or user) that is most like the others said of it; with the aspect that is asked
    for, where one has it. Of all sentences, where none is known.
    """
    known: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for event in scene.before:
        found = scene.people.features.find(event.review.text) if event.review else None
        if found is not None:
            known[key(event)].append((found.feature, found.sentence))
    every = [pair for pairs in known.values() for pair in pairs]

    def say(asked: Sequence[Question]) -> list[str]:
        answers = []
        for question in asked:
            pairs = known.get(key(question.event)) or every
            # The plain question does not tell the aspect.
            wanted = question.said("feature") if question.example.situation == "feature" else ""
            fit = [sentence for feature, sentence in pairs if feature == wanted]
            answers.append(_middle(fit or [sentence for _, sentence in pairs]))
        return answers

    return say


def word_ridge(train: Sequence[Interaction], valid: Sequence[Interaction]) -> Predict:
    """Ridge regression of the rating on which words a review has; the penalty is the one that predicts `valid` best."""
    counts = Counter(word for event in train for word in _bag(event))
    columns = {word: column for column, (word, _) in enumerate(counts.most_common(_VOCABULARY))}

    def table(events: Sequence[Interaction]) -> Floats:
        rows = np.zeros((len(events), len(columns) + 1))
        rows[:, -1] = 1.0
        for row, event in zip(rows, events, strict=True):
            row[[columns[word] for word in _bag(event) if word in columns]] = 1.0
        return rows

    def fit(events: Sequence[Interaction], penalty: float) -> Floats:
        told = table(events)
        given = np.array([event.value or 0.0 for event in events])
        # The constant is not held back.
        ridge = np.diag([*[penalty] * len(columns), 1e-6])
        return np.linalg.solve(told.T @ told + ridge, told.T @ given)

    learnt, held = ([one for one in part if one.review and one.value is not None] for part in (train, valid))
    truth = np.array([event.value or 0.0 for event in held])

    def error(penalty: float) -> float:
        return float(np.mean((table(held) @ fit(learnt, penalty) - truth) ** 2))

    best = min(_PENALTIES, key=error) if held else _PENALTIES[1]
    weights = fit([*learnt, *held], best)
    low, high = min(one.value or 0.0 for one in learnt), max(one.value or 0.0 for one in learnt)
    return lambda events: list(np.clip(table(events) @ weights, low, high).tolist())


def first_words(before: Sequence[Interaction]) -> Worded:
    """The first words of a review as its headline, as many as headlines have in the middle."""
    lengths = [len(event.review.headline.split()) for event in before if event.review and event.review.headline]
    usual = int(statistics.median(lengths)) if lengths else 1
    return lambda asked: [" ".join(question.said("review").split()[:usual]) for question in asked]


def _rating(predict: Predict, scene: Questions) -> Values:
    asked = scene.asked("rating", "stars", seen=True)
    return star_figures(predict([question.event for question in asked]), asked, scene.middle, "rating_")


def _review_stars(predict: Predict, scene: Questions) -> Values:
    asked = scene.asked("review", "stars", seen=True)
    return star_figures(predict([question.event for question in asked]), asked, scene.middle, "review_")


def _ranking(score: Scorer, scene: Questions) -> Values:
    following = scene.asked("next_item", "next", seen=True)
    direct = scene.asked("direct", "choose", seen=True)
    return {**next_item_figures(score, following, scene), **direct_figures(by_scorer(score), direct, scene)}


def _middle(sentences: Sequence[str]) -> str:
    """The sentence with the largest mean share of words in common with the others."""
    bags = [set(words(sentence)) for sentence in sentences[:_COMPARED]]

    def alike(place: int) -> float:
        return sum(2 * len(bags[place] & other) / max(1, len(bags[place]) + len(other)) for other in bags)

    return sentences[max(range(len(bags)), key=alike)]


def _bag(event: Interaction) -> set[str]:
    return set(words(event.review.text)) if event.review else set()
