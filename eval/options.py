"""What a measurement may be told: the store, the model, the seeds, and how much of it to do."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields
from pathlib import Path

DEMO_STORE = Path(__file__).parent.parent / "demo" / "store"


@dataclass(frozen=True, slots=True)
class Options:
    """One field an option of `promptrec eval`; None means what the demo uses.

    `seeds` repeat what is drawn at random, `users` bounds the sampled users or dialogues, `turns` the scripted turns,
    `repeats` the timed repetitions. Each protocol reads those it needs.
    """

    store: Path | None = None
    model: str | None = None
    encoder: str | None = None
    seeds: tuple[int, ...] = (0,)
    users: int = 1000
    turns: int = 500
    repeats: int = 20

    def __post_init__(self) -> None:
        if not self.seeds:
            raise ValueError("no seed is given; give at least one, e.g. --seed 0")
        for name in ("users", "turns", "repeats"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; give 1 or more")

    @property
    def folder(self) -> Path:
        """The store to measure on."""
        return self.store if self.store is not None else DEMO_STORE

    def command(self, name: str) -> str:
        """The command that makes a result again. Folders are named without the place they happen to lie in."""
        words = ["promptrec", "eval", name]
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if field.name == "seeds":
                words += [word for seed in value for word in ("--seed", str(seed))]
            else:
                words += [f"--{field.name}", _without_place(value)]
        return shlex.join(words)


def _without_place(value: object) -> str:
    text = str(value)
    return Path(text).name if isinstance(value, Path) or Path(text).is_absolute() else text
