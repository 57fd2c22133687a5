"""Like against dislike: five liked items are given, and one more liked item is looked for among four disliked ones.

Each of the six prompts of Sileo, Vossen and Raymaekers (ECIR 2022) ranks by log P(title | prompt) as in the paper, and
with log P(title) taken off (`_corrected`; `_per_token` divides by the tokens as well). Nothing is trained. Popularity
counts every rating but those asked for. Chance is 20 % at the first place. P@1 equals the paper's MAP@1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from data.interactions import Case, Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.choosing import Picker, by_scorer, places
from eval.like_dislike import like_dislike
from eval.measure import measured
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats, Ints, ndcg_at, recall_at
from eval.result import Kind, Result
from eval.serving import open_model
from eval.zero_shot import by_ranker

if TYPE_CHECKING:
    from prompts.likelihood import Likelihood
    from prompts.lm import LanguageModel

NAME = "sileo"
HELP = "Finds the liked item among disliked ones by the likelihood of titles, six prompts (--store, --model, --users)."
_JUDGED = "P@1"
_UNRATED = "This store has too few dislikes: the other four are items that the user never met."


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where nobody in the store likes enough, LanguageModelError for a model that
    cannot score."""
    store = Store.open(options.folder)
    lm = open_model(options, store)
    board, disliked = Board(), True
    for seed in options.seeds:
        cases, candidates, disliked = like_dislike(
            store.interactions, store.catalogue, users=options.users, seed=seed
        )
        for system, kind, make in _systems(store, lm, cases, candidates, seed):
            with measured() as cost:
                found = _figures(places(make(), cases, candidates, seed=seed))
            board.add(system, kind, found, cost)
    protocol = f"{' '.join((__doc__ or '').split())} {options.users} users a seed at most."
    name = f"{NAME}-{re.sub(r'[^a-z0-9]+', '-', store.name.lower()).strip('-')}"
    return Result(
        name, options.command(NAME), protocol if disliked else f"{protocol} {_UNRATED}", data_of(store),
        options.seeds, board.rows(), significance=tuple(board.compared(_JUDGED, seed=options.seeds[0])),
    )


def _systems(
    store: Store, lm: LanguageModel, cases: Sequence[Case], candidates: Ints, seed: int
) -> Iterator[tuple[str, Kind, Callable[[], Picker]]]:
    from agent.prompted_ranker import Means
    from agent.rankers.sileo import Sileo

    means = Means(store.catalogue, lm, noun=store.item_noun, seed=seed)
    alone: dict[str, Likelihood] = {}

    def system(variant: str, prior: bool, per_token: bool = False) -> Callable[[], Picker]:
        ranker = Sileo(means, variant, prior=prior, per_token=per_token, alone=alone)
        return lambda: by_ranker(ranker, store.catalogue, seed=seed)

    for variant in Sileo.variants:
        yield f"{variant}_corrected", "system", system(variant, True)
        yield variant, "system", system(variant, False)
    yield f"{Sileo.variants[0]}_per_token", "system", system(Sileo.variants[0], True, True)
    before = _without(store.interactions, store, cases, candidates)
    yield "popularity", "canary", lambda: by_scorer(baselines.popularity(store.catalogue, before))
    yield "random", "canary", lambda: by_scorer(baselines.drawn(store.catalogue, seed=seed))


def _without(events: Interactions, store: Store, cases: Sequence[Case], candidates: Ints) -> Interactions:
    asked = {
        (case.user, store.catalogue.items[row].id)
        for case, rows in zip(cases, candidates.tolist(), strict=True) for row in rows
    }
    return Interactions(event for event in events if (event.user, event.item) not in asked)


def _figures(found: Ints) -> dict[str, Floats]:
    return {"P@1": recall_at(found, 1), "R@3": recall_at(found, 3), "N@5": ndcg_at(found, 5)}
