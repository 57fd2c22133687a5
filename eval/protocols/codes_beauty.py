"""Items said by codes on Amazon 2014 Beauty: the same measurement as sequential-beauty, of the id tokens alone.

They take longer to learn and to list than item vectors, and stand in a result of their own so that either can be made
again without the other.
"""

from __future__ import annotations

from eval.options import Options
from eval.result import Result
from eval.sequential import measure

NAME = "codes-beauty"
HELP = "Trains the recipes of id tokens on an imported Amazon Beauty and looks for each user's last item (--store)."
RECIPES = ("collaborative", "semantic")


def run(options: Options) -> Result:
    """Make the result."""
    return measure(NAME, options, RECIPES)
