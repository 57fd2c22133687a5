"""Sequential recommendation on Amazon 2014 Beauty: 22,363 users, 12,101 items, full ranking."""

from __future__ import annotations

from eval.options import Options
from eval.result import Result
from eval.sequential import measure

NAME = "sequential-beauty"
HELP = "Trains recipes on an imported Amazon Beauty and looks for each user's last item (--store, --recipe, --seed)."


def run(options: Options) -> Result:
    """Make the result."""
    return measure(NAME, options)
