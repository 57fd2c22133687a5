"""The same protocol over any OpenAI-compatible server: vLLM, llama.cpp, Ollama, `transformers serve`, a hosted API.

Only plain chat completions are used. Whatever a server promises about formats, every answer is read as untrusted text
and every item checked against the catalogue.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import httpx

from data.catalogue import Catalogue
from data.records import ItemRef
from prompts.lm import Hit, LanguageModelError
from prompts.prompt import Message, Piece, Prompt
from prompts.remote_server import Limits, Server

__all__ = ["KEY", "Limits", "RemoteLM"]

KEY = "PROMPTREC_API_KEY"
_ROLES = {"system": "system", "user": "user", "agent": "assistant"}
_NUMBERED = re.compile(r"^(?:\(?\d+[.):]+|[-*•])\s*")
_RANKED = 20
_TOKENS_A_TITLE = 24


class RemoteLM:
    """A model behind `base_url` (ending in `/v1` or not). The key comes from the environment and is never shown.

    Raises LanguageModelError where the address or the key cannot be used at all.
    """

    def __init__(
        self, base_url: str, model: str, catalogue: Catalogue, *, limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.catalogue, self.model = catalogue, model
        self.limits = limits or Limits()
        self._server = Server(base_url, os.environ.get(KEY, ""), KEY, self.limits, transport)

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self.model

    @property
    def talks(self) -> bool:
        """Yes."""
        return True

    @property
    def ranks(self) -> bool:
        """Yes, listwise: it is shown candidates and asked to order them."""
        return True

    @property
    def patience(self) -> float:
        """Seconds that words may take before a reply does without."""
        return 8.0

    @property
    def dialect(self) -> str:
        """Requests are worded as instructions."""
        return "instruct"

    def generate(
        self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0
    ) -> list[str]:
        """One request a prompt. Raises LanguageModelError with what went wrong and whether asking again may help."""
        return [self._server.ask(self._body(prompt, max_new_tokens, temperature, seed)) for prompt in prompts]

    def stream(
        self, prompt: Prompt, *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The answer as the server sends it. Closing the iterator, or `stop`, closes the connection, which stops it."""
        return self._server.stream(self._body(prompt, max_new_tokens, temperature, seed), stop)

    def score(self, prompt: Prompt, continuations: Sequence[str]) -> list[float]:
        """Raises LanguageModelError: chat servers do not tell the likelihood of a given answer."""
        raise LanguageModelError("a chat server cannot score given answers.", hint="Use a local model for likelihoods.")

    def rank(
        self, prompts: Sequence[Prompt], k: int, *, allowed: Collection[str] | None = None,
        without: Sequence[Collection[str]] | None = None,
    ) -> list[list[Hit]]:
        """Listwise: the first `allowed` items (in the order given, max(k, 20) of them) are shown to be put in order.

        Lines that name no candidate, or one twice, are dropped; candidates that the model left out follow in the order
        given, so that the answer always holds min(k, candidates) distinct items. Scores are minus the place. What
        `without` names for a prompt is not shown.
        """
        if k < 1:
            return [[] for _ in prompts]
        known = list(dict.fromkeys(allowed if allowed is not None else self.catalogue.ids))
        found = []
        for prompt, hidden in zip(prompts, without or [()] * len(prompts), strict=True):
            candidates = [item for item in known if item not in hidden][: max(k, _RANKED)]
            found.append(self._ordered(prompt, candidates)[:k] if candidates else [])
        return found

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _ordered(self, prompt: Prompt, candidates: list[str]) -> list[Hit]:
        listing = "\n".join(f"{place}. {self._label(item)}" for place, item in enumerate(candidates, 1))
        question = (
            f"Here are candidates, one a line:\n{listing}\nOrder them by how well they suit what the user said, best "
            "first. Answer with the titles alone, one a line, nothing else."
        )
        asked = Prompt((*(one for one in prompt.messages if one.role != "agent"), Message("user", (question,))))
        answer = self._server.ask(self._body(asked, _TOKENS_A_TITLE * len(candidates), 0.0, 0))
        found = dict.fromkeys(self._named(answer, candidates))
        order = [*found, *(item for item in candidates if item not in found)]
        return [Hit(item, -float(place)) for place, item in enumerate(order)]

    def _named(self, answer: str, candidates: list[str]) -> Iterator[str]:
        """The candidates that the lines of an answer name, by label or by title alone, in order."""
        titles: dict[str, str] = {}
        for words in (self._label, lambda item: self.catalogue[item].title):
            for item in candidates:
                titles.setdefault(_plain(words(item)), item)
        for line in answer.splitlines():
            # As it stands first: "12 Angry Men" and "2001: A Space Odyssey" begin with no list number.
            for said in (line, _NUMBERED.sub("", line.strip())):
                if _plain(said) in titles:
                    yield titles[_plain(said)]
                    break

    def _label(self, item: str) -> str:
        """A title in one line, so that no title can pass for two candidates."""
        return " ".join(self.catalogue[item].label().split())

    def _body(self, prompt: Prompt, max_new_tokens: int, temperature: float, seed: int) -> dict[str, Any]:
        messages = [
            {"role": _ROLES[message.role], "content": "".join(map(self._word, message.pieces))}
            for message in prompt.messages
        ]
        return {
            "model": self.model, "messages": messages, "max_tokens": max_new_tokens,
            "temperature": temperature, "seed": seed,
        }

    def _word(self, piece: Piece) -> str:
        text = self.catalogue[piece.item].label() if isinstance(piece, ItemRef) else str(piece)
        # Half of a surrogate pair cannot be sent as UTF-8.
        return text.encode("utf-8", "replace").decode()


def _plain(text: str) -> str:
    return " ".join(text.strip().strip("*_\"'“”`").split()).casefold()
