"""The web archive of each content in each theme: valid, usable, and each issue on it as its web version is."""

from __future__ import annotations

import calendar
import mimetypes
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from digest.pipeline.freeze import newsletter_of
from digest.pipeline.output import theme_of
from digest.renderer import Archived, Site, read_letter, render_site
from digest.schedule import issue_id
from tests.gates.conftest import THEMES, Sample
from tests.gates.test_drawn import LETTERS, axe  # noqa: F401 - pytest finds the fixture here
from tests.gates.validator import validate

pytestmark = pytest.mark.browser
Render = Callable[[str, str], Sample]
Pages = Mapping[str, str]
HOME = "https://lantern.example/letter/"
HARD = ("every kind", "one story", "persian", "japanese", "hostile")
"""The contents that are each hard in their own way here, too."""
SIZES = {"every kind": 30}
"""Issues in the archive where it shall have years."""
PAIRS = [(content, theme) for content in HARD for theme in THEMES]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"/>'
AXE = """
() => axe.run(document, { resultTypes: ["violations"], selectors: false }).then(found => found.violations
  .map(each => each.id + ": " + each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")))
"""
NUMBERS = re.compile(r"\d+|" + "|".join(calendar.month_name[1:]))
PLACES = """
start => {
  const root = document.querySelector(start), from = root.getBoundingClientRect();
  return [...root.querySelectorAll("*")].filter(each => each.checkVisibility()).map(each => {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    const numbers = [box.x - from.x, box.y - from.y, box.width, box.height].map(Math.round);
    return [each.tagName, ...numbers, style.color, style.backgroundColor, style.fontSize].join(" ");
  });
}
"""


@pytest.fixture(scope="session")
def pages(sample: Render) -> Callable[[str, str], Pages]:
    """The archive of a content in a theme by path: the same issue in several weeks, of which one is a draft."""

    @cache
    def made(content: str, theme: str) -> Pages:
        one = sample(content, theme)
        letter = read_letter(one.email.web)
        issues = []
        for back in reversed(range(SIZES.get(content, 3))):
            day = one.issue.date - timedelta(weeks=back)
            changes = {"id": issue_id(one.config.schedule, day), "date": day, "number": 100 - back}
            issues.append(Archived(one.issue.model_copy(update=changes), letter, draft=back == 1))
        site = Site(newsletter_of(one.config), HOME, tuple(issues))
        return dict(render_site(site, theme=theme_of(one.config)))

    return made


@pytest.fixture(scope="session")
def faults(pages: Callable[[str, str], Pages], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """What the Nu Html Checker says of each page, style sheet and drawing, by its path below the archive's name."""
    folder = tmp_path_factory.mktemp("archives")
    files, seen = [], set()
    for number, (content, theme) in enumerate(PAIRS):
        for path, text in pages(content, theme).items():
            alike = (number, NUMBERS.sub("0", text))  # the same letter in another week
            if not path.endswith(".xml") and alike not in seen:
                seen.add(alike)
                file = folder / str(number) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
                files.append(file)
    found: dict[str, list[str]] = {f"{content} in {theme}": [] for content, theme in PAIRS}
    for message in validate(*files):
        number, _, path = message["url"].partition(f"{folder.name}/")[2].partition("/")
        if message["type"] == "error":
            content, theme = PAIRS[int(number)]
            found[f"{content} in {theme}"].append(f"{path}: {message['message']}")
    return found


@pytest.mark.parametrize(("name", "look"), PAIRS, ids=[f"{content} in {theme}" for content, theme in PAIRS])
def test_every_file_is_valid(name: str, look: str, faults: Mapping[str, list[str]]) -> None:
    """The Nu Html Checker finds no error at all in pages, style sheet and icon: nothing of HTML 4, no vendor's CSS."""
    assert faults[f"{name} in {look}"] == []


class Shown:
    """An archive in the browser at its address; pictures are drawings, and nothing else of the network is there."""

    def __init__(self, page: Page, pages: Pages) -> None:
        self.page = page
        self.refused: list[str] = []
        self._pages = pages
        page.unroute_all()
        page.route("**/*", self._answer)
        page.on("console", lambda said: self.refused.append(said.text) if "Security Policy" in said.text else None)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOME)
        if path == "" or path.endswith("/"):
            path += "index.html"
        if path in self._pages:
            route.fulfill(body=self._pages[path], content_type=mimetypes.guess_type(path)[0] or "")
        elif route.request.resource_type == "image":
            route.fulfill(body=DRAWING, content_type="image/svg+xml")
        else:
            route.abort()

    def go(self, path: str, *, width: int, mode: str) -> None:
        self.look(width=width, mode=mode)
        self.page.goto(HOME + path)

    def look(self, *, width: int, mode: str) -> None:
        """See the page on another screen: no script is in it that would have to run again."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme="dark" if mode == "dark" else "light")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page()


@pytest.fixture
def shown(page: Page, pages: Callable[[str, str], Pages]) -> Callable[[str, str], Shown]:
    def show(content: str, theme: str) -> Shown:
        return Shown(page, pages(content, theme))

    return show


@pytest.mark.parametrize(("name", "look"), PAIRS)
def test_everybody_can_use_it(
    name: str,
    look: str,
    shown: Callable[[str, str], Shown],
    axe: str,  # noqa: F811 - the fixture of that name
) -> None:
    """axe-core finds nothing on any kind of page, in light and dark, on phone and desktop; nothing sticks out, and the
    pages' own policy refuses nothing of theirs."""
    there = shown(name, look)
    paths = ["", "404.html", "2026-W46/", *(["2026/"] if name in SIZES else [])]
    found = []
    for path in paths:
        there.go(path, width=375, mode="light")
        there.page.evaluate(axe)
        for mode in ("light", "dark"):
            for width in (375, 1280):
                there.look(width=width, mode=mode)
                found += [f"{path} {mode} {width} {said}" for said in there.page.evaluate(AXE)]
                if there.page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{path} {mode} {width} sticks out")
    assert found == []
    assert there.refused == []


@pytest.mark.parametrize(("name", "look"), PAIRS)
def test_an_issue_looks_as_its_web_version(
    name: str, look: str, sample: Render, shown: Callable[[str, str], Shown]
) -> None:
    """Every element of the web version stands in its place in the archive, in its size and colours."""
    there = shown(name, look)
    web = sample(name, look).email.web
    for mode, width in (("light", 1280), ("dark", 375)):
        there.go("2026-W47/", width=width, mode=mode)
        archived: list[Any] = there.page.evaluate(PLACES, ".site-letter")
        there.page.set_content(web, wait_until="load")
        assert archived == there.page.evaluate(PLACES, "body")
        assert len(archived) > 50


def test_a_reader_without_a_pointer_can_pass_the_bar(shown: Callable[[str, str], Shown]) -> None:
    """The first stop of the keyboard is the link to the content, which shows itself then."""
    there = shown("every kind", "classic")
    there.go("", width=375, mode="light")
    there.page.keyboard.press("Tab")
    assert there.page.evaluate("document.activeElement.className") == "site-skip"
    assert there.page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    there.page.keyboard.press("Enter")
    assert there.page.evaluate("document.activeElement.id") == "site-content"
