"""DuRecDial 2.0: talks with a goal for each turn, in English and Chinese (Liu et al., EMNLP 2021; CC BY-NC-SA 4.0).

One JSON object a line in `en_train.jsonl`, `en_dev.jsonl`, `en_test.jsonl` (and `zh_...`): `conversation`, with
`goal_type_list`, `goal_topic_list` and `knowledge` for each utterance, and the user's `user_profile` and `situation`.
Speakers take turns, and are not named: the agent begins where the first goal is a greeting, else the user does.

Items are the films, songs, restaurants and dishes that goals recommend or play and that profiles accept or reject.
Where an utterance names one of those that its own dialogue is about, the words become a reference. Chinese comes with
blanks between words, which are taken out. A folder with one of the files alone is split by `seed`, the same dialogues
in both languages; facts of items come from all splits.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data.durecdial_facts import Things
from data.durecdial_words import LANGUAGES, Words
from data.mentions import letters, place_titles, word_count
from data.opening import find, open_lines
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Dialogue, ItemRef, Speaker, Turn

_PARTS = {"train": "train", "dev": "valid", "test": "test"}
_SHARES = (("train", 0.7), ("valid", 0.85), ("test", 1.0))
_NUMBER = re.compile(r"^\s*\[[0-9]{1,3}\]\s*")
_STEP = re.compile(r"^\s*\[[0-9]{1,3}\]\s*([^(]*)\((.*)\)\s*$")
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_LISTS = ("conversation", "goal_type_list", "goal_topic_list", "knowledge")

Fact = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    goal: str
    topic: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Talk:
    """One conversation. `steps` are the goals with what they are about, as the conversation's plan has them."""

    id: str
    split: str
    said: tuple[_Said, ...]
    steps: tuple[tuple[str, str], ...]
    profile: Mapping[str, tuple[str, ...]]


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A folder with at least one file of the language. Raises DataError for another language than en or zh."""
    language = mapping.get("language", "en")
    if language not in LANGUAGES:
        raise DataError(f"--map language={language}: DuRecDial is read in {' and '.join(LANGUAGES)}")
    words = LANGUAGES[language]
    endings = ("jsonl", "txt", "json")
    names = {part: [f"{language}_{part}.{ending}" for ending in endings] for part in _PARTS}
    files = {part: file for part, known in names.items() if (file := find(path, *known))}
    if not files:
        raise DataError(f"{path} has no DuRecDial: looked for {', '.join(sum(names.values(), []))} (or with .gz)")
    talks = [talk for part, file in files.items() for talk in _talks(part, file, words, problems)]
    notes = []
    if len(files) == 1:
        talks = list(_split(talks, seed))
        (file,) = files.values()
        notes.append(f"only {file.name} is there: split 70/15/15 into train, valid and test by seed")
    things = Things(words)
    about = [list(_about(talk, words)) for talk in talks]
    for talk, its in zip(talks, about, strict=True):
        for kind, name in (*its, *_in_profile(talk, words)):
            things.add(kind, name)
    for talk in talks:
        for said in talk.said:
            things.note(said.facts)
    dialogues = tuple(_dialogue(talk, its, things) for talk, its in zip(talks, about, strict=True))
    known = sum(bool({*its} & {*_in_profile(talk, words)}) for talk, its in zip(talks, about, strict=True))
    notes.append(f"in {known} of {len(talks)} dialogues the profile already names what is recommended or played there")
    return Reading(
        f"DuRecDial {language}",
        things.items(),
        dialogues=dialogues,
        files=tuple(files.values()),
        notes=tuple(notes),
        knowledge=things.knowledge(),
    )


def _talks(part: str, file: Path, words: Words, problems: Problems) -> Iterator[_Talk]:
    for number, line in open_lines(file, problems):
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("no object")
            lists = (row[name] for name in _LISTS)
            said = tuple(_said(words, *its) for its in zip(*lists, strict=True))
            profile = {words.tidy(name): _entries(value, words) for name, value in row["user_profile"].items()}
            if situation := row.get("situation"):
                profile[words.situation] = _entries(situation, words)
            steps = tuple(_steps(row.get("goal"), words))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            if line.strip():
                expected = f"a conversation with a goal, a topic and knowledge for each utterance ({error})"
                problems.add(file, number, "", line, expected)
            continue
        if said:
            yield _Talk(f"{part}-{number}", _PARTS[part], said, steps, profile)
        else:
            problems.add(file, number, "conversation", line, "at least one utterance")


def _said(words: Words, text: object, goal: object, topic: object, knowledge: object) -> _Said:
    """One utterance. Its knowledge is a fact, a list of facts, or nothing."""
    if not (isinstance(text, str) and isinstance(goal, str) and isinstance(topic, str) and isinstance(knowledge, list)):
        raise ValueError("utterances, goals and topics are texts, knowledge is a list")
    facts = [knowledge] if knowledge and isinstance(knowledge[0], str) else knowledge
    made = tuple((head, relation, tail) for head, relation, tail in map(_texts, facts))
    return _Said(words.tidy(_NUMBER.sub("", text)), words.tidy(goal), words.tidy(topic), made)


def _entries(value: object, words: Words) -> tuple[str, ...]:
    return tuple(words.tidy(text) for text in _texts(value if isinstance(value, list) else [value]))


def _texts(values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("facts and profiles are lists of texts")
    return values


def _steps(plan: object, words: Words) -> Iterator[tuple[str, str]]:
    for step in plan.split("-->") if isinstance(plan, str) else ():
        if match := _STEP.match(words.tidy(step)):
            yield match[1].strip(), match[2].strip()


def _split(talks: Sequence[_Talk], seed: int) -> Iterator[_Talk]:
    order = list(range(len(talks)))
    random.Random(seed).shuffle(order)
    place = {talk: number / len(talks) for number, talk in enumerate(order)}
    for number, talk in enumerate(talks):
        split = next(name for name, end in _SHARES if place[number] < end)
        yield replace(talk, split=split)


def _about(talk: _Talk, words: Words) -> Iterator[tuple[str, str]]:
    """What is recommended or played: kind and name. A topic that only repeats its goal is looked up in the plan."""
    found: dict[tuple[str, str], None] = {}
    for said in talk.said:
        kind = words.kinds.get(said.goal)
        if kind and said.topic != said.goal:
            found[kind, said.topic] = None
        elif kind:
            found.update(dict.fromkeys((kind, name) for goal, name in talk.steps if goal == said.goal))
    known = set(words.kinds) | {said.goal for said in talk.said}
    yield from ((kind, name) for kind, name in found if name not in known)


def _in_profile(talk: _Talk, words: Words) -> Iterator[tuple[str, str]]:
    for entry, values in talk.profile.items():
        if kind := words.kind_of_entry(entry):
            yield from ((kind, name) for name in values)


def _dialogue(talk: _Talk, about: Iterable[tuple[str, str]], things: Things) -> Dialogue:
    titles = [(item, name) for kind, name in about if (item := things.find(name, kind))]
    titles += [(item, bare) for item, name in titles if (bare := _BRACKETS.sub("", name)) not in (name, "")]
    titles.sort(key=lambda pair: -len(pair[1]))
    words = things.words
    agent_opens = talk.said[0].goal == words.agent_opens
    speakers: tuple[Speaker, Speaker] = ("agent", "user") if agent_opens else ("user", "agent")
    turns = tuple(
        Turn(
            speakers[place % 2],
            _pieces(said.text, titles),
            said.goal,
            said.topic,
            tuple((words.tidy(head), words.tidy(relation), words.tidy(tail)) for head, relation, tail in said.facts),
        )
        for place, said in enumerate(talk.said)
    )
    return Dialogue(talk.id, turns, split=talk.split, profile=talk.profile)


def _pieces(text: str, titles: Sequence[tuple[str, str]]) -> tuple[str | ItemRef, ...]:
    names = {item: item.partition(":")[2] for item, _ in titles}

    def accept(item: str, found: str) -> bool:
        # "beautiful", "love you": one or two words that only their letters make a song are words of the talk.
        doubtful = found.islower() and not names[item].islower() and word_count(found) < 3
        return len(letters(found)) > 1 and (item.startswith("food:") or not doubtful)

    return place_titles(text, titles, accept, every=True)


SOURCE = Source(
    summary="DuRecDial 2.0: en_train.jsonl, en_dev.jsonl, en_test.jsonl, or zh_...; any of them alone is split",
    item_noun="item",
    licence="CC BY-NC-SA 4.0 (Liu et al. 2021, DuRecDial 2.0: A Bilingual Parallel Corpus for Conversational "
    "Recommendation)",
    read=read,
    options={"language": '"en", as without it, or "zh"'},
)
