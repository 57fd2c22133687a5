"""How a task is worded: hard templates in TOML with their label words beside them (the survey's "discrete prompts").

A file `templates/TASK.toml` holds `[[template]]` tables:

    [[template]]
    id = "direct-1"
    situation = "recommend"                 # which examples it fits; "" fits every one
    system = "act : recommend"              # optional message before the conversation
    source = "{user} liked {history}."      # optional user message after the conversation
    target = "How about {item}?"            # what the agent says
    words = { yes = "yes", no = "no" }      # label words, read back by a verbalizer
    seen = true                             # false: held out of tuning, for unseen-wording tests

`{name}` is a field of the task; `{{` and `}}` are braces. The field `answer` holds a label, said in the word that the
wording has for it: "yes", "gladly", "a match".
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from data.records import ItemRef
from prompts.example import Example, Said, Value
from prompts.prompt import Message, Piece, Prompt, Slot

ANSWER = "answer"
_KEYS: Mapping[str, type] = {
    "id": str, "situation": str, "system": str, "source": str, "target": str, "words": dict, "seen": bool,
}


class TemplateError(ValueError):
    """A template file is wrong: the message names file, template, what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Template:
    """One wording of one task."""

    id: str
    target: str
    situation: str = ""
    system: str = ""
    source: str = ""
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    seen: bool = True

    def render(self, example: Example) -> Prompt:
        """The prompt: system message, the conversation so far, the worded source, and the target as what comes next.

        Raises TemplateError where the example lacks a field that the template names.
        """
        messages: tuple[Message, ...] = ()
        if self.system:
            messages += (Message("system", self._fill(self.system, example.fields)),)
        messages += example.context
        if self.source:
            messages += (Message("user", self._fill(self.source, example.fields), said=False),)
        target = self._fill(self.target, example.fields)
        return Prompt(messages, target, example.user, example.rating, example.profile, month=example.month)

    def say(self, fields: Mapping[str, Value]) -> tuple[Piece, ...]:
        """The target alone, filled: what the agent says where no LM words it."""
        return self._fill(self.target, fields)

    def placeholders(self) -> frozenset[str]:
        """Every field name this template uses."""
        return frozenset(
            name
            for text in (self.system, self.source, self.target)
            for _, name, _, _ in string.Formatter().parse(text)
            if name is not None
        )

    def _fill(self, text: str, fields: Mapping[str, Value]) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for literal, name, _, _ in string.Formatter().parse(text):
            if literal:
                pieces.append(literal)
            if name is None:
                continue
            if name not in fields:
                raise TemplateError(f"template {self.id!r} needs the field {name!r}; the example has {sorted(fields)}")
            value = fields[name]
            if name == ANSWER and isinstance(value, str):
                value = self.words.get(value, value)
            pieces.extend(listed(value))
        return _joined(pieces)


def load_templates(task: str, fields: Collection[str]) -> tuple[Template, ...]:
    """All templates of `prompts/templates/TASK.toml`, checked against the fields that the task supplies.

    Raises TemplateError for an unknown key or field, a missing id or target, an id used twice, or broken TOML.
    """
    return _load(task, frozenset(fields))


def parse_templates(text: str, fields: Collection[str], *, place: str) -> tuple[Template, ...]:
    """Templates from TOML text; `place` is named in errors."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TemplateError(f"{place}: not TOML: {error}") from error
    if strange := set(document) - {"template"}:
        raise TemplateError(f"{place}: unknown table {sorted(strange)}; every table is a [[template]]")
    tables = document.get("template", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise TemplateError(f"{place}: 'template' is no list of tables; write [[template]] above each")
    templates: dict[str, Template] = {}
    for number, table in enumerate(tables, 1):
        template = _template(table, f"{place}, template {number}")
        if unknown := template.placeholders() - set(fields):
            raise TemplateError(
                f"{place}, template {template.id!r}: unknown field {sorted(unknown)}; the task has {sorted(fields)}"
            )
        if template.id in templates:
            raise TemplateError(f"{place}: the template id {template.id!r} stands there twice")
        templates[template.id] = template
    return tuple(templates.values())


def listed(value: Value) -> list[Piece]:
    """A field's value as pieces: "A, B and C" where it holds several."""
    if isinstance(value, Said):
        return list(value.pieces)
    if not isinstance(value, tuple):
        return [value]
    pieces: list[Piece] = []
    for place, part in enumerate(value):
        if place:
            pieces.append(" and " if place == len(value) - 1 else ", ")
        pieces.append(part)
    return pieces


@lru_cache(maxsize=64)
def _load(task: str, fields: frozenset[str]) -> tuple[Template, ...]:
    file = resources.files("prompts.templates") / f"{task}.toml"
    return parse_templates(file.read_text(encoding="utf-8"), fields, place=f"prompts/templates/{task}.toml")


def _template(table: Mapping[str, Any], place: str) -> Template:
    if unknown := set(table) - set(_KEYS):
        raise TemplateError(f"{place}: unknown key {sorted(unknown)}; known keys are {sorted(_KEYS)}")
    for key, value in table.items():
        if not isinstance(value, _KEYS[key]):
            raise TemplateError(f"{place}: {key} is {value!r}; expected {_KEYS[key].__name__}")
    if strange := [word for word in table.get("words", {}).values() if not isinstance(word, str)]:
        raise TemplateError(f"{place}: the label words {strange!r} are no words; write them in quotes")
    if not table.get("id") or "target" not in table:
        raise TemplateError(f"{place}: a template needs an id and a target")
    try:
        template = Template(**table)
        template.placeholders()
    except ValueError as error:
        raise TemplateError(f"{place}: {error}; write a lone brace as {{{{ or }}}}") from error
    return template


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbouring strings made one, so that a prompt has one form only."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, (ItemRef, Slot)) or not joined or not isinstance(joined[-1], str):
            joined.append(piece)
        elif piece:
            joined[-1] += piece
    return tuple(joined)
