"""Slips of the finger in everyday words: "somthing", "abuot", "wats", put right before a message is read.

Titles and names are left to the indexes that know them (`agent/reading/linking.py`, `agent/reading/vocabulary.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.reading.common_words import COMMON_WORDS
from agent.reading.tokens import singular, tokenize

_SHORTHAND = {
    "u": "you", "ur": "your", "pls": "please", "plz": "please", "thx": "thanks", "wat": "what", "wats": "what's",
    "whats": "what's",
    "tho": "though", "teh": "the", "hte": "the", "wnat": "want", "watn": "want", "sen": "seen",
    "helo": "hello",
    "liek": "like", "moive": "movie", "fimls": "films", "adn": "and", "taht": "that", "tihs": "this", "jsut": "just",
    "k": "ok", "kk": "ok", "luv": "love", "gud": "good", "grate": "great", "smth": "something", "sth": "something",
    "idk": "I don't know",
    "wanna": "want to", "gonna": "going to", "gimme": "give me", "lemme": "let me", "cuz": "because", "bc": "because",
    "havent": "haven't", "didnt": "didn't", "dont": "don't", "doesnt": "doesn't", "cant": "can't", "wasnt": "wasn't",
    "isnt": "isn't", "ive": "I've", "im": "I'm", "id": "I'd",
}  # fmt: skip
_MEANT = """
    something anything nothing everything about second third fourth fifth first really great movie movies film films
    liked loved hated watched please recommend recommendation director directed funny scary longer shorter newer
    older violent because again another actually would should favourite favorite romantic suggest suggestion seen
    already different animated science fiction where when which there thanks thank enjoyed boring terrible similar
    instead looking actor actress plays starring without before after tonight forget remember
    """.split()
_NOT_SLIPS = frozenset({"fiction", "thing"})


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with its slips put right, and where each of its characters stood in the text as typed."""

    text: str
    places: tuple[int, ...]
    """For every offset 0..len(text) the offset in the typed text."""


def mend(text: str, known: Collection[str], *, everyday: bool = True) -> Mended:
    """Put right the slips of a text; words in `known` (titles, values, descriptions) are as they should be.

    With `everyday` False nothing is changed: the text is in another language.
    """
    pieces: list[str] = []
    places: list[int] = []
    last = 0
    for token in tokenize(text) if everyday else ():
        meant = _SHORTHAND.get(token.text.lower()) or _meant(token.key, known)
        if meant is None:
            continue
        if token.text[0].isupper():
            meant = meant[0].upper() + meant[1:]
        pieces += [text[last : token.start], meant]
        places += range(last, token.start)
        places += [min(token.start + n, token.end - 1) for n in range(len(meant))]
        last = token.end
    pieces.append(text[last:])
    places += range(last, len(text) + 1)
    return Mended("".join(pieces), tuple(places))


def _meant(word: str, known: Collection[str]) -> str | None:
    if len(word) < 5 or word.isdigit() or not word.isascii():
        return None
    if word in known or singular(word) in known or word in COMMON_WORDS or singular(word) in COMMON_WORDS:
        return None
    found = process.extractOne(word, _MEANT, scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)
    return found[0] if found is not None and found[0][0] == word[0] else None
