"""Probes ask heads that are there, of texts that stay texts, whatever else is in the batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.lm import LanguageModelError
from prompts.probing import Probe, load_probe
from prompts.prompt import Slot
from tests.tiny_models import saved_base, saved_bidirectional, word_piece

WORDS = "drama comedy heat alien movie genre"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(saved_bidirectional(tmp_path_factory.mktemp("probed") / "bert", [WORDS]))


@pytest.fixture(scope="module")
def probe(folder: str) -> Probe:
    return load_probe(folder, "mlm")


def test_the_word_at_the_mask_depends_on_its_text_alone(probe: Probe) -> None:
    one, other = ("heat is a ", Slot(), " movie."), ("alien, which is long, is a ", Slot(), " movie.")
    words = probe.words_at_mask([one, other], 5)
    assert words == [probe.words_at_mask([text], 5)[0] for text in (one, other)] and words[0] != words[1]
    odds = probe.log_odds([one], ["drama", "comedy"])[0]
    assert all(value < 0 for value in odds) and odds[0] != odds[1]


def test_a_title_cannot_bring_a_mask_of_its_own(probe: Probe) -> None:
    assert probe.tokenizer.mask_token_id not in probe._ids("a [MASK] b [SEP] [CLS]")
    assert probe.tokenizer.sep_token_id not in probe._ids("a [MASK] b [SEP] [CLS]")


def test_genres_of_several_tokens_are_left_out(probe: Probe) -> None:
    assert probe.whole(["Drama", "science fiction", "comedy", "drama"]) == ["Drama", "comedy"]


def test_padding_does_not_enter_the_mean(folder: str) -> None:
    probe = load_probe(folder, "sim")
    texts = ["heat", "the good film that i liked and you liked and see"]
    together, alone = probe.vectors(texts), probe.vectors(texts[:1])
    assert together.shape == (2, 32)
    assert (together[0] - alone[0]).abs().max() < 1e-4


def test_which_sentence_follows_depends_on_both(folder: str) -> None:
    probe = load_probe(folder, "nsp")
    pairs = [("heat", "alien"), ("heat", "the good film that i liked"), ("alien", "heat")]
    found = probe.follows(pairs)
    assert len(set(found)) == 3 and all(value < 0 for value in found)
    assert found[0] == pytest.approx(probe.follows(pairs[:1])[0], abs=1e-4)


@pytest.mark.parametrize("kind", ["mlm", "nsp"])
def test_a_head_that_is_not_there_is_refused_and_not_made_up(kind: str, tmp_path: Path) -> None:
    bare = saved_bidirectional(tmp_path / "bare", [WORDS], heads=False)
    with pytest.raises(LanguageModelError, match=rf"no head for the {kind} probe.*--model"):
        load_probe(str(bare), kind)
    assert load_probe(str(bare), "sim").vectors(["heat"]).shape == (1, 32)


@pytest.mark.parametrize("kind", ["mlm", "nsp"])
def test_a_causal_model_has_no_such_head(kind: str, tmp_path: Path) -> None:
    llama = saved_base("llama", tmp_path / "llama", word_piece([WORDS]))
    with pytest.raises(LanguageModelError, match="--model"):
        load_probe(str(llama), kind)


@pytest.mark.parametrize("where", ["scripted", "http://127.0.0.1:9/v1"])
def test_what_has_no_weights_here_is_refused_at_once(where: str) -> None:
    with pytest.raises(LanguageModelError, match="no weights here"):
        load_probe(where, "sim")
