"""A simulated user who looks for one item without knowing its name, and says what they know of it bit by bit.

They open with one attribute or one liked item, answer questions, criticise lists by what is wrong with them, and are
happy once the item is listed. All they say is true, and they never say the name or the id of what they look for. Rules
and seeded draws, no language model: any system can be judged again under the same conditions.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from data.catalogue import Catalogue
from data.records import Item
from eval.simulation import wording as say
from eval.simulation.constraint import Constraint
from eval.simulation.critic import Critic, may_point
from eval.simulation.giveaway import gives_away
from eval.simulation.knowledge import Knowledge
from eval.simulation.point import PEOPLE, Point, refusal
from eval.simulation.questions import ANY, LIKES, REFUSED, asked_about

_LIKE, _TWO, _SEEN, _CLOSE, _INSISTS, _SILENT = 0.35, 0.4, 0.6, 0.5, 0.5, 0.04
"""How likely: to open with a liked item, to say two things, to say what was seen, to point at an item that is close,
to insist on what was not taken up, to say nothing but no."""
_COMMON = 5
_PEOPLE_LATE = 0.35
"""Names come to mind late: their weight grows by this share of it each turn."""


@dataclass(slots=True)
class SimulatedUser:
    """One conversation of one user; `noun` is what the catalogue holds, in the singular.

    `stated` is all that was asked for so far, in order; `asked` and `answered` count the agent's questions and those
    that the user had an answer to.
    """

    catalogue: Catalogue
    critic: Critic
    knowledge: Knowledge
    noun: str = "item"
    seed: int = 0
    stated: list[Constraint] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    _rng: random.Random = field(init=False)
    _spoken: dict[Constraint, str] = field(init=False, default_factory=dict)
    _likes: list[Item] = field(init=False)
    _said: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._rng = random.Random(f"simulator/{self.seed}/{self.knowledge.target.id}/talk")
        self._likes = list(self.knowledge.likes)

    def opening(self) -> str:
        """The first message: one liked item or one attribute."""
        if self._likes and self._rng.random() < _LIKE:
            return self._liking()
        point = self._choose([one for one in self.knowledge.facts if one.constraint.kind != "word"], turn=0)
        return _capital(self._one(say.OPEN_WISH).format(words=self._words(point)))

    def everything(self) -> str:
        """All that the user knows in one message, for a system that is asked only once."""
        wishes = [self._words(point) for point in self.knowledge.facts]
        likes = [self._liking() for _ in self.knowledge.likes]
        return _joined(*(f"{_capital(one)}." for one in wishes), *likes)

    def accepts(self, listed: Sequence[Item]) -> bool:
        """Whether the item that the user looks for is listed."""
        return any(item.id == self.knowledge.target.id for item in listed)

    def reply(self, text: str, listed: Sequence[Item], turn: int) -> str:
        """The next message, after an answer that does not hold the target; `turn` counts from 1."""
        kinds = asked_about(text, self.catalogue.kinds, listing=bool(listed))
        if kinds:
            self.asked += 1
            if answer := self._answer(kinds):
                self.answered += 1
                return answer
            if not listed:
                return self._one(say.NO_IDEA)
        return self._criticise(listed, turn) if listed else self._volunteer(turn)

    def _answer(self, kinds: Sequence[str]) -> str:
        for kind in kinds:
            if kind == LIKES and self._likes:
                return self._liking()
            facts = [one for one in self._unsaid() if kind in (ANY, one.constraint.kind)]
            if kind == REFUSED:
                facts = self._unwanted()
            if facts:
                return self._sentence([self._words(self._choose(facts, turn=2))])
        return ""

    def _criticise(self, listed: Sequence[Item], turn: int) -> str:
        met = self._met(listed)
        if self._rng.random() < _SILENT:
            return _joined(met, self._one(say.NOTHING))
        ignored = [one for one in self.stated if one in self._spoken and one.ignored_by(listed)]
        points = list(self.critic.points(listed, self.knowledge, self.stated))
        words: list[str] = []
        place = self.critic.closest(listed, self.knowledge.target)
        if ignored and self._rng.random() < _INSISTS:
            again = self._spoken[self._rng.choice(ignored)]
            words.append(self._one(say.INSIST).format(words=again))
        while points and len(words) < (2 if self._rng.random() < _TWO else 1):
            point = self._choose(points, turn)
            points = [one for one in points if one.constraint.kind != point.constraint.kind]
            words.append(self._words(point))
            if place is not None and not may_point(point.constraint, listed[place], self.knowledge.target):
                place = None
        if not words and (left := self._unsaid()):
            words.append(self._words(self._choose(left, turn)))
        if not words:
            return _joined(met, self._one(say.NOTHING))
        if place is not None and self._rng.random() < _CLOSE:
            close = self._one(say.CLOSE).format(nth=say.NTH[place])
            return _joined(met, f"{close} {' and '.join(words)}.")
        return _joined(met, self._sentence(words))

    def _volunteer(self, turn: int) -> str:
        """What a user says to an answer that neither lists nor asks anything: something more of what they know."""
        left = self._unsaid()
        if left:
            return self._sentence([self._words(self._choose(left, turn))])
        if self._spoken:
            return self._sentence([self._rng.choice(list(self._spoken.values()))])
        return self._liking() if self._likes else self._one(say.NOTHING)

    def _met(self, listed: Sequence[Item]) -> str:
        """Says of one listed item that it was seen."""
        places = [place for place, item in enumerate(listed[: len(say.NTH)]) if item.id in self.knowledge.seen]
        if not places or self._rng.random() > _SEEN:
            return ""
        place = self._rng.choice(places)
        self.stated.append(Constraint("item", listed[place].id, refused=True))
        return self._one(say.SEEN).format(nth=say.NTH[place])

    def _liking(self) -> str:
        liked = self._likes.pop(0)
        self.stated.append(Constraint("item", liked.id, refused=True))
        return self._one(say.OPEN_LIKE).format(title=liked.label(), noun=self.noun)

    def _unsaid(self) -> list[Point]:
        return [one for one in self.knowledge.facts if not one.constraint.said_in(self.stated)]

    def _unwanted(self) -> list[Point]:
        """Common genres that the target has not, nor anything of the same name."""
        target, counts = self.knowledge.target, self.catalogue.by_value
        own = {value.lower() for values in target.attributes.values() for value in values}
        keys = [key for key in counts if key[0] == "genre" and key[1] not in own and not gives_away(key[1], target)]
        common = sorted(keys, key=lambda key: (-len(counts[key]), key))[:_COMMON]
        points = [refusal(*key) for key in common]
        return [point for point in points if not point.constraint.said_in(self.stated)]

    def _choose(self, points: Sequence[Point], turn: int) -> Point:
        late = 1.0 + _PEOPLE_LATE * turn
        weights = [one.weight * (late if one.constraint.kind in PEOPLE else 1.0) for one in points]
        return self._rng.choices(points, weights)[0]

    def _words(self, point: Point) -> str:
        """A sentence that says a point, which from then on is stated."""
        fields = {"noun": self.noun, "nouns": f"{self.noun}s", **point.fields}
        words = self._one(point.sentences).format(**fields)
        self.stated.append(point.constraint)
        self._spoken[point.constraint] = words
        return words

    def _sentence(self, words: Sequence[str]) -> str:
        if len(words) == 1:
            return _capital(self._one(say.ENDS).format(one=words[0]))
        return _capital(self._one(say.JOINS).format(one=words[0], two=words[1], Two=_capital(words[1])))

    def _one(self, sentences: Sequence[str]) -> str:
        """One of some sentences, another than before while there is another."""
        fresh = [sentence for sentence in sentences if sentence not in self._said] or list(sentences)
        chosen = self._rng.choice(fresh)
        self._said.add(chosen)
        return chosen


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
