"""Answers that come late, and changes that come while somebody is at it: nothing newer is lost to something older."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from digest import archive
from tests.browser.desk import PATIENCE, email, opened, order, pick, settled, touch, wait
from tests.cli.folder import Folder
from tests.cli.running import preview

pytestmark = pytest.mark.browser


def test_the_last_search_wins(page: Page) -> None:
    """An answer to an earlier search that comes late does not replace that to the last one."""
    held: list[Route] = []
    page.route(re.compile(r"/panel/readers\?words=$"), lambda route: held.append(route))
    page.get_by_role("tab", name="Reader").click()
    wait(page, lambda: held)
    page.get_by_label("Search the subscribers").fill("bench")
    expect(page.locator("#readers button")).to_have_count(1, timeout=PATIENCE)
    for route in held:
        with page.expect_response(re.compile(r"/panel/readers\?words=$")):
            route.continue_()
    page.wait_for_timeout(200)
    expect(page.locator("#readers button")).to_have_count(1)


def test_what_is_chosen_last_is_told(page: Page, folder: Folder) -> None:
    """Details that come late do not replace those of what was chosen after them."""
    first, last = folder.issue().stories()[1:3]
    held: list[Route] = []
    page.route(f"**/panel/details?story={first.id}", lambda route: held.append(route))
    pick(page, first.title)
    wait(page, lambda: held)
    pick(page, last.title)
    expect(page.locator("#panel-details h2")).to_have_text(last.title, timeout=PATIENCE)
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#panel-details h2")).to_have_text(last.title)


def test_another_part_while_the_email_is_on_its_way(page: Page, folder: Folder) -> None:
    """Whoever goes to another part before a new email has come goes on getting what is new."""
    held: list[Route] = []
    page.route(re.compile(r"/email$"), lambda route: held.append(route))
    template = folder.write("templates/classic/blocks/subscribe.html", "<tr><td>On its way</td></tr>")
    try:
        wait(page, lambda: held)
        page.get_by_role("tab", name="Plain text").click()
        expect(email(page).locator("pre")).to_be_visible(timeout=PATIENCE)
        page.unroute(re.compile(r"/email$"))
        page.get_by_label("Subject").fill("Written meanwhile")
        page.get_by_label("Subject").press("Enter")
        expect(page).to_have_title("Written meanwhile · digest", timeout=PATIENCE)
        page.get_by_role("tab", name="Email", exact=True).click()
        expect(email(page).get_by_text("On its way")).to_be_attached(timeout=PATIENCE)
    finally:
        template.unlink()


def test_an_edit_after_an_edit(page: Page, folder: Folder) -> None:
    """What the studio said before an edit and the page hears after it does not make the next edit a conflict."""
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/state", lambda route: held.append((route, route.fetch())), times=1)
    touch(folder)
    wait(page, lambda: held)
    page.get_by_label("Subject").fill("The first")
    page.get_by_label("Subject").press("Enter")
    wait(page, lambda: folder.issue().subject == "The first")
    page.get_by_label("Preheader").fill("The second")
    page.get_by_label("Preheader").press("Enter")
    (route, answer), *_ = held
    route.fulfill(response=answer)
    wait(page, lambda: folder.issue().preheader == "The second")
    expect(page).to_have_title("The first · digest", timeout=PATIENCE)
    expect(page.locator("#toast.bad")).to_have_count(0)


def test_a_click_during_a_change(page: Page, folder: Folder) -> None:
    """A button that is pressed while the panel's content changes does what it says when it is let go."""
    issue = folder.issue()
    story = issue.stories()[4]
    pick(page, story.title)
    pin = page.get_by_role("button", name="Pin here")
    expect(pin).to_be_visible(timeout=PATIENCE)
    box = pin.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    decisions = tuple(
        each.model_copy(update={"reason": "as somebody else says"}) if each.story == story.id else each
        for each in issue.decisions
    )
    theirs = issue.model_copy(update={"subject": "Somebody else's", "decisions": decisions})
    with page.expect_response("**/panel/details?**", timeout=PATIENCE):
        archive.write_issue(folder.root / "issues", theirs)
    expect(page.get_by_label("Subject")).to_have_value("Somebody else's", timeout=PATIENCE)
    page.wait_for_timeout(300)
    page.mouse.up()
    wait(page, lambda: [edit.action for edit in folder.issue().edits] == ["move"])
    expect(page.get_by_role("button", name="Unpin")).to_be_visible(timeout=PATIENCE)


def test_the_keyboard_stays_in_the_panel(page: Page, folder: Folder) -> None:
    """Whoever presses a button of a panel with the keyboard, or writes in a field, is there after it was filled."""
    pick(page, order(folder)[4])
    page.get_by_role("button", name="Pin here").press("Enter")
    expect(page.get_by_role("button", name="Unpin")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("document.querySelector('#panel-details').contains(document.activeElement)")
    title = page.get_by_label("Title", exact=True)
    title.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    issue = folder.issue()
    decisions = tuple(each.model_copy(update={"reason": "as somebody else says"}) for each in issue.decisions)
    archive.write_issue(folder.root / "issues", issue.model_copy(update={"decisions": decisions}))
    expect(page.locator("#panel-details")).to_contain_text("as somebody else says", timeout=PATIENCE)
    expect(title).to_be_focused()
    assert page.evaluate("document.activeElement.selectionStart") == 1


def test_the_issue_comes_back_before_the_page_has_asked(browser: Browser, lantern: Folder) -> None:
    """A page that was made without an issue shows the issue when the first that it hears is that there is one."""
    assert lantern("plan").exit_code == 0
    path = lantern.root / "issues" / "2026-W47" / "issue.json"
    content = path.read_text()
    with preview(lantern) as (_, url), opened(browser, url) as page:
        path.write_text(content.replace('"schema_version": 1', '"schema_version": 99'))
        expect(page.locator("#trouble")).to_contain_text("made by a newer digest", timeout=PATIENCE)
        held: list[Route] = []
        page.route("**/events", lambda route: route.abort())
        page.route("**/state", lambda route: held.append(route), times=1)
        page.reload()
        expect(page.get_by_role("heading", name="There is no issue to show")).to_be_visible(timeout=PATIENCE)
        wait(page, lambda: held)
        path.write_text(content)
        held[0].continue_()
        settled(page)


def test_a_hold_is_told(page: Page, folder: Folder) -> None:
    """An issue that is put on hold beside the studio says so at once with the reason, and when it may go."""
    expect(page.locator("#standing")).to_be_hidden()
    assert folder("hold", "--reason", "Waiting for Ann").exit_code == 0
    said = f"On hold: Waiting for Ann; `digest approve {folder.issue().id}` lets it go."
    expect(page.locator("#standing")).to_have_text(said, timeout=PATIENCE)
    expect(page.locator(".status")).to_have_text("on hold")
    assert folder("approve").exit_code == 0
    expect(page.locator("#standing")).to_be_hidden(timeout=PATIENCE)
    expect(page.locator(".status")).to_have_text("approved")


def test_nothing_is_drawn_under_a_dragged_story(page: Page, folder: Folder) -> None:
    """The outline stays as it is while a story is carried, and is brought up to date when it has been let go."""
    title = order(folder)[3]
    page.evaluate(
        "document.querySelector('#outline .story').dispatchEvent(new DragEvent('dragstart', "
        "{ bubbles: true, dataTransfer: new DataTransfer() }))"
    )
    stories = folder.issue()
    blocks = tuple(
        block.model_copy(update={"stories": block.stories[:1]}) if len(block.stories) > 2 else block
        for block in stories.blocks
    )
    with page.expect_response("**/panel/outline", timeout=PATIENCE):
        archive.write_issue(folder.root / "issues", stories.model_copy(update={"blocks": blocks}))
    page.wait_for_timeout(300)
    expect(page.locator(".rows > .story", has_text=title)).not_to_have_count(0)
    page.evaluate(
        "document.querySelector('#outline .dragged').dispatchEvent(new DragEvent('dragend', { bubbles: true }))"
    )
    expect(page.locator(".rows[data-block] > .story", has_text=title)).to_have_count(0, timeout=PATIENCE)


STREAMS = """(() => {
  const Real = EventSource;
  window.streams = [];
  window.EventSource = class extends Real { constructor(...all) { super(...all); window.streams.push(this); } };
  window.openStreams = () => window.streams.filter((each) => each.readyState !== 2).length;
  window.seen = (hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  };
})()"""
"""What lets a test count the streams of a page, and hide it."""


def test_a_hidden_page_holds_no_stream(page: Page) -> None:
    """A page has one stream while it is seen, none while it is not, and one again, also when it is told twice."""
    page.add_init_script(STREAMS)
    page.reload()
    settled(page)
    assert page.evaluate("openStreams()") == 1
    page.evaluate("seen(true)")
    assert page.evaluate("openStreams()") == 0
    page.evaluate("seen(false)")
    page.evaluate("seen(false)")
    assert page.evaluate("openStreams()") == 1


def test_what_is_told_is_told_once(page: Page, folder: Folder) -> None:
    """A notice that says the same as before is left alone, with the focus in it."""
    note = folder.root / "note.md"
    was = note.read_text()
    try:
        note.write_text("Another note.")
        button = page.locator("#plan-now")
        expect(button).to_be_visible(timeout=PATIENCE)
        button.focus()
        button.evaluate("(button) => { button.dataset.same = 'yes' }")
        with page.expect_response("**/state", timeout=PATIENCE):
            touch(folder)
        page.wait_for_timeout(300)
        expect(button).to_be_focused()
        expect(button).to_have_attribute("data-same", "yes")
    finally:
        note.write_text(was)
