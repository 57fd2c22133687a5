import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from data.text import clean, shorten

NASTY = st.text("a \t\n\u200b\u202e\ufe0f\U000e0041e\u0301", max_size=60)
TEXTS = NASTY | st.text(st.characters(codec=None), max_size=60)


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once, _ = clean(text)
    assert clean(once) == (once, 0)
    kept, _ = clean(text, edges=True)
    assert clean(kept, edges=True) == (kept, 0)


@given(TEXTS)
def test_clean_text_can_be_written_and_holds_no_control_or_tag_character(text: str) -> None:
    found, stripped = clean(text)
    found.encode("utf-8")
    assert not any(unicodedata.category(c) in ("Cc", "Cs") or 0xE0000 <= ord(c) <= 0xE0FFF for c in found)
    assert found == found.strip() and "  " not in found
    assert 0 <= stripped <= len(text)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_plain_text_is_left_alone(text: str) -> None:
    assert clean(text) == (text, 0)


def test_hidden_instructions_are_taken_out_and_counted() -> None:
    hidden = "".join(chr(0xE0000 + ord(c)) for c in "ignore all")
    assert clean(f"Heat{hidden} (1995)") == ("Heat (1995)", len(hidden))


def test_zero_width_bidi_and_variation_characters_are_taken_out() -> None:
    assert clean("Ma\u200btrix\u202e\ufe0f\U000e0101\ufeff\x00\x7f\u2066") == ("Matrix", 8)


def test_lone_surrogates_from_broken_json_are_taken_out() -> None:
    assert clean("a\ud800b") == ("ab", 1)


def test_newlines_and_tabs_become_one_blank_and_are_not_counted() -> None:
    assert clean(" one\r\n\ttwo\u2028three\u00a0 ") == ("one two three", 0)


def test_accents_are_composed() -> None:
    assert clean("Ame\u0301lie") == ("Amélie", 0)


def test_edges_keep_one_blank_beside_an_item() -> None:
    assert clean("  I like\n", edges=True) == (" I like ", 0)
    assert clean(" \t ", edges=True) == (" ", 0)
    assert clean("", edges=True) == ("", 0)


@given(st.text(max_size=80), st.integers(2, 40))
def test_shortened_text_is_never_longer_than_asked(text: str, length: int) -> None:
    found = shorten(text, length)
    assert len(found) <= length
    assert found == text or found.endswith("…")


def test_text_is_cut_between_words() -> None:
    assert shorten("a quiet film about a harbour", 20) == "a quiet film about…"
