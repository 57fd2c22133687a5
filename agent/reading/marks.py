"""Whether words are marked as a title: quotes, capitals inside a sentence, "the movie X", "loved X", or nothing else
said.

Titles made of everyday words ("It", "Up", "Get Out") are only taken as titles where they are marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reading.tokens import ARTICLES, Token

OPENING, CLOSING = "\"'“‘«„*_`", "\"'”’»“*_`"

PRONOUNS = frozenset(
    """it her him he she they them this that these those us you me my his one ones all more most something anything
    nothing
    everything what who which another other others same both there here now next no yes ok
    okay please again help stop""".split()
)

_TELLING = frozenset("loved liked enjoyed watched rewatched saw seen hated disliked adored finished".split())
_COMPARING = frozenset("like to than".split())
_COMPARED = frozenset(
    "something anything movie movies film films similar stuff things more much better one ones close".split()
)
_QUESTIONS = frozenset("who whos what whats how when where which is was does did".split())
_ASKED_OF = frozenset("whats is was directed wrote made about in did does".split())
_NAMING = frozenset("called titled named".split())
_SMALL = ARTICLES | {
    "of",
    "and",
    "in",
    "to",
    "for",
    "on",
    "at",
    "with",
    "from",
    "or",
    "i",
    "by",
    "is",
    "but",
    "vs",
    "de",
}
_SUBJECT_OF = frozenset("was is has had made remains blew bored moved and or but".split())
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december christmas easter halloween".split()
)
_DATING = frozenset("on every this next last each by until since in for of late early mid".split())
_SENTENCE_END = re.compile(r"[.!?:;\n(]")
_CLAUSE_END = re.compile(r"[,.!?:;\n)…]|\s[-–—]\s")


class Marks:
    """The marks of one message; `nouns` are what the catalogue calls its items ("film", "movie")."""

    def __init__(self, text: str, tokens: Sequence[Token], nouns: frozenset[str]) -> None:
        self._text, self._tokens, self._nouns = text, tokens, nouns
        capitals = sum(token.text[0].isupper() for token in tokens)
        self._capitals_tell = not (len(tokens) > 4 and capitals > 0.7 * len(tokens)) and not text.isupper()

    def quoted(self, first: int, last: int) -> bool:
        """Whether the words first..last (an article before them included) stand in quotes of their own."""
        before = self._text[: self._tokens[first].start].rstrip()
        after = self._text[self._tokens[last].end :].lstrip(" .,!?")
        return bool(before) and bool(after) and before[-1] in OPENING and after[0] in CLOSING

    def alone(self, first: int, last: int) -> bool:
        """Whether nothing else is said than these words."""
        rest = (*self._tokens[:first], *self._tokens[last + 1 :])
        return all(token.key in ARTICLES for token in rest)

    def capitalised(self, first: int, last: int) -> bool:
        """Whether the words carry capitals that a sentence would not give them."""
        if not self._capitals_tell:
            return False
        if first == last and self._tokens[first].key in _DAYS and first and self._tokens[first - 1].key in _DATING:
            return False
        content = [n for n in range(first, last + 1) if self._tokens[n].key not in _SMALL] or [first]
        if not all(self._tokens[n].capital for n in content):
            return False
        if len(content) > 1 and not self.opens_sentence(content[1]):
            return True
        return not self.opens_sentence(content[0]) and self._tokens[content[0]].text != "I"

    def named(self, first: int, last: int) -> bool:
        """Whether the words before say that a title follows: "the movie X", "a film called X", "loved X."."""
        before = [token.key for token in self._tokens[max(0, first - 3) : first]]
        while before and before[-1] in ARTICLES:
            before.pop()
        if not before:
            return False
        if before[-1] in _NAMING or (before[-1] in self._nouns and before[-2:-1] in (["the"], ["that"], ["a"])):
            return True
        follows = self._tokens[last + 1].key if last + 1 < len(self._tokens) else ""
        if before[-1] in _ASKED_OF and self._asks(first) and (last > first or follows == "about"):
            return follows == "about" or self.closes_clause(last)
        if not self.closes_clause(last):
            return False
        return before[-1] in _TELLING or (before[-1] in _COMPARING and before[-2:-1] != [] and before[-2] in _COMPARED)

    def _asks(self, place: int) -> bool:
        """Whether the sentence of a word begins like a question."""
        opening = next((n for n in range(place, -1, -1) if self.opens_sentence(n)), 0)
        return self._tokens[opening].key in _QUESTIONS

    def subject(self, first: int, last: int) -> bool:
        """Whether the words open a sentence as its subject: "Heat was great"."""
        follows = self._tokens[last + 1].key if last + 1 < len(self._tokens) else ""
        return (
            self.opens_sentence(first) and self._tokens[first].capital and follows in _SUBJECT_OF - {"and", "or", "but"}
        )

    def opens_sentence(self, place: int) -> bool:
        """Whether a word is the first of a sentence (articles and quotes before it do not count)."""
        while place and self._tokens[place - 1].key in ARTICLES:
            place -= 1
        if not place:
            return True
        return bool(_SENTENCE_END.search(self._text[self._tokens[place - 1].end : self._tokens[place].start]))

    def closes_clause(self, place: int) -> bool:
        """Whether a clause ends after a word."""
        if place + 1 >= len(self._tokens):
            return True
        gap = self._text[self._tokens[place].end : self._tokens[place + 1].start]
        return bool(_CLAUSE_END.search(gap)) or self._tokens[place + 1].key in {
            "and",
            "but",
            "or",
            "so",
            "though",
            "please",
            "too",
        }
