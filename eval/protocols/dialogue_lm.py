"""A language model on held-out dialogues: how well it predicts their words, and the items that their agents name.

Perplexity is over whole dialogues (their last 250 words at most) with titles masked as slots. Recall ranks the whole
catalogue for each item an agent names: `new_` for items that nobody named before, with those named masked, and `all_`
for every item with nothing masked. `dialogue_prompt` asks after the turns so far, `taste_prompt` after the items and
user's words in them, as the agent does at work; neither sees the questionnaires.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.dialogues import Dialogues, TurnCase
from data.records import Dialogue
from data.store import Store
from eval import dialogue_ranking as ranking
from eval.dialogue_language import language, unigram
from eval.measure import Cost, measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Metric, Result, Row
from eval.serving import open_model

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

NAME = "dialogue-lm"
HELP = "Perplexity and item recall of a local model on held-out dialogues (--store, --model, --users as dialogues)."
_SPLIT = "test"


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no test dialogues, or the model is not a local one."""
    store = Store.open(options.folder)
    lm = open_model(options, store)
    if not hasattr(lm, "losses"):
        raise ValueError(f"the model {lm.name!r} gives no losses; name a local checkpoint with --model")
    model: Any = lm
    model.eval()
    train, held = store.dialogues.split("train"), store.dialogues.split(_SPLIT)
    if not len(held):
        raise ValueError(f"{store.name} has no {_SPLIT} dialogues; give a --store that has, e.g. an imported ReDial")
    found: dict[str, list[dict[str, float]]] = {}
    costs: dict[str, Cost] = {}
    kinds: dict[str, Kind] = {}
    for seed in options.seeds:
        for name, kind, values in _systems(model, store, train, _sampled(held, options.users, seed), seed):
            with measured() as cost:
                found.setdefault(name, []).append(values())
            before = costs.setdefault(name, Cost())
            before.seconds, before.peak_mb = before.seconds + cost.seconds, max(before.peak_mb, cost.peak_mb)
            kinds[name] = kind
    rows = [
        Row(name, kinds[name], _metrics(found[name]), costs[name].seconds, costs[name].peak_mb) for name in found
    ]
    protocol = " ".join((__doc__ or "").split()) + f" {options.users} dialogues a seed at most."
    return Result(NAME, options.command(NAME), protocol, data_of(store), options.seeds, tuple(rows))


def _systems(
    lm: PromptedLM, store: Store, train: Dialogues, held: Sequence[Dialogue], seed: int
) -> Iterator[tuple[str, Kind, Callable[[], dict[str, float]]]]:
    catalogue = store.catalogue
    cases = ranking.blind_cases(Dialogues(held).turns_with_targets())

    def recall(make: Callable[[], ranking.Scorer]) -> Callable[[], dict[str, float]]:
        def measure() -> dict[str, float]:
            found = ranking.recall(make(), cases, catalogue, seed=seed)
            return {name: float(values.mean()) for name, values in found.items() if len(values)}

        return measure

    if lm.items is not None:
        yield "dialogue_prompt", "system", recall(lambda: _by(lm, _dialogue_prompt))
        yield "taste_prompt", "system", recall(lambda: _by(lm, _taste_prompt))
    yield "language", "system", lambda: language(lm, held)
    yield "bm25", "baseline", recall(lambda: ranking.bm25(catalogue))
    yield "co_mention", "canary", recall(lambda: ranking.co_mention(catalogue, train))
    yield "popularity", "canary", recall(lambda: ranking.mentions(catalogue, train))
    yield "repeat", "canary", recall(lambda: ranking.repeat(catalogue))
    yield "random", "canary", recall(lambda: ranking.drawn(catalogue, seed=seed))
    yield "unigram", "canary", lambda: unigram(train, held)


def _by(lm: PromptedLM, prompt: Callable[[TurnCase], Any]) -> ranking.Scorer:
    def score(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        scores: NDArray[np.floating] = lm.item_scores([prompt(case) for case in cases]).float().cpu().numpy()
        return scores

    return score


def _dialogue_prompt(case: TurnCase) -> Any:
    from prompts.prompt import Prompt
    from prompts.tasks.dialogue import messages

    return Prompt(messages(case.context))


def _taste_prompt(case: TurnCase) -> Any:
    from prompts.prompt import Message, Prompt, Slot
    from prompts.tasks.suggested import case_taste
    from prompts.taste import FIELDS, WORDING
    from prompts.template import load_templates

    example = case_taste(case)
    template = next(one for one in load_templates(WORDING, FIELDS) if one.situation == example.situation)
    return Prompt((*template.render(example).messages, Message("agent", (Slot(),))))


def _sampled(held: Dialogues, count: int, seed: int) -> list[Dialogue]:
    """At most `count` dialogues, drawn from the seed, in the order of the source."""
    if count >= len(held):
        return list(held)
    chosen = np.random.default_rng(seed).choice(len(held), size=count, replace=False)
    return [held[place] for place in sorted(chosen.tolist())]


def _metrics(seeds: Sequence[dict[str, float]]) -> dict[str, Metric]:
    return {name: Metric.over([values[name] for values in seeds]) for name in seeds[0]}
