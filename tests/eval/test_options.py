"""Options say what is measured, and the command that measures it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.options import Options


def test_the_command_names_what_differs_from_the_defaults_and_no_place_of_the_machine() -> None:
    assert Options().command("chat-safety") == "promptrec eval chat-safety"
    told = Options(store=Path("/somewhere/private/ml 1m"), seeds=(1, 2), model="/home/me/checkpoint", users=50)
    assert told.command("x") == "promptrec eval x --store 'ml 1m' --model checkpoint --seed 1 --seed 2 --users 50"


@pytest.mark.parametrize("wrong", [{"seeds": ()}, {"users": 0}, {"turns": -1}, {"repeats": 0}])
def test_options_that_measure_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="give"):
        Options(**wrong)  # type: ignore[arg-type]
