"""INSPIRED: sociable recommendation dialogues about films (Hayati et al., EMNLP 2020).

Read are `train.jsonl`, `valid.jsonl` and `test.jsonl` (a list of turns a line, with the films of each turn), or else
the publisher's `train.tsv`, `dev.tsv` and `test.tsv` (a row an utterance). Both forms name a turn's films beside its
text; where in the text a film stands is found here, by its title's letters. Facts come from `movie_kg.json`, save
descriptions, which repeat year and director, and the names of linked pages, some of which are of another film.

The tables' sociable strategies become the intents of turns; with the lines they are joined where a whole dialogue has
the same letters, utterances of one speaker in a row taken as one.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from data.mentions import letters, place_titles, word_count
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
_LABELS = ("first_label", "expert_label", "second_label")
_SPEAKERS: Mapping[str, Speaker] = {"SEEKER": "user", "RECOMMENDER": "agent"}


@dataclass(frozen=True, slots=True)
class _Said:
    """One turn of the source: its films by full name, and the titles that an entity linker found, if one was asked."""

    role: str
    text: str
    films: tuple[str, ...]
    sure: tuple[str, ...] | None = None
    intents: tuple[str, ...] = ()


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A folder in either form. A film's id is its name with its year, as the data set writes it."""
    files, tables = _found(path, _LINES), _found(path, _ROWS)
    talks = _with_intents(_from_lines(files, problems), tables, problems) if files else _from_rows(tables, problems)
    if not files and not tables:
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
            turns.append(Turn(_SPEAKERS[turn.role], pieces, intents=turn.intents))
        dialogues.append(Dialogue(name, tuple(turns), split=split))
    items = tuple(_item(name, facts.get(name)) for name in names)
    notes = [f"{missed:,} films listed for a turn are not said in its words, and were left out"] if missed else []
    labelled = sum(bool(turn.intents) for dialogue in dialogues for turn in dialogue.turns)
    if labelled:
        notes.append(f"{labelled:,} turns have sociable strategies as intents")
    read_from = (*files.values(), *tables.values(), *([kg] if kg else []))
    return Reading("INSPIRED", items, dialogues=tuple(dialogues), files=read_from, notes=tuple(notes))


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
                    labels = tuple(label for column in _LABELS if (label := (row.get(column) or "").strip()))
                    said.append(_Said(row["speaker"], row["text"].replace("QUOTATION_MARK", '"'), films, None, labels))
                else:
                    problems.add(file, rows.line_num, "speaker", row["speaker"], "SEEKER or RECOMMENDER, and a text")
            if said:
                yield name, split, said


def _with_intents(
    talks: Iterable[tuple[str, str, list[_Said]]], tables: Mapping[str, Path], problems: Problems
) -> Iterator[tuple[str, str, list[_Said]]]:
    labels: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for _, _, said in _from_rows(tables, problems):
        runs = [list(run) for _, run in groupby(said, lambda turn: turn.role)]
        key = tuple(letters(" ".join(turn.text for turn in run)) for run in runs)
        labels[key] = [tuple(dict.fromkeys(label for turn in run for label in turn.intents)) for run in runs]
    for name, split, said in talks:
        found = labels.get(tuple(letters(turn.text) for turn in said))
        if found:
            said = [replace(turn, intents=its) for turn, its in zip(said, found, strict=True)]
        yield name, split, said


def _pieces(turn: _Said) -> tuple[str | ItemRef, ...]:
    """The text with its films in place, longest titles first, so that Captain Marvel is not taken for Marvel."""
    titles = {film: _title(film).name for film in sorted(dict.fromkeys(turn.films), key=len, reverse=True)}

    def accept(film: str, found: str) -> bool:
        # "cool", "sir", "Kevin": four in five lone words that only their letters make a film are none.
        doubtful = found.islower() if turn.sure is None else titles[film] not in turn.sure
        return not doubtful or word_count(found) > 1

    return place_titles(turn.text, titles.items(), accept)


def _item(name: str, facts: object) -> Item:
    title = _title(name)
    known = facts if isinstance(facts, dict) else {}
    genres = [_genre(genre) for genre in _texts(known.get("genres"))]
    attributes = {
        "genre": tuple(genre for genre in genres if not genre.startswith("based on")),
        "director": _texts(known.get("directors")),
        "cast": _texts(known.get("casts")),
        "studio": _texts(known.get("productionCompanies")),
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
    summary="INSPIRED: train.jsonl, valid.jsonl, test.jsonl and/or train.tsv, dev.tsv, test.tsv, with movie_kg.json",
    item_noun="film",
    licence="none stated: research use",
    read=read,
)
