"""INSPIRED: sociable recommendation dialogues about films (Hayati et al., EMNLP 2020).

Read are `train.jsonl`, `valid.jsonl` and `test.jsonl` (a list of turns a line, with the films of each turn), or else
the publisher's `train.tsv`, `dev.tsv` and `test.tsv` (a row a turn); facts from `movie_kg.json`. Both forms name a
turn's films beside its text; where in the text a film stands is found here, by its title's letters.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from data.opening import find, open_lines, read_object
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Dialogue, Item, ItemRef, Speaker, Turn
from data.titles import Title, read_title

_LINES = {"train": ("train.jsonl",), "valid": ("valid.jsonl", "dev.jsonl"), "test": ("test.jsonl",)}
_ROWS = {
    "train": ("train.tsv", "annotated.train.tsv"),
    "valid": ("dev.tsv", "annotated.dev.tsv"),
    "test": ("test.tsv", "annotated.test.tsv"),
}
_SPEAKERS: Mapping[str, Speaker] = {"SEEKER": "user", "RECOMMENDER": "agent"}
_WORD = re.compile(r"[^\W_]+")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}


@dataclass(frozen=True, slots=True)
class _Said:
    """One turn of the source: its films by full name, and the titles that an entity linker found, if one was asked."""

    role: str
    text: str
    films: tuple[str, ...]
    sure: tuple[str, ...] | None = None


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A folder in either form. A film's id is its name with its year, as the data set writes it."""
    files = _found(path, _LINES)
    talks = _from_lines(files, problems) if files else _from_rows(files := _found(path, _ROWS), problems)
    if not files:
        raise DataError(f"{path} has no INSPIRED dialogues: looked for train.jsonl and train.tsv (or with .gz)")
    kg = find(path, "movie_kg.json")
    facts = read_object(kg) if kg else {}
    names: dict[str, None] = dict.fromkeys(facts)
    dialogues, missed = [], 0
    for name, split, said in talks:
        turns = []
        for turn in said:
            names.update(dict.fromkeys(turn.films))
            pieces = _pieces(turn)
            missed += len(turn.films) - sum(isinstance(piece, ItemRef) for piece in pieces)
            turns.append(Turn(_SPEAKERS[turn.role], pieces))
        dialogues.append(Dialogue(name, tuple(turns), split=split))
    items = tuple(_item(name, facts.get(name)) for name in names)
    notes = (f"{missed:,} films listed for a turn are not said in its words, and were left out",) if missed else ()
    read_from = (*files.values(), *([kg] if kg else []))
    return Reading("INSPIRED", items, dialogues=tuple(dialogues), files=read_from, notes=notes)


def _found(folder: Path, names: Mapping[str, tuple[str, ...]]) -> dict[str, Path]:
    return {split: file for split, known in names.items() if (file := find(folder, *known))}


def _from_lines(files: Mapping[str, Path], problems: Problems) -> Iterator[tuple[str, str, list[_Said]]]:
    for split, file in files.items():
        for number, line in open_lines(file, problems):
            try:
                yield f"{split}-{number}", split, [_said(turn) for turn in json.loads(line)]
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                problems.add(file, number, "", line, f"a list of turns with text, role and movie ({error})")


def _said(turn: Mapping[str, Any]) -> _Said:
    films, sure = turn["movie"], turn.get("movie_name")
    texts = (turn["text"], *films, *(sure or ()))
    if turn["role"] not in _SPEAKERS or not all(isinstance(text, str) for text in texts):
        raise ValueError("role is SEEKER or RECOMMENDER, and films are texts")
    return _Said(turn["role"], turn["text"], tuple(filter(None, films)), None if sure is None else tuple(sure))


def _from_rows(files: Mapping[str, Path], problems: Problems) -> Iterator[tuple[str, str, list[_Said]]]:
    for split, file in files.items():
        rows = csv.DictReader((line for _, line in open_lines(file, problems)), delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := {"dialog_id", "speaker", "text", "movies"} - set(rows.fieldnames or ()):
            raise DataError(f"{file.name} has no column {', '.join(sorted(missing))}")
        for name, talk in groupby(rows, lambda row: row["dialog_id"]):
            said = []
            for row in talk:
                if row["speaker"] in _SPEAKERS and row["text"]:
                    films = tuple(film.strip() for film in (row["movies"] or "").split(";") if film.strip())
                    said.append(_Said(row["speaker"], row["text"].replace("QUOTATION_MARK", '"'), films))
                else:
                    problems.add(file, rows.line_num, "speaker", row["speaker"], "SEEKER or RECOMMENDER, and a text")
            if said:
                yield name, split, said


def _pieces(turn: _Said) -> tuple[str | ItemRef, ...]:
    """The text with its films in place, longest titles first, so that Captain Marvel is not taken for Marvel."""
    words = [(match.start(), match.end(), _plain(match.group())) for match in _WORD.finditer(turn.text)]
    taken: dict[int, tuple[int, str]] = {}
    for film in sorted(dict.fromkeys(turn.films), key=len, reverse=True):
        title = _title(film).name
        for start, end in _places(title, words):
            found = turn.text[start:end]
            # "cool", "sir", "Kevin": four in five lone words that only their letters make a film are none.
            doubtful = found.islower() if turn.sure is None else title not in turn.sure
            if len(_WORD.findall(found)) == 1 and doubtful:
                continue
            if all(end <= begin or start >= stop for begin, (stop, _) in taken.items()):
                taken[start] = (end, film)
                break
    pieces: list[str | ItemRef] = []
    at = 0
    for start, (end, film) in sorted(taken.items()):
        pieces += [turn.text[at:start], ItemRef(film)]
        at = end
    return tuple(piece for piece in (*pieces, turn.text[at:]) if piece)


def _places(title: str, words: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Where a title stands among words: letter for letter, but for blanks, marks and a leading article."""
    parts = [_plain(word) for word in _WORD.findall(title)]
    spellings = ["".join(parts)]
    if parts[:1] in (["the"], ["a"], ["an"]) and len(parts) > 1:
        spellings.append("".join(parts[1:]))
    for letters in spellings:
        for first in range(len(words) if letters else 0):
            joined = ""
            for last in range(first, len(words)):
                joined += words[last][2]
                if joined == letters:
                    yield words[first][0], words[last][1]
                if not letters.startswith(joined) or joined == letters:
                    break


def _plain(word: str) -> str:
    return _ROMAN.get(word.casefold(), word.casefold())


def _item(name: str, facts: object) -> Item:
    title = _title(name)
    known = facts if isinstance(facts, dict) else {}
    genres = [_genre(genre) for genre in _texts(known.get("genres"))]
    attributes = {
        "genre": tuple(genre for genre in genres if not genre.startswith("based on")),
        "director": _texts(known.get("directors")),
        "cast": _texts(known.get("casts")),
        "keyword": tuple(genre for genre in genres if genre.startswith("based on")),
    }
    kept = {kind: values for kind, values in attributes.items() if values}
    return Item(name, title.name, title.year, attributes=kept)


def _title(name: str) -> Title:
    return read_title(name.removesuffix(" ()"))


def _genre(text: str) -> str:
    return text.removesuffix(" film").removeprefix("film ")


def _texts(values: object) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


SOURCE = Source(
    summary="INSPIRED: train.jsonl, valid.jsonl, test.jsonl or train.tsv, dev.tsv, test.tsv, with movie_kg.json",
    item_noun="film",
    licence="none stated: research use",
    read=read,
)
