"""What the agent knows of the user, said in sentences: everything it holds, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from agent.session import Session
from agent.words.phrases import facets_phrase, wanted_phrase
from data.catalogue import Catalogue
from data.records import ItemRef
from data.text import shorten
from prompts.prompt import Piece

_MOST = 12


_LONGEST_NAME = 60


def profile(session: Session, catalogue: Catalogue, nouns: str, *, kept_bytes: int = 0) -> tuple[Piece, ...]:
    """One sentence for each thing known, items as references; empty where nothing is. `kept_bytes` is the size of a
    prompt that is kept of the user.
    """
    preferences = session.preferences
    pieces: list[Piece] = []
    if session.user is not None:
        pieces.append(f" You talk to me under the name {shorten(session.user, _LONGEST_NAME)}.")
    if kept_bytes:
        pieces.append(f" A prompt of {kept_bytes:,} bytes is kept under it and helps to rank for you.")
    for opening, items in (
        ("You like ", preferences.liked),
        ("You did not like ", preferences.disliked),
        ("You have seen ", preferences.seen),
    ):  # fmt: skip
        if known := [item for item in items if item in catalogue]:
            pieces += [" ", opening, *_listed(known[:_MOST])]
            pieces.append(f" and {len(known) - _MOST} more." if len(known) > _MOST else ".")
    if wanted := wanted_phrase(preferences, nouns):
        pieces.append(f" You are looking for {wanted}.")
    if preferences.avoided:
        pieces.append(f" You do not want {facets_phrase(preferences.avoided, nouns).replace(' and ', ' or ')}.")
    if preferences.wishes:
        pieces.append(f" In your words: {'; '.join(preferences.wishes)}.")
    return tuple(pieces)


def among(items: Sequence[str]) -> tuple[Piece, ...]:
    """Some of the items that were counted, as references."""
    return (" Among them: ", *_listed(items), ".") if len(items) > 1 else (" It is ", *_listed(items), ".")


def _listed(items: Sequence[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for place, item in enumerate(items):
        if place:
            pieces.append(" and " if place == len(items) - 1 else ", ")
        pieces.append(ItemRef(item))
    return pieces
