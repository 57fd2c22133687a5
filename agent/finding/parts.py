"""The parts of a recommender that take long to make, kept so that a catalogue that was appended to need not wait."""

from __future__ import annotations

from dataclasses import dataclass

from agent.finding.co_liking import CoLiking
from agent.retrievers.bm25 import BM25
from data.catalogue import Catalogue
from data.store import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """Counts of who liked what or of what is talked of, and the index of words, over one catalogue."""

    liking: CoLiking
    bm25: BM25

    @staticmethod
    def of(store: Store) -> Parts:
        """The parts of a store, made from everything in it."""
        return Parts(CoLiking(store.catalogue, store.interactions, store.dialogues), BM25(store.catalogue))

    def grown(self, catalogue: Catalogue) -> Parts:
        """The parts over a catalogue that begins with the items of this one."""
        return Parts(self.liking.grown(catalogue), self.bm25.grown(catalogue))
