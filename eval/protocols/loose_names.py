"""Is a film found that somebody half remembers, told in words other than the catalogue's? Each description of
`labels/loose_names.toml` is the first message of a conversation with the demo's agent. R@k: the film is among the first
k of the answer; named: it is the one that the agent takes the words for; wrong: the agent takes them for another.
false: of other messages (small talk, wishes, refusals, phrases that fit many films), how many are taken for a film.
`meaning` reads by words and by the encoder, `words` by words alone, both on the test part, which was looked at once;
`meaning_dev` on what thresholds were chosen by. The canary answers with the most popular films.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from agent.agent import Agent
from agent.build import build_agent
from agent.session import Session
from data.catalogue import Catalogue
from data.store import Store
from eval.board import Board
from eval.measure import measured
from eval.options import Options
from eval.provenance import data_of, file_of
from eval.result import Result
from eval.serving import open_encoder

NAME = "loose-names"
HELP = "Films of the demo found by what somebody remembers of them."
LABELS = Path(__file__).parent.parent / "labels" / "loose_names.toml"
_LISTED = (1, 3, 5)


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store is not the demo's or there is no encoder."""
    store, encoder = Store.open(options.folder), open_encoder(options)
    if encoder is None:
        raise ValueError("loose names are found by meaning, and no text encoder is installed; name one with --encoder")
    parts = tomllib.loads(LABELS.read_text("utf-8"))
    by_meaning, by_words = build_agent(store, None, encoder), build_agent(store, None)
    by_meaning.understand(Session("warm"), "the one where the first text is encoded by the model")
    board = Board()
    for system, agent, part in (
        ("meaning", by_meaning, "test"), ("meaning_dev", by_meaning, "dev"), ("words", by_words, "test"),
    ):  # fmt: skip
        with measured() as cost:
            found = looked_for(agent, parts[part]["described"], parts[part]["other"])
        board.add(system, "baseline" if agent is by_words else "system", found, cost)
    with measured() as cost:
        popular = [item.id for item in by_words.recommend(k=max(_LISTED)).items]
        ranks = [_rank(popular, _film(store.catalogue, film)) for film, _ in parts["test"]["described"]]
    board.add("popular", "canary", _recalls(ranks), cost)
    count = sum(len(kind) for part in parts.values() for kind in part.values())
    labels = replace(file_of(LABELS, f"{count} messages"), name=f"labels/{LABELS.name}")
    protocol = " ".join((__doc__ or "").split())
    return Result(NAME, options.command(NAME), protocol, (*data_of(store), labels), options.seeds, board.rows())


def looked_for(agent: Agent, described: Sequence[tuple[str, str]], other: Sequence[str]) -> Mapping[str, float]:
    """The shares of descriptions that were found, and of other messages that were taken for one."""
    ranks, named, wrong = [], 0, 0
    for label, message in described:
        session, film = Session(message), _film(agent.catalogue, label)
        understood = agent.understand(session, message)
        taken = understood.sought[:1] or understood.liked or understood.named
        named, wrong = named + (film in taken), wrong + (bool(taken) and film not in taken)
        ranks.append(_rank([item.id for item in agent.reply(session, message).items], film))
    false = [agent.understand(Session(message), message) for message in other]
    taken_for_one = sum(bool(one.sought or one.liked or one.named or one.guess) for one in false)
    return {
        **_recalls(ranks), "named": named / len(ranks), "wrong": wrong / len(ranks), "false": taken_for_one / len(other)
    }


def _film(catalogue: Catalogue, label: str) -> str:
    found = next((item.id for item in catalogue if item.label() == label), None)
    if found is None:
        raise ValueError(f"{label} of {LABELS.name} is not in this store; measure on the demo's, without --store")
    return found


def _rank(listed: Sequence[str], item: str) -> int:
    return listed.index(item) + 1 if item in listed else len(listed) + 1 + max(_LISTED)


def _recalls(ranks: Sequence[int]) -> dict[str, float]:
    return {f"R@{k}": sum(rank <= k for rank in ranks) / len(ranks) for k in _LISTED}
