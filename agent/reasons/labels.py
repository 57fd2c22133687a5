"""What a text can say with a value or with a title: the labels that a reader of explanations learns to tell apart."""

from __future__ import annotations

from prompts.mark_reader import Labels

LABELS = Labels(
    sorts={
        "self": "it", "item": "titanic", "person": "john", "genre": "comedy", "mood": "dark", "keyword": "war",
        "country": "france", "year": "1995", "decade": "1990s", "length": "minutes", "count": "seven",
        "share": "percent", "stranger": "smith",
    },
    titles=("self", "item"),
    of_titles=(
        "liked", "disliked", "newer", "older", "longer", "shorter", "same_year", "crowd", "nobody", "shared",
        "compared",
    ),
    of_values=(
        "none", "own", "director", "cast", "other", "both", "both_director", "both_cast", "wish", "avoid", "crowd",
        "years_newer", "years_older", "minutes_longer", "minutes_shorter",
    ),
)  # fmt: skip
"""Of a value: said of the item ("own", people as "director" or "cast"), of the other item that is named, of both, of
what the user asked for ("wish") or would be spared ("avoid"), of other people, as a difference from the other item, or
nothing. Of the other item's title: that the user likes or dislikes it, that the item is newer ... than it, that other
people who like it like the item, or nobody does, and whether it is what a value is "shared" with, or a figure
"compared" with."""
