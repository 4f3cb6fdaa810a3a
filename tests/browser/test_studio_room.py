"""The studio with words that need room, and what an editor on a phone must not miss."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import opened, pick, row, violations
from tests.cli.folder import Folder
from tests.conftest import copy_example

WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller"
ARABIC = "مرحبا بكم في الجريدة"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = copy_example("magazine", tmp_path_factory.mktemp("room") / "magazine")
    folder.edit("<title>Ten questions to ask", f"<title>{WORD} {ARABIC} Ten questions to ask", name="feeds/halyard.xml")
    assert folder("plan").exit_code == 0
    return folder


def sticks_out(page: Page) -> list[str]:
    """The words in side columns that are cut off, or reach beyond their column."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".side *, .top *")]
          .filter((each) => each.checkVisibility() && each.clientWidth && !each.matches(".unseen, .unseen *"))
          .filter((each) => !["scroll", "auto"].includes(getComputedStyle(each).overflowX))
          .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
          .map((each) => `${each.tagName} ${each.className}: ${each.textContent.trim().slice(0, 60)}`)"""
    )
    return found


@pytest.mark.parametrize("width", [375, 1280])
def test_long_words_stay_in_their_column(width: int, browser: Browser, address: str) -> None:
    """A word longer than its column is broken, and not cut off, in the outline, the head and the details."""
    with opened(browser, address, width=width) as page:
        pick(page, WORD)
        expect(page.get_by_label("Title", exact=True)).to_be_visible()
        assert page.get_by_label("Title", exact=True).evaluate("each => each.scrollWidth <= each.clientWidth")
        assert sticks_out(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_a_title_is_there_to_edit(scheme: str, browser: Browser, address: str, folder: Folder) -> None:
    """A title of several lines is shown whole in its field, and Enter saves it instead of beginning a new line."""
    with opened(browser, address, color_scheme=scheme) as page:
        pick(page, WORD)
        field = page.get_by_label("Title", exact=True)
        assert field.evaluate("each => each.scrollHeight <= each.clientHeight + 1 && each.clientHeight > 40")
        field.fill(f"{field.input_value()} again")
        field.press("Enter")
        expect(page.locator(".form .sign").first).to_have_text("Saved")
        assert any(story.title.endswith(" again") for story in folder.issue().stories())
        page.locator("#undo").click()
        expect(row(page, WORD)).not_to_contain_text(" again")
        assert violations(page) == []


def test_the_mark_stays_in_the_email(browser: Browser, address: str, folder: Folder) -> None:
    """The frame around what is chosen ends where the email's sheet ends, however long the story is."""
    with opened(browser, address, width=375, height=780) as page:
        pick(page, folder.issue().stories()[0].title)
        expect(page.locator("#glow")).to_be_visible()
        drawn = page.evaluate(
            """() => { const of = (name) => document.querySelector(name).getBoundingClientRect();
              const [glow, sheet] = [of("#glow"), of("#sheet")];
              const around = document.querySelector("#glow").parentElement;
              return { reaches: glow.bottom > sheet.bottom + 20, clipped: getComputedStyle(around).overflowY } }"""
        )
        assert drawn == {"reaches": True, "clipped": "clip"}


def test_a_phone_says_that_there_is_a_notice(browser: Browser, folder: Folder, address: str) -> None:
    """Whoever has scrolled away from the head of a phone's page is told of trouble at its foot, and led to it."""
    with opened(browser, address, width=375, height=780) as page:
        alarm = page.locator(".jump .alarm")
        expect(alarm).to_be_hidden()
        page.locator(".jump").get_by_text("Panels").click()
        folder.write("templates/classic/blocks/lead.html", "{% if %}")
        expect(alarm).to_be_visible()
        assert violations(page) == []
        alarm.click()
        expect(page.locator("#trouble")).to_be_in_viewport()
        (folder.root / "templates/classic/blocks/lead.html").unlink()
        expect(alarm).to_be_hidden()


def test_the_list_of_keys_begins_at_its_top(browser: Browser, address: str) -> None:
    """On a phone the list is longer than the screen: it opens where it begins."""
    with opened(browser, address, width=375, height=600) as page:
        page.locator("#help").click()
        expect(page.locator("#keys-title")).to_be_in_viewport()
        assert violations(page) == []


def test_a_mistake_is_told_as_a_person_would(browser: Browser, folder: Folder, address: str) -> None:
    """It names the file as the folder has it, says what to do in a sentence, and asks for no plan that would fail."""
    own = (folder.root / "ads.toml").read_text(encoding="utf-8")
    with opened(browser, address) as page:
        folder.write("ads.toml", "[[sponsors]]\nid = ")
        trouble = page.locator("#trouble")
        expect(trouble.locator("strong")).to_contain_text("ads.toml:2: ")
        expect(trouble.locator("strong")).not_to_contain_text(str(folder.root))
        expect(trouble.locator("p").first).to_contain_text("Texts stand in quotes")
        expect(page.locator("#outdated")).to_be_hidden()
        promo = "[[promos]]\nname = 'more'\nheadline = 'More'\nurl = 'https://halyard.example/m'\n"
        folder.write("ads.toml", f"{own}\n{promo}")
        expect(trouble).to_be_hidden()
        expect(page.locator("#outdated")).to_be_visible()
        file = folder.root / "issues" / folder.issue().id / "issue.json"
        content = file.read_text(encoding="utf-8")
        file.unlink()
        expect(trouble.locator("code")).to_have_text("digest plan")
        assert violations(page) == []
        file.write_text(content, encoding="utf-8")
        folder.write("ads.toml", own)
        expect(trouble).to_be_hidden()


def test_a_phone_leads_from_a_story_to_its_words(browser: Browser, address: str, folder: Folder) -> None:
    """The details are far beneath the outline there: a button goes to them, which a desktop has no need of."""
    with opened(browser, address, width=375, height=780) as page:
        pick(page, folder.issue().stories()[1].title)
        page.locator(".row-tools [data-do=edit]").click()
        expect(page.get_by_label("Title", exact=True)).to_be_focused()
        expect(page.get_by_label("Title", exact=True)).to_be_in_viewport()
        assert violations(page) == []
        page.set_viewport_size({"width": 1280, "height": 860})
        expect(page.locator(".row-tools [data-do=drop]")).to_be_visible()
        expect(page.locator(".row-tools [data-do=edit]")).to_be_hidden()
