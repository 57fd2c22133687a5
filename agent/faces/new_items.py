"""New items as somebody sends them, over HTTP or in a file: types and bounds, then records. Cleaning is the store's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from agent.faces.requests import clean
from data.appending import new_id
from data.opening import open_lines
from data.problems import DataError, Problems
from data.records import Item

MOST_NEW = 100
"""Items in one request or file."""

_Id = Annotated[str, Field(min_length=1, max_length=200)]
_Name = Annotated[str, Field(max_length=60, pattern=r"^\w[\w .-]*$")]
_Value = Annotated[str, Field(min_length=1, max_length=400)]


class NewItem(BaseModel):
    """One item; only the title is needed. Without an id it gets one, the same each time it is sent."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str = Field(min_length=1, max_length=1_000)
    id: _Id | None = Field(None, description="its own id; one that is taken is refused")
    year: int | None = Field(None, ge=-10_000, le=10_000)
    description: str = Field("", max_length=20_000, description="text; it is cut to 2,000 characters")
    attributes: dict[_Name, _Value | Annotated[list[_Value], Field(max_length=200)]] = Field(
        {}, max_length=50, description='kinds and values, e.g. {"genre": ["Crime", "Drama"]}'
    )
    numbers: dict[_Name, FiniteFloat] = Field({}, max_length=50, description='what can be compared, {"minutes": 136}')

    def item(self) -> Item:
        """The record."""
        attributes = {
            clean(kind): tuple(map(clean, [values] if isinstance(values, str) else values))
            for kind, values in self.attributes.items()
        }
        numbers = {clean(name): float(value) for name, value in self.numbers.items()}
        made = Item("", clean(self.title), self.year, clean(self.description), attributes, numbers)
        return Item(clean(self.id or new_id(made)), made.title, made.year, made.description, attributes, numbers)


def read_new_items(path: Path) -> list[Item]:
    """The items of a JSON file: an object, a list of them, or one a line. Raises DataError that names what is wrong."""
    if not path.is_file():
        raise DataError(f"there is no file {path}")
    text = "".join(line for _, line in open_lines(path, Problems(strict=True)))
    items = []
    for place, row in enumerate(_rows(text, path), 1):
        try:
            items.append(NewItem.model_validate(row).item())
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(str(part) for part in fault["loc"]) or "item"
            raise DataError(f"{path}, item {place}, {where}: {fault['msg']}") from error
    return items


def _rows(text: str, path: Path) -> list[Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path} is neither JSON nor JSON lines: {error}") from error
    return whole if isinstance(whole, list) else [whole]
