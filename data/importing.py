"""From a public data set or a user's own files to a store: read, clean, count, write whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.cleaning import clean_reading
from data.problems import DataError, Problem, Problems
from data.reading import Source
from data.sources import find_source
from data.store import write_store

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `str()` of it is what the terminal prints; `skipped` counts every problem, listed or not."""

    source: str
    store: Path
    name: str
    items: int
    users: int
    interactions: int
    dialogues: int
    skipped: int
    problems: tuple[Problem, ...]
    stripped: int
    seconds: float
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    notes: tuple[str, ...] = ()
    triples: int = 0

    def __str__(self) -> str:
        facts = f", {self.triples:,} facts" if self.triples else ""
        lines = [
            f"{self.name}: {self.items:,} items, {self.interactions:,} interactions of {self.users:,} users, "
            f"{self.dialogues:,} dialogues{facts}, in {self.seconds:.1f} s -> {self.store}"
        ]
        if self.columns:
            lines.append("columns: " + ", ".join(f"{role} <- {column}" for role, column in self.columns.items()))
            lines.append("         (another choice: --map title=NAME, one for each; --map year=- for none)")
        lines += self.notes
        if self.stripped:
            lines.append(f"{self.stripped:,} invisible characters were stripped from texts")
        if self.skipped:
            lines.append(f"{self.skipped:,} problems; the rows or values concerned were left out:")
            lines += [f"  {problem}" for problem in self.problems[:_SHOWN]]
            if self.skipped > _SHOWN:
                lines.append(f"  ... and {self.skipped - _SHOWN:,} more")
        return "\n".join(lines)


def import_store(
    source: str,
    path: str | Path,
    store: str | Path,
    *,
    strict: bool = False,
    mapping: Mapping[str, str] | None = None,
    seed: int = 0,
) -> ImportReport:
    """Read `path` as `source` (a name of `data.sources`) into the folder `store`, in place of the store that is there.

    Bad rows are skipped, counted and listed; with `strict` the first one stops the import. `mapping` are options of the
    source, for `table` a column for each role. `seed` orders the items where the source's numbers tell what comes next.
    Raises DataError where nothing can be read; the old store is then untouched.
    """
    started = time.perf_counter()
    chosen = find_source(source)
    options = dict(mapping or {})
    _check_options(source, chosen, options)
    if not Path(path).exists():
        raise DataError(f"there is nothing at {path}")
    problems = Problems(strict=strict)
    reading, stripped = clean_reading(chosen.read(Path(path), problems, mapping=options, seed=seed), problems)
    stripped += problems.stripped
    if not reading.items:
        first = f"; the first problem: {problems.listed[0]}" if problems.listed else ""
        raise DataError(f"no item could be read from {path} as {source}{first}")
    notes = (*reading.notes, *problems.notes)
    write_store(
        store,
        reading.items,
        reading.interactions,
        reading.dialogues,
        name=reading.name,
        source=source,
        item_noun=chosen.item_noun,
        licence=chosen.licence,
        files=reading.files,
        stripped=stripped,
        notes=notes,
        knowledge=reading.knowledge,
        profiles=reading.profiles,
    )
    return ImportReport(
        source=source,
        store=Path(store),
        name=reading.name,
        items=len(reading.items),
        users=len({event.user for event in reading.interactions}),
        interactions=len(reading.interactions),
        dialogues=len(reading.dialogues),
        skipped=problems.count,
        problems=tuple(problems.listed),
        stripped=stripped,
        seconds=time.perf_counter() - started,
        columns=reading.columns,
        notes=notes,
        triples=len(reading.knowledge),
    )


def _check_options(name: str, source: Source, options: Mapping[str, str]) -> None:
    if source.options is None:
        return
    for key in options:
        if key not in source.options:
            known = "; ".join(f"{option}: {about}" for option, about in source.options.items()) or "it takes none"
            raise DataError(f"source {name!r} has no option {key!r} ({known})")
