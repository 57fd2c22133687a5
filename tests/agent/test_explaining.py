"""An explanation says what moved the item, what would change the answer, and how another item compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from agent.agent import Agent
from agent.build import build_agent
from agent.explaining import ordinal
from agent.finding.query import Query
from agent.reasons.checker import check
from agent.reasons.text_checker import TextChecker
from agent.reply import Explanation
from agent.session import Preferences
from data.store import Store, write_store
from prompts.lm import ScriptedLM
from tests.agent.films import FILMS


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return write_store(tmp_path_factory.mktemp("store") / "films", FILMS, name="films", source="test", item_noun="film")


@pytest.fixture(scope="module")
def agent(store: Store) -> Agent:
    return build_agent(store, None)


def explained(agent: Agent) -> Iterator[tuple[Explanation, Preferences]]:
    told = Preferences(liked=("heat-1995", "alien-1979"))
    items = [item.id for item in FILMS if item.id not in told.liked]
    for found in agent.explaining.many(Query(told), items):
        yield found, told


def test_every_claim_of_an_explanation_holds_and_its_words_read_back_say_nothing_else(agent: Agent) -> None:
    reader = TextChecker(FILMS)
    for found, told in explained(agent):
        assert found.text.startswith(found.reasons[0].text)
        assert all(check(claim, FILMS, told) for reason in found.reasons for claim in reason.claims)
        verdicts = reader.read(found.text, found.id, told)
        assert verdicts and {one.verdict for one in verdicts} == {"supported"}, found.text


def test_the_place_without_a_thing_is_the_one_it_would_really_have(agent: Agent) -> None:
    told = Query(Preferences(liked=("heat-1995", "alien-1979")))
    found = agent.explaining.explain(told, "collateral-2004")
    assert found.rank is not None and found.without
    for one in found.without:
        left = replace(told, preferences=replace(told.preferences, liked=tuple(
            item for item in told.preferences.liked if item != one.evidence.item
        )))  # fmt: skip
        effects = agent.recommender.effects(told, ["collateral-2004"])
        assert effects is not None and one.rank_without > one.rank == found.rank
        candidates = [item for item in effects.rows]
        again = [hit.item for hit in agent.recommender._ranker.rank(left, (), candidates)]
        assert again.index("collateral-2004") + 1 == one.rank_without
        assert ordinal(one.rank) in one.text and ordinal(one.rank_without) in one.text


def test_the_reason_that_moved_an_item_is_said_before_one_that_did_not(agent: Agent) -> None:
    found = agent.explain("Collateral", likes=["Alien", "Heat"])
    assert "Heat" in found.reasons[0].text and "Alien" not in found.reasons[0].text


def test_one_line_is_one_reason_and_a_paragraph_names_what_would_change_the_answer(agent: Agent) -> None:
    line = agent.explain("Collateral", likes=["Heat", "Alien"], style="line")
    paragraph = agent.explain("Collateral", likes=["Heat", "Alien"])
    assert line.text == line.reasons[0].text and len(line.reasons) == 1
    assert len(paragraph.reasons) > 1 and paragraph.without[0].text in paragraph.text
    assert paragraph.text.count("Collateral") < len(paragraph.reasons) + 1


def test_a_comparison_says_what_the_other_item_lacks(agent: Agent) -> None:
    found = agent.explain("Collateral", likes=["Heat"], style="comparison", versus="The Heat")
    assert "Michael Mann" in found.text and "The Heat" in found.text and found.reasons[0].text in found.text
    with pytest.raises(ValueError, match="another item"):
        agent.explain("Collateral", likes=["Heat"], style="comparison", versus="Collateral")


def test_a_known_item_has_reasons_and_no_place(agent: Agent) -> None:
    found = agent.explain("Heat", likes=["Heat", "Collateral"])
    assert found.rank is None and found.reasons and not found.without


def test_without_a_taste_an_item_is_described(agent: Agent) -> None:
    found = agent.explain("Heat")
    assert found.reasons and found.text and found.rank is None and found.ranked == 0


def test_many_explanations_are_those_of_each_item_alone(agent: Agent) -> None:
    together = list(agent.explain_many(["Collateral", "Psycho"], likes=["Heat", "Alien"]))
    assert [found.id for found in together] == ["collateral-2004", "psycho-1960"]
    assert [found.reasons for found in together] == [
        agent.explain(item, likes=["Heat", "Alien"]).reasons for item in ("Collateral", "Psycho")
    ]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Michael Mann made it and Heat. It is loved in Elbonia.", "Michael Mann made it and Heat."),
        ("Ridley Scott directed Collateral.", None),
        ("You will love it!", None),
        ("<b>Michael Mann</b> directed Collateral.", None),
    ],
)  # fmt: skip
def test_a_model_may_reword_reasons_and_what_is_not_borne_out_is_left_out(
    store: Store, said: str, kept: str | None
) -> None:
    ours = build_agent(store, None).explain("Collateral", likes=["Heat"])
    found = build_agent(store, ScriptedLM([said])).explain("Collateral", likes=["Heat"])
    assert found.text == (kept or ours.text) and found.reasons == ours.reasons


@pytest.mark.parametrize(
    ("place", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (21, "21st"), (112, "112th")]
)
def test_places_are_said_as_ordinals(place: int, said: str) -> None:
    assert ordinal(place) == said
