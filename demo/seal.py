"""Put the demo store in order after an edit of its items.jsonl: sorted by year and title, with store.json made anew.

python -m demo.seal [--store DIR]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from pathlib import Path

from data.codec import read_item
from data.problems import DataError
from data.records import Item
from data.store import Store, write_store
from demo.check_facts import STORE


def seal(folder: Path) -> Store:
    """Sort the items of a store and write it whole, all or nothing. Raises DataError with the line that is damaged."""
    file = folder / "items.jsonl"
    items = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            items.append(read_item(json.loads(line)))
        except ValueError as error:
            raise DataError(f"{file.name}, line {number}: {error}; mend the line") from error
    return write_store(
        folder,
        sorted(items, key=_order),
        name="demo films",
        source="written for this project; see docs/demo-store.md",
        item_noun="film",
        licence="Apache-2.0",
    )


def main(arguments: list[str] | None = None) -> int:
    """Seal the store and print how many films it holds."""
    parser = argparse.ArgumentParser(prog="python -m demo.seal", description="Sort the demo store, renew its card.")
    parser.add_argument("--store", type=Path, default=STORE, help="the store to seal")
    store = seal(parser.parse_args(arguments).store)
    print(f"{len(store.catalogue)} films")
    return 0


def _order(item: Item) -> tuple[int, str, str]:
    """Year, then the title as a library sorts it: without accents, case and a leading article."""
    plain = unicodedata.normalize("NFKD", item.title).encode("ascii", "ignore").decode().lower()
    return item.year or 0, re.sub(r"^(the|a|an) ", "", plain), item.id


if __name__ == "__main__":
    sys.exit(main())
