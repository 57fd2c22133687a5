"""Whether a loose word is meant as a wish: "a heist film" and "something dark" are, "at the party" and "that's sad" are
not."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reading.tokens import Token

_BEFORE = frozenset(
    """
    about with of in on involving featuring no without more less set around something anything some any want wants
    wanted avoid hate hates dislike love like likes loves prefer mood into than quite very really too so bit little
    rather pretty not nothing good great best nice super kind sort for starring by and or any stories enough extra
    fewer only except but feel feels lots directed from actor actress director such need another skip exclude remove
    drop forget stand bear tolerate detest loathe despise dislikes detests overly extremely fairly truly proper
    properly mean meant neither nor did does make makes made
    """.split()
)
_AFTER = frozenset(
    """
    movie movies film films flick flicks story stories stuff thing things one ones theme themes vibe vibes show
    shows book books product products item items game games scene scenes elements drama comedy thriller horror
    please enough instead would should
    """.split()
)
_LOOSE = frozenset(
    """
    sweet cry light deep happy kid kids children fast slow quiet laugh smart clever odd strange beautiful soft calm
    blood space war sad dark epic music history sport sports family adventure action action, crime mystery fantasy
    drama tense weird witty crude intelligent happy cheerful brutal creepy english american western british
    wholesome gentle violent space bloody family grand us docs doc docu ai mob odd deep slow bittersweet nostalgic
    fights killing romance romantic america england
    """.split()
)
"""Shelf labels that are everyday words too."""

_TO = frozenset("allergic averse opposed partial back close closer switch".split())
"""Before "to" they say something of what follows: "I am allergic to musicals"."""

_WHEN = frozenset("this next last first second same some any every each long more of in good that one".split())
"""What makes "time" no theme: "nothing with weddings this time"."""

_IF = frozenset({"if", "as", "when", "long", "provided"})
"""What makes "it's a mystery" a condition: "only if it's a mystery too"."""

_GOES_ON = frozenset("from with by about set starring where in directed that".split())
"""After the plural that opens a message they say more of it: "musicals from the 1950s"."""

_MUST = frozenset({"should", "must", "can", "may", "might"})
_VERBS = frozenset({"love", "loves", "like", "hate", "want", "need", "fight", "dance", "watch"})


def is_anchored(tokens: Sequence[Token], first: int, last: int, *, loose: bool = False) -> bool:
    """Whether the words around tokens first..last, or the shortness of the message, make them a wish.

    With `loose` only words that have another everyday use need an anchor.
    """
    if first == last and tokens[first].key == "time" and first and tokens[first - 1].key in _WHEN:
        return False
    if first == last and tokens[first].key in _VERBS:
        beside = tokens[first - 1].key if first else "", tokens[last + 1].key if last + 1 < len(tokens) else ""
        return beside[0] in ("about", "of") or beside[1] in _AFTER
    if loose and first == last and tokens[first].key not in _LOOSE:
        return True
    if not first and last + 1 < len(tokens) and tokens[last].text.endswith("s") and tokens[last + 1].key in _GOES_ON:
        return True
    if len(tokens) <= 3:
        return tokens[0].key not in ("i", "im", "thats", "its") or first > 1
    before = tokens[first - 1].key if first else ""
    after = tokens[last + 1].key if last + 1 < len(tokens) else ""
    earlier = tokens[first - 2].key if first > 1 else ""
    if before == "to" and earlier in _TO:
        return True
    if before == "be" and earlier in _MUST:
        return True
    if before == "is" and earlier == "that" and first > 2 and tokens[first - 3].key in _AFTER:
        return True
    further = tokens[first - 3].key if first > 2 else ""
    if (before == "its" and earlier in _IF) or (before == "is" and earlier == "it" and further in _IF):
        return True
    if before in ("a", "an") and (earlier == "its" and further in _IF or earlier == "be" and further in _MUST):
        return True
    if before in ("a", "an", "the") and after not in _AFTER:
        return (loose or before != "the") and first > 1 and tokens[first - 2].key in _BEFORE
    return before in _BEFORE or after in _AFTER
