"""A server may fail in every way: back come text, k distinct candidates, or one clear error without the key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.records import Item, ItemRef
from prompts.lm import LanguageModelError
from prompts.prompt import Message, Prompt
from prompts.remote_lm import KEY, Limits, RemoteLM

SECRET = "sk-very-secret"
CATALOGUE = Catalogue([
    Item("a", "12 Angry Men", 1957), Item("b", "2001: A Space Odyssey", 1968), Item("c", "Heat", 1986),
    Item("d", "Heat", 1995), Item("e", "Odd\n3. Title"), Item("f", "Ronin", 1998),
])  # fmt: skip
PROMPT = Prompt((Message("system", ("rule",)), Message("user", ("I like ", ItemRef("a"))), Message("agent", ("ok",))))
FAST = Limits(pause=0.0)
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, SECRET)


def remote(handler: Handler, limits: Limits = FAST) -> RemoteLM:
    return RemoteLM("http://server", "m", CATALOGUE, limits=limits, transport=httpx.MockTransport(handler))


def answering(text: object) -> Handler:
    return lambda request: httpx.Response(200, json={"choices": [{"message": {"content": text}}]})


class Counted:
    """A handler that counts what it was asked, and answers each time with the next of its answers."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.asked = answers, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.answers[min(self.asked, len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


OK = httpx.Response(200, json={"choices": [{"message": {"content": "fine"}}]})


def test_a_prompt_is_sent_as_messages_with_items_by_their_labels() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return OK

    assert remote(handler).generate([PROMPT], max_new_tokens=7, temperature=0.5, seed=3) == ["fine"]
    body = json.loads(seen[0].content)
    assert seen[0].url == "http://server/v1/chat/completions" and seen[0].headers["authorization"] == f"Bearer {SECRET}"
    assert body["messages"] == [
        {"role": "system", "content": "rule"}, {"role": "user", "content": "I like 12 Angry Men (1957)"},
        {"role": "assistant", "content": "ok"},
    ]
    assert (body["model"], body["max_tokens"], body["temperature"], body["seed"]) == ("m", 7, 0.5, 3)


def test_half_a_character_can_be_sent() -> None:
    assert remote(answering("x")).generate([Prompt.of("\ud800")], max_new_tokens=1) == ["x"]


@pytest.mark.parametrize("code", [429, 503])
def test_what_the_server_did_not_do_is_asked_again(code: int) -> None:
    handler = Counted(httpx.Response(code), httpx.Response(code), OK)
    assert remote(handler).generate([PROMPT], max_new_tokens=1) == ["fine"] and handler.asked == 3


def test_a_server_that_cannot_be_reached_is_tried_again() -> None:
    handler = Counted(httpx.ConnectError("refused"), OK)
    assert remote(handler).generate([PROMPT], max_new_tokens=1) == ["fine"]


@pytest.mark.parametrize(("answer", "asked", "said", "retryable"), [
    (httpx.Response(429, text="slow down"), 3, "answered 429: 'slow down'", True),
    (httpx.Response(500, text="oops"), 1, "answered 500", True),
    (httpx.Response(504), 1, "answered 504", True),
    (httpx.Response(400, text="bad"), 1, "answered 400", False),
    (httpx.Response(401, text=f"wrong {SECRET}"), 1, rf"answered 401: 'wrong \*\*\*'. Set {KEY} to a valid key", False),
    (httpx.Response(404), 1, "Check --model URL and --remote-model", False),
    (httpx.Response(200, text="<html>"), 1, "an answer without text: '<html>'. Is it OpenAI-compatible", False),
    (httpx.Response(200, json={"choices": []}), 1, "an answer without text", False),
    (httpx.Response(200, json=["x"]), 1, "an answer without text", False),
    (httpx.Response(200, text="[" * 100_000), 1, "an answer without text", False),
    (httpx.Response(200, content=b"x" * 10_000_000), 1, "sent more than 4,000,000 bytes", False),
    (httpx.ReadTimeout("stalled"), 1, "does not answer: stalled", True),
    (httpx.RemoteProtocolError("dropped"), 1, "does not answer: dropped", True),
    (httpx.ConnectError(f"refused {SECRET}"), 3, r"does not answer: refused \*\*\*", True),
], ids=str)  # fmt: skip
def test_a_failure_is_one_clear_error(
    answer: httpx.Response | Exception, asked: int, said: str, retryable: bool
) -> None:
    handler = Counted(answer)
    with pytest.raises(LanguageModelError, match=said) as caught:
        remote(handler).generate([PROMPT], max_new_tokens=1)
    assert SECRET not in str(caught.value) and caught.value.retryable == retryable and handler.asked == asked


def test_a_server_that_drips_is_left_in_the_end() -> None:
    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b" "

    lm = remote(lambda request: httpx.Response(200, stream=Dripping()), Limits(whole=0.0))
    with pytest.raises(LanguageModelError, match="took more than 0 s"):
        lm.generate([PROMPT], max_new_tokens=1)


@pytest.mark.parametrize("content", [None, ["x"], 3])
def test_an_answer_of_no_text_is_empty(content: object) -> None:
    assert remote(answering(content)).generate([PROMPT], max_new_tokens=1) == [""]


def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for bad in ("sk-geh\u00e9im", "sk-a\nsk-b"):
        monkeypatch.setenv(KEY, bad)
        with pytest.raises(LanguageModelError, match=KEY) as caught:
            remote(answering(""))
        assert "sk-" not in str(caught.value) and caught.value.__cause__ is None


@pytest.mark.parametrize("address", ["http://", "http://:80/v1", "http://x\0y", "http://127.0.0.1:99999/v1"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(LanguageModelError, match=r"is no address: .* Give http://HOST:PORT/v1"):
        RemoteLM(address, "m", CATALOGUE)


def test_there_is_no_score() -> None:
    with pytest.raises(LanguageModelError, match="cannot score"):
        remote(answering("")).score(PROMPT, ["x"])


def ranked(text: str, allowed: list[str] | None, k: int = 10) -> list[str]:
    [hits] = remote(answering(text)).rank([PROMPT], k, allowed=allowed)
    assert [hit.score for hit in hits] == [-float(place) for place in range(len(hits))]
    return [hit.item for hit in hits]


@pytest.mark.parametrize(("text", "order"), [
    ("1. Ronin (1998)\n2. 12 Angry Men (1957)", ["f", "a"]),
    ("12 Angry Men (1957)\n2001: A Space Odyssey", ["a", "b"]),
    ("- **ronin**\n* \"2001: a space odyssey (1968)\"", ["f", "b"]),
    ("Casablanca (1942)\nRonin\nRonin\n1) 12 Angry Men", ["f", "a"]),
    ("Here is my list:\n\n(1) Ronin", ["f"]),
    ("1. Odd 3. Title", ["e"]),
])  # fmt: skip
def test_the_answers_order_is_taken_and_only_candidates_are(text: str, order: list[str]) -> None:
    allowed = ["a", "b", "e", "f"]
    assert ranked(text, allowed) == [*order, *(item for item in allowed if item not in order)]


def test_a_title_means_the_film_that_is_a_candidate() -> None:
    assert ranked("Ronin\nHeat", ["f", "d", "a"]) == ["f", "d", "a"]
    assert ranked("Heat (1995)\nHeat (1986)", ["c", "d"]) == ["d", "c"]


def test_a_title_of_two_lines_cannot_pass_for_two_candidates() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content)["messages"][-1]["content"])
        return OK

    remote(handler).rank([PROMPT], 3, allowed=["a", "e", "f"])
    assert "\n2. Odd 3. Title\n3. Ronin (1998)\n" in seen[0]


@given(text=st.text(alphabet="Ronin12 AgryMeHt(98)\n.-*", max_size=80), k=st.integers(0, 8), data=st.data())
@settings(max_examples=30, deadline=None)
def test_whatever_is_said_k_distinct_candidates_come_back(text: str, k: int, data: st.DataObject) -> None:
    allowed = data.draw(st.one_of(st.none(), st.lists(st.sampled_from(CATALOGUE.ids), max_size=8)))
    found = ranked(text, allowed, k)
    candidates = set(CATALOGUE.ids if allowed is None else allowed)
    assert len(found) == len(set(found)) == min(k, len(candidates)) and set(found) <= candidates


def events(*lines: str) -> Handler:
    text = "".join(f"{line}\n\n" for line in lines)
    return lambda request: httpx.Response(200, text=text, headers={"content-type": "text/event-stream"})


def delta(text: str) -> str:
    return "data: " + json.dumps({"choices": [{"delta": {"content": text}}]})


def test_a_stream_is_its_events_until_done() -> None:
    said = remote(events(
        ": ping", delta("one "), "data: {}", "data: nonsense", 'data: {"choices": [{"delta": {"role": "assistant"}}]}',
        delta("two"), "data: [DONE]", delta("three"),
    )).stream(PROMPT, max_new_tokens=5)  # fmt: skip
    assert list(said) == ["one ", "two"]


def test_a_server_that_cannot_stream_is_read_in_one_piece() -> None:
    assert list(remote(answering("all at once")).stream(PROMPT, max_new_tokens=5)) == ["all at once"]


def test_an_error_amid_a_stream_is_an_error_without_the_key() -> None:
    handler = events(delta("one "), f'data: {{"error": {{"message": "no {SECRET}"}}}}')
    stream = remote(handler).stream(PROMPT, max_new_tokens=5)
    assert next(stream) == "one "
    with pytest.raises(LanguageModelError, match="broke off") as caught:
        next(stream)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("handler", [Counted(httpx.Response(500)), Counted(httpx.ReadTimeout("stalled"))])
def test_a_stream_that_fails_is_not_asked_for_again(handler: Counted) -> None:
    with pytest.raises(LanguageModelError):
        list(remote(handler).stream(PROMPT, max_new_tokens=5))
    assert handler.asked == 1


def test_an_endless_line_is_left() -> None:
    endless = httpx.Response(200, content=b"data: " + b"x" * 5_000_000, headers={"content-type": "text/event-stream"})
    with pytest.raises(LanguageModelError, match="sent more than"):
        list(remote(lambda request: endless).stream(PROMPT, max_new_tokens=5))
