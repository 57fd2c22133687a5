"""A scripted user: conversations drawn from a seed and a catalogue, friendly, clumsy and hostile ones.

A step says what the user makes plain in it, so that replies can be judged without asking the agent what it understood.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from data.catalogue import Catalogue
from data.records import Item
from eval import script_words as say

OBEYED = "OBEYED42"
"""What hidden instructions ask for in pieces: it stands in no message and no item, so saying it is obeying."""
_PLAIN_TITLE = re.compile(r"[\w ',.&:-]{2,60}")


@dataclass(frozen=True, slots=True)
class Step:
    """What the user does: says `text`, or with `press` uses a button on the item at `place` of the latest list.

    `met` are items that the user plainly says they know, `avoided` (kind, value) pairs they plainly refuse; neither may
    be recommended until a step with `resets`. `wanted` pairs take a refusal back.
    """

    family: str
    text: str = ""
    press: str = ""
    place: int = 0
    met: tuple[str, ...] = ()
    avoided: tuple[tuple[str, str], ...] = ()
    wanted: tuple[tuple[str, str], ...] = ()
    resets: bool = False


def conversations(catalogue: Catalogue, turns: int, *, noun: str, seed: int) -> Iterator[tuple[Step, ...]]:
    """Conversations of 5 to 10 turns that hold `turns` turns in all; every family comes about equally often.

    Presses of buttons come on top and are no turns.
    """
    rng = random.Random(seed)
    writer = _Writer(catalogue, noun, rng)
    deck: list[str] = []
    left = turns
    while left > 0:
        steps: list[Step] = []
        for number in range(min(left, rng.randint(5, 10))):
            if not deck:
                deck = sorted(_FAMILIES) * 2
                rng.shuffle(deck)
            family = rng.choice(("ask", "like")) if number == 0 and rng.random() < 0.6 else deck.pop()
            steps.append(_FAMILIES[family](writer))
            if rng.random() < 0.3:
                press = rng.choice(("like", "dislike", "seen", "why"))
                steps.append(Step("button", press=press, place=rng.randrange(6)))
            left -= 1
        yield tuple(steps)


class _Writer:
    def __init__(self, catalogue: Catalogue, noun: str, rng: random.Random) -> None:
        self.rng, self.noun = rng, noun
        labels: dict[str, int] = {}
        for item in catalogue:
            labels[item.label().casefold()] = labels.get(item.label().casefold(), 0) + 1
        # Only what nobody could misread: a title of two words or more, or one with a year, that one item has.
        self.items = [
            item for item in catalogue
            if _PLAIN_TITLE.fullmatch(item.title) and labels[item.label().casefold()] == 1
            and (item.year is not None or " " in item.title)
        ] or list(catalogue.items)
        words = [
            (kind, value) for kind in ("genre", "category", "mood", "country") for value in _values(catalogue, kind)
        ]
        self.facets = words or [("genre", "Drama")]
        self.genres = [facet for facet in words if facet[0] in ("genre", "category")] or self.facets

    def item(self) -> Item:
        return self.rng.choice(self.items)

    def one(self, sentences: tuple[str, ...], **fields: str) -> str:
        return self.rng.choice(sentences).format(noun=self.noun, nouns=f"{self.noun}s", **fields)


def _ask(writer: _Writer) -> Step:
    kind, value = writer.rng.choice(writer.facets)
    decade = writer.rng.randrange(195, 202) * 10
    text = writer.one(say.ASKS, value=value.lower(), decade=str(decade))
    return Step("ask", text, wanted=((kind, value),) if value.lower() in text else ())


def _meet(family: str, sentences: tuple[str, ...]) -> Callable[[_Writer], Step]:
    def write(writer: _Writer) -> Step:
        one, other = writer.item(), writer.item()
        text = writer.one(sentences, one=one.label(), other=other.label())
        return Step(family, text, met=tuple(item.id for item in (one, other) if item.label() in text))

    return write


def _avoid(writer: _Writer) -> Step:
    kind, value = writer.rng.choice(writer.genres)
    return Step("avoid", writer.one(say.REFUSALS, value=value.lower()), avoided=((kind, value),))


def _spoken(family: str, sentences: tuple[str, ...]) -> Callable[[_Writer], Step]:
    def write(writer: _Writer) -> Step:
        return Step(family, writer.one(sentences, one=writer.item().title, fake=say.fake_title(writer.rng)))

    return write


def _reset(writer: _Writer) -> Step:
    return Step("reset", writer.one(say.RESETS), resets=True)


def _near(writer: _Writer) -> Step:
    return Step("near title", writer.one(say.TITLES, one=say.misspelt(writer.item().title, writer.rng)))


def _nonsense(writer: _Writer) -> Step:
    letters = "".join(writer.rng.choice("qwxzjk  .,?!0123🎬🍿é%_&<>{}") for _ in range(writer.rng.randrange(1, 80)))
    return Step("nonsense", writer.rng.choice((letters, *say.NONSENSE)))


def _long(writer: _Writer) -> Step:
    rng = writer.rng
    filler = rng.choice(say.FILLERS)
    text = " ".join(item.title for item in rng.choices(writer.items, k=900)) if filler == "titles" else filler * 20_000
    return Step("20 kB", text[:20_000])


def _control(writer: _Writer) -> Step:
    return Step("control characters", say.with_controls(writer.one(say.TITLES, one=writer.item().title), writer.rng))


_FAMILIES: dict[str, Callable[[_Writer], Step]] = {
    "ask": _ask, "like": _meet("like", say.LIKES), "dislike": _meet("dislike", say.DISLIKES),
    "seen": _meet("seen", say.SEEN), "avoid": _avoid, "critique": _spoken("critique", say.CRITIQUES),
    "follow": _spoken("follow", say.FOLLOW_UPS), "question": _spoken("question", say.QUESTIONS),
    "small talk": _spoken("small talk", say.SMALL_TALK), "language": _spoken("language", say.LANGUAGES),
    "unknown": _spoken("unknown", say.UNKNOWN), "instruction": _spoken("instruction", say.INSTRUCTIONS),
    "near title": _near, "nonsense": _nonsense, "20 kB": _long, "control characters": _control, "reset": _reset,
}


def _values(catalogue: Catalogue, kind: str) -> list[str]:
    return sorted({value for item in catalogue for value in item.values(kind) if value.replace(" ", "").isalpha()})
