"""Everything named in a reply is in the catalogue: slots are filled with titles, and names outside slots are found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reading.linking import Linker
from agent.reading.tokens import ARTICLES, keys, tokenize
from agent.reading.vocabulary import PEOPLE_KINDS, Vocabulary
from data.catalogue import Catalogue
from data.records import ItemRef
from prompts.prompt import Piece
from prompts.tasks.conversation import FIELDS
from prompts.template import load_templates


class Grounding:
    """What a text names, judged by one catalogue."""

    def __init__(self, linker: Linker, vocabulary: Vocabulary, nouns: frozenset[str] = frozenset()) -> None:
        """`nouns` are what the catalogue calls its items, which may be said although a title may be called so."""
        self.catalogue: Catalogue = linker.catalogue
        self._linker, self._vocabulary, self._nouns = linker, vocabulary, nouns
        templates = load_templates("conversation", FIELDS)
        self._sayable = nouns.union(*(keys(template.target) for template in templates))
        self._names: dict[str, str] = {}
        titles: dict[str, int] = {}
        for item in self.catalogue:
            titles[item.title] = titles.get(item.title, 0) + 1
        for item in self.catalogue:
            self._names[item.id] = item.title if titles[item.title] == 1 else item.label()

    def name(self, item: str) -> str:
        """The title as a sentence says it: with the year where two items share it. Raises KeyError for an unknown item.
        """
        return self._names[item] if item in self._names else self.catalogue[item].label()

    def text(self, pieces: Sequence[Piece]) -> str:
        """The pieces as plain text, item references by their titles. Raises KeyError for an unknown item."""
        return "".join(self.name(piece.item) if isinstance(piece, ItemRef) else str(piece) for piece in pieces)

    def referenced(self, text: str, items: Sequence[str], *, beside: str | None = None) -> tuple[Piece, ...]:
        """The text with the titles of these items as references. The title of the item `beside` them stays words: no
        "Blade Runner" is found in "Blade Runner 2049"."""
        names = {self.name(item): item for item in items if item in self.catalogue}
        if not names:
            return (text,)
        plain = set() if beside is None else {self.name(beside)} - names.keys()
        pattern = "|".join(re.escape(name) for name in sorted(plain.union(names), key=len, reverse=True))
        parts = re.split(rf"(?<!\w)({pattern})(?!\w)", text)
        return tuple(
            ItemRef(names[part]) if place % 2 and part not in plain else part
            for place, part in enumerate(parts) if part
        )

    def foreign_names(self, text: str, allowed: Sequence[str] = ()) -> tuple[str, ...]:
        """The titles, people and values of the catalogue that a text names; words in `allowed` may be named.

        A title made of words that our own wordings use ("Up", "It") is only one where it is marked as a title.
        """
        spared = {word for phrase in allowed for word in (token.key for token in tokenize(phrase))}
        found = [text[one.start : one.end] for one in self._linker.link(text)]
        found += [name for name in self._linker.possible(text) if not set(keys(name)) <= self._sayable]
        for value in self._vocabulary.find(text):
            kind = value.facets[0].kind
            if kind in PEOPLE_KINDS or kind in self._vocabulary.shelves or " " in text[value.start : value.end]:
                found.append(text[value.start : value.end])
        return tuple(
            name for name in found if not {token.key for token in tokenize(name)} - ARTICLES <= spared | self._nouns
        )
