"""The page in a real browser, as a person uses it: opened, written to, read and waited for.

Shared by `tests/test_page.py` and `docs/transcripts.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium without a screen; what is waited for may take a minute."""
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def visit(context: BrowserContext, url: str) -> Iterator[Page]:
    """A page that nobody used before. No request of it may leave this machine, no script of it may fail."""
    trouble: list[str] = []
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("request", lambda request: trouble.append(request.url) if not own(request.url, url) else None)
    page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
    page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    page.goto(url)
    expect(box(page)).to_be_visible()
    expect(cards(page).first).to_be_visible()
    yield page
    page.evaluate("localStorage.clear()")
    page.close()
    assert trouble == []


def own(address: str, url: str) -> bool:
    return address.startswith((url, "data:", "blob:"))


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
