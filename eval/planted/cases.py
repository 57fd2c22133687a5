"""Explanations by construction: as many true ones and as many with one planted error as asked for.

Every frame of a set is the first of some text before any is so again, and every kind of error is planted about as often
as any other that the store allows. A statement is taken into a text only where `eval.planted.truth` bears out that it
is what it is meant to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from agent.finding.co_liking import CoLiking
from data.records import Item
from data.store import Store
from eval.planted.case import PlantedCase, Stated
from eval.planted.saying import bare, finished, title_said
from eval.planted.scene import Scene, World, drawn_scene
from eval.planted.slots import BESIDE, ERRORS, PLANTABLE, options, reference
from eval.planted.wordings import Wordings, places, slots, wordings_of

MOST_STATED = 4
_TRIES = 60
_OPPOSED = {"genre", "avoided"}
"""What is not said in one text: that there is no horror in it, and that it is a horror film."""
_ITEM = ("it", "this")

Frame = tuple[str, bool]
Worded = tuple[str, tuple[Stated, ...], tuple[tuple[str, str], ...]]
"""A text, what it says, and the slots of its frame with their words."""


def planted_cases(
    store: Store, liking: CoLiking, *, wordings: str, true: int, false: int, seed: int
) -> list[PlantedCase]:
    """True and false explanations over a store, in an order drawn at random. `wordings` is "dev" or "held_out"; the
    same seed makes the same cases. Raises ValueError where the store has too little to say that many things of."""
    chosen = wordings_of(wordings)
    world, rng = World.of(store.catalogue, liking, store.item_noun), Random(seed)
    if len(world.titles) < 10:
        found = f"{store.name} has {len(world.titles)} items with attributes and a title of their own"
        raise ValueError(f"{found}; take a store that has 10 or more")
    made = list(_made(world, chosen, [None], true, rng)) if true else []
    made += _made(world, chosen, PLANTABLE, false, rng) if false else []
    rng.shuffle(made)
    return made


def _made(
    world: World, chosen: Wordings, errors: Sequence[str | None], count: int, rng: Random
) -> Iterator[PlantedCase]:
    """`count` cases, one kind of error after the other; a kind, or a frame, that never works here is left out."""
    open_frames = {error: _usable(chosen.frames, error) for error in errors}
    queues: dict[str | None, list[Frame]] = {error: [] for error in errors}
    made = 0
    while made < count:
        kinds = [error for error in errors if open_frames[error]]
        if not kinds:
            raise ValueError("no wording fits this store; they are about films with attributes, as in the demo's")
        for error in kinds[: count - made]:
            if not queues[error]:
                queues[error] = rng.sample(open_frames[error], len(open_frames[error]))
            frame = queues[error].pop()
            case = next(filter(None, (_case(world, chosen, frame, error, rng) for _ in range(_TRIES))), None)
            if case is None:
                open_frames[error].remove(frame)
                queues[error] = [one for one in queues[error] if one != frame]
            else:
                made += 1
                yield case


def _usable(frames: Sequence[Frame], error: str | None) -> list[Frame]:
    return [frame for frame in frames if error is None or error in _kinds(frame)]


def _kinds(frame: Frame) -> list[str]:
    return [ERRORS[_slot(name)] for name in slots(frame[0]) if _slot(name) in ERRORS]


def _slot(name: str) -> str:
    return name.rstrip("23")


def _case(world: World, chosen: Wordings, frame: Frame, error: str | None, rng: Random) -> PlantedCase | None:
    scene = drawn_scene(world, rng, broken=error == "avoided")
    first = _filled(frame, scene, error, ())
    if first is None:
        return None
    said, frames = [first], [frame]
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2)) * 4):
        another = rng.choice(chosen.frames)
        taken = {kind for one in frames for kind in _kinds(one)} - {"liked"}
        taken |= _OPPOSED if taken & _OPPOSED else set()
        if another in frames or taken & set(_kinds(another)) or (another[1] and len(said) == 2):
            continue
        more = _filled(another, scene, None, frames)
        if more and sum(len(stated) for _, stated, _ in (*said, more)) <= MOST_STATED and len(said) < 3:
            said.append(more)
            frames.append(another)
    own = [one for _, one in frames]
    joins = [join for join in chosen.joins if len(places(join)) == len(said) and _fits(places(join), own)]
    if not joins:
        return None
    parts = {str(n): text for n, (text, _, _) in enumerate(said, 1)}
    joined = _joined(rng.choice(joins), parts)
    stated = tuple(one for _, held, _ in said for one in held)
    return PlantedCase(
        scene.item.id, scene.preferences, finished(joined), error, stated, tuple(text for text, _ in frames),
        tuple(words for _, _, words in said),
    )  # fmt: skip


def _joined(join: str, parts: dict[str, str]) -> str:
    for name, text in parts.items():
        join = join.replace(f"{{{name}}}", text)
    return join


def _fits(open_places: tuple[bool, ...], own: list[bool]) -> bool:
    """Whether what must be a sentence of its own stands as one."""
    return all(free or not alone for free, alone in zip(open_places, own, strict=True))


def _filled(
    frame: Frame, scene: Scene, error: str | None, before: Sequence[Frame]
) -> Worded | None:
    """A frame in words, what it says and what its slots hold; None where it has nothing to say, or the error cannot be
    planted."""
    names = [name for name in slots(frame[0]) if _slot(name) in ERRORS]
    faulty = scene.rng.choice([n for n in names if ERRORS[_slot(n)] == error]) if error is not None else None
    for other in _others(frame, scene, wrong=error == "liked"):
        words = _worded(frame[0], replace(scene, other=other), faulty, before)
        if words is not None:
            return words
    return None


def _others(frame: Frame, scene: Scene, *, wrong: bool) -> Sequence[Item | None]:
    """The films that the frame may name beside the item: liked ones, or with `wrong` some that the user never named."""
    if not BESIDE & {_slot(name) for name in slots(frame[0])}:
        return (None,)
    titles, catalogue, preferences = scene.world.titles, scene.world.catalogue, scene.preferences
    if not wrong:
        return [catalogue[one] for one in scene.rng.sample(preferences.liked, len(preferences.liked))]
    near = {
        one for kind in ("director", "cast", "keyword", "mood") for value in scene.item.values(kind)
        for one in catalogue.by_value[kind, value.lower()]
    }  # fmt: skip
    near = (near & scene.world.named) - preferences.known() - {scene.item.id}
    drawn = scene.rng.sample(sorted(near), min(8, len(near))) + scene.rng.sample(titles, min(8, len(titles)))
    return [catalogue[one] for one in drawn if one not in preferences.known() and one != scene.item.id]


def _worded(
    text: str, scene: Scene, faulty: str | None, before: Sequence[Frame]
) -> Worded | None:
    stated: list[Stated] = []
    world = scene.world
    filled = {"a": "{a}", "A": "{a}", "noun": world.noun, "did": world.liking.said}
    earlier = {name for frame in before for name in slots(frame[0])}
    # "It" would be the other film where that alone was spoken of so far.
    lost = bool(earlier & {"liked", "other"}) and not earlier & {*_ITEM, "title"}
    for name in slots(text):
        if name in _ITEM:
            filled[name] = reference(scene.item, world.noun, scene.rng, first=not before, clear=name == "this" or lost)
        elif name == "title":
            filled[name] = title_said(scene.item, scene.rng)
        elif name == "other" and scene.other is not None:
            filled[name] = title_said(scene.other, scene.rng)
        elif _slot(name) in ERRORS:
            fitting = options(_slot(name), scene, true=name != faulty)
            option = next((one for one in fitting if all(one[1] != said for said in stated)), None)
            if option is None:
                return None
            filled[name] = option[0]
            stated.append(option[1])
    held = tuple((name, bare(filled[name])) for name in slots(text) if name not in ("a", "A"))
    return text.format(**filled), tuple(stated), held
