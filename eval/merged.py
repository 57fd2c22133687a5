"""Several stores as one: items with the same title and year are one item, users stay apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from data.records import Interaction, Item
from data.store import Store, write_store


def merged(stores: Sequence[Store], folder: Path) -> Store:
    """The only store, or all of them written together to `folder`: what the first one says of an item counts.

    Values are left out, since scales differ: that somebody met an item is all that stores say alike. Items and users
    get the number of their store before their id. The same stores give the same files.
    """
    if len(stores) == 1:
        return stores[0]
    from prompts.checkpoint import item_key

    items: dict[str, Item] = {}
    ids: list[dict[str, str]] = []
    for number, store in enumerate(stores):
        for item in store.catalogue:
            items.setdefault(item_key(item), replace(item, id=f"{number}-{item.id}"))
        ids.append({item.id: items[item_key(item)].id for item in store.catalogue})

    def events() -> Iterator[Interaction]:
        for number, (store, own) in enumerate(zip(stores, ids, strict=True)):
            for event in store.interactions:
                yield Interaction(f"{number}-{event.user}", own[event.item], event.time)

    name = " + ".join(store.name for store in stores)
    return write_store(
        folder, items.values(), events(), name=name, source="merged", item_noun=stores[0].item_noun,
    )
