"""Users who come new, with a profile and 0, 1, 3, 5 or 10 events: what else do they choose, among all items?

The seed divides users of the store: 70 % are known from before and pre-train a sequence model (`sasrec`); of 15 % the
first 12 events are learned from, the last two of them for validation; the rest is asked about, and nothing of them is
learned. Each user's events are in an order drawn by the seed: MovieLens shows newcomers pages of films to rate, and
what stands next on a page is no taste (`cold-start-in-order` keeps that order). Ten of a user's later events are asked
for, each by itself. All recipes start from the one pre-trained model, with the same steps. R@k and N@k leave out the
history's items and are the mean over 1, 3, 5 and 10 events; `zero_` ones know the profile alone, `3_` ones three
events; ties are drawn. `tuned` is how many parameters a recipe tunes, `popular_by_profile` counts what known users of
the same gender and age group met, `user_bytes` what it keeps of one more user besides the events. A store without
profiles (MovieTweetings) is measured without the recipes that read them.
"""

from __future__ import annotations

from eval.coming_new import measure
from eval.options import Options
from eval.result import Result

NAME = "cold-start"
HELP = "Tunes PPR and its rivals for users who come new with a profile, and ranks what they chose (--store, --seed)."


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where too few users have events enough, RunError where nothing trains."""
    return measure(NAME, __doc__ or "", options, ordered=False)
