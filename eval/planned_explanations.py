"""Explanations by content first, words second: reasons that training reviews of the item bear out, planned for the user
(`prompts.content_plan`), and put into the likeliest words of reviewers (`prompts.review_wording`). Where users and
items are told of in words, what the one likes and the other has (`prompts.profile_wording`). No language model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.catalogue import Catalogue
from data.records import Interaction

if TYPE_CHECKING:
    from prompts.people import People


def planned(
    people: People, asked: Sequence[Interaction], catalogue: Catalogue | None = None, *, likely: int = 2,
    personal: int = 2, seed: int = 0,
) -> list[str]:
    """A sentence for each event, from its user and item and the training part alone; its own review is not read.

    With profiles of users, `catalogue` is where items are told of.

    `likely` reasons that most reviewers would give, and `personal` ones that the user's own reviews speak of. Raises
    ValueError where training reviews are too few to plan by.
    """  # fmt: skip
    if catalogue is not None and any(event.profile for event in people.parts["train"]):
        return _profiled(people, asked, catalogue)
    from prompts.content_plan import Planner
    from prompts.evidence import Evidence
    from prompts.review_wording import ReviewWording

    evidence = Evidence(people.parts["train"], people.features)
    planner, wording = Planner.fit(evidence), ReviewWording(evidence, seed=seed)
    reasons = (planner.reasons(one.user, one.item, likely=likely, personal=personal) for one in asked)
    return [wording.say(one.user, one.item, given) for one, given in zip(asked, reasons, strict=True)]


def _profiled(people: People, asked: Sequence[Interaction], catalogue: Catalogue) -> list[str]:
    from prompts.profile_wording import ProfileWording, Told

    def told(event: Interaction, explanation: str) -> Told:
        item = catalogue[event.item]
        return Told(event.profile, item.description, item.title, explanation)

    train = [told(event, event.review.text if event.review else "") for event in people.parts["train"]]
    wording = ProfileWording(train, people.features)
    return [wording.say(told(event, "")) for event in asked]
