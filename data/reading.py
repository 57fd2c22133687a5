"""What a source gives, and what a source is: the contract of every file in `data/sources/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from data.knowledge import Triple
from data.problems import Problems
from data.records import Dialogue, Interaction, Item, Profile


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from a path. Items that interactions, dialogues and knowledge name are among `items`.

    `knowledge` is the source's own graph, where it brings one (see `data.knowledge` for the form of entities); `files`
    are the files that were read, `notes` what a person should know (merged films, guessed columns), `columns`
    which column gave what, where the source had to find out; `profiles` what is told of users.
    """

    name: str
    items: tuple[Item, ...]
    interactions: tuple[Interaction, ...] = ()
    dialogues: tuple[Dialogue, ...] = ()
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    knowledge: tuple[Triple, ...] = ()
    profiles: tuple[Profile, ...] = ()


class Read(Protocol):
    """Read a file or folder. Bad rows go to `problems`; `mapping` are the source's own options; `seed` is for drawing.

    Raises DataError where the path does not hold this source's form.
    """

    def __call__(self, path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Source:
    """One public form of data. A module of `data/sources/` that holds `SOURCE` is found there; its file is its name.

    `options` are the keys that `mapping` may hold, with a sentence on each; None where any key may stand (columns).
    """

    summary: str
    item_noun: str
    licence: str
    read: Read
    options: Mapping[str, str] | None = field(default_factory=dict, hash=False)
