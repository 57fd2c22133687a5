"""Ratings after ratings: what is told, what is asked, and that nothing held out is ever told in training."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from data.records import ItemRef
from data.synthetic import World
from prompts.example import Example, Said
from prompts.people import People
from prompts.prompt import Piece
from prompts.tasks.rated import Rated, ratings_within
from tests.tiny_models import prompted


@pytest.fixture(scope="module")
def people(world: World) -> People:
    return People(world.interactions)


def told(example: Example) -> list[tuple[str, str]]:
    """(item, figure) in order; the last figure is the answer."""
    ratings = example.fields["ratings"]
    assert isinstance(ratings, Said)

    def pieces() -> Iterator[Piece]:
        for message in example.context:
            yield from message.pieces
        yield from ratings.pieces
        yield str(example.fields["stars"])

    listed = list(pieces())
    items, figures = listed[::2], listed[1::2]
    assert all(isinstance(item, ItemRef) for item in items) and all(isinstance(said, str) for said in figures)
    return [(item.item, str(said)) for item, said in zip(items, figures, strict=True) if isinstance(item, ItemRef)]


def test_training_tells_runs_of_training_events_and_a_question_all_that_was_before(people: People) -> None:
    task = Rated(people, longest=4)
    rows = {people.row(user): user for user in people.parts["train"].users}
    for example in task.examples("train", random.Random(0)):
        given = [(one.item, f"{one.value:g}") for one in people.parts["train"].history(rows[example.user or 0])]
        run = told(example)
        assert 1 <= len(run) <= 4
        start = given.index(run[0])
        assert given[start : start + len(run)] == run
    for split in ("valid", "test"):
        for example in task.examples(split, random.Random(0)):
            user = rows[example.user or 0]
            event = people.parts[split].history(user)[0]
            before = [*people.before(event), event.item][-4:]
            assert [item for item, _ in told(example)] == before and told(example)[-1][1] == f"{event.value:g}"
            # Asked again, it is asked the same.
            assert task.ask(event) == example


def test_about_a_third_of_the_ratings_is_asked_and_as_many_fit_as_are_said_to(world: World, people: People) -> None:
    task = Rated(people, longest=100)
    encoder = prompted("llama", world.catalogue).encoder
    (template,) = task.templates()
    asked = ratings = positions = 0
    for example in task.examples("train", random.Random(1)):
        asked += len(example.context) // 2 + 1
        ratings += len(told(example))
        positions += len(encoder(template.render(example), learn_context=True))
    assert 0.25 < asked / ratings < 0.55
    # Short histories have the marks of a prompt on few ratings.
    assert ratings_within(positions) == pytest.approx(ratings, rel=0.35)
    assert ratings_within(206) == 60
