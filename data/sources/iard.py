"""IARD: what people mean and do in 336 of ReDial's conversations (Cai and Chen, UMAP 2020; MIT).

One JSON object, a conversation of ReDial by its number, with each utterance's intents (the seeker's) or actions (the
recommender's): the fine labels become the turn's intents. They are, under the coarse ones,

    seeker       AskForRec: IQU CON REF STO     AddDetails: PRO ANS ASK
                 GiveFeedback: SEE ACC REJ INQ CRI-F CRI-A CRI-C NRE
    recommender  Request: REQ CLQ               Respond: R-ANS RESP
                 Recommend: REC-S REC-E         Explain: EXP-I EXP-P EXP-S

and OTH. Films stand in the text as `@123 <Heat (1995)>`. `redial` may name a folder of ReDial: then items, their facts,
the knowledge graph and the seekers' marks are ReDial's, and so are the splits. Without it the number tells what is
ReDial's test set: those conversations begin at 20001.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from data.numerals import whole
from data.opening import need, read_object
from data.problems import Problems
from data.reading import Reading, Source
from data.records import Dialogue, Item, ItemRef, Speaker, Turn
from data.sources import redial
from data.titles import read_title

_SPEAKERS: Mapping[str, Speaker] = {"seeker": "user", "recommender": "agent"}
# The title was put in later, with a blank on either side.
_FILM = re.compile(r"@([0-9]{1,18})(?: <([^<>]{1,600})> ?)?")
_FIRST_TEST = 20_001

_Said = tuple[Speaker, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Talk:
    """One conversation: for each turn its speaker, text and labels."""

    number: str
    said: tuple[_Said, ...]


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """The file, or a folder with it. A film's id is ReDial's; those of one title and year are one film."""
    file = path if path.is_file() else need(path, "umap2020_IARD_Cai.json", what="IARD conversations")
    talks = list(_talks(file, problems))
    base, folder = Reading("ReDial", ()), mapping.get("redial")
    if folder:
        options = {option: value for option, value in mapping.items() if option in (redial.SOURCE.options or {})}
        base = redial.read(Path(folder), problems, mapping=options, seed=seed)
    items, same = _films(talks, base.items)
    known = {dialogue.id: dialogue for dialogue in base.dialogues}
    dialogues = []
    for talk in talks:
        turns = tuple(Turn(speaker, _pieces(text, same), intents=labels) for speaker, text, labels in talk.said)
        before = known.get(talk.number, Dialogue(talk.number, (), split=_split(talk.number)))
        dialogues.append(replace(before, turns=turns))
    splits = Counter(dialogue.split for dialogue in dialogues)
    said = ", ".join(f"{count} of its {split} set" for split, count in sorted(splits.items()))
    found = f"; {sum(talk.number in known for talk in talks)} of them are in {folder}" if folder else ""
    return replace(
        base,
        name="IARD",
        items=items,
        dialogues=tuple(dialogues),
        files=(file, *base.files),
        notes=(*base.notes, f"of ReDial's conversations these are {said or 'none'}{found}"),
    )


def _talks(file: Path, problems: Problems) -> Iterator[_Talk]:
    for number, talk in read_object(file).items():
        rows = talk.get("dialogue_info") if isinstance(talk, dict) else None
        said = [_said(row) for row in rows.values()] if isinstance(rows, dict) else []
        if said and all(said):
            yield _Talk(number, tuple(one for one in said if one))
        else:
            problems.add(file, 0, f"conversation {number}", talk, "utterances with a role, a text and sub-intents")


def _said(row: object) -> _Said | None:
    if not isinstance(row, dict):
        return None
    role, text, labels = row.get("role"), row.get("utterance_text"), row.get("sub-intent/action")
    if not isinstance(role, str) or role not in _SPEAKERS or not isinstance(text, str) or not isinstance(labels, list):
        return None
    if not text.strip() or not all(isinstance(label, str) for label in labels):
        return None
    return _SPEAKERS[role], html.unescape(text), tuple(labels)


def _split(number: str) -> str:
    return "test" if (whole(number) or 0) >= _FIRST_TEST else "train"


def _films(talks: Iterable[_Talk], items: tuple[Item, ...]) -> tuple[tuple[Item, ...], dict[str, str]]:
    """ReDial's items and those that only these conversations name, and which item each number in a text is."""
    kept = {(item.title, item.year): item.id for item in items}
    same = {item.id: item.id for item in items}
    made = list(items)
    titles = {number: title for talk in talks for _, text, _ in talk.said for number, title in _FILM.findall(text)}
    for number in sorted(titles, key=lambda number: (len(number), number)):
        title = read_title(" ".join(titles[number].split()))
        if number not in same and title.name:
            same[number] = kept.setdefault((title.name, title.year), number)
            if same[number] == number:
                made.append(Item(number, title.name, title.year))
    return tuple(made), same


def _pieces(text: str, same: Mapping[str, str]) -> tuple[str | ItemRef, ...]:
    """The text with its films as items; a number without a title that nobody knows stays as it is."""
    pieces: list[str | ItemRef] = []
    at = 0
    for match in _FILM.finditer(text):
        if match[1] in same:
            pieces += [text[at : match.start()], ItemRef(same[match[1]])]
            at = match.end()
    return tuple(piece for piece in (*pieces, text[at:]) if piece)


SOURCE = Source(
    summary="IARD: umap2020_IARD_Cai.json, intents and actions on ReDial's conversations",
    item_noun="film",
    licence="MIT (Cai and Chen 2020, Predicting User Intents and Satisfaction with Dialogue-based Conversational "
    "Recommendations); the conversations are ReDial's, CC BY 4.0",
    read=read,
    options={
        "redial": "a folder of ReDial, whose films, facts, marks and splits are then taken",
        "facts": "with redial: " + (redial.SOURCE.options or {})["facts"],
    },
)
