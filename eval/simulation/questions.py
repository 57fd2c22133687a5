"""What a question of an agent is about, read from its words alone: any agent's, not only ours."""

from __future__ import annotations

import re
from collections.abc import Collection

LIKES = "likes"
REFUSED = "refused"
ANY = "any"

_ABOUT: tuple[tuple[tuple[str, ...], str], ...] = (
    ((REFUSED,), r"\b(?:avoid|stay\s+away|keep\s+out|rather\s+not|don['’]?t\s+(?:want|like)|leave\s+out)\b"),
    (("director", "author", "artist", "writer"), r"\b(?:direct\w*|made\s+by|made\s+it|author|wrote|writer|artist)\b"),
    (("cast", "actor"), r"\b(?:act(?:or|ress|ing)\w*|star(?:s|ring)?|cast|plays?\s+in|people)\b"),
    (("year",), r"\b(?:years?|decades?|era|old(?:er)?|new(?:er)?|recent|classics?|modern|when)\b"),
    (("minutes",), r"\b(?:how\s+long|length|minutes|hours?|short(?:er)?|much\s+time)\b"),
    (("price",), r"\b(?:price|budget|cost|cheap|spend)\w*\b"),
    (("mood",), r"\b(?:mood|feel(?:ing)?|tone|atmosphere|be\s+like\?)"),
    (("country",), r"\b(?:country|countries|where|language)\b"),
    (("genre", "category"), r"\b(?:genres?|kinds?|types?|sorts?|categor(?:y|ies))\b"),
    (("keyword", "word"), r"\b(?:about|theme|topic|story|plot|subject|setting)\b"),
    (
        (LIKES,),
        r"(?<!would you )(?<!you'd )(?<!you’d )\b(?:liked?|loved?|favou?rites?|enjoy(?:ed)?"
        r"|last\s+(?:saw|watched|read)|again)\b",
    ),
    ((ANY,), r"\b(?:something|anything|hint|mood|looking\s+for|choice|tell\s+me)\b"),
)
_COMPILED = tuple((kinds, re.compile(pattern, re.IGNORECASE)) for kinds, pattern in _ABOUT)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_ASKING = re.compile(r"\b(?:tell\s+me|give\s+me\s+a\s+hint|let\s+me\s+know)\b", re.IGNORECASE)
_OFFER = re.compile(
    r"^\W*(?:(?:how|what)\s+about|(?:may|might|could|shall|would)\s+(?:i\s+(?:suggest|offer)|\w+\s+(?:suit|do)))\b",
    re.IGNORECASE,
)


def asked_about(text: str, kinds: Collection[str], *, listing: bool) -> tuple[str, ...]:
    """The kinds of facts that the last question of a text asks for, each at most once; empty where it asks nothing.

    `kinds` are those of the catalogue: a kind that is named is asked for. With `listing` the text comes with a list:
    then an offer ("How about X?") and a question that names nothing we know are none.
    """
    questions = [one for one in _SENTENCE.findall(text) if one.rstrip().endswith("?") or _ASKING.search(one)]
    questions = [one for one in questions if not _OFFER.search(one)]
    if not questions:
        return ()
    last = questions[-1].lower()
    found = [kind for kind in kinds if re.search(rf"\b{re.escape(kind.lower())}s?\b", last)]
    for named, pattern in _COMPILED:
        if pattern.search(last):
            found += named
    known = tuple(dict.fromkeys(found))
    if listing:
        return tuple(kind for kind in known if kind not in (ANY, LIKES))
    return known or (ANY,)
