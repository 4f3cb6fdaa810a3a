"""An editor who goes on before the studio has answered: what she did last stands, and nothing of hers is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from digest import archive
from digest.models import Issue
from tests.browser.desk import PATIENCE, Late, drag, email, order, pick, row, touch, wait
from tests.cli.folder import Folder

pytestmark = pytest.mark.browser
HEADING = "#panel-details h2"
DRAWN = """(() => { window.drawn = 0;
  new MutationObserver(() => { window.drawn += 1; }).observe(document.querySelector("#outline"), { childList: true });
})()"""
"""Counts how often the outline is drawn anew."""


def drawn(page: Page, late: Late) -> None:
    """Let all answers come, and wait until the page has taken them in."""
    page.evaluate(DRAWN)
    late.end()
    wait(page, lambda: page.evaluate("window.drawn"))
    page.wait_for_timeout(400)


def popular(issue: Issue) -> list[str]:
    """The titles of the example's longest list."""
    return [story.title for block in issue.blocks if block.title == "Most popular" for story in block.stories]


@pytest.mark.parametrize("way", ["drag", "keys", "list", "button"])
def test_a_choice_after_a_move(way: str, page: Page, folder: Folder) -> None:
    """What is chosen while a story is on its way to another place stays chosen when it has come there, and neither the
    outline nor the email is scrolled under the editor's eyes."""
    before = order(folder)
    pick(page, before[1])
    expect(page.locator(HEADING)).to_have_text(before[1], timeout=PATIENCE)
    late = Late(page, "**/edits")
    if way == "drag":
        drag(page, row(page, before[1]), row(page, before[4]))
    elif way == "keys":
        row(page, before[1]).locator(".pick").press("Alt+ArrowDown")
    elif way == "list":
        page.get_by_label("Place").select_option(index=3)
        page.get_by_role("button", name="Move", exact=True).click()
    else:
        page.locator(".row-tools [data-do=down]").click()
    late.given()
    page.set_viewport_size({"width": 1280, "height": 500})
    pick(page, before[3])
    expect(page.locator(HEADING)).to_have_text(before[3], timeout=PATIENCE)
    page.evaluate("document.querySelector('.side.left').scrollTop = 400")
    page.wait_for_timeout(800)  # the email glides to what was picked
    inside = "document.querySelector('#glass iframe:not(.waiting)').contentWindow"
    page.evaluate(f"{inside}.scrollTo({{ top: 900, behavior: 'instant' }})")
    drawn(page, late)
    assert order(folder) != before
    expect(page.locator(HEADING)).to_have_text(before[3])
    expect(row(page, before[3]).locator(".pick")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.querySelector('.side.left').scrollTop") == 400
    assert page.evaluate(f"{inside}.scrollY") == 900


def test_another_panel_after_a_move(page: Page, folder: Folder) -> None:
    """Whoever opens a panel while a story is on its way is left there."""
    before = order(folder)
    late = Late(page, "**/edits")
    row(page, before[1]).locator(".pick").press("Alt+ArrowDown")
    late.given()
    page.get_by_role("tab", name="Inbox").click()
    drawn(page, late)
    expect(page.locator("#panel-inbox")).to_be_visible()
    expect(page.locator("#panel-details")).to_be_hidden()


@pytest.mark.parametrize("goes", ["to another story", "to another panel", "nowhere"])
def test_a_late_refusal_is_not_of_what_was_chosen_after_it(goes: str, page: Page, folder: Folder) -> None:
    """The reason why something could not be stands at that thing, and nowhere else; who has gone on hears it."""
    first, other = order(folder)[1:3]
    pick(page, first)
    refusal = {"error": "No room for it", "where": "", "hint": "", "conflict": False}
    held: list[Route] = []
    page.route("**/edits", lambda route: held.append(route))
    page.get_by_role("button", name="Pin here").click()
    wait(page, lambda: held)
    if goes == "to another story":
        pick(page, other)
        expect(page.locator(HEADING)).to_have_text(other, timeout=PATIENCE)
    elif goes == "to another panel":
        page.get_by_role("tab", name="Inbox").click()
    held[0].fulfill(status=409, json=refusal)
    said, stands = page.locator("#toast.bad"), page.locator("#panel-details .refusal")
    expect(stands if goes == "nowhere" else said).to_contain_text("No room for it.", timeout=PATIENCE)
    expect(said if goes == "nowhere" else stands).not_to_be_visible()


def test_a_refused_drop_takes_no_scroll_position(page: Page, folder: Folder) -> None:
    """Why a story cannot stand where it was dropped stands there; whoever has gone on is told, and not taken back."""
    before = order(folder)
    held: list[Route] = []
    page.route("**/edits", lambda route: held.append(route))
    drag(page, row(page, before[1]), row(page, before[4]))
    wait(page, lambda: held)
    page.set_viewport_size({"width": 1280, "height": 500})
    page.locator("#left .pick").last.click()
    top = page.evaluate("document.querySelector('.side.left').scrollTop")
    assert top > 400
    held[0].fulfill(status=409, json={"error": "No room for it", "where": "", "hint": "", "conflict": False})
    expect(page.locator("#outline .refused")).to_contain_text("No room for it.", timeout=PATIENCE)
    expect(page.locator("#toast.bad")).to_contain_text("No room for it.")
    # The browser itself keeps in place what is seen, when something comes above it.
    assert page.evaluate("document.querySelector('.side.left').scrollTop") >= top
    expect(page.locator("#outline .refused")).not_to_be_in_viewport()
    expect(row(page, before[1]).locator("xpath=following-sibling::li[1]")).to_contain_text(before[2])


def test_the_keyboard_is_not_taken_away(page: Page, folder: Folder) -> None:
    """Whoever goes on writing elsewhere before the details have come does not find her words in them."""
    title = order(folder)[2]
    pick(page, title)
    expect(page.locator(HEADING)).to_have_text(title, timeout=PATIENCE)
    late = Late(page, "**/panel/details**")
    page.locator(".row-tools [data-do=move]").click()
    late.given()
    subject = page.get_by_label("Subject")
    subject.click()
    page.keyboard.type("Mine ")
    late.end()
    page.wait_for_timeout(400)
    page.keyboard.type("still ")
    expect(subject).to_be_focused()
    assert "Mine still " in subject.input_value()
    subject.press("Escape")


def test_two_edits_of_the_same_words(page: Page, folder: Folder) -> None:
    """What is written on, and saved, before the first answer has come is no conflict with oneself: both are saved, one
    after the other, and each can be undone."""
    late = Late(page, "**/edits")
    subject = page.get_by_label("Subject")
    subject.fill("The first")
    subject.press("Enter")
    late.given()
    subject.fill("The first and more")
    subject.press("Enter")
    late.end()
    wait(page, lambda: folder.issue().subject == "The first and more")
    fate = page.locator(".word", has=subject).locator(".fate")
    expect(fate).to_have_text("Saved", timeout=PATIENCE)
    page.locator("#undo").click()
    expect(subject).to_have_value("The first", timeout=PATIENCE)


def test_words_put_back_while_they_are_saved(page: Page, folder: Folder) -> None:
    """Whoever writes the old words again before the new ones are saved has the old ones in the end."""
    old = folder.issue().subject
    late = Late(page, "**/edits")
    subject = page.get_by_label("Subject")
    subject.fill("The first")
    subject.press("Enter")
    late.given()
    subject.fill(old)
    with page.expect_response("**/state", timeout=PATIENCE):
        touch(folder)
    page.wait_for_timeout(200)
    expect(subject).to_have_value(old)
    subject.press("Enter")
    drawn(page, late)
    wait(page, lambda: folder.issue().subject == old)
    expect(subject).to_have_value(old)
    expect(page.locator(".word", has=subject).locator(".fate")).to_have_text("Saved", timeout=PATIENCE)


def test_words_go_on_in_a_field_that_has_come_anew(page: Page, folder: Folder) -> None:
    """Who comes back to a story whose title is still being saved, and writes on, saves that without a conflict."""
    first, other = order(folder)[1:3]
    pick(page, first)
    title = page.get_by_label("Title", exact=True)
    late = Late(page, "**/edits")
    title.fill("One")
    pick(page, other)
    late.given()
    expect(title).to_have_value(other, timeout=PATIENCE)
    row(page, first).locator(".pick").click()
    expect(title).to_have_value("One", timeout=PATIENCE)
    title.fill("One and two")
    late.end()
    wait(page, lambda: order(folder)[1] == "One")
    fate = page.locator("#panel-details .fate").first
    expect(fate).to_have_text("Not saved", timeout=PATIENCE)
    expect(title).to_have_value("One and two")
    assert "One and two" in page.evaluate("sessionStorage.getItem('digest-unsaved')")
    title.press("Enter")
    wait(page, lambda: order(folder)[1] == "One and two")
    expect(fate).to_have_text("Saved", timeout=PATIENCE)


@pytest.mark.parametrize("way", ["drag", "keys"])
def test_two_moves_in_a_row(way: str, page: Page, folder: Folder) -> None:
    """A story that is moved while another is on its way comes to stand where it was put among those that are seen."""
    one, two, three, four, five = popular(folder.issue())[:5]
    late = Late(page, "**/edits")
    if way == "drag":
        drag(page, row(page, one), row(page, four))
        late.given()
        drag(page, row(page, five), row(page, four))
        wanted = [two, three, one, five, four]
    else:
        row(page, three).locator(".pick").press("Alt+ArrowUp")
        late.given()
        row(page, one).locator(".pick").press("Alt+ArrowDown")  # 3 2 1 4 5
        for _ in range(4):
            row(page, five).locator(".pick").press("Alt+ArrowUp")
        row(page, one).locator(".pick").press("Alt+ArrowDown")
        wanted = [five, three, two, one, four]
    seen = page.locator('.rows[data-block="list Most popular"] > .story .title')
    expect(seen).to_have_text(wanted)
    drawn(page, late)
    expect(page.locator("#outline .pending")).to_have_count(0, timeout=PATIENCE)
    assert popular(folder.issue())[:5] == wanted
    expect(seen).to_have_text(wanted)


def test_a_move_after_an_undo(page: Page, folder: Folder) -> None:
    """A story that is moved on after an undo is moved by that: the undo takes back what was before it, and no more."""
    one, two, three, *_ = popular(folder.issue())
    late = Late(page, "**/edits")
    row(page, three).locator(".pick").press("Alt+ArrowUp")
    late.given()
    for key in ("Alt+ArrowDown", "Control+z", "Alt+ArrowDown"):
        row(page, one).locator(".pick").press(key)
    page.get_by_label("Subject").fill("Written after it")
    page.get_by_label("Subject").press("Enter")
    late.end()
    wait(page, lambda: folder.issue().subject == "Written after it")
    assert popular(folder.issue())[:3] == [three, two, one]


def test_a_move_after_a_new_lead(page: Page, folder: Folder) -> None:
    """A story that becomes the lead changes places with the one before at once, so that what is moved after it comes to
    stand where it was put."""
    lead, (one, two, three, four, five) = order(folder)[0], popular(folder.issue())[:5]
    late = Late(page, "**/edits")
    drag(page, row(page, two), row(page, lead))
    late.given()
    seen = page.locator('.rows[data-block="list Most popular"] > .story .title')
    expect(seen).to_have_text([one, lead, three, four, five])
    drag(page, row(page, five), row(page, three))
    drawn(page, late)
    wait(page, lambda: popular(folder.issue())[:5] == [one, lead, five, three, four])
    assert order(folder)[0] == two


def test_a_story_that_is_taken_out_stays_out(page: Page, folder: Folder) -> None:
    """An outline that was asked for before a story was taken out does not bring it back."""
    title = order(folder)[2]
    late = Late(page, "**/panel/outline")
    issue = folder.issue()
    archive.write_issue(folder.root / "issues", issue.model_copy(update={"preheader": "Theirs"}))
    late.given()
    late_edit = Late(page, "**/edits")
    row(page, title).locator(".pick").press("Delete")
    late_edit.given()
    late.end()
    page.wait_for_timeout(400)
    expect(row(page, title)).to_have_class("row story going")
    late_edit.end()
    expect(page.locator("#left .row").first).to_contain_text(title, timeout=PATIENCE)


def test_undo_while_an_edit_is_under_way(page: Page, folder: Folder) -> None:
    """Undo takes back what was done before it, also what has not been answered yet, and two of them take back two."""
    before = order(folder)
    late = Late(page, "**/edits")
    row(page, before[1]).locator(".pick").press("Alt+ArrowDown")
    late.given()
    row(page, before[3]).locator(".pick").press("Delete")
    page.keyboard.press("Control+z")
    late.end()
    wait(page, lambda: len(order(folder)) == len(before) and order(folder)[1] == before[2])
    expect(page.locator("#redo")).to_be_enabled(timeout=PATIENCE)
    page.keyboard.press("Control+z")
    wait(page, lambda: order(folder) == before)
    expect(page.locator("#undo")).to_be_disabled(timeout=PATIENCE)
    expect(page.locator("#toast.bad")).to_have_count(0)


def test_the_email_comes_while_somebody_writes(page: Page, folder: Folder) -> None:
    """A new rendering that comes late takes neither words nor the caret from who writes, and leaves the email where it
    was scrolled to."""
    late = Late(page, "**/email")
    template = folder.write("templates/classic/blocks/subscribe.html", "<tr><td>On its way</td></tr>")
    try:
        late.given()
        subject = page.get_by_label("Subject")
        subject.click()
        subject.press("Home")
        page.keyboard.type("Half")
        page.evaluate("document.querySelector('#glass iframe').contentWindow.scrollTo(0, 500)")
        late.end()
        expect(email(page).get_by_text("On its way")).to_be_attached(timeout=PATIENCE)
        page.keyboard.type(" a word ")
        assert subject.input_value().startswith("Half a word ")
        assert page.evaluate("document.querySelector('#glass iframe').contentWindow.scrollY") == 500
        subject.press("Escape")
    finally:
        template.unlink()


def test_the_keyboard_stays_in_the_email(page: Page, folder: Folder) -> None:
    """Whoever scrolls the email with the keyboard goes on doing so when a new rendering has come."""
    email(page).locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("PageDown")
    page.wait_for_timeout(600)
    template = folder.write("templates/classic/blocks/subscribe.html", "<tr><td>Here it is</td></tr>")
    try:
        expect(email(page).get_by_text("Here it is")).to_be_attached(timeout=PATIENCE)
        scrolled = "document.querySelector('#glass iframe').contentWindow.scrollY"
        was = page.evaluate(scrolled)
        assert was > 100
        page.keyboard.press("PageDown")
        wait(page, lambda: page.evaluate(scrolled) > was + 100)
    finally:
        template.unlink()


def test_the_email_goes_on_to_what_was_chosen(page: Page, folder: Folder) -> None:
    """A rendering that comes while the email glides to a story goes on to that story."""
    late = Late(page, "**/email")
    template = folder.write("templates/classic/blocks/subscribe.html", "<tr><td>Here it is</td></tr>")
    try:
        late.given()
        title = order(folder)[-1]
        pick(page, title)
        late.end()
        expect(email(page).get_by_text("Here it is")).to_be_attached(timeout=PATIENCE)
        page.wait_for_timeout(1500)
        expect(email(page).get_by_text(title, exact=True).first).to_be_in_viewport()
    finally:
        template.unlink()


def test_words_of_a_picture_go_on(page: Page, folder: Folder) -> None:
    """What is written beside a picture while it is being saved stays there."""
    before = folder.issue().stories()
    pick(page, before[0].title)
    page.get_by_text("Picture", exact=True).click()
    late = Late(page, "**/edits")
    words = page.get_by_label("What it shows, in words")
    words.fill("A gull")
    page.get_by_role("button", name="Use it").click()
    late.given()
    words.fill("A gull on a post")
    drawn(page, late)
    expect(words).to_have_value("A gull on a post")
    image = folder.issue().stories()[0].image
    assert image is not None
    assert image.alt == "A gull"


def test_a_place_that_was_chosen_stays(page: Page, folder: Folder) -> None:
    """A change by somebody else leaves the place that the editor has chosen, by what stands there, and it is moved
    there though the numbers are others."""
    issue = folder.issue()
    titles = popular(issue)
    pick(page, titles[4])
    place = page.get_by_label("Place")
    index = place.evaluate(
        "(list, words) => [...list.options].findIndex((each) => each.textContent.includes(words))",
        f"before “{titles[2][:30]}",
    )
    place.select_option(index=index)
    blocks = tuple(
        block.model_copy(update={"stories": (*block.stories[1:4], block.stories[0], *block.stories[4:])})
        if block.title == "Most popular"
        else block
        for block in issue.blocks
    )
    with page.expect_response("**/panel/details?**", timeout=PATIENCE):
        archive.write_issue(folder.root / "issues", issue.model_copy(update={"blocks": blocks}))
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Move", exact=True).click()
    wait(page, lambda: popular(folder.issue())[:3] == [titles[1], titles[4], titles[2]])


def test_what_nobody_tells_of(page: Page, folder: Folder) -> None:
    """A mouse button that is let go above a frame, or pressed for a menu, holds nothing for ever: the page is told of
    neither."""
    issue = folder.issue()
    pick(page, issue.stories()[1].title)
    heading = page.locator("#panel-details h3").first
    for story, button in ((issue.stories()[2], 0), (issue.stories()[3], 2)):
        expect(heading).to_be_visible(timeout=PATIENCE)
        heading.dispatch_event("pointerdown", {"button": button, "buttons": 1})
        page.locator(f"#story-{story.id}").dispatch_event("click")
        if button == 0:
            page.wait_for_timeout(300)
            expect(page.locator(HEADING)).not_to_have_text(story.title)
            page.locator("#tabs").dispatch_event("pointermove", {"buttons": 0})
        expect(page.locator(HEADING)).to_have_text(story.title, timeout=PATIENCE)


def test_a_press_twice(page: Page, folder: Folder) -> None:
    """A button of the details that is pressed twice does what it says once, and is there again when that is refused."""
    pick(page, order(folder)[3])
    late = Late(page, "**/edits")
    asked: list[str] = []
    page.on("request", lambda request: request.url.endswith("/edits") and asked.append(request.post_data or ""))
    page.locator("#panel-details [data-do=drop]").dblclick()
    late.given()
    page.get_by_label("Subject").fill("Written after it")
    page.get_by_label("Subject").press("Enter")
    late.end()
    wait(page, lambda: folder.issue().subject == "Written after it")
    assert ["drop" in each for each in asked] == [True, False]
    page.route("**/edits", lambda route: route.fulfill(status=409, json={"error": "No"}))
    pick(page, order(folder)[2])
    page.get_by_role("button", name="Pin here").click()
    expect(page.locator("#panel-details .refusal")).to_have_text("No.", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Pin here")).to_be_enabled()


def test_a_test_mail_that_is_answered_late(page: Page, folder: Folder) -> None:
    """What became of a test is told, and moves nothing for who has gone on."""
    page.set_viewport_size({"width": 1280, "height": 400})
    page.get_by_role("tab", name="Reader").click()
    late = Late(page, "**/test")
    page.locator("#test-to").fill("ann@halyard.example")
    page.locator("#test-send").click()
    late.given()
    page.locator("#reader-search").click()
    panel = page.locator("#panel-reader")
    top = "(panel) => [panel.scrollTop, panel.closest('.side').scrollTop]"
    was = panel.evaluate(top)
    late.end()
    expect(page.locator("#test-said")).to_contain_text("ann@halyard.example", timeout=PATIENCE)
    assert panel.evaluate(top) == was
    expect(page.locator("#test-said")).not_to_be_in_viewport()
