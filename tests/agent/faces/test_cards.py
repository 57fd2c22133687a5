from __future__ import annotations

from html.parser import HTMLParser

from agent.faces.cards import card, shares
from agent.reply import Reason, Recommended
from data.records import Item

HEAT = Item(
    "heat", "Heat", 1995, "A thief and a detective.",
    {"genre": ("Crime", "Drama"), "director": ("Michael Mann",), "keyword": ("heist",)}, {"minutes": 170.0},
)


class Words(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_card_says_what_a_person_wants_to_know_first() -> None:
    words = Words(card(HEAT, Recommended("heat", "Heat", 1.0, (Reason("You like Michael Mann.", ()),)), 1.0)).words
    assert words == "Heat 1995Crime, Drama · by Michael Mann · 2 h 50 minYou like Michael Mann."


def test_a_card_without_reasons_shows_the_description() -> None:
    assert "A thief and a detective" in Words(card(HEAT, Recommended("heat", "Heat", 1.0), 1.0)).words


def test_a_hostile_item_adds_no_tag_to_its_card() -> None:
    evil = '<img src=x onerror="alert(1)"><script>'
    item = Item("e", evil, None, evil, {evil: (evil,)}, {evil: 1.0})
    plain = Words(card(Item("p", "P", None, "D", {"k": ("v",)}, {"n": 1.0}), Recommended("p", "P", 1.0), 1.0))
    hostile = Words(card(item, Recommended("e", evil, 1.0), 1.0))
    assert hostile.tags == plain.tags and hostile.words.count(evil) == 4


def test_shares_lie_between_a_quarter_and_one_whatever_the_scale() -> None:
    items = [Recommended(str(score), "", score) for score in (-3.0, -7.0, -5.0)]
    assert shares(items) == [1.0, 0.25, 0.625]
    assert shares(items[:1]) == [None] and shares([]) == []
