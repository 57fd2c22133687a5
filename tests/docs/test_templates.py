"""The page of wordings is what its script makes of the templates."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_wordings_is_true_and_shows_every_one() -> None:
    script = [sys.executable, "docs/templates.py", "--check"]
    said = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    rows = [line for line in (ROOT / "docs/templates.md").read_text(encoding="utf-8").splitlines() if "| `" in line]
    assert len(rows) == 10 + 13 + 12 + 4 + 8 + 7
    assert sum("*held out*" in row for row in rows) == 5 + 7
