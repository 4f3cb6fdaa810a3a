"""The example's email in a browser: no sideways scrolling, readable in light and dark, pictures with their room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from digest.config import Config
from docs.screenshots import serve_pictures

pytestmark = pytest.mark.browser

TEXTS = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ opacityProperty: true })) continue;
    if (["STYLE", "TITLE", "SCRIPT"].includes(element.tagName)) continue;
    let under = element;
    while (under && ["rgba(0, 0, 0, 0)", "transparent"].includes(getComputedStyle(under).backgroundColor))
      under = under.parentElement;
    const style = getComputedStyle(element);
    found.push({
      text: walker.currentNode.data.trim().slice(0, 60),
      color: style.color,
      background: under ? getComputedStyle(under).backgroundColor : "rgb(255, 255, 255)",
      size: parseFloat(style.fontSize),
      weight: parseInt(style.fontWeight),
    });
  }
  return found;
}
"""


@contextmanager
def shown(browser: Browser, config: Config, content: str, *, width: int = 800, scheme: str = "light") -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    try:
        serve_pictures(page, config)
        page.set_content(content, wait_until="load")
        yield page
    finally:
        page.close()


def luminance(color: str) -> float:
    """Relative luminance of an opaque computed colour (WCAG 2.2)."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", color)]
    assert len(numbers) == 3 or numbers[3] == 1, color
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (number / 255 for number in numbers[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two opaque colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def unreadable(texts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The texts below WCAG AA: 4.5, or 3 when large."""

    def needed(text: dict[str, Any]) -> float:
        return 3.0 if text["size"] >= 24 or (text["size"] >= 18.66 and text["weight"] >= 700) else 4.5

    return [text for text in texts if contrast(text["color"], text["background"]) < needed(text)]


@pytest.mark.parametrize("width", [320, 375, 800])
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "without style"])
def test_no_sideways_overflow(styled: bool, width: int, browser: Browser, config: Config, email: str) -> None:
    """Nothing sticks out at phone and desktop widths, also where a mail program drops every <style>."""
    content = email if styled else re.sub(r"<style.*?</style>", "", email, flags=re.DOTALL)
    assert ("<style" in content) is styled
    with shown(browser, config, content, width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = "[...document.images].filter(image => image.getBoundingClientRect().right > innerWidth + 0.5)"
        assert page.evaluate(f"{wide}.map(image => image.src)") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 800])
def test_text_is_readable(width: int, scheme: str, browser: Browser, config: Config, email: str) -> None:
    """Every text has the contrast that WCAG AA asks for, with the colours that the browser computes."""
    with shown(browser, config, email, width=width, scheme=scheme) as page:
        texts = page.evaluate(TEXTS)
    assert len(texts) > 50
    assert unreadable(texts) == []
    assert min(text["size"] for text in texts) >= 12


def test_dark_is_dark(browser: Browser, config: Config, email: str) -> None:
    """Dark mode gives dark grounds and light text; light mode the other way round."""
    found = {}
    for scheme in ("light", "dark"):
        with shown(browser, config, email, scheme=scheme) as page:
            found[scheme] = page.evaluate(TEXTS)
    light, dark = found["light"], found["dark"]
    assert [text["text"] for text in light] == [text["text"] for text in dark]
    changed = sum(one["background"] != other["background"] for one, other in zip(light, dark, strict=True))
    assert changed / len(light) > 0.9
    body = [text for text in dark if text["size"] <= 18]
    assert sum(luminance(text["background"]) < 0.1 for text in body) / len(body) > 0.9
    assert sum(luminance(text["color"]) > luminance(text["background"]) for text in body) / len(body) > 0.9


def test_the_measure_measures(browser: Browser, config: Config) -> None:
    """The tests above see what is wrong: grey on grey is found, and so is a table that sticks out."""
    content = '<body style="background:#777"><p style="color:#888">grey</p><table width="900"><td>wide</td></table>'
    with shown(browser, config, content, width=375) as page:
        assert [text["text"] for text in unreadable(page.evaluate(TEXTS))] == ["grey"]
        assert page.evaluate("document.documentElement.scrollWidth") >= 900


def test_pictures(browser: Browser, config: Config, email: str) -> None:
    """Every picture has an alt text or is marked as decoration, a width and a height, and is there."""
    with shown(browser, config, email) as page:
        pictures = page.evaluate(
            "[...document.images].map(i => ({src: i.src, alt: i.getAttribute('alt'), width: i.getAttribute('width'),"
            " height: i.getAttribute('height'), loaded: i.naturalWidth}))"
        )
    assert len(pictures) > 10
    for picture in pictures:
        assert picture["alt"] is not None, picture
        assert int(picture["width"]) > 0, picture
        assert int(picture["height"]) > 0, picture
        assert picture["loaded"] > 0, picture
    assert sum(bool(picture["alt"]) for picture in pictures) > 10


def test_readable_without_pictures(browser: Browser, email: str) -> None:
    """With pictures blocked nothing overlaps or sticks out, and the stories' titles are there as text."""
    page = browser.new_page(viewport={"width": 375, "height": 900})
    try:
        page.route("**/*", lambda route: route.abort())
        page.set_content(email, wait_until="load")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert page.locator("h1:visible, h2:visible, h3:visible").count() > 10
    finally:
        page.close()
