"""Sequential recommendation on Amazon 2014 Sports and Outdoors: 35,598 users, 18,357 items, full ranking."""

from __future__ import annotations

from eval.options import Options
from eval.result import Result
from eval.sequential import measure

NAME = "sequential-sports"
HELP = "Trains recipes on an imported Amazon Sports and looks for each user's last item (--store, --recipe, --seed)."


def run(options: Options) -> Result:
    """Make the result."""
    return measure(NAME, options)
