"""How one thing is said: numbers, decades, titles, names, articles."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from random import Random

from data.catalogue import Catalogue
from data.records import Item
from eval.planted.wordings import forms

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties".split()
_AN = re.compile(r"(?:[aeio]|u(?!ni|se|k)|hour|honest|heir|fbi\b|8|11\b|18(?:\b|\d\d\b))", re.IGNORECASE)
_A = re.compile(r"(?:one\b|once\b|eu)", re.IGNORECASE)
_ARTICLE = re.compile(r"\{a\} ([“\"'‘]?)(\S+)")
_BEGIN = re.compile(r"(^|[.!?] )([a-zà-ÿ])")
_AWAY = {ord(mark): 0xE000 + number for number, mark in enumerate(".!?")}
_TWO_ENDS = re.compile(r"([.!?\ue000-\ue002])\.+(?=\s|$)")
_BACK = {away: mark for mark, away in _AWAY.items()}
PEOPLE = ("director", "cast")


def number(value: int, rng: Random) -> str:
    """A number in digits, or in words where that is usual (below a hundred)."""
    if value >= 100 or rng.random() < 0.6:
        return str(value)
    tens, ones = divmod(value, 10)
    if value < 20:
        return _ONES[value]
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def decade_said(start: int, rng: Random) -> str:
    """A decade: the 1990s, the nineties, the '90s."""
    short = start % 100
    if 1920 <= start < 2000 and rng.random() < 0.5:
        return f"the {_DECADES[short // 10 - 2]}"
    return f"the '{short}s" if 1950 <= start < 2000 and rng.random() < 0.2 else f"the {start}s"


def title_said(item: Item, rng: Random) -> str:
    """A title, in quotes or not; very short ones always are."""
    if len(item.title) > 4 and rng.random() > 0.35:
        return kept(item.title)
    styles = ("“{}”", '"{}"') if "'" in item.title else ("“{}”", '"{}"', "'{}'")
    return rng.choice(styles).format(kept(item.title))


def name_said(name: str, catalogue: Catalogue, rng: Random) -> str:
    """A person's name, now and then the last name alone where nothing else in the catalogue has it."""
    words = name.split()
    if len(words) == 2 and words[1] in _last_names(catalogue) and rng.random() < 0.3:
        return words[1]
    return kept(name)


def value_said(kind: str, value: str, noun: str) -> str:
    """A value in one of its forms ("genre_film", "country_adj", "theme", ...); "" where it has none."""
    return forms()[kind].get(value.lower(), "").replace("{noun}", noun)


def finished(text: str) -> str:
    """A text with its articles, one end to a sentence, and large letters where a sentence begins."""
    text = _ARTICLE.sub(lambda found: f"{_article(found[2])} {found[1]}{found[2]}", text)
    text = _BEGIN.sub(lambda found: found[1] + found[2].upper(), text)
    return _TWO_ENDS.sub(r"\1", text).translate(_BACK)


def kept(text: str) -> str:
    """A title or name whose own full stops end no sentence."""
    return text.translate(_AWAY)


def bare(words: str) -> str:
    """What is surely said of a slot's words in the finished text: all from behind an article that is still open."""
    return words.split("{a} ")[-1].translate(_BACK)


def _article(word: str) -> str:
    return "an" if _AN.match(word) and not _A.match(word) else "a"


@lru_cache(maxsize=4)
def _last_names(catalogue: Catalogue) -> frozenset[str]:
    names = {name for item in catalogue for kind in PEOPLE for name in item.values(kind)}
    parts = Counter(part for name in names for part in name.split())
    texts = (text for item in catalogue for text in (item.title, *item.values("keyword")))
    said = {word for text in texts for word in re.findall(r"\w+", text)}
    said |= {word.title() for word in said}
    return frozenset(name.split()[-1] for name in names if parts[name.split()[-1]] == 1) - said
