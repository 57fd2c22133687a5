"""Records to and from the JSON lines of a store. What is read is checked: a store may come from anywhere.

    items.jsonl          {"id", "title", "year", "description", "attributes": {kind: [...]}, "numbers": {}}
    interactions.jsonl   {"user", "item", "time", "value", "review": {"text", "headline", "name"},
                         "profile"}
    dialogues.jsonl      {"id", "split", "turns": [{"speaker", "pieces": ["text", {"item": id}], "goal", "topic",
                         "knowledge": [[head, relation, tail]], "intents": [...]}], "marks": {id: {...}},
                         "profile": {name: [...]}}
    knowledge.jsonl      {"head", "relation", "tail"}
    profiles.jsonl       {"user", "attributes": {kind: [...]}}

Only `id` and `title` of an item, `user` and `item` of an interaction, `id` and `turns` of a dialogue, `user` of a
profile and all of a fact are required. What is empty is not written.
Every function here raises ValueError that says what was found and what was expected; the caller names file and line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from data.knowledge import Triple
from data.records import Dialogue, Interaction, Item, ItemRef, Mark, Profile, Review, Speaker, Turn

T = TypeVar("T")
_SPEAKERS: Mapping[str, Speaker] = {"user": "user", "agent": "agent"}


def item_line(item: Item) -> str:
    """One line of items.jsonl; what is empty is left out, save the year."""
    row: dict[str, Any] = {"id": item.id, "title": item.title, "year": item.year}
    if item.description:
        row["description"] = item.description
    if item.attributes:
        row["attributes"] = {kind: list(values) for kind, values in item.attributes.items()}
    if item.numbers:
        row["numbers"] = {name: _number(value, name) for name, value in item.numbers.items()}
    return json.dumps(row, ensure_ascii=False)


def read_item(row: Any) -> Item:
    """The item of one JSON object."""
    attributes = _field(row, "attributes", dict, {})
    numbers = _field(row, "numbers", dict, {})
    return Item(
        id=_text(row, "id"),
        title=_text(row, "title"),
        year=_field(row, "year", int, None),
        description=_field(row, "description", str, ""),
        attributes={kind: _texts(values, f"attributes.{kind}") for kind, values in attributes.items()},
        numbers={name: _number(value, f"numbers.{name}") for name, value in numbers.items()},
    )


def interaction_line(event: Interaction) -> str:
    """One line of interactions.jsonl; written by hand because a store holds millions."""
    time = "" if event.time is None else f', "time": {int(event.time)}'
    value = "" if event.value is None else f', "value": {_number(event.value, "value")!r}'
    review = "" if event.review is None else f', "review": {_review_text(event.review)}'
    profile = "" if not event.profile else f', "profile": {_quoted(event.profile)}'
    return f'{{"user": {_quoted(event.user)}, "item": {_quoted(event.item)}{time}{value}{review}{profile}}}'


def read_interaction(row: Any) -> Interaction:
    """The interaction of one JSON object. The first lines are the common case, straight: a store holds millions."""
    if type(row) is not dict:
        raise ValueError(f"found {str(row)[:60]!r}; expected an object with 'user' and 'item'")
    user, item, time, value = row.get("user"), row.get("item"), row.get("time"), row.get("value")
    if user and item and type(user) is type(item) is str and type(time) is int and type(value) is float:
        if math.isfinite(value) and "review" not in row and "profile" not in row:
            return Interaction(user, item, time, value)
    return Interaction(
        _text(row, "user"),
        _text(row, "item"),
        _field(row, "time", int, None),
        None if value is None else _number(value, "value"),
        None if row.get("review") is None else _review(row["review"]),
        _field(row, "profile", str, ""),
    )


def dialogue_line(dialogue: Dialogue) -> str:
    """One line of dialogues.jsonl."""
    row: dict[str, Any] = {"id": dialogue.id, "split": dialogue.split, "turns": list(map(_turn_row, dialogue.turns))}
    if dialogue.marks:
        row["marks"] = {
            item: {name: said for name in Mark.__slots__ if (said := getattr(mark, name)) is not None}
            for item, mark in dialogue.marks.items()
        }
    if dialogue.profile:
        row["profile"] = {name: list(values) for name, values in dialogue.profile.items()}
    if dialogue.people:
        row["people"] = list(dialogue.people)
    return json.dumps(row, ensure_ascii=False)


def read_dialogue(row: Any) -> Dialogue:
    """The dialogue of one JSON object."""
    turns = _field(row, "turns", list, None)
    if turns is None:
        raise ValueError("'turns' is missing; expected a list of turns")
    marks, profile = _field(row, "marks", dict, {}), _field(row, "profile", dict, {})
    return Dialogue(
        id=_text(row, "id"),
        turns=tuple(map(_turn, turns)),
        marks={item: _mark(mark) for item, mark in marks.items()},
        split=_field(row, "split", str, "train"),
        profile={name: _texts(values, f"profile.{name}") for name, values in profile.items()},
        people=_texts(row.get("people", []), "people"),
    )


def triple_line(triple: Triple) -> str:
    """One line of knowledge.jsonl."""
    return json.dumps(triple._asdict(), ensure_ascii=False)


def read_triple(row: Any) -> Triple:
    """The fact of one JSON object."""
    return Triple(*(_text(row, name) for name in Triple._fields))


def profile_line(profile: Profile) -> str:
    """One line of profiles.jsonl."""
    values = {kind: list(found) for kind, found in profile.attributes.items()}
    return json.dumps({"user": profile.user, "attributes": values}, ensure_ascii=False)


def read_profile(row: Any) -> Profile:
    """The profile of one JSON object."""
    attributes = _field(row, "attributes", dict, {})
    told = {kind: _texts(values, f"attributes.{kind}") for kind, values in attributes.items()}
    return Profile(_text(row, "user"), told)


def _review(row: Any) -> Review:
    return Review(*(_field(row, name, str, "") for name in Review.__slots__))


def _review_text(review: Review) -> str:
    said = {name: text for name in Review.__slots__ if (text := getattr(review, name))}
    return json.dumps(said, ensure_ascii=False)


def _turn_row(turn: Turn) -> dict[str, Any]:
    pieces = [piece if isinstance(piece, str) else {"item": piece.item} for piece in turn.pieces]
    noted = {"goal": turn.goal, "topic": turn.topic, "knowledge": turn.knowledge, "intents": turn.intents}
    return {"speaker": turn.speaker, "pieces": pieces} | {name: value for name, value in noted.items() if value}


def _turn(row: Any) -> Turn:
    speaker = _text(row, "speaker")
    if speaker not in _SPEAKERS:
        raise ValueError(f"'speaker' is {speaker!r}; expected 'user' or 'agent'")
    pieces: list[str | ItemRef] = []
    for piece in _field(row, "pieces", list, []):
        pieces.append(piece if isinstance(piece, str) else ItemRef(_text(piece, "item")))
    return Turn(
        _SPEAKERS[speaker],
        tuple(pieces),
        goal=_field(row, "goal", str, ""),
        topic=_field(row, "topic", str, ""),
        knowledge=tuple(map(_fact, _field(row, "knowledge", list, ()))),
        intents=_texts(_field(row, "intents", list, []), "intents"),
    )


def _fact(row: Any) -> tuple[str, str, str]:
    said = _texts(row, "knowledge")
    if len(said) != 3:
        raise ValueError(f"'knowledge' holds {str(row)[:60]!r}; expected a head, a relation and a tail")
    return said[0], said[1], said[2]


def _mark(row: Any) -> Mark:
    return Mark(*(_field(row, name, bool, None) for name in Mark.__slots__))


def _text(row: Any, name: str) -> str:
    value: str = _field(row, name, str, "")
    if not value:
        raise ValueError(f"{name!r} is missing or empty; expected a text")
    return value


def _texts(values: Any, name: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name!r} is {str(values)[:60]!r}; expected a list of texts")
    return tuple(values)


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{name!r} is {str(value)[:60]!r}; expected a finite number")
    return float(value)


def _field(row: Any, name: str, kind: Callable[..., T], default: Any) -> Any:
    if not isinstance(row, dict):
        raise ValueError(f"found {str(row)[:60]!r}; expected an object with {name!r}")
    value = row.get(name)
    if value is None:
        return default
    # A bool is an int to Python, but never a year.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):  # type: ignore[arg-type]
        raise ValueError(f"{name!r} is {str(value)[:60]!r}; expected {getattr(kind, '__name__', kind)}")
    return value


@lru_cache(maxsize=200_000)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
