"""The tasks of a recipe, built on a store."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from data.dialogues import Dialogues
from data.store import Store
from finetune.recipe import Recipe, RecipeError
from prompts.people import People, people_of
from prompts.planned import Planned
from prompts.task import Task
from prompts.tasks.cloze import Cloze
from prompts.tasks.conversation import Conversation
from prompts.tasks.described import Described
from prompts.tasks.dialogue import Dialogue
from prompts.tasks.direct import Direct
from prompts.tasks.explain import Explain
from prompts.tasks.goal import Goal
from prompts.tasks.history import History
from prompts.tasks.item import Item
from prompts.tasks.mentioned import Mentioned
from prompts.tasks.next_item import NextItem
from prompts.tasks.rated import Rated, ratings_within
from prompts.tasks.rating import Rating
from prompts.tasks.recommended import Recommended
from prompts.tasks.response import Response
from prompts.tasks.review import Review
from prompts.tasks.rewarded import Rewarded
from prompts.tasks.sequential import Sequential
from prompts.tasks.suggested import Suggested
from prompts.tasks.topic import Topic
from prompts.tasks.updated import Updated
from prompts.tasks.why import Why
from prompts.tasks.written import Written
from prompts.taste import LONGEST

VALID_SHARE = 0.05

CANDIDATES = 100
"""Candidates that a prompt lists at most, as in P5."""
_ITEM_TOKENS, _ID_TOKENS = {"vector": 2}, 6
"""Positions that a listed item takes, its comma included: as a vector, and as a run of id tokens."""


def held_dialogues(store: Store) -> Dialogues:
    """The store's dialogues, with a seeded validation share where the source has none."""
    dialogues = store.dialogues
    return dialogues if "valid" in dialogues.splits else dialogues.with_validation(VALID_SHARE)


@dataclass(frozen=True)
class _Parts:
    """What tasks are made of; made once for all tasks of a recipe."""

    recipe: Recipe
    store: Store

    @cached_property
    def dialogues(self) -> Dialogues:
        """The store's dialogues, with a seeded validation share where the source has none."""
        return held_dialogues(self.store)

    @cached_property
    def people(self) -> People:
        """One split for every family of P5. The last items are the same for every seed, shares are drawn by it."""
        return people_of(self.store, self.recipe.seed if self.recipe.split == "shares" else None)

    def history(self, kind: Callable[..., History], **more: str | float) -> History:
        """Histories; one position of a prompt is its beginning."""
        recipe = self.recipe
        return kind(
            self.store.interactions, liked_from=recipe.liked_from, longest=recipe.longest - 1,
            profiles=self.store.profiles, **more,
        )

    def planned(self, kind: type[Planned]) -> Task:
        """A step of a pipeline, which reads what the recipe's other steps will say."""
        return kind(self.dialogues, self.recipe.asks, predicted=self.recipe.tasks)

    def candidates(self, history: int = 0) -> int:
        """As many candidates as fit beside a history, a quarter of the prompt left to the question. What is too long is
        cut by the encoder from the front, where the user stands.
        """
        room = self.recipe.longest * 3 // 4 // self._item_tokens - history
        return max(2, min(CANDIDATES, room))

    @cached_property
    def _item_tokens(self) -> int:
        """Positions of a listed item; of titles a careful mean, for some are codes of two letters a token."""
        if self.recipe.indexing != "title":
            return _ITEM_TOKENS.get(self.recipe.indexing, _ID_TOKENS)
        labels = [len(item.label()) for item in self.store.catalogue]
        return 2 + sum(labels) // (2 * max(1, len(labels)))

    def rated(self, task: str) -> People:
        """The people. Raises RecipeError where nobody rated."""
        if not self.people.values:
            raise _lacking(self, task, "ratings")
        return self.people

    def reviewed(self, task: str) -> People:
        """The people. Raises RecipeError where nobody wrote a review."""
        if not self.people.reviewed:
            raise _lacking(self, task, "reviews")
        return self.people


def _cross_domain(parts: _Parts) -> Task:
    raise RecipeError(
        f"recipe {parts.recipe.name!r}: 'cross_domain' asks a tuned model about another store and is never tuned on; "
        "leave it out of the recipe's tasks"
    )


_BUILD: Mapping[str, Callable[[_Parts], Task]] = {
    "sequential": lambda parts: Sequential(
        parts.store.interactions, liked_from=parts.recipe.liked_from, disliked_to=parts.recipe.disliked_to
    ),
    "history": lambda parts: parts.history(History),
    "cloze": lambda parts: parts.history(Cloze),
    "rewarded": lambda parts: parts.history(Rewarded, rewards=parts.recipe.rewards),
    "updated": lambda parts: parts.history(
        Updated, since=parts.recipe.since, repeats=parts.recipe.repeats, began=parts.recipe.began,
        month=parts.recipe.month,
    ),
    "dialogue": lambda parts: Dialogue(parts.dialogues),
    "suggested": lambda parts: Suggested(parts.dialogues),
    "mentioned": lambda parts: Mentioned(parts.dialogues, parts.store.catalogue),
    "recommended": lambda parts: Recommended(parts.dialogues),
    "conversation": lambda parts: Conversation(parts.dialogues),
    "described": lambda parts: Described(parts.store.catalogue),
    "goal": lambda parts: parts.planned(Goal),
    "topic": lambda parts: parts.planned(Topic),
    "item": lambda parts: parts.planned(Item),
    "response": lambda parts: parts.planned(Response),
    "rating": lambda parts: Rating(parts.rated("rating"), liked_from=parts.recipe.liked_from),
    "rated": lambda parts: Rated(parts.rated("rated"), longest=ratings_within(parts.recipe.longest)),
    "next_item": lambda parts: NextItem(parts.people, candidates=parts.candidates(LONGEST)),
    "why": lambda parts: Why(parts.reviewed("why")),
    "explain": lambda parts: Explain(
        parts.reviewed("explain"), parts.recipe.explains, parts.store.catalogue
    ),
    "written": lambda parts: Written(parts.reviewed("written")),
    "review": lambda parts: Review(parts.reviewed("review")),
    "direct": lambda parts: Direct(parts.people, candidates=parts.candidates()),
    "cross_domain": _cross_domain,
}


def build_tasks(recipe: Recipe, store: Store) -> dict[str, tuple[Task, float]]:
    """Task name -> the task on this store and its share; optional tasks without an example are left out.

    Raises RecipeError for a task nobody knows, for one that asks for ratings or reviews of a store that has none, and
    where no task is left.
    """
    if unknown := set(recipe.tasks) - set(_BUILD):
        raise RecipeError(f"recipe {recipe.name!r}: unknown task {sorted(unknown)}; known are {', '.join(_BUILD)}")
    parts = _Parts(recipe, store)
    made = {name: (_BUILD[name](parts), share) for name, share in recipe.tasks.items()}
    kept = {name: pair for name, pair in made.items() if not pair[0].optional or _asked(pair[0])}
    if not kept:
        raise RecipeError(
            f"recipe {recipe.name!r}: {store.path} has no example of any of {', '.join(made)}; they need training "
            "dialogues in which an agent speaks (`promptrec import redial`)"
        )
    return kept


def _asked(task: Task) -> bool:
    """Whether training has an example of it."""
    return next(task.examples("train", random.Random(0)), None) is not None


def _lacking(parts: _Parts, task: str, what: str) -> RecipeError:
    return RecipeError(
        f"recipe {parts.recipe.name!r}: the task {task!r} needs {what}, and {parts.store.path} has none; leave it out "
        "of the recipe's tasks, or import data that has them (`promptrec import amazon_reviews`)"
    )
