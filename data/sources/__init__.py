"""One file a source: each holds `SOURCE`, a `data.reading.Source`, and is found by its file name. No list to edit."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from data.problems import DataError
from data.reading import Source


def source_names() -> tuple[str, ...]:
    """The names of all sources, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def find_source(name: str) -> Source:
    """The source of a name. Raises DataError that lists the names there are."""
    if name not in source_names():
        raise DataError(f"no source {name!r}; there are {', '.join(source_names())}")
    source = import_module(f"{__name__}.{name}").SOURCE
    if not isinstance(source, Source):
        raise TypeError(f"data/sources/{name}.py: SOURCE is {source!r}; expected a data.reading.Source")
    return source
