"""An explanation whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.session import Preferences


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that a text says. `kind` is an attribute's ("director"), or what is said of the user ("liked",
    "wanted:mood", "avoided:genre") or of another film ("shared:cast", "newer", "together"), which is `item`."""

    kind: str
    value: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class PlantedCase:
    """One text about an item, for one user. `planted` is the kind of its one error, None where all is true; `stated`
    is what it says, in reading order, `frames` the wordings it was made of, and `filled` what stands in their slots."""

    item: str
    preferences: Preferences
    text: str
    planted: str | None
    stated: tuple[Stated, ...] = ()
    frames: tuple[str, ...] = field(default=(), compare=False)
    filled: tuple[tuple[tuple[str, str], ...], ...] = field(default=(), compare=False)
    """Of each frame its slots and their words, in reading order."""
