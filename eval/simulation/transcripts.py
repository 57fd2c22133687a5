"""Writes what was said in simulated conversations, one a line, so that failures can be read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from eval.simulation.knowledge import Knowledge
from eval.simulation.outcome import Outcome


def write_transcripts(file: Path, met: Iterable[tuple[Knowledge, Outcome]]) -> None:
    """One JSON object a conversation: the target, the turn that found it (null: none), faults, and all that was said.

    Raises OSError where the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as lines:
        for known, outcome in met:
            said = [{"speaker": who, "text": text, "listed": listed} for who, text, listed in outcome.transcript]
            one = {
                "target": known.target.label(), "found_at": outcome.found_at, "faults": outcome.faults, "turns": said,
            }  # fmt: skip
            lines.write(json.dumps(one, ensure_ascii=False) + "\n")
