"""Where sought items stand in the lists of a code model: the place that `rank` gives them."""

from __future__ import annotations

from data.store import Store
from finetune.code_validation import code_places
from finetune.mixture import Mixture
from finetune.model import build_model
from finetune.recipe import load_recipe
from finetune.tasks import build_tasks
from prompts.taste import ranking_prompt


def test_places_are_those_of_the_lists_that_the_model_serves(world_store: Store) -> None:
    settings = {"code_size": "6", "new_width": "32", "new_feedforward": "64", "longest": "60", "new_positions": "60"}
    recipe = load_recipe("collaborative").replaced({**settings, "batch_tokens": "600", "liked_from": "0"})
    model = build_model(recipe, world_store, None).eval()
    mixture = Mixture(build_tasks(recipe, world_store), model.encoder, batch_tokens=600, longest=60)
    cases = list(world_store.interactions.leave_one_out().cases("valid"))
    found = sorted(
        place for batch in mixture.valid(len(cases))["history"] for place in code_places(model, batch).tolist()
    )
    lists = model.rank(
        [ranking_prompt(case.history) for case in cases], 10, without=[case.history for case in cases]
    )
    ids = [[hit.item for hit in hits] for hits in lists]
    wanted = sorted(
        own.index(case.target) if case.target in own else 10 for own, case in zip(ids, cases, strict=True)
    )
    assert found == wanted
    assert 0 < sum(place < 10 for place in found) < len(found)
