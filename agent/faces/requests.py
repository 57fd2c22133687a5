"""What a request to the HTTP API may hold: types, bounds and examples. Everything else is refused with a sentence."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from agent.explaining import Style

MOST_ITEMS = 100
"""Largest k of one request."""
MOST_EXPLAINED = 10_000
"""Items that one request may have explained."""

LONGEST_MESSAGE = 40_000
"""Characters of one chat message; the agent reads the beginning of a long one and says so."""

_Name = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(lambda text: clean(text))]
_SessionId = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(lambda text: _printable(text))]
_Number: TypeAlias = Annotated[int, Field(ge=-(10**9), le=10**9)] | Annotated[FiniteFloat, Field(ge=-1e12, le=1e12)]
_Filter: TypeAlias = _Name | _Number | list[_Name] | dict[str, _Name | list[_Name]]


class _Request(BaseModel):
    """A misspelt field is an error, never silently ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Taste(_Request):
    """Whose taste; all fields are optional."""

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


class RecommendRequest(_Taste):
    """What a recommendation rests on; all fields are optional."""

    k: int = Field(10, ge=1, le=MOST_ITEMS, description="how many items")


class ExplainRequest(_Taste):
    """Which item, or which items, and whose taste they are explained for."""

    item: _Name | None = Field(None, description="title or id")
    items: list[_Name] = Field([], max_length=MOST_EXPLAINED, description="many items in one stream of JSON lines")
    style: Style = Field("paragraph", description="line, paragraph, or comparison with `versus`")
    versus: _Name | None = Field(None, description="title or id of the item that a comparison compares to")

    @model_validator(mode="after")
    def _one_or_many(self) -> ExplainRequest:
        if (self.item is None) == (not self.items):
            raise ValueError("name one `item`, or several `items`")
        if (self.style == "comparison") != (self.versus is not None):
            raise ValueError("a comparison needs `versus`, the item to compare to, and nothing else does")
        if self.items and self.versus is not None:
            raise ValueError("a comparison is of one `item` with `versus`")
        return self


class ChatRequest(_Request):
    """One message of a conversation; a new `session_id`, or none, begins a new one."""

    message: Annotated[str, AfterValidator(lambda text: clean(text))] = Field(max_length=LONGEST_MESSAGE)
    session_id: _SessionId | None = Field(None, description="who knows it may read the session: no one should guess it")
    user: _Name | None = Field(None, description="who talks: a prompt kept of them is used; forgetting them erases it")


class FeedbackRequest(_Request):
    """What the user did with one item."""

    session_id: _SessionId
    item: _Name = Field(description="id of the item")
    kind: str = Field(pattern="^(like|dislike|seen|why)$", description="like, dislike, seen or why")
    recommendation_id: _Name | None = Field(None, description="the list in which the item stood")


class PromptRequest(_Request):
    """What a user's prompt is made of; it is not stored."""

    profile: dict[_Name, list[_Name]] = Field(
        min_length=1, max_length=50, description='what the user tells, e.g. {"gender": ["female"], "age": ["25-34"]}'
    )


def clean(text: str) -> str:
    """Text without lone surrogates, which no file and no socket can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _printable(text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
        raise ValueError("a session id holds printable characters only")
    return text
