"""The wordings of the explanations: sentence frames and ways to join them, a set in each file beside this one.

A reader learns from the sets of `TRAINING` (each by another writer), its settings are chosen on `choosing`, and
`held_out` judges it: neither is looked at while it is made. A frame is a clause without its full stop, or with its own
end where it must stand as a sentence; `{slot}` is filled by `eval.planted.slots` and `{a}` is the article of what
follows. A join holds `{1}`, `{2}`, `{3}` for frames.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TRAINING = (
    "dev", "essays", "talk", "labels", "voices", "rewordings", "figures_of_speech", "asides", "refusals", "beside",
)  # fmt: skip
JUDGING = ("choosing", "held_out")
SETS = (*TRAINING, *JUDGING)
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Wordings:
    """One set: frames as (text, whether it must be a sentence of its own), and joins."""

    frames: tuple[tuple[str, bool], ...]
    joins: tuple[str, ...]


@cache
def wordings_of(name: str) -> Wordings:
    """A set of wordings, or as "training" all of TRAINING that no set of JUDGING happens to hold too.

    Raises ValueError for a name that is neither.
    """
    if name == "training":
        sets = [wordings_of(one) for one in TRAINING]
        judging = {plain(text) for one in JUDGING for text, _ in wordings_of(one).frames}
        every = {plain(text): (text, alone) for one in sets for text, alone in one.frames}
        kept = tuple(frame for words, frame in every.items() if words not in judging)
        return Wordings(kept, tuple(dict.fromkeys(join for one in sets for join in one.joins)))
    if name not in SETS:
        raise ValueError(f"no wordings {name!r}; there are training, {', '.join(SETS)}")
    read = tomllib.loads(file_of_set(name).read_text("utf-8"))
    frames = [(text, False) for text in read["clauses"]] + [(text, True) for text in read["sentences"]]
    return Wordings(tuple(frames), tuple(read["joins"]))


def plain(frame: str) -> str:
    """A frame without marks, articles and large letters: two with one such form are one wording."""
    return re.sub(r"[^a-z{}_ ]", "", frame.lower()).strip()


def file_of_set(name: str) -> Path:
    """Where a set of wordings stands."""
    return _FOLDER / f"{name}.toml"


@cache
def forms() -> Mapping[str, Mapping[str, str]]:
    """How values are said: genres as nouns, countries as adjectives, themes with their articles."""
    read = tomllib.loads((_FOLDER / "forms.toml").read_text("utf-8"))
    themes = {theme.lower(): theme for theme in read["themes"]["bare"]}
    themes |= {theme.lower(): f"{{a}} {theme}" for theme in read["themes"]["one"]}
    return {**{key: value for key, value in read.items() if key != "themes"}, "theme": themes}


@cache
def slots(text: str) -> tuple[str, ...]:
    """The slots of a frame or join, in reading order."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(text) if name)


@cache
def places(join: str) -> tuple[bool, ...]:
    """For each frame that a join takes, whether it stands there as a sentence of its own."""
    return tuple(bool(re.search(rf"(^|[.!] )\{{{n}\}}(\.|$)", join)) for n in range(1, len(slots(join)) + 1))
