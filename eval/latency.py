"""Wall-clock times of single requests: over HTTP, of a plain generation, and of a command in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.recording import Said
from prompts.lm import LanguageModel

_ROOT = Path(__file__).parent.parent
_COMMAND_LIMIT_S = 120


@dataclass(frozen=True, slots=True)
class Turn:
    """Seconds from sending a message to the first piece of text, and to the end of the stream."""

    first: float
    whole: float


def recommend_seconds(client: Any, likes: Sequence[str]) -> float:
    """One recommendation of ten items. Raises RuntimeError where the server does not give them."""
    start = time.perf_counter()
    response = client.post("/v1/recommend", json={"likes": list(likes), "k": 10})
    seconds = time.perf_counter() - start
    if response.status_code != 200 or not response.json()["items"]:
        raise RuntimeError(f"POST /v1/recommend answered {response.status_code}: {response.text[:300]}")
    return seconds


def turn_seconds(client: Any, session_id: str, message: str) -> Turn:
    """One chat turn. Raises RuntimeError where the stream holds no text."""
    start = time.perf_counter()
    first = None
    with client.stream("POST", "/v1/chat", json={"session_id": session_id, "message": message}) as response:
        for line in response.iter_lines():
            if first is None and line.startswith("event: token"):
                first = time.perf_counter() - start
    if first is None:
        raise RuntimeError(f"POST /v1/chat streamed no text for {message!r} (status {response.status_code})")
    return Turn(first, time.perf_counter() - start)


def generate_seconds(lm: LanguageModel, said: Said) -> float:
    """A plain generation after the same prompt of as many new tokens as were said (words, without a tokenizer)."""
    tokenizer = getattr(lm, "tokenizer", None)
    pieces = said.text.split() if tokenizer is None else tokenizer(said.text, add_special_tokens=False)["input_ids"]
    start = time.perf_counter()
    lm.generate([said.prompt], max_new_tokens=max(1, len(pieces)))
    return time.perf_counter() - start


def command_seconds(arguments: Sequence[str]) -> float:
    """A cold `promptrec recommend ... --json` in a fresh process. Raises RuntimeError where it fails."""
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "cli", "recommend", *arguments, "-k", "10", "--json"], capture_output=True, text=True,
        timeout=_COMMAND_LIMIT_S, env={**os.environ, "PYTHONPATH": path}, check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode or not json.loads(done.stdout)["items"]:
        raise RuntimeError(f"promptrec recommend failed with {done.returncode}: {done.stderr[-500:]}")
    return seconds
