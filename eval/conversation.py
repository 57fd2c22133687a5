"""What does the agent of a recorded dialogue recommend next? Conversational systems and canaries on one set of cases.

Each film or other item that an agent names is a case, ranked over the whole catalogue. `new_` leaves out what was named
before, as target and as candidate: there a rule that repeats what was said wins nothing. `all_` masks nothing, as the
older literature does. All systems read the same training dialogues and none the questionnaires; nobody of a validation
dialogue talks in a training one where the source says who talks. `conversation` weighs signs that are counted in
training dialogues and in what people of --zero-shot-store liked, and adds its language model as loud as validation
dialogues say; `conversation_lm` and `conversation_signs` are its halves, `without_` rows leave one source of evidence
out. --model is the base of recipes that need one. Replies of models are greedy answers to 200 drawn contexts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.dialogues import Dialogues, TurnCase
from data.store import Store
from eval import dialogue_ranking as ranking
from eval.board import Board
from eval.dialogue_replies import replies
from eval.measure import Cost, measured
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.talk_ranker import TalkRanker, blended, learned, lessons, loudness
from eval.talk_signs import GROUPS, TalkSigns
from eval.trained import Trained, chosen, folder_of, trained_from_base
from eval.with_ratings import with_ratings

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

OURS = "conversation"
RECIPES = (OURS, "recindial", "unicrs", "mese", "unimind_s", "unimind_n")
_VALID_SHARE = 0.05
"""As recipes hold out themselves, so that no model read the dialogues by which its loudness is chosen."""
_JUDGED = ("new_R@1", "new_R@10", "new_R@50", "new_N@10")


@dataclass(frozen=True)
class _Scene:
    """What one seed is measured on."""

    options: Options
    name: str
    store: Store
    told: Store
    seed: int

    @cached_property
    def held(self) -> Dialogues:
        dialogues = self.store.dialogues
        return dialogues if "valid" in dialogues.splits else dialogues.with_validation(_VALID_SHARE)

    @cached_property
    def text(self) -> NDArray[np.float32] | None:
        from prompts.item_vectors import ItemVectors

        encoder = open_encoder(self.options)
        return None if encoder is None else ItemVectors(self.store.catalogue, encoder, self.store.path).matrix

    def cases(self, split: str) -> list[TurnCase]:
        return ranking.blind_cases(self.held.split(split).turns_with_targets())


def measure(name: str, options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no test dialogues."""
    store = Store.open(options.folder)
    if not len(store.dialogues.split("test")):
        raise ValueError(f"{store.name} has no test dialogues; give a --store that has, e.g. an imported ReDial")
    others = [Store.open(folder) for folder in options.zero_shot_stores]
    told = with_ratings(store, others, folder_of(options, name) / "with_ratings")
    board = Board()
    for seed in options.seeds:
        scene = _Scene(options, name, store, told, seed)
        cases = scene.cases("test")
        for system, kind, cost, make, lm in _systems(scene):
            options.tell(f"ranking by {system}")
            with measured() as spent:
                found: dict[str, Any] = dict(ranking.recall(make(), cases, store.catalogue, seed=seed))
            if lm is not None:
                found |= replies(lm, scene.held.split("test"), seed=seed)
            board.add(system, kind, found, cost, spent)
    compared = [line for metric in _JUDGED for line in board.compared(metric, seed=options.seeds[0])]
    data = (*data_of(store), *(file for one in others for file in data_of(one)))
    return Result(
        name, options.command(name), " ".join((__doc__ or "").split()), data, options.seeds, board.rows(),
        significance=tuple(compared),
    )


_System = tuple[str, Kind, Cost, Callable[[], ranking.Scorer], Any]
"""Name, kind, what its training took, its scorer, and the language model that words its replies, or None."""


def _systems(scene: _Scene) -> Iterator[_System]:
    recipes = chosen(scene.options, RECIPES)
    if OURS in recipes:
        yield from _ours(scene)
    for recipe in recipes:
        if recipe != OURS:
            model = _trained(scene, recipe, scene.store)
            lm = open_checkpoint(model.folder, scene.store, open_encoder(scene.options))
            yield recipe, "system", model.cost, lambda lm=lm: by_dialogue(lm), lm  # type: ignore[misc]
    catalogue, train = scene.store.catalogue, scene.store.dialogues.split("train")
    yield "bm25", "baseline", Cost(), lambda: ranking.bm25(catalogue), None
    if (encoder := open_encoder(scene.options)) is not None and scene.text is not None:
        text = scene.text
        yield "dense", "baseline", Cost(), lambda: ranking.dense(catalogue, encoder, text), None
    if len(scene.told.interactions):
        yield "co_rating", "baseline", Cost(), lambda: ranking.co_rating(catalogue, scene.told.interactions), None
    yield "co_mention", "canary", Cost(), lambda: ranking.co_mention(catalogue, train), None
    yield "co_mention_cosine", "canary", Cost(), lambda: ranking.co_mention_cosine(catalogue, train), None
    yield "popularity", "canary", Cost(), lambda: ranking.mentions(catalogue, train), None
    yield "repeat", "canary", Cost(), lambda: ranking.repeat(catalogue), None
    yield "random", "canary", Cost(), lambda: ranking.drawn(catalogue, seed=scene.seed), None


def _ours(scene: _Scene) -> Iterator[_System]:
    """Weights are learned on signs of training dialogues; at the test all dialogues that are not its are counted."""
    model = _trained(scene, OURS, scene.told)
    lm = open_checkpoint(model.folder, scene.store, open_encoder(scene.options))
    heard = _once(by_dialogue(lm))
    train, valid = (scene.held.split(split) for split in ("train", "valid"))
    every = scene.store.dialogues.split("train") if "valid" not in scene.store.dialogues.splits else train
    catalogue, liked = scene.store.catalogue, scene.told.interactions
    with measured() as counting:
        signs = TalkSigns(catalogue, train, liked, scene.text)
        known = TalkSigns(catalogue, every, liked, scene.text)
        read = lessons(signs, scene.cases("train"), catalogue, seed=scene.seed)
    valid_cases = ranking.blind_cases(valid.turns_with_targets())

    def system(without: Sequence[str]) -> ranking.Scorer:
        ranker = learned(read, without=without)
        share = loudness(ranker, heard, valid_cases, catalogue)
        scene.options.tell(f"the model counts {share} beside the signs")
        return blended(TalkRanker(known, ranker.weights), heard, share)

    yield OURS, "system", Cost(model.cost.seconds + counting.seconds, model.cost.peak_mb), lambda: system(()), None
    yield f"{OURS}_lm", "system", model.cost, lambda: heard, lm
    yield f"{OURS}_signs", "system", counting, lambda: TalkRanker(known, learned(read).weights).scores, None
    for group in GROUPS:
        yield f"without_{group}", "system", model.cost, lambda group=group: system((group,)), None  # type: ignore[misc]


def _trained(scene: _Scene, recipe: str, store: Store) -> Trained:
    return trained_from_base(scene.options, scene.name, recipe, store, seed=scene.seed)


def _once(score: ranking.Scorer) -> ranking.Scorer:
    """The same scores, worked out once for each turn of a dialogue."""
    kept: dict[tuple[str, int], NDArray[np.floating]] = {}

    def remembered(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        keys = [(case.dialogue.id, len(case.context)) for case in cases]
        new = [place for place, key in enumerate(keys) if key not in kept]
        if new:
            for place, row in zip(new, score([cases[place] for place in new]), strict=True):
                kept[keys[place]] = row
        return np.stack([kept[key] for key in keys])

    return remembered


def by_dialogue(lm: LanguageModel) -> ranking.Scorer:
    """What a model with item vectors hears after the turns so far, over all items."""
    from prompts.prompt import Prompt
    from prompts.tasks.dialogue import messages

    def score(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        prompts = [Prompt(messages(case.context)) for case in cases]
        scores: NDArray[np.floating] = lm.item_scores(prompts).float().cpu().numpy()  # type: ignore[attr-defined]
        return scores

    return score
