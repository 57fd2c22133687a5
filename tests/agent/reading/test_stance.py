"""What a message says of each thing it names; things stand in brackets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reading.stance import stances


def said(marked: str) -> list[str]:
    text, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", marked):
        bare = part.strip("[]") if part.startswith("[") else part
        if part.startswith("["):
            spans.append((len(text), len(text) + len(bare)))
        text += bare
    return list(stances(text, spans))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I loved [Heat] but not [Collateral], something newer please", ["like", "avoid"]),
        ("no [horror] or [gore], something [funny]", ["avoid", "avoid", "want"]),
        ("I saw [Heat] and it was dull", ["dislike"]),
        ("[Heat] was boring", ["dislike"]),
        ("I've seen [Heat] and loved it", ["like"]),
        ("I saw [Heat], which I adored", ["like"]),
        ("I didn't think [Heat] was good", ["dislike"]),
        ("anything but [musicals]", ["avoid"]),
        ("nothing but [comedies]", ["want"]),
        ("don't like [comedies]", ["dislike"]),
        ("without [Tom Cruise]", ["avoid"]),
        ("not too [violent]", ["avoid"]),
        ("I hate [gore]", ["dislike"]),
        ("something like [Heat] but not as [violent]", ["similar", "avoid"]),
        ("I'm not a fan of [horror] but [comedies] are fine", ["dislike", "allow"]),
        ("[sad] or [violent] is ok", ["allow", "allow"]),
        ("I don't mind [violence], a [comedy] would be great", ["allow", "want"]),
        ("I don't mind if it's [sad]", ["allow"]),
        ("we're not ok with [gore]", ["avoid"]),
        ("[aliens] don't bother me, but nothing [sad]", ["allow", "avoid"]),
        ("it can be [violent] but I want a [comedy]", ["allow", "want"]),
        ("nothing with [Tom Cruise]", ["avoid"]),
        ("without [violence] and with [Tom Hanks]", ["avoid", "want"]),
        ("I haven't seen [Heat]", ["unseen"]),
        ("I enjoyed [Heat] and [Speed] but [Up] was terrible", ["like", "like", "dislike"]),
        ("let's try [Bullock] instead of [Spielberg]", ["want", "drop"]),
        ("none of his [war] films", ["avoid"]),
        ("I don't like [horror], I like [comedy]", ["dislike", "like"]),
        ("[The Matrix] and [Inception]", ["none", "none"]),
        ("[that one] sounds nice", ["none"]),
        ("no more [Paul Rudd] and I don't want anything [raunchy]", ["avoid", "avoid"]),
        ("not [Tony Scott] again, and [comedy] would be better", ["avoid", "want"]),
        ("not [Will Ferrell] again and [female friendship] should come into it", ["avoid", "want"]),
        ("I don't like [Danny McBride] and I meant [horror]", ["dislike", "want"]),
        ("nothing with [Matt Damon] and rather [action]", ["avoid", "want"]),
        ("not [Julia Stiles] again, and any films about [divorce]", ["avoid", "want"]),
        ("without [Tom Cruise], and there should be some [mystery] in it", ["avoid", "want"]),
        ("it should be [epic], and [horror] is not my thing", ["want", "dislike"]),
        ("[family] isn't for me", ["dislike"]),
        ("[the third one] is close, but no [gore]", ["similar", "avoid"]),
        ("[the first one] goes in the right direction", ["similar"]),
    ],
)
def test_stances_come_out_as_a_person_means_them(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.integers(0, 100), st.integers(1, 20))
def test_every_span_of_any_text_gets_one_stance(text: str, start: int, length: int) -> None:
    spans = [(start, min(start + length, len(text)))] if start < len(text) else []
    assert len(stances(text, spans)) == len(spans)
