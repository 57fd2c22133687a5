"""What is given away of users: gender, age group and occupation, and whether they were learned from; and what it costs
to give away less.

Users are divided as in `cold-start` (MovieLens-1M). `unmitigated` keeps the prompts that `ppr_light` makes of profiles,
`mitigated` those of `ppr_private`: gender is not read, an adversary pushes out what goes along with it, and noise is
added before a prompt is kept, once, with the budget `epsilon` for a delta of 1e-5.
`without_noise` is the same without it, `not_read` ppr_light on profiles without gender, `random_lists` the unmitigated
model whose lists are drawn (Gumbel noise of 1 nat on scores that are cut 4 nats below the best), `no_prompt` the base,
which keeps nothing. Attackers (`eval.attackers`) see what is stored of users, their kept prompts, and are asked for
people nobody learned from: gender_auc, age_auc and occupation_auc are of the strong one, who knows prompts and profiles
of all other users; gender_auc_weak and gender_auc_middle of the others. state_ ones see states after five events and
list_ ones the first ten then recommended, and know those of the users whose few events were learned from.
membership_auc is whether a user is one the prompt was tuned on, told from the nats of their first twelve events with
those of the base beside them; base_membership_auc the same of those the base was tuned on, beside how popular the
events are. N@10 is over 0, 1, 3, 5 and 10 events with prompts as they are kept, relative_ndcg_loss how much less than
unmitigated. The canary `events` attacks the first five events themselves: what no mitigation of prompts can hide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from data.interactions import Case
from data.store import Store, write_store
from eval.attackers import STRENGTHS, Features, common_groups, told
from eval.board import Board
from eval.cold_start import SHOTS, ColdStart, pretrained
from eval.gave_away import KNOWN, GaveAway, surprise
from eval.measure import measured
from eval.months import log_shares
from eval.next_item import Scorer, placed, ranked
from eval.next_item_systems import by_model, open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.trained import Trained, folder_of, trained

NAME = "privacy"
HELP = "Attacks kept prompts, states and lists for gender, age, occupation and membership (--store, --seed)."
_JUDGED = "N@10"
_PLAIN, _PRIVATE = "ppr_light", "ppr_private"
_TOLD = ("gender", "age", "occupation")
_LIST_NOISE, _LIST_CUT = 1.0, 4.0


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where too few users have profiles, RunError where nothing trains."""
    store = Store.open(options.folder)
    board = Board()
    for seed in options.seeds:
        scene = _Scene.of(store, options, seed)
        gains: list[Floats] = []
        kept: dict[Path, dict[str, float]] = {}
        for row, kind, model, randomised in _systems(scene):
            with measured() as cost:
                shown = GaveAway(scene.opened(model), store, scene.parts.events, scene.all, seed)
                scorer = _drawn(shown.scorer(), seed) if randomised else shown.scorer()
                gain = scene.gains(scorer)
                gains.append(gain)
                if model.folder not in kept:
                    kept[model.folder] = scene.kept_told(shown)
                found = kept[model.folder] | scene.lists_told(shown, scorer)
            lost = 1 - float(gain.mean()) / max(float(gains[0].mean()), 1e-9)
            board.add(row, kind, {_JUDGED: gain, "relative_ndcg_loss": lost, **found}, model.cost, cost)
        with measured() as cost:
            found = scene.told_by(scene.events, "", known=scene.parts.learning)
        board.add("events", "canary", found, cost)
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), data_of(store), options.seeds, board.rows(),
        significance=tuple(board.compared(_JUDGED, seed=options.seeds[0])),
    )


@dataclass(frozen=True)
class _Scene:
    """Who is attacked, who is known, and what all models of a seed go on from."""

    store: Store
    options: Options
    seed: int
    parts: ColdStart
    base: Trained
    warm: Store
    few: Store

    @classmethod
    def of(cls, store: Store, options: Options, seed: int) -> _Scene:
        parts = ColdStart.drawn(store, seed=seed, ordered=False)
        warm, few = parts.stores(store, folder_of(options, NAME) / f"stores-{seed}")
        base = pretrained(options, NAME, warm, seed=seed)
        return cls(store, options, seed, parts, base, warm, few)

    @property
    def all(self) -> tuple[str, ...]:
        """Everybody who has a prompt."""
        return (*self.parts.warm, *self.parts.learning, *self.asked)

    @property
    def asked(self) -> tuple[str, ...]:
        """Whom nobody learned from."""
        return self.parts.asked[: None if self.options.everyone else self.options.users]

    def tuned(self, recipe: str, label: str, *, few: Store | None = None, **settings: str) -> Trained:
        usual = {"base": str(self.base.folder), **settings}
        return trained(self.options, NAME, recipe, few or self.few, seed=self.seed, usual=usual, label=label)

    def without(self, kind: str) -> Store:
        """The users whose few events are learned from, with profiles that lack a kind of traits."""
        profiles = [
            replace(one, attributes={name: told for name, told in one.attributes.items() if name != kind})
            for one in self.few.profiles.values()
        ]
        return write_store(
            folder_of(self.options, NAME) / f"stores-{self.seed}" / f"without-{kind}", self.few.catalogue,
            self.few.interactions, name=self.few.name, source="divided", item_noun=self.few.item_noun,
            profiles=profiles,
        )  # fmt: skip

    def gains(self, scorer: Scorer) -> Floats:
        """N@10 of every question, after each number of events."""
        found = []
        for shots in SHOTS:
            cases = self.parts.cases(shots, users=len(self.asked))
            found.append(placed(ranked(scorer, cases, self.store.catalogue, seed=self.seed).shuffled)[_JUDGED])
        return np.concatenate(found)

    def lists_told(self, shown: GaveAway, scorer: Scorer) -> dict[str, float]:
        """Figures of the attackers who see the lists that a scorer makes."""
        return self.told_by(lambda users: shown.lists(users, scorer), "list_", known=self.parts.learning)

    def kept_told(self, shown: GaveAway) -> dict[str, float]:
        """Figures of the attackers of one model, however its lists are made."""
        parts = self.parts
        found = self.told_by(shown.prompts, "", known=(*parts.warm, *parts.learning))
        found |= self.told_by(shown.states, "state_", known=parts.learning)
        found["membership_auc"] = self._membership(parts.learning, shown.scorer(), self.base_scorer)
        found["base_membership_auc"] = self.base_membership
        return found if (budget := _epsilon(shown)) is None else {**found, "epsilon": budget}

    def told_by(
        self, features: Callable[[Sequence[str]], Features], prefix: str, *, known: Sequence[str]
    ) -> dict[str, float]:
        """Figures of the attackers who see some features, and know those of some people."""
        found = {}
        seen, asked = features(known), features(self.asked)
        for kind in _TOLD:
            labels = sorted({self._trait(user, kind) for user in self.all})
            one, two = (
                np.asarray([labels.index(self._trait(user, kind)) for user in users]) for users in (known, self.asked)
            )
            if len(common_groups(one, two)) < 2:
                continue
            for strength in STRENGTHS if kind == _TOLD[0] else ("strong",):
                name = f"{prefix}{kind}_auc" + ("" if strength == "strong" else f"_{strength}")
                found[name] = told((seen, one), (asked, two), strength, seed=self.seed)
        return found

    def events(self, users: Sequence[str]) -> Features:
        """(n, items) 1 for the first five events."""
        seen = np.zeros((len(users), len(self.store.catalogue)), np.float32)
        for row, user in enumerate(users):
            for event in self.parts.events.history(user)[:KNOWN]:
                seen[row, self.store.catalogue.row(event.item)] = 1.0
        return seen

    @cached_property
    def base_scorer(self) -> Scorer:
        """The base, which knows no prompts."""
        return by_model(self.opened(self.base), self.store.catalogue)

    @cached_property
    def base_membership(self) -> float:
        """How well it is told whom the base was tuned on; the same for all that goes on from it."""
        popular = log_shares(self.store.catalogue, self.warm.interactions)
        members = self.parts.warm[: 2 * len(self.asked)]
        return self._membership(members, self.base_scorer, lambda cases: np.tile(popular, (len(cases), 1)))

    def opened(self, model: Trained) -> Any:
        """A tuned model over the store."""
        return open_checkpoint(model.folder, self.store, open_encoder(self.options))

    def _trait(self, user: str, kind: str) -> str:
        return next(iter(self.store.profiles[user].values(kind)), "")

    def _membership(self, members: Sequence[str], scorer: Scorer, beside: Scorer) -> float:
        """Of members and as many strangers the attacker knows a half and is asked for the other."""
        count = min(len(members), len(self.asked))
        users = (*members[:count], *self.asked[:count])
        own, other = (surprise(self.store.catalogue, self.parts.events, users, one) for one in (scorer, beside))
        x, y = np.concatenate([own, own - other], 1), np.repeat([1, 0], count)
        order = np.random.default_rng([self.seed, 3]).permutation(2 * count)
        half = order[:count], order[count:]
        known, asked = ((x[part], y[part]) for part in half)
        return told(known, asked, "strong", seed=self.seed)


def _systems(scene: _Scene) -> Iterator[tuple[str, Kind, Trained, bool]]:
    """Row, kind, model, and whether lists are drawn; the first one is what all others are compared with."""
    plain = scene.tuned(_PLAIN, "unmitigated")
    yield "unmitigated", "baseline", plain, False
    yield "mitigated", "system", scene.tuned(_PRIVATE, "mitigated"), False
    yield "without_noise", "baseline", scene.tuned(_PRIVATE, "without_noise", noise="0"), False
    yield "not_read", "baseline", scene.tuned(_PLAIN, "not_read", few=scene.without(_TOLD[0])), False
    yield "random_lists", "baseline", plain, True
    yield "no_prompt", "baseline", scene.base, False


def _drawn(scorer: Scorer, seed: int) -> Scorer:
    """Scores with noise that makes lists of them draws: the exponential mechanism (McSherry and Talwar 2007), one item
    after another."""
    rng = np.random.default_rng([seed, 4])

    def score(cases: Sequence[Case]) -> Any:
        said = np.array(scorer(cases))
        cut = np.maximum(said, said.max(1, keepdims=True) - _LIST_CUT)
        return cut + rng.gumbel(scale=_LIST_NOISE, size=cut.shape)

    return score


def _epsilon(shown: GaveAway) -> float | None:
    """The budget of what is kept; None where there is none to state: it has no noise, or nothing is kept."""
    from prompts.privacy_budget import epsilon
    from prompts.soft.private import BOUND, Private

    tuned = None if shown.lm.soft is None else shown.lm.soft.tuned
    if not isinstance(tuned, Private) or not float(tuned.noise):
        return None
    return epsilon(float(tuned.noise), apart=2 * BOUND)
