"""The page's small pieces of HTML; whatever is not ours in them is inert."""

from __future__ import annotations

from agent.faces.markup import inert

HEADER = '<header id="top"><b>promptrec</b><span>Tell me what you like. I only name what I have.</span></header>'
KNOWN = "<h2>What I know about you</h2>"
NOTHING = '<p class="hint">Nothing yet. What you tell me shows up here, and you can take it back.</p>'
WELCOME = "### What are you in the mood for?\nPick a line to begin, or write your own."


def notice(text: str) -> str:
    """Something the visitor should know, read out by a screen reader; nothing where there is nothing to say."""
    return f'<p role="status">{inert(text)}</p>' if text else ""


def picks(*, fresh: bool = False) -> str:
    """The heading over the cards; `fresh` when nothing was asked for yet."""
    return f"<h2>{'To start with' if fresh else 'Picks for you'}</h2>"
