"""ReDial: conversations in which one person seeks a film and another recommends (Li et al., NeurIPS 2018; CC BY 4.0).

One JSON object a line; `@123` in a message is a film of `movieMentions`; the seeker is the initiator. Beside the
publisher's `train_data.jsonl`, `test_data.jsonl` and `movies_with_mentions.csv`, facts are read from `id2info.json` and
a knowledge graph from `kg.json` with `entity2id.json` where the folder holds them; those texts are not the publisher's
and come under other terms.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data.knowledge import Triple
from data.numbered_graph import read_numbered_graph
from data.numerals import whole
from data.opening import find, open_lines, read_object
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Dialogue, Item, ItemRef, Mark, Speaker, Turn
from data.titles import read_title

_FILES = {
    "train": ("train_data.jsonl", "train_data.partial.jsonl"),
    "valid": ("valid_data.jsonl", "dev_data.jsonl"),
    "test": ("test_data.jsonl",),
}
_MENTION = re.compile(r"@([0-9]+)")
_KINDS = {"genre": "genre", "director": "director", "cast": "star"}
# The graph numbers its relations; the names are those of id2info.json, whose facts it holds.
_RELATIONS = ("genre", "cast", "director", "writer")
_ANSWERS = {"0": False, "1": True, "False": False, "True": True}


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A folder with at least one of the dialogue files. Films of one title and year become one, of the lowest id."""
    files = {split: file for split, names in _FILES.items() if (file := find(path, *names))}
    if not files:
        raise DataError(f"{path} has no dialogues: looked for {', '.join(sum(_FILES.values(), ()))} (or with .gz)")
    films = _Films()
    listed = find(path, "movies_with_mentions.csv")
    if listed:
        films.read_list(listed, problems)
    rows = [(split, file, *row) for split, file in files.items() for row in _objects(file, problems)]
    for _, file, number, row in rows:
        films.read_mentions(row.get("movieMentions"), file, number, problems)
    facts, graph, names = (
        None if mapping.get("facts") == "no" else find(path, name)
        for name in ("id2info.json", "kg.json", "entity2id.json")
    )
    about = read_object(facts) if facts else {}
    items, same = films.merged(about)
    dialogues = []
    for split, file, number, row in rows:
        dialogue = _dialogue(row, split, same, file, number, problems)
        if dialogue:
            dialogues.append(dialogue)
    merged = sum(film != kept for film, kept in same.items())
    notes = [f"{merged} films that have the title and year of another were merged with it"] if merged else []
    if facts:
        notes.append(f"facts of films come from {facts.name}, which is not the publisher's: research use only")
    triples: tuple[Triple, ...] = ()
    read_from = [file for file in (*files.values(), listed, facts) if file]
    if graph and names:
        link = _linker(items, same, about)
        triples = tuple(read_numbered_graph(graph, names, _RELATIONS, link, problems, head_kind="film"))
        read_from += [graph, names]
        heads = {triple.head for triple in triples}
        linked = sum(head.startswith("item:") for head in heads)
        notes.append(f"{linked:,} of the {len(heads):,} films of {graph.name} are linked to items: research use only")
    return Reading(
        "ReDial", items, dialogues=tuple(dialogues), files=tuple(read_from), notes=tuple(notes), knowledge=triples
    )


@dataclass(slots=True)
class _Films:
    """Every film named anywhere, by ReDial's number."""

    titles: dict[str, str] = field(default_factory=dict)

    def read_list(self, file: Path, problems: Problems) -> None:
        rows = csv.reader(line for _, line in open_lines(file, problems))
        for row in rows:
            if rows.line_num == 1 and row[:1] == ["movieId"]:
                continue
            if len(row) < 2 or whole(row[0]) is None or not self._add(row[0], row[1], problems):
                problems.add(file, rows.line_num, "movieId, movieName", row, "a number and a title")

    def read_mentions(self, mentions: object, file: Path, number: int, problems: Problems) -> None:
        # A conversation without films has an empty list here instead of an empty object.
        for film, title in mentions.items() if isinstance(mentions, dict) else ():
            if film not in self.titles and not self._add(film, title, problems):
                problems.add(file, number, "movieMentions", {film: title}, "a title for the film's number")

    def merged(self, facts: Mapping[str, Any]) -> tuple[tuple[Item, ...], dict[str, str]]:
        """The items, and which id stands for each film."""
        kept: dict[tuple[str, int | None], str] = {}
        same: dict[str, str] = {}
        items = []
        for film in sorted(self.titles, key=lambda number: (len(number), number)):
            title = read_title(self.titles[film])
            same[film] = kept.setdefault((title.name, title.year), film)
            if same[film] == film:
                items.append(Item(film, title.name, title.year))
        # A film that was merged may be the one that has the facts.
        about = {same[film]: facts[film] for film in reversed(list(same)) if isinstance(facts.get(film), dict)}
        return tuple(_with_facts(item, about.get(item.id, {})) for item in items), same

    def _add(self, film: str, title: object, problems: Problems) -> bool:
        name = problems.clean(html.unescape(title)) if isinstance(title, str) else ""
        if name:
            self.titles[film] = name
        return bool(name)


def _with_facts(item: Item, facts: Mapping[str, Any]) -> Item:
    found = {kind: facts.get(key) for kind, key in _KINDS.items()}
    attributes = {
        kind: tuple(value for value in values if isinstance(value, str) and value)
        for kind, values in found.items()
        if isinstance(values, list) and values
    }
    plot = facts.get("plot")
    return replace(item, attributes=attributes, description=plot if isinstance(plot, str) else "")


def _linker(
    items: Iterable[Item], same: Mapping[str, str], facts: Mapping[str, Any]
) -> Callable[[str], str | None]:
    """Which item a film's name in the graph is: by the file of facts, whose names it has, or by title and year."""
    titled = {(item.title, item.year): item.id for item in items}
    named = {
        about["name"]: same[film]
        for film, about in facts.items()
        if film in same and isinstance(about, dict) and isinstance(about.get("name"), str)
    }

    def item_of(name: str) -> str | None:
        title = read_title(name)
        return named.get(name) or titled.get((title.name, title.year))

    return item_of


def _objects(file: Path, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in open_lines(file, problems):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict) and isinstance(row.get("messages"), list):
            yield number, row
        elif line.strip():
            problems.add(file, number, "", line, "a JSON object with `messages`")


def _dialogue(
    row: Mapping[str, Any], split: str, same: Mapping[str, str], file: Path, number: int, problems: Problems
) -> Dialogue | None:
    roles: dict[str, Speaker] = {str(row.get("respondentWorkerId")): "agent", str(row.get("initiatorWorkerId")): "user"}
    turns: list[Turn] = []
    for message in row["messages"]:
        text = message.get("text") if isinstance(message, dict) else None
        speaker = roles.get(str(message.get("senderWorkerId", ""))) if isinstance(message, dict) else None
        if not isinstance(text, str) or speaker is None:
            problems.add(file, number, "messages", message, "a text sent by the initiator or the respondent")
            continue
        pieces = _pieces(html.unescape(text), same, file, number, problems)
        if turns and turns[-1].speaker == speaker:
            turns[-1] = Turn(speaker, (*turns[-1].pieces, " ", *pieces))
        elif pieces:
            turns.append(Turn(speaker, pieces))
    if not turns:
        problems.add(file, number, "messages", row["messages"], "at least one message")
        return None
    name = str(row.get("conversationId") or f"{split}-{number}")
    people = () if "None" in roles else tuple(sorted(roles))
    return Dialogue(name, tuple(turns), _marks(row, same), split, people=people)


def _pieces(
    text: str, same: Mapping[str, str], file: Path, number: int, problems: Problems
) -> tuple[str | ItemRef, ...]:
    pieces: list[str | ItemRef] = []
    for place, part in enumerate(_MENTION.split(text)):
        if place % 2 == 0:
            pieces.append(part)
        elif part in same:
            pieces.append(ItemRef(same[part]))
        else:
            problems.add(file, number, "messages", f"@{part}", "a film of movieMentions (the mention is left out)")
    return tuple(piece for piece in pieces if piece)


def _marks(row: Mapping[str, Any], same: Mapping[str, str]) -> dict[str, Mark]:
    """The seeker's word on each film; the recommender's where the seeker did not say. 0 is no, 1 yes, 2 not said."""
    marks: dict[str, Mark] = {}
    for form in (row.get("initiatorQuestions"), row.get("respondentQuestions")):
        for film, said in form.items() if isinstance(form, dict) else ():
            if film in same and isinstance(said, dict):
                before = marks.get(same[film], Mark())
                answers = [_ANSWERS.get(str(said.get(name))) for name in Mark.__slots__]
                earlier = [getattr(before, name) for name in Mark.__slots__]
                marks[same[film]] = Mark(*(a if b is None else b for a, b in zip(answers, earlier, strict=True)))
    return marks


SOURCE = Source(
    summary="ReDial: train_data.jsonl, test_data.jsonl, movies_with_mentions.csv",
    item_noun="film",
    licence="CC BY 4.0 (Li et al. 2018, Towards Deep Conversational Recommendations)",
    read=read,
    options={"facts": '"no" leaves id2info.json and kg.json unread'},
)
