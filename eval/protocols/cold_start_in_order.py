"""`cold-start` with each user's events in the order of the store: what do users who come new choose next?

What is asked is the very next item, after 0, 1, 3, 5 or 10 events, and models are tuned on events in that order. On
MovieLens-1M it is in good part the order of the pages that a newcomer is shown. Known users may have met items after
those who are asked about: MovieLens-1M tells no common time.
"""

from __future__ import annotations

from eval.coming_new import measure
from eval.options import Options
from eval.result import Result

NAME = "cold-start-in-order"
HELP = "As cold-start, with events in the order of the store: what is next, in place of what else (--store, --seed)."


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where too few users have events enough, RunError where nothing trains."""
    return measure(NAME, __doc__ or "", options, ordered=True)
