"""Reads messages by rules and indexes, in the light of the session. Nothing here changes the session."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import replace

from agent.finding.families import has
from agent.reading.asking import Asking
from agent.reading.correcting import by_value, find_correction
from agent.reading.counting import find_count
from agent.reading.critique import find_critiques
from agent.reading.described import Descriptions
from agent.reading.forgetting import Forget, find_forget
from agent.reading.hearing import Ears, Heard
from agent.reading.judging import judge
from agent.reading.linking import NOUNS, Linker
from agent.reading.ordering import find_order, most_of_all
from agent.reading.questions import WHY_NOT, asks_yes_or_no
from agent.reading.same import find_same
from agent.reading.sentences import Sentence, blanked, sentences, tells_of_oneself, without_orders
from agent.reading.slips import mend
from agent.reading.talk import Act, find_acts, is_foreign, is_injection, is_off_topic
from agent.reading.tokens import clean, keys, singular
from agent.reading.understanding import Understanding
from agent.reading.unknown import near_title, unknown_titles
from agent.reading.vocabulary import Vocabulary
from agent.reading.wishes import find_wishes, is_filler
from agent.session import Facet, Session
from prompts.item_vectors import ItemVectors

READ = 2000
"""Characters of a message that are read."""

_VAGUE = re.compile(r"^\W*(?:much\s+|a\s+bit\s+|even\s+)?(?:less|more|not\s+so|too)\s+\w+\W*$", re.IGNORECASE)
_SEEN_ALONE = re.compile(
    r"^\W*(?:i(?:['’]ve|\s+have)?\s+)?(?:already\s+)?(?:seen|watched|read|know|saw)(?:\s+already)?\W*$", re.IGNORECASE
)
_REPLACING = re.compile(r"\b(?:instead|rather|actually|now|changed\s+my\s+mind|switch|this\s+time)\b", re.IGNORECASE)
_FORGET = re.compile(r"\bforget\s+(?:about\s+)?(?!about|that|my|i\b|what)", re.IGNORECASE)
_NOUNS = NOUNS - {"book", "show"}
"""Words for items that are no verbs: "book me a table" asks for no book."""

_SUGGESTS = re.compile(r"\b(?:recommend|suggest)", re.IGNORECASE)
_SURE = 0.8
_DEGREE = re.compile(r"(?:\bnot|n['’]t|\ball)\s+$", re.IGNORECASE)
_WISHING: frozenset[Act] = frozenset({"recommend", "want", "avoid", "like", "similar", "critique", "more"})
_TALKING: frozenset[Act] = frozenset({"ask_why", "ask_known", "ask_who", "bye"})
_LIKING: frozenset[Act] = frozenset({"greet", "recommend", "language", "thanks", "critique", "want", "avoid"})
"""Acts beside which a title named without a stance is a title that is liked: "The Matrix and something funny"."""


class Understander:
    """Reads messages about one catalogue; `vectors` of its items tell what descriptions mean."""

    def __init__(self, linker: Linker, vocabulary: Vocabulary, vectors: ItemVectors | None = None) -> None:
        self._catalogue, self._vocabulary = linker.catalogue, vocabulary
        self._ears = Ears(linker, vocabulary, Descriptions(linker.catalogue, vocabulary, vectors))
        self._asking = Asking(linker.catalogue, vocabulary)
        self._words = frozenset(singular(word) for item in self._catalogue for word in keys(item.description))
        self._words |= frozenset(singular(word) for word in vocabulary.words)
        self._titles = {item.id: item.title.lower() for item in self._catalogue}
        self._known = self._words | vocabulary.words | linker.index.words

    def grown(self, linker: Linker, vocabulary: Vocabulary) -> Understander:
        """The same for a catalogue that was appended to: words of the new items are known, their values not yet."""
        made = copy.copy(self)
        made._catalogue, made._vocabulary = linker.catalogue, vocabulary
        made._ears = Ears(linker, vocabulary, self._ears.descriptions)
        made._asking = Asking(linker.catalogue, vocabulary)
        new = linker.catalogue.items[len(self._catalogue) :]
        values = (value for item in new for kind in item.attributes.values() for value in kind)
        texts = " ".join([*(item.description for item in new), *values])
        made._words = self._words.union(singular(word) for word in keys(texts))
        made._known = self._known | made._words | linker.index.words
        made._titles = {**self._titles, **{item.id: item.title.lower() for item in new}}
        return made

    def understand(self, message: str, session: Session) -> Understanding:
        """Read a message: at most READ characters of it. Never raises, whatever the text."""
        whole = clean(message[: 2 * READ])
        typed = whole[:READ]
        orders = is_injection(typed)
        plain = without_orders(typed) if orders else typed
        foreign = is_foreign(keys(plain), plain)
        mended = mend(plain, () if foreign else self._known, everyday=not foreign)
        heard = self._ears.hear(mended.text, session, foreign=foreign)
        understood = self._judged(mended.text, heard, session)
        understood = self._with_acts(understood, heard, session, orders=orders, foreign=foreign)
        mentions = tuple(replace(m, start=mended.places[m.start], end=mended.places[m.end]) for m in heard.mentions)
        clipped = len(whole) > READ or len(message) > 2 * READ
        return replace(understood, text=typed, clipped=clipped, mentions=mentions)

    def _judged(self, text: str, heard: Heard, session: Session) -> Understanding:
        """What is said of the things named: questions, critiques, orders to forget, likes and wishes."""
        said = sentences(text)
        questions = [(one, self._asking.question(one, heard, session)) for one in said]
        asked = [(one, question) for one, question in questions if question is not None]
        # "Not that long": where "that" says how long it points at nothing.
        spans = [(one.start, one.end) for one in heard.references if not _DEGREE.search(text[: one.start])]
        spans += [(one.start, one.end) for one in said if not one.request]
        spans += [(one.start, one.end) for one, question in asked if question.beside or asks_yes_or_no(one.text)]
        requests = blanked(text, spans)
        critiques, used = find_critiques(requests, heard.values, self._vocabulary, faults=not heard.mentions)
        forget, heard = self._forgotten(text, heard, said)
        shunned = self._shunned(text, forget, session)
        forget = None if shunned else forget
        if forget is not None and not (heard.things() and not forget.everything):
            return Understanding(text, forget=forget, replaces=bool(_REPLACING.search(text)))
        if any(not years.vague for years in heard.years):
            # "Too old. From the 90s or later": the years that are named say how old is too old.
            critiques = tuple(one for one in critiques if not one.years)
        left = replace(heard, values=tuple(value for value in heard.values if value not in used))
        only_asked = [one for one, _ in asked] + [one for one in said if "ask_why" in find_acts(one.text)]
        judged = judge(text, left, said, only_asked, session, self._vocabulary)
        same = find_same(text, session, tuple(one.item for one in heard.mentions), self._catalogue)
        return replace(
            judged,
            critiques=critiques,
            avoided=tuple(dict.fromkeys(judged.avoided + shunned)),
            forget=forget,
            question=asked[0][1] if asked else None,
            wanted=tuple(dict.fromkeys((*judged.wanted, *same, *self._further(text, session)))),
            order=find_order(text, self._catalogue),
            replaces=bool(_REPLACING.search(text)),
            count=find_count(blanked(text, [(one.start, one.end) for one in heard.mentions])),
        )

    def _further(self, text: str, session: Session) -> tuple[Facet, ...]:
        """What is wanted though no value of the text names it: "your scariest", "three of them" after a count."""
        most = self._vocabulary.named(most_of_all(text) or "")
        return most + self._asking.counted_before(text, session).wanted

    def _forgotten(self, text: str, heard: Heard, said: Sequence[Sentence]) -> tuple[Forget | None, Heard]:
        """What is to be forgotten, and what was heard outside the sentences that ask for it."""
        if (whole := find_forget(text, heard.mentions, heard.values)) is None:
            return None, heard
        asking = [one for one in said if find_forget(one.text, (), ()) is not None]
        if not asking:
            return whole, Heard()
        inside, outside = heard.within(asking), heard.without(asking)
        order = " ".join(one.text for one in asking)
        forget = find_forget(order, inside.mentions, inside.values)
        if forget == find_forget(order, (), ()) and not (forget and (forget.everything or forget.groups)):
            # "Forget the journalist": after the verb a value needs no other sign.
            forget = find_forget(order, (), self._vocabulary.find(order, eager=True))
        return forget, outside

    def _shunned(self, text: str, forget: Forget | None, session: Session) -> tuple[Facet, ...]:
        """What "forget sci-fi" keeps out: nobody wished for it, but the list has it."""
        known = {*session.preferences.wanted, *session.preferences.avoided}
        if forget is None or known.intersection(forget.facets) or not _FORGET.search(text):
            return ()
        listed = [self._catalogue[item] for item in session.last_list]
        return tuple(one for one in forget.facets if any(has(item, one) for item in listed))

    def _with_acts(
        self, understood: Understanding, heard: Heard, session: Session, *, orders: bool, foreign: bool
    ) -> Understanding:
        """The acts, and what only makes sense beside them."""
        text = understood.text
        if is_off_topic(text) and not any(one.score > _SURE for one in heard.mentions) and not _NOUNS & set(keys(text)):
            return Understanding(text, acts=frozenset({"off_topic"}))
        told = understood.liked or understood.similar or any(one.items for one in heard.references)
        correction = by_value(text, session, self._catalogue)
        correction = correction or (None if told else find_correction(text, session, self._catalogue))
        if correction is not None:
            liked = correction[0] in session.preferences.liked
            return Understanding(text, acts=frozenset({"like" if liked else "recommend"}), correction=correction)
        understood = _filled(understood, heard, session, foreign=foreign)
        if not foreign and not orders:
            understood = self._with_unknown(understood, heard)
        acts = _acts(understood)
        if foreign:
            acts.add("language")
        if orders:
            acts &= {"recommend", "like", "similar"}
            if not acts:
                acts.add("off_topic")
        asks = understood.question or understood.forget or understood.order
        free = not (foreign or orders or understood.unknown or asks)
        loosely = {one.item for one in heard.told}.intersection(understood.named)
        if free and not loosely and (not acts or acts & _WISHING) and not acts & _TALKING:
            understood = replace(understood, wishes=self._wishes(text, heard))
        titles = {one.item for one in heard.mentions}
        pointed = session.preferences.known().union(session.last_list)
        loose = {one.item for one in heard.told if one.item not in pointed}
        bare = tuple(item for item in understood.named if item in titles | loose)
        if bare and "?" not in text and acts <= (_LIKING | {"like"} if loose.issuperset(bare) else _LIKING):
            acts.add("like")
            understood = replace(understood, liked=understood.liked + bare, named=())
        understood = replace(understood, sought=heard.looked_for())
        silent = not (acts or understood.sought or understood.wishes or understood.unknown or understood.named)
        if silent and heard.guessed:
            return replace(understood, acts=frozenset(acts), guess=heard.guessed[0].item)
        if silent:
            acts.add("unclear")
        return replace(understood, acts=frozenset(acts))

    def _wishes(self, text: str, heard: Heard) -> tuple[str, ...]:
        """The words that something is wished for by, those by which an item is looked for last."""
        values = [(one.start, one.end) for one in heard.values]
        sought = []
        for one in heard.sought:
            inside = [text[start:end].lower() for start, end in values if one.start <= start < one.end]
            plain = (word for word in one.words if not (is_filler(word) or any(word in value for value in inside)))
            sought.append(" ".join(plain))
        loose = [(one.start, one.end) for one in heard.sought]
        said = blanked(text, [(one.start, one.end) for one in sentences(text) if _wishes_nothing(one.text)])
        return (*find_wishes(said, heard.spans() + loose, self._words), *(words for words in sought if words))

    def _with_unknown(self, understood: Understanding, heard: Heard) -> Understanding:
        unknown = unknown_titles(understood.text, self._ears.names(heard), self._known)
        if not unknown:
            return understood
        # "Paris, Texas" that we do not have is no wish for films about Paris.
        wanted = understood.wanted if heard.mentions else tuple(
            one for one in understood.wanted if not any(one.value.lower() in name.lower() for name in unknown)
        )
        return replace(understood, unknown=unknown, near=near_title(unknown[0], self._titles), wanted=wanted)


def _filled(understood: Understanding, heard: Heard, session: Session, *, foreign: bool) -> Understanding:
    """What short answers leave unsaid: "seen" is said of the item in focus, "yes" of the one that was asked about."""
    focus = session.focus
    if focus is not None and not understood.seen and _SEEN_ALONE.match(understood.text):
        return replace(understood, seen=(focus,))
    if focus is not None and not understood.named and _was_asked(session) and "accept" in find_acts(understood.text):
        return replace(understood, liked=(*understood.liked, focus))
    return understood


def _wishes_nothing(sentence: str) -> bool:
    return tells_of_oneself(sentence) or asks_yes_or_no(sentence)


def _acts(understood: Understanding) -> set[Act]:
    """The acts of fixed phrases, sentence by sentence, and those that the things named make."""
    acts: set[Act] = set()
    for sentence in sentences(understood.text):
        said = find_acts(sentence.text)
        acts |= said - {"recommend"} if "accept" in said else said
    named: tuple[tuple[Act, object], ...] = (
        ("like", understood.liked), ("dislike", understood.disliked), ("seen", understood.seen),
        ("similar", understood.similar), ("refuse", understood.refused), ("critique", understood.critiques),
        ("want", understood.wanted or understood.years or understood.limits), ("avoid", understood.avoided),
        ("allow", understood.allowed),
        ("ask_fact", understood.question), ("forget", understood.forget),
    )  # fmt: skip
    acts = (acts - {"forget"}) | {act for act, present in named if present}
    acts |= {"recommend"} if understood.count or understood.order else set()
    if understood.question is not None and understood.question.kind == WHY_NOT:
        acts -= {"refuse"}
    if "ask_who" in acts and not (understood.wanted or understood.count or _SUGGESTS.search(understood.text)):
        acts -= {"recommend"}
    if "ask_fact" in acts:
        acts -= {"recommend", "ask_who"} if "ask_known" not in acts else {"ask_fact"}
    elif not acts & {"ask_known", "ask_why"} and _VAGUE.match(understood.text):
        acts |= {"more"}
    return acts


def _was_asked(session: Session) -> bool:
    """Whether the agent's last words asked if the item in focus was meant."""
    if not session.asked or session.focus in session.shown or session.focus in session.preferences.known():
        return False
    return session.focus in session.turns[-1].items()
