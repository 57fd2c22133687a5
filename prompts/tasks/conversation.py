"""How the agent words what it has decided to say: a situation and the talk so far -> one or two sentences with open
slots.

The LM never states a fact: it leaves `[REC]`, `[ITEM]` and `[FACT]` open and the house fills them with what is true.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from data.dialogues import Dialogues
from data.records import Turn
from prompts.example import Example, Said, Value
from prompts.prompt import Message, Prompt, Slot
from prompts.task import Task
from prompts.template import Template, load_templates

_WORD = re.compile(r"\[\w+\]|[\w']+|[^\w\s]")
FIELDS = frozenset({"item", "liked", "value", "noun", "nouns", "asked", "kind", "count", "other", "less"})
SLOTS: Mapping[str, Slot] = {"item": Slot(name="REC"), "liked": Slot(name="ITEM"), "value": Slot(name="FACT")}
FILES = ("conversation", "explanation")
TURNS = 3
"""How many of the latest turns the wording may depend on."""
_NOUNS = ("film", "film", "film", "film", "movie", "book", "product", "item", "game", "song", "place")


def reply_prompt(turns: Sequence[Turn], situation: str, *, noun: str, dialect: str = "tuned") -> Prompt:
    """The prompt that asks for a wording of `situation`. A tuned LM knows situations by name, any other gets an
    instruction.
    """
    if dialect == "tuned":
        return Prompt((Message("system", (control(situation, noun),)), *_context(turns)))
    left = slots_of(situation)
    used = [f"{slot} once where {_MEANING[name]} belongs" for name, slot in SLOTS.items() if name in left]
    example = "".join(str(piece) for piece in _templates(situation)[0].say(_fillings(noun)))
    rules = (
        f"You are a friendly clerk who recommends a {noun}. Reply to the user in one or two short English sentences. "
        f"What to do now: {situation.replace('_', ' ')}. {'Write ' + ', '.join(used) + '. ' if used else ''}"
        f"Name no title, person, year or other fact yourself. Example of a good reply: {example}"
    )
    return Prompt((Message("system", (rules,)), *_context(turns)))


def slots_of(situation: str) -> frozenset[str]:
    """Which of item, liked and value the wordings of a situation leave open."""
    used = frozenset[str]().union(*(template.placeholders() for template in _templates(situation)))
    return used & set(SLOTS)


def wordable(situation: str) -> bool:
    """Whether an LM may word a situation: it exists, and needs nothing but slots and the catalogue's noun."""
    allowed = {*SLOTS, "noun", "nouns"}
    return bool(found := _templates(situation)) and all(template.placeholders() <= allowed for template in found)


def recombines(text: str, situation: str, noun: str) -> bool:
    """Whether every three neighbouring words of a wording, slots and ends included, stand together in one of our own.

    A small tuned LM that mixes our wordings says something sensible; where it leaves them it may say anything. Two are
    too few: "see if [REC] fits" and "you may like [REC]." make "see if [REC]."
    """
    return _triples(text) <= _ours(situation, noun)


def control(situation: str, noun: str) -> str:
    """How a tuned LM is told the situation."""
    return f"{situation.replace('_', ' ')} : {noun}"


class Conversation(Task):
    """Teaches a small LM our wordings: every template of every situation, after talk taken from recorded dialogues."""

    name = "conversation"
    fields = FIELDS

    def __init__(self, dialogues: Dialogues) -> None:
        self.dialogues = dialogues

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        contexts = [
            dialogue.turns[max(0, place - TURNS) : place + 1]
            for dialogue in self.dialogues.split(split)
            for place, turn in enumerate(dialogue.turns) if turn.speaker == "user"
        ]
        cases = [one for file in FILES for one in load_templates(file, FIELDS) if one.seen and wordable(one.situation)]
        rng.shuffle(cases)
        for template in cases:
            noun = rng.choice(_NOUNS)
            context = _context(rng.choice(contexts)) if contexts and rng.random() < 0.9 else ()
            system = Message("system", (control(template.situation, noun),))
            yield Example({"reply": Said(template.say(_fillings(noun)))}, context=(system, *context))

    def templates(self, situation: str = "", *, seen: bool | None = None) -> tuple[Template, ...]:
        return (Template("wording", "{reply}"),)


_MEANING = {
    "item": "the recommended title",
    "liked": "the title the user named",
    "value": "the fact or wish in question",
}


@lru_cache(maxsize=512)
def _ours(situation: str, noun: str) -> frozenset[tuple[str, ...]]:
    fillings = _fillings(noun)
    said = ("".join(map(str, template.say(fillings))) for template in _templates(situation))
    return frozenset(triple for text in said for triple in _triples(text))


def _triples(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}


def _words(text: str) -> list[str]:
    """Words, slots and marks in lower case, between an opening and a closing mark."""
    return ["<", *_WORD.findall(text.lower().replace("’", "'")), ">"]


def _templates(situation: str) -> tuple[Template, ...]:
    return tuple(one for file in FILES for one in load_templates(file, FIELDS) if one.situation == situation)


def _fillings(noun: str) -> Mapping[str, Value]:
    return {**SLOTS, "noun": noun, "nouns": f"{noun}s"}


def _context(turns: Sequence[Turn]) -> tuple[Message, ...]:
    return tuple(Message(turn.speaker, turn.pieces) for turn in turns[-TURNS:])
