"""Files opened without trust: packed or not, in any usual encoding, with bounds so that no file can fill the memory."""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from data.problems import DataError, Problems

LINE_BYTES = 4 * 2**20
"""The longest line that is read; a longer one is a problem, and is passed over without being held in memory."""
FILE_BYTES = 8 * 2**30
"""How much one file may unpack to."""
JSON_BYTES = 512 * 2**20
"""How much a file may hold that is read as a whole."""
_RATIO = 200
_FREE = 32 * 2**20


def find(folder: Path, *names: str) -> Path | None:
    """The first of some files that is in a folder, packed (`.gz`) or not; None where there is none."""
    for name in names:
        for file in (folder / name, folder / f"{name}.gz"):
            if file.is_file():
                return file
    return None


def need(folder: Path, *names: str, what: str) -> Path:
    """As `find`. Raises DataError that names what was looked for where there is none."""
    file = find(folder, *names)
    if file is None:
        raise DataError(f"{folder} has no {what}: looked for {', '.join(names)} (or with .gz)")
    return file


def open_lines(path: Path, problems: Problems) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers from 1, each with its line ending.

    UTF-8 (with or without a byte order mark) and UTF-16 (with one) are read as such. A line that is not UTF-8 is read
    as Windows-1252, else Latin-1, and noted. Lines that are too long become problems. Raises DataError for a file that
    is missing, damaged, or unpacks to far more than it could honestly hold.
    """
    number = 0
    told = False
    for raw in _raw_lines(path):
        number += 1
        if number == 1:
            encoding = _marked(raw)
            if encoding:
                yield from _wide_lines(path, encoding)
                return
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if len(raw) > LINE_BYTES:
            problems.add(path, number, "", raw[:200].decode("utf-8", "replace"), f"at most {LINE_BYTES:,} bytes a line")
            continue
        line, encoding = _decoded(raw)
        if encoding != "utf-8" and not told:
            told = True
            problems.notes.append(f"{path.name}: line {number} is not UTF-8; such lines were read as {encoding}")
        yield number, line


def read_json(path: Path) -> Any:
    """The value of a JSON file, packed or not. Raises DataError where it is none, or is too large."""
    parts, size = [], 0
    for part in _blocks(path):
        size += len(part)
        if size > JSON_BYTES:
            raise DataError(f"{path.name} unpacks to more than {JSON_BYTES:,} bytes; split it, or use JSON lines")
        parts.append(part)
    try:
        return json.loads(b"".join(parts))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path.name} is not JSON: {error}") from error


def read_object(path: Path) -> dict[str, Any]:
    """As `read_json`, of a file that holds one object. Raises DataError where it holds anything else."""
    value = read_json(path)
    if not isinstance(value, dict):
        raise DataError(f"{path.name} holds no JSON object but {str(value)[:60]!r}")
    return value


def _raw_lines(path: Path) -> Iterator[bytes]:
    """Lines of bytes; of one longer than the bound only a little more than the bound is kept."""
    rest, mark = b"", b""
    for block in _blocks(path):
        # Old spreadsheets end lines with a lone carriage return.
        mark = mark or (b"\r" if b"\r" in block and b"\n" not in block else b"\n")
        *lines, tail = (rest + block).split(mark) if len(rest) <= LINE_BYTES else _cut(rest, block, mark)
        for line in lines:
            yield line + b"\n"
        rest = tail
    if rest:
        yield rest


def _cut(rest: bytes, block: bytes, mark: bytes) -> list[bytes]:
    _, found, tail = block.partition(mark)
    return [rest, *tail.split(mark)] if found else [rest]


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        size = path.stat().st_size
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            data: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=plain) if packed else plain
            total = 0
            while block := data.read(2**20):
                total += len(block)
                if total > FILE_BYTES or (packed and total > max(_FREE, _RATIO * size)):
                    raise DataError(f"{path.name} ({size:,} bytes) unpacks to over {total:,} bytes: not a data file")
                yield block
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read {path.name}: {error}") from error


def _marked(raw: bytes) -> str:
    return "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""


def _wide_lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    rest, number = "", 0
    for block in (*_blocks(path), None):
        text = rest + (decoder.decode(b"", final=True) if block is None else decoder.decode(block))
        *lines, rest = text.split("\n")
        if len(rest) > LINE_BYTES:
            raise DataError(f"{path.name}, line {number + 1}: longer than {LINE_BYTES:,} characters")
        for line in lines:
            number += 1
            yield number, line + "\n"
    if rest:
        yield number + 1, rest


def _decoded(raw: bytes) -> tuple[str, str]:
    for encoding in ("utf-8", "Windows-1252"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1"), "Latin-1"
