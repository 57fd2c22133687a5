"""First lines that a visitor can pick instead of writing: made of what this catalogue really holds."""

from __future__ import annotations

from collections import Counter

from agent.agent import Agent
from data.catalogue import Catalogue

_KINDS = {
    "mood": "Something {value}", "style": "Something {value}", "genre": "A good {value} {noun}",
    "category": "A good {noun} in {value}", "subject": "A good {noun} on {value}", "brand": "A good {noun} by {value}",
}
"""Kinds that make a good wish, best first, and how it is said."""


def openers(agent: Agent) -> tuple[str, ...]:
    """Three or four messages that this agent can answer well, the same ones at every call."""
    catalogue = agent.catalogue
    known = [catalogue[item.id] for item in agent.recommend(k=3).items]
    lines = [f"I loved {' and '.join(item.title for item in known[:2])}"] if known else []
    if wish := _wish(catalogue, agent.noun):
        lines.append(wish)
    if len(known) > 2:
        lines.append(f"Something like {known[2].title}" + ("" if known[2].year is None else ", but newer"))
    return (*lines, "Surprise me")


def _wish(catalogue: Catalogue, noun: str) -> str:
    """"Something funny from the 1990s, under two hours": as much of it as the catalogue knows."""
    kind = next((kind for kind in _KINDS if kind in catalogue.kinds), None)
    if kind is None:
        return ""
    counts = Counter(value for item in catalogue for value in item.values(kind))
    value = counts.most_common(1)[0][0]
    words = _KINDS[kind].format(value=value if kind == "brand" else value.lower(), noun=noun)
    decades = Counter(item.year // 10 * 10 for item in catalogue if item.year is not None)
    if decades:
        words += f" from the {decades.most_common(1)[0][0]}s"
    return words + (", under two hours" if "minutes" in catalogue.number_names else "")
