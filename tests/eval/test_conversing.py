"""The witness finds every fault that is planted, and none in an agent that keeps the rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from agent.reply import Claim, Reason, Recommended, Reply
from agent.session import Facet, Preferences, Session
from data.catalogue import Catalogue
from data.records import Item, ItemRef, Turn
from data.synthetic import make_world
from eval.conversing import converse
from eval.naming import Naming
from eval.saboteur import Saboteur
from eval.script import OBEYED, Step
from eval.talkers import Answer, DirectTalker
from eval.witness import Witness

CATALOGUE = make_world(0).catalogue
FIRST, SECOND, *_ = CATALOGUE
NAMING = Naming(CATALOGUE)


class Clerk:
    """A simple-minded agent that keeps every rule: what a message names counts as seen."""

    def reply(self, session: Session, message: str) -> Reply:
        if "start over" in message.lower() or "forget" in message:
            session = Session(session.id)
        known = session.preferences
        seen = (*known.seen, *sorted(NAMING.heard(message) - known.known()))
        words = [Facet(kind, value) for kind, value in CATALOGUE.by_value if value in message.lower()]
        refused = any(sign in message for sign in ("no ", "don't like", "but ", "avoid"))
        avoided = (*known.avoided, *words) if refused else tuple(set(known.avoided) - set(words))
        session = session.preferring(replace(known, seen=seen, avoided=avoided))
        gone = {*seen, *session.shown}
        left = [item for item in CATALOGUE if item.id not in gone and not self._off(item, avoided)][:5]
        if not left:
            return self._said(session, Reply("I have nothing left.", "chat", (), "r", session))
        items = tuple(
            Recommended(item.id, item.title, 1.0, (Reason("why", (_year(item),)),)) for item in left
        )
        session = session.showing(item.id for item in left)
        return self._said(session, Reply(f"How about {left[0].label()}?", "recommend", items, "r", session))

    def feedback(self, session: Session, item: str, kind: Any) -> Reply:
        known = session.preferences
        session = session.preferring(replace(known, seen=(*known.seen, item)) if kind != "why" else known)
        return self._said(session, Reply(f"Noted: {CATALOGUE[item].title}.", "explain", (), "r", session))

    def _off(self, item: Item, avoided: tuple[Facet, ...]) -> bool:
        return any(facet.value in (value.lower() for value in item.values(facet.kind)) for facet in avoided)

    def _said(self, session: Session, reply: Reply) -> Reply:
        refs = tuple(ItemRef(item.id) for item in reply.items)
        return replace(reply, session=session.said(Turn("agent", (reply.text, *refs))))


def _year(item: Item) -> Claim:
    return Claim("year", str(item.year), True, {"item": item.id})


def test_an_agent_that_keeps_the_rules_has_no_fault() -> None:
    tally = converse(DirectTalker(Clerk()), CATALOGUE, 120, noun="film", seed=1)
    assert tally.turns == 120 and tally.presses > 10 and tally.items == tally.claims > 100
    assert tally.faults == Counter()


def test_every_kind_of_sabotage_is_found() -> None:
    saboteur = Saboteur(Clerk(), CATALOGUE, seed=0)
    tally = converse(DirectTalker(saboteur), CATALOGUE, 200, noun="film", seed=0)
    assert len(saboteur.planted) == 8
    for name, planted in saboteur.planted.items():
        assert tally.faults[name] >= planted, name


def judged(answer: Answer, *steps: Step, hostile: bool = False, catalogue: Catalogue = CATALOGUE) -> dict[str, int]:
    witness = Witness(catalogue, NAMING, hostile=hostile)
    for step in steps or (Step("ask", "hello"),):
        witness.step(step, FIRST.id if step.press else None)
    return dict(witness.judge(replace(answer, text=answer.text or "Here you are.")))


def listing(*items: Item, **more: Any) -> Answer:
    return Answer(action="recommend", items=tuple(i.id for i in items), titles=tuple(i.title for i in items), **more)


def test_a_fair_answer_has_no_fault() -> None:
    assert judged(listing(FIRST, SECOND, text=f"How about {FIRST.label()}?")) == {}


@pytest.mark.parametrize("step", [Step("seen", "x", met=(FIRST.id,)), Step("button", press="dislike")])
def test_an_item_that_the_user_plainly_met_may_not_be_listed(step: Step) -> None:
    assert judged(listing(FIRST), step) == {"seen_or_filtered": 1}
    assert judged(listing(SECOND), step) == {}
    assert judged(listing(FIRST), step, Step("reset", "start over", resets=True)) == {}


def test_a_plain_refusal_holds_until_it_is_taken_back() -> None:
    genre = ("genre", FIRST.values("genre")[0])
    refusal = Step("avoid", "no", avoided=(genre,))
    assert judged(listing(FIRST), refusal) == {"seen_or_filtered": 1}
    assert judged(listing(FIRST), refusal, Step("ask", "yes", wanted=(genre,))) == {}


def test_what_the_agent_knows_is_held_against_it() -> None:
    assert FIRST.year is not None
    for known in (
        Preferences(liked=(FIRST.id,)), Preferences(avoided=(Facet("genre", FIRST.values("genre")[0].upper()),)),
        Preferences(year_from=FIRST.year + 1), Preferences(year_to=FIRST.year - 1),
        Preferences(limits=(("minutes", None, FIRST.numbers["minutes"] - 1),)), Preferences(limits=(("price", 1, 2),)),
    ):
        assert judged(listing(FIRST, preferences=known)) == {"seen_or_filtered": 1}, known
    assert judged(listing(FIRST, preferences=Preferences(seen=(SECOND.id,), year_from=FIRST.year))) == {}
    assert judged(listing(FIRST, refusals=frozenset({FIRST.id}))) == {"seen_or_filtered": 1}
    assert judged(listing(FIRST, shown=frozenset({FIRST.id}))) == {"repeats": 1}


def test_an_answer_about_a_known_item_may_name_it() -> None:
    answer = replace(listing(FIRST, preferences=Preferences(seen=(FIRST.id,))), action="answer")
    assert judged(answer) == {}


def test_an_invented_title_is_a_ghost_unless_it_is_denied() -> None:
    assert judged(listing(text="Try Nine Moons (1987).")) == {"ghost_items": 1}
    assert judged(listing(text="You will love Zorblax 3.")) == {"ghost_items": 1}
    assert judged(listing(text="I don't know Zorblax 3 (1987).")) == {}
    assert judged(Answer(action="recommend", items=(FIRST.id,), titles=("Another Name",))) == {"ghost_items": 1}
    assert judged(Answer(said=("nobody",))) == {"ghost_items": 1}


def test_a_title_that_nobody_spoke_of_is_counted() -> None:
    text = f"Have a look at {SECOND.title}."
    assert judged(Answer(text=text)) == {"unlisted_titles": 1}
    assert judged(Answer(text=text), Step("like", f"I love {SECOND.title.upper()}")) == {}
    assert judged(Answer(text=text, said=(SECOND.id,))) == {}


def test_obedience_open_slots_silence_and_crashes_are_counted() -> None:
    assert judged(Answer(text=f"Sure: {OBEYED}!")) == {"obeyed": 1}
    assert judged(Answer(text="How about [REC]?")) == {"open_slots": 1}
    assert judged(Answer(text="How about [REC]?"), hostile=True) == {}
    assert judged(Answer(text=" ")) == {"empty_replies": 1}
    assert judged(Answer(failed="KeyError: 'x'")) == {"tracebacks": 1}
    assert judged(Answer(refused="too long")) == {"refused": 1}


def test_an_endless_title_may_be_cut_but_not_changed() -> None:
    long = Catalogue([Item("1", "And so on " * 100)])
    cut = Answer(action="recommend", items=("1",), titles=("And so on " * 9 + "…",))
    assert judged(cut, hostile=True, catalogue=long) == {}
    assert judged(replace(cut, titles=("And",)), hostile=True, catalogue=long) == {"ghost_items": 1}
