"""From the things a message names and the stance towards each to what the user likes, wants and avoids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.reading.either import alternatives
from agent.reading.hearing import Heard
from agent.reading.limits import Limit
from agent.reading.linking import Mention
from agent.reading.references import Reference
from agent.reading.sentences import Sentence
from agent.reading.stance import Stance, stances
from agent.reading.understanding import Understanding
from agent.reading.vocabulary import ValueMention, Vocabulary
from agent.reading.years import YearRange
from agent.session import Facet, Session

_AGAINST = frozenset({"avoid", "dislike", "unlike", "seen"})
_SILENT = frozenset({"none", "unseen", "similar"})
_DENIED = re.compile(
    r"\b(?:no|not|nothing|never|without|hate|dislike|avoid|none|\w+n['’]t(?:\s+(?:want|like|enjoy|need))?)\s+(?:[a-z]+\s+){0,2}$",
    re.IGNORECASE,
)
"""A denial right before years or amounts: "nothing made before 2000"; one further back speaks of something else."""

_DENIAL = re.compile(
    r"\b(?:no|not|nor|neither|nothing|none|never|without|hates?|dislikes?|avoid|except|less|fewer|too|\w+n['’]t"
    r"|(?:tired|sick|bored|enough)\s+of|fed\s+up|anything\s+but|rather\s+than|instead\s+of)\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\s*(?:films?|movies?|stuff)?\s*(?:is|are|was|were)(?:\s+not|\s+never|n['’]t)\b", re.IGNORECASE
)
_EVERYTHING = re.compile(r"\b(?:everything|all|every)\b", re.IGNORECASE)
_CHILDREN = re.compile(
    r"\b(?:kids?|(?:grand)?child(?:ren)?|(?:grand)?(?:son|daughter)|family|year\s+olds?|toddlers?|nephew|niece"
    r"|little\s+ones?)\b",
    re.IGNORECASE,
)
_NOT_FOR_CHILDREN = ("violent", "gory", "raunchy")
"""What nobody means who asks for something to see with children."""

_FACETS = ("wanted", "avoided", "implied", "dropped", "allowed")
_ALL_PLACES = ("liked", "disliked", "seen", "similar", "refused", "named")
_PLACES = {
    "like": "liked", "allow": "liked", "dislike": "disliked", "unlike": "disliked", "seen": "seen",
    "similar": "similar",
}  # fmt: skip


def judge(
    text: str,
    heard: Heard,
    said: Sequence[Sentence],
    asked: Sequence[Sentence],
    session: Session,
    vocabulary: Vocabulary,
) -> Understanding:
    """What the things of a text are to the user. Things inside the `asked` sentences are only asked about.

    `heard.values` are without those that a critique has taken.
    """
    things = heard.things()
    judged = _Judged(session, vocabulary)
    for thing, stance in zip(things, stances(text, [(one.start, one.end) for one in things]), strict=True):
        in_question = any(sentence.holds(thing.start) for sentence in asked)
        request = any(sentence.holds(thing.start) and sentence.request for sentence in said)
        if isinstance(thing, Mention):
            judged.item(thing.item, "unseen" if in_question else stance)
        elif isinstance(thing, Reference):
            judged.pointed(thing, "unseen" if in_question else stance)
        elif isinstance(thing, ValueMention):
            if any(one.start <= thing.start < one.end for one in heard.sought):
                # "Not that, the one about a lawyer": what is looked for has it.
                stance = "want"
            if stance in _AGAINST and _CHILDREN.search(text, thing.start, thing.end) and not _denied(
                text, thing.start, thing.end
            ):
                # "Nothing scary, my kids are small": the children are company, and what is denied stands before them.
                stance = "none"
            everything = stance != "seen" or bool(_EVERYTHING.search(text[: thing.start]))
            if everything and not in_question and (request or stance not in _SILENT):
                judged.value(thing.facets, text[thing.start : thing.end], stance)
        elif in_question:
            # "How many from the 90s are there?" asks for none of them.
            continue
        elif isinstance(thing, YearRange):
            judged.year(thing, denied=bool(_DENIED.search(text[: thing.start])))
        else:
            judged.limits.append(_limit(thing, denied=bool(_DENIED.search(text[: thing.start]))))
    found = judged.understanding(text, missing=any(not reference.items for reference in heard.references))
    return replace(found, either=alternatives(text, heard.values, found.wanted))


class _Judged:
    """Gathers what is said; what is said last of an item counts."""

    def __init__(self, session: Session, vocabulary: Vocabulary) -> None:
        self._session, self._vocabulary = session, vocabulary
        self._items: dict[str, str] = {}
        self._facets: dict[str, list[Facet]] = {name: [] for name in _FACETS}
        self._years: YearRange | None = None
        self.limits: list[Limit] = []

    def item(self, item: str, stance: Stance) -> None:
        """An item named by its title."""
        place = _PLACES.get(stance, "named")
        if stance == "avoid":
            place = "refused" if item in self._session.last_list else "disliked"
        self._say(item, place)

    def pointed(self, reference: Reference, stance: Stance) -> None:
        """Items pointed at: refusing "that one" is not disliking it; several at once are only seen or refused."""
        for item in reference.items:
            if stance == "avoid" or (stance == "dislike" and reference.several):
                self._say(item, "refused")
            elif not reference.several or stance == "seen":
                self.item(item, stance)

    def value(self, facets: Sequence[Facet], words: str, stance: Stance) -> None:
        """A value wanted, avoided, let in or no longer wanted."""
        if stance == "allow":
            self._facets["allowed"] += facets
            return
        if _CHILDREN.search(words) and facets[0].kind in self._vocabulary.shelves and stance not in _AGAINST:
            implied = [one for value in _NOT_FOR_CHILDREN for one in self._vocabulary.named(value)]
            self._facets["avoided"] += implied
            self._facets["implied"] += [one for one in implied if one not in facets]
        self._facets["dropped" if stance == "drop" else "avoided" if stance in _AGAINST else "wanted"] += facets

    def year(self, years: YearRange, *, denied: bool) -> None:
        """Years, stated ones before vague ones. A denied open range is turned round, a denied closed one is lost."""
        if self._years is not None and not self._years.vague:
            return
        if not denied:
            self._years = years
        elif years.first is None and years.last is not None:
            self._years = replace(years, first=years.last + 1, last=None)
        elif years.last is None and years.first is not None:
            self._years = replace(years, first=None, last=years.first - 1)

    def understanding(self, text: str, *, missing: bool) -> Understanding:
        """Everything gathered."""
        items = {place: tuple(one for one, said in self._items.items() if said == place) for place in _ALL_PLACES}
        facets = {name: tuple(dict.fromkeys(found)) for name, found in self._facets.items()}
        return Understanding(
            text,
            liked=items["liked"], disliked=items["disliked"], seen=items["seen"], similar=items["similar"],
            refused=items["refused"], named=items["named"],
            wanted=facets["wanted"], avoided=facets["avoided"], implied=facets["implied"], dropped=facets["dropped"],
            allowed=facets["allowed"],
            years=self._years, limits=tuple(self.limits), missing_reference=missing,
        )  # fmt: skip

    def _say(self, item: str, place: str) -> None:
        self._items.pop(item, None)
        self._items[item] = place


def _denied(text: str, start: int, end: int) -> bool:
    """Whether what stands at a place is denied, in the clause that leads to it or right behind it."""
    return bool(_DENIAL.search(re.split(r"[,;.!?]", text[:start])[-1]) or _DENIED_AFTER.match(text[end:]))


def _limit(limit: Limit, *, denied: bool) -> Limit:
    """A denied bound turned round: "nothing over 100 minutes" is at most 100."""
    return replace(limit, least=limit.most, most=limit.least) if denied else limit
