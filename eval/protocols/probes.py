"""What a frozen bidirectional LM knows of items: the probes of Penha and Hauff (RecSys 2020, arXiv 2007.15356).

Recommendation: the item that a user met last is told from one (R2@1) and from four (R5@1) items that the user never
met, given the one met before it, by likeness of titles (sim), next sentence (nsp) and genres at a mask (mlm, an order
of ours); chance is 50 and 20 %. Content: the share of an item's genres among the words that the model puts at a mask
(rows genre_), beside the same sentence without an item; genres of one token count. Popularity learns without what is
looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from data.interactions import Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.choosing import Picker, by_scorer, drawn_candidates, places
from eval.measure import measured
from eval.next_item import sampled
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats
from eval.result import Result
from eval.zero_shot import by_ranker

if TYPE_CHECKING:
    from agent.prompted_ranker import Means
    from agent.rankers.penha_hauff import PenhaHauff

NAME = "probes"
HELP = "Probes what a bidirectional model knows of items: likeness, next sentence, genres (--store, --model, --users)."
CUTS = (5, 10, 50)
_OTHERS = 4


def run(options: Options) -> Result:
    """Make the result. Raises ValueError without interactions, LanguageModelError where the model has no head at all.
    """
    from agent.prompted_ranker import Means
    from agent.rankers.penha_hauff import PenhaHauff
    from prompts.load import demo_lm

    store = Store.open(options.folder)
    split = store.interactions.leave_one_out()
    whole = list(split.cases("test"))
    if not whole:
        raise ValueError(f"no user of {store.name} met three items or more; give a --store with interactions")
    means = Means(store.catalogue, where=options.model or str(demo_lm()), noun=store.item_noun)
    rankers, lacking = _loaded(PenhaHauff, means)
    before = Interactions([*split.train, *split.valid])
    board = Board()
    for seed in options.seeds:
        cases = sampled(whole, options.users, seed=seed)
        candidates = drawn_candidates(store.catalogue, cases, _OTHERS, seed=seed)
        asked = [replace(case, history=case.history[-1:]) for case in cases]
        pickers: dict[str, Picker] = {
            ranker.variant: by_ranker(ranker, store.catalogue, seed=seed) for ranker in rankers
        }
        pickers["popularity"] = by_scorer(baselines.popularity(store.catalogue, before))
        pickers["random"] = by_scorer(baselines.drawn(store.catalogue, seed=seed))
        for system, pick in pickers.items():
            with measured() as cost:
                found = {
                    f"R{many}@1": (places(pick, asked, candidates[:, :many], seed=seed) == 1).astype(np.float64)
                    for many in (2, _OTHERS + 1)
                }
            board.add(system, "canary" if system in ("popularity", "random") else "system", found, cost)
        for ranker in rankers:
            if ranker.variant == "mlm":
                items = [case.target for case in cases]
                for name, values in _content(ranker, store, items):
                    with measured() as cost:
                        board.add(name, "canary" if name == "genre_no_item" else "system", values, cost)
    name = f"{NAME}-{re.sub(r'[^a-z0-9]+', '-', store.name.lower()).strip('-')}"
    protocol = " ".join([*(__doc__ or "").split(), f"{options.users} users a seed at most.", *lacking])
    return Result(
        name, options.command(NAME), protocol, data_of(store), options.seeds, board.rows(),
        significance=tuple(board.compared("R5@1", seed=options.seeds[0])),
    )


def _loaded(probes: type[PenhaHauff], means: Means) -> tuple[list[PenhaHauff], list[str]]:
    """A ranker for each probe that the model has the head of, and a sentence for each other one."""
    from prompts.lm import LanguageModelError

    found, lacking = [], []
    for variant in probes.variants:
        try:
            found.append(probes(means, variant))
        except LanguageModelError as error:
            lacking.append(f"Left out: {variant}.")
            reason = error
    if not found:
        raise reason
    return found, lacking


def _content(ranker: PenhaHauff, store: Store, items: Sequence[str]) -> Iterator[tuple[str, dict[str, Floats]]]:
    """Recall@k of each item's genres by each wording."""
    from agent.rankers.penha_hauff import GENRES, genre_words

    known = set(genre_words(store.catalogue, ranker.probe))
    kept: list[tuple[str, set[str]]] = []
    for item in dict.fromkeys(items):
        values = (value.lower() for kind in GENRES for value in store.catalogue[item].values(kind))
        if genres := known.intersection(values):
            kept.append((item, genres))
    if not kept:
        return
    for template, name in (("genre-1", "genre_1"), ("genre-2", "genre_2"), ("no-item", "genre_no_item")):
        words = ranker.genres([item for item, _ in kept], max(CUTS), template=template)
        said = [[word.lower() for word in row] for row in words]
        yield name, {
            f"genre_R@{k}": np.array([
                len(genres & set(row[:k])) / len(genres) for row, (_, genres) in zip(said, kept, strict=True)
            ])
            for k in CUTS
        }
