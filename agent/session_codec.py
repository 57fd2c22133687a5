"""A session to and from plain JSON values. What is read is checked: the file may be old, or edited by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.session import Facet, Preferences, Session
from data.records import ItemRef, Speaker, Turn

_SPEAKERS: Mapping[str, Speaker] = {"user": "user", "agent": "agent"}


def session_to_json(session: Session) -> dict[str, Any]:
    """All of a session as dicts, lists, strings and numbers."""
    return {
        "id": session.id,
        "user": session.user,
        "turns": [
            {"speaker": turn.speaker, "pieces": [p if isinstance(p, str) else {"item": p.item} for p in turn.pieces]}
            for turn in session.turns
        ],
        "preferences": preferences_to_json(session.preferences),
        "shown": list(session.shown),
        "last_list": list(session.last_list),
        "refused": list(session.refused),
        "focus": session.focus,
        "near": list(session.near),
    }


def preferences_to_json(preferences: Preferences) -> dict[str, Any]:
    """The preferences alone, as the page, the API and an export show them."""
    return {
        "liked": list(preferences.liked),
        "disliked": list(preferences.disliked),
        "seen": list(preferences.seen),
        "wanted": [[facet.kind, facet.value] for facet in preferences.wanted],
        "avoided": [[facet.kind, facet.value] for facet in preferences.avoided],
        "year_from": preferences.year_from,
        "year_to": preferences.year_to,
        "limits": [list(limit) for limit in preferences.limits],
        "wishes": list(preferences.wishes),
        "either": [[[facet.kind, facet.value] for facet in group] for group in preferences.either],
    }


def session_from_json(row: Mapping[str, Any]) -> Session:
    """The session that `session_to_json` wrote. Raises ValueError that says what is missing or of a wrong form."""
    try:
        return Session(
            id=str(row["id"]),
            user=None if row["user"] is None else str(row["user"]),
            turns=tuple(Turn(_SPEAKERS[turn["speaker"]], _pieces(turn["pieces"])) for turn in row["turns"]),
            preferences=_preferences(row["preferences"]),
            shown=_ids(row["shown"]),
            last_list=_ids(row["last_list"]),
            refused=_ids(row["refused"]),
            focus=None if row["focus"] is None else str(row["focus"]),
            near=_ids(row.get("near", [])),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a session: {type(error).__name__} {error}") from error


def _preferences(row: Mapping[str, Any]) -> Preferences:
    return Preferences(
        liked=_ids(row["liked"]),
        disliked=_ids(row["disliked"]),
        seen=_ids(row["seen"]),
        wanted=_facets(row["wanted"]),
        avoided=_facets(row["avoided"]),
        year_from=_whole(row["year_from"]),
        year_to=_whole(row["year_to"]),
        limits=tuple((str(name), _real(least), _real(most)) for name, least, most in row["limits"]),
        wishes=_ids(row["wishes"]),
        either=tuple(map(_facets, row.get("either", []))),
    )


def _facets(row: list[Any]) -> tuple[Facet, ...]:
    return tuple(Facet(str(kind), str(value)) for kind, value in row)


def _pieces(row: list[Any]) -> tuple[str | ItemRef, ...]:
    return tuple(piece if isinstance(piece, str) else ItemRef(str(piece["item"])) for piece in row)


def _ids(row: list[Any]) -> tuple[str, ...]:
    if not isinstance(row, list):
        raise TypeError(f"expected a list, found {row!r}")
    return tuple(map(str, row))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _real(value: Any) -> float | None:
    return None if value is None else float(value)
