"""What counting says of a candidate in a conversation: who named, rated or described it together with what was named.

Signs are counted in training dialogues and in what people of other stores liked. For a case of a training dialogue the
dialogue itself is taken out of every count, so that what is learned on signs holds for strangers too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.dialogues import Dialogues, TurnCase
from data.interactions import Interactions
from data.records import Dialogue

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

Signs = NDArray[np.float32]

GROUPS: Mapping[str, tuple[int, ...]] = {
    "co_mention": (0, 1, 2, 3, 4), "co_rating": (5, 6), "text": (7, 8), "popularity": (9, 10),
}
"""Source of evidence -> its places among the counted signs; `of` adds the root of each of the first nine."""
COUNTED = 11
_ROOTED = 9
_PRIOR = 1.0
_RATED_PRIOR = 0.3


class TalkSigns:
    """Signs over a catalogue. `text` is (n_items, d) unit vectors; without it those signs are zero."""

    def __init__(
        self, catalogue: Catalogue, dialogues: Dialogues, liked: Interactions, text: Signs | None = None
    ) -> None:
        self._catalogue, self._count = catalogue, len(catalogue)
        self._named: dict[str, list[int]] = {}
        self._chosen: dict[str, set[int]] = {}
        self._after: dict[str, set[tuple[int, int]]] = {}
        for dialogue in dialogues:
            self._read(dialogue)
        self._together = together(self._named.values(), self._count)
        self._met = self._together.diagonal().astype(np.float32)
        self._last = np.zeros(self._count, np.float32)
        for rows in self._chosen.values():
            self._last[list(rows)] += 1
        self._then = _pairs(self._after.values(), self._count)
        self._rated = co_rated(catalogue, liked)
        self._text = text

    def of(self, case: TurnCase) -> Signs:
        """(20, n_items): the counted signs, and the roots of those that are sums."""
        made = self._counted(case)
        return np.concatenate([made, np.sqrt(np.maximum(made[:_ROOTED], 0))])

    def _read(self, dialogue: Dialogue) -> None:
        row = self._catalogue.row
        before: list[int] = []
        chosen, after = self._chosen.setdefault(dialogue.id, set()), self._after.setdefault(dialogue.id, set())
        for turn in dialogue.turns:
            named = [row(item) for item in turn.items()]
            fresh = set(named).difference(before) if turn.speaker == "agent" else set()
            chosen |= fresh
            after |= {(earlier, later) for earlier in before for later in fresh}
            before += named
        self._named[dialogue.id] = sorted(set(before))

    def _counted(self, case: TurnCase) -> Signs:
        speakers: dict[int, str] = {}
        for turn in case.context:
            for item in turn.items():
                row = self._catalogue.row(item)
                speakers.pop(row, None)
                speakers[row] = turn.speaker
        rows = list(speakers)
        own = self._named.get(case.dialogue.id, [])
        met, last = self._met.copy(), self._last.copy()
        met[own] -= 1
        last[list(self._chosen.get(case.dialogue.id, ()))] -= 1
        signs = np.zeros((COUNTED, self._count), np.float32)
        signs[9], signs[10] = np.log1p(met), np.log1p(last)
        if not rows:
            return signs
        both = self._together[rows].toarray().astype(np.float32)
        both[np.ix_(np.isin(rows, own), np.array(own, np.int64))] -= 1
        both[np.arange(len(rows)), rows] = 0
        cosine = both / np.sqrt(np.outer(met[rows] + _PRIOR, met + _PRIOR))
        of_user = np.array([speaker == "user" for speaker in speakers.values()])
        signs[0], signs[1] = cosine[of_user].sum(0), cosine[~of_user].sum(0)
        signs[2], signs[3] = cosine[-1], cosine.max(0)
        then = self._then[rows].toarray().astype(np.float32)
        place = {row: at for at, row in enumerate(rows)}
        for earlier, later in self._after.get(case.dialogue.id, ()):
            if earlier in place:
                then[place[earlier], later] -= 1
        signs[4] = (then / np.sqrt(np.outer(met[rows] + _PRIOR, last + _PRIOR))).sum(0)
        rated = self._rated[rows].toarray()
        signs[5], signs[6] = rated.sum(0), rated.max(0)
        if self._text is not None:
            alike = self._text[rows] @ self._text.T
            signs[7], signs[8] = alike.mean(0), alike.max(0)
        return signs


def together(sets: Iterable[list[int]], count: int) -> csr_matrix:
    """(n, n) sparse: in how many sets two items stand together; on the diagonal, in how many an item stands."""
    return _co_occurrence([(number, row) for number, rows in enumerate(sets) for row in rows], count)


def _co_occurrence(found: list[tuple[int, int]], count: int) -> csr_matrix:
    from scipy.sparse import csr_matrix

    people, rows = np.array(found, np.int64).reshape(-1, 2).T
    shape = (int(people.max(initial=-1)) + 1, count)
    table = csr_matrix((np.ones(len(rows), np.float32), (people, rows)), shape=shape)
    return csr_matrix(table.T @ table)


def _pairs(sets: Iterable[set[tuple[int, int]]], count: int) -> csr_matrix:
    from scipy.sparse import csr_matrix

    counts = Counter(pair for pairs in sets for pair in pairs)
    earlier, later = np.array(list(counts), np.int64).reshape(-1, 2).T
    return csr_matrix((np.array(list(counts.values()), np.float32), (earlier, later)), shape=(count, count))


def co_rated(catalogue: Catalogue, liked: Interactions) -> csr_matrix:
    """(n, n) sparse cosines of who liked both; those who like a thousand things say less of each."""
    from scipy.sparse import csr_matrix, diags

    met = [sorted({catalogue.row(event.item) for event in liked.history(user)}) for user in liked.users]
    sizes = np.array([len(one) for one in met], np.int64)
    rows = np.array([row for one in met for row in one], np.int64)
    weights = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    table = csr_matrix((weights, (np.repeat(np.arange(len(met)), sizes), rows)), shape=(len(met), len(catalogue)))
    length = 1 / np.sqrt(np.asarray(table.multiply(table).sum(0)).ravel() + _RATED_PRIOR)
    cosines = csr_matrix(diags(length) @ (table.T @ table) @ diags(length))
    cosines.setdiag(0)
    return cosines.astype(np.float32)
