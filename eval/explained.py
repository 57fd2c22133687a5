"""How varied, how apt and how true explanations are, by the features that they name.

USR, FMR, FCR and DIV are defined as PETER's and PEPLER's code computes them (Li et al. 2021, 2023): a feature is a word
of the collection's features that stands in the text. The published code compares all pairs for DIV; here each feature's
count of texts says the same. What stands below them is ours: repetition across users, claims and their specificity.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np

from data.opinions import Opinion, spoken
from eval.board import Values
from eval.ranking import Floats
from eval.text import bleu, distinct, rouge, rouge_l, words

Named = Sequence[frozenset[str]]
"""The features that each text names."""
Hear = Callable[[str], Iterable[Opinion]]


def explained_figures(
    answers: Sequence[str], references: Sequence[str], asked: Sequence[str], users: Sequence[str], items: Sequence[str],
    vocabulary: Collection[str], spoken_of: Mapping[str, Collection[str]], *, hear: Hear | None = None,
    judged: Mapping[str, Collection[tuple[str, int]]] | None = None,
) -> Values:
    """All figures of explanations, one for each (user, item) with its reference and the feature that it is about.

    `vocabulary` are all features; `spoken_of` says for every item of the collection what its training reviews speak of,
    `judged` also with which sign. `hear` hears opinions in a text. Texts are cut by `eval.text.words`; all figures are
    fractions, specificity is in bits.
    """  # fmt: skip
    said, wanted = [words(answer) for answer in answers], [words(reference) for reference in references]
    found = named(answers, vocabulary)
    precise = {"claim_precision": claim_precision(found, items, spoken_of)}
    if hear is not None and judged is not None:
        precise["opinion_precision"] = opinion_precision([tuple(hear(answer)) for answer in answers], items, judged)
    return {
        "BLEU-1": bleu(said, [[one] for one in wanted], 1), "BLEU-4": bleu(said, [[one] for one in wanted], 4),
        "ROUGE-1": rouge(said, wanted, 1), "ROUGE-2": rouge(said, wanted, 2), "ROUGE-L": rouge_l(said, wanted),
        "USR": unique_ratio(answers), "FMR": feature_matches(found, asked), "FCR": feature_coverage(found, vocabulary),
        "DIV": feature_overlap(found), "Distinct-1": distinct(said, 1), "Distinct-2": distinct(said, 2),
        "repetition": repetition(answers, users, items), "claims": float(np.mean([len(one) for one in found])),
        # Who names nothing has no claim that could be untrue, and no precision.
        **{name: value for name, value in precise.items() if value is not None},
        "specificity_bits": specificity(found, spoken_of), "words": float(np.mean([len(one) for one in said])),
    }  # fmt: skip


def named(texts: Sequence[str], vocabulary: Collection[str]) -> list[frozenset[str]]:
    """The features that each text names, each once."""
    known = frozenset(vocabulary)
    return [known.intersection(spoken(text)) for text in texts]


def unique_ratio(texts: Sequence[str]) -> float:
    """USR: different texts, by their words, over all texts. Raises ValueError where there are none."""
    if not texts:
        raise ValueError("there is no text; give at least one")
    return len({tuple(words(text)) for text in texts}) / len(texts)


def feature_matches(found: Named, asked: Sequence[str]) -> Floats:
    """FMR, a value a text: 1 where it names the feature that its reference is about."""
    return np.array([feature in one for one, feature in zip(found, asked, strict=True)], dtype=np.float64)


def feature_coverage(found: Named, vocabulary: Collection[str]) -> float:
    """FCR: different features that are named anywhere, over all features."""
    every = frozenset(vocabulary)
    return len(frozenset().union(*found) & every) / len(every) if every else 0.0


def feature_overlap(found: Named) -> float:
    """DIV: features that two texts share, mean over all pairs of texts; lower is more varied. 0 for a single text."""
    counts = Counter(feature for one in found for feature in one)
    pairs = len(found) * (len(found) - 1) / 2
    return sum(count * (count - 1) / 2 for count in counts.values()) / pairs if pairs else 0.0


def repetition(texts: Sequence[str], users: Sequence[str], items: Sequence[str]) -> float:
    """Of the texts whose item is explained to several users, the share that another of them gets word for word."""
    told: defaultdict[str, defaultdict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    who: defaultdict[str, set[str]] = defaultdict(set)
    for text, user, item in zip(texts, users, items, strict=True):
        told[item][tuple(words(text))].add(user)
        who[item].add(user)
    shared = [
        len(told[item][tuple(words(text))]) > 1
        for text, item in zip(texts, items, strict=True) if len(who[item]) > 1
    ]  # fmt: skip
    return sum(shared) / len(shared) if shared else 0.0


def claim_precision(found: Named, items: Sequence[str], spoken_of: Mapping[str, Collection[str]]) -> float | None:
    """The share of named features of which some training review of the item speaks; None where none is named."""
    total = sum(map(len, found))
    borne = sum(len(one & frozenset(spoken_of.get(item, ()))) for one, item in zip(found, items, strict=True))
    return borne / total if total else None


def opinion_precision(
    heard: Sequence[Collection[Opinion]], items: Sequence[str], judged: Mapping[str, Collection[tuple[str, int]]]
) -> float | None:
    """The share of the praise and blame in texts that some training review of the item utters of the same feature with
    the same sign; None where there is none.
    """
    borne = [
        (one.feature, one.score) in judged.get(item, ())
        for some, item in zip(heard, items, strict=True) for one in some if one.score
    ]  # fmt: skip
    return sum(borne) / len(borne) if borne else None


def specificity(found: Named, spoken_of: Mapping[str, Collection[str]]) -> Floats:
    """Bits a text: -log2 of the share of items whose reviews speak of all that it names; 0 where it names nothing.

    What is true of no item counts as if it were of one.
    """
    rows: defaultdict[str, set[str]] = defaultdict(set)
    for item, features in spoken_of.items():
        for feature in features:
            rows[feature].add(item)
    bits = []
    for one in found:
        fit = set.intersection(*(rows[feature] for feature in one)) if one else set(spoken_of)
        bits.append(math.log2(max(1, len(spoken_of)) / max(1, len(fit))))
    return np.array(bits, dtype=np.float64)
