"""What a message does, by rules and indexes: one message may like one thing, refuse another and ask for a third.

Nothing here changes the session: `agent/remembering.py` does, and `agent/policy.py` decides what to answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from agent.correcting import find_correction
from agent.critique import Critique, find_critiques
from agent.forgetting import Forget, find_forget
from agent.limits import Limit, find_limits
from agent.linking import NOUNS, Linker, Mention
from agent.questions import ABOUT, Question, find_question
from agent.references import Reference, find_references
from agent.session import Facet, Session
from agent.slips import mend
from agent.stance import Stance, stances
from agent.talk import Act, find_acts, is_foreign, is_injection, is_off_topic
from agent.tokens import clean, keys, singular
from agent.unknown import near_title, unknown_titles
from agent.vocabulary import PEOPLE_KINDS, ValueMention, Vocabulary
from agent.wishes import find_wishes
from agent.years import YearRange, find_years

_BRIEF = 25
"""A message of so few words is a wish as a whole; of a longer one only the sentences that ask for something are."""

READ = 2000
"""Characters of a message that are read."""

_SENTENCE = re.compile(r"[^.?!\n]+[.?!\n]*")
_ASKS_AGENT = re.compile(
    r"\b(?:have\s+you\s+(?:seen|got|watched|read)|do\s+you\s+(?:know|have)|heard\s+of"
    r"|what\s+about|how\s+about)\b",
    re.I,
)
_SEEN_ALONE = re.compile(
    r"^\W*(?:i(?:['’]ve|\s+have)?\s+)?(?:already\s+)?(?:seen|watched|read|know"
    r"|saw)(?:\s+already)?\W*$",
    re.IGNORECASE,
)
_EVERYTHING = re.compile(r"\b(?:everything|all|every)\b", re.IGNORECASE)
_CHILDREN = re.compile(r"\b(?:kids?|child(?:ren)?|son|daughter|family)\b", re.IGNORECASE)
_NOT_FOR_CHILDREN = ("violent", "gory", "raunchy")
"""What nobody means who asks for something to see with children."""

_AGAINST = frozenset({"avoid", "dislike", "unlike", "seen"})
_REPLACING = re.compile(r"\b(?:instead|rather|actually|now|changed\s+my\s+mind|switch|this\s+time)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, read. Items are catalogue ids; every tuple is in the order of the message."""

    text: str
    acts: frozenset[Act] = frozenset()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Items spoken of without a stance."""
    wanted: tuple[Facet, ...] = ()
    avoided: tuple[Facet, ...] = ()
    years: YearRange | None = None
    limits: tuple[Limit, ...] = ()
    critiques: tuple[Critique, ...] = ()
    question: Question | None = None
    forget: Forget | None = None
    unknown: tuple[str, ...] = ()
    near: str | None = None
    """The item whose title is nearest to the first unknown one, where one is near."""
    wishes: tuple[str, ...] = ()
    dropped: tuple[Facet, ...] = ()
    """What is no longer wanted, without being unwelcome ("X instead of Y")."""
    correction: tuple[str, str] | None = None
    """The item that was taken before and the one that was meant."""
    mentions: tuple[Mention, ...] = ()
    replaces: bool = False
    """Whether what is wanted stands in place of what was wanted before ("a comedy instead")."""
    missing_reference: bool = False
    """Whether it points past the end of the list ("the ninth one")."""
    clipped: bool = False


class Understander:
    """Reads messages about one catalogue."""

    def __init__(self, linker: Linker, vocabulary: Vocabulary) -> None:
        self.linker, self.vocabulary, self.catalogue = linker, vocabulary, linker.catalogue
        self._numbers = frozenset(name for item in self.catalogue for name in item.numbers)
        self._newest = max((item.year for item in self.catalogue if item.year is not None), default=2020)
        self._words = frozenset(singular(word) for item in self.catalogue for word in keys(item.description))
        self._words |= frozenset(singular(word) for word in vocabulary.words)
        self._known = self._words | vocabulary.words | linker.index.words

    def understand(self, message: str, session: Session) -> Understanding:
        """Read a message in the light of a session: what was shown and what is talked about. Never raises on any text."""
        typed = clean(message[: 2 * READ])
        clipped = len(typed) > READ or len(message) > 2 * READ
        typed = typed[:READ]
        if is_injection(typed):
            typed = _blanked(typed, [match.span() for match in _SENTENCE.finditer(typed) if _gives_orders(match[0])])
        foreign = is_foreign(keys(typed), typed)
        mended = mend(typed, self._known) if not foreign else mend("", ())
        text = typed if foreign else mended.text
        spoken = _Spoken.of(text, session, self, foreign=foreign)
        understood = self._things(text, spoken, session)
        understood = self._talk(text, spoken, understood, session)
        mentions = spoken.mentions
        if not foreign:
            mentions = tuple(
                replace(one, start=mended.places[one.start], end=mended.places[one.end]) for one in mentions
            )
        return replace(understood, text=typed, clipped=clipped, mentions=mentions)

    def _things(self, text: str, spoken: _Spoken, session: Session) -> Understanding:
        """What the message says of items, values, years and amounts."""
        asked_for = _blanked(
            text,
            [
                match.span()
                for match in _SENTENCE.finditer(text)
                if not (_is_request(match[0]) or len(text.split()) <= _BRIEF)
            ],
        )
        critiques, used = find_critiques(asked_for, spoken.values, self.vocabulary)
        questions = self._questions(text, spoken, session)
        asked = [span for _, span in questions]
        forget = find_forget(text, spoken.mentions, spoken.values)
        values = [value for value in spoken.values if value not in used and not _within(value.start, asked)]
        things: list[tuple[int, int, object]] = [
            (one.start, one.end, one) for one in (*spoken.mentions, *spoken.references)
        ]
        things += [(one.start, one.end, one) for one in (*values, *spoken.years, *spoken.limits)]
        things.sort(key=lambda one: one[0])
        said = stances(text, [(start, end) for start, end, _ in things])
        items = _Items(session)
        brief = len(text.split()) <= _BRIEF
        requests = [match.span() for match in _SENTENCE.finditer(text) if brief or _is_request(match[0])]
        wanted: list[Facet] = []
        avoided: list[Facet] = []
        dropped: list[Facet] = []
        years: YearRange | None = None
        limits: list[Limit] = []
        for (start, _, thing), stance in zip(things, said, strict=True):
            if isinstance(thing, Mention):
                items.named(thing.item, "unseen" if _within(start, asked) else stance)
            elif isinstance(thing, Reference):
                items.pointed(thing, "unseen" if _within(start, asked) else stance)
            elif (
                isinstance(thing, ValueMention)
                and stance in ("none", "unseen", "similar")
                and not _within(start, requests)
            ):
                continue
            elif isinstance(thing, ValueMention) and (stance != "seen" or _EVERYTHING.search(text[:start])):
                if _CHILDREN.search(text[thing.start : thing.end]) and stance not in _AGAINST:
                    avoided.extend(facet for value in _NOT_FOR_CHILDREN for facet in self.vocabulary.named(value))
                (dropped if stance == "drop" else avoided if stance in _AGAINST else wanted).extend(thing.facets)
            elif isinstance(thing, YearRange):
                years = _years(thing, stance) if years is None or years.vague else years
            elif isinstance(thing, Limit):
                limits.append(_limit(thing, stance))
        if forget is not None:
            items, wanted, avoided, years, limits, critiques = _Items(session), [], [], None, [], ()
        return Understanding(
            text, frozenset(), *items.sorted(), tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(avoided)), years, tuple(limits),
            critiques, questions[0][0] if questions else None, forget, dropped=tuple(dropped),
            missing_reference=any(not reference.items for reference in spoken.references),
        )  # fmt: skip

    def _questions(self, text: str, spoken: _Spoken, session: Session) -> list[tuple[Question, tuple[int, int]]]:
        found: list[tuple[Question, tuple[int, int]]] = []
        for match in _SENTENCE.finditer(text):
            inside = [value for value in spoken.values if match.start() <= value.start < match.end()]
            items = [one.item for one in spoken.mentions if match.start() <= one.start < match.end()]
            items += [
                one.items[0] for one in spoken.references if match.start() <= one.start < match.end() and one.items
            ]
            short = len(match[0].split()) <= 6 and not inside
            item = items[0] if items else session.focus if short else None
            question = find_question(match[0], inside, self.catalogue, item=item)
            if question is None and items and _ASKS_AGENT.search(match[0]):
                question = Question(self._asked_before(session) or ABOUT, items[0])
            if question is not None and not re.search(r"\bwhy\b", match[0], re.IGNORECASE):
                found.append((question, match.span()))
        return found

    def _asked_before(self, session: Session) -> str | None:
        """What the user's last turn asked of an item: "what about Aliens?" asks the same again."""
        last = next((turn for turn in reversed(session.turns) if turn.speaker == "user"), None)
        text = "".join(piece for piece in last.pieces if isinstance(piece, str)) if last is not None else ""
        question = find_question(text, (), self.catalogue, item="") if "?" in text else None
        return question.kind if question is not None else None

    def _talk(self, text: str, spoken: _Spoken, understood: Understanding, session: Session) -> Understanding:
        """The acts, and what only makes sense where nothing else was read."""
        acts: set[Act] = set()
        for match in _SENTENCE.finditer(text):
            said = find_acts(match[0])
            acts |= said - {"recommend"} if "accept" in said else said
        acts |= {act for act, present in self._named_acts(understood) if present}
        if understood.forget is None:
            acts.discard("forget")
        if understood.question is not None:
            acts -= {"recommend", "ask_who"}
        if acts & {"ask_known"} and understood.question is not None:
            understood = replace(understood, question=None)
            acts.discard("ask_fact")
        if _SEEN_ALONE.match(text) and session.focus is not None and not understood.seen:
            understood = replace(understood, seen=(session.focus,))
            acts |= {"seen"}
        taken = spoken.spans()
        names = [(one.start, one.end) for one in (*spoken.mentions, *spoken.references)]
        names += [
            (v.start, v.end)
            for v in spoken.values
            if v.facets[0].kind in PEOPLE_KINDS or v.facets[0].kind in self.vocabulary.shelves
        ]
        unknown = unknown_titles(text, names, self._known) if not is_injection(text) else ()
        if unknown and not understood.mentions:
            understood = replace(
                understood, wanted=tuple(f for f in understood.wanted if not _in_any(f.value, unknown))
            )
        correction = find_correction(text, session, self.catalogue) if not understood.liked else None
        if correction is not None:
            understood = Understanding(text, correction=correction)
            acts, unknown = {"like"} if correction[0] in session.preferences.liked else {"recommend"}, ()
        free = (
            correction is None
            and understood.question is None
            and understood.forget is None
            and not acts & {"ask_known", "ask_why", "ask_who"}
        )
        wishes = find_wishes(text, taken, self._words) if free and not unknown else ()
        if is_injection(text):
            acts -= {"forget", "unclear"}
            acts |= set() if acts & {"recommend", "like"} else {"off_topic"}
            wishes, understood = (), replace(understood, forget=None)
        elif is_off_topic(text) and not understood.mentions and not NOUNS & set(keys(text)):
            understood = Understanding(text)
            acts, wishes, unknown = {"off_topic"}, (), ()
        elif is_foreign(keys(text), text):
            acts.add("language")
            wishes, unknown = (), ()
        elif not acts and not wishes and not unknown and not understood.named:
            acts.add("unclear")
        if "language" in acts and "?" not in text:
            understood = replace(understood, liked=understood.liked + understood.named, named=())
            acts |= {"like"} if understood.liked else set()
        titles = tuple(one.item for one in spoken.mentions)
        liked_more = (
            tuple(item for item in understood.named if item in titles)
            if not acts & {"ask_fact", "ask_why", "accept", "refuse", "forget"}
            else ()
        )
        if (
            liked_more
            and "?" not in text
            and acts <= {"greet", "recommend", "language", "thanks", "critique", "want", "avoid"}
        ):
            acts.add("like")
            understood = replace(understood, liked=understood.liked + liked_more, named=())
        near = near_title(unknown[0], self.catalogue) if unknown else None
        if "accept" in acts and _was_asked(session) and not understood.named and not unknown:
            understood = replace(understood, liked=(*understood.liked, session.focus or ""))
            acts = (acts - {"accept"}) | {"like"}
        return replace(
            understood,
            acts=frozenset(acts),
            unknown=unknown,
            near=near,
            wishes=wishes,
            replaces=bool(_REPLACING.search(text)),
        )

    def _named_acts(self, understood: Understanding) -> tuple[tuple[Act, bool], ...]:
        return (
            ("like", bool(understood.liked)),
            ("dislike", bool(understood.disliked)),
            ("seen", bool(understood.seen)),
            ("similar", bool(understood.similar)),
            ("refuse", bool(understood.refused)),
            ("want", bool(understood.wanted or understood.years or understood.limits)),
            ("avoid", bool(understood.avoided)),
            ("critique", bool(understood.critiques)),
            ("ask_fact", understood.question is not None),
            ("forget", understood.forget is not None),
        )


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Everything that a text names, no two over each other."""

    mentions: tuple[Mention, ...]
    references: tuple[Reference, ...]
    values: tuple[ValueMention, ...]
    years: tuple[YearRange, ...]
    limits: tuple[Limit, ...]

    @staticmethod
    def of(text: str, session: Session, reader: Understander, *, foreign: bool) -> _Spoken:
        values = () if foreign else reader.vocabulary.find(text)
        mentions = reader.linker.link(text, session)
        mentions = tuple(one for one in mentions if not any(_yields(one, value, reader) for value in values))
        limits = tuple(one for one in find_limits(text, reader._numbers) if not _covered(one, mentions))
        years = find_years(text, newest=reader._newest)
        years = tuple(one for one in years if not _covered(one, mentions) and not _covered(one, limits))
        told_apart = {reader.catalogue[one.item].year for one in mentions if one.told_apart}
        describing = [
            one for one in years if one.first is not None and one.first == one.last and one.first in told_apart
        ]
        years = tuple(one for one in years if one not in describing)
        if describing:
            values = tuple(one for one in values if not re.search(r"\bthe\s+$", text[: one.start], re.IGNORECASE))
        values = tuple(one for one in values if not _covered(one, mentions) and not _covered(one, years + limits))
        references = find_references(text, session, reader.catalogue, values)
        first = mentions[0].start if mentions else len(text)
        references = tuple(
            one
            for one in references
            if not _covered(one, mentions) and not (one.items == (session.focus,) and one.start > first)
        )
        values = tuple(one for one in values if not _covered(one, references))
        return _Spoken(mentions, references, values, years, limits)

    def spans(self) -> list[tuple[int, int]]:
        """Where anything stands."""
        things = (*self.mentions, *self.references, *self.values, *self.years, *self.limits)
        return [(one.start, one.end) for one in things]


class _Items:
    """Gathers items by what is said of them; what is said last of an item counts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._said: dict[str, str] = {}

    def named(self, item: str, stance: Stance) -> None:
        place = {
            "like": "liked",
            "dislike": "disliked",
            "unlike": "disliked",
            "seen": "seen",
            "similar": "similar",
        }.get(stance, "named")
        if stance == "avoid":
            place = "refused" if item in self._session.last_list else "disliked"
        self._say(item, place)

    def pointed(self, reference: Reference, stance: Stance) -> None:
        for item in reference.items:
            if stance == "avoid" or (stance == "dislike" and reference.several):
                self._say(item, "refused")
            elif not (reference.several and stance not in ("seen", "avoid", "dislike")):
                self.named(item, stance)

    def _say(self, item: str, place: str) -> None:
        self._said.pop(item, None)
        self._said[item] = place

    def sorted(self) -> tuple[tuple[str, ...], ...]:
        """Items liked, disliked, seen, similar, refused and merely named."""
        places = ("liked", "disliked", "seen", "similar", "refused", "named")
        return tuple(tuple(item for item, said in self._said.items() if said == place) for place in places)


def _years(years: YearRange, stance: Stance) -> YearRange | None:
    """A denied open range turned round ("nothing before 2000"); a denied closed one cannot be kept."""
    if stance not in ("avoid", "dislike", "unlike") or years.vague:
        return years
    if years.first is None and years.last is not None:
        return replace(years, first=years.last + 1, last=None)
    if years.last is None and years.first is not None:
        return replace(years, first=None, last=years.first - 1)
    return None


def _limit(limit: Limit, stance: Stance) -> Limit:
    """A denied bound turned round: "nothing over 100 minutes" is at most 100."""
    return replace(limit, least=limit.most, most=limit.least) if stance in ("avoid", "dislike", "unlike") else limit


def _yields(mention: Mention, value: ValueMention, reader: Understander) -> bool:
    """Whether a title gives way to an attribute of the same words: a longer one, a shelf label or a full name."""
    if value.end <= mention.start or mention.end <= value.start:
        return False
    length, other = mention.end - mention.start, value.end - value.start
    if length != other:
        return other > length
    if value.score != mention.score and min(value.score, mention.score) < 0.95 and value.score > mention.score:
        return True
    return not mention.sign or value.facets[0].kind in reader.vocabulary.shelves


def _was_asked(session: Session) -> bool:
    """Whether the agent's last words asked if the item in focus was meant."""
    last = session.turns[-1] if session.turns else None
    if (
        last is None
        or session.focus is None
        or session.focus in session.shown
        or session.focus in session.preferences.known()
    ):
        return False
    return last.speaker == "agent" and session.focus in last.items() and str(last.pieces[-1]).rstrip().endswith("?")


def _is_request(sentence: str) -> bool:
    """Whether a sentence asks for something: short ones do, a long one only where it says so."""
    return len(sentence.split()) <= 8 or bool(find_acts(sentence) & {"recommend", "more", "different"})


def _gives_orders(sentence: str) -> bool:
    """Whether a sentence speaks to the machine or of the user as of somebody else, and not of oneself."""
    orders = is_injection(sentence) or re.search(r"\bthe\s+user\b", sentence, re.IGNORECASE)
    return bool(orders) and not re.search(r"\b(?:I|my|me)\b", sentence)


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _in_any(value: str, names: Sequence[str]) -> bool:
    return any(value.lower() in name.lower() for name in names)


def _covered(one: object, others: Collection[object]) -> bool:
    start, end = one.start, one.end  # type: ignore[attr-defined]
    return any(start < other.end and other.start < end for other in others)  # type: ignore[attr-defined]


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
