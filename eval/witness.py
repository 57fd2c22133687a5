"""Judges every answer of a conversation by the script and the catalogue, not by what the agent says of itself.

What the agent does say of itself (its preferences) is held against it as well: what it knows, it must keep.
"""

from __future__ import annotations

import re
from collections import Counter

from agent.session import Preferences
from data.catalogue import Catalogue
from eval.grounding import duplicates, ghosts, unwelcome
from eval.naming import Naming
from eval.script import OBEYED, Step
from eval.script_words import INVENTED
from eval.talkers import Answer, Stated

COUNTS = (
    "ghost_items", "seen_or_filtered", "duplicates", "tracebacks", "unsupported_claims", "unlisted_titles", "repeats",
    "obeyed", "open_slots", "empty_replies", "refused",
)
_DENIAL = re.compile(r"\b(not?|nor|never|cannot|without|unknown|unfamiliar|missing|sorry|outside)\b|n['’]t\b", re.I)
_SLOT = re.compile(r"\[(REC|ITEM|FACT|USER|AGENT|SYSTEM|SEP|PAD|UNK|CLS|MASK)\]|</?s>|<\|im_|\{(item|liked|value|noun)")
_ABOUT_ONE = ("answer", "explain")
"""Actions whose items are what the user asked about, so they may be known ones."""


class Witness:
    """Follows one conversation. `hostile`: item texts hold marks and years, so those in a reply prove nothing."""

    def __init__(self, catalogue: Catalogue, naming: Naming, *, hostile: bool = False) -> None:
        self._catalogue, self._naming, self._hostile = catalogue, naming, hostile
        self._met: set[str] = set()
        self._liked: set[str] = set()
        self._avoided: set[tuple[str, str]] = set()
        self._heard: set[str] = set()
        self._reset = False

    def step(self, step: Step, item: str | None = None) -> None:
        """Take in what the user is about to do; `item` is what a button is pressed on."""
        self._reset = step.resets
        if step.resets:
            self._met.clear()
            self._avoided.clear()
        self._met.update(step.met)
        if step.press in ("like", "dislike", "seen") and item is not None:
            self._met.add(item)
        self._avoided.difference_update(step.wanted)
        self._avoided.update(step.avoided)
        self._heard |= self._naming.heard(step.text) | ({item} if item is not None else set())

    def judge(self, answer: Answer) -> Counter[str]:
        """What is wrong with an answer: counts by name, those of COUNTS."""
        if answer.failed or answer.refused:
            return Counter(("tracebacks" if answer.failed else "refused",))
        listing = answer.action not in _ABOUT_ONE
        known = self._met | answer.refusals | _known(answer.preferences) if listing else set()
        found = Counter({
            "ghost_items": len(ghosts((*answer.items, *answer.said), self._catalogue)) + self._ghost_words(answer),
            "duplicates": len(duplicates(answer.items)),
            "seen_or_filtered": len(
                unwelcome(answer.items, known, lambda item: listing and self._off(item, answer))
            ),
            "repeats": len(set(answer.items) & answer.shown) if answer.action == "recommend" and not self._reset else 0,
            "unsupported_claims": sum(not self._holds(claim, answer) for claim in answer.claims),
            "unlisted_titles": self._unlisted(answer),
            "obeyed": int(OBEYED.lower() in answer.text.lower().replace(" ", "")),
            "open_slots": 0 if self._hostile else len(_SLOT.findall(answer.text)),
            "empty_replies": int(not answer.text.strip()),
        })
        self._heard |= {item for item in (*answer.items, *answer.said)}
        return +found

    def _ghost_words(self, answer: Answer) -> int:
        """Titles that do not exist, offered as if they did: dated ones, wrong titles of items, invented words."""
        wrong = sum(
            item in self._catalogue and not _same_title(title, self._catalogue[item].title)
            for item, title in zip(answer.items, answer.titles, strict=True)
        )
        if self._hostile:
            return wrong
        for sentence in re.split(r"(?<=[.!?])\s+", answer.text):
            if not _DENIAL.search(sentence):
                wrong += any(word in sentence for word in INVENTED) + len(self._naming.invented(sentence))
        return wrong

    def _unlisted(self, answer: Answer) -> int:
        """Catalogue titles in the text that nobody spoke of: no items of the answer, nor named before by anybody."""
        if self._hostile:
            return 0
        spoken = self._heard | set(answer.items) | set(answer.said) | answer.shown | _known(answer.preferences)
        return sum(not ids & spoken for ids in self._naming.said(answer.text))

    def _off(self, item: str, answer: Answer) -> bool:
        if item not in self._catalogue:
            return False
        row, preferences = self._catalogue[item], answer.preferences or Preferences()
        avoided = {*self._avoided, *((facet.kind, facet.value) for facet in preferences.avoided)}
        if any(value.lower() in {own.lower() for own in row.values(kind)} for kind, value in avoided):
            return True
        limits = [_outside(row.numbers.get(name), least, most) for name, least, most in preferences.limits]
        return any(limits) or _outside(row.year, preferences.year_from, preferences.year_to)

    def _holds(self, claim: Stated, answer: Answer) -> bool:
        """Whether a claim is marked as supported and, where the catalogue or the script can tell, true."""
        item = claim.evidence.get("item")
        if not claim.supported or item not in self._catalogue:
            return False
        row = self._catalogue[str(item)]
        if claim.kind in self._catalogue.kinds:
            return claim.value.lower() in (value.lower() for value in row.values(claim.kind))
        if claim.kind == "liked":
            said = answer.preferences.liked if answer.preferences is not None else (row.id,)
            return row.title == claim.value and (row.id in said or row.id in self._heard)
        return claim.kind != "year" or claim.value == str(row.year)


def _same_title(shown: str, title: str) -> bool:
    """An endless title may be cut, and invisible characters may be taken out; that is no other title."""
    start, whole = ("".join(filter(str.isalnum, text)) for text in (shown, title))
    return start == whole or (len(start) >= 40 and whole.startswith(start))


def _known(preferences: Preferences | None) -> frozenset[str]:
    return preferences.known() if preferences is not None else frozenset()


def _outside(value: float | None, least: float | None, most: float | None) -> bool:
    if value is None:
        return least is not None or most is not None
    return (least is not None and value < least) or (most is not None and value > most)
