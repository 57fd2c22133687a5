"""A private prompt reads what it may, gives away what it must not as little as noise and adversary can do, and says its
budget."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from prompts.batch import Batch, collate
from prompts.encoded import Encoded
from prompts.privacy_budget import epsilon
from prompts.prompt import Prompt
from prompts.soft.private import BOUND, NUMBERS, Private

TRAITS = ("age: old", "age: young", "gender: female", "gender: male")


def soft(noise: float = 0.0) -> Private:
    torch.manual_seed(0)
    made = Private(2, 8, traits=TRAITS)
    made.hide("gender", noise)
    return made


def of(*profiles: tuple[str, ...]) -> Batch:
    encoded = []
    for profile in profiles:
        one = Encoded.of(replace(Prompt.of(""), profile=profile))
        one.add(0)
        encoded.append(one)
    return collate(encoded, 0)


PEOPLE = of(("age: old", "gender: male"), ("age: old", "gender: female"), ("age: young", "gender: male"))


def test_what_is_hidden_is_not_read_and_the_rest_is() -> None:
    rows = soft().eval()(PEOPLE, torch.zeros(3, 1, 8))
    assert rows.shape == (3, 2, 8) and torch.equal(rows[0], rows[1]) and not torch.allclose(rows[0], rows[2])


@torch.no_grad()
def test_what_is_kept_has_noise_of_the_stated_size_and_what_is_answered_with_has_none() -> None:
    made = soft(0.5).eval()
    plain = made.numbers(PEOPLE)
    many = of(*[("age: old", "gender: male")] * 4000)
    drawn = made._noisy(made.numbers(many)) - plain[0]
    assert float(drawn.std()) == pytest.approx(0.5, rel=0.05) and float(plain.norm(dim=-1).max()) <= BOUND + 1e-6
    kept = made.to_keep(PEOPLE, torch.zeros(3, 1, 8), torch.Generator().manual_seed(1))
    assert not torch.allclose(kept[0], kept[1]) and torch.equal(made(PEOPLE, kept), made(PEOPLE, kept))


def test_the_adversary_learns_and_what_it_reads_is_pushed_the_other_way() -> None:
    made = soft()
    batch = of(*[("age: old", "gender: male"), ("age: young", "gender: female")] * 8)
    first = made.given_away(batch, 0.0).item()
    own = torch.optim.Adam(made.adversary.parameters(), 1e-2)
    for _ in range(100):
        own.zero_grad()
        made.given_away(batch, 0.0).backward()
        own.step()
    learned = made.given_away(batch, 0.0).item()
    assert learned < 0.1 < first  # age tells gender in this batch
    reader = torch.optim.Adam([*made.hidden.parameters(), *made.code.parameters()], 1e-2)
    for _ in range(200):
        reader.zero_grad()
        own.zero_grad()
        made.given_away(batch, 1.0).backward()
        reader.step()
        own.step()
    assert made.given_away(batch, 0.0).item() > 5 * learned
    assert made.given_away(of(()), 1.0).item() == 0.0


def test_a_kind_that_nobody_told_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="nothing is known of 'shoe size' to hide; profiles have age, gender"):
        Private(2, 8, traits=TRAITS).hide("shoe size", 0.1)


@given(noise=st.floats(0.3, 20), more=st.floats(1.01, 3))
def test_more_noise_or_less_difference_costs_less_of_the_budget(noise: float, more: float) -> None:
    one = epsilon(noise, apart=2.0)
    assert 0 <= epsilon(noise * more, apart=2.0) <= one and epsilon(noise, apart=2.0 / more) <= one


def test_the_budget_is_the_known_one() -> None:
    """Balle and Wang's formula at the noise of one difference, counted by hand: epsilon 4.38 for delta 1e-5."""
    assert epsilon(1.0, apart=1.0) == pytest.approx(4.377, abs=0.01)
    assert epsilon(0.0, apart=1.0) == math.inf and NUMBERS > 0
    with pytest.raises(ValueError, match="delta is a share"):
        epsilon(1.0, apart=1.0, delta=0.0)
