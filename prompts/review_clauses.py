"""How a planned reason can be said truly: adjectives that its evidence has, and the clauses made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from data.opinion_words import BAD, CONTENT, GOOD, PLAIN, PRICES
from data.opinions import Opinion, spoken
from prompts.content_plan import Reason
from prompts.evidence import Said

_NO_ADJECTIVE = CONTENT | frozenset(
    """
    well best better bargain breeze champ charm gem killer wonders wow worth worthwhile recommended favorite favourite
    easier bigger brighter cheaper darker deeper heavier higher larger lighter longer louder lower nicer quieter shorter
    smaller smoother softer sturdier thicker thinner tighter warmer wider weaker worse worst flimsier fail failed fails
    failure fake garbage junk trash disappointment bummer sucks touching moving gripping ace true super full ultimate
    crap deal-breaker wasted worn damaged happy unhappy correct hard fast quick limited dead wrong missing
    """.split()
)
"""Words of praise and blame that cannot stand in "the tone is ...", or say nothing without a comparison."""
_TO_USE = frozenset("easy difficult tricky awkward simple".split())
"""What is so "to use"."""
_PERSON = frozenset("love loves loved adore enjoy enjoys enjoyed".split())
_UTTER = frozenset(
    "great excellent perfect amazing fantastic awesome superb wonderful terrific incredible outstanding flawless ok "
    "okay phenomenal unbeatable unique priceless superior brilliant fabulous gorgeous lovely decent horrible terrible "
    "awful defective ideal exceptional spectacular stellar".split()
)
"""What is hardly ever "very" so."""
_WORDS = 3
_ARTICLE, _KIND = 0.4, 0.06
"""From these shares of its opinions on, "a" stands before a feature and its adjective ("a warm tone"), and a feature
may be what an item is ("this is a great strap").
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One reason as it can be said: adjectives that its evidence has, likeliest first; whether somebody loved it; the
    sign of most of its evidence, 1 or -1; and whether it names what the item is: "this is a great strap".
    """

    feature: str
    words: tuple[str, ...]
    loved: bool
    score: int
    kind: bool = False

    @staticmethod
    def of(reason: Reason) -> Claim:
        """What the evidence of a reason bears out."""
        signs = Counter(one.score for one in reason.opinions)
        score = -1 if signs[-1] > signs[1] else 1
        fit = [one for one in reason.opinions if one.score == score or (score > 0 and one.score == 0)]
        told = Counter(word for one in fit if (word := _adjective(one)))
        words = sorted(told, key=lambda word: (-told[word], word))[:_WORDS]
        return Claim(
            reason.feature, tuple(words), any(one.word in _PERSON for one in fit), score, any(map(_is_kind, fit))
        )

    @property
    def many(self) -> bool:
        """Whether the feature is a plural: "strings", not "bass" or "glass"."""
        return self.feature.endswith("s") and not self.feature.endswith(("ss", "us", "is"))

    @property
    def verb(self) -> str:
        """Is, or are."""
        return "are" if self.many else "is"


class Clauses:
    """The clauses of claims, with articles and kinds of items as reviewers use them."""

    def __init__(self, reviews: Iterable[Said]) -> None:
        articles, kinds, total = Counter[str](), Counter[str](), Counter[str]()
        for one in (one for said in reviews for one in said.opinions):
            if (before := _before(one)) is not None:
                total[one.feature] += 1
                articles[one.feature] += before[-1:] in (["a"], ["an"])
                kinds[one.feature] += _is_kind(one)
        self._articles = frozenset(name for name, count in total.items() if articles[name] >= _ARTICLE * count)
        self._kinds = frozenset(name for name, count in total.items() if kinds[name] >= _KIND * count)

    def of_item(self, claim: Claim, mentioned: Mapping[str, int]) -> Claim:
        """The claim, of a kind where of all kinds its feature is the one that most reviews of the item mention."""
        known = [name for name in mentioned if name in self._kinds]
        kind = max(known, key=lambda name: (mentioned[name], name), default="")
        return replace(claim, kind=claim.kind or claim.feature.removesuffix("s") == kind.removesuffix("s"))

    def openings(self, claim: Claim) -> Iterator[str]:
        """How a sentence may begin, if not with a clause: with what the item is, or has."""
        for phrase in self.phrases(claim):
            yield phrase
            if not claim.kind:
                yield f"it has {phrase}"
        if claim.kind:
            for word in GOOD.intersection(claim.words):
                phrase = f"{word} {claim.feature}" if claim.many else f"{_article(word)} {word} {claim.feature}"
                yield from (start + phrase for start in _MANY_ARE if claim.many)
                yield from (start + phrase for start in _ONE_IS if not claim.many)

    def clauses(self, claim: Claim) -> list[str]:
        """Whole clauses with an adjective: "the tone is warm"."""
        to_use = {word: f"{word} to use" if word in _TO_USE else word for word in claim.words}
        subjects = [f"the {claim.feature} {claim.verb}"]
        if claim.kind:
            subjects.append(f"{'these' if claim.many else 'this'} {claim.feature} {claim.verb}")
        said = [f"{subject} {to_use[word]}" for subject in subjects for word in claim.words]
        return said + [
            f"{subject} very {to_use[word]}" for subject in subjects for word in claim.words if word not in _UTTER
        ]  # fmt: skip

    def liked(self, claim: Claim, *, again: bool = False) -> str:
        """That it is liked, which all evidence of praise bears out: "i like the tone"."""
        return f"i {'also ' if again else ''}{'love' if claim.loved else 'like'} the {claim.feature}"

    def phrases(self, claim: Claim) -> list[str]:
        """Phrases with an adjective: "a warm tone"."""
        bare = claim.many or claim.feature not in self._articles
        return [
            f"{word} {claim.feature}" if bare else f"{_article(word)} {word} {claim.feature}"
            for word in claim.words if word not in _TO_USE
        ]  # fmt: skip

    def tails(self, claim: Claim) -> list[str]:
        """How a sentence may end where the price is praised."""
        if claim.feature not in PRICES:
            return []
        return [f"for the {claim.feature}", *(f"at {_article(word)} {word} {claim.feature}" for word in claim.words)]

    def blame(self, claim: Claim) -> str:
        """What speaks against the item."""
        return f"the {claim.feature} {claim.verb} {claim.words[0] if claim.words else 'not so good'}"


_STRENGTHS = frozenset("very really pretty so such".split())
_IT_IS = frozenset(
    ("it's", "they're", "it is", "this is", "these are", "they are", "it was", "these were", "this was", "that's")
)
_ONE_IS, _MANY_ARE = ("it's ", "this is ", "it is "), ("these are ", "they are ")


def _before(one: Opinion) -> list[str] | None:
    """The words before a feature and the adjective right before it, words of strength left out; None where it has none
    there.
    """
    words = spoken(one.sentence)
    for place in range(1, len(words)):
        if words[place] == one.feature and words[place - 1] == one.word:
            return [word for word in words[: place - 1] if word not in _STRENGTHS]
    return None


def _is_kind(one: Opinion) -> bool:
    """Whether an opinion says that the item is one of its feature: "this is a great strap", "they are nice strings"."""
    before = _before(one)
    if not before:
        return False
    if before[-1] in ("a", "an", "the"):
        before.pop()
    elif not one.feature.endswith("s"):
        # "it is good sound" names no kind of item.
        return False
    return bool(_IT_IS.intersection((" ".join(before[-1:]), " ".join(before[-2:]))))


def _adjective(one: Opinion) -> str:
    """The opinion word where it is an adjective that means what the opinion does; "" where it is turned, or none."""
    word = one.word
    if word in _NO_ADJECTIVE or word.endswith("ly") or word not in GOOD | BAD | PLAIN:
        return ""
    low = one.feature in PRICES and word in ("low", "cheap")
    turned = (word in GOOD and one.score < 0) or (word in BAD and one.score > 0)
    return "" if turned or (word in PLAIN and one.score and not low) else word


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" and not word.startswith(("us", "uni")) else "a"
