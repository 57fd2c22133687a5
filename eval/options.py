"""What a measurement may be told: the store, the model, the seeds, what to train, and how much of it to do."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from eval.tuning import Tuning

DEMO_STORE = Path(__file__).parent.parent / "demo" / "store"
_REPEATED = {"seeds": "seed", "recipes": "recipe", "settings": "set", "zero_shot_stores": "zero-shot-store"}
_UNSAID = ("tuning", "tell", "runs", "everyone")
"""What is no part of a command: who trains, who is told, where runs lie, and that --users was left out."""


@dataclass(frozen=True, slots=True)
class Options:
    """One field an option of `promptrec eval`; None means what the demo uses.

    `seeds` repeat what is drawn at random, `users` bounds the sampled users or dialogues, `turns` the scripted turns,
    `repeats` the timed repetitions. Each protocol reads those it needs.

    Protocols that train get who can (`tuning`), the folder that keeps their runs (`runs`), the recipes to measure in
    place of their own (`recipes`) and settings of recipes (`settings`: "key=value" for all, "RECIPE.key=value" for
    one); `tell` hears how far a measurement is. `everyone` says that nobody bounded the users: a measurement that can
    then takes all of them. `dialogues` is a store whose test dialogues a chat over another one is led through. `server`
    is the address of a running system to talk to in place of ours.
    """

    store: Path | None = None
    model: str | None = None
    encoder: str | None = None
    seeds: tuple[int, ...] = (0,)
    users: int = 1000
    turns: int = 500
    repeats: int = 20
    recipes: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    candidates: Path | None = None
    zero_shot_stores: tuple[Path, ...] = ()
    dialogues: Path | None = None
    server: str | None = None
    runs: Path | None = None
    everyone: bool = False
    tuning: Tuning | None = field(default=None, compare=False)
    tell: Callable[[str], None] = field(default=lambda _: None, compare=False)

    def __post_init__(self) -> None:
        if not self.seeds:
            raise ValueError("no seed is given; give at least one, e.g. --seed 0")
        for name in ("users", "turns", "repeats"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; give 1 or more")
        for setting in self.settings:
            if "=" not in setting:
                raise ValueError(f"--set {setting!r} sets nothing; give key=value, or RECIPE.key=value for one recipe")

    @property
    def folder(self) -> Path:
        """The store to measure on."""
        return self.store if self.store is not None else DEMO_STORE

    def command(self, name: str) -> str:
        """The command that makes a result again. Folders are named without the place they happen to lie in."""
        words = ["promptrec", "eval", name]
        for field_ in fields(self):
            value = getattr(self, field_.name)
            if value == field_.default or field_.name in _UNSAID:
                continue
            option = f"--{_REPEATED.get(field_.name, field_.name).replace('_', '-')}"
            for one in value if field_.name in _REPEATED else (value,):
                words += [option, _without_place(one)]
        return shlex.join(words)


def _without_place(value: object) -> str:
    text = str(value)
    key, sign, said = text.rpartition("=")
    if sign and Path(said).is_absolute():
        return f"{key}={Path(said).name}"
    return Path(text).name if isinstance(value, Path) or Path(text).is_absolute() else text
