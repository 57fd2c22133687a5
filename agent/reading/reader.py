"""What reads messages about one catalogue: its vocabulary, the linker of titles, and the understander over both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reading.linking import Linker
from agent.reading.tokens import keys
from agent.reading.understander import Understander
from agent.reading.vocabulary import Vocabulary
from data.catalogue import Catalogue
from data.records import Item
from prompts.item_vectors import ItemVectors


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that is indexed so that words are understood; takes seconds to make for a large catalogue."""

    vocabulary: Vocabulary
    linker: Linker
    understander: Understander

    @staticmethod
    def of(catalogue: Catalogue, vectors: ItemVectors | None = None) -> Reader:
        """The reader of a catalogue, made from every item; `vectors` of the items tell what descriptions mean."""
        vocabulary = Vocabulary(catalogue, _told(catalogue.items))
        linker = Linker(catalogue, familiar=vocabulary.words)
        return Reader(vocabulary, linker, Understander(linker, vocabulary, vectors))

    def grown(self, catalogue: Catalogue) -> Reader:
        """A reader of a catalogue that begins with the items of this one, at once: of the new items it knows the titles
        as they are written and their words, but neither nicknames nor attribute values that no older item has.
        """
        linker = self.linker.grown(catalogue)
        vocabulary = self.vocabulary.familiar_with(_told(catalogue.items[len(self.linker.catalogue) :]))
        return Reader(vocabulary, linker, self.understander.grown(linker, vocabulary))


def _told(items: Sequence[Item]) -> frozenset[str]:
    """The words that descriptions are made of."""
    return frozenset(word for item in items for word in keys(item.description))
