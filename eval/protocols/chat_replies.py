"""What the chat answers in real conversations: anything unfilled, invented, untrue, or said again and again?

Places are drawn in the test dialogues of --dialogues where an agent spoke. What the person had said before is said to
the chat over --store, turn by turn, and its last answer is judged by a witness that knows the catalogue and shares no
code with the chat. `faults` are all of these together, `all_faults` those of every answer on the way too. A saboteur
that plants faults is judged beside it: its row shows that faults are found. Distinct replies are by their whole text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.records import ItemRef
from data.store import Store
from eval.board import Board
from eval.dialogue_replies import CONTEXTS, drawn_turns
from eval.measure import Cost, measured
from eval.naming import Naming
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.saboteur import Saboteur
from eval.script import Step
from eval.serving import open_agent
from eval.talkers import Answer, DirectTalker, Talker
from eval.text import distinct, words
from eval.witness import COUNTS, Witness

NAME = "chat-replies"
HELP = "Answers of the chat on held-out dialogues: open slots, invented items, untrue claims (--dialogues, --store)."
_ORDERS = (1, 2)


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where nobody names --dialogues, or they hold no test dialogue."""
    if options.dialogues is None:
        raise ValueError("name a store with test dialogues by --dialogues, e.g. an imported ReDial")
    store, talks = Store.open(options.folder), Store.open(options.dialogues)
    held = talks.dialogues.split("test")
    board = Board()
    for seed in options.seeds:
        contexts = list(_contexts(held, talks.catalogue, CONTEXTS if options.everyone else options.users, seed))
        if not contexts:
            raise ValueError(f"no agent speaks in a test dialogue of {talks.name}; give --dialogues that have some")
        agent = open_agent(options, store, seed=seed)
        for name, kind, talker in _talkers(agent, store.catalogue, seed):
            options.tell(f"{len(contexts)} conversations with the {name}")
            with measured() as spent:
                found = _figures(talker, contexts, store.catalogue)
            board.add(name, kind, found, Cost(), spent)
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), (*data_of(store), *data_of(talks)),
        options.seeds, board.rows(),
    )


def _talkers(agent: Any, catalogue: Catalogue, seed: int) -> Iterator[tuple[str, Kind, Talker]]:
    yield "agent", "system", DirectTalker(agent)
    yield "saboteur", "canary", DirectTalker(Saboteur(agent, catalogue, seed=seed))


def _contexts(dialogues: Dialogues, catalogue: Catalogue, count: int, seed: int) -> Iterator[list[str]]:
    """What a person had said, turn by turn, before drawn turns of agents; titles stand as the catalogue has them."""
    for case in drawn_turns(dialogues, count, seed, after=lambda turns: any(turn.speaker == "user" for turn in turns)):
        yield [
            "".join(catalogue[one.item].label() if isinstance(one, ItemRef) else one for one in turn.pieces)
            for turn in case.context if turn.speaker == "user"
        ]


def _figures(talker: Talker, contexts: Sequence[Sequence[str]], catalogue: Catalogue) -> dict[str, float]:
    naming, every, last = Naming(catalogue), Counter[str](), Counter[str]()
    answers: list[Answer] = []
    for number, texts in enumerate(contexts):
        talker.begin(f"dialogue-{number}")
        witness = Witness(catalogue, naming)
        for place, text in enumerate(texts):
            witness.step(Step("dialogue", text))
            answer = talker.say(text)
            found = witness.judge(answer)
            every += found
            if place == len(texts) - 1:
                last += found
                answers.append(answer)
    said = [words(answer.text) for answer in answers]
    figures = {
        "replies": float(len(answers)), "faults": float(last.total()),
        "distinct_replies": len({answer.text for answer in answers}) / max(len(answers), 1),
        "items": float(sum(len(answer.items) for answer in answers)),
        "claims": float(sum(len(answer.claims) for answer in answers)),
        "recommending": sum(answer.action == "recommend" for answer in answers) / max(len(answers), 1),
        "asking": sum(answer.action == "ask" for answer in answers) / max(len(answers), 1),
        "tokens": float(np.mean([len(one) for one in said])) if said else 0.0,
    }
    figures |= {f"distinct_{n}": distinct(said, n) for n in _ORDERS}
    figures |= {name: float(last[name]) for name in COUNTS}
    return figures | {"all_replies": float(sum(map(len, contexts))), "all_faults": float(every.total())}
