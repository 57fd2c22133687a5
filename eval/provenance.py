"""Where a figure comes from: the data files by hash, the machine and the library versions."""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from data.store import Store

_LIBRARIES = ("promptrec", "torch", "transformers", "numpy", "bm25s")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that was read."""

    name: str
    sha256: str
    note: str = ""


def data_of(store: Store) -> tuple[DataFile, ...]:
    """What a store holds and what it was imported from, by hash."""
    held = (
        DataFile(f"{store.name}/{name}", about["sha256"], f"{about['lines']} lines")
        for name, about in sorted(store.card.get("files", {}).items())
    )
    note = f"imported as {store.card.get('source', '')}"
    read = (DataFile(file["name"], file["sha256"], note) for file in store.card.get("read_from", ()))
    return (*held, *read)


def file_of(file: Path, note: str = "") -> DataFile:
    """A file that was read beside the store, by hash."""
    with file.open("rb") as opened:
        return DataFile(file.name, hashlib.file_digest(opened, "sha256").hexdigest(), note)


def environment() -> dict[str, Any]:
    """What the figures may depend on beside data and seeds."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = {name: version for name in _LIBRARIES if (version := _version(name)) is not None}
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    return {**machine, "cores": cores, **versions}


def _version(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None
