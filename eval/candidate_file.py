"""A file of candidates as LLMRank publishes them: a user, a tab, item ids (Hou et al., ECIR 2024, arXiv 2305.08845).

User and item ids are the data set's own. Each user's 20 candidates are the chosen item and the first 19 others of the
file ("has_gt"); in the paper a language model ranks them.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from data.catalogue import Catalogue
from data.interactions import Case
from eval.ranking import Ints

CANDIDATES = 20
_LARGEST = 64 << 20


def read_candidates(file: Path) -> dict[str, list[str]]:
    """Item ids by user, in the order of the file, packed by gzip or not. Raises ValueError that names file and line."""
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError(f"it holds more than {_LARGEST >> 20} MB")
        lines = content.decode("utf-8").splitlines()
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ValueError(f"cannot read candidates from {file}: {error}; give a file of user, tab, ids") from error
    found: dict[str, list[str]] = {}
    for number, line in enumerate(lines, 1):
        user, tab, items = line.partition("\t")
        if not tab or not items.split() or user in found:
            raise ValueError(f"{file}, line {number}: {line[:80]!r} is not a new user, a tab and item ids")
        found[user] = items.split()
    return found


def cases_of(
    listed: Mapping[str, Sequence[str]], cases: Mapping[str, Case], catalogue: Catalogue, file: Path
) -> tuple[list[Case], Ints]:
    """The cases of the listed users and the rows of their candidates (cases, 20), the chosen item first.

    Raises ValueError where the store lacks a user or an item of the file, or a user has too few.
    """
    kept, table = [], []
    for user, items in listed.items():
        if user not in cases:
            raise ValueError(f"{file} names user {user!r}, who has no last item here; give the --store it is for")
        case = cases[user]
        others = [item for item in dict.fromkeys(items) if item != case.target][: CANDIDATES - 1]
        if unknown := [item for item in others if item not in catalogue]:
            raise ValueError(f"{file} gives user {user!r} item {unknown[0]!r}, which the store has not")
        if len(others) < CANDIDATES - 1:
            raise ValueError(f"{file} gives user {user!r} {len(others)} items; {CANDIDATES - 1} others are needed")
        kept.append(case)
        table.append([catalogue.row(item) for item in (case.target, *others)])
    return kept, np.array(table, dtype=np.int64)
