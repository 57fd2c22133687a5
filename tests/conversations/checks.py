"""Every check that a transcript may use: fair to any good agent, and decided by the catalogue, never by taste.

README.md beside this file explains each one in a line. A check yields what is wrong, in words; nothing means it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.session import Facet
from data.records import Item
from tests.conversations.transcript import Scene, about_items, check

ACTIONS = "(ask|recommend|explain|answer|chat)"


@check(r"action is (?P<no>not )?(?P<actions>" + ACTIONS + f"( or {ACTIONS})*)")
def _(scene: Scene, no: str | None, actions: str) -> Iterator[str]:
    if (scene.reply.action in actions.split(" or ")) == bool(no):
        yield f"it was {scene.reply.action}"


@check(r"(?P<no>not )?(?P<where>liked|disliked|seen): (?P<titles>.+)")
def _(scene: Scene, no: str | None, where: str, titles: str) -> Iterator[str]:
    held = getattr(scene.reply.session.preferences, where)
    if wrong := [item.label() for item in scene.all(titles) if (item.id in held) == bool(no)]:
        yield f"{where} is {held}: wrong for {', '.join(wrong)}"


@check(r"(?P<where>liked|disliked|seen) one of: (?P<titles>.+)")
def _(scene: Scene, where: str, titles: str) -> Iterator[str]:
    if not {item.id for item in scene.all(titles)} & set(getattr(scene.reply.session.preferences, where)):
        yield f"{where} holds none of them"


@check(r"(?P<no>not )?(?P<where>wanted|avoided) (?P<facets>\w+: .+)")
def _(scene: Scene, no: str | None, where: str, facets: str) -> Iterator[str]:
    held = getattr(scene.reply.session.preferences, where)
    if any(facet in held for facet in facets_of(facets)) == bool(no):
        yield f"{where} is {held}"


@check(r"(?P<what>nothing is liked|preferences are empty)")
def _(scene: Scene, what: str) -> Iterator[str]:
    preferences = scene.reply.session.preferences
    if not preferences.is_empty() if what == "preferences are empty" else preferences.liked:
        yield f"they are {preferences}"


@check(r"at least (?P<number>\d+) items")
def _(scene: Scene, number: str) -> Iterator[str]:
    if len(scene.reply.items) < int(number):
        yield f"there are {len(scene.reply.items)}"


@check(r"(?P<which>no|some) item: (?P<titles>.+)")
def _(scene: Scene, which: str, titles: str) -> Iterator[str]:
    named = {item.id for item in scene.all(titles)} & {item.id for item in scene.reply.items}
    if bool(named) == (which == "no"):
        yield f"the list holds {named or 'none of them'}"


@check(r"(?P<what>the list stays|may repeat|shown is forgotten)")
def _(scene: Scene, what: str) -> Iterator[str]:
    if what == "the list stays" and scene.reply.session.last_list != scene.before.last_list:
        yield f"it became {scene.reply.session.last_list}"


@check(r"reply names (?P<titles>.+)")
def _(scene: Scene, titles: str) -> Iterator[str]:
    if missing := [item.title for item in scene.all(titles) if not scene.says(item.title)]:
        yield f"it does not name {', '.join(missing)}"


@check(r"(?P<where>reply|reply or notice) (?P<no>does not match|matches): (?P<pattern>.+)")
def _(scene: Scene, where: str, no: str, pattern: str) -> Iterator[str]:
    text = scene.reply.text + (f" {scene.reply.notice}" if where == "reply or notice" else "")
    if bool(re.search(pattern, text, re.IGNORECASE)) == (no == "does not match"):
        yield f"it says {text!r}"


@check(r"reply says (?P<kind>\w+) of (?P<titles>.+)")
def _(scene: Scene, kind: str, titles: str) -> Iterator[str]:
    for item in scene.all(titles):
        if not any(re.search(rf"\b{pattern}", scene.reply.text, re.IGNORECASE) for pattern in wordings(item, kind)):
            yield f"{item.label()} has {item.values(kind) or item}"


@check(r"reply gives a reason for (?P<titles>.+)")
def _(scene: Scene, titles: str) -> Iterator[str]:
    liked = [scene.catalogue[item].title for item in scene.reply.session.preferences.liked]
    for item in scene.all(titles):
        true = [value for values in item.attributes.values() for value in values] + liked + [str(item.year)]
        if not any(map(scene.says, true)):
            yield f"no fact of {item.label()} and no liked item stands in {scene.reply.text!r}"


@about_items(r"(?P<has>has|lacks) (?P<facets>\w+: .+)")
def _(scene: Scene, item: Item, has: str, facets: str) -> bool:
    return any(facet.value in item.values(facet.kind) for facet in facets_of(facets)) == (has == "has")


@about_items(r"is from (?P<first>\d{4}) to (?P<last>\d{4})")
def _(scene: Scene, item: Item, first: str, last: str) -> bool:
    return item.year is not None and int(first) <= item.year <= int(last)


@about_items(r"is at (?P<bound>most|least) (?P<minutes>\d+) minutes")
def _(scene: Scene, item: Item, bound: str, minutes: str) -> bool:
    difference = item.numbers["minutes"] - float(minutes)
    return difference <= 0 if bound == "most" else difference >= 0


@about_items(r"is (?P<how>older|newer|shorter|longer) than (?P<titles>.+)")
def _(scene: Scene, item: Item, how: str, titles: str) -> bool:
    than = scene.item(titles)
    rise = float((item.year or 0) - (than.year or 0))
    if how in ("shorter", "longer"):
        rise = item.numbers["minutes"] - than.numbers["minutes"]
    return rise < 0 if how in ("older", "shorter") else rise > 0


@about_items(r"shares at (?P<bound>most|least) (?P<number>\d+) values with (?P<titles>.+)")
def _(scene: Scene, item: Item, bound: str, number: str, titles: str) -> bool:
    other = scene.item(titles)
    common = sum(len(set(item.values(kind)) & set(other.values(kind))) for kind in item.attributes if kind != "country")
    return common <= int(number) if bound == "most" else common >= int(number)


def wordings(item: Item, kind: str) -> list[str]:
    """Patterns of which a reply that states this fact of the item holds at least one."""
    if kind == "minutes":
        hours, rest = divmod(int(item.numbers["minutes"]), 60)
        return [rf"{int(item.numbers['minutes'])}\b", rf"{hours} ?h\D*{rest}\b", rf"{hours} hours? (and )?{rest}\b"]
    if kind == "year":
        return [str(item.year)]
    if kind == "description":
        return [re.escape(" ".join(item.description.split()[:8]))]
    return [re.escape(value) for value in item.values(kind)]


def facets_of(text: str) -> list[Facet]:
    """`genre: Comedy or mood: funny` as facets, any of which will do."""
    return [Facet(*part.split(": ", 1)) for part in text.split(" or ")]
