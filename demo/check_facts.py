"""How far the demo store agrees with what public data sets say of the same films.

    python -m demo.check_facts --data DIR [--json FILE] [--store DIR]

`DIR` holds the publishers' sets, each in a folder of its own (see `demo.references`). Films are paired by title and by
a year that is off by one at most, or by title and a common director. A disagreement is a question, not a verdict: the
reference may be wrong. docs/demo-store.md says how those that are left were judged.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz import fuzz

from data.records import Item
from data.store import Store
from demo.references import Facts, references

STORE = Path(__file__).parent / "store"
FIELDS = ("year", "genre", "director", "cast")
_SAME_NAME = 85.0


@dataclass(frozen=True, slots=True)
class Check:
    """One field of one film beside what one reference says; `agrees` is whether they can both be right."""

    item: str
    field: str
    reference: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    agrees: bool


def check_facts(items: Iterable[Item], facts: Iterable[Facts]) -> tuple[Check, ...]:
    """Compare every field that both sides speak of.

    Years must be equal; of genres, directors and leading actors one at least must be common. Names are compared
    without accents and punctuation, with room for a spelling variant or a middle name.
    """
    films: dict[str, list[Item]] = {}
    for item in items:
        for title in (item.title, *item.values("also_known_as")):
            films.setdefault(_key(title), []).append(item)
    checks: dict[Check, None] = {}
    for said in facts:
        near = {item.id: item for title in said.titles for item in films.get(_key(title), ())}
        for item in near.values():
            if _same_film(item, said):
                checks.update(dict.fromkeys(_compare(item, said)))
    return tuple(checks)


def report(checks: Iterable[Check]) -> str:
    """Counts by field and reference, then every disagreement; `!` marks those where no reference agrees."""
    all_checks = tuple(checks)
    lines = [f"{len({check.item for check in all_checks})} films compared"]
    alone: set[tuple[str, str]] = set()
    for field in FIELDS:
        films: dict[str, list[bool]] = {}
        names: dict[str, list[bool]] = {}
        for check in all_checks:
            if check.field == field:
                films.setdefault(check.item, []).append(check.agrees)
                names.setdefault(check.reference, []).append(check.agrees)
        alone |= {(item, field) for item, agreed in films.items() if not any(agreed)}
        lines.append(
            f"{field}: {len(films)} films, every reference agrees on {sum(map(all, films.values()))},"
            f" none on {len(films) - sum(map(any, films.values()))}"
        )
        lines.extend(f"    {name:20} {sum(agreed):4} of {len(agreed):4}" for name, agreed in names.items())
    for check in sorted((c for c in all_checks if not c.agrees), key=lambda c: (FIELDS.index(c.field), c.item)):
        mark = "!" if (check.item, check.field) in alone else " "
        ours, theirs = ", ".join(check.ours), ", ".join(check.theirs)
        lines.append(f"{mark} {check.field}: {check.item}: ours {ours} | {check.reference}: {theirs}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Print the report. Answers 0: a disagreement is for a person to judge."""
    parser = argparse.ArgumentParser(prog="python -m demo.check_facts", description="Compare the demo store with data.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds ml-1m, redial, ...")
    parser.add_argument("--store", type=Path, default=STORE, help="the store to check")
    parser.add_argument("--json", type=Path, help="write every comparison here too")
    chosen = parser.parse_args(arguments)
    checks = check_facts(Store.open(chosen.store).catalogue, references(chosen.data))
    if not checks:
        parser.error(f"{chosen.data} holds no data set that is known here; see demo/references.py for their places")
    print(report(checks))
    if chosen.json:
        rows = [asdict(check) for check in checks]
        chosen.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def _same_film(item: Item, said: Facts) -> bool:
    if item.year is not None and said.year is not None and abs(item.year - said.year) <= 1:
        return True
    return _share_a_name(item.values("director"), said.directors)


def _compare(item: Item, said: Facts) -> Iterator[Check]:
    def check(field: str, ours: Iterable[str], theirs: Iterable[str], agrees: bool) -> Check:
        return Check(item.id, field, said.reference, tuple(ours), tuple(theirs), agrees)

    if said.year is not None:
        yield check("year", (str(item.year),), (str(said.year),), item.year == said.year)
    if said.genres:
        genres = item.values("genre")
        yield check("genre", genres, sorted(said.genres), not said.genres.isdisjoint(genres))
    for field, names in (("director", said.directors), ("cast", said.cast)):
        if names and item.values(field):
            yield check(field, item.values(field), names, _share_a_name(item.values(field), names))


def _share_a_name(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    others = [_name(name) for name in theirs]
    return any(_same_name(_name(name), other) for name in ours for other in others)


def _same_name(one: str, other: str) -> bool:
    ends = [(words[0], words[-1]) for words in (one.split(), other.split()) if len(words) > 1]
    return (len(ends) == 2 and ends[0] == ends[1]) or fuzz.token_sort_ratio(one, other) >= _SAME_NAME


def _name(text: str) -> str:
    """A name without case, accents and punctuation; initials that stand together become one word (J. A. and J.A.)."""
    plain = re.sub(r"[^\w]+", " ", _fold(text)).strip()
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", plain)


def _key(title: str) -> str:
    """A title without case, accents, articles and punctuation, so that spellings of one title meet."""
    words = re.findall(r"[a-z0-9]+", _fold(title).replace("&", " and ").replace("'", ""))
    return " ".join(word for word in words if word not in {"the", "a", "an"}) or _fold(title)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


if __name__ == "__main__":
    sys.exit(main())
