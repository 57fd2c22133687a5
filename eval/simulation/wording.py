"""What the simulated user says. Fields: {noun}, {nouns}, {value}, {amount}, {nth}, {title} (of a liked item), {words}.

The sentences are those of people who talk to a shop assistant, not those that some agent reads well: short, loose, of
many forms. `WISHES` and `REFUSALS` are by kind of attribute; "other" serves every kind that has none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OPEN_LIKE = (
    "I loved {title}. Anything like that?", "Something like {title}, please.",
    "{title} is one of my favourites. What would you suggest?", "Do you have something similar to {title}?",
    "I liked {title} a lot, what else might I like?", "I'm a fan of {title}. What next?",
    "Can you recommend a {noun} for somebody who loves {title}?", "More like {title}?",
)
OPEN_WISH = (
    "Hi! {words}.", "{words}.", "{words}, please.", "Hello, {words}.", "{words}?", "What do you have? {words}.",
    "Can you help me? {words}.",
)
WISHES = {
    "genre": (
        "I'm looking for {value}", "I'm in the mood for {value}", "any good {value} {nouns}", "it should be {value}",
        "I'd like some {value}", "I usually go for {value}", "I was thinking of {value}", "{value}",
    ),
    "mood": (
        "something {value}", "I'd like something {value}", "any {value} {nouns}", "it should be {value}",
        "I feel like something {value}", "I want a {noun} that is {value}",
    ),
    "keyword": (
        "something about {value}", "it should have to do with {value}", "any {nouns} about {value}",
        "I'd like one with {value} in it", "{value} should come into it", "I like {nouns} about {value}",
    ),
    "director": (
        "something by {value}", "a {noun} directed by {value}", "I like {value} as a director",
        "any {nouns} by {value}", "it should be by {value}", "{value} should have directed it",
    ),
    "cast": (
        "something with {value}", "a {noun} starring {value}", "I'd like to see {value}", "any {nouns} with {value}",
        "{value} should be in it", "I like {value}",
    ),
    "country": ("something from {value}", "a {noun} made in {value}", "it should come from {value}"),
    "year": (
        "something from the {value}", "a {noun} from the {value}", "it should be from the {value}",
        "any {nouns} made in the {value}", "I like {nouns} from the {value}",
    ),
    "most minutes": (
        "no longer than {amount} minutes", "it should take less than {amount} minutes", "under {amount} minutes",
        "at most {amount} minutes",
    ),
    "least minutes": (
        "at least {amount} minutes long", "over {amount} minutes", "it may be long, more than {amount} minutes",
    ),
    "maker": ("something by {value}", "any {nouns} by {value}", "it should be by {value}", "I like {value}"),
    "word": ("something about a {value}", "I think there was a {value} in it", "it should have a {value} in it"),
    "other": ("something {value}", "I'd like {value}", "the {kind} should be {value}", "I'm looking for {value}"),
}
REFUSALS = {
    "genre": (
        "no {value}", "not {value}", "I don't want {value}", "without {value}", "I'm not into {value}",
        "anything but {value}", "I'm tired of {value}", "{value} is not my thing",
    ),
    "mood": (
        "less {value}", "nothing {value}", "not so {value}", "these are too {value}", "too {value} for me",
        "I don't want anything {value}",
    ),
    "director": ("nothing by {value}", "not {value} again", "I've had enough of {value}", "no more {value}"),
    "maker": ("nothing by {value}", "not {value} again", "I've had enough of {value}", "no more {value}"),
    "cast": (
        "not with {value}", "nothing with {value}", "no more {value}", "I've had enough of {value}",
        "without {value}", "not {value} again", "I don't like {value}",
    ),
    "country": ("nothing from {value}", "not from {value}"),
    "other": ("no {value}", "not {value}", "nothing with {value}", "I don't want {value}"),
}
MORE = {
    "mood": (
        "more {value}", "it should be more {value}", "these are not {value} enough", "{value} would be better",
        "I meant something more {value}",
    ),
    "genre": (
        "more like {value}", "I meant {value}", "rather {value}", "there should be some {value} in it",
        "{value} would be better",
    ),
}
DIRECTIONS = {
    "older": (
        "something older", "older please", "these are too new for me", "too recent",
        "I was thinking of something older", "do you have older ones", "a bit older",
    ),
    "newer": (
        "something newer", "newer please", "these are too old for me", "something more recent",
        "do you have newer ones", "a bit more recent", "more modern",
    ),
    "less minutes": (
        "something shorter", "shorter please", "these are too long", "I don't have that much time, something shorter",
        "not that long",
    ),
    "more minutes": ("something longer", "longer please", "these are too short", "it may be longer"),
    "less price": ("something cheaper", "cheaper please", "these are too expensive"),
    "more price": ("something more expensive", "these are too cheap"),
}
CLOSE = (
    "The {nth} one is close, but", "More like the {nth} one, but", "The {nth} one goes in the right direction, but",
    "Like the {nth} one, but",
)
SEEN = (
    "I have seen the {nth} one.", "I've already seen the {nth} one.", "I know the {nth} one already.",
    "The {nth} one I've seen.",
)
INSIST = ("as I said: {words}", "I did say: {words}", "again: {words}")
NOTHING = (
    "None of these.", "Anything else?", "Not quite. What else?", "No, something else please.",
    "Hm, what else is there?",
)
NO_IDEA = ("No idea.", "I don't know.", "I couldn't say.", "No preference.", "I really don't know, sorry.")
JOINS = ("{one}, and {two}.", "{one}. {Two}.", "{one}, {two}.")
ENDS = ("{one}.", "{one}", "{one} please.", "Hm, {one}.", "No, {one}.")
NTH = ("first", "second", "third", "fourth", "fifth")

_FIELD = re.compile(r"\{\w+\}")
_WORD = re.compile(r"\w+")


def words() -> frozenset[str]:
    """Every word that some sentence says whatever its fields hold, in lower case."""
    return frozenset(word for text in _sentences() for word in _WORD.findall(_FIELD.sub(" ", text).casefold()))


def _sentences() -> Iterator[str]:
    for group in (WISHES, REFUSALS, MORE, DIRECTIONS):
        for sentences in group.values():
            yield from sentences
    for sentences in (OPEN_LIKE, OPEN_WISH, CLOSE, SEEN, INSIST, NOTHING, NO_IDEA, JOINS, ENDS, NTH):
        yield from sentences
