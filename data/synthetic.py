"""A small world with a known answer, so that tests can check that something was learned, not only that it ran.

Items come in groups; every item of a group shares its genre, director and mood. A user's next item is drawn from the
group after the last one's (`stay` of the time from the same group), so a model that has learned anything ranks the
right group far above chance, and `World.next_group` says which that is. Users rate and review what they met: the review
praises or blames one of the two aspects of the item's group. A user's age tells the group that they begin with, their
gender nothing. The idea is spotlight's `datasets/synthetic.py`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.interactions import Interactions
from data.records import Dialogue, Interaction, Item, ItemRef, Mark, Profile, Review, Turn
from data.store import Store, write_store

_GENRES = ("Drama", "Comedy", "Thriller", "Western", "Romance", "Horror", "Adventure", "Mystery", "War", "Musical")
_MOODS = ("quiet", "funny", "tense", "dusty", "tender", "eerie", "bold", "puzzling", "grim", "merry")
_FIRST = ("Ada", "Bruno", "Clara", "Dario", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jonas")
_LAST = ("Abbel", "Borin", "Calder", "Dorne", "Eckart", "Falun", "Garst", "Holm", "Irving", "Jessen")
_NOUNS = ("Harbour", "Lantern", "Orchard", "Mirror", "Canyon", "Winter", "Letter", "Engine", "Garden", "Signal")
_ADJECTIVES = ("Silent", "Golden", "Broken", "Distant", "Hidden", "Crimson", "Last", "Second", "Burning", "Paper")
_ASPECTS = ("acting", "music", "story", "camera", "dialogue", "ending", "cast", "plot", "score", "dancing", "setting")
_PRAISE = ("The {0} is wonderful.", "I enjoyed the {0} most.", "It has a splendid {0}.", "I loved the {0} in it.")
_BLAME = ("The {0} is tiresome.", "I disliked the {0} most.", "Sadly the {0} is poor.", "I hated the {0} in it.")
_ASIDES = ("We saw it on a rainy evening.", "My sister chose it.", "It runs a little long.", "I went in unprepared.")


@dataclass(frozen=True, slots=True)
class World:
    """Items, what users met and what was said, with `groups`: the group of every item, from 0."""

    catalogue: Catalogue
    interactions: Interactions
    dialogues: Dialogues
    groups: Mapping[str, int] = field(hash=False)
    profiles: tuple[Profile, ...] = ()

    @property
    def group_count(self) -> int:
        return max(self.groups.values()) + 1

    def next_group(self, item: str) -> int:
        """The group that most likely follows an item: the known answer."""
        return (self.groups[item] + 1) % self.group_count

    def members(self, group: int) -> frozenset[str]:
        """The ids of a group's items."""
        return frozenset(item for item, its in self.groups.items() if its == group)


def make_world(
    seed: int = 0,
    *,
    items: int = 60,
    users: int = 200,
    groups: int = 6,
    length: int = 8,
    dialogues: int = 60,
    stay: float = 0.1,
) -> World:
    """A world of `items` films in `groups` groups (at most 10), `users` histories of `length` films, some dialogues.

    Item numbers are drawn at random, so neither an id nor a row says anything of a group or of an order. Raises
    ValueError where the sizes cannot be had.
    """
    if not 2 <= groups <= len(_GENRES) or not groups * 2 <= items <= 1_000:
        raise ValueError(f"{items} items in {groups} groups: give 2-{len(_GENRES)} groups, 2 items each, 1,000 in all")
    if length >= items:
        raise ValueError(f"histories of {length} films out of {items}: a user meets an item once, so give fewer")
    rng = random.Random(seed)
    catalogue = Catalogue(_items(items, groups, rng))
    member = {item.id: _GENRES.index(item.attributes["genre"][0]) for item in catalogue}
    events = [event for user in range(users) for event in _history(f"u{user}", length, member, stay, rng)]
    # A generator of their own: reviews change nothing of what was drawn before there were any.
    events = _reviewed(events, catalogue, member, random.Random(f"reviews/{seed}"))
    talks = [_dialogue(number, dialogues, catalogue, member, rng) for number in range(dialogues)]
    made = Interactions(events)
    return World(catalogue, made, Dialogues(talks), member, tuple(_profiles(made, member, seed)))


def synthetic_store(path: str | Path, seed: int = 0) -> Store:
    """The default world of a seed, written as a store."""
    world = make_world(seed)
    return write_store(
        path,
        world.catalogue,
        world.interactions,
        world.dialogues,
        name="synthetic world",
        source="synthetic",
        item_noun="film",
        licence="made up",
        profiles=world.profiles,
    )


def _items(count: int, groups: int, rng: random.Random) -> list[Item]:
    numbers = rng.sample(range(1, 10 * count), count)
    titles = rng.sample([(adjective, noun) for adjective in _ADJECTIVES for noun in _NOUNS] * (count // 100 + 1), count)
    seen: dict[tuple[str, str], int] = {}
    made = []
    for place, (number, words) in enumerate(zip(numbers, titles, strict=True)):
        group = place % groups
        part = seen[words] = seen.get(words, 0) + 1
        genre, mood = _GENRES[group], _MOODS[group]
        director = f"{_FIRST[group]} {_LAST[group]}"
        star = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
        title = f"The {words[0]} {words[1]}" + (f" {part}" if part > 1 else "")
        made.append(
            Item(
                id=str(number),
                title=title,
                year=1950 + 10 * group + rng.randrange(10),
                description=f"A {mood} {genre.lower()} about a {words[0].lower()} {words[1].lower()}.",
                attributes={"genre": (genre,), "director": (director,), "cast": (star,), "mood": (mood,)},
                numbers={"minutes": float(rng.randrange(80, 180))},
            )
        )
    rng.shuffle(made)
    return made


def _history(user: str, length: int, member: Mapping[str, int], stay: float, rng: random.Random) -> list[Interaction]:
    groups = max(member.values()) + 1
    group = rng.randrange(groups)
    met: list[str] = []
    for _ in range(length):
        left = [item for item, its in member.items() if its == group and item not in met]
        met.append(rng.choice(left or [item for item in member if item not in met]))
        group = member[met[-1]] if rng.random() < stay else (member[met[-1]] + 1) % groups
    return [Interaction(user, item, time, float(rng.randrange(3, 6))) for time, item in enumerate(met)]


def _profiles(events: Interactions, member: Mapping[str, int], seed: int) -> Iterator[Profile]:
    rng = random.Random(f"profiles/{seed}")
    for user in events.users:
        begun = member[events.history(user)[0].item]
        yield Profile(user, {"age": (f"{10 * begun + 10}s",), "gender": (rng.choice(("female", "male")),)})


def _reviewed(
    events: list[Interaction], catalogue: Catalogue, member: Mapping[str, int], rng: random.Random
) -> list[Interaction]:
    """The events with a review each; four users in five sign with a name."""
    names: dict[str, str] = {}
    made = []
    for event in events:
        signed = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}" if rng.random() < 0.8 else ""
        name = names.setdefault(event.user, signed)
        group, liked = member[event.item], event.value is None or event.value >= 4
        aspect = _ASPECTS[group + rng.randrange(2)]
        said = [rng.choice(_PRAISE if liked else _BLAME).format(aspect), rng.choice(_ASIDES)]
        rng.shuffle(said)
        mood, genre = catalogue[event.item].values("mood")[0], _GENRES[group].lower()
        headline = f"A {mood} {genre}" if liked else f"Not my {genre}"
        made.append(replace(event, review=Review(" ".join(said), headline, name)))
    return made


def _dialogue(number: int, count: int, catalogue: Catalogue, member: Mapping[str, int], rng: random.Random) -> Dialogue:
    """A seeker names a liked film and its mood; the agent recommends another film of the same group."""
    liked = rng.choice(catalogue.items)
    same = sorted(item for item, its in member.items() if its == member[liked.id] and item != liked.id)
    found = rng.choice(same)
    turns = (
        Turn("user", ("Hello! I am looking for a film.",)),
        Turn("agent", ("Which one did you like lately?",)),
        Turn("user", ("I liked ", ItemRef(liked.id), f", it is so {liked.values('mood')[0]}.")),
        Turn("agent", ("Then you should see ", ItemRef(found), ".")),
        Turn("user", ("Thank you, I will watch it.",)),
    )
    marks = {liked.id: Mark(suggested=False, seen=True, liked=True), found: Mark(suggested=True, seen=False)}
    split = "train" if number < 0.8 * count else "valid" if number < 0.9 * count else "test"
    return Dialogue(f"d{number}", turns, marks, split)
