"""What a user asks for in words that are no attribute: "something cosy about lighthouses" leaves "lighthouses"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from agent.reading.tokens import singular, tokenize

_STOP = frozenset(
    """
    a able about actually after again all also am an and another any anybody anymore anyone anything are around as
    ask at away back be because been before being best better between both but by can cannot cant care change choose
    come could course day days decide definitely did didnt different do does doesnt doing done dont each easy either
    else end enjoy enjoyed enough even ever every everyone everything exactly fan fancy far favorite favourite feel
    feeling feels few film films find fine first for free friend friends from full fun get gets getting give gives
    go goes going good got great had happy hard has have havent having he hear heard help her here hey hi him his
    hmm hope how i id idea ideas if ill im in instead interested into is isnt it item items its ive just keep kind
    kinds kinda know last later lately least leave less let lets light like liked likes list little ll long look
    looking lot lots love loved lovely many may maybe me mean meant mind mine modern mood more most movie movies much
    must my myself need needs never new next nice no nope not nothing now number of off ok okay old on once one ones
    only open option options or other others our out over own perhaps pick place please pleased prefer pretty probably
    product products put quite rather read real really recent recommend recommendation recommendations right said
    same saw say see seem seems seen set shall she should show shows similar since so some somebody someone
    something sometimes somewhat soon sorry sort sounds special still story stories stuff such suggest suggestion
    suggestions suppose sure surprise take tell than thank thanks that thats the their them then there theres these
    they thing things think this those though thought time times title titles to today together tomorrow tonight too
    top totally tried try trying two type types um until up us use used usually ve very vibe vibes want wanted wants
    was wasnt watch watched watching way we week weekend well went were weve what whatever whats when where which
    while who whole whom whose why will wish with within without wont word words work works would wouldnt wow year
    years yeah yes yet you your youre yourself evening night morning afternoon sunday saturday friday boring bored
    bad awful hate hated director directors actor actors actress cast plot hello three four five cheers oh ah lol well
    minutes hours hour wife husband girlfriend stop wrong hates dislikes
    boyfriend mom mum dad family kids date amazing awesome enjoyable decent classic popular famous random quick
    quickly short longer shorter older newer makes make made version
    """.split()
)
_DENIED = re.compile(
    r"\b(?:no|not|\w*n['’]t|dont|without|nothing|never|hate|hated|avoid|except|isn['’]?t|less|bored"
    r"|boring|tired|sick|too\s+(?:much|many))\b|\btoo\s+\w+\s*(?:\W*$|for\b)",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:was|were|is|are)\s+(?:(?:so|really|very|just|absolutely|truly|quite|also|both)\s+)*([^\W\d_]+)"
    r"(?=\s*(?:[.,;!?]|$)|\s+(?:and|but|though)\b)",
    re.IGNORECASE,
)
"""A word that judges what was met: "that one was beautiful" asks for nothing."""

_CLAUSE = re.compile(r"[,.;!?\n]|\bbut\b|\bthough\b")
_ASKS = re.compile(
    r"\b(?:something|anything|about|want|need|recommend|suggest|looking|mood|show|give|find|with|set\s+in|movies?"
    r"|films?|stor(?:y|ies)|books?|for|should\s+have|there\s+(?:was|were|is|are)\s+(?:an?|some|two|three)|in\s+it)\b",
    re.IGNORECASE,
)
_MOST = 6
_FEW = 4


def is_filler(word: str) -> bool:
    """Whether a word asks for nothing by itself."""
    return word.lower() in _STOP


def find_wishes(text: str, taken: Sequence[tuple[int, int]], known: Collection[str]) -> tuple[str, ...]:
    """The words of a request that nothing else has read and that the catalogue's texts use (`known`, folded singulars).

    One wish a clause, in the user's words; clauses that deny something wish for nothing.
    """
    wishes: list[str] = []
    taken = [*taken, *(match.span(1) for match in _VERDICT.finditer(text))]
    start = 0
    for end in [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]:
        clause = text[start:end]
        if not _DENIED.search(clause) and (_ASKS.search(clause) or len(text.split()) <= _FEW):
            words = [
                token.text.lower()
                for token in tokenize(text)
                if start <= token.start < end
                and not any(low <= token.start < high for low, high in taken)
                and token.key not in _STOP
                and len(token.key) > 2
                and not token.key.isdigit()
                and (token.key in known or singular(token.key) in known)
            ]
            if words:
                wishes.append(" ".join(dict.fromkeys(words[:_MOST])))
        start = end
    return tuple(wishes[:3])
