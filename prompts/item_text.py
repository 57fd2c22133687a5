"""An item in words, for encoders and for prompts to models that read text: title, year, what it is, what it is
about.
"""

from __future__ import annotations

from data.records import Item

_LIMIT = 1000
_LEADING = 4


def item_text(item: Item) -> str:
    """One paragraph: label, attributes (the first few values of each kind, kinds in alphabetical order),
    description.
    """
    parts = [item.label()]
    for kind in sorted(item.attributes):
        values = item.attributes[kind][: _LEADING if kind != "keyword" else 2 * _LEADING]
        if values:
            parts.append(f"{kind}: {', '.join(values)}")
    if item.description:
        parts.append(item.description)
    return ". ".join(parts)[:_LIMIT]
