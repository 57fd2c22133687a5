"""What is the agent's next turn for, and what is it about? Planned goals and topics beside what annotators wrote.

One case for each agent's turn with a label. Systems read the conversation and the user's profile, plan the goal and
predict the topic after that planned goal; no recorded label reaches them. The canaries `repeat` and `bigram` are told
the recorded labels of the turns before, so that a system may lose to them and still plan. Dialogues whose profile names
an item that the dialogue names or is about are left out. `P`, `R` and `F1` are means over all classes that occur;
UniMIND's published figures divide by the classes with F1 above zero and are higher for it. --model is the base of
recipes that need one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from data.mentions import letters
from data.store import Store
from eval.board import Board
from eval.classes import macro
from eval.measure import Cost, measured
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.planned_turns import KINDS, Guess, PlannedTurn, label, planned_turns, without_leaks
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.trained import called, chosen, trained_from_base

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

NAME = "goals"
HELP = "Planned goals and topics of agents' turns, as DuRecDial has them (--store, --model as base, --recipe)."
RECIPES = ("unimind_s", "unimind_n")
_GUESSES = ("most_frequent", "repeat", "bigram")
_BATCH = 32

Cases = Mapping[str, Sequence[PlannedTurn]]
Planner = Callable[[Sequence[PlannedTurn], str], Sequence[str]]
"""Cases and a kind -> a label each, by its letters."""


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where no test turn has a goal or a topic."""
    store = Store.open(options.folder)
    every = store.dialogues.split("test")
    held = without_leaks(every, store.catalogue)
    turns = {kind: planned_turns(held, kind) for kind in KINDS}
    cases = {kind: some for kind, some in turns.items() if some}
    if not cases:
        raise ValueError(
            f"no agent's turn of {store.name}'s test dialogues has a goal or a topic; give a --store that has, "
            "e.g. an imported DuRecDial"
        )
    board = Board()
    for seed in options.seeds:
        for system, kind, cost, planner in _systems(options, store, cases, seed):
            options.tell(f"planning by {system}")
            with measured() as spent:
                found = _figures(planner, cases)
            board.add(system, kind, found, cost, spent)
    compared = [line for kind in cases for line in board.compared(f"{kind}_accuracy", seed=options.seeds[0])]
    protocol = f"{' '.join((__doc__ or '').split())} Left out: {len(every) - len(held)} of {len(every)} test dialogues."
    return Result(
        NAME, options.command(NAME), protocol, data_of(store), options.seeds, board.rows(),
        significance=tuple(compared),
    )


def _systems(options: Options, store: Store, cases: Cases, seed: int) -> Iterator[tuple[str, Kind, Cost, Planner]]:
    for recipe in chosen(options, RECIPES):
        model = trained_from_base(options, NAME, recipe, store, seed=seed)
        lm: Any = open_checkpoint(model.folder, store, open_encoder(options))
        yield called(recipe), "system", model.cost, _by_pipeline(lm)
    train = list(store.dialogues.split("train"))
    guesses = {kind: Guess(train, kind) for kind in cases}
    for name in _GUESSES:
        yield name, "canary", Cost(), lambda some, kind, name=name: [  # type: ignore[misc]
            getattr(guesses[kind], name)(case) for case in some
        ]


def _by_pipeline(lm: PromptedLM) -> Planner:
    """What a pipeline plans after each conversation; planned once for both kinds."""
    from prompts.pipeline import Pipeline
    from prompts.plan import Plan, profile_message
    from prompts.prompt import Prompt
    from prompts.tasks.dialogue import messages

    pipeline, kept = Pipeline(lm), dict[tuple[str, int], Plan]()

    def plan(cases: Sequence[PlannedTurn], kind: str) -> list[str]:
        new = [case for case in cases if (case.dialogue.id, case.place) not in kept]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            prompts = [Prompt((*profile_message(case.dialogue.profile), *messages(case.context))) for case in batch]
            for case, made in zip(batch, pipeline.plans(prompts), strict=True):
                kept[case.dialogue.id, case.place] = made
        return [letters(getattr(kept[case.dialogue.id, case.place], kind)) for case in cases]

    return plan


def _figures(planner: Planner, cases: Cases) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for kind, some in cases.items():
        true = [label(case.dialogue.turns[case.place], kind) for case in some]
        said = planner(some, kind)
        figures |= {f"{kind}_{name}": value for name, value in macro(true, said).items()}
        # A value a case, so that two systems can be compared pair by pair.
        figures[f"{kind}_accuracy"] = np.array([one == other for one, other in zip(true, said, strict=True)], float)
    return figures
