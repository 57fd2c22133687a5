from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from agent.faces.markup import inert, told, visible
from data.catalogue import Catalogue
from data.records import Item, ItemRef

HOSTILE = [
    "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![](http://e.vil/p.png)", "**bold** `code` # h",
    "http://e.vil www.e.vil a@e.vil", "${alert(1)} {{x}} $$x$$", "&lt;b&gt;",
    "1. list\n- list\n> quote\n---\n| a | b |",
]


@given(st.text() | st.sampled_from(HOSTILE))
def test_inert_text_holds_no_active_character_and_reads_the_same(text: str) -> None:
    shown = inert(text)
    assert re.fullmatch(r"(?:[^\W_]|[^\x00-\x7f]| |&#\d+;)*", shown)
    assert html.unescape(shown).replace(" ", "") == "".join(visible(text).split())


@given(st.text() | st.sampled_from(HOSTILE))
def test_what_is_shown_in_a_terminal_cannot_steer_it(text: str) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", visible(text))


def test_items_stand_out_and_words_around_them_keep_their_blanks() -> None:
    catalogue = Catalogue([Item("h", "Heat*", 1995)])
    assert told(("How about ", ItemRef("h"), "?\nOr ", ItemRef("gone")), catalogue) == (
        "How about **Heat&#42; &#40;1995&#41;**&#63;\n\nOr **gone**"
    )
