"""A store of dialogues with what people of other stores liked of the same items beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from data.records import Interaction
from data.store import Store, write_store

_LIKED = 0.7
"""From which share of a store's highest rating on somebody liked an item: 7 of 10, 3.5 of 5."""


def with_ratings(store: Store, others: Sequence[Store], folder: Path) -> Store:
    """`store` itself where there are no others; else, in `folder`, its items, dialogues and knowledge, and as events
    what people of `others` liked among its items (the same title and year).

    Values are left out, since scales differ. Users get the number of their store before their id. The same stores give
    the same files.
    """
    if not others:
        return store
    from prompts.checkpoint import item_key

    here = {item_key(item): item.id for item in store.catalogue}

    def events() -> Iterator[Interaction]:
        yield from store.interactions
        for number, other in enumerate(others):
            same = {item.id: here[key] for item in other.catalogue if (key := item_key(item)) in here}
            values = [event.value for event in other.interactions if event.value is not None]
            least = _LIKED * max(values, default=0.0)
            for event in other.interactions:
                if event.item in same and (event.value is None or event.value >= least):
                    yield Interaction(f"{number}-{event.user}", same[event.item], event.time)

    return write_store(
        folder, store.catalogue, events(), store.dialogues, knowledge=store.knowledge,
        name=" + ".join(one.name for one in (store, *others)), source="merged", item_noun=store.item_noun,
    )
