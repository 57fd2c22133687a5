"""A reading made fit for a store: invisible characters stripped and counted, every field within its bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from data.knowledge import Triple, item_entity
from data.problems import Problems
from data.reading import Reading
from data.records import Dialogue, Interaction, Item, ItemRef, Mark, Profile, Review, Turn
from data.text import DESCRIPTION_LENGTH, ID_LENGTH, TITLE_LENGTH, TURN_LENGTH, VALUE_LENGTH, clean, shorten

_VALUES = 200
"""How many values one item may have of one kind."""


def clean_reading(reading: Reading, problems: Problems) -> tuple[Reading, int]:
    """The reading with clean text, and how many invisible characters were stripped.

    Items whose id or title is empty, too long or taken after cleaning are problems, and so is every record that names
    an item which is not there.
    """
    cleaner = _Cleaner(reading, problems)
    items = tuple(cleaner.items(reading.items))
    known = {item.id for item in items}
    return replace(
        reading,
        items=items,
        interactions=tuple(cleaner.interactions(reading.interactions, known)),
        dialogues=tuple(cleaner.dialogues(reading.dialogues, known)),
        knowledge=tuple(dict.fromkeys(cleaner.knowledge(reading.knowledge, known))),
        profiles=tuple(cleaner.profiles(reading.profiles)),
    ), cleaner.stripped


@dataclass(slots=True)
class _Cleaner:
    reading: Reading
    problems: Problems
    stripped: int = 0
    ids: dict[str, str] = field(default_factory=dict)

    def items(self, items: Iterable[Item]) -> Iterator[Item]:
        taken: set[str] = set()
        for item in items:
            name, title = self.id(item.id), self.text(item.title, TITLE_LENGTH)
            if not name or name in taken or not title:
                self._problem("item", f"{item.id} {item.title}", f"a title, and a new id of 1-{ID_LENGTH} characters")
                continue
            taken.add(name)
            yield Item(
                name,
                title,
                item.year,
                self.text(item.description, DESCRIPTION_LENGTH),
                {kind: kept for kind, values in item.attributes.items() if (kept := self._values(values))},
                item.numbers,
            )

    def interactions(self, events: Iterable[Interaction], known: set[str]) -> Iterator[Interaction]:
        for event in events:
            user, item = self.id(event.user), self.id(event.item)
            if not user or item not in known:
                self._problem("interaction", f"{event.user} {event.item}", "a user and an item of the catalogue")
            elif user is event.user and item is event.item and event.review is None and not event.profile:
                yield event
            else:
                profile = self.text(event.profile, DESCRIPTION_LENGTH)
                yield replace(event, user=user, item=item, review=self._review(event.review), profile=profile)

    def dialogues(self, dialogues: Iterable[Dialogue], known: set[str]) -> Iterator[Dialogue]:
        for dialogue in dialogues:
            name = self.id(dialogue.id)
            turns = tuple(turn for old in dialogue.turns if (turn := self._turn(old)).pieces)
            marks = {self.id(item): mark for item, mark in dialogue.marks.items()}
            if name and turns and known.issuperset(_named(turns, marks)):
                people = tuple(self.text(one, VALUE_LENGTH) for one in dialogue.people)
                yield Dialogue(name, turns, marks, dialogue.split, self._lists(dialogue.profile), people)
            else:
                self._problem("dialogue", dialogue.id, "an id, turns, and items of the catalogue only")

    def knowledge(self, triples: Iterable[Triple], known: set[str]) -> Iterator[Triple]:
        ids = {item_entity(old): item_entity(new) for old, new in self.ids.items() if new in known}
        entities: dict[str, str] = {}
        for triple in triples:
            for end in (triple.head, triple.tail):
                if end not in entities:
                    entities[end] = ids.get(end) or self.text(end, VALUE_LENGTH)
            found = Triple(entities[triple.head], self.text(triple.relation, VALUE_LENGTH), entities[triple.tail])
            if all(found) and known.issuperset(found.items()):
                yield found
            else:
                self._problem("knowledge", " ".join(triple), "two entities, a relation, and items of the catalogue")

    def profiles(self, profiles: Iterable[Profile]) -> Iterator[Profile]:
        taken: set[str] = set()
        for profile in profiles:
            user = self.id(profile.user)
            if not user or user in taken:
                self._problem("profile", profile.user, "a user who has no profile yet")
                continue
            taken.add(user)
            yield Profile(user, self._lists(profile.attributes))

    def id(self, text: str) -> str:
        """A clean id; empty where it is too long, because ids that were cut could meet."""
        if text not in self.ids:
            found, count = clean(text)
            self.stripped += count
            self.ids[text] = text if found == text else found
            if len(found) > ID_LENGTH:
                self.ids[text] = ""
        return self.ids[text]

    def text(self, text: str, length: int, *, edges: bool = False) -> str:
        # Cut first, to twice the bound: what is far beyond it need not be cleaned.
        found, count = clean(text[: 2 * length], edges=edges)
        self.stripped += count
        return shorten(found, length)

    def _review(self, review: Review | None) -> Review | None:
        """None where nothing is left to read but a name."""
        if review is None:
            return None
        text, headline = self.text(review.text, TURN_LENGTH), self.text(review.headline, TITLE_LENGTH)
        return Review(text, headline, self.text(review.name, VALUE_LENGTH)) if text or headline else None

    def _values(self, values: Iterable[str]) -> tuple[str, ...]:
        cleaned = (self.text(value, VALUE_LENGTH) for value in values)
        return tuple(dict.fromkeys(value for value in cleaned if value))[:_VALUES]

    def _lists(self, lists: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {
            name: kept
            for kind, values in lists.items()
            if (name := self.text(kind, VALUE_LENGTH)) and (kept := self._values(values))
        }

    def _turn(self, turn: Turn) -> Turn:
        """Neighbouring texts are one, and a turn neither begins nor ends with a blank."""
        pieces: list[str | ItemRef] = []
        for piece in turn.pieces:
            if isinstance(piece, ItemRef):
                pieces.append(ItemRef(self.id(piece.item)))
            elif pieces and isinstance(pieces[-1], str):
                pieces[-1] = self.text(pieces[-1] + piece, TURN_LENGTH, edges=True)
            else:
                pieces.append(self.text(piece, TURN_LENGTH, edges=True))
        if pieces and isinstance(pieces[0], str):
            pieces[0] = pieces[0].lstrip()
        if pieces and isinstance(pieces[-1], str):
            pieces[-1] = pieces[-1].rstrip()
        return Turn(
            turn.speaker,
            tuple(piece for piece in pieces if piece),
            self.text(turn.goal, VALUE_LENGTH),
            self.text(turn.topic, VALUE_LENGTH),
            tuple(fact for raw in turn.knowledge if all(fact := self._fact(*raw))),
            self._values(turn.intents),
        )

    def _fact(self, head: str, relation: str, tail: str) -> tuple[str, str, str]:
        return self.text(head, VALUE_LENGTH), self.text(relation, VALUE_LENGTH), self.text(tail, DESCRIPTION_LENGTH)

    def _problem(self, column: str, value: str, expected: str) -> None:
        self.problems.add(self.reading.name, 0, column, value, expected)


def _named(turns: Iterable[Turn], marks: dict[str, Mark]) -> Iterator[str]:
    for turn in turns:
        yield from turn.items()
    yield from marks
