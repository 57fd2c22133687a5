"""Explanations for the terminal: asked for by their options, printed line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.agent import Agent
from agent.explaining import STYLES
from agent.faces.markup import visible
from agent.reply import Explanation


def explanations(
    agent: Agent, items: Sequence[str], style: str, versus: str | None, taste: Mapping[str, Any]
) -> Iterator[Explanation]:
    """The explanations of one or many items. Raises ValueError for an unknown style or a comparison of several."""
    told = next((one for one in STYLES if one == style), None)
    if told is None:
        raise ValueError(f"unknown style {style!r}; use one of {', '.join(STYLES)}")
    if versus is None:
        yield from agent.explain_many(items, style=told, **taste)
    elif len(items) > 1:
        raise ValueError(f"--versus compares one item, and {len(items)} are named")
    else:
        yield agent.explain(items[0], style="comparison", versus=versus, **taste)


def explained(found: Explanation) -> list[str]:
    """The lines to print: title and place, the text, what would change it, and what could not be heard."""
    place = f" (place {found.rank} of {found.ranked})" if found.rank else ""
    lines = [f"{found.title}{place}", f"  {found.text}"]
    lines += [f"  {one.text}" for one in found.without if one.text not in found.text]
    return [visible(line) for line in (*lines, *([found.notice] if found.notice else []))]
