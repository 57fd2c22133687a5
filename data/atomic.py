"""Files and folders that are replaced whole or not at all, and are safely on disk when the call returns."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """A new, empty folder beside `target` to write into; it takes the target's place when the block ends well.

    When the block raises, the new folder is removed and the target is as it was. Files in it should be written with
    `write_file` or synced by the caller. A swap cut off half way is finished by `finish_swap`.
    """
    target = target.resolve()
    finish_swap(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new-{secrets.token_hex(4)}")
    fresh.mkdir()
    try:
        yield fresh
        sync_folder(fresh)
        _swap(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def write_file(path: Path, data: bytes) -> None:
    """Write a file in place of the one that is there: to a temporary sibling, synced, then renamed."""
    fresh = path.with_name(f".{path.name}.new-{secrets.token_hex(4)}")
    try:
        with fresh.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def finish_swap(target: Path) -> None:
    """Bring the old folder back where a swap was cut off between its two renames; remove what a finished one left."""
    before = _before(target.resolve())
    if not before.is_dir():
        return
    if target.exists():
        shutil.rmtree(before, ignore_errors=True)
    else:
        os.rename(before, target.resolve())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder as safe on disk as the files are."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(fresh: Path, target: Path) -> None:
    before = _before(target)
    if target.exists():
        os.rename(target, before)
    try:
        os.rename(fresh, target)
    except OSError:
        finish_swap(target)
        raise
    sync_folder(target.parent)
    shutil.rmtree(before, ignore_errors=True)


def _before(target: Path) -> Path:
    return target.with_name(f".{target.name}.before")
