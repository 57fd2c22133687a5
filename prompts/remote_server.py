"""Requests to an OpenAI-compatible server: bounded in time and size, repeated only where nothing was done.

Whatever the server sends, the caller gets text or a LanguageModelError, and the key is in neither.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from prompts.lm import LanguageModelError

_PATH = "/chat/completions"
_NOT_DONE = frozenset({429, 503})
_MAY_HELP = frozenset({408, 429, 500, 502, 503, 504})
_MOST_BYTES = 4_000_000
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, to wait for the next bytes and for a whole answer; tries in all, seconds before the second.

    The pause doubles from try to try.
    """

    connect: float = 5.0
    read: float = 60.0
    tries: int = 3
    pause: float = 0.5
    whole: float = 300.0


class Server:
    """One server, one key. `key_name` is the environment variable that errors may name."""

    def __init__(
        self, base_url: str, key: str, key_name: str, limits: Limits, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._key, self._key_name, self._limits = key.strip(), key_name, limits
        if not (self._key.isascii() and self._key.isprintable()):
            raise LanguageModelError(f"the key in {key_name} holds characters that no header may have; set it again.")
        base = base_url.rstrip("/")
        try:
            self._client = httpx.Client(
                base_url=base if base.endswith("/v1") else f"{base}/v1",
                headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
                timeout=httpx.Timeout(limits.read, connect=limits.connect), transport=transport,
            )
            address = self._client.base_url
            if not address.host or not 0 < (address.port or 80) < 65_536:
                raise ValueError("it names no host, or no port that there is")
        except (httpx.InvalidURL, ValueError) as error:
            raise LanguageModelError(f"{base_url!r} is no address: {error}. Give http://HOST:PORT/v1.") from error

    def ask(self, body: dict[str, Any]) -> str:
        """The text of one answer, at most 100,000 characters. Raises LanguageModelError."""
        pause = self._limits.pause
        for left in reversed(range(self._limits.tries)):
            try:
                with self._sent(body) as answer:
                    if answer.status_code == 200:
                        return self._content(b"".join(self._bytes(answer)))
                    if answer.status_code not in _NOT_DONE or not left:
                        raise self._refused(answer)
            except httpx.ConnectError as error:
                if not left:
                    raise self._unreachable(error) from error
            except httpx.HTTPError as error:
                # The request may have been carried out: asking again would pay twice.
                raise self._unreachable(error) from error
            time.sleep(pause)
            pause *= 2
        raise LanguageModelError("the language model server was not asked.", hint="Limits.tries must be at least 1.")

    def stream(self, body: dict[str, Any], stop: threading.Event | None) -> Iterator[str]:
        """The text as it comes; the connection is closed when the iterator is, or at the next line after `stop`."""
        try:
            with self._sent(body | {"stream": True}) as answer:
                if answer.status_code != 200:
                    raise self._refused(answer)
                if "json" in answer.headers.get("content-type", ""):
                    # A server that cannot stream answers in one piece.
                    yield self._content(b"".join(self._bytes(answer)))
                    return
                for line in _lines(self._bytes(answer)):
                    if (stop is not None and stop.is_set()) or line == b"data: [DONE]":
                        return
                    if line.startswith(b"data:") and (text := self._delta(line[5:])):
                        yield text
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def _sent(self, body: dict[str, Any]) -> Iterator[httpx.Response]:
        with self._client.stream("POST", _PATH, json=body) as answer:
            yield answer

    def _bytes(self, answer: httpx.Response) -> Iterator[bytes]:
        """The body in chunks. Raises LanguageModelError for one that has no end or takes too long."""
        count, began = 0, time.monotonic()
        for chunk in answer.iter_bytes():
            count += len(chunk)
            if count > _MOST_BYTES:
                raise LanguageModelError(f"the language model server sent more than {_MOST_BYTES:,} bytes.")
            if time.monotonic() - began > self._limits.whole:
                seconds = f"{self._limits.whole:.0f} s"
                raise LanguageModelError(f"the language model server took more than {seconds}.", retryable=True)
            yield chunk

    def _content(self, body: bytes) -> str:
        try:
            text = json.loads(body)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            said = self._beginning(body)
            raise LanguageModelError(
                f"the language model server sent an answer without text: {said!r}.", hint="Is it OpenAI-compatible?"
            ) from error
        return text[:_LONGEST] if isinstance(text, str) else ""

    def _delta(self, data: bytes) -> str:
        """The new text of one event, none where it is of another kind. Raises LanguageModelError for an error event."""
        try:
            event = json.loads(data)
            if "error" in event:
                said = self._beginning(str(event["error"]).encode())
                raise LanguageModelError(f"the language model server broke off: {said!r}.", retryable=True)
            text = event["choices"][0]["delta"].get("content")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return ""
        return text if isinstance(text, str) else ""

    def _refused(self, answer: httpx.Response) -> LanguageModelError:
        code = answer.status_code
        said = self._beginning(next(self._bytes(answer), b""))
        hints = {
            401: f"Set {self._key_name} to a valid key.", 403: f"Set {self._key_name} to a valid key.",
            404: "Check --model URL and --remote-model.",
        }
        told = f"the language model server answered {code}: {said!r}."
        return LanguageModelError(told, hint=hints.get(code, ""), retryable=code in _MAY_HELP)

    def _unreachable(self, error: Exception) -> LanguageModelError:
        address = self._client.base_url.copy_with(username=None, password=None)
        said = self._beginning(str(error).encode()) or type(error).__name__
        return LanguageModelError(
            f"the language model server at {address} does not answer: {said}.",
            hint="Is it running, and is the address right?", retryable=True,
        )

    def _beginning(self, said: bytes) -> str:
        """What an error may quote of a server's words: 200 characters, without the key that servers like to repeat."""
        text = said.decode(errors="replace")
        return (text.replace(self._key, "***") if self._key else text)[:200]


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.strip() for line in whole)
    yield rest.strip()
