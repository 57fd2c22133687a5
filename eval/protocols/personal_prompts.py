"""Prompts of 10,000 users over one model: how long does an answer wait for a prompt that is not in memory, what do they
take, and does anybody ever get another's?

--users prompts (10,000 unless said) of drawn rows are kept in a file, for a model with a soft prompt (--model). warm_ms
and first_ms are medians over --turns users of one ranking with a prompt in memory and with one that is only in the
file; extra_ms is the difference. bytes_each and file_mb are on the disk, memory_mb what all prompts in memory take at
most. leaks counts answers in batches of users in a drawn order that are not what the user gets alone; erased_found how
many files hold a piece of a prompt after it was erased. The canary hands out the prompt that was last used.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.store import Store
from eval.measure import measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Metric, Result, Row
from eval.serving import open_model

if TYPE_CHECKING:
    from prompts.personal_prompts import PersonalPrompts

NAME = "personal-prompts"
HELP = "Prompts of 10,000 users over one model: waiting, memory, leaks, erasing (--store, --model with a soft prompt)."
_USERS, _BATCHES, _TOGETHER, _NEAR = 10_000, 20, 8, 1024
_CLOSE = 1e-3
_ROWS: tuple[tuple[str, Kind, bool], ...] = (("kept", "system", False), ("last_used", "canary", True))


def run(options: Options) -> Result:
    """Make the result. Raises ValueError for a model without a soft prompt."""
    store = Store.open(options.folder)
    lm: Any = open_model(options, store)
    if getattr(lm, "soft", None) is None or getattr(lm, "items", None) is None:
        raise ValueError(f"the model {options.model!r} has no soft prompt over item vectors; give one with --model")
    users = _USERS if options.everyone else options.users
    rows: list[Row] = []
    for name, kind, careless in _ROWS:
        found: dict[str, list[float]] = {}
        with measured() as cost:
            for seed in options.seeds:
                for key, value in _figures(lm, store, users, options.turns, seed, careless=careless).items():
                    found.setdefault(key, []).append(value)
        metrics = {key: Metric.over(values) for key, values in found.items()}
        rows.append(Row(name, kind, metrics, cost.seconds, cost.peak_mb))
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), data_of(store), options.seeds, tuple(rows)
    )


def _figures(lm: Any, store: Store, users: int, turns: int, seed: int, *, careless: bool) -> dict[str, float]:
    import torch

    from prompts.kept_prompt import with_people
    from prompts.personal_prompts import PersonalPrompts

    class LastUsed(PersonalPrompts):
        """Hands out whatever is in memory, as a cache without a key would."""

        def get(self, user: str) -> Any:
            return next(reversed(self._near.values())) if self._near else super().get(user)

    names, rng = [f"user {number}" for number in range(users)], random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        kind = LastUsed if careless else PersonalPrompts
        kept = kind(Path(folder) / "prompts.sqlite", lm.name, lm.soft.length, lm.soft.width, most=_NEAR)
        torch.manual_seed(seed)
        for start in range(0, users, 1000):
            part = names[start : start + 1000]
            kept.keep(part, torch.randn(len(part), *kept.shape))
        tuned = lm.soft
        model = with_people(lm, kept)
        asked = rng.sample(names, min(turns, users))
        first, warm = _waits(model, store, asked, kept)
        told = {
            "prompts": float(len(kept)), "bytes_each": float(kept.bytes_each),
            "file_mb": _size(Path(folder)) / 2**20, "memory_mb": kept.most * 2 * kept.bytes_each / 2**20,
            "in_memory": float(kept.in_memory), "first_ms": first, "warm_ms": warm, "extra_ms": first - warm,
            "leaks": float(_leaks(model, store, rng.sample(names, min(users, _BATCHES * _TOGETHER)))),
        }
        told["erased_found"] = float(_found_erased(kept, names[0], Path(folder)))
        kept.close()
        lm.soft = tuned
    return told


def _waits(model: Any, store: Store, asked: Sequence[str], kept: PersonalPrompts) -> tuple[float, float]:
    """Median milliseconds of an answer with a prompt from the file, and with one in memory."""
    first, warm = list[float](), list[float]()
    _answers(model, store, asked[:3])
    for user in asked:
        kept.forget_near()
        for times in (first, warm):
            start = time.perf_counter()
            _answers(model, store, [user])
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(first), statistics.median(warm)


def _answers(model: Any, store: Store, users: Sequence[str]) -> Any:
    from prompts.taste import ranking_prompt

    asked = ranking_prompt(store.catalogue.ids[:3])
    return model.item_scores([replace(asked, person=user) for user in users])


def _leaks(model: Any, store: Store, users: Sequence[str]) -> int:
    """How many answers in batches differ from those that the same users get alone, by another road to the file."""
    leaks = 0
    for start in range(0, len(users), _TOGETHER):
        part = users[start : start + _TOGETHER]
        together = _answers(model, store, part)
        for row, user in enumerate(part):
            model.soft.kept.forget_near()
            leaks += int(float((together[row] - _answers(model, store, [user])[0]).abs().max()) > _CLOSE)
    return leaks


def _found_erased(kept: PersonalPrompts, user: str, folder: Path) -> int:
    kept.forget_near()
    rows = kept.get(user)
    needle = b"" if rows is None else rows.half().numpy().tobytes()[:32]
    kept.erase(user)
    return sum(needle in file.read_bytes() for file in folder.rglob("*") if file.is_file()) if needle else 0


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
