"""The form of a transcript: user turns, each with checks of the answer. README.md beside this file explains it.

A transcript is prose up to its first `user: ` line. A check line that no registered pattern fits is an error with file
and line, so a check that is misspelt cannot pass unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from agent.reply import Reply
from agent.session import Session
from data.catalogue import Catalogue
from data.records import Item

Check = Callable[..., Iterator[str]]
CHECKS: list[tuple[re.Pattern[str], Check]] = []


class TranscriptError(ValueError):
    """A transcript cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a check sees: the session before the turn, the reply, and all items shown in earlier turns."""

    catalogue: Catalogue
    before: Session
    reply: Reply
    shown: frozenset[str] = frozenset()
    last_text: str = ""

    @property
    def items(self) -> list[Item]:
        """The catalogue's rows of the reply's items."""
        return [self.catalogue[item.id] for item in self.reply.items if item.id in self.catalogue]

    def item(self, name: str) -> Item:
        """The item that a transcript means by `item 2`, `the last item`, `Title` or `Title (year)`, or LookupError."""
        if place := re.fullmatch(r"item (\d+)|the last item", name):
            listed = self.before.last_list
            number = int(place[1] or len(listed))
            if not 0 < number <= len(listed):
                raise LookupError(f"{name} is not there: the list had {len(listed)} items")
            return self.catalogue[listed[number - 1]]
        found = [item for item in self.catalogue if name in (item.label(), item.title)]
        if len(found) != 1:
            raise LookupError(f"{name!r} means {len(found)} items of the catalogue; write `Title (year)`")
        return found[0]

    def all(self, titles: str) -> list[Item]:
        """The items of names with semicolons between them."""
        return [self.item(name.strip()) for name in titles.split(";")]

    def says(self, words: str) -> bool:
        """Whether the reply's text holds these words, in any case."""
        return words.casefold() in self.reply.text.casefold()


@dataclass(frozen=True, slots=True)
class Expectation:
    """One check line. `when` is what stood before it: `from now on: `, `no longer: ` or nothing."""

    line: int
    text: str
    check: Check
    parts: dict[str, str]
    when: str = ""

    def problems(self, scene: Scene) -> list[str]:
        """What is wrong, each with the line of the check; empty where it holds."""
        try:
            return [f"line {self.line}: {self.text}: {problem}" for problem in self.check(scene, **self.parts)]
        except LookupError as error:
            return [f"line {self.line}: {self.text}: {error}"]


@dataclass(frozen=True, slots=True)
class Said:
    """One user turn and what is expected of the answer."""

    line: int
    message: str
    expected: list[Expectation] = field(default_factory=list)


def check(pattern: str) -> Callable[[Check], None]:
    """Register a check: a generator of problems, called with the scene and the pattern's named groups."""
    return lambda function: CHECKS.append((re.compile(pattern), function))


def about_items(pattern: str) -> Callable[[Callable[..., bool]], None]:
    """Register a predicate of one item as the checks `every item ...`, `some item ...` and `top item ...`."""

    def register(holds: Callable[..., bool]) -> None:
        def verdict(scene: Scene, which: str, **parts: str) -> Iterator[str]:
            items = scene.items[:1] if which == "top" else scene.items
            wrong = [item.label() for item in items if not holds(scene, item, **parts)]
            if not items or (len(wrong) == len(items) if which == "some" else wrong):
                yield f"not so for {', '.join(wrong) or 'an empty list'}"

        check(rf"(?P<which>every|some|top) item {pattern}")(verdict)

    return register


def parse(text: str, place: str) -> list[Said]:
    """The user turns of a transcript. Raises TranscriptError for a line that is none, with file and line."""
    turns: list[Said] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("user: "):
            turns.append(Said(number, line.removeprefix("user: ")))
        elif turns and line.startswith("  - "):
            expected = _expectation(line[4:].strip(), number, place)
            earlier = {check.text for turn in turns for check in turn.expected if check.when == "from now on: "}
            if expected.when == "no longer: " and expected.text not in earlier:
                raise TranscriptError(f"{place}, line {number}: no `from now on: {expected.text}` stands before it")
            turns[-1].expected.append(expected)
        elif turns and line.startswith("      "):
            turns[-1] = replace(turns[-1], message=f"{turns[-1].message} {line.strip()}")
        elif turns and line.strip():
            raise TranscriptError(f"{place}, line {number}: {line!r} is neither `user: ...` nor `  - check`")
    return turns


def _expectation(text: str, line: int, place: str) -> Expectation:
    when, body = re.fullmatch(r"(from now on: |no longer: |)(.+)", text).groups()  # type: ignore[union-attr]
    for pattern, function in CHECKS:
        if match := pattern.fullmatch(body):
            return Expectation(line, body, function, match.groupdict(), when)
    raise TranscriptError(f"{place}, line {line}: unknown check {body!r}; tests/conversations/README.md lists them")
