"""The same protocol over any OpenAI-compatible server: vLLM, llama.cpp, Ollama, `transformers serve`, a hosted API.

Only plain chat completions are used. Whatever a server promises about formats, every answer is read as untrusted text and every
item checked against the catalogue. Only requests that never reached the model or that the server says may be repeated are.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from data.catalogue import Catalogue
from data.records import ItemRef
from prompts.lm import Hit, LanguageModelError
from prompts.prompt import Message, Piece, Prompt

KEY = "PROMPTREC_API_KEY"
_ROLES = {"system": "system", "user": "user", "agent": "assistant"}
_AGAIN = frozenset({429, 502, 503, 504})
_LINE = re.compile(r"^\s*(?:\d+[.):]?|[-*•])?\s*(.+?)\s*$")
_RANKED = 20
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect and to wait for the next bytes, how often to try in all, seconds before the second try (doubled after)."""

    connect: float = 5.0
    read: float = 60.0
    tries: int = 3
    pause: float = 0.5


class RemoteLM:
    """A model behind `base_url` (ending in `/v1` or not). The key comes from the environment and is never logged or shown."""

    def __init__(
        self, base_url: str, model: str, catalogue: Catalogue, *, limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        base = base_url.rstrip("/")
        self.catalogue, self.model = catalogue, model
        self.limits = limits or Limits()
        key = os.environ.get(KEY)
        self._client = httpx.Client(
            base_url=base if base.endswith("/v1") else f"{base}/v1",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(self.limits.read, connect=self.limits.connect), transport=transport,
        )
        self._titles = {item.label().casefold(): item.id for item in reversed(catalogue.items)}
        self._titles |= {item.title.casefold(): item.id for item in reversed(catalogue.items)}

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self.model

    @property
    def ranks(self) -> bool:
        """Yes, listwise: it is shown candidates and asked to order them."""
        return True

    @property
    def dialect(self) -> str:
        """Requests are worded as instructions."""
        return "instruct"

    def generate(
        self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0
    ) -> list[str]:
        """One request a prompt. Raises LanguageModelError with what went wrong and whether asking again may help."""
        return [self._ask(self._body(prompt, max_new_tokens, temperature, seed)) for prompt in prompts]

    def stream(
        self, prompt: Prompt, *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The answer as the server sends it. Closing the iterator, or `stop`, closes the connection, which stops the server."""
        body = self._body(prompt, max_new_tokens, temperature, seed) | {"stream": True}
        try:
            with self._client.stream("POST", "/chat/completions", json=body) as answer:
                if answer.status_code != 200:
                    answer.read()
                    raise _refused(answer)
                for line in answer.iter_lines():
                    if stop is not None and stop.is_set():
                        return
                    if line.startswith("data:") and line != "data: [DONE]":
                        if text := _delta(line[5:]):
                            yield text
        except httpx.HTTPError as error:
            raise _unreachable(self._client.base_url, error) from error

    def score(self, prompt: Prompt, continuations: Sequence[str]) -> list[float]:
        """Raises LanguageModelError: chat servers do not tell the likelihood of a given answer."""
        raise LanguageModelError("a chat server cannot score given answers.", hint="Use a local model for likelihoods.")

    def rank(self, prompts: Sequence[Prompt], k: int, *, allowed: Collection[str] | None = None) -> list[list[Hit]]:
        """Listwise: the first `allowed` items (in the order given, 20 at most) are shown and asked for in order.

        Lines that name no candidate, or one twice, are dropped; candidates that the model left out follow in the order given, so
        that the answer always holds min(k, candidates) distinct items. Scores are minus the place.
        """
        candidates = list(dict.fromkeys(allowed if allowed is not None else self.catalogue.ids))[: max(k, _RANKED)]
        return [self._ordered(prompt, candidates)[:k] for prompt in prompts]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ordered(self, prompt: Prompt, candidates: list[str]) -> list[Hit]:
        listing = "\n".join(f"{place}. {self.catalogue[item].label()}" for place, item in enumerate(candidates, 1))
        question = (
            "Here are candidates, one a line:\n" + listing + "\nOrder them by how well they suit what the user said, best first. "
            "Answer with the titles alone, one a line, nothing else."
        )
        asked = Prompt((*(one for one in prompt.messages if one.role != "agent"), Message("user", (question,))))
        answer = self._ask(self._body(asked, 24 * len(candidates), 0.0, 0))
        wanted, found = set(candidates), dict[str, None]()
        for line in answer.splitlines():
            if (match := _LINE.match(line)) and (item := self._titles.get(match.group(1).strip("*\"'").casefold())) in wanted:
                found[str(item)] = None
        order = [*found, *(item for item in candidates if item not in found)]
        return [Hit(item, -float(place)) for place, item in enumerate(order)]

    def _body(self, prompt: Prompt, max_new_tokens: int, temperature: float, seed: int) -> dict[str, Any]:
        messages = [
            {"role": _ROLES[message.role], "content": "".join(map(self._word, message.pieces))} for message in prompt.messages
        ]
        return {
            "model": self.model, "messages": messages, "max_tokens": max_new_tokens, "temperature": temperature, "seed": seed,
        }

    def _word(self, piece: Piece) -> str:
        return self.catalogue[piece.item].label() if isinstance(piece, ItemRef) else str(piece)

    def _ask(self, body: dict[str, Any]) -> str:
        pause = self.limits.pause
        for attempt in range(1, self.limits.tries + 1):
            try:
                answer = self._client.post("/chat/completions", json=body)
            except httpx.ConnectError as error:
                if attempt == self.limits.tries:
                    raise _unreachable(self._client.base_url, error) from error
            except httpx.HTTPError as error:
                # The request may have been carried out: asking again would pay twice.
                raise _unreachable(self._client.base_url, error) from error
            else:
                if answer.status_code == 200:
                    return _content(answer)
                if answer.status_code not in _AGAIN or attempt == self.limits.tries:
                    raise _refused(answer)
            time.sleep(pause)
            pause *= 2
        raise AssertionError("unreachable")


def _content(answer: httpx.Response) -> str:
    try:
        text = answer.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise LanguageModelError(
            f"the language model server sent an answer without text: {answer.text[:200]!r}.", hint="Is it OpenAI-compatible?"
        ) from error
    return text[:_LONGEST] if isinstance(text, str) else ""


def _delta(data: str) -> str:
    try:
        text = json.loads(data)["choices"][0]["delta"].get("content")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return text if isinstance(text, str) else ""


def _refused(answer: httpx.Response) -> LanguageModelError:
    code = answer.status_code
    hint = f"Set {KEY} to a valid key." if code in (401, 403) else "Check --model URL and --remote-model." if code == 404 else ""
    return LanguageModelError(
        f"the language model server answered {code}: {answer.text[:200]!r}.", hint=hint, retryable=code in _AGAIN
    )


def _unreachable(base: httpx.URL, error: Exception) -> LanguageModelError:
    return LanguageModelError(
        f"the language model server at {base.copy_with(username=None, password=None)} does not answer: {error or type(error).__name__}.",
        hint="Is it running, and is the address right?", retryable=True,
    )
