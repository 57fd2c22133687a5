"""What a text is read against: the item it explains, what the user said, who liked what; and what was read so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agent.finding.co_liking import CoLiking
from agent.reasons.clauses import Clause
from agent.reply import Claim
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item

Read = tuple[Claim, int]
"""A claim and the number of the mark that it was read from."""


@dataclass(slots=True)
class Scene:
    """One text. `spent` are the marks that a claim was already made of: each is read once."""

    catalogue: Catalogue
    item: Item
    preferences: Preferences
    liking: CoLiking | None
    clauses: Sequence[Clause]
    spent: set[int] = field(default_factory=set)

    def items(self, clause: Clause, number: int) -> tuple[str, ...]:
        """The ids that a mark may mean."""
        mark = clause.marks[number]
        return getattr(mark, "items", ())

    def other(self, clause: Clause, number: int) -> Item:
        """The item that a mark names: of those with one title, the one the user spoke of."""
        ids = self.items(clause, number)
        said = [one for one in ids if one in self.preferences.known()]
        return self.catalogue[(said or ids)[0]]

    def others(self, clause: Clause) -> list[Item]:
        """The other items that a clause names, in order."""
        return [self.other(clause, number) for number in clause.numbers("t")]

    def earlier(self, clause: Clause, *, sentences: int = 0) -> list[Item]:
        """The other items named last before a clause, at most so many sentences back; else those right behind it in its
        sentence.
        """
        place = list(self.clauses).index(clause)
        for one in reversed(self.clauses[:place]):
            if clause.sentence - one.sentence > sentences:
                break
            if found := self.others(one):
                return found
        for one in self.clauses[place + 1 :]:
            if one.sentence == clause.sentence and (found := self.others(one)):
                return found
        return []

    def next(self, clause: Clause) -> Clause | None:
        """The clause behind one in the same sentence."""
        place = list(self.clauses).index(clause) + 1
        found = self.clauses[place] if place < len(self.clauses) else None
        return found if found is not None and found.sentence == clause.sentence else None

    def follows(self, clause: Clause) -> Clause | None:
        """The clause behind one, in whatever sentence."""
        place = list(self.clauses).index(clause) + 1
        return self.clauses[place] if place < len(self.clauses) else None

    def announced(self, clause: Clause) -> Clause | None:
        """The clause that ends in a colon right before one."""
        place = list(self.clauses).index(clause)
        found = self.clauses[place - 1] if place else None
        return found if found is not None and found.shape.endswith((":", "?")) else None

    def facets(self, clause: Clause, number: int) -> tuple[Facet, ...]:
        """The values that a mark may mean."""
        return getattr(clause.marks[number], "facets", ())

    def unspent(self, clause: Clause, codes: str) -> Iterator[int]:
        """The marks of some sorts that no claim was made of yet."""
        yield from (number for number in clause.numbers(codes) if number not in self.spent)


def of(item: Item, **more: object) -> dict[str, object]:
    """The evidence of a claim about an item: where to look."""
    return {"item": item.id, "title": item.title, **more}
