"""How published prompts speak of a catalogue's items: "movie", "watch", "watched", "watching"."""

from __future__ import annotations

from collections.abc import Mapping

_KNOWN = {
    "film": ("movie", "watch", "watched", "watching"),
    "movie": ("movie", "watch", "watched", "watching"),
    "series": ("series", "watch", "watched", "watching"),
    "book": ("book", "read", "read", "reading"),
    "game": ("game", "play", "played", "playing"),
    "song": ("song", "listen to", "listened to", "listening"),
    "product": ("product", "purchase", "purchased", "purchasing"),
}


def said_nouns(noun: str) -> Mapping[str, str]:
    """The fields noun, nouns, verb, past and doing of a template, for what a store calls one of its items."""
    one, verb, past, doing = _KNOWN.get(noun, (noun, "choose", "chosen", "choosing"))
    return {"noun": one, "nouns": one if one.endswith("s") else f"{one}s", "verb": verb, "past": past, "doing": doing}
