"""The preview's page in a browser: the frame, its pictures, its buttons, and its reloading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.cli.folder import Folder
from tests.cli.running import preview
from tests.conftest import copy_example

pytestmark = pytest.mark.browser

LOADED = """
() => {
  const images = [...document.querySelector("iframe").contentDocument.images];
  return images.length > 10 && images.every((image) => image.complete && image.naturalWidth > 0);
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = copy_example("magazine", tmp_path_factory.mktemp("preview") / "magazine")
    assert folder("plan").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def address(folder: Folder) -> Iterator[str]:
    with preview(folder) as (_, url):
        yield url


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The preview, opened once; each test leaves it with the email in the frame."""
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.goto(address)
    expect(frame(page).locator("h1, h2").first).to_be_visible()
    yield page
    page.close()


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def width_of(page: Page) -> int:
    width = page.evaluate("document.querySelector('iframe').contentWindow.innerWidth")
    assert isinstance(width, int)
    return width


def test_shows_the_email_with_its_pictures(page: Page, folder: Folder) -> None:
    """The email stands in the frame with its local pictures; subject and sender stand above it."""
    issue = folder.issue()
    expect(page.get_by_role("heading", name=issue.subject)).to_be_visible()
    lead = issue.stories()[0]
    expect(frame(page).get_by_text(lead.title).first).to_be_visible()
    assert lead.image is not None
    picture = frame(page).locator(f'img[src="{lead.image.url}"]')
    expect(picture).to_be_visible()
    page.wait_for_function(LOADED)


@pytest.mark.parametrize("width", [375, 600, 800])
def test_widths_by_mouse(width: int, page: Page) -> None:
    """A width button makes the frame that wide and says that it is pressed."""
    other = 600 if width == 800 else 800
    page.get_by_role("button", name=str(other)).click()
    button = page.get_by_role("button", name=str(width))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name=str(other))).to_have_attribute("aria-pressed", "false")
    assert width_of(page) == width


def test_everything_by_keyboard(page: Page) -> None:
    """Every button is reached with Tab in the order they stand in, shows its focus, and works with Enter and Space."""
    page.reload()
    expect(frame(page).locator("h1, h2").first).to_be_visible()
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert names == ["Email", "Plain text", "Web version", "375", "600", "800"]
    page.get_by_role("button", name="375").focus()
    page.keyboard.press("Enter")
    assert width_of(page) == 375
    page.get_by_role("button", name="600").focus()
    page.keyboard.press("Space")
    assert width_of(page) == 600


def test_text_and_web_version(page: Page, folder: Folder) -> None:
    """The plain text and the web version are a button away, and back again."""
    lead = folder.issue().stories()[0]
    page.get_by_role("button", name="Plain text").click()
    expect(frame(page).locator("pre")).to_contain_text(lead.url)
    expect(page.get_by_role("button", name="Plain text")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Web version").click()
    expect(frame(page).locator("pre")).to_have_count(0)
    expect(frame(page).get_by_text(lead.title).first).to_be_visible()
    page.get_by_role("button", name="Email", exact=True).click()
    expect(frame(page).get_by_text(lead.title).first).to_be_visible()


def test_reloads_when_a_template_changes(page: Page, folder: Folder) -> None:
    """Saving a template shows in the frame by itself; an error shows there too, and goes when it is mended."""
    template = folder.write("templates/classic/blocks/subscribe.html", "<p>A new call to subscribe</p>")
    try:
        expect(frame(page).get_by_text("A new call to subscribe")).to_be_visible(timeout=15000)
        template.write_text("{{ nothing | at_all }}")
        expect(frame(page).get_by_text("templates/classic/blocks/subscribe.html:1")).to_be_visible(timeout=15000)
        template.write_text("<p>Mended</p>")
        expect(frame(page).get_by_text("Mended")).to_be_visible(timeout=15000)
    finally:
        template.unlink()


def test_the_page_fits_a_phone(browser: Browser, address: str) -> None:
    """The preview itself has no sideways scrolling at 375 px."""
    page = browser.new_page(viewport={"width": 375, "height": 700})
    page.goto(address)
    expect(frame(page).locator("h1, h2").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.close()
