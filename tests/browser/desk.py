"""The studio open in the browser, and what a person does there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, FrameLocator, Locator, Page, Route, expect

from tests.cli.folder import Folder

PATIENCE = 15_000
"""Milliseconds for which a test waits for what comes at once on a quiet machine."""
SHOWN = "#glass iframe:not(.waiting)"
STANDARD = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "iframes": False,  # the email has gates of its own
    # Where all is well is not told, nor how each element is found: on a page of source that takes most of the time.
    "resultTypes": ["violations"],
    "selectors": False,
}


@contextmanager
def opened(browser: Browser, url: str, *, width: int = 1280, height: int = 860, **context: Any) -> Iterator[Page]:
    """The studio with the email in its frame; a message of the browser about an error fails the test."""
    context.setdefault("color_scheme", "null")  # what a frame prefers is up to the page then, as for a person
    page = browser.new_page(viewport={"width": width, "height": height}, **context)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if _is_breach(said.text) else None)
    page.goto(url)
    settled(page)
    yield page
    page.close()
    assert not problems


def _is_breach(said: str) -> bool:
    """Whether the browser had to stop something; that pictures are off is a wish."""
    return "Content Security Policy" in said and "img-src" not in said


def until(page: Page, expression: str, *, patience: float = 15) -> None:
    """Wait until `expression` is true: Playwright's own way would need `eval`, which the studio's policy forbids."""
    end = time.monotonic() + patience
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"this never came true: {expression}"
        page.wait_for_timeout(50)


def wait(page: Page, true: Callable[[], object]) -> None:
    """Wait until something outside the page is true, and let the page go on meanwhile."""
    end = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < end
        page.wait_for_timeout(50)


def touch(folder: Folder) -> None:
    """Have the studio tell its pages that something changed."""
    (folder.root / "issues" / folder.issue().id / "issue.json").touch()


class Late:
    """Answers of the studio from `address` that come when the test says so: it has done what it was asked, and the
    page does not know yet."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._held: list[tuple[Route, APIResponse]] = []
        self._over = False
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self._over:
            route.fallback()
        else:
            self._held.append((route, route.fetch()))

    def given(self, count: int = 1) -> None:
        """Wait until so many are on their way."""
        wait(self.page, lambda: len(self._held) >= count)

    def come(self) -> None:
        """Let the first of them come."""
        self.given()
        route, answer = self._held.pop(0)
        route.fulfill(response=answer)

    def end(self) -> None:
        """Let all come, and what is asked from now on at once."""
        self._over = True
        while self._held:
            self.come()


def settled(page: Page) -> None:
    """Wait until the email is there."""
    expect(page.locator(SHOWN)).to_be_visible(timeout=30_000)
    expect(page.locator("#glass iframe")).to_have_count(1, timeout=30_000)


def email(page: Page) -> FrameLocator:
    return page.frame_locator(SHOWN)


def row(page: Page, title: str) -> Locator:
    """The row of the outline whose title begins with `title`."""
    return page.locator("#outline .row").filter(has=page.locator(".title", has_text=title)).first


def pick(page: Page, title: str) -> None:
    row(page, title).locator(":scope > .pick").click()


def order(folder: Folder) -> list[str]:
    """The titles of the stories in the issue file."""
    return [story.title for story in folder.issue().stories()]


def drag(page: Page, what: Locator, to: Locator, *, beneath: bool = False) -> None:
    """Drag with the mouse: to the upper part of a row, or `beneath` it."""
    # Tall enough to see both: the test's mouse cannot wait at an edge until the list has scrolled.
    page.set_viewport_size({"width": 1280, "height": 3000})
    box = to.bounding_box()
    assert box
    what.drag_to(to, target_position={"x": 60, "y": box["height"] - 4 if beneath else 4})


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe-core finds in the page, or `within` a part of it, in a line each."""
    found = Axe().run(page, context=within, options=STANDARD).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
