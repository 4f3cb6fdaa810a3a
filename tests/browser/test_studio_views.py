"""Looking at the issue in the studio: widths, colours, pictures, parts, mail programs, readers, panels."""

from __future__ import annotations

import email as mail
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digest import archive
from tests.browser.chromium import ARGUMENTS, find
from tests.browser.desk import PATIENCE, SHOWN, email, opened, pick, row, settled, until
from tests.cli.folder import Folder
from tests.cli.running import preview
from tests.studio import html_part

pytestmark = pytest.mark.browser
FRAME = "document.querySelector('#glass iframe:not(.waiting)')"
LOADED = f"""
() => {{
  const images = [...{FRAME}.contentDocument.images];
  return images.length > 10 && images.every((image) => image.complete && image.naturalWidth > 0);
}}
"""


DRAWN_LINES = """
(all, words) => {
  const [range, start] = [document.createRange(), all.textContent.indexOf(words)];
  range.setStart(all.firstChild, start);
  range.setEnd(all.firstChild, start + words.length);
  return range.getClientRects().length;
}
"""


def inner_width(page: Page) -> int:
    width = page.evaluate(f"{FRAME}.contentWindow.innerWidth")
    assert isinstance(width, int)
    return width


def ground(page: Page) -> tuple[int, ...]:
    """The colour behind the words of the email, as it is computed."""
    sheet = f"({FRAME}.contentDocument.querySelector('.sheet') || {FRAME}.contentDocument.body)"
    return _channels(page.evaluate(f"getComputedStyle({sheet}).backgroundColor"))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(part) for part in colour.removeprefix("rgb(").rstrip(")").split(",")[:3])


def test_shows_the_email_with_its_pictures(page: Page, folder: Folder) -> None:
    """The email stands in the frame with its local pictures, and nothing of it can run a script."""
    lead = folder.issue().stories()[0]
    expect(email(page).get_by_text(lead.title).first).to_be_visible()
    until(page, LOADED)
    assert lead.image is not None
    expect(email(page).locator(f'img[src="{lead.image.url}"]')).to_be_visible()
    assert "allow-scripts" not in page.evaluate(f"{FRAME}.sandbox.value")


def test_the_address_has_no_token_any_more(page: Page) -> None:
    """The token leaves the address bar once it has done its work, and loading the page again works."""
    assert "token" not in page.url
    page.reload()
    settled(page)


@pytest.mark.parametrize("width", [375, 600, 800])
def test_widths(width: int, page: Page) -> None:
    """A width button makes the frame that wide; the email never scrolls sideways, and the page does not either."""
    button = page.locator("#widths").get_by_role("button", name=str(width))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert inner_width(page) == width
    assert page.evaluate(f"{FRAME}.contentDocument.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.fixture(scope="module")
def classic(browser: Browser) -> Iterator[Browser]:
    """A browser as on Windows and Linux: a scroll bar takes its room from the page."""
    executable, bars = find(), ["--hide-scrollbars"]
    classic = browser.browser_type.launch(executable_path=executable, args=list(ARGUMENTS), ignore_default_args=bars)
    yield classic
    classic.close()


@pytest.mark.usefixtures("page")
def test_a_scroll_bar_takes_no_room(classic: Browser, address: str) -> None:
    """The email has all of the width that was chosen, as on a phone, and a line of plain text is never broken."""
    with opened(classic, address) as page:
        page.locator("#widths").get_by_role("button", name="375").click()
        assert page.evaluate(f"{FRAME}.contentDocument.documentElement.clientWidth") == 375
        before = page.evaluate(f"{FRAME}.contentWindow.scrollY")
        page.locator(SHOWN).hover()
        page.mouse.wheel(0, 400)
        until(page, f"{FRAME}.contentWindow.scrollY > {before}")
        page.get_by_role("tab", name="Plain text").click()
        text = email(page).locator(".text")
        expect(text).to_contain_text("=" * 76, timeout=PATIENCE)
        assert text.evaluate(DRAWN_LINES, "=" * 76) == 1


def test_any_width_by_mouse_and_keyboard(page: Page) -> None:
    """The handle makes the frame any width, dragged or with the arrows."""
    handle = page.get_by_role("slider", name="Width of the email")
    box = handle.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 137, middle[1], steps=5)
    page.mouse.up()
    assert abs(inner_width(page) - (600 - 137)) <= 2
    before = inner_width(page)
    handle.press("ArrowLeft")
    handle.press("PageDown")
    assert inner_width(page) == before - 110
    assert handle.get_attribute("aria-valuenow") == str(before - 110)
    for _ in range(5):
        handle.press("PageDown")
    assert inner_width(page) == 280


def test_zoom(page: Page) -> None:
    """Zoom changes the size on the screen and not the width that the email has."""
    frame = page.locator("#glass iframe")
    for zoom, factor in (("0.5", 0.5), ("1.5", 1.5), ("fit", 1.0)):
        page.get_by_label("Zoom").select_option(zoom)
        box = frame.bounding_box()
        assert box
        assert abs(box["width"] - 600 * factor) < 3
        assert inner_width(page) == 600


@pytest.mark.parametrize("desk", ["light", "dark"])
def test_dark_and_light(desk: str, browser: Browser, address: str) -> None:
    """The email is light or dark as the button says, in its own colours, whatever the studio around it is."""
    with opened(browser, address) as page:
        if desk == "dark":
            page.evaluate("document.documentElement.style.colorScheme = 'dark'")
        assert min(ground(page)) > 200
        page.get_by_role("button", name="Dark").click()
        assert max(ground(page)) < 80
        ink = page.evaluate(f"getComputedStyle({FRAME}.contentDocument.querySelector('h2')).color")
        assert min(_channels(ink)) > 150
        page.get_by_role("button", name="Dark").click()
        assert min(ground(page)) > 200


def test_starts_as_dark_as_the_machine(browser: Browser, address: str) -> None:
    """On a machine with dark colours the email is shown dark, and the button says so; it follows until pressed."""
    colours = f"{FRAME}.style.colorScheme"
    with opened(browser, address, color_scheme="dark") as page:
        dark = page.get_by_role("button", name="Dark")
        expect(dark).to_have_attribute("aria-pressed", "true")
        assert page.evaluate(colours) == "dark"
        page.emulate_media(color_scheme="light")
        expect(dark).to_have_attribute("aria-pressed", "false")
        assert page.evaluate(colours) == "light"
        dark.click()
        assert page.evaluate(colours) == "dark"
        page.emulate_media(color_scheme="dark")
        dark.click()
        page.emulate_media(color_scheme="light")
        page.emulate_media(color_scheme="dark")
        page.wait_for_timeout(100)
        expect(dark).to_have_attribute("aria-pressed", "false")


def test_pictures_off(page: Page) -> None:
    """Without pictures none is loaded, and what is shown is the same page."""
    until(page, LOADED)
    before = page.evaluate(f"{FRAME}.contentDocument.body.innerText")
    page.get_by_role("button", name="Pictures").click()
    until(page, "document.body.dataset.shown === '/email?images=off'")
    settled(page)
    assert page.evaluate(f"[...{FRAME}.contentDocument.images].every((image) => image.naturalWidth === 0)")
    assert page.evaluate(f"{FRAME}.contentDocument.body.innerText") == before
    expect(page.get_by_role("button", name="Pictures")).to_have_attribute("aria-pressed", "false")


def test_parts(page: Page, folder: Folder, tmp_path: Path) -> None:
    """Plain text, web version, source before and after inlining, and the message are a tab away, and back again."""
    lead = folder.issue().stories()[0]
    tabs = page.get_by_role("tablist", name="Part")
    tabs.get_by_role("tab", name="Plain text").click()
    expect(email(page).locator("pre")).to_contain_text(lead.title, timeout=PATIENCE)
    tabs.get_by_role("tab", name="Web").click()
    expect(email(page).locator("pre")).to_have_count(0, timeout=PATIENCE)
    expect(email(page).get_by_text(lead.title).first).to_be_visible(timeout=PATIENCE)
    expect(email(page).get_by_text("Unsubscribe")).to_have_count(0)
    tabs.get_by_role("tab", name="Source").click()
    expect(email(page).locator("h1")).to_contain_text("After inlining", timeout=PATIENCE)
    page.get_by_role("button", name="Before inlining").click()
    expect(email(page).locator("h1")).to_contain_text("Before inlining", timeout=PATIENCE)
    expect(email(page).locator("pre")).to_contain_text('class="lead-title"')
    tabs.get_by_role("tab", name="Message").click()
    expect(email(page).get_by_text("multipart/alternative").first).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        email(page).get_by_role("link", name="Download as .eml").click()
    download.value.save_as(tmp_path / "it.eml")
    message = (tmp_path / "it.eml").read_bytes()
    assert lead.title in html_part(message).decode()
    assert mail.message_from_bytes(message)["List-Unsubscribe"]
    tabs.get_by_role("tab", name="Email").click()
    expect(email(page).get_by_text(lead.title).first).to_be_visible(timeout=PATIENCE)


def test_mail_programs(page: Page) -> None:
    """Each simulation is shown with its name and its limits, and looks as it says; the email itself comes back."""
    programs = page.get_by_label("Mail program")
    told = page.locator("#simulated")
    programs.select_option("gmail_stripped")
    expect(told).to_contain_text("A simulation of Gmail app, styles stripped", timeout=PATIENCE)
    until(page, "document.body.dataset.shown === '/simulate/gmail_stripped'")
    assert page.evaluate(f"{FRAME}.contentDocument.querySelectorAll('style').length") == 0
    programs.select_option("outlook_word")
    until(page, "document.body.dataset.shown === '/simulate/outlook_word'")
    expect(told).to_contain_text("VML button")
    every = f"[...{FRAME}.contentDocument.querySelectorAll('*')]"
    assert not page.evaluate(f"{every}.some((each) => getComputedStyle(each).borderRadius !== '0px')")
    programs.select_option("images_blocked")
    until(page, "document.body.dataset.shown === '/simulate/images_blocked'")
    assert page.evaluate(f"{FRAME}.contentDocument.images.length") == 0
    programs.select_option("forced_dark")
    until(page, "document.body.dataset.shown === '/simulate/forced_dark'")
    assert max(ground(page)) < 90
    programs.select_option("")
    until(page, "document.body.dataset.shown === '/email'")
    expect(told).to_be_hidden()
    assert min(ground(page)) > 200


def test_a_reader(page: Page, folder: Folder) -> None:
    """A subscriber is found by name and shown what she gets; another is typed; a test mail goes to the editor."""
    page.get_by_role("tab", name="Reader").click()
    page.get_by_label("Search the subscribers").fill("bench")
    expect(page.locator("#readers button")).to_have_count(1, timeout=PATIENCE)
    page.locator("#readers button").click()
    expect(page.locator("#shown-to")).to_contain_text("gets it", timeout=PATIENCE)
    until(page, "document.body.dataset.shown.includes('the.bench')")
    name = page.locator('[data-field="name"]').input_value()
    expect(email(page).get_by_text(f"Dear {name}")).to_be_visible(timeout=PATIENCE)
    page.locator('[data-field="name"]').fill("Zoë")
    page.get_by_role("button", name="Show it to this reader").click()
    expect(email(page).get_by_text("Dear Zoë")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("To", exact=True).fill("editor@halyard.example, nonsense")
    page.get_by_role("button", name="Send the test").click()
    expect(page.locator("#test-said")).to_contain_text("not a mail address", timeout=PATIENCE)
    page.get_by_label("To", exact=True).fill("editor@halyard.example")
    page.get_by_role("button", name="Send the test").click()
    expect(page.locator("#test-said")).to_contain_text("editor@halyard.example: accepted", timeout=PATIENCE)
    (sent,) = folder.mails().values()
    assert "Dear Zoë" in html_part(sent).decode()
    page.get_by_role("button", name="To nobody in particular").click()
    expect(email(page).get_by_text("Dear reader")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Send", exact=True)).to_have_count(0)


def test_from_the_email_to_the_reason(page: Page, folder: Folder) -> None:
    """A click on a story or an ad in the email chooses it and tells why it is there; a link does not lead away."""
    issue = folder.issue()
    story = next(block for block in issue.blocks if block.title == "Most popular").stories[1]
    email(page).get_by_text(story.title).first.click()
    expect(page.locator("#panel-details h2")).to_have_text(story.title, timeout=PATIENCE)
    expect(row(page, story.title).locator(".pick")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#glow")).to_be_visible()
    decision = next(each for each in issue.decisions if each.story == story.id)
    expect(page.locator("#panel-details")).to_contain_text(decision.reason)
    ad = issue.insertions()[0]
    email(page).get_by_text(ad.creative.body[:30]).first.click()
    expect(page.locator("#panel-details h2")).to_contain_text(ad.slot, timeout=PATIENCE)
    assert "127.0.0.1" in page.url
    expect(email(page).get_by_text(story.title).first).to_be_attached()


def test_from_the_outline_to_the_email(page: Page, folder: Folder) -> None:
    """What is chosen in the outline is scrolled to in the email and marked there; a rival is one click further."""
    story = folder.issue().stories()[-1]
    assert page.evaluate(f"{FRAME}.contentWindow.scrollY") == 0
    pick(page, story.title)
    until(page, f"{FRAME}.contentWindow.scrollY > 500")
    expect(page.locator("#glow")).to_be_visible()
    rival = page.locator("#panel-details .rivals .link").first
    title = rival.inner_text()
    rival.click()
    expect(page.locator("#panel-details h2")).to_have_text(title, timeout=PATIENCE)


def test_checks_lead_to_the_place(browser: Browser, lantern: Folder) -> None:
    """A finding leads to its place in the email, which is marked; the tab tells how many there are."""
    lantern.write(
        "templates/classic/blocks/subscribe.html",
        '<tr><td><a href="https://lantern.example/x">click here</a></td></tr>',
    )
    lantern.edit('title = "More"\n', 'title = "More"\n\n[[blocks]]\nkind = "subscribe"\n')
    assert lantern("plan").exit_code == 0
    with preview(lantern) as (_, url), opened(browser, url) as page:
        expect(page.get_by_role("tab", name="Checks")).to_contain_text("Checks ", timeout=PATIENCE)
        page.get_by_role("tab", name="Checks").click()
        finding = page.locator(".findings button", has_text="click here").or_(
            page.locator(".findings li", has_text="click here").locator("button")
        )
        finding.first.click()
        expect(page.locator("#glow")).to_be_visible(timeout=PATIENCE)
        page.wait_for_timeout(1000)  # it glides there
        glow, link = page.locator("#glow").bounding_box(), email(page).get_by_text("click here").bounding_box()
        assert glow
        assert link
        assert glow["y"] <= link["y"] <= glow["y"] + glow["height"]


def test_inbox_panel(page: Page, folder: Folder) -> None:
    """The inbox panel follows the subject as it is edited."""
    page.get_by_role("tab", name="Inbox").click()
    expect(page.locator("#panel-inbox .inbox")).to_have_count(4, timeout=PATIENCE)
    expect(page.locator("#panel-inbox .over").first).to_contain_text("of 40")


def test_archive_and_report(page: Page, folder: Folder) -> None:
    """An earlier issue and the sponsor report stand beside today's; both are closed again."""
    issue = folder.issue()
    archive.write_issue(
        folder.root / "issues", issue.model_copy(update={"id": "2026-W45", "subject": "An earlier letter"})
    )
    page.get_by_role("tab", name="Archive").click()
    page.get_by_role("button", name="An earlier letter").click()
    beside = page.frame_locator("#beside-frame")
    expect(beside.get_by_text(issue.stories()[0].title).first).to_be_visible(timeout=PATIENCE)
    expect(email(page).get_by_text(issue.stories()[0].title).first).to_be_visible()
    page.get_by_role("tab", name="Ads").click()
    expect(page.locator(".calendar")).to_contain_text("Larkspur Bank", timeout=PATIENCE)
    page.get_by_role("button", name="Show the sponsor report").click()
    expect(beside.get_by_role("heading", name="Halyard")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#beside")).to_be_hidden()


def test_follows_a_template(page: Page, folder: Folder) -> None:
    """Saving a template shows by itself, without losing scroll or what is chosen; an error shows and goes again."""
    story = folder.issue().stories()[8]
    pick(page, story.title)
    until(page, f"{FRAME}.contentWindow.scrollY > 500")
    page.wait_for_timeout(800)
    at = page.evaluate(f"{FRAME}.contentWindow.scrollY")
    template = folder.write("templates/classic/blocks/subscribe.html", "<tr><td>A new call to subscribe</td></tr>")
    try:
        expect(email(page).get_by_text("A new call to subscribe")).to_be_attached(timeout=PATIENCE)
        settled(page)
        assert abs(page.evaluate(f"{FRAME}.contentWindow.scrollY") - at) < 3
        expect(row(page, story.title).locator(".pick")).to_have_attribute("aria-pressed", "true")
        template.write_text("one\ntwo\n{{ nothing | at_all }}")
        trouble = page.locator("#trouble")
        expect(trouble).to_contain_text("templates/classic/blocks/subscribe.html:3", timeout=PATIENCE)
        expect(trouble.locator(".wrong")).to_contain_text("{{ nothing | at_all }}")
        expect(email(page).get_by_text("A new call to subscribe")).to_be_attached()
        template.write_text("<tr><td>Mended</td></tr>")
        expect(email(page).get_by_text("Mended")).to_be_attached(timeout=PATIENCE)
        expect(trouble).to_be_hidden(timeout=PATIENCE)
    finally:
        template.unlink()


def test_half_written_words_are_not_lost(page: Page, folder: Folder) -> None:
    """When a file changes while somebody writes, what is written stays: in the head, in the details, in a form."""
    pick(page, folder.issue().stories()[0].title)
    excerpt = page.get_by_label("Excerpt")
    expect(excerpt).to_be_visible(timeout=PATIENCE)
    page.get_by_text("Picture", exact=True).click()
    picture = page.get_by_label("Address of another")
    picture.evaluate("(field) => { field.value = 'https://half' }")
    excerpt.evaluate(
        "(field) => { field.value = 'Half a sen'; field.dispatchEvent(new Event('input', { bubbles: true })) }"
    )
    page.get_by_label("Subject").fill("Half a sub")
    issue = folder.issue()
    decisions = tuple(each.model_copy(update={"reason": "as somebody else says"}) for each in issue.decisions)
    with page.expect_response("**/panel/outline", timeout=PATIENCE):
        archive.write_issue(folder.root / "issues", issue.model_copy(update={"decisions": decisions}))
    try:
        page.wait_for_timeout(1500)
        expect(page.get_by_label("Subject")).to_have_value("Half a sub")
        expect(excerpt).to_have_value("Half a sen")
        expect(picture).to_have_value("https://half")
    finally:
        archive.write_issue(folder.root / "issues", issue)


def test_all_of_the_note_is_marked(page: Page, folder: Folder) -> None:
    """The mark of a note is around all of it and around nothing else; nothing is marked when nothing is chosen."""
    page.locator("#outline .pick.block", has_text="Note").first.click()
    expect(page.locator("#glow")).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1000)  # it glides there
    note = next(block for block in folder.issue().blocks if block.kind == "note")
    words = [line for line in str(note.options["text"]).splitlines() if line.strip() and "{{" not in line]
    glow = page.locator("#glow").bounding_box()
    assert glow
    for line in (words[0], words[-1]):
        box = email(page).get_by_text(re.split(r"[*\[\]_]", line)[0].strip()[:30]).first.bounding_box()
        assert box
        assert glow["y"] <= box["y"] <= box["y"] + box["height"] <= glow["y"] + glow["height"]
    lead = email(page).get_by_text(folder.issue().stories()[0].title).first.bounding_box()
    assert lead is None or lead["y"] >= glow["y"] + glow["height"]


def test_what_is_chosen_without_an_answer(page: Page, folder: Folder) -> None:
    """When the details of what is chosen cannot be had, those of something else do not stand in their place."""
    first, other = folder.issue().stories()[:2]
    pick(page, first.title)
    expect(page.locator("#panel-details h2")).to_have_text(first.title, timeout=PATIENCE)
    page.route("**/panel/details?**", lambda route: route.abort())
    pick(page, other.title)
    expect(page.locator("#panel-details .bad")).to_contain_text("The studio does not answer.", timeout=PATIENCE)
    expect(page.locator("#panel-details h2")).to_have_text(other.title)
    page.unroute("**/panel/details?**")


def test_the_frames_run_no_scripts(page: Page) -> None:
    """Whatever is in an email, its frame is a sandbox in which no script runs."""
    for frame in page.locator("iframe").all():
        allowed = (frame.get_attribute("sandbox") or "allow-scripts").split()
        assert "allow-same-origin" in allowed
        assert not {"allow-scripts", "allow-top-navigation", "allow-forms"} & set(allowed)


def test_compared_at_one_scale(page: Page, folder: Folder) -> None:
    """An earlier issue stands beside today's, each as wide and as near as the other, and both can be seen."""
    issue = folder.issue()
    earlier = issue.model_copy(update={"id": "2026-W44", "subject": "An even earlier letter"})
    archive.write_issue(folder.root / "issues", earlier)
    page.get_by_role("tab", name="Archive").click()
    page.get_by_role("button", name="An even earlier letter").click()
    beside = page.locator("#beside-frame")
    expect(page.frame_locator("#beside-frame").get_by_text(issue.stories()[0].title).first).to_be_visible(
        timeout=PATIENCE
    )
    one, other = page.locator(SHOWN).bounding_box(), beside.bounding_box()
    canvas = page.locator("#canvas").bounding_box()
    assert one
    assert other
    assert canvas
    assert abs(one["width"] - other["width"]) <= 2
    assert beside.evaluate("(frame) => frame.contentWindow.innerWidth") == inner_width(page)
    assert other["x"] + other["width"] <= canvas["x"] + canvas["width"] + 1
    page.get_by_role("button", name="Close", exact=True).click()


def test_a_reader_does_not_move_the_email(page: Page, folder: Folder) -> None:
    """The email stays where it is when a reader with a long name is chosen; how many are found is said."""
    before = page.locator("#canvas").bounding_box()
    page.get_by_role("tab", name="Reader").click()
    page.get_by_label("Search the subscribers").fill("bench")
    expect(page.locator("#readers-told")).to_have_text("One reader found.", timeout=PATIENCE)
    page.get_by_label("Address", exact=True).fill("a.person.with.quite.a.long.address@a-long-name.example")
    page.get_by_role("button", name="Show it to this reader").click()
    expect(page.locator("#shown-to")).to_contain_text("a.person", timeout=PATIENCE)
    assert page.locator("#canvas").bounding_box() == before


def test_long_words_are_seen_whole(page: Page) -> None:
    """A subject that is longer than its field goes on in a second line."""
    subject = page.get_by_label("Subject")
    high = subject.evaluate("(field) => field.clientHeight")
    subject.fill("Words that go on and on, " * 5)
    assert subject.evaluate("(field) => field.clientHeight") > high
    assert subject.evaluate("(field) => field.scrollHeight <= field.clientHeight + 2")
    assert subject.evaluate("(field) => field.scrollWidth <= field.clientWidth")
    subject.press("Escape")


def test_a_test_mail_by_keyboard(page: Page, folder: Folder) -> None:
    """Enter sends the test; what was answered is in sight, and gone as soon as another address is written."""
    page.get_by_role("tab", name="Reader").click()
    to, said = page.get_by_label("To", exact=True), page.locator("#test-said")
    to.fill("nonsense")
    to.press("Enter")
    expect(said).to_contain_text("not a mail address", timeout=PATIENCE)
    expect(said).to_be_in_viewport(ratio=0.9)
    to.fill("editor@halyard.example")
    expect(said).to_have_text("")
