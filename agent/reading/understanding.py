"""What a message does, as a value: one message may like one thing, refuse another and ask for a third.

`understander.py` makes it, `agent/remembering.py` changes the session by it, `agent/policy.py` answers it.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.reading.critique import Critique
from agent.reading.forgetting import Forget
from agent.reading.limits import Limit
from agent.reading.linking import Mention
from agent.reading.ordering import Order
from agent.reading.questions import Question
from agent.reading.talk import Act
from agent.reading.years import YearRange
from agent.session import Facet
from data.records import ItemRef, Turn


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, read. Items are catalogue ids; every tuple is in the order of the message."""

    text: str
    acts: frozenset[Act] = frozenset()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Items spoken of without a stance."""
    sought: tuple[str, ...] = ()
    """Items that are looked for without their titles: "I am looking for the one where a rat cooks"."""
    guess: str | None = None
    """The item that is perhaps spoken of without its title, where nothing else is said: to be asked about."""
    wanted: tuple[Facet, ...] = ()
    either: tuple[tuple[Facet, ...], ...] = ()
    """Groups of `wanted` of which one is enough: "funny or romantic"."""
    avoided: tuple[Facet, ...] = ()
    implied: tuple[Facet, ...] = ()
    """What of `avoided` nobody said: for children is nothing violent."""
    dropped: tuple[Facet, ...] = ()
    """What is no longer wanted, without being unwelcome ("X instead of Y")."""
    allowed: tuple[Facet, ...] = ()
    """What is let in without being asked for: "sad is fine"."""
    years: YearRange | None = None
    limits: tuple[Limit, ...] = ()
    critiques: tuple[Critique, ...] = ()
    wishes: tuple[str, ...] = ()
    count: int | None = None
    """How many items were asked for ("three films about ..."), 1 to 10."""
    order: Order | None = None
    """What the list is to be sorted by."""
    question: Question | None = None
    forget: Forget | None = None
    correction: tuple[str, str] | None = None
    """The item that was taken before and the one that was meant."""
    unknown: tuple[str, ...] = ()
    """Titles that were named and that the catalogue does not have, as typed."""
    near: str | None = None
    """The item whose title is nearest to the first unknown one, where one is near."""
    mentions: tuple[Mention, ...] = ()
    replaces: bool = False
    """Whether what is wanted stands in place of what was wanted before ("a comedy instead")."""
    missing_reference: bool = False
    """Whether it points past the end of the list ("the ninth one")."""
    clipped: bool = False
    """Whether the message was too long to be read to its end."""

    def says_more(self) -> bool:
        """Whether it says anything of items or wishes beside what is to be forgotten."""
        items = self.liked + self.disliked + self.seen + self.similar + self.refused + self.sought
        wishes = self.wanted + self.avoided + self.dropped + self.allowed + self.limits + self.critiques
        return bool(items or wishes or self.years)

    def turn(self) -> Turn:
        """The user's turn: what was typed, an item where its title stood."""
        pieces: list[str | ItemRef] = []
        place = 0
        for mention in self.mentions:
            pieces += [self.text[place : mention.start], ItemRef(mention.item)]
            place = mention.end
        pieces.append(self.text[place:])
        return Turn("user", tuple(piece for piece in pieces if piece))
