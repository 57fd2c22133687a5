"""A simulated user looks for a hidden item by chat, over HTTP: does talking find it, and is what was said kept?

Each user knows some attributes of one item of the catalogue and never says its name. They open with one attribute or
one liked item, answer questions, criticise lists, and are happy once the item is among the first five of a list; after
five turns they leave. `agent` is the whole system. `one_shot` is its ranker asked once, with the same opening and as
many items as a turn shows; `one_shot_long` with as many as five turns show together; `one_shot_all` is told at once all
that the user knows. With --server the agent is any system that answers POST /v1/chat as ours does. With --runs the
agent's conversations are kept there.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from data.store import Store
from eval.board import Board
from eval.loopback import serving
from eval.measure import measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.serving import open_agent
from eval.simulation.critic import Critic
from eval.simulation.finder import Finder
from eval.simulation.knowledge import Knowledge
from eval.simulation.minds import Minds
from eval.simulation.outcome import MOST_TURNS, Outcome, figures
from eval.simulation.paging import PagingTalker
from eval.simulation.talk import talk
from eval.simulation.tally import SHOWN, Tally
from eval.simulation.transcripts import write_transcripts
from eval.simulation.user import SimulatedUser
from eval.talkers import Answer, HttpTalker, Talker

NAME = "simulator"
HELP = "Simulated users look for hidden items by chat: finds, turns, broken wishes (--users, --store, --server)."
_USERS = 200
_TIMEOUT_S = 120.0
_ONE_SHOT: dict[str, tuple[Callable[[SimulatedUser], str], int]] = {
    "one_shot": (SimulatedUser.opening, SHOWN), "one_shot_long": (SimulatedUser.opening, SHOWN * MOST_TURNS),
    "one_shot_all": (SimulatedUser.everything, SHOWN),
}  # fmt: skip
_TOLD_EVERY = 20

_Meeting = Callable[[SimulatedUser, int], Outcome]


def run(options: Options) -> Result:
    """Make the result, with `options.users` targets a seed, 200 where nobody said how many."""
    store = Store.open(options.folder)
    scene, minds, board = _Scene(store, options), Minds(store), Board()
    for seed in options.seeds:
        users = minds.draw(_USERS if options.everyone else options.users, seed)
        with _client(options, store, seed) as client:
            # A server that runs on keeps its sessions: each visit has names of its own.
            visit = f"simulator-{secrets.token_hex(4) if options.server else seed}"
            scene.play(board, "agent", "system", users, seed, scene.talking(HttpTalker(client), visit))
            if _recommended(client, "anything", 1) is None:
                options.tell(f"{options.server} has no POST /v1/recommend, so no row says what asking once would find")
            else:
                for name, (words, items) in _ONE_SHOT.items():
                    scene.play(board, name, "baseline", users, seed, scene.asking(client, words, items))
        for name, order in _orders(store, seed).items():
            pages = PagingTalker([store.catalogue.items[row] for row in order], SHOWN)
            scene.play(board, name, "canary", users, seed, scene.talking(pages, name))
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), data_of(store), options.seeds, board.rows(),
        significance=tuple(board.compared("success@5", seed=options.seeds[0])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where users and systems of one store meet."""

    store: Store
    options: Options
    critic: Critic = field(init=False)
    finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "critic", Critic(self.store.catalogue))
        object.__setattr__(self, "finder", Finder(self.store.catalogue))

    def play(
        self, board: Board, name: str, kind: Kind, users: tuple[Knowledge, ...], seed: int, meet: _Meeting
    ) -> None:
        """Let every user meet a system, and keep what came of it as its row."""
        outcomes: list[Outcome] = []
        with measured() as cost:
            for number, known in enumerate(users):
                user = SimulatedUser(self.store.catalogue, self.critic, known, self.store.item_noun, seed)
                outcomes.append(meet(user, number))
                if kind == "system" and len(outcomes) % _TOLD_EVERY == 0:
                    found = sum(one.found_at is not None for one in outcomes)
                    self.options.tell(f"seed {seed}: {len(outcomes)} of {len(users)} users, {found} found theirs")
        board.add(name, kind, {**figures(outcomes), "seconds_per_user": cost.seconds / len(outcomes)}, cost)
        if kind == "system" and self.options.runs is not None:
            write_transcripts(self.options.runs / f"{NAME}-{seed}.jsonl", zip(users, outcomes, strict=True))

    def talking(self, talker: Talker, visit: str) -> _Meeting:
        return lambda user, number: talk(talker, user, self.finder, session_id=f"{visit}-{number}")

    def asking(self, client: Any, speak: Callable[[SimulatedUser], str], items: int) -> _Meeting:
        """One question; the list is the answer."""

        def ask(user: SimulatedUser, number: int) -> Outcome:
            tally, words = Tally(self.finder, shown=items), speak(user)
            answer = _recommended(client, words, items) or Answer(failed="no answer")
            return tally.outcome(1 if user.accepts(tally.take(words, answer, user.stated)) else None, user)

        return ask


@contextmanager
def _client(options: Options, store: Store, seed: int) -> Iterator[Any]:
    """A client of the server that was named, else of the agent on this machine."""
    import httpx

    from agent.faces.conversations import Conversations
    from agent.http import create_api
    from agent.sessions import Sessions

    if options.server:
        with httpx.Client(base_url=options.server, timeout=_TIMEOUT_S, trust_env=False) as client:
            try:
                client.get("/")
            except httpx.HTTPError as error:
                raise ValueError(
                    f"nothing answers at --server {options.server} ({error}); start the system first, or leave "
                    "--server out to measure this one"
                ) from error
            yield client
        return
    api = create_api(Conversations(open_agent(options, store, seed=seed), Sessions(":memory:")))
    with serving(api) as url, httpx.Client(base_url=url, timeout=_TIMEOUT_S, trust_env=False) as client:
        yield client


def _recommended(client: Any, words: str, items: int) -> Answer | None:
    """The answer of POST /v1/recommend; None where a server has no such route."""
    import httpx

    try:
        response = client.post("/v1/recommend", json={"words": words, "k": items})
    except httpx.TransportError as error:
        return Answer(failed=f"{type(error).__name__}: {error}")
    if response.status_code in (404, 405):
        return None
    if response.status_code >= 400:
        return Answer(failed=f"HTTP {response.status_code}: {response.text[:200]}")
    found = response.json()
    return Answer(
        "", "recommend", tuple(item["id"] for item in found["items"]), tuple(item["title"] for item in found["items"]),
        notice=found.get("notice") or "",
    )  # fmt: skip


def _orders(store: Store, seed: int) -> dict[str, list[int]]:
    """Rows of the catalogue, the most popular first, and at random."""
    from agent.finding.co_liking import CoLiking
    from agent.retrievers.popular import popularity

    scores = popularity(store.catalogue, CoLiking(store.catalogue, store.interactions))
    mixed = list(range(len(store.catalogue)))
    random.Random(f"simulator/{seed}/random").shuffle(mixed)
    return {"popular": [int(row) for row in np.argsort(-scores, kind="stable")], "random": mixed}
