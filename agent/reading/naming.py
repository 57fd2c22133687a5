"""Items named by a caller, by id or title: resolved, or named back with what is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.faces.items import near_titles
from agent.reading.linking import Linker


@dataclass(frozen=True, slots=True)
class Named:
    """Resolved ids in the caller's order, each once, and a sentence about the names that nothing matched."""

    items: tuple[str, ...]
    notice: str | None = None


def resolve(names: Iterable[str], linker: Linker) -> Named:
    """The items of some ids or titles. A title is matched as in a message: typos, a missing year or article are fine.
    """
    items: list[str] = []
    missing: list[str] = []
    for name in names:
        item = find_item(name, linker)
        if item is not None:
            items.append(item)
        elif name.strip():
            missing.append(name.strip()[:80])
    notice = " ".join(_sentence(name, linker) for name in missing[:5]) or None
    return Named(tuple(dict.fromkeys(items)), notice)


def find_item(name: str, linker: Linker) -> str | None:
    """The item of one id or title, None where nothing matches all of the name."""
    if name in linker.catalogue:
        return name
    quoted = f'"{name.strip()[:200]}"'
    whole = [one for one in linker.link(quoted) if one.start <= 5 and one.end >= len(quoted) - 8]
    return whole[0].item if whole else None


def _sentence(name: str, linker: Linker) -> str:
    near = near_titles(linker.catalogue, name)
    return f"{name!r} is not in the catalogue" + (f"; near it: {', '.join(near)}." if near else ".")
