"""Planned explanations read nothing of what they explain, and are true, varied and apt beside guesses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.records import Review
from data.synthetic import World
from eval.explained import explained_figures
from eval.planned_explanations import planned
from prompts.evidence import Evidence
from prompts.people import People


def test_an_explanation_does_not_depend_on_the_review_it_explains(world: World) -> None:
    people = People(world.interactions)
    asked = [event for event in people.parts["test"] if event.review][:40]
    told = planned(people, asked)
    assert told == planned(people, [replace(event, review=Review("The music is bad."), value=1.0) for event in asked])
    assert told != planned(people, asked, seed=1)


def test_every_feature_named_is_borne_out_and_they_match_better_than_one_answer_for_all(world: World) -> None:
    people = People(world.interactions)
    asked = [(event, found) for event in people.parts["test"] if event.review
             and (found := people.features.find(event.review.text))]  # fmt: skip
    evidence = Evidence(people.parts["train"], people.features)

    def figures(texts: list[str]) -> dict[str, float]:
        found = explained_figures(
            texts, [one.sentence for _, one in asked], [one.feature for _, one in asked],
            [event.user for event, _ in asked], [event.item for event, _ in asked], tuple(people.features.weights),
            evidence.spoken_of(),
        )  # fmt: skip
        return {name: float(np.mean(value)) for name, value in found.items()}

    ours = figures(planned(people, [event for event, _ in asked]))
    same = figures([f"The {evidence.every.found.most_common(1)[0][0]} is great."] * len(asked))
    assert ours["claim_precision"] == 1 and ours["repetition"] < same["repetition"] == 1
    assert all(ours[name] > same[name] for name in ("FMR", "USR", "FCR", "specificity_bits"))
