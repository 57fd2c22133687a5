"""What a conversational model says: how well it predicts people's words, how varied it is, and whether it names an item
where an agent did.

Replies are greedy and see no gold title and no count of titles. An item stands where the model left a `[REC]`, filled
with the best item that was not named before, or where it said one itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from data.dialogues import Dialogues, TurnCase
from data.records import ItemRef, Turn
from eval.dialogue_language import language
from eval.dialogue_ranking import named
from eval.text import distinct, distinct_per_answer, words

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

CONTEXTS = 200
_TOKENS = 40
_ITEM = "[item]"
_ORDERS = (1, 2, 3, 4)


def replies(lm: PromptedLM, held: Dialogues, *, seed: int) -> dict[str, float]:
    """`perplexity` and `word_perplexity` of the held-out words, and of at most CONTEXTS drawn contexts: `named_if_due`
    and `named_if_not` (share of replies with an item where the recorded agent named one, and where not), `right_item`
    (of the items named where one was due, those the agent named), `distinct_replies` (share), and Distinct-n over
    n-grams (`distinct_`) and over replies (`distinct_per_reply_`).
    """
    figures = {key: value for key, value in language(lm, list(held)).items() if key.endswith("perplexity")}
    cases = drawn_turns(held, CONTEXTS, seed)
    said = [_reply(lm, case) for case in cases]
    due = np.array([bool(case.targets) for case in cases])
    names = np.array([any(isinstance(piece, ItemRef) for piece in reply) for reply in said])
    right = [
        any(isinstance(piece, ItemRef) and piece.item in case.targets for piece in reply)
        for case, reply, counted in zip(cases, said, due & names, strict=True) if counted
    ]
    tokens = [words("".join(_ITEM if isinstance(piece, ItemRef) else piece for piece in reply)) for reply in said]
    figures |= {
        "named_if_due": _share(names[due]), "named_if_not": _share(names[~due]), "right_item": _share(right),
        "distinct_replies": len({tuple(one) for one in tokens}) / max(len(tokens), 1),
    }
    figures |= {f"distinct_{n}": distinct(tokens, n) for n in _ORDERS}
    return figures | {f"distinct_per_reply_{n}": distinct_per_answer(tokens, n) for n in _ORDERS}


def drawn_turns(
    held: Dialogues, count: int, seed: int, *, after: Callable[[Sequence[Turn]], bool] = bool
) -> list[TurnCase]:
    """At most so many turns of agents, whether they name an item or not, in the order of the source; `after` says
    whether the turns before one will do.
    """
    found = [
        TurnCase(dialogue, dialogue.turns[:place], turn, tuple(dict.fromkeys(turn.items())))
        for dialogue in held for place, turn in enumerate(dialogue.turns)
        if turn.speaker == "agent" and after(dialogue.turns[:place])
    ]
    kept = np.random.default_rng(seed).permutation(len(found))[:count]
    return [found[place] for place in sorted(kept.tolist())]


def _reply(lm: PromptedLM, case: TurnCase) -> Sequence[str | ItemRef]:
    from prompts.filling import SLOT, filled
    from prompts.prompt import Prompt
    from prompts.tasks.dialogue import messages

    prompt = Prompt(messages(case.context))
    hearing: Any = lm.hearing
    if hasattr(hearing, "say"):
        pieces: Sequence[str | ItemRef] = hearing.say(lm, prompt, max_new_tokens=_TOKENS)
        return pieces
    (text,) = lm.generate([prompt], max_new_tokens=_TOKENS)
    slots = text.count(SLOT)
    best = [hit.item for hit in lm.rank([prompt], slots, without=[named(case)])[0]] if slots else []
    return filled(text, best)


def _share(found: Sequence[bool] | np.ndarray) -> float:
    return float(np.mean(found)) if len(found) else 0.0
