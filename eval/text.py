"""How close worded answers are to reference wordings, how varied they are, and how well a model predicts words.

Texts come as tokens: how a text is cut decides the value, so the caller cuts and says how (`words` is the house's cut).
All values are fractions; papers often print 100 times as much.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

Tokens = Sequence[str]
_WORD = re.compile(r"\[[A-Z]+\]|\w+|[^\w\s]")


def words(text: str) -> list[str]:
    """Lower-case words and single punctuation marks; a slot such as `[REC]` is one word."""
    return [word if word.startswith("[") else word.lower() for word in _WORD.findall(text)]


def bleu(answers: Sequence[Tokens], references: Sequence[Sequence[Tokens]], order: int) -> float:
    """Corpus BLEU-`order`: brevity penalty times the geometric mean of the clipped precisions of 1- to `order`-grams.

    `references` holds one or more references an answer. No smoothing: 0 where some order has no match at all.
    Source: Papineni et al. 2002 (P02-1040); equals sacrebleu with `smooth_method="none"`.
    Raises ValueError where an answer has no reference.
    """
    if len(answers) != len(references) or not all(references):
        raise ValueError(f"{len(answers)} answers, {len(references)} sets of references; give each answer at least one")
    matched, total = [0] * order, [0] * order
    length = reference_length = 0
    for answer, accepted in zip(answers, references, strict=True):
        length += len(answer)
        reference_length += min((abs(len(one) - len(answer)), len(one)) for one in accepted)[1]
        for n in range(1, order + 1):
            counts = Counter(ngrams(answer, n))
            most: Counter[tuple[str, ...]] = Counter()
            for one in accepted:
                most |= Counter(ngrams(one, n))
            matched[n - 1] += (counts & most).total()
            total[n - 1] += counts.total()
    if not all(matched):
        return 0.0
    precision = math.exp(sum(math.log(hit / all_) for hit, all_ in zip(matched, total, strict=True)) / order)
    return precision * (1.0 if length >= reference_length else math.exp(1 - reference_length / length))


def rouge(answers: Sequence[Tokens], references: Sequence[Tokens], n: int) -> float:
    """ROUGE-n: mean over answers of the F1 of n-grams shared with the one reference (Lin 2004, W04-1013).

    Equals rouge-score's fmeasure without stemming on the same tokens; a pair without any n-gram scores 0.
    Raises ValueError where the two differ in number, or there are none.
    """

    def shared(answer: Tokens, reference: Tokens) -> tuple[int, int, int]:
        ours, theirs = Counter(ngrams(answer, n)), Counter(ngrams(reference, n))
        return (ours & theirs).total(), ours.total(), theirs.total()

    return _mean_f1(answers, references, shared)


def rouge_l(answers: Sequence[Tokens], references: Sequence[Tokens]) -> float:
    """ROUGE-L: the same from the longest common subsequence over the length of each side (Lin 2004, sec. 3.1)."""
    return _mean_f1(
        answers, references, lambda answer, reference: (_longest_common(answer, reference), len(answer), len(reference))
    )


def distinct(answers: Sequence[Tokens], n: int) -> float:
    """Distinct-n: different n-grams over all n-grams of all answers (Li et al. 2016, N16-1014); 0 where none are."""
    every = [gram for answer in answers for gram in ngrams(answer, n)]
    return len(set(every)) / len(every) if every else 0.0


def distinct_per_answer(answers: Sequence[Tokens], n: int) -> float:
    """Different n-grams over the number of answers: what CRS papers (KGSF, UniCRS, MESE) print; may exceed 1."""
    return len({gram for answer in answers for gram in ngrams(answer, n)}) / len(answers) if answers else 0.0


def perplexity(log_probability: float, count: int) -> float:
    """exp(-log_probability / count): summed log-probability in nats over the number of tokens, or of words.

    A token, perplexities compare only within one vocabulary; a word, between all models. Raises ValueError for none.
    """
    if count < 1:
        raise ValueError(f"a perplexity over {count} tokens does not exist; give at least one")
    return math.exp(-log_probability / count)


def ngrams(tokens: Tokens, n: int) -> Iterable[tuple[str, ...]]:
    """All runs of n tokens, in order."""
    return zip(*(tokens[start:] for start in range(n)), strict=False)


def _mean_f1(
    answers: Sequence[Tokens], references: Sequence[Tokens], shared: Callable[[Tokens, Tokens], tuple[int, int, int]]
) -> float:
    """Mean of 2 shared / (own + other): the harmonic mean of precision and recall."""
    if len(answers) != len(references) or not answers:
        raise ValueError(f"{len(answers)} answers, {len(references)} references; give at least one, and one each")
    values = []
    for answer, reference in zip(answers, references, strict=True):
        both, own, other = shared(answer, reference)
        values.append(2 * both / (own + other) if both else 0.0)
    return math.fsum(values) / len(values)


def _longest_common(first: Tokens, second: Tokens) -> int:
    lengths = [0] * (len(second) + 1)
    for one in first:
        before = 0
        for place, other in enumerate(second, 1):
            longest = before + 1 if one == other else max(lengths[place - 1], lengths[place])
            before, lengths[place] = lengths[place], longest
    return lengths[-1]
