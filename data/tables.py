"""Tables of any usual form as rows: CSV with whatever separator, JSON, JSON lines, Parquet."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.opening import open_lines, read_json
from data.problems import DataError, Problems

SEPARATORS = (",", ";", "\t", "|", "::")
_SNIFFED = 50
# Small batches, because a few bytes of Parquet can stand for one long text again and again.
_BATCH = 64
_BATCH_BYTES = 64 * 2**20

Row = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns, in order, and its rows with their line numbers (row numbers in Parquet), to be read once.

    `named` is False where the file has no header: its columns are then `column 1` and so on.
    """

    file: Path
    columns: tuple[str, ...]
    rows: Iterator[Row]
    named: bool = True


def is_table(file: Path) -> bool:
    """Whether a file's name ends like that of a table that can be read here."""
    return _ending(file) in _READERS


def open_table(file: Path, problems: Problems) -> Table:
    """The table of a file. Rows of the wrong width or form become problems. Raises DataError for an unreadable file."""
    reader = _READERS.get(_ending(file))
    if reader is None:
        raise DataError(f"{file.name} is no table that can be read: give {', '.join(sorted(_READERS))} (or with .gz)")
    return reader(file, problems)


def _ending(file: Path) -> str:
    return Path(file.name.lower().removesuffix(".gz")).suffix


def _open_csv(file: Path, problems: Problems) -> Table:
    lines = open_lines(file, problems)
    head = list(islice(lines, _SNIFFED))
    separator = _separator([line for _, line in head])
    rows = _cells(chain(head, lines), separator)
    first = next(rows, None)
    if first is None:
        raise DataError(f"{file.name} is empty")
    header = [cell.strip() for cell in first[1]]
    # One empty name is the row number that some programs write.
    named = header.count("") <= (len(header) > 1) and not any(map(_numeric, header)) and len(set(header)) == len(header)
    columns = tuple((cell if named else "") or f"column {place}" for place, cell in enumerate(header, 1))
    body = rows if named else chain([first], rows)
    return Table(file, columns, _fitting(body, columns, file, problems), named)


def _cells(lines: Iterable[tuple[int, str]], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, with the number of its first line."""
    if len(separator) > 1:
        yield from ((number, line.rstrip("\r\n").split(separator)) for number, line in lines if line.strip())
        return
    taken: list[tuple[int, str]] = []

    def fed() -> Iterator[str]:
        for numbered in lines:
            taken.append(numbered)
            yield numbered[1]

    rows = csv.reader(fed(), delimiter=separator, strict=True)
    while True:
        taken.clear()
        try:
            row = next(rows)
            swallowed = separator in "\t|" and any("\n" in cell and separator in cell for cell in row)
        except StopIteration:
            return
        except csv.Error:
            row, swallowed = [], True
        if swallowed:
            # A quote that is no quotation mark of CSV runs on into the next rows: read them as they stand.
            yield from ((number, _alone(line, separator)) for number, line in taken if line.strip())
        elif any(cell.strip() for cell in row):
            yield taken[0][0], row


def _alone(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        return line.rstrip("\r\n").split(separator)


def _fitting(
    rows: Iterable[tuple[int, list[str]]], columns: tuple[str, ...], file: Path, problems: Problems
) -> Iterator[Row]:
    for number, row in rows:
        if len(row) == len(columns):
            yield number, dict(zip(columns, row, strict=True))
        else:
            problems.add(file, number, "", row, f"{len(columns)} cells, not {len(row)}")


def _separator(lines: list[str]) -> str:
    """The separator that cuts most lines into one same number of cells, at least two; most cells win a tie."""
    best, found = (0.0, 0), ","
    for separator in SEPARATORS:
        if len(separator) > 1:
            widths = [line.count(separator) + 1 for line in lines if line.strip()]
        else:
            try:
                widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
            except csv.Error:
                continue
        (width, count), *_ = Counter(widths).most_common(1) or [(0, 0)]
        if width > 1 and (count / len(widths), width) > best:
            best, found = (count / len(widths), width), separator
    return found


def _numeric(cell: str) -> bool:
    return cell.strip().replace(",", "").replace(".", "").lstrip("+-").isdecimal()


def _open_json_lines(file: Path, problems: Problems) -> Table:
    return _of_objects(file, _objects(file, problems), problems)


def _objects(file: Path, problems: Problems) -> Iterator[tuple[int, Any]]:
    for number, line in open_lines(file, problems):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                problems.add(file, number, "", line, f"a JSON object ({error})")


def _open_json(file: Path, problems: Problems) -> Table:
    try:
        rows = read_json(file)
    except DataError:
        # JSON lines are often called .json.
        return _open_json_lines(file, problems)
    if isinstance(rows, dict):
        rows = next((value for value in rows.values() if isinstance(value, list)), [rows])
    return _of_objects(file, enumerate(rows if isinstance(rows, list) else [], 1), problems)


def _of_objects(file: Path, rows: Iterable[tuple[int, Any]], problems: Problems) -> Table:
    rows = iter(rows)
    head = list(islice(rows, _SNIFFED))
    columns = dict.fromkeys(str(key) for _, row in head if isinstance(row, dict) for key in row)
    if not columns:
        raise DataError(f"{file.name} holds no objects with named values")

    def checked() -> Iterator[Row]:
        for number, row in chain(head, rows):
            if isinstance(row, dict):
                yield number, row
            else:
                problems.add(file, number, "", row, "an object with named values")

    return Table(file, tuple(columns), checked())


def _open_parquet(file: Path, problems: Problems) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def rows() -> Iterator[Row]:
        number = 0
        try:
            for batch in parquet.iter_batches(batch_size=_BATCH):
                if batch.nbytes > _BATCH_BYTES:
                    raise DataError(f"{file.name}, after row {number}: rows of over {_BATCH_BYTES // _BATCH:,} bytes")
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
        except (pa.ArrowException, OSError, ValueError) as error:
            raise DataError(f"{file.name} is damaged after row {number}: {error}") from error

    try:
        parquet = pq.ParquetFile(file)
        columns = tuple(parquet.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(f"{file.name} is not a Parquet file: {error}") from error
    return Table(file, columns, rows())


_READERS: Mapping[str, Callable[[Path, Problems], Table]] = {
    ".csv": _open_csv,
    ".tsv": _open_csv,
    ".tab": _open_csv,
    ".txt": _open_csv,
    ".dat": _open_csv,
    ".jsonl": _open_json_lines,
    ".ndjson": _open_json_lines,
    ".json": _open_json,
    ".parquet": _open_parquet,
}
