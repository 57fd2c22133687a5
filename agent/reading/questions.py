"""Questions about an item: "who directed it?", "how long is it?", "is the second one scary?", "what is it about?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.reading.tokens import singular
from agent.reading.vocabulary import ValueMention
from agent.reading.weighing import OTHER, YEAR, weighed_by, weighs_again
from agent.session import Facet, Preferences
from data.catalogue import Catalogue

ABOUT, YES_NO = "about", "yes_no"
"""Topics that are no attribute, beside the year: the description, whether it has a value, what no catalogue says."""

COUNT, HERE, CHOICE, WHY_NOT = "count", "here", "choice", "why_not"
"""What is no fact of an item: how many there are, whether it is here, which one to take, what speaks against it."""

COMPARE, WORTH, VALUE = "compare", "worth", "value"
"""What two items share and what sets them apart; whether an item is any good; what there is of a person or a kind."""

_BE = r"(?:is|are|was|were|['’]s|does|do|did|s)"
_TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"who\s+(?:\w+\s+)?(?:directed|made|makes|filmed|shot|is\s+(?:the\s+)?director|['’]?s\s+(?:the\s+)?director)|(?:which"
     r"|what)\s+director"
     r"|director\s+of|directed\s+by\s+who|whose\s+(?:movie|film)",
     ("director", "brand", "maker", "author", "artist", "creator")),
    (r"who\s+(?:wrote|is\s+the\s+(?:author|writer))|author\s+of", ("author", "writer")),
    (r"who['’]?s\s+(?:\w+\s+)?in\b|who(?:\s+(?:all|else))?\s+(?:plays?|played|stars?|starred|acts?|acted|is\s+in|['’]?s\s+in|appears?|was\s+in"
     r"|are\s+in)"
     r"|(?:the\s+)?(?:cast|actors?|actresses)\b|stars?\s+in\s+it|who\s+(?:is|are|['’]s)\s+(?:the\s+)?(?:lead|leads"
     r"|main\s+actors?|stars?|actors?)",
     ("cast", "actor")),
    (r"how\s+long|which\s+.{0,25}\b(?:shortest|longest)|running\s+time|run\s*time"
     r"|how\s+many\s+(?:minutes|hours)|(?:what|which)\s+length|duration", ("minutes", "length", "pages")),
    (r"how\s+much|what\s+does\s+.{0,40}\bcost|the\s+price", ("price", "cost")),
    (r"which\s+.{0,25}\b(?:oldest|newest)|when\s+(?:did|was|is|were)|(?:what|which)\s+year"
     r"|how\s+old\s+is|release\s+(?:date|year)|year\s+of", (YEAR,)),
    (rf"what(?:\s+{_BE}|['’]?s)\s+.{{0,60}}\babout|the\s+(?:plot|story|premise|synopsis)|(?:tell"
     rf"|say)\s+(?:me\s+)?(?:some(?:thing)?\s+)?(?:more\s+)?(?:on\s+|about)"
     rf"|describe|more\s+(?:info|information|details?)|what\s+happens|what\s+(?:kind|sort|type)\s+of\s+(?:movie|film"
     rf"|story|thing|book)\s+{_BE}"
     r"|never\s+heard\s+of|what['’]?s\s+it\s+like|know\s+more\s+about|details\s+(?:on|about|of)", (ABOUT,)),
    (r"(?:what|which)\s+genres?|genre\s+(?:is|of)", ("genre", "category")),
    (r"where\s+(?:was|is|were|does|['’]s)\s+.{0,40}\b(?:made|filmed|from|produced|shot|come)|(?:what|which)\s+country"
     r"|made\s+where", ("country", "origin")),
    (r"what\s+(?:mood|tone|vibe)|mood\s+of|what['’]?s\s+the\s+(?:mood|tone|vibe)", ("mood",)),
    (r"(?:what|which)\s+(?:themes?|keywords?|topics?)|themes?\s+of", ("keyword", "theme")),
    (r"(?:what|which)\s+(?:rating|score)|(?:imdb\s+)?rating\b|how\s+many\s+stars",
     ("rating", "average_rating", "score", "stars")),
    (r"(?<!\bwhat\s)(?<!\belse\s)(?<!\bthat\s)(?<!thing\s)(?<!\bwhich\s)(?:would|will|could|might|do\s+you\s+think)\s+"
     r"(?:i|we|my\s+\w+)\s+(?:(?:would|will|might)\s+)?(?:really\s+|even\s+)?(?:like|love|enjoy)\s+(?!to\b|more\b|next\b)\w"
     r"|how\s+good\s+(?:is|was)|(?:is|was)\s+(?:it|that|this|(?:the\s+)?[\w' ]{1,40}?)\s+"
     r"(?:any\s+good|(?:really\s+)?worth)", (WORTH,)),
    (r"(?:on|is\s+it\s+on)\s+(?:netflix|prime|hulu|disney\s*\+?|hbo|streaming)|where\s+can\s+(?:i|we)\s+(?:watch|see"
     r"|stream|buy|get|find|rent)"
     r"|(?:what|which)\s+(?:language|studio|budget)|(?:imdb|rotten\s+tomatoes|awards?|oscars?"
     r"|box\s+office|budget|soundtrack)\b"
     r"|(?:is\s+there|are\s+there|what\s+about|does\s+it\s+have)\s+(?:an?|the|any)\s+(?:sequel|prequel|remake|spin-?off)s?\b"
     r"|can\s+(?:i|we|my\s+\w+)\s+(?:watch|see|show|read)\s+(?:it|this|that)\b"
     r"|which\s+.{0,25}\bmost\s+(?:popular|famous|successful|acclaimed|watched|loved)\b"
     r"|how\s+(?:bad|popular|successful|does\s+it\s+end)|(?:is|was)\s+it\s+(?:any\s+)?(?:good|well)"
     r"|the\s+ending\b|spoil", (OTHER,)),
)  # fmt: skip
_ALONE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"director", ("director", "author", "maker", "brand")), (r"cast|actors?|stars?", ("cast", "actor")),
    (r"length|duration|run(?:ning)?\s*time|minutes", ("minutes", "length", "pages")), (r"year|date", (YEAR,)),
    (r"plot|story|synopsis|description|premise|details|about", (ABOUT,)), (r"genres?", ("genre", "category")),
    (r"country", ("country", "origin")), (r"mood|tone", ("mood",)), (r"price|cost", ("price", "cost")),
    (r"brand", ("brand",)),
)  # fmt: skip
"""One word with a question mark asks for a fact of the item in focus."""

_PATTERNS = tuple((re.compile(rf"\b(?:{pattern})", re.IGNORECASE), kinds) for pattern, kinds in _TOPICS)
_YES_NO = re.compile(
    r"^\s*how\s+(?!long|much|many|old|about)\w+\s+(?:is|was)\s|(?:^|[.!?,;]\s*|\band\s+|\bbut\s+|\bso\s+|\bok(?:ay)?,?\s+)(?:is|are|was|were|does|do|did|has"
    r"|will|isn['’]?t)\s+(?!there\b|you\b|anything\b|any\b|i\b|we\b)",
    re.I,
)


_ASKED = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|hm+|well)\W+)?(?:is|are|was|were|does|did|has|do|will)(?:n['’]?t)?\s+"
    r"(?:it|that|this|he|she|they|these|those|the|an?|its|their|his|her|somebody|someone)\b",
    re.IGNORECASE,
)
_BY = {
    "longer": ("minutes",), "shorter": ("minutes",), "long": ("minutes",), "short": ("minutes",), "older": (YEAR,),
    "newer": (YEAR,), "old": (YEAR,), "new": (YEAR,), "recent": (YEAR,),
}  # fmt: skip
_SHELF_KINDS = {
    "genre": ("genre", "category"), "category": ("category", "genre"), "actor": ("cast", "actor"),
    "star": ("cast", "actor"), "theme": ("keyword", "theme"), "country": ("country", "origin"),
}  # fmt: skip
_SHELVES = re.compile(
    r"\b(?:what|which)\s+(?:(kind|sort|type)s?\s+of\s+)?([^\W\d]+(?:\s[^\W\d]+)?)\s+"
    r"(?:do\s+you\s+(?:have|know|sell|offer|carry)|have\s+you|are\s+there|are\s+available|can\s+i\s+choose|exist)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:is|was)\s+(?:it|that|this|(?:the\s+)?\w+(?:\s+one)?)\s+(?:(?:very|too|that|so|really)\s+)?"
    r"(long|short|old|new|recent)\s*\?",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:is|are)\s+there\s+[^?]*\bin\s+(?:it|that|this|the\s+\w+)(?:\s+one)?\s*\?", re.IGNORECASE
)
"""What asks of one item: "is there anything scary in the first?"."""

_COMPARED = re.compile(r"^\W*(?:is|are|was)\b(?!\s+there\b).*\b(longer|shorter|older|newer)\s+than\b", re.IGNORECASE)
_HERE = re.compile(
    r"\bis\s+(?:it|that(?:\s+one)?|[^?.!,]{2,60}?)\s+(?:in\s+)?(?:here|there|among\s+\w+)\s*\?", re.IGNORECASE
)
"""What asks whether the catalogue has an item, and nothing of the item."""


def asks_yes_or_no(sentence: str) -> bool:
    """Whether a sentence asks for a yes or a no about something, with a question mark or without: "is it violent"."""
    return bool(_ASKED.search(sentence) or _COMPARED.search(sentence))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an item: `kind` is an attribute, a number or a topic above; `facets` are asked of in yes/no
    questions."""

    kind: str
    item: str | None = None
    facets: tuple[Facet, ...] = ()
    whole: bool = False
    """Whether it is asked of the whole catalogue: "which genres do you have?"."""
    beside: str | None = None
    """The item that the other is weighed against."""
    among: tuple[str, ...] = ()
    """The items of which one is to be chosen."""
    of: Preferences = field(default_factory=Preferences)
    """What the items that are counted have."""


def find_question(
    sentence: str, values: Sequence[ValueMention], catalogue: Catalogue, *, item: str | None,
    told: Sequence[tuple[int, int]] = (),
) -> Question | None:
    """The question that one sentence asks of an item, None where it asks none. `values` are those inside the sentence;
    what starts inside `told` spans (of values that are surely meant) asks for nothing.

    Without an item only a question that can be about nothing else is one ("how long is it?").
    """
    for word, kinds in _ALONE:
        if item is not None and re.fullmatch(rf"\W*(?:and\s+)?(?:the\s+)?(?:{word})\s*\?\W*", sentence, re.IGNORECASE):
            return Question(_known(kinds, catalogue), item)
    if (shelf := _SHELVES.search(sentence)) and (kind := _shelf(shelf[2], sorts=bool(shelf[1]), catalogue=catalogue)):
        return Question(kind, whole=True)
    if _HERE.search(sentence):
        return None
    if item is not None and (compared := _COMPARED.search(sentence)):
        return Question(_known(_BY[compared[1].lower()], catalogue), item)
    if item is not None and values and _YES_NO.search(sentence):
        return Question(YES_NO, item, tuple(facet for value in values for facet in value.facets))
    if item is not None and values and _THERE.search(sentence):
        return Question(YES_NO, item, tuple(facet for value in values for facet in value.facets))
    if item is not None and (measured := _MEASURED.search(sentence)):
        return Question(_known(_BY[measured[1].lower()], catalogue), item)
    for pattern, kinds in _PATTERNS:
        asks = any(not any(low <= one.start() < high for low, high in told) for one in pattern.finditer(sentence))
        if asks and (item is not None or sentence.rstrip().endswith("?")):
            return Question(_known(kinds, catalogue), item)
    if item is not None and sentence.rstrip().endswith("?") and _YES_NO.search(sentence):
        return Question(OTHER, item)
    return None


def find_weighing(
    sentence: str, items: Sequence[str], catalogue: Catalogue, *, before: Sequence[str] = ()
) -> Question | None:
    """The question which of two items has more of something, None where a sentence does not weigh two. One that names
    none goes on about those of the turn `before`.
    """
    two = list(dict.fromkeys(items or (before if weighs_again(sentence) else ())))
    kinds = weighed_by(sentence) if len(two) == 2 else ()
    return Question(_known(kinds, catalogue), two[0], beside=two[1]) if kinds else None


def _shelf(word: str, *, sorts: bool, catalogue: Catalogue) -> str | None:
    """The kind of values that are asked for: "brands", "what sorts of films"; None for what the catalogue has not."""
    name = singular(word.lower().split()[-1])
    kinds = (*_SHELF_KINDS.get(name, ()), name, *(_SHELF_KINDS["genre"] if sorts else ()))
    return next((kind for kind in kinds if kind in catalogue.kinds), None)


def _known(kinds: Sequence[str], catalogue: Catalogue) -> str:
    """The first of some kinds that the catalogue has; the first of all where it has none."""
    if kinds[0] in (ABOUT, YEAR, OTHER, WORTH):
        return kinds[0]
    return next((kind for kind in kinds if kind in catalogue.kinds or kind in catalogue.number_names), kinds[0])
