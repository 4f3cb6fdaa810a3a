"""The gates that look: each content in each theme in Chromium: light, dark, at every width, stripped, blocked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from digest import pipeline
from digest.config import Config
from digest.renderer import find_theme, render
from tests.gates.conftest import THEMES, Sample

pytestmark = pytest.mark.browser
Render = Callable[[str, str], Sample]
Show = Callable[[str, str], "Seen"]
PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='1600' height='900'/%3E"
"""Larger than any place for one, as those of the web are."""
_SOURCE = re.compile(r'(<img [^>]*?src=)"[^"]*"')
WIDTHS = (320, 360, 414, 480, 600, 640, 768, 1024, 1280)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FINGERTIP, SMALLEST, RUNNING = 44, 12, 14
"""CSS pixels of a button, of the smallest text, and of text that is read."""

MEASURE = """
() => {
  const texts = [], buttons = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, said = walker.currentNode.data.trim();
    if (!said.replace(/[\\u00a0\\u200c\\u034f]/g, "") || !element.checkVisibility({ opacityProperty: true })) continue;
    texts.push([parseFloat(getComputedStyle(element).fontSize), said]);
  }
  for (const link of document.links) {
    const style = getComputedStyle(link), box = link.getBoundingClientRect();
    if (style.backgroundColor === "rgba(0, 0, 0, 0)" || !link.checkVisibility()) continue;
    buttons.push([link.innerText, box.height, box.width]);
  }
  return { texts, buttons };
}
"""
LETTERS = {"japanese": "港灯", "persian": "بم", "persian feed": "بم"}
"""Two letters of each content that a machine may have no font for."""
DRAWS = """
letters => {
  const drawn = [...letters].map(letter => {
    const pen = Object.assign(document.createElement("canvas"), { width: 64, height: 64 }).getContext("2d");
    pen.font = "32px sans-serif";
    pen.fillText(letter, 16, 48);
    return pen.canvas.toDataURL();
  });
  return new Set(drawn).size === drawn.length;  // without a font both are the same box
}
"""
PAIRS = """
() => {
  const two = part => (+part).toString(16).padStart(2, "0");
  const hex = color => "#" + color.match(/\\d+/g).slice(0, 3).map(two).join("");
  const own = element => getComputedStyle(element).backgroundColor;
  const ground = element => {
    while (element && /^rgba\\(.*, 0\\)$/.test(own(element))) element = element.parentElement;
    return hex(element ? own(element) : "255 255 255");
  };
  const said = [...document.querySelectorAll("img[alt]:not([alt=''])")];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.replace(/[\\s\\u00a0\\u200c\\u034f]/g, "")) said.push(walker.currentNode.parentElement);
  }
  return said.filter(each => each.checkVisibility()).map(each => [hex(getComputedStyle(each).color), ground(each)]);
}
"""
AXE = """
options => axe.run(document, { ...options, resultTypes: ["violations"], selectors: false })
  .then(found => found.violations
  .filter(each => ["critical", "serious"].includes(each.impact))
  .map(each => each.id + ": " + each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")))
"""


@dataclass(frozen=True)
class Seen:
    """What the browser measured of one sample: by its light, its dark and its bare page (without any <style>).

    `overflow` is where the page is wider than the screen, `bare` the same without styles, `light` and `dark` what
    axe-core finds, `texts` and `buttons` what is seen on a phone, `blocked` the same with pictures blocked.
    """

    overflow: list[tuple[int, int]]
    bare: list[tuple[int, int]]
    light: list[str]
    dark: list[str]
    texts: list[tuple[float, str]]
    buttons: list[tuple[str, float, float]]
    blocked: tuple[list[Any], list[Any]]


def look(page: Page, content: str, axe: str) -> Seen:
    """Load `content` three times: as it is, without its <style>, and without pictures."""
    pictured = _SOURCE.sub(rf'\1"{PICTURE}"', content)
    _load(page, pictured)
    overflow = _overflow(page)
    phone = _measure(page)
    page.evaluate(axe)
    light: list[str] = page.evaluate(AXE, {"runOnly": LEVELS})
    page.emulate_media(color_scheme="dark")
    dark: list[str] = page.evaluate(AXE, {"runOnly": ["color-contrast"]})
    _load(page, re.sub(r"<style.*?</style>", "", pictured, flags=re.DOTALL))
    bare = _overflow(page)
    _load(page, _SOURCE.sub(r'\1"data:,"', content))
    off = _measure(page)
    blocked = (off["texts"], [button[0] for button in off["buttons"]])
    return Seen(overflow, bare, light, dark, phone["texts"], phone["buttons"], blocked)


def _load(page: Page, content: str) -> None:
    page.emulate_media(color_scheme="light")
    page.set_content(content, wait_until="load")


def _overflow(page: Page) -> list[tuple[int, int]]:
    """The widths at which the page is wider than the screen, each with the page's own."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found.append((width, page.evaluate("document.documentElement.scrollWidth")))
    return [(width, needed) for width, needed in found if needed > width]


def _measure(page: Page) -> Any:
    page.set_viewport_size({"width": 375, "height": 900})
    return page.evaluate(MEASURE)


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core as the package axe-playwright-python carries it."""
    spec = find_spec("axe_playwright_python")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("no axe-core: pip install axe-playwright-python")
    return (Path(next(iter(spec.submodule_search_locations))) / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """One page for all, to which nothing of the network comes."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    return page


@pytest.fixture(scope="module")
def show(page: Page, axe: str, sample: Render) -> Show:
    """A content in a theme as the browser shows it, measured when a test first asks.

    Where it has no letters for the content there is nothing to measure.
    """

    @cache
    def measured(content: str, theme: str) -> Seen:
        return look(page, sample(content, theme).page, axe)

    def shown(content: str, theme: str) -> Seen:
        if (letters := LETTERS.get(content)) and not page.evaluate(DRAWS, letters):
            pytest.skip(f"no font with the letters {letters}: {content} would be boxes (Debian: fonts-noto-cjk)")
        return measured(content, theme)

    return shown


def test_nothing_sticks_out(content: str, theme: str, show: Show) -> None:
    """No width from 320 to 1280 pixels makes the reader scroll sideways, also where every <style> is dropped."""
    seen = show(content, theme)
    assert seen.overflow == []
    assert seen.bare == []


def test_everybody_can_use_it(content: str, theme: str, show: Show) -> None:
    """axe-core finds nothing critical or serious by WCAG A and AA, nor a contrast too low in light or in dark mode."""
    seen = show(content, theme)
    assert seen.light == []
    assert seen.dark == []


def test_everything_is_large_enough(content: str, theme: str, show: Show) -> None:
    """On a phone text has 12 pixels, what is read 14, and every button a fingertip's height."""
    seen = show(content, theme)
    assert [text for text in seen.texts if text[0] < SMALLEST] == []
    letters = sum(len(said) for _, said in seen.texts)
    assert sum(len(said) for size, said in seen.texts if size >= RUNNING) > letters / 2
    assert seen.buttons
    assert [button for button in seen.buttons if button[1] < FINGERTIP] == []


def test_it_works_without_pictures(content: str, theme: str, show: Show) -> None:
    """With pictures blocked every text and every button is still there, and no button is a picture."""
    seen = show(content, theme)
    assert all(seen.blocked[1])
    assert seen.blocked == (seen.texts, [button[0] for button in seen.buttons])


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_colours_that_is_drawn_is_checked(
    theme: str, page: Page, planned: Callable[[str], Config]
) -> None:
    """What a newsletter may choose is refused where it cannot be read: for each colour of text on each ground.

    Each option has a colour that no other has; the browser says which meet, in light and in dark mode.
    """
    found = find_theme(theme, overrides=None, options={})
    names = [each.name for each in found.declared if each.type in ("color", "auto-color")]
    names.sort(key=lambda name: name.endswith("_dark"))
    shades = {name: f"#{number * 8:02x}{number * 3:02x}40" for number, name in enumerate(names, 1)}
    issue = pipeline.find_issue(planned("every kind"), None)
    email = render(issue, theme=replace(found, options={**found.options, **shades}))
    _load(page, _SOURCE.sub(r'\1"data:,"', email.html))
    drawn = set(map(tuple, page.evaluate(PAIRS)))
    page.emulate_media(color_scheme="dark")
    drawn |= set(map(tuple, page.evaluate(PAIRS)))
    known = {shade: name for name, shade in shades.items()}
    declared = {frozenset((each.name, ground)) for each in found.declared for ground in each.on}
    assert len(drawn) > 10
    pairs = {(known.get(text, text), known.get(ground, ground)) for text, ground in drawn}
    assert {pair for pair in pairs if frozenset(pair) not in declared} == set()


def test_a_missing_font_is_known(page: Page) -> None:
    """Letters that no font has are told from those of every machine: they are not measured as if they were there."""
    assert page.evaluate(DRAWS, "ab")
    assert not page.evaluate(DRAWS, "\U000f1234\U000f1235")


def test_the_measures_measure(page: Page, axe: str) -> None:
    """The tests above see what is wrong."""
    seen = look(
        page,
        "<style>p { width: 900px; }</style><p style='font-size:9px;color:#999'>small and pale</p>"
        "<a href='https://a.example' style='background:#000;color:#fff'>go</a>"
        '<a href="https://a.example"><img src="https://a.example/i.png"></a>',
        axe,
    )
    assert [width for width, _ in seen.overflow] == [*WIDTHS]
    assert [width for width, _ in seen.bare] == [*WIDTHS]  # the picture
    assert {said.partition(":")[0] for said in seen.light} >= {"color-contrast", "image-alt", "link-name"}
    assert [said.partition(":")[0] for said in seen.dark] == ["color-contrast"]
    assert seen.texts[0][0] < SMALLEST
    assert seen.buttons[0][1] < FINGERTIP
