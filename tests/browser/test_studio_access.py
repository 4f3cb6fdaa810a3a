"""The studio for everybody: axe-core, the keyboard alone, small screens, and a long issue."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from digest import archive
from tests.browser.desk import PATIENCE, email, opened, pick, settled, until, violations
from tests.build import own_words
from tests.cli.folder import Folder, feed
from tests.cli.running import preview

pytestmark = pytest.mark.browser
PANELS = ("Details", "Checks", "Inbox", "Reader", "Archive", "Ads")
KEYS = {"Ads": "sponsors"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_no_violation(width: int, scheme: str, browser: Browser, address: str, folder: Folder) -> None:
    """axe-core finds nothing: in any panel, with a story, a slot or a note chosen, the keys open, an error shown."""
    issue = folder.issue()
    with opened(browser, address, width=width, color_scheme=scheme) as page:
        pick(page, issue.stories()[5].title)
        for name in PANELS[1:]:
            page.get_by_role("tab", name=name).click()
            expect(page.locator(f"#panel-{KEYS.get(name, name.lower())} h2")).to_be_visible(timeout=PATIENCE)
        # All panels at once, for one look at all of them.
        page.evaluate("for (const panel of document.querySelectorAll('.panel')) panel.hidden = false")
        assert violations(page) == []
        pick(page, issue.insertions()[0].creative.headline)
        expect(page.locator("#panel-details h2")).to_contain_text("top", timeout=PATIENCE)
        page.get_by_label("Mail program").select_option("outlook_word")
        template = folder.write("templates/classic/blocks/subscribe.html", "{{ nothing | at_all }}")
        try:
            expect(page.locator("#trouble")).to_be_visible(timeout=PATIENCE)
            assert violations(page) == []
        finally:
            template.unlink()
        page.locator("#outline .pick.block", has_text="Note").click()
        expect(page.get_by_label("Text, in Markdown")).to_be_visible(timeout=PATIENCE)
        assert violations(page, "#panel-details") == []
        page.get_by_role("button", name="Keys").click()
        assert violations(page, "#keys") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_in_notices(scheme: str, browser: Browser, lantern: Folder) -> None:
    """Nor does it while files have changed, words are refused, an issue is compared, the studio has ended, or there is
    no issue."""
    assert lantern("plan").exit_code == 0
    issue = lantern.issue()
    archive.write_issue(lantern.root / "issues", issue.model_copy(update={"id": "2026-W45", "subject": "Earlier"}))
    path = lantern.root / "issues" / issue.id / "issue.json"
    with preview(lantern) as (process, url), opened(browser, url, color_scheme=scheme) as page:
        page.get_by_role("tab", name="Archive").click()
        page.get_by_role("button", name="Earlier").click()
        expect(page.locator("#beside")).to_be_visible(timeout=PATIENCE)
        refusal = {"error": "no", "hint": "", "conflict": True, "now": "it"}
        page.route("**/edits", lambda route: route.fulfill(status=409, json=refusal))
        page.get_by_label("Subject").fill("x" * 400)
        page.get_by_label("Subject").press("Enter")
        expect(page.locator(".fate [role=alert]")).to_be_visible(timeout=PATIENCE)
        page.evaluate("for (const id of ['gone', 'outdated']) document.getElementById(id).hidden = false")
        page.evaluate("document.querySelector('#outdated').append('note.md changed')")
        assert violations(page) == []
        content = path.read_text()
        path.unlink()
        expect(page.locator("#trouble")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#plan")).to_be_disabled()
        path.write_text(content)
        expect(page.locator("#trouble")).to_be_hidden(timeout=PATIENCE)
        process.terminate()
        process.wait(20)
        expect(page.locator("#lost")).to_be_visible(timeout=PATIENCE)
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_in_the_frame(scheme: str, browser: Browser, address: str) -> None:
    """Nor in the studio's own pages in the frame, each by itself: plain text, source, message, sponsor report."""
    with opened(browser, address, color_scheme=scheme, bypass_csp=True) as page:  # no script runs there, nor axe-core
        for part in ("text", "source", "source?stage=before", "message", "report"):
            page.goto(address.partition("?")[0] + part)
            expect(page.locator("h1").first).to_be_attached(timeout=PATIENCE)
            lines = page.evaluate(THIN)
            assert (lines > 0) is part.startswith("source")
            assert violations(page) == [], part


THIN = """() => {
  const lines = [...document.querySelectorAll(".source [id^=L-]")], seen = new Set();
  const longest = lines.reduce((one, other) => one.innerText.length < other.innerText.length ? other : one, lines[0]);
  for (const line of lines) {
    const kinds = [line, ...line.querySelectorAll("*")].map((each) => each.parentNode.className + ">" + each.className);
    if (line !== longest && kinds.every((kind) => seen.has(kind))) line.remove();
    kinds.forEach((kind) => seen.add(kind));
  }
  return document.querySelectorAll(".source [id^=L-]").length;
}"""
"""Leaves of the lines of a source those that have a kind of word no earlier one has, and the longest, which makes it
scroll: on all of its ten thousand words axe-core takes a quarter of a minute and says the same."""


def test_axe_sees(browser: Browser, address: str) -> None:
    """What axe-core is there to find, it finds here."""
    with opened(browser, address) as page:
        page.evaluate("document.querySelector('.facts').append(document.createElement('img'))")
        page.evaluate("document.querySelector('.facts').style.color = '#ddd'")
        found = {each.partition(":")[0] for each in violations(page)}
    assert {"image-alt", "color-contrast"} <= found


@pytest.mark.parametrize("width", [320, 375, 600, 768, 1024, 1280, 1900])
def test_no_sideways_scroll(width: int, browser: Browser, address: str) -> None:
    """The studio itself never scrolls sideways, with every panel open in turn."""
    with opened(browser, address, width=width) as page:
        for name in PANELS:
            page.get_by_role("tab", name=name).click()
            page.wait_for_timeout(150)
            assert page.evaluate(BREADTH) <= width, name


BREADTH = "Math.max(...['html', '.page'].map((each) => document.querySelector(each).scrollWidth))"
HIDDEN = """() => {
  const hidden = [];
  for (const each of document.querySelectorAll("button, input, select, textarea, summary, a[href]")) {
    if (!each.checkVisibility({ visibilityProperty: true }) || each.matches(".skip")) continue;
    each.scrollIntoView({ block: "center", behavior: "instant" });
    const box = each.getBoundingClientRect();
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!each.contains(at)) hidden.push(each.id || each.textContent.trim());
  }
  return hidden;
}"""
"""What no scrolling brings under the mouse."""


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 500), (1280, 360), (1024, 500), (812, 375), (667, 375), (375, 500)]
)
def test_low_screens(width: int, height: int, browser: Browser, address: str, folder: Folder) -> None:
    """On a low screen, or a phone on its side, the email and the panels keep room and every control can be reached."""
    with opened(browser, address, width=width, height=height) as page:
        pick(page, folder.issue().stories()[2].title)
        expect(page.get_by_label("Title", exact=True)).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("document.querySelector('#canvas').clientHeight") >= 240
        assert page.evaluate("document.querySelector('#panel-details').clientHeight") >= 180
        assert page.evaluate(HIDDEN) == []
        assert page.evaluate(BREADTH) <= width


def test_on_a_phone_one_goes_from_part_to_part(browser: Browser, address: str) -> None:
    """At the bottom of a phone's screen stand the ways to the email, the outline and the panels."""
    with opened(browser, address, width=375, height=667) as page:
        ways = page.get_by_role("navigation", name="On this page")
        for name, there in (("Panels", "#tabs"), ("Outline", "#outline-title"), ("Email", "#stage")):
            ways.get_by_role("link", name=name).click()
            expect(page.locator(there)).to_be_in_viewport(timeout=PATIENCE)
            expect(ways).to_be_in_viewport(ratio=1)


def test_on_a_phone_all_is_there(browser: Browser, address: str, folder: Folder) -> None:
    """At 375 px outline, email and panels stand one above the other, and a story is chosen and moved there."""
    with opened(browser, address, width=375, height=760) as page:
        tops = [page.locator(each).bounding_box() for each in ("#stage", ".side.left", ".side.right")]
        assert all(tops)
        heights = [box["y"] for box in tops if box]
        assert heights == sorted(heights)
        assert len(set(heights)) == 3
        expect(email(page).locator("h2").first).to_be_visible()
        pick(page, folder.issue().stories()[2].title)
        expect(page.get_by_label("Title", exact=True)).to_have_value(
            folder.issue().stories()[2].title, timeout=PATIENCE
        )


def test_tab_reaches_everything(browser: Browser, address: str) -> None:
    """Tab goes through every control in the order they stand in, each of them shows its focus, and comes to an end."""
    with opened(browser, address) as page:
        reached, seen = [], set()
        for _ in range(160):
            page.keyboard.press("Tab")
            here = page.evaluate(
                "() => { const at = document.activeElement; const style = getComputedStyle(at);"
                "return { key: at.id || at.textContent.trim().slice(0, 40) || at.tagName, tag: at.tagName,"
                " ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 } }"
            )
            if here["tag"] == "BODY":
                break
            if here["tag"] != "IFRAME":
                assert here["ring"], here
            reached.append(here["key"])
            seen.add(here["key"])
        for wanted in ("subject", "preheader", "help", "part-email", "zoom", "dark", "images", "client", "handle"):
            assert wanted in seen
        assert {"tab-details", "left-search"} <= seen
        order = [reached.index(each) for each in ("help", "subject", "part-email", "handle", "tab-details")]
        assert order == sorted(order)


def test_every_shortcut(browser: Browser, address: str) -> None:
    """Each key of the list does what the list says; where somebody writes, letters are letters."""
    with opened(browser, address) as page:
        page.locator("#stage").focus()
        for key, part in zip("12345", ("email", "text", "web", "source", "message"), strict=True):
            page.keyboard.press(key)
            expect(page.locator(f"#part-{part}")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("1")
        settled(page)
        for key, width in (("p", 375), ("w", 800), ("t", 600)):
            page.keyboard.press(key)
            expect(page.locator("#handle")).to_have_attribute("aria-valuenow", str(width))
        for key, zoom in (("+", "1.25"), ("+", "1.5"), ("-", "1.25"), ("0", "fit")):
            page.keyboard.press(key)
            expect(page.get_by_label("Zoom")).to_have_value(zoom)
        page.keyboard.press("d")
        expect(page.locator("#dark")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("i")
        expect(page.locator("#images")).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("c")
        expect(page.get_by_label("Mail program")).to_have_value("forced_dark")
        for key, panel in zip("dknras", ("details", "checks", "inbox", "reader", "archive", "sponsors"), strict=True):
            page.locator("#stage").focus()
            page.keyboard.press("g")
            page.keyboard.press(key)
            expect(page.locator(f"#tab-{panel}")).to_have_attribute("aria-selected", "true")
            expect(page.locator(f"#tab-{panel}")).to_be_focused(timeout=PATIENCE)
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#tab-archive")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("/")
        expect(page.locator("#left-search")).to_be_focused()
        page.keyboard.type("dpt?")
        expect(page.locator("#left-search")).to_have_value("dpt?")
        page.locator("#stage").focus()
        page.keyboard.press("e")
        expect(page.locator("#subject")).to_be_focused()
        page.locator("#stage").focus()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_single_keys_can_be_turned_off(browser: Browser, address: str) -> None:
    """Whoever turns keys of one letter off is left alone by them, also after a reload; arrows and Ctrl+Z are kept."""
    with opened(browser, address) as page:
        page.get_by_role("button", name="Keys").click()
        page.get_by_label("Letters, digits and signs alone").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        settled(page)
        page.locator("#stage").focus()
        page.keyboard.press("p")
        page.keyboard.press("?")
        expect(page.locator("#handle")).to_have_attribute("aria-valuenow", "600")
        expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
        for key, width in (("Home", "280"), ("End", "1200")):
            page.locator("#handle").press(key)
            expect(page.locator("#handle")).to_have_attribute("aria-valuenow", width)


def test_keys_work_from_within_the_email(browser: Browser, address: str) -> None:
    """With the focus in the email the shortcuts work, too."""
    with opened(browser, address) as page:
        email(page).locator("a").first.focus()
        page.keyboard.press("p")
        expect(page.locator("#handle")).to_have_attribute("aria-valuenow", "375")


def test_a_long_issue(browser: Browser, lantern: Folder) -> None:
    """An issue of three hundred stories can be read, searched and edited."""
    lantern.write("feed.xml", _long(300))
    lantern.edit(
        'title = "More"', 'title = "More"\ncount = 100\n\n[[blocks]]\nkind = "list"\ntitle = "Even more"\ncount = 100'
    )
    lantern.edit("[schedule]", "[selection]\nvariety = 0\n\n[schedule]")
    assert lantern("plan").exit_code == 0
    with preview(lantern) as (_, url), opened(browser, url) as page:
        assert page.locator("#outline .row").count() == 300
        title = lantern.issue().stories()[150].title
        pick(page, title)
        expect(page.get_by_label("Title", exact=True)).to_have_value(title, timeout=PATIENCE)
        page.get_by_label("Title", exact=True).fill("Renamed in the middle")
        page.get_by_label("Title", exact=True).press("Enter")
        expect(page.locator("#outline")).to_contain_text("Renamed in the middle", timeout=PATIENCE)
        assert lantern.issue().stories()[150].title == "Renamed in the middle"


def _long(count: int) -> str:
    """A feed of so many stories, each with words of its own."""
    content = feed(*(own_words(f"story {number}").rstrip(".") for number in range(count)))
    return re.sub(r"2026 (\S+):00:00 GMT", "2026 12:00:00 GMT", content)


def test_the_end_of_the_studio_is_told(browser: Browser, lantern: Folder) -> None:
    """When the studio has ended, its page says so instead of doing nothing."""
    assert lantern("plan").exit_code == 0
    with preview(lantern) as (process, url), opened(browser, url) as page:
        process.terminate()
        process.wait(20)
        expect(page.locator("#lost")).to_contain_text("The studio has ended", timeout=PATIENCE)


def test_an_issue_that_comes_back(browser: Browser, lantern: Folder) -> None:
    """While there is no readable issue the page says why; it shows the issue by itself when there is one again."""
    assert lantern("plan").exit_code == 0
    path = lantern.root / "issues" / "2026-W47" / "issue.json"
    content = path.read_text()
    with preview(lantern) as (_, url), opened(browser, url) as page:
        path.write_text(content.replace('"schema_version": 1', '"schema_version": 99'))
        expect(page.locator("#trouble")).to_contain_text("made by a newer digest", timeout=PATIENCE)
        page.reload()
        expect(page.get_by_role("heading", name="There is no issue to show")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#trouble")).to_contain_text("made by a newer digest", timeout=PATIENCE)
        assert violations(page) == []
        path.write_text(content)
        settled(page)
        until(page, "document.querySelectorAll('#outline .story').length > 2")
