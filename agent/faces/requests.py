"""What a request to the HTTP API may hold: types, bounds and examples. Everything else is refused with a sentence."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat

MOST_ITEMS = 100
"""Largest k of one request."""
LONGEST_MESSAGE = 40_000
"""Characters of one chat message; the agent reads the beginning of a long one and says so."""

_Name = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(lambda text: clean(text))]
_SessionId = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(lambda text: _printable(text))]
_Number: TypeAlias = Annotated[int, Field(ge=-(10**9), le=10**9)] | Annotated[FiniteFloat, Field(ge=-1e12, le=1e12)]
_Filter: TypeAlias = _Name | _Number | list[_Name] | dict[str, _Name | list[_Name]]


class _Request(BaseModel):
    """A misspelt field is an error, never silently ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)


class RecommendRequest(_Request):
    """What a recommendation rests on; all fields are optional."""

    likes: list[_Name] = Field([], max_length=500, description="titles or ids of items that the user likes")
    dislikes: list[_Name] = Field([], max_length=500, description="titles or ids of items that the user dislikes")
    history: list[_Name] = Field([], max_length=1_000, description="titles or ids of items seen, oldest first")
    user: _Name | None = Field(None, description="a user of the store's interactions")
    words: str = Field("", max_length=2_000, description="free words that say what is wanted")
    filters: dict[str, _Filter] = Field(
        {},
        max_length=50,
        description='hard constraints, e.g. {"genre": ["Comedy"], "year_from": 1990, "not": {"genre": "Horror"}}',
    )
    k: int = Field(10, ge=1, le=MOST_ITEMS, description="how many items")


class ExplainRequest(_Request):
    """Which item, and whose taste it is explained for."""

    item: _Name = Field(description="title or id")
    likes: list[_Name] = Field([], max_length=500, description="titles or ids of items that the user likes")
    dislikes: list[_Name] = Field([], max_length=500, description="titles or ids of items that the user dislikes")
    history: list[_Name] = Field([], max_length=1_000, description="titles or ids of items seen, oldest first")


class ChatRequest(_Request):
    """One message of a conversation; a new `session_id`, or none, begins a new one."""

    message: Annotated[str, AfterValidator(lambda text: clean(text))] = Field(max_length=LONGEST_MESSAGE)
    session_id: _SessionId | None = Field(None, description="who knows it may read the session: no one should guess it")


class FeedbackRequest(_Request):
    """What the user did with one item."""

    session_id: _SessionId
    item: _Name = Field(description="id of the item")
    kind: str = Field(pattern="^(like|dislike|seen|why)$", description="like, dislike, seen or why")
    recommendation_id: _Name | None = Field(None, description="the list in which the item stood")


def clean(text: str) -> str:
    """Text without lone surrogates, which no file and no socket can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _printable(text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
        raise ValueError("a session id holds printable characters only")
    return text
