"""The page in a real browser: Debian's chromium, driven by playwright, over the app as it is served.

`PROMPTREC_SCREENSHOT=docs/screenshot.png pytest tests/test_page.py -k demo` takes the picture of the README again.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

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

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]
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
]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed: apt-get install chromium"),
    # Gradio 6.31 counts its own events in a way that pandas 3 deprecates.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


class WordByWord:
    """An agent whose words take time, as those of a large model do; with `endless` they end only when it is stopped."""

    def __init__(self, agent: Agent, *, endless: bool = False) -> None:
        self.agent, self.endless = agent, endless
        self.stopped = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.agent, name)

    def stream(self, session: Session, message: str, *, stop: threading.Event | None = None) -> Iterator[str | Reply]:
        assert stop is not None
        try:
            while self.endless and not stop.wait(0.02):
                yield "and "
            for piece in self.agent.stream(session, message, stop=stop):
                stop.wait(0.03)
                yield piece
        finally:
            self.stopped.set()


def agent_over(folder: Path, items: list[Item]) -> Agent:
    return build_agent(write_store(folder, items, name="films", source="test", item_noun="film"), ScriptedLM(), None)


def served(agent: Any) -> Any:
    return serving(create_app(cast(Agent, agent), Sessions(":memory:")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(WordByWord(agent_over(tmp_path_factory.mktemp("page") / "films", FILMS))) as url:
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    with visit(browser, url) as page:
        yield page


class visit:
    """A visitor with a browser of their own. No request may leave this machine, no script may fail."""

    def __init__(self, browser: Browser, url: str, *, width: int = 1280, height: int = 900) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.url, self.trouble = url, list[str]()

    def __enter__(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("dialog", lambda dialog: self.trouble.append(f"dialog: {dialog.message}"))
        page.goto(self.url)
        expect(box(page)).to_be_visible()
        expect(cards(page).first).to_be_visible()
        return page

    def __exit__(self, *failed: object) -> None:
        self.context.close()
        if failed[0] is None:
            assert self.trouble == []

    def _note(self, address: str) -> None:
        if not address.startswith((self.url, "data:", "blob:")):
            self.trouble.append(f"request: {address}")


def box(page: Page) -> Locator:
    return page.get_by_label("Your message")


def cards(page: Page) -> Locator:
    return page.locator("#picks article:visible")


def said(page: Page, who: str = "bot") -> Locator:
    return page.locator(f"#talk [data-testid={who}]")


def say(page: Page, message: str) -> None:
    """Send a message and wait for the whole answer."""
    before = said(page).count()
    box(page).fill(message)
    box(page).press("Enter")
    expect(said(page)).to_have_count(before + 1)
    expect(page.get_by_role("button", name="Send")).to_be_visible()


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


def test_a_first_click_is_enough(page: Page) -> None:
    page.get_by_role("button", name="Surprise me").click()
    expect(said(page)).to_have_count(1)
    expect(cards(page).first).to_be_visible()


def test_cards_that_stand_there_at_first_can_be_spoken_of(page: Page) -> None:
    title = cards(page).nth(1).locator("h3").inner_text()
    say(page, "I have seen the second one")
    expect(page.locator("#known")).to_contain_text(title.rsplit(" ", 1)[0])


def test_two_visitors_share_nothing(browser: Browser, url: str) -> None:
    with visit(browser, url) as one, visit(browser, url) as two:
        say(one, "I loved Heat, said the canary")
        two.reload()
        expect(cards(two).first).to_be_visible()
        expect(two.locator("#known")).to_contain_text("Nothing yet")
        say(two, "Hello")
        assert "canary" not in two.content() and "Heat (1995)" not in two.locator("#known").inner_text()


def test_a_small_screen_is_not_wider_than_itself(browser: Browser, url: str) -> None:
    with visit(browser, url, width=390, height=844) as page:
        say(page, "I loved Heat")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        expect(box(page)).to_be_in_viewport()


def test_hostile_titles_are_only_read(browser: Browser, tmp_path: Path) -> None:
    items = [
        Item(f"evil-{number}", text, 1990 + number, text, {"genre": ("Drama", text), "director": (text,)})
        for number, text in enumerate(EVIL)
    ]
    with served(agent_over(tmp_path / "evil", items)) as url, visit(browser, url) as page:
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


def test_an_answer_can_be_stopped(browser: Browser, tmp_path: Path) -> None:
    agent = WordByWord(agent_over(tmp_path / "films", FILMS), endless=True)
    with served(agent) as url, visit(browser, url) as page:
        box(page).fill("Talk to me")
        box(page).press("Enter")
        expect(said(page).last).to_contain_text("and and and")
        page.get_by_role("button", name="Stop").click()
        assert agent.stopped.wait(5)
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        expect(said(page)).to_have_count(0)


@pytest.mark.skipif(not (DEMO_LM / "promptrec.json").is_file(), reason="the demo language model is not there")
def test_the_demo_talks_about_films(browser: Browser) -> None:
    from agent.loading import load_agent

    agent = load_agent(Store.open(DEMO_LM.parent / "store"))
    with served(agent) as url, visit(browser, url) as page:
        page.set_default_timeout(30_000)
        say(page, "I loved Heat and Inception, but no horror please")
        say(page, "Something older, under two hours")
        say(page, "Who directed the second one?")
        expect(cards(page)).to_have_count(5)
        expect(page.locator("#known").get_by_label("Inception (2010)")).to_be_visible()
        if picture := os.environ.get("PROMPTREC_SCREENSHOT"):
            page.screenshot(path=picture)
