"""What an objective weighs: tokens, items, or whole examples."""

from __future__ import annotations

import pytest

from data.records import ItemRef
from data.synthetic import World
from finetune.objective import OBJECTIVES
from prompts.batch import collate
from prompts.prompt import Message, Prompt, Slot
from tests.tiny_models import prompted


@pytest.fixture(scope="module")
def parts(world: World):  # type: ignore[no-untyped-def]
    """A model and three encoded examples: a long text, a figure, and an item."""
    lm = prompted("llama", world.catalogue)
    first, second, *_ = world.catalogue.ids
    asked = (Message("user", ("what of ", ItemRef(first), " ?")),)
    long = ("the film is good and great, and then it was good and great to see the film",)
    prompts = [Prompt(asked, long), Prompt(asked, ("4",)), Prompt(asked, (Slot(second),))]
    return lm, [lm.encoder(prompt) for prompt in prompts]


def test_each_example_weighs_the_same_however_long_its_answer_is(parts) -> None:  # type: ignore[no-untyped-def]
    lm, encoded = parts
    each = [OBJECTIVES["per_example"](lm, collate([one], lm.encoder.pad), 0.5) for one in encoded]
    together = OBJECTIVES["per_example"](lm, collate(encoded, lm.encoder.pad), 0.5)
    assert float(together.total) == pytest.approx(sum(float(one.total) for one in each) / 3, rel=1e-4)
    # A lone example has nothing to be weighed against; a mean over all tokens lets the long text decide.
    plain = OBJECTIVES["joint"](lm, collate(encoded[2:], lm.encoder.pad), 0.5)
    assert float(each[2].total) == pytest.approx(float(plain.total), rel=1e-4)
    by_token = OBJECTIVES["language"](lm, collate(encoded[:2], lm.encoder.pad), 0.0)
    by_example = OBJECTIVES["per_example"](lm, collate(encoded[:2], lm.encoder.pad), 0.0)
    long, short = float(each[0].total), float(each[1].total)
    assert float(by_example.total) == pytest.approx((long + short) / 2, rel=1e-4)
    assert abs(float(by_token.total) - long) < abs(float(by_example.total) - long)


@pytest.mark.parametrize("weight", [0.0, 2.0])
def test_the_sums_for_logs_are_those_of_any_objective(parts, weight: float) -> None:  # type: ignore[no-untyped-def]
    lm, encoded = parts
    batch = collate(encoded, lm.encoder.pad)
    one, other = (OBJECTIVES[name](lm, batch, weight) for name in ("per_example", "joint"))
    assert (one.tokens, one.items) == (other.tokens, other.items) and one.items == 1
    assert (one.language, one.item) == (pytest.approx(other.language, rel=1e-4), pytest.approx(other.item, rel=1e-4))
    one.total.sum()
