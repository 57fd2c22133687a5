"""The page docs/transcripts.md: ten conversations of docs/transcripts.toml, played through the real page of the demo.

    python docs/transcripts.py             play them in a browser and write the page anew
    python docs/transcripts.py --check     say whether the page is of these conversations, and fail where not

Playing fails where an answer is empty, where a list brings back a film that was refused, and where a conversation does
not end with the film that was looked for.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.session import Session
from agent.sessions import Sessions
from data.catalogue import Catalogue
from data.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_suffix(".md")
TOLD = Path(__file__).with_suffix(".toml")
STORE = ROOT / "demo" / "store"
MANY = 10
_HEAD = """# Ten conversations

Made by `docs/transcripts.py`, not by hand: [`transcripts.toml`](transcripts.toml) holds what each person says and the
film that they are looking for, and the answers are read off the page of the demo. Medians over {count} answers:
{first:.2f} seconds to the first words, {whole:.2f} seconds to the whole answer.
"""
_PERSON, _AGENT, _NOTICE = "**Person:** ", "**promptrec:** ", "**Below it:** "
_ACTIVE = re.compile(r"([\\`*_\[\]<>#|])")
_FIRST_WORDS = """([before]) => { const all = document.querySelectorAll('#talk [data-testid=bot]');
    return all.length > before && !['', '…'].includes(all[all.length - 1].textContent.trim()); }"""


class TranscriptError(ValueError):
    """A conversation is not what it should be; the message says which, where and what to do."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that is pressed on the card at a place, counted from 1."""

    button: str
    place: int


@dataclass(frozen=True, slots=True)
class Told:
    """One conversation as it is to be played: its messages, and the label of the film that is looked for."""

    title: str
    film: str
    messages: tuple[str | Press, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said or pressed, the answer as the page shows it, the new list if there is one, and the seconds."""

    said: str
    answer: str
    listed: tuple[tuple[str, str], ...] = ()
    """Label and reasons of each card."""
    seconds: tuple[float, float] | None = None
    """To the first words and to the whole answer; None for a button."""
    notice: str = ""
    """What the page says below the talk: which wishes were let go."""


class Watched(Sessions):
    """Keeps the latest session in sight: what was refused in words stands nowhere on the page."""

    latest: Session = Session("nobody")

    def save(self, session: Session) -> None:
        self.latest = session
        super().save(session)


@dataclass(slots=True)
class Judge:
    """Looks at each turn of a conversation, and at its end."""

    told: Told
    catalogue: Catalogue
    turns: list[Turn] = field(default_factory=list)

    def take(self, turn: Turn, before: Session) -> None:
        """One more turn; `before` is the session before it. Raises TranscriptError for an answer that cannot stand."""
        place = f"{self.told.title!r}, {turn.said!r}"
        if not turn.answer.strip():
            raise TranscriptError(f"{place}: the answer is empty")
        known = before.preferences.known().union(before.refused)
        refused = {self.catalogue[item].label() for item in known} - {self.told.film}
        again = [label for label, _ in turn.listed if label in refused]
        if again:
            raise TranscriptError(f"{place}: the list brings back {', '.join(again)}, which the person has turned down")
        self.turns.append(turn)

    def close(self) -> None:
        """Raises TranscriptError where the film was never listed or the last answer is not about it."""
        film, title = self.told.film, self.told.film.rpartition(" (")[0]
        if not any(film in dict(turn.listed) for turn in self.turns):
            raise TranscriptError(f"{self.told.title!r}: {film} was in no list")
        if title not in self.turns[-1].answer:
            raise TranscriptError(f"{self.told.title!r} ends without {film}: {self.turns[-1].answer!r}")


def main() -> int:
    """Write or check the page; 1 where it was not true or a conversation failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where the page is of others")
    check = parser.parse_args().check
    try:
        told = conversations()
        if check:
            compare(PAGE.read_text(encoding="utf-8") if PAGE.is_file() else "", told)
        else:
            PAGE.write_text(page(told, record(told)), encoding="utf-8")
    except TranscriptError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def conversations() -> tuple[Told, ...]:
    """The conversations of transcripts.toml. Raises TranscriptError where they are not ten or a title is given away."""
    rows: list[dict[str, Any]] = tomllib.loads(TOLD.read_text(encoding="utf-8"))["conversation"]
    told = tuple(Told(row["title"], row["film"], tuple(_message(one) for one in row["messages"])) for row in rows)
    if len(told) != MANY:
        raise TranscriptError(f"docs/transcripts.toml holds {len(told)} conversations, not {MANY}")
    for one in told:
        title = one.film.rpartition(" (")[0].casefold()
        if any(isinstance(said, str) and title in said.casefold() for said in one.messages):
            raise TranscriptError(f"{one.title!r} names {one.film} before the page does")
    return told


def record(told: Sequence[Told]) -> list[list[Turn]]:
    """The turns of each conversation, played on the page in a browser. Raises TranscriptError for one that fails."""
    sys.path.insert(0, str(ROOT))
    from agent.loading import load_agent
    from app import create_app
    from eval.loopback import serving
    from tests.browser import chromium, visit

    store, sessions = Store.open(STORE), Watched(":memory:")
    played = []
    with serving(create_app(load_agent(store), sessions)) as url, chromium() as browser:
        for one in told:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            judge, sessions.latest = Judge(one, store.catalogue), Session("nobody")
            with visit(context, url) as shown:
                for message in one.messages:
                    before = sessions.latest
                    judge.take(_turn(shown, message, store.catalogue), before)
            context.close()
            judge.close()
            played.append(judge.turns)
    return played


def page(told: Sequence[Told], played: Sequence[Sequence[Turn]]) -> str:
    """The page as Markdown."""
    seconds = [turn.seconds for turns in played for turn in turns if turn.seconds is not None]
    first, whole = (statistics.median(one[place] for one in seconds) for place in (0, 1))
    parts = [_HEAD.format(count=len(seconds), first=first, whole=whole)]
    for number, (one, turns) in enumerate(zip(told, played, strict=True), 1):
        parts += [_heading(number, one), *_lines(one, turns)]
    return "\n".join(parts)


def compare(text: str, told: Sequence[Told]) -> None:
    """Raises TranscriptError where the page is not of these conversations: titles, messages, the film at the end."""
    again = "run `python docs/transcripts.py`"
    chapters = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    if len(chapters) != len(told):
        raise TranscriptError(f"docs/transcripts.md holds {len(chapters)} conversations, not {len(told)}; {again}")
    for number, (one, chapter) in enumerate(zip(told, chapters, strict=True), 1):
        if not chapter.startswith(_heading(number, one)):
            raise TranscriptError(f"docs/transcripts.md, conversation {number}: not {one.title!r}; {again}")
        said = [line.removeprefix(_PERSON) for line in chapter.splitlines() if line.startswith(_PERSON)]
        wanted = [_plain(message) for message in one.messages if isinstance(message, str)]
        if said != wanted:
            raise TranscriptError(f"docs/transcripts.md, {one.title!r}: other messages than in the toml; {again}")
        answers = [line for line in chapter.splitlines() if line.startswith(_AGENT)]
        if len(answers) != len(one.messages) or _plain(one.film.rpartition(" (")[0]) not in answers[-1]:
            raise TranscriptError(f"docs/transcripts.md, {one.title!r}: does not end with {one.film}; {again}")


def _message(given: str | dict[str, Any]) -> str | Press:
    return given if isinstance(given, str) else Press(given["press"], given["place"])


def _turn(shown: Page, message: str | Press, catalogue: Catalogue) -> Turn:
    """What happens on the page when a message is sent or a button pressed."""
    from playwright.sync_api import expect

    from tests.browser import box, cards, said

    had, count = _listed(shown, catalogue), said(shown).count()
    seconds: tuple[float, float] | None = None
    words = message if isinstance(message, str) else ""
    if isinstance(message, Press):
        words = f"{message.button} {had[message.place - 1][0]}"
        title = " ".join(cards(shown).nth(message.place - 1).locator("h3").inner_text().split())
        shown.get_by_role("button", name=f"{message.button} {title}", exact=True).click()
        expect(said(shown)).to_have_count(count + 1)
    else:
        box(shown).fill(message)
        start = time.perf_counter()
        box(shown).press("Enter")
        shown.wait_for_function(_FIRST_WORDS, arg=[count], polling="raf")
        first = time.perf_counter() - start
        expect(shown.get_by_role("button", name="Send")).to_be_visible()
        seconds = first, time.perf_counter() - start
    answer = " ".join(said(shown).last.inner_text().split())
    now = _listed(shown, catalogue)
    notice = " ".join(shown.locator("#notice").inner_text().split())
    return Turn(words, answer, now if now != had else (), seconds, notice)


def _listed(shown: Page, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Label and reasons of each card on the page."""
    from tests.browser import cards

    labels = {" ".join(f"{item.title} {item.year or ''}".split()): item.label() for item in catalogue}
    found = []
    for card in cards(shown).all():
        title = " ".join(card.locator("h3").inner_text().split())
        found.append((labels[title], " ".join(card.locator(".reason").inner_text().split())))
    return tuple(found)


def _heading(number: int, told: Told) -> str:
    return f"## {number}. {_plain(told.title)}\n\nLooking for {_plain(told.film)}.\n"


def _lines(told: Told, turns: Sequence[Turn]) -> Iterator[str]:
    for message, turn in zip(told.messages, turns, strict=True):
        who = _PERSON if isinstance(message, str) else "**Presses:** "
        yield f"{who}{_plain(turn.said)}\n\n{_AGENT}{_plain(turn.answer)}\n"
        if turn.listed:
            for number, (label, why) in enumerate(turn.listed, 1):
                yield f"{number}. *{_plain(label)}* {_plain(why)}"
            yield ""
        if turn.notice:
            yield f"{_NOTICE}{_plain(turn.notice)}\n"


def _plain(text: str) -> str:
    """Text on one line without a meaning in Markdown."""
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    sys.exit(main())
