"""The parts of a recommender over one store, put together: what there is decides what is used."""

from __future__ import annotations

from agent.explainer import Explainer
from agent.finding.parts import Parts
from agent.finding.recommending import Recommender
from agent.ranker import Ranker
from agent.rankers.blend import Blend
from agent.rankers.evidence import Evidence
from agent.rankers.lm import LMRanker
from agent.retriever import Retriever
from agent.retrievers.co_liked import CoLiked
from agent.retrievers.dense import Dense
from agent.retrievers.facets import Facets
from agent.retrievers.hybrid import Hybrid
from agent.retrievers.lm import LMRetriever
from agent.retrievers.popular import Popular
from data.store import Store
from prompts.item_vectors import ItemVectors
from prompts.lm import LanguageModel
from prompts.text_encoder import Encodes

LM_WEIGHT = 2.0
"""What the order of a language model that knows all items counts beside the evidence: see docs/decisions.md."""

_TUNED_HERE = 0.95
"""A model knows a store's items from tuning where it knows this share: the others were appended since."""

_NO_ENCODER = "There is no text encoder, so your words were matched letter by letter and not by their meaning."


def build_recommender(
    store: Store, lm: LanguageModel | None = None, encoder: Encodes | None = None, *, seed: int = 0,
    parts: Parts | None = None,
) -> Recommender:
    """A recommender over a store. Without an encoder it searches by words alone and says so; without interactions, or
    with a language model that cannot rank, it does without those. `parts` are made from the store where none are given.
    """
    catalogue = store.catalogue
    parts = parts or Parts.of(store)
    liking, bm25, facets = parts.liking, parts.bm25, Facets(catalogue)
    co_liked, popular = CoLiked(catalogue, liking), Popular(catalogue, liking)
    if encoder is not None and not isinstance(encoder, ItemVectors):
        encoder = ItemVectors(catalogue, encoder, store.path)
    dense = None if encoder is None else Dense(encoder)
    members: list[Retriever] = [bm25, facets, co_liked]
    evidence = Evidence(
        catalogue, facets=facets, co_liked=co_liked, bm25=bm25, popularity=popular.scores, dense=dense
    )
    ranker: Ranker = evidence
    behaviour = len(store.interactions) > 0
    if lm is not None and (weight := _weight(lm, behaviour)) > 0:
        if behaviour:
            members.append(LMRetriever(catalogue, lm))
        ranker = Blend([(evidence, 1.0), (LMRanker(catalogue, lm), weight)])
    return Recommender(
        catalogue,
        Hybrid(catalogue, members if dense is None else [*members, dense], popular),
        ranker,
        Explainer(catalogue, liking, noun=store.item_noun, seed=seed),
        standby=evidence,
        notice=_NO_ENCODER if dense is None else None,
    )


def _weight(lm: LanguageModel, behaviour: bool) -> float:
    """What a model's order counts: nothing where it cannot rank fast, less the fewer of the items it was tuned on.

    A model from elsewhere says nothing that a store's own interactions do not say better (docs/decisions.md). A local
    one without item vectors would search titles with one beam a candidate, for minutes: both only word.
    """
    items = getattr(lm, "items", lm)
    familiar = float(getattr(items, "familiar", 1.0))
    if not lm.ranks or items is None or (behaviour and familiar < _TUNED_HERE):
        return 0.0
    return LM_WEIGHT * familiar
