"""Finds the members of a family by its folder: adding a file adds a member, no list is edited."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any


def classes_in(package: str, base: type) -> dict[str, Any]:
    """`name` attribute -> class, for every concrete subclass of `base` defined in a module of the package folder."""
    folder = importlib.import_module(package)
    found: dict[str, Any] = {}
    for module_info in sorted(pkgutil.iter_modules(folder.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package}.{module_info.name}")
        for member in vars(module).values():
            if (
                inspect.isclass(member)
                and issubclass(member, base)
                and not inspect.isabstract(member)
                and member.__module__ == module.__name__
            ):
                found[member.name] = member  # type: ignore[attr-defined]
    return found
