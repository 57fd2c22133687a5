"""The page docs/templates.md: every wording of P5's families, filled with an example of the synthetic world.

    python docs/templates.py             write the page anew
    python docs/templates.py --check     say whether it is as this would write it, and fail where not
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from data.catalogue import Catalogue
from data.records import ItemRef
from data.synthetic import make_world
from prompts.example import Example
from prompts.family import Family
from prompts.people import People
from prompts.prompt import Piece, Slot
from prompts.tasks.cross_domain import CrossDomain
from prompts.tasks.direct import Direct
from prompts.tasks.next_item import NextItem
from prompts.tasks.rating import Rating
from prompts.tasks.review import Review
from prompts.tasks.why import Why
from prompts.template import Template

PAGE = Path(__file__).with_suffix(".md")
_HEAD = """# The wordings of P5's families

Made by `docs/templates.py`, not by hand. The recipe `p5` mixes five families of questions (Geng et al., RecSys 2022);
the sixth is asked of a tuned model only, about the items of another store. The wordings are our own and stand in
[`prompts/templates/`](../prompts/templates), one file a family; here each is filled with one test example of the
synthetic world. **Bold** is an item, which an indexing says as its title, as id tokens or as a vector. Odd wordings say
a user's number, even ones the name that they sign reviews with. *Held out* wordings are in no tuning: they show whether
the words matter.
"""
_CANDIDATES = 5


def main() -> int:
    """Write or check the page; 1 where it was not true."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where the page is out of date")
    wanted = page()
    if not parser.parse_args().check:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != wanted
    if stale:
        print("docs/templates.md is out of date; run `python docs/templates.py`", file=sys.stderr)
    return int(stale)


def page() -> str:
    """The page as Markdown."""
    world = make_world(0, length=6)
    people = People(world.interactions, noun="film")
    families: Sequence[Family] = (
        Rating(people), NextItem(people, candidates=_CANDIDATES), Why(people), Review(people),
        Direct(people, candidates=_CANDIDATES), CrossDomain(people, world.catalogue, people),
    )  # fmt: skip
    parts = [_HEAD]
    for family in families:
        about = " ".join((sys.modules[type(family).__module__].__doc__ or "").split())
        parts += [f"\n## {family.name}\n\n{about}\n", *_rows(family, world.catalogue)]
    return "\n".join(parts) + "\n"


def _rows(family: Family, catalogue: Catalogue) -> Iterator[str]:
    """The table of a family: its wordings in the order of the file, each with the first example that fits, of a user
    with a name.
    """
    found: dict[str, Example] = {}
    for example in family.examples("test", random.Random(0)):
        if example.fields["name"] != example.fields["user"]:
            found.setdefault(example.situation, example)
    yield "| | kind | asked | answered | label words |\n|---|---|---|---|---|"
    every = [template for kind in family.mix for template in family.templates(kind)]
    for template in sorted(every, key=lambda one: int(one.id.rpartition("-")[2])):
        prompt = template.render(found[template.situation])
        asked = "".join(_said(piece, catalogue) for message in prompt.messages for piece in message.pieces)
        answered = "".join(_said(piece, catalogue) for piece in prompt.target)
        yield f"| {_named(template)} | {template.situation} | {asked} | {answered} | {_words(template)} |"


def _named(template: Template) -> str:
    return f"`{template.id}`" + ("" if template.seen else " *held out*")


def _words(template: Template) -> str:
    return ", ".join(f"{label}: “{word}”" for label, word in template.words.items())


def _said(piece: Piece, catalogue: Catalogue) -> str:
    item = piece.item if isinstance(piece, ItemRef) else piece.target if isinstance(piece, Slot) else None
    text = f"**{catalogue[item].label()}**" if item is not None else str(piece)
    return text.replace("|", "\\|").replace("___", "\\_\\_\\_")


if __name__ == "__main__":
    sys.exit(main())
