"""What an editor writes stays until it is saved: through refusals, changes by others, and the end of the studio."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import PATIENCE, email, opened, order, pick, until
from tests.cli.folder import Folder
from tests.cli.running import preview

pytestmark = pytest.mark.browser
LEAVING = """() => {
  const event = new Event("beforeunload", { cancelable: true });
  dispatchEvent(event);
  return event.defaultPrevented;
}"""
"""Whether the browser would ask before it leaves the page."""


def test_words_outlive_a_refusal(page: Page, folder: Folder) -> None:
    """While digest.toml is broken nothing can be saved: what was written stays, with the reason beside it, and is saved
    when it is mended."""
    subject, proposed = page.get_by_label("Subject"), folder.issue().subject
    config = folder.root / "digest.toml"
    content = config.read_text()
    try:
        config.write_text(f"{content}\nnonsense =\n")
        expect(page.locator("#trouble")).to_contain_text("digest.toml", timeout=PATIENCE)
        subject.fill("Words that took a while")
        subject.press("Enter")
        fate = page.locator(".word", has=subject).locator(".fate")
        expect(fate.get_by_role("alert")).to_contain_text("digest.toml", timeout=PATIENCE)
        expect(fate).to_contain_text("Not saved")
        expect(subject).to_have_value("Words that took a while")
        expect(subject).to_have_attribute("aria-invalid", "true")
        assert folder.issue().subject == proposed
    finally:
        config.write_text(content)
    expect(page.locator("#trouble")).to_be_hidden(timeout=PATIENCE)
    expect(subject).to_have_value("Words that took a while")
    fate.get_by_role("button", name="Save again").click()
    expect(fate).to_have_text("Saved", timeout=PATIENCE)
    assert folder.issue().subject == "Words that took a while"


def test_a_refused_title_stays(page: Page, folder: Folder) -> None:
    """A title that the studio does not take stays in its field, also when another story was looked at meanwhile; one
    button brings the old one back, and Escape does too."""
    first, other = order(folder)[:2]
    pick(page, first)
    title = page.get_by_label("Title", exact=True)
    refusal = {"error": "This is too long", "where": "", "hint": "shorten it", "conflict": False}
    page.route("**/edits", lambda route: route.fulfill(status=422, json=refusal))
    title.fill("A title that is refused")
    title.press("Enter")
    fate = page.locator("#panel-details .fate").first
    expect(fate.get_by_role("alert")).to_have_text("This is too long. Shorten it.", timeout=PATIENCE)
    expect(title).to_have_value("A title that is refused")
    pick(page, other)
    expect(title).to_have_value(other, timeout=PATIENCE)
    pick(page, first)
    expect(title).to_have_value("A title that is refused", timeout=PATIENCE)
    expect(fate).to_contain_text("Not saved")
    fate.get_by_role("button", name="Put back").click()
    expect(title).to_have_value(first)
    expect(fate).to_have_text("")
    title.fill("Another")
    title.press("Escape")
    expect(title).to_have_value(first)
    assert not page.evaluate(LEAVING)


def test_leaving_asks(page: Page) -> None:
    """Whoever leaves with words that are not saved is asked, and finds them again after a reload."""
    subject = page.get_by_label("Subject")
    assert not page.evaluate(LEAVING)
    subject.fill("Half a sub")
    expect(page.locator(".word .fate", has_text="Not saved")).to_be_visible()
    assert page.evaluate(LEAVING)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(subject).to_have_value("Half a sub", timeout=PATIENCE)
    expect(page.locator("#subject-count")).to_have_text("10 of 70")
    assert page.evaluate(LEAVING)
    subject.press("Escape")
    assert not page.evaluate(LEAVING)


def test_the_count_follows_what_is_put_back(page: Page, folder: Folder) -> None:
    """The number beside a subject is that of the words that stand in the field."""
    subject, proposed = page.get_by_label("Subject"), folder.issue().subject
    subject.fill("Short")
    expect(page.locator("#subject-count")).to_have_text("5 of 70")
    subject.press("Escape")
    expect(page.locator("#subject-count")).to_have_text(f"{len(proposed)} of 70")


def test_two_editors(browser: Browser, page: Page, address: str, folder: Folder) -> None:
    """Who wrote what somebody else saved meanwhile is shown both, though the page heard of it; none is overwritten
    unless it is meant."""
    with opened(browser, address) as other:
        mine, theirs = (each.get_by_label("Preheader") for each in (page, other))
        mine.fill("Mine, still being")
        theirs.fill("Theirs, saved")
        theirs.press("Enter")
        expect(email(page).locator("body")).to_contain_text("Theirs, saved", timeout=PATIENCE)
        expect(mine).to_have_value("Mine, still being")
        mine.fill("Mine, still being written")
        mine.press("Enter")
        fate = page.locator(".word", has=mine).locator(".fate")
        expect(fate.get_by_role("alert")).to_contain_text("Somebody else changed this", timeout=PATIENCE)
        expect(fate.locator("q")).to_have_text("Theirs, saved")
        expect(mine).to_have_value("Mine, still being written")
        assert folder.issue().preheader == "Theirs, saved"
        fate.get_by_role("button", name="Save mine").click()
        expect(fate).to_have_text("Saved", timeout=PATIENCE)
        expect(theirs).to_have_value("Mine, still being written", timeout=PATIENCE)


def test_words_meet_other_changes(browser: Browser, page: Page, address: str, folder: Folder) -> None:
    """A change of something else is no reason to refuse what is written."""
    with opened(browser, address) as other:
        page.route("**/state", lambda route: route.abort())  # the page has not heard of it yet
        other.get_by_label("Subject").fill("Somebody else's")
        other.get_by_label("Subject").press("Enter")
        expect(other.locator("#undo")).to_be_enabled(timeout=PATIENCE)
        page.get_by_label("Preheader").fill("Mine")
        page.get_by_label("Preheader").press("Enter")
        expect(page.locator(".word .fate .sign").last).to_have_text("Saved", timeout=PATIENCE)
        page.unroute("**/state")
        assert (folder.issue().subject, folder.issue().preheader) == ("Somebody else's", "Mine")


def test_the_studio_ends_and_comes_back(browser: Browser, lantern: Folder) -> None:
    """When the studio ends while something is not saved, that is told as long as it is so, and the words are kept;
    when another begins at its port, its first page lets this one go on."""
    assert lantern("plan").exit_code == 0
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    with preview(lantern) as (process, url):
        page = context.new_page()
        page.goto(url)
        subject, lost = page.get_by_label("Subject"), page.locator("#lost")
        expect(page.locator("#glass iframe")).to_have_count(1, timeout=PATIENCE)
        subject.fill("Written at the end")
        process.terminate()
        process.wait(20)
    expect(lost).to_contain_text("The studio has ended; your words are kept here.", timeout=PATIENCE)
    subject.press("Enter")
    fate = page.locator(".word", has=subject).locator(".fate")
    expect(fate.get_by_role("alert")).to_contain_text("The studio does not answer.", timeout=PATIENCE)
    expect(page.locator("body")).not_to_contain_text("Failed to fetch")
    expect(subject).to_have_value("Written at the end")
    port = re.search(r":(\d+)/", url)
    assert port
    with preview(lantern, "--port", port[1]) as (_, anew):
        expect(lost).to_contain_text("The studio was started anew; your words are kept here:", timeout=30_000)
        expect(lost).not_to_contain_text("oad the page")
        second = context.new_page()
        second.goto(anew)
        expect(lost).to_be_hidden(timeout=PATIENCE)
        fate.get_by_role("button", name="Save again").click()
        expect(fate).to_have_text("Saved", timeout=PATIENCE)
        assert lantern.issue().subject == "Written at the end"
        context.close()


def test_nothing_is_left_behind(browser: Browser, address: str) -> None:
    """When its last page is closed the studio leaves no worker behind that would answer for another server there."""
    context = browser.new_context()
    registered = "async () => (await navigator.serviceWorker.getRegistrations()).length"
    page = context.new_page()
    page.goto(address)
    until(page, "navigator.serviceWorker.controller !== null")
    assert page.evaluate(registered) == 1
    other = context.new_page()
    page.close(run_before_unload=True)
    other.wait_for_timeout(2500)
    other.goto(address.partition("?")[0] + "assets/icon.svg")
    assert other.evaluate(registered) == 0
    context.close()
