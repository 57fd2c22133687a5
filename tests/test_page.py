"""The page in a real browser: Debian's chromium, driven by playwright, over the app as it is served.

`PROMPTREC_SCREENSHOT=docs/screenshot.png pytest tests/test_page.py -k demo` takes the picture of the README again.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from agent.agent import Agent
from agent.build import build_agent
from agent.reply import Reply
from agent.session import Session
from agent.sessions import Sessions
from app import create_app
from data.records import Item
from data.store import Store, write_store
from eval.loopback import serving
from prompts.lm import ScriptedLM
from tests.browser import CHROMIUM, box, cards, chromium, said, say, visit

ENDLESS = "Go on and on"
DEMO_LM = Path(__file__).parent.parent / "demo" / "lm"
EVIL = [
    '<img src="http://evil.example/x.png" onerror="window.pwned=1">', "[click](javascript:window.pwned=1)",
    "![x](http://evil.example/y.png)", "<script>window.pwned=1</script>", "${window.pwned=1} {{window.pwned=1}}",
]
FILMS = [
    Item("heat", "Heat", 1995, "A thief.", {"genre": ("Crime", "Drama"), "director": ("Michael Mann",)}),
    Item("thief", "Thief", 1981, "One last job.", {"genre": ("Crime",), "director": ("Michael Mann",)}),
    Item("clue", "Clue", 1985, "A butler.", {"genre": ("Comedy", "Crime"), "director": ("Jonathan Lynn",)}),
    Item("legend", "Legend", 1985, "Unicorns.", {"genre": ("Fantasy",), "director": ("Ridley Scott",)}),
    *(
        Item(f"plain-{number}", f"{name} Harbour", 1990 + number, "Boats.", {"genre": ("Drama",)})
        for number, name in enumerate(("Silent", "Golden", "Broken", "Distant"))
    ),
    *(
        Item(f"evil-{number}", text, 1980 + number, text, {"genre": ("Noir", text), "director": (text,)})
        for number, text in enumerate(EVIL)
    ),
]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed: apt-get install chromium"),
    # Gradio 6.31 counts its own events in a way that pandas 3 deprecates.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


class WordByWord:
    """An agent whose words take time, as those of a large model do; asked to go on and on, it must be stopped."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.stopped = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.agent, name)

    def stream(self, session: Session, message: str, *, stop: threading.Event | None = None) -> Iterator[str | Reply]:
        assert stop is not None
        try:
            while message == ENDLESS and not stop.wait(0.1):
                yield "and "
            for piece in self.agent.stream(session, message, stop=stop):
                stop.wait(0.03)
                yield piece
        finally:
            self.stopped.set()


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> WordByWord:
    store = write_store(tmp_path_factory.mktemp("page") / "films", FILMS, name="films", source="test", item_noun="film")
    return WordByWord(build_agent(store, ScriptedLM(), None))


@pytest.fixture(scope="module")
def url(agent: WordByWord) -> Iterator[str]:
    with serving(create_app(cast(Agent, agent), Sessions(":memory:"))) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, url: str) -> Iterator[Page]:
    with visit(context, url) as page:
        yield page


def test_a_visitor_talks_presses_and_takes_things_back(page: Page) -> None:
    page.evaluate("""() => { window.seen = [];
        new MutationObserver(() => { const all = document.querySelectorAll('#talk [data-testid=bot]');
            if (all.length) window.seen.push(all[all.length - 1].textContent.trim().length); })
        .observe(document.body, {childList: true, subtree: true, characterData: true}); }""")
    say(page, "I loved Heat, but no fantasy please")
    lengths = sorted(set(page.evaluate("window.seen")))
    assert len(lengths) > 4, "the answer came in one piece"
    expect(said(page, "user")).to_have_text("I loved Heat (1995), but no fantasy please")
    expect(cards(page)).to_have_count(5)
    expect(page.locator("#picks")).not_to_contain_text("Legend")
    known = page.locator("#known")
    expect(known.get_by_label("Heat (1995)")).to_be_visible()
    expect(known.get_by_label("Fantasy")).to_be_visible()

    page.get_by_role("button", name="Like Thief 1981", exact=True).click()
    expect(page.get_by_role("button", name="Liked Thief 1981")).to_have_attribute("aria-pressed", "true")
    expect(known.get_by_label("Thief (1981)")).to_be_visible()
    expect(said(page)).to_have_count(2)
    page.get_by_role("button", name="Why? Thief 1981").click()
    expect(said(page)).to_have_count(3)
    expect(said(page).last).to_contain_text("Michael Mann")

    known.get_by_label("Fantasy").check()
    page.get_by_role("button", name="Forget selected").click()
    expect(known.get_by_label("Fantasy")).to_have_count(0)
    expect(known.get_by_label("Heat (1995)")).to_be_visible()

    page.reload()
    expect(said(page)).to_have_count(3)
    expect(cards(page)).to_have_count(5)
    expect(page.locator("#known").get_by_label("Thief (1981)")).to_be_visible()

    page.get_by_role("button", name="Start over").click()
    expect(said(page)).to_have_count(0)
    expect(page.locator("#known")).to_contain_text("Nothing yet")


def test_cards_that_stand_there_at_first_can_be_spoken_of(page: Page) -> None:
    title = cards(page).nth(1).locator("h3").inner_text()
    say(page, "I have seen the second one")
    expect(page.locator("#known")).to_contain_text(title.rsplit(" ", 1)[0])


def test_two_visitors_share_nothing(page: Page, browser: Browser, url: str) -> None:
    say(page, "I loved Heat, said the canary")
    stranger = browser.new_context()
    with visit(stranger, url) as other:
        expect(other.locator("#known")).to_contain_text("Nothing yet")
        say(other, "Hello")
        assert "canary" not in other.content()
        expect(other.locator("#known")).not_to_contain_text("Heat (1995)")
    stranger.close()


def test_a_small_screen_is_not_wider_than_itself_and_a_first_click_is_enough(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Surprise me").click()
    expect(said(page)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(box(page)).to_be_in_viewport()


def test_hostile_titles_are_only_read(page: Page) -> None:
    say(page, "Something noir please")
    for text in EVIL:
        expect(page.locator("#picks")).to_contain_text(text)
    say(page, f"I loved {EVIL[0]} and {EVIL[1]} <b>bold</b> ![](http://evil.example/z.png)")
    for button in ("Like", "Why?", "Dislike", "Seen it"):
        page.locator("#picks").get_by_role("button", name=button).first.click()
    expect(page.locator("#known .chips:visible").first).to_be_visible()
    page.reload()
    expect(said(page).first).to_be_visible()
    assert page.evaluate("window.pwned") is None
    assert page.locator("#desk").locator("img, script, iframe, a[href]").count() == 0


def test_an_answer_can_be_stopped(page: Page, agent: WordByWord) -> None:
    agent.stopped.clear()
    box(page).fill(ENDLESS)
    box(page).press("Enter")
    expect(said(page).last).to_contain_text("and and")
    page.get_by_role("button", name="Stop").click()
    assert agent.stopped.wait(20)
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(said(page)).to_have_count(0)


def test_the_demo_talks_about_films(context: BrowserContext) -> None:
    from agent.loading import load_agent

    app = create_app(load_agent(Store.open(DEMO_LM.parent / "store")), Sessions(":memory:"))
    with serving(app) as url, visit(context, url) as page:
        say(page, "I loved Heat and Inception, but no horror please")
        say(page, "Something older, under two hours")
        say(page, "Who directed the second one?")
        expect(cards(page)).to_have_count(5)
        expect(page.locator("#known").get_by_label("Inception (2010)")).to_be_visible()
        if picture := os.environ.get("PROMPTREC_SCREENSHOT"):
            page.screenshot(path=picture)
