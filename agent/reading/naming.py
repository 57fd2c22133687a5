"""Items named by a caller, by id or title: resolved, or named back with what is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.faces.items import near_titles
from agent.reading.linking import Linker
from agent.reading.tokens import ARTICLES, keys
from data.catalogue import Catalogue


class UnknownItemError(KeyError):
    """A name that is no item's id or title; `near` are titles like it."""

    def __init__(self, name: str, catalogue: Catalogue) -> None:
        self.near = near_titles(catalogue, name)
        hint = f" Near it: {', '.join(self.near)}." if self.near else ""
        super().__init__(f"No item {name[:100]!r} is in the catalogue.{hint}")


@dataclass(frozen=True, slots=True)
class Named:
    """Resolved ids in the caller's order, each once, and sentences about names that were guessed or matched nothing."""

    items: tuple[str, ...]
    notice: str | None = None


def resolve(names: Iterable[str], linker: Linker) -> Named:
    """The items of some ids or titles. A title is matched as in a message: typos, a missing year or article are fine.
    """
    items: list[str] = []
    said: list[str] = []
    for name in names:
        item = find_item(name, linker)
        if item is not None:
            items.append(item)
            label = linker.catalogue[item].label()
            if name != item and _folded(name) not in (_folded(label), _folded(linker.catalogue[item].title)):
                said.append(f"I read {name.strip()[:80]!r} as {label}.")
        elif name.strip():
            said.append(_sentence(name.strip()[:80], linker))
    return Named(tuple(dict.fromkeys(items)), " ".join(said[:5]) or None)


def find_item(name: str, linker: Linker) -> str | None:
    """The item of one id or title, None where nothing matches all of the name."""
    if name in linker.catalogue:
        return name
    quoted = f'"{name.strip()[:200]}"'
    whole = [one for one in linker.link(quoted) if one.start <= 5 and one.end >= len(quoted) - 8]
    return whole[0].item if whole else None


def _folded(name: str) -> str:
    """A name without case, marks and article: what two people who mean the same title both write."""
    words = keys(name)
    return " ".join(word for word in words if word not in ARTICLES or len(words) == 1)


def _sentence(name: str, linker: Linker) -> str:
    near = near_titles(linker.catalogue, name)
    return f"{name!r} is not in the catalogue" + (f"; near it: {', '.join(near)}." if near else ".")
