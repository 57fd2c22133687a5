"""Items that nobody has met: where do they rank for the users who chose them, when nothing but their text is known?

A tenth of the items that anybody met, drawn by the seed, is new: every event with them is taken out of what systems
learn from. A case is a user's last event with a new item, given all earlier ones with the others. R@k and N@k look for
it among all items, history masked; `new_` ones among the new items alone, `found` is the share of first tens that hold
any new item. `vector_by_text` is a tuned model whose id rows and biases of the new items are taken away: it knows them
by text alone, though it was tuned on text that they were part of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.measure import measured
from eval.next_item import Listed, Scorer, placed, ranked, sampled
from eval.next_item_systems import by_dense, by_evidence, by_model
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.serving import open_encoder, open_model

NAME = "new-items"
HELP = "Ranks items taken out of all evidence, by their text: agent, dense and model (--store, --model, --users)."
SHARE = 0.1
_JUDGED = "new_N@10"


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no interactions to take items out of."""
    store = Store.open(options.folder)
    board = Board()
    for seed in options.seeds:
        events = Interactions(store.interactions, seed=seed).once()
        new = drawn_items(events, SHARE, seed=seed)
        cases = sampled(list(cases_of(events, new)), options.users, seed=seed)
        if not cases:
            raise ValueError(f"no user of {store.name} met a new item after another; give a --store with interactions")
        before = events.only(events.items - new)
        for name, kind, make in _systems(options, store, before, new, seed):
            with measured() as cost:
                score = make()
                everywhere = ranked(score, cases, store.catalogue, seed=seed)
                among = ranked(_within(score, new, store.catalogue), cases, store.catalogue, seed=seed)
                values = placed(everywhere.shuffled)
                values |= {f"new_{key}": value for key, value in placed(among.shuffled).items()}
                values["found"] = np.asarray([not new.isdisjoint(top) for top in everywhere.tops], dtype=np.float64)
            board.add(name, kind, values, cost)
    name = f"{NAME}-{re.sub(r'[^a-z0-9]+', '-', store.name.lower()).strip('-')}"
    protocol = " ".join((__doc__ or "").split()) + f" {options.users} users a seed at most."
    return Result(
        name, options.command(NAME), protocol, data_of(store), options.seeds, board.rows(),
        significance=tuple(board.compared(_JUDGED, seed=options.seeds[0])),
    )


def drawn_items(events: Interactions, share: float, *, seed: int) -> frozenset[str]:
    """A share of the items that anybody met, at least one where there are any."""
    met = sorted(events.items)
    count = min(len(met), max(1, round(share * len(met))))
    return frozenset(np.random.default_rng(seed).permutation(met)[:count].tolist())


def cases_of(events: Interactions, new: Collection[str]) -> Iterator[Case]:
    """Each user's last event with a new item, with all that they met before it that is not new."""
    for user in events.users:
        history = events.history(user)
        last = max((place for place, event in enumerate(history) if event.item in new), default=-1)
        earlier = tuple(event.item for event in history[: max(last, 0)] if event.item not in new)
        if earlier:
            yield Case(user, earlier, history[last].item)


def _systems(
    options: Options, store: Store, before: Interactions, new: Collection[str], seed: int
) -> Iterator[tuple[str, Kind, Callable[[], Scorer]]]:
    catalogue, encoder = store.catalogue, open_encoder(options)
    yield "evidence", "system", lambda: by_evidence(catalogue, before, encoder, store.path)
    if encoder is not None:
        yield "dense", "system", lambda: by_dense(catalogue, encoder, store.path)
    lm = open_model(options, store)
    if lm.ranks and getattr(lm, "items", None) is not None:
        from prompts.growing import without_ids

        known = without_ids(lm, [catalogue.row(item) for item in new])
        yield "vector_by_text", "system", lambda: by_model(known, catalogue)
    elif lm.ranks:
        yield "model", "system", lambda: by_model(lm, catalogue)
    yield "bm25", "baseline", lambda: baselines.bm25(catalogue)
    yield "popularity", "canary", lambda: baselines.popularity(catalogue, before)
    yield "random", "canary", lambda: baselines.drawn(catalogue, seed=seed)


def _within(score: Scorer, items: Collection[str], catalogue: Catalogue) -> Scorer:
    """The same scores with every other item masked."""
    blocked = np.asarray([item.id not in items for item in catalogue])

    def scored(cases: Sequence[Case]) -> NDArray[np.floating] | Listed:
        said = score(cases)
        if isinstance(said, Listed):
            kept = [[[item for item in one if item in items] for one in side] for side in (said.masked, said.unmasked)]
            return Listed(*kept)
        scores = np.array(said)
        scores[:, blocked] = -np.inf
        return scores

    return scored
