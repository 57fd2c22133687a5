"""From likes, dislikes and words to items: the one prompt that ranks at serving time and that the ranking tasks train.

The survey's sequential and direct recommendation in one form: what the user liked in order of time, what they did not
like, what they ask for, and a `[REC]` whose state is heard over all items.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.records import ItemRef
from prompts.example import Example, Value
from prompts.prompt import Message, Prompt, Slot
from prompts.template import load_templates

FIELDS = frozenset({"liked", "disliked", "words", "items"})
WORDING = "taste"
ASK = "can you recommend something similar?"
"""What a user says who only names likes. A model that was also tuned on talk tells by words whether somebody asks, or
whether it reads a list of ratings: asked, it answers as people in conversation do.
"""
LONGEST = 20
"""Items of a history that a prompt holds; the latest count most."""
_CHARACTERS = 200


def ranking_prompt(
    liked: Sequence[str], disliked: Sequence[str] = (), words: str = "", *, longest: int = LONGEST
) -> Prompt:
    """The prompt whose `[REC]` state ranks items for these likes (oldest first), dislikes and wishes."""
    example = taste(liked, disliked, words, longest=longest)
    template = next(one for one in load_templates(WORDING, FIELDS) if one.situation == example.situation)
    return Prompt((*template.render(example).messages, Message("agent", (Slot(),))))


def taste(
    liked: Sequence[str], disliked: Sequence[str] = (), words: str = "", targets: Sequence[str] = (), *,
    longest: int = LONGEST,
) -> Example:
    """One case; its situation names the parts that are not empty ("liked words"), or is "nothing"."""
    parts: dict[str, Value] = {}
    if liked:
        parts["liked"] = tuple(ItemRef(item) for item in liked[-longest:])
    if disliked:
        parts["disliked"] = tuple(ItemRef(item) for item in disliked[-longest:])
    if words.strip():
        parts["words"] = words.strip()[-_CHARACTERS:]
    return Example(parts | {"items": tuple(Slot(target) for target in targets)}, " ".join(parts) or "nothing")
