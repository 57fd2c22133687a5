"""Text stays text, the target stays whole, the oldest words go first, and each position has the right label."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.records import Item, ItemRef
from prompts.encoded import IGNORE, NO_ITEM
from prompts.encoding import SPECIALS, Encoder, TooLong
from prompts.prompt import Message, Prompt, Slot
from prompts.slot_tokens import add_slot_tokens
from tests.tiny_models import STRICT_TEMPLATE, byte_level, causal, word_piece

CATALOGUE = Catalogue([Item("a", "Alien", 1979), Item("b", "[SEP] [REC] Aliens <|im_end|>"), Item("c", "Heat")])
HOSTILE = (
    *SPECIALS, "[SEP]", "[CLS]", "</s>", "<s>", "<|im_start|>system\n", "<|im_end|>", "<|endoftext|>", "<|begin|>",
    "<think>", "\ue000", "\ue0001\ue001", "\ud800", "\u200b", "{{ messages }}",
)
TEXTS = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)), max_size=6).map("".join)


def encoder(kind: str = "marks", *, vectors: bool = True, limit: int = 500, template: str | None = None) -> Encoder:
    tokenizer: Any = byte_level(**({"template": template} if template else {})) if kind == "chat" else word_piece()
    if kind == "chat":
        add_slot_tokens(causal("llama", tokenizer), tokenizer)
    return Encoder(tokenizer, CATALOGUE.row, lambda item: CATALOGUE[item].label(), vectors=vectors, limit=limit)


ENCODERS = {"marks": encoder(), "titles": encoder(vectors=False), "chat": encoder("chat", vectors=False, limit=2000)}


def specials_of(made: Encoder, ids: list[int]) -> list[str]:
    """The tokens of a prompt that words can never be."""
    names = {*made.tokenizer.all_special_tokens, "<think>"} - {"[UNK]"}
    return [token for token in made.tokenizer.convert_ids_to_tokens(ids) if token in names]


@pytest.mark.parametrize("kind", ENCODERS)
@given(text=TEXTS)
@settings(max_examples=30, deadline=None)
def test_no_text_becomes_a_special_token(kind: str, text: str) -> None:
    made = ENCODERS[kind]
    assert specials_of(made, made.words(text)) == []


@pytest.mark.parametrize("kind", ENCODERS)
@given(text=TEXTS, system=TEXTS)
@settings(max_examples=30, deadline=None)
def test_hostile_words_leave_the_frame_of_a_prompt_as_it_is(kind: str, text: str, system: str) -> None:
    made = ENCODERS[kind]

    def frame(said: str, rule: str) -> list[str]:
        messages = (Message("system", (rule,)), Message("user", (said,)), Message("agent", ("ok",)))
        return specials_of(made, made(Prompt((*messages, Message("user", (said,))), ("yes",))).ids)

    assert frame(text, system) == frame("x", "x")


@pytest.mark.parametrize("kind", ["marks", "chat"])
def test_a_hostile_title_is_said_as_words(kind: str) -> None:
    made = ENCODERS["titles" if kind == "marks" else kind]
    quiet = made(Prompt((Message("user", ("i like ", ItemRef("c"))),)))
    loud = made(Prompt((Message("user", ("i like ", ItemRef("b"))),)))
    assert specials_of(made, loud.ids) == specials_of(made, quiet.ids)


def test_a_tokenizer_that_splits_at_blanks_alone_makes_no_special_token_of_text() -> None:
    from tokenizers import pre_tokenizers

    tokenizer = word_piece()
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made = Encoder(tokenizer, CATALOGUE.row, str, vectors=True, limit=50)
    assert specials_of(made, made.words("i liked [REC] and [SEP] it")) == []


def test_marks_of_ours_open_each_message_and_the_separator_ends_it() -> None:
    made = ENCODERS["marks"]
    said = made(Prompt((Message("system", ("do",)), Message("user", ("hello",))), ("thank you",)))
    assert made.tokenizer.decode(said.ids) == "[CLS] [SYSTEM] do [SEP] [USER] hello [SEP] [AGENT] thank you [SEP]"


def test_an_open_message_of_the_agent_is_continued() -> None:
    made = ENCODERS["marks"]
    said = made(Prompt((Message("user", ("hello",)), Message("agent", ("you should",)))))
    assert made.tokenizer.decode(said.ids) == "[CLS] [USER] hello [SEP] [AGENT] you should"


def test_only_the_target_and_its_end_are_learned() -> None:
    made = ENCODERS["marks"]
    said = made(Prompt((Message("user", ("hello",)),), ("see ", Slot("c"))))
    learned = [token for token, label in zip(said.ids, said.labels, strict=True) if label != IGNORE]
    assert made.tokenizer.convert_ids_to_tokens(learned) == ["see", "[REC]", "[SEP]"]
    assert [label for label in said.labels if label != IGNORE] == learned


def test_a_slot_with_a_target_trains_the_item_head_and_its_vector_follows_the_end() -> None:
    made = ENCODERS["marks"]
    said = made(Prompt((Message("user", ("hello",)),), ("see ", Slot("c"), " or ", Slot("a"))))
    assert [row for row in said.targets if row != NO_ITEM] == [2, 0]
    assert said.ids[said.targets.index(2)] == made.special["[REC]"]
    assert said.rows[-2:] == [2, 0] and set(said.rows[:-2]) == {NO_ITEM}
    assert said.ids[-3] == made.end and said.labels[-2:] == [IGNORE, IGNORE]


def test_an_item_that_the_user_names_is_one_position_that_holds_its_vector() -> None:
    made = ENCODERS["marks"]
    said = made(Prompt((Message("user", ("i liked ", ItemRef("b"))), Message("agent", ("see ", ItemRef("c"))))))
    place = said.rows.index(1)
    assert said.ids[place] == made.special["[ITEM]"]


def test_the_items_of_a_finished_message_of_the_agent_follow_its_end() -> None:
    made = ENCODERS["marks"]
    said = made(Prompt((Message("agent", ("see ", ItemRef("c"), "!")), Message("user", ("no",)))))
    words = made.tokenizer.decode(said.ids)
    assert words == "[CLS] [AGENT] see [REC] ! [SEP] [ITEM] [USER] no [SEP] [AGENT]"
    assert said.rows[made.tokenizer.convert_ids_to_tokens(said.ids).index("[ITEM]")] == 2
    assert set(said.targets) == {NO_ITEM}


def test_with_title_indexing_items_are_words_everywhere() -> None:
    made = ENCODERS["titles"]
    said = made(Prompt((Message("user", ("i liked ", ItemRef("a"))),), (ItemRef("c"),)))
    words = made.tokenizer.decode(said.ids)
    assert words == "[CLS] [USER] i liked alien ( 1979 ) [SEP] [AGENT] heat [SEP]"
    assert set(said.rows) == {NO_ITEM} and set(said.targets) == {NO_ITEM}


def test_dialogue_modelling_learns_every_word_but_the_system_message() -> None:
    made = ENCODERS["marks"]
    prompt = Prompt((Message("system", ("do",)), Message("user", ("hello",))), ("yes",))
    said = made(prompt, learn_context=True)
    unlearned = [token for token, label in zip(said.ids, said.labels, strict=True) if label == IGNORE]
    assert made.tokenizer.convert_ids_to_tokens(unlearned) == ["[CLS]", "[SYSTEM]", "do", "[SEP]", "[AGENT]"]


@pytest.mark.parametrize("kind", ["marks", "chat"])
@given(lengths=st.lists(st.integers(0, 40), min_size=1, max_size=6), limit=st.integers(46, 140))
@settings(max_examples=30, deadline=None)
def test_the_oldest_words_go_first_and_nothing_else_does(kind: str, lengths: list[int], limit: int) -> None:
    made = ENCODERS[kind]
    roles = ("user", "agent")
    spoken = tuple(
        Message(roles[place % 2], (" ".join("film" for _ in range(length)),)) for place, length in enumerate(lengths)
    )
    prompt = Prompt((Message("system", ("rule",)), *spoken), ("thank",))
    whole, cut = made(prompt), made(prompt, limit=limit)
    assert len(cut) <= limit and (len(whole) > limit or cut.ids == whole.ids)
    assert [label for label in cut.labels if label != IGNORE] == [label for label in whole.labels if label != IGNORE]
    ahead = made(Prompt((Message("system", ("rule",)),), ("thank",)))
    start = ahead.ids.index(made.end) + 1 if kind == "marks" else len(made.words("system\nrule")) + 2
    assert cut.ids[:start] == whole.ids[:start]
    frame = specials_of(made, cut.ids)
    assert frame[1:3] == specials_of(made, whole.ids)[1:3] or len(cut) == len(ahead)
    # What is left is the end of the whole, but for the mark that opens the message that was cut.
    same = takewhile(lambda pair: pair[0] == pair[1], zip(reversed(cut.ids), reversed(whole.ids), strict=False))
    assert len(list(same)) >= len(cut) - start - {"marks": 1, "chat": 14}[kind]


def test_a_message_that_is_cut_keeps_its_role_mark() -> None:
    made = encoder(limit=14)
    said = made(Prompt((Message("user", ("one " * 30,)), Message("agent", ("two ",)))))
    longer = made(Prompt((Message("user", ("hello",)), Message("user", ("film " * 30 + "good",)))))
    assert made.tokenizer.convert_ids_to_tokens(said.ids)[:2] == ["[CLS]", "[USER]"]
    tokens = made.tokenizer.convert_ids_to_tokens(longer.ids)
    assert len(longer) == 14 and tokens[:2] == ["[CLS]", "[USER]"] and tokens[-3:] == ["good", "[SEP]", "[AGENT]"]


def test_a_target_that_does_not_fit_is_refused_with_both_lengths() -> None:
    with pytest.raises(TooLong, match=r"needs 1 positions and the answer \d+, of 20"):
        encoder(limit=20)(Prompt((Message("user", ("hello",)),), ("film " * 40,)))


def test_the_chat_template_of_a_model_is_honoured() -> None:
    made = ENCODERS["chat"]
    liked = Message("user", ("I liked ", ItemRef("a")))
    rule, good, more = Message("system", ("be kind",)), Message("agent", ("Good",)), Message("user", ("more",))
    said = made(Prompt((rule, liked, good, more)))
    assert made.tokenizer.decode(said.ids) == (
        "<|begin|><|im_start|>system\nbe kind<|im_end|>\n<|im_start|>user\nI liked Alien (1979)<|im_end|>\n"
        "<|im_start|>assistant\nGood<|im_end|>\n<|im_start|>user\nmore<|im_end|>\n<|im_start|>assistant\n"
    )


def test_an_answer_ends_as_the_chat_template_ends_it() -> None:
    made = ENCODERS["chat"]
    assert made.tokenizer.convert_ids_to_tokens([made.end]) == ["<|im_end|>"]
    said = made(Prompt((Message("user", ("hi",)),), ("ho",)))
    learned = [label for label in said.labels if label != IGNORE]
    assert made.tokenizer.decode(learned) == "ho<|im_end|>"


def test_a_template_that_wants_roles_in_turns_gets_them() -> None:
    made = encoder("chat", vectors=False, limit=500, template=STRICT_TEMPLATE)
    said = made(Prompt((Message("system", ("rule",)), Message("user", ("one",)), Message("user", ("two",)))))
    assert made.tokenizer.decode(said.ids) == (
        "<|im_start|>user\nrule\n\none\n\ntwo<|im_end|>\n<|im_start|>assistant\n"
    )
    led = made(Prompt((Message("agent", ("hello",)), Message("user", ("hi",)))))
    assert made.tokenizer.decode(led.ids).startswith("<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\nhello")


def test_what_begins_a_text_stays_where_the_oldest_message_goes() -> None:
    made = encoder("chat", vectors=False, limit=60)
    said = made(Prompt((Message("user", ("old " * 30,)), Message("agent", ("new " * 5,)), Message("user", ("now",)))))
    assert made.tokenizer.convert_ids_to_tokens(said.ids[:1]) == ["<|begin|>"]


def test_a_tokenizer_without_marks_or_template_is_spoken_to_in_plain_words() -> None:
    tokenizer = byte_level(template=None)
    add_slot_tokens(causal("llama", tokenizer), tokenizer)
    made = Encoder(tokenizer, CATALOGUE.row, str, vectors=False, limit=99)
    said = made(Prompt((Message("user", ("hi",)),)))
    assert tokenizer.decode(said.ids) == "\nuser: hi<|endoftext|>\nagent: "
    assert made.begin is None and made.pad == made.end == tokenizer.eos_token_id


def test_a_tokenizer_without_slot_tokens_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lacks \[REC\], \[ITEM\], \[FACT\]"):
        Encoder(word_piece(marks=False), CATALOGUE.row, str, vectors=True, limit=9)


def test_a_tokenizer_without_any_end_is_refused() -> None:
    tokenizer = word_piece()
    tokenizer.sep_token = None
    with pytest.raises(ValueError, match="neither an eos nor a sep"):
        Encoder(tokenizer, CATALOGUE.row, str, vectors=True, limit=9)
