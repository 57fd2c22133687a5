"""A language model's answer within so many seconds, or none: whoever waits for words must not wait for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable

from prompts.lm import LanguageModelError


def within(seconds: float, work: Callable[[threading.Event], str], stop: threading.Event | None) -> str:
    """The result of work(gone) if it comes in time; `gone` tells it to end when it does not, or when the listener left.

    Raises LanguageModelError where the work failed, or was too slow.
    """
    gone, done = threading.Event(), threading.Event()
    found: list[str] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            found.append(work(gone))
        except Exception as error:  # noqa: BLE001 - whatever a model does, the reply is said
            failed.append(error)
        finally:
            done.set()

    threading.Thread(target=run, daemon=True, name="wording").start()
    waited = 0.0
    while not done.wait(min(0.02, seconds)) and waited < seconds and not (stop is not None and stop.is_set()):
        waited += 0.02
    gone.set()
    if failed:
        raise LanguageModelError(f"the language model failed: {failed[0]}") from failed[0]
    if not found:
        raise LanguageModelError("the language model was too slow", retryable=True)
    return found[0]
