"""Does the checker tell true explanations from false ones? Texts by construction (`eval.planted`): --users true ones
and as many with exactly one planted error, over the store, worded in frames held out from whoever wrote the checker and
from what it learned (`--set wordings=choosing` takes those that its settings were chosen on). A text is flagged where
any claim read in it is not supported. precision: flagged texts that are false; recall: false ones that are flagged,
also by the kind of error; true_passed: true texts that are not flagged; true_read: true texts in which as many claims
as were put into them, or more, were read, all of them supported. Where nobody's likes are known, made-up people liked
the store's items. The canaries flag everything, nothing, and what holds a capitalised name or a number that stands
nowhere in the rows of the item and of the liked ones, nor in the counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from agent.finding.co_liking import CoLiking
from data.catalogue import Catalogue
from data.records import Item
from data.store import Store
from eval.board import Board
from eval.measure import measured
from eval.options import Options
from eval.planted.case import PlantedCase
from eval.planted.cases import planted_cases
from eval.planted.crowd import made_up_likes
from eval.planted.wordings import SETS, file_of_set, wordings_of
from eval.provenance import data_of, file_of
from eval.result import Kind, Result

NAME = "explain-checker"
HELP = "Explanations with one planted error each, told from true ones by the checker (--set wordings=dev)."
_WORD = re.compile(r"[^\W_]+")

Judged = tuple[bool, bool]
"""Of one text: whether it is flagged, and whether all of its claims were read."""
Judge = Callable[[PlantedCase], Judged]


def run(options: Options) -> Result:
    """Make the result. Raises ValueError for an unknown setting or set of wordings, or a store of which too little can
    be said."""
    store, wordings = Store.open(options.folder), _wordings(options)
    board = Board()
    for seed in options.seeds:
        liking = known_likes(store, seed=seed)
        cases = planted_cases(store, liking, wordings=wordings, true=options.users, false=options.users, seed=seed)
        options.tell(f"{len(cases)} texts in {wordings} wordings")
        for name, kind, judge in _judges(store, liking):
            with measured() as cost:
                judged = [judge(case) for case in cases]
            board.add(name, kind, figures(cases, judged), cost)
    protocol = " ".join((__doc__ or "").split())
    count = len(wordings_of(wordings).frames)
    file = replace(file_of(file_of_set(wordings), f"{count} frames"), name=f"planted/{wordings}.toml")
    return Result(NAME, options.command(NAME), protocol, (*data_of(store), file), options.seeds, board.rows())


def known_likes(store: Store, *, seed: int) -> CoLiking:
    """Who liked what together in a store: its own events or conversations, else made-up people."""
    liking = CoLiking(store.catalogue, store.interactions, store.dialogues)
    return liking if liking else CoLiking(store.catalogue, made_up_likes(store.catalogue, seed=seed))


def figures(cases: Sequence[PlantedCase], judged: Sequence[Judged]) -> dict[str, float]:
    """Precision, recall (of all and by kind of error) and shares of true texts. A figure of no texts is left out."""
    flagged = np.array([one for one, _ in judged], dtype=bool)
    read = np.array([one for _, one in judged], dtype=bool)
    planted = np.array([case.planted or "" for case in cases])
    false = planted != ""
    found: dict[str, float] = {"cases": float(len(cases))}
    for name, among, counted in (
        ("precision", flagged, false), ("recall", false, flagged), ("true_passed", ~false, ~flagged),
        ("true_read", ~false, ~flagged & read),
        *((f"recall_{kind}", planted == kind, flagged) for kind in sorted(set(planted[false]))),
    ):  # fmt: skip
        if among.any():
            found[name] = float(counted[among].mean())
    return found


def _wordings(options: Options) -> str:
    chosen = "held_out"
    for setting in options.settings:
        key, _, value = setting.partition("=")
        if key != "wordings":
            raise ValueError(f"--set {setting!r}: {NAME} knows one setting, wordings= with one of {', '.join(SETS)}")
        chosen = value
    return chosen


def _judges(store: Store, liking: CoLiking) -> Iterator[tuple[str, Kind, Judge]]:
    catalogue = store.catalogue
    yield "checker", "system", _checked(store, liking)
    yield "flag_all", "canary", lambda _: (True, True)
    yield "flag_none", "canary", lambda _: (False, True)
    yield "any_unknown_name", "canary", lambda case: (bool(unknown_names(case, catalogue, liking)), True)


def _checked(store: Store, liking: CoLiking) -> Judge:
    # Only here: the checker is what is measured, and the texts are made without it.
    from agent.reasons.text_checker import TextChecker

    checker = TextChecker(store.catalogue, liking)

    def judge(case: PlantedCase) -> Judged:
        verdicts = checker.read(case.text, case.item, case.preferences)
        return any(one.verdict != "supported" for one in verdicts), len(verdicts) >= len(case.stated)

    return judge


def unknown_names(case: PlantedCase, catalogue: Catalogue, liking: CoLiking) -> set[str]:
    """Capitalised words inside sentences, and numbers, that stand nowhere in the rows or counts of a case."""
    item, liked = catalogue[case.item], [catalogue[one] for one in case.preferences.liked]
    row = catalogue.row(item.id)
    known = {str(int(liking.together(catalogue.row(one.id))[row])) for one in liked}
    known |= {word.lower() for one in (item, *liked) for text in _row(one) for word in _WORD.findall(text)}
    inside = re.sub(r"(^|[.!?:;] )[^\w]*\w+", r"\1", case.text)
    named = {word for word in _WORD.findall(inside) if word[0].isupper() or word.isdecimal()}
    return {word for word in named if word.lower() not in known}


def _row(item: Item) -> Iterator[str]:
    yield from (item.title, f"{item.year}", f"{(item.year or 0) // 10 * 10}s", item.description)
    yield from (f"{value:g}" for value in item.numbers.values())
    yield from (value for values in item.attributes.values() for value in values)
