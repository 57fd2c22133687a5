"""Attribute values in the user's words: genres by their everyday names, people by surname, countries by their peoples,
and any value of any catalogue by its own name."""

from __future__ import annotations

import copy
import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from agent.finding.families import LOOSE
from agent.reading.anchors import is_anchored
from agent.reading.common_words import COMMON_WORDS
from agent.reading.spelling import Spelling
from agent.reading.surroundings import alone, beside, is_topic
from agent.reading.synonyms import PEOPLES, SYNONYMS
from agent.reading.tokens import ARTICLES, Token, keys, numeral, singular, tokenize
from agent.session import Facet
from data.catalogue import Catalogue

PEOPLE_KINDS = ("director", "cast", "actor", "author", "writer", "artist", "composer", "creator")
"""Attribute kinds whose values are people: their surname alone names them where it is theirs alone."""

NAMES_OF_ITEMS = frozenset({"also_known_as"})
"""Attribute kinds that are other titles, not things to want."""

_FEW = 60
"""A kind with at most so many values is a shelf label (genre, mood, brand); one with more is made of loose keywords."""

_RARE = 5
"""A value of fewer items is not meant where an everyday word has a broader meaning."""

_SLIPPED = 0.85
"""How sure a name with a slip in it is."""

_LONGEST = 6
_READ = 400
_MAKERS = frozenset({"by", "directed", "director", "from", "directors"})
_PLAYERS = frozenset({"with", "starring", "stars", "actor", "actress", "featuring", "featured"})
_FAMILY = frozenset({"brothers", "sisters", "bros"})
_ONE_OF_MANY = frozenset({"a", "an", "some", "my", "his", "her", "their", "every"})
"""After them a word in lower case is no surname: "about a docter"."""

_AGES = frozenset(map(str, range(2, 14)))
_LOVES = frozenset({"love", "loves", "loved"})
_WHO = frozenset({"who", "i", "he", "she", "they", "we"})
"""After them it is a verb: "somebody who loves Game Night" asks for no love."""


@dataclass(frozen=True, slots=True)
class ValueMention:
    """Attribute values named in a message: character offsets, the facets meant, and how sure it is (0..1)."""

    start: int
    end: int
    facets: tuple[Facet, ...]
    score: float = 1.0


class Vocabulary:
    """Everything that a catalogue's attributes can be called. Building it reads every value once."""

    def __init__(self, catalogue: Catalogue, familiar: Collection[str] = ()) -> None:
        """`familiar` words (those of the descriptions) are never taken for misspelt values."""
        counts = Counter(
            (kind, value)
            for item in catalogue
            for kind, values in item.attributes.items()
            if kind not in NAMES_OF_ITEMS
            for value in set(values)
        )
        self.counts: Counter[Facet] = Counter({Facet(*pair): count for pair, count in counts.items()})
        sizes = Counter(facet.kind for facet in self.counts)
        self.shelves = frozenset(kind for kind in sizes if kind not in (*PEOPLE_KINDS, *LOOSE) and sizes[kind] <= _FEW)
        self._names: dict[str, list[Facet]] = defaultdict(list)
        for facet in sorted(self.counts, key=self._order):
            if form := _key(keys(facet.value)):
                self._names[form].append(facet)
        for form in [form for form in self._names if self._names_a_shelf(form)]:
            del self._names[form]
        self._meanings = self._everyday()
        self._surnames = self._people()
        self._families: dict[str, set[str]] = defaultdict(set)
        for facet in self.counts:
            if facet.kind in PEOPLE_KINDS and len(name := keys(facet.value)) == 2:
                self._families[name[0]].add(name[1])
        self._forms = frozenset([*self._names, *self._meanings, *self._surnames, *self._starts()])
        words = {word for facet in self.counts for word in keys(facet.value) if facet.kind not in {"keyword"}}
        self._spelling = Spelling(words | {word for phrase in SYNONYMS for word in keys(phrase)}, familiar)
        self.words = frozenset(word for facet in self.counts for word in keys(facet.value))

    def familiar_with(self, words: Collection[str]) -> Vocabulary:
        """The same where some more words are never taken for misspelt values."""
        made = copy.copy(self)
        made._spelling = self._spelling.familiar_with(words)
        return made

    def find(self, text: str, *, eager: bool = False) -> tuple[ValueMention, ...]:
        """The values named in a text, in reading order, the longest where several overlap.

        With `eager` loose words count wherever they stand, as in a question ("is it violent?").
        """
        tokens = tokenize(text)
        found: list[tuple[int, int, ValueMention]] = []
        unsure: list[tuple[int, int, ValueMention]] = []
        for first, last, form, likeness in self._windows(tokens):
            facets = self._facets(form, tokens, first, last)
            if facets:
                mention = ValueMention(tokens[first].start, tokens[last].end, facets, likeness)
                own = alone(text, mention.start, mention.end)
                meant = eager or own or self._meant(facets, tokens, first, last)
                (found if meant else unsure).append((first, last, mention))
        for first, last, mention in unsure:
            joined = any(beside(first, last, other[:2], tokens) for other in found)
            if joined and mention.facets[0].kind in self.shelves:
                found.append((first, last, mention))
        found.sort(key=lambda one: (-(one[1] - one[0]), -one[2].score, one[0]))
        chosen: list[tuple[int, int, ValueMention]] = []
        for one in found:
            if all(one[1] < other[0] or other[1] < one[0] for other in chosen):
                chosen.append(one)
        return tuple(sorted((mention for _, _, mention in chosen), key=lambda mention: mention.start))

    def named(self, name: str) -> tuple[Facet, ...]:
        """The facets that a value or everyday word means, whatever stands around it; empty for an unknown one."""
        form = _key(keys(name))
        return self._meanings.get(form) or tuple(self._names.get(form, ())[:1])

    def _windows(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str, float]]:
        options = self._spelling.options([token.key for token in tokens[:_READ]], 2)
        for first in range(len(options)):
            for last in range(first, min(first + _LONGEST, len(options))):
                for words in itertools.islice(itertools.product(*options[first : last + 1]), 9):
                    if (form := _key(words)) in self._forms:
                        wrong = sum(word != choice[0] for word, choice in zip(words, options[first:], strict=False))
                        yield first, last, form, 1.0 - 0.1 * wrong
                        break
                else:
                    if last > first + 1 and (form := _key(_without_articles(tokens, first, last))) in self._names:
                        yield first, last, form, 1.0
                    if last == first + 1 and (name := self._name_like(tokens[first].key, tokens[last].key)):
                        yield first, last, name, _SLIPPED

    def _facets(self, form: str, tokens: Sequence[Token], first: int, last: int) -> tuple[Facet, ...]:
        if form in self._meanings:
            own = self._names.get(form, [])[:1] if is_topic(tokens, first, last) else []
            return tuple(own) or self._meanings[form]
        named = self._names.get(form) or self._starts().get(form) or []
        if named:
            return self._one_of(named, tokens, first)
        people = self._surnames.get(form, [])
        if (said := tokens[last].key) in COMMON_WORDS:
            # "I've" and "too old" are no singular of Ives and Olds.
            people = [facet for facet in people if said in keys(facet.value)]
        after = tokens[last + 1].key if last + 1 < len(tokens) else ""
        if len({facet.value for facet in people}) > 1:
            makers = tuple(facet for facet in people if facet.kind == PEOPLE_KINDS[0])
            return (
                makers if after in _FAMILY or tokens[last].key.endswith("s") and form + "s" == tokens[last].key else ()
            )
        return self._one_of(people, tokens, first)

    def _one_of(self, facets: Sequence[Facet], tokens: Sequence[Token], first: int) -> tuple[Facet, ...]:
        """One facet of several kinds with one name: as the word before says, else the one of most items."""
        before = {token.key for token in tokens[max(0, first - 2) : first]}
        people = [facet for facet in facets if facet.kind in PEOPLE_KINDS]
        if not people:
            return tuple(facets[:1])
        makers = [facet for facet in people if facet.kind not in ("cast", "actor")]
        players = [facet for facet in people if facet.kind in ("cast", "actor")]
        wanted = makers if before & _MAKERS else players if before & _PLAYERS else people
        return (max(wanted or people, key=lambda facet: self.counts[facet]),)

    def _meant(self, facets: Sequence[Facet], tokens: Sequence[Token], first: int, last: int) -> bool:
        if tokens[first].key == "us" and first == last and tokens[first].text != "US":
            return False
        if first == last and tokens[first].key in _LOVES and first and tokens[first - 1].key in _WHO:
            return False
        if tokens[first].key == "year":
            # "My 6 year old" is a child, a 30 year old film is none.
            return bool(first) and numeral(tokens[first - 1].key) in _AGES
        kind = facets[0].kind
        if kind in PEOPLE_KINDS:
            return first < last or tokens[first].capital or (
                not (first and tokens[first - 1].key in _ONE_OF_MANY) and is_anchored(tokens, first, last)
            )
        if first < last:
            return True
        return is_anchored(tokens, first, last, loose=kind in self.shelves)

    def _name_like(self, given: str, family: str) -> str | None:
        """The form of the one person of a given name whose family name is one slip from this: "jim carey"."""
        near = {
            _key((given, name)) for name in self._families.get(given, ())
            if len(family) > 3 and name[0] == family[0] and OSA.distance(name, family, score_cutoff=1) == 1
        }
        return near.pop() if len(near) == 1 else None

    def _everyday(self) -> dict[str, tuple[Facet, ...]]:
        found: dict[str, tuple[Facet, ...]] = {}
        for word, meanings in SYNONYMS.items():
            for values in meanings:
                facets = [self._names.get(_key(keys(value)), [])[:1] for value in values]
                if all(facets):
                    meant = tuple(facet[0] for facet in facets)
                    found[_key(keys(word))] = self._itself(word, meant) or meant
                    break
        for country, peoples in PEOPLES.items():
            named = [facet for facet in self._names.get(_key(keys(country)), []) if facet.kind in ("country", "origin")]
            for people in peoples.split(", ") if named else ():
                found.setdefault(_key(keys(people)), (named[0],))
        return found

    def _itself(self, word: str, meant: tuple[Facet, ...]) -> tuple[Facet, ...]:
        """The value that an everyday word names by itself ("mafia", though "gangster" is near), where it is no rarity
        and what it is said to mean is no shelf above it."""
        own = self._names.get(_key(keys(word)), [])[:1]
        if not own or own[0] in meant or self.counts[own[0]] < _RARE:
            return ()
        loose = all(facet.kind not in self.shelves for facet in meant)
        return tuple(own) if loose or own[0].kind in self.shelves else ()

    def _names_a_shelf(self, form: str) -> bool:
        """Whether a loose keyword is a shelf label with a noun ("horror films"): the label is meant."""
        for noun in ("film", "movie", "story"):
            label = form.removesuffix(noun)
            if label != form and any(facet.kind in self.shelves for facet in self._names.get(label, ())):
                return self._names[form][0].kind not in self.shelves
        return False

    def _people(self) -> dict[str, list[Facet]]:
        """Surname -> the people of that name; one who has far more items than the others owns it."""
        families: dict[str, list[Facet]] = defaultdict(list)
        for facet in self.counts:
            words = keys(facet.value)
            while words and words[-1] in ("jr", "sr", "2", "3", "ii", "iii"):
                words = words[:-1]
            if facet.kind in PEOPLE_KINDS and len(words) > 1 and len(words[-1]) > 3 and words[-1] not in COMMON_WORDS:
                families[_key(words[-1:])].append(facet)
                if len(words) > 2:
                    families[_key(words[-2:])].append(facet)
        for name, people in families.items():
            items = Counter[str]()
            for facet in people:
                items[facet.value] += self.counts[facet]
            first, *others = items.most_common(2)
            if others and first[1] >= 4 and first[1] >= 3 * others[0][1]:
                families[name] = [facet for facet in people if facet.value == first[0]]
        return families

    def _starts(self) -> dict[str, list[Facet]]:
        """The first words of longer values, where one value alone starts so: "new york" for "new york city"."""
        if not hasattr(self, "_start_index"):
            index: dict[str, list[Facet]] = defaultdict(list)
            for facet in self.counts:
                words = keys(facet.value)
                if facet.kind not in PEOPLE_KINDS and len(words) > 2:
                    index[_key(words[:-1])].append(facet)
            self._start_index = {form: facets for form, facets in index.items() if len(facets) == 1}
        return self._start_index

    def _order(self, facet: Facet) -> tuple[int, int, str]:
        """Shelf labels before loose keywords, common values before rare ones."""
        place = {"genre": 0, "mood": 1}.get(facet.kind, 2 if facet.kind in self.shelves else 4)
        return (3 if facet.kind in PEOPLE_KINDS else place, -self.counts[facet], facet.value)


def _without_articles(tokens: Sequence[Token], first: int, last: int) -> Sequence[str]:
    """The words inside, for "based on a comic"; an article at an end is none of the value's."""
    inner = [token.key for token in tokens[first + 1 : last] if token.key not in ARTICLES]
    return [tokens[first].key, *inner, tokens[last].key] if len(inner) < last - first - 1 else ()


def _key(words: Sequence[str]) -> str:
    return "".join(numeral(singular(word)) for word in words)
