"""How well a model predicts the words of held-out dialogues, titles masked as slots.

Perplexity a token is what papers print and depends on the vocabulary; perplexity a word divides the same nats by words,
so that models of different vocabularies compare. Role marks and ends of messages cost nats and are no words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.records import Dialogue, ItemRef, Turn
from eval.text import perplexity, words

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

LONGEST = 250
"""Words kept of a dialogue, the latest: what a model of 512 positions holds whatever its vocabulary."""
_BATCH = 8


def shortened(dialogue: Dialogue, longest: int = LONGEST) -> Dialogue:
    """The last whole turns, up to the agent's last one, of at most `longest` words together; one turn at least.

    A dialogue in which no agent speaks has none.
    """
    kept: list[Turn] = []
    count = 0
    ends = max((place for place, turn in enumerate(dialogue.turns, 1) if turn.speaker == "agent"), default=0)
    for turn in reversed(dialogue.turns[:ends]):
        count += len(turn_words(turn))
        if kept and count > longest:
            break
        kept.insert(0, turn)
    return replace(dialogue, turns=tuple(kept))


def turn_words(turn: Turn) -> list[str]:
    """The words of a turn; an item is the one word [REC]."""
    return words("".join("[REC]" if isinstance(piece, ItemRef) else piece for piece in turn.pieces))


def language(lm: PromptedLM, dialogues: Sequence[Dialogue]) -> dict[str, float]:
    """`perplexity` a token and `word_perplexity`, with `tokens` and `words` they rest on."""
    import torch

    from prompts.batch import collate
    from prompts.prompt import Prompt
    from prompts.tasks.dialogue import messages

    kept = [short for dialogue in dialogues if (short := shortened(dialogue)).turns]
    encoded = []
    for dialogue in kept:
        *before, last = messages(dialogue.turns, learn=True)
        encoded.append(lm.encoder(Prompt(tuple(before)).with_target(last.pieces), learn_context=True))
    encoded.sort(key=len)
    nats, tokens = 0.0, 0
    with torch.inference_mode():
        for start in range(0, len(encoded), _BATCH):
            loss, _, count, _ = lm.losses(collate(encoded[start : start + _BATCH], lm.encoder.pad).to(lm.device))
            nats, tokens = nats + float(loss), tokens + count
    said = sum(len(turn_words(turn)) for dialogue in kept for turn in dialogue.turns)
    per_token, per_word = perplexity(-nats, tokens), perplexity(-nats, said)
    return {"perplexity": per_token, "word_perplexity": per_word, "tokens": tokens, "words": said}


def unigram(train: Iterable[Dialogue], dialogues: Sequence[Dialogue]) -> dict[str, float]:
    """The canary: word frequencies of the training dialogues alone, one added to each; unknown words share a count."""
    counts = Counter(word for dialogue in train for turn in dialogue.turns for word in turn_words(turn))
    total = counts.total() + len(counts) + 1
    said = [word for dialogue in dialogues for turn in shortened(dialogue).turns for word in turn_words(turn)]
    logp = sum(math.log((counts[word] + 1) / total) for word in said)
    return {"word_perplexity": perplexity(logp, len(said)), "words": len(said)}
