"""Are the agent's explanations true, specific, and the ranker's own reasons? --users explanations over --store and over
each --zero-shot-store: five recommended items each of as many tastes, the latest likes of the store's people, else
made-up ones. supported: share of claims that catalogue, user and counts bear out; read_supported: share of texts of
which a reader of claims finds nothing else. specificity_bits: of what share of the catalogue all claims of a text would
be as true. score_drop: by how many standard deviations (over the candidates) an item falls when the first thing that an
explanation cites is left out, beside leaving out another thing that the person gave, drawn at random. repeated: texts
that two people got for one item although what is cited differs; repeated_tastes: although anything of theirs differs.
`bland` says of each item that it is of its first genre.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from agent.agent import Agent
from agent.finding.query import Query
from agent.reasons.checker import check
from agent.reasons.effects import evidence_of
from agent.reasons.specificity import specificity
from agent.reasons.text_checker import TextChecker
from agent.reply import Claim, Evidence, Explanation
from data.store import Store
from eval.board import Board, Values
from eval.measure import Cost, measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Result
from eval.serving import open_agent
from eval.tastes import tastes

NAME = "explain-agent"
HELP = "Explanations of the agent: claims that hold, how specific, whether they moved the ranking (--zero-shot-store)."
_LISTED = 5
_EVERYTHING = 1000


@dataclass(frozen=True, slots=True)
class _Said:
    """One explanation, to whom, and by how much the item falls without what it cites and without something else."""

    agent: Agent
    query: Query
    found: Explanation
    drops: tuple[float, float] | None

    @property
    def claims(self) -> list[Claim]:
        return [claim for reason in self.found.reasons for claim in reason.claims]


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where a store has too few items to recommend."""
    stores = [Store.open(folder) for folder in (options.folder, *options.zero_shot_stores)]
    board = Board()
    for seed in options.seeds:
        said: list[_Said] = []
        with measured() as spent:
            for store in stores:
                options.tell(f"explaining items of {store.name}")
                said += _explained(open_agent(options, store, seed=seed), store, options.users, seed)
        if not said:
            raise ValueError("nothing was recommended; give a --store with more items")
        board.add("agent", "system", _figures(said), Cost(), spent)
        if drops := [one.drops[1] for one in said if one.drops is not None]:
            board.add("random_evidence", "canary", {"score_drop": np.array(drops)}, Cost(), spent)
        with measured() as spent:
            bland = _bland(said)
        board.add("bland", "baseline", bland, Cost(), spent)
    compared = [line for metric in ("score_drop", "specificity_bits") for line in board.compared(metric, seed=0)]
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()),
        tuple(file for store in stores for file in data_of(store)), options.seeds, board.rows(),
        significance=tuple(compared),
    )


def _explained(agent: Agent, store: Store, count: int, seed: int) -> Iterator[_Said]:
    rng = random.Random(seed)
    for query in tastes(store, -(-count // _LISTED), seed=seed):
        items = [one.id for one in agent.recommender.recommend(query, k=_LISTED).items]
        explained = list(agent.explaining.many(query, items))
        pairs = [_pair(query, found, rng) for found in explained]
        pieces = [piece for pair in pairs if pair is not None for piece in pair]
        again = agent.recommender.effects(query, items, pieces=pieces) if pieces else None
        for found, pair in zip(explained, pairs, strict=True):
            drops = None
            if pair is not None and again is not None:
                drops = (again.moved(pair[0], found.id), again.moved(pair[1], found.id))
            yield _Said(agent, query, found, drops)


def _pair(query: Query, found: Explanation, rng: random.Random) -> tuple[Evidence, Evidence] | None:
    """The first thing that an explanation cites, and one that it does not; None where there is no such pair."""
    cited = [reason.leans for reason in found.reasons if reason.leans is not None]
    others = [one for one in evidence_of(query, lambda item: 0.0, _EVERYTHING) if one not in cited]
    return (cited[0], rng.choice(others)) if cited and others else None


def _figures(said: Sequence[_Said]) -> Values:
    readers = {id(one.agent): TextChecker(one.agent.catalogue, one.agent.recommender.explainer.liking) for one in said}
    held, read = list[bool](), list[bool]()
    for one in said:
        told = one.query.stated()
        liking = one.agent.recommender.explainer.liking
        held += [check(claim, one.agent.catalogue, told, liking) for claim in one.claims]
        verdicts = readers[id(one.agent)].read(one.found.text, one.found.id, told)
        read.append(bool(verdicts) and all(verdict.verdict == "supported" for verdict in verdicts))
    drops = [one.drops[0] for one in said if one.drops is not None]
    return {
        "explanations": float(len(said)), "claims": len(held) / len(said), "supported": float(np.mean(held)),
        "unsupported": float(len(held) - sum(held)), "read_supported": float(np.mean(read)),
        "specificity_bits": np.array([_bits(one, one.claims) for one in said]),
        "repeated": float(_repeated(said, cited=True)), "repeated_tastes": float(_repeated(said, cited=False)),
        **({"score_drop": np.array(drops)} if drops else {}),
    }


def _bland(said: Sequence[_Said]) -> Values:
    bits = []
    for one in said:
        row = one.agent.catalogue[one.found.id]
        genre = [Claim("genre", row.values("genre")[0], True, {"item": row.id})] if row.values("genre") else []
        bits.append(_bits(one, genre))
    return {"supported": 1.0, "specificity_bits": np.array(bits)}


def _bits(one: _Said, claims: Sequence[Claim]) -> float:
    return specificity(
        claims, one.found.id, one.agent.catalogue, one.query.stated(), one.agent.recommender.explainer.liking
    )


def _repeated(said: Sequence[_Said], *, cited: bool) -> int:
    """How many texts were said of one item on different grounds: those cited, or all that the person gave."""
    grounds: dict[tuple[int, str, str], set[object]] = defaultdict(set)
    for one in said:
        ground: object = one.query
        if cited:
            ground = tuple((claim.kind, claim.value) for claim in one.claims)
        grounds[id(one.agent), one.found.id, one.found.text].add(ground)
    return sum(len(found) - 1 for found in grounds.values())
