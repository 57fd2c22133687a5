"""The likelihood of a continuation is the model's own, of the very text: no marks, no padding, no template."""

from __future__ import annotations

import pytest
import torch

from data.synthetic import World
from prompts.likelihood import likelihoods
from prompts.lm import LanguageModel, LanguageModelError, ScriptedLM
from prompts.remote_lm import RemoteLM
from tests.tiny_models import KINDS, byte_level, prompted


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["Movies like the film, good,", ""])
def test_it_is_the_sum_of_what_the_bare_lm_says_token_by_token(kind: str, text: str, world: World) -> None:
    model = prompted(kind, world.catalogue, vectors=False)
    said = ["film", "the good film that i liked and you liked"]
    found = likelihoods(model, text, said)
    for one, continuation in zip(found, said, strict=True):
        before, after = model.encoder.words(text), model.encoder.words(continuation)
        ids = torch.tensor([[model.tokenizer.cls_token_id, *before, *after]])
        logp = model.lm(ids).logits.log_softmax(-1)[0]
        own = sum(logp[len(before) + place, token].item() for place, token in enumerate(after))
        assert one.total == pytest.approx(own, abs=1e-3)
        assert one.tokens == len(after) and one.per_token == pytest.approx(own / len(after), abs=1e-3)


def test_a_chat_template_stays_out_and_a_long_text_loses_its_beginning(world: World) -> None:
    model = prompted("llama", world.catalogue, vectors=False, tokenizer=byte_level())
    long = "x" * 500 + "Movies like it,"
    (cut,), (same,) = (likelihoods(model, text, ["Heat"]) for text in (long, "y" * 300 + long))
    assert cut.tokens == 4 and cut.total == pytest.approx(same.total, abs=1e-4)
    (other,) = likelihoods(model, "Movies like it,", ["Heat"])
    assert other.total != pytest.approx(cut.total, abs=1e-3)


def test_a_title_of_a_thousand_words_still_has_a_likelihood(world: World) -> None:
    model = prompted("bert", world.catalogue, vectors=False)
    (found,) = likelihoods(model, "good", ["film " * 1000])
    assert found.tokens == 64 and found.total < 0


def test_models_without_weights_are_asked_by_their_score_or_say_that_they_cannot(world: World) -> None:
    assert [one.total for one in likelihoods(ScriptedLM(), "liked", ["ab", "a b c"])] == [-2.0, -5.0]
    assert likelihoods(ScriptedLM(), "", []) == []
    server: LanguageModel = RemoteLM("http://127.0.0.1:9", "m", world.catalogue)
    with pytest.raises(LanguageModelError, match="Use a local model"):
        likelihoods(server, "liked", ["a"])
