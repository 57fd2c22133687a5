"""Scores of labels in one pass are those of the model's own scoring, one label at a time."""

from __future__ import annotations

import pytest

from data.records import ItemRef
from data.synthetic import World
from prompts.label_scores import label_scores
from prompts.lm import ScriptedLM
from prompts.prompt import Message, Prompt
from tests.tiny_models import KINDS, prompted


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("labels", [["4", "5", "yes"], ["4.5", "5"]], ids=["one token each", "several tokens"])
def test_labels_score_as_they_do_alone(kind: str, labels: list[str], world: World) -> None:
    lm = prompted(kind, world.catalogue, soft="personal")
    texts = ["a film", "what should i see then ? great", "hello"]
    item = ItemRef(world.catalogue.ids[3])
    prompts = [Prompt((Message("user", (text, item)),), user=place) for place, text in enumerate(texts)]
    found = label_scores(lm, prompts, labels)
    for prompt, scores in zip(prompts, found, strict=True):
        assert scores == pytest.approx(lm.score(prompt, labels), abs=1e-4)


def test_no_prompts_have_no_scores(world: World) -> None:
    assert label_scores(prompted("llama", world.catalogue), [], ["4"]) == []
    assert label_scores(ScriptedLM(), [], ["4"]) == []
