"""Prompted rankers by name, found by their folder: "llmrank", or "llmrank:recency" for a variant."""

from __future__ import annotations

from agent.prompted_ranker import Means, PromptedRanker
from prompts.registry import classes_in


class UnknownRankerError(LookupError):
    """No ranker or no variant of this name; the message lists those there are."""


def known_rankers() -> dict[str, type[PromptedRanker]]:
    """Every prompted ranker of `agent/rankers/` by name."""
    return classes_in("agent.rankers", PromptedRanker)


def find_ranker(name: str) -> tuple[type[PromptedRanker], str | None]:
    """The ranker that a name means, and its variant where one is named. Raises UnknownRankerError."""
    head, colon, variant = name.partition(":")
    known = known_rankers()
    if head not in known or (colon and variant not in known[head].variants):
        every = (f"{one.name}:{variant}" for one in known.values() for variant in one.variants)
        raise UnknownRankerError(f"no ranker {name!r}; there are {', '.join([*known, *every])}")
    return known[head], variant if colon else None


def named_ranker(name: str, means: Means) -> PromptedRanker:
    """The ranker of a name. Raises UnknownRankerError, or LanguageModelError where the means do not suffice."""
    ranker, variant = find_ranker(name)
    return ranker(means, variant)
