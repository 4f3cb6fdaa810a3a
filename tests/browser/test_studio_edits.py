"""Editing in the studio, as a person does it: by mouse and by keyboard, seen in the email and in the issue file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from digest import archive
from tests.browser.desk import PATIENCE, drag, email, opened, order, pick, row, settled, violations, wait
from tests.cli.folder import Folder
from tests.cli.running import preview
from tests.unit.test_pipeline_editing import paper

__all__ = ["paper"]
pytestmark = pytest.mark.browser


def test_drag_within_a_block(page: Page, folder: Folder) -> None:
    """A story that is dragged above another stands there in the email and in the file."""
    before = order(folder)
    drag(page, row(page, before[3]), row(page, before[1]))
    expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)
    assert order(folder)[1:4] == [before[3], before[1], before[2]]
    expect(row(page, before[3]).locator(".hand")).to_be_visible(timeout=PATIENCE)
    settled(page)
    above = email(page).get_by_text(before[3], exact=True).first.bounding_box()
    below = email(page).get_by_text(before[1], exact=True).first.bounding_box()
    assert above
    assert below
    assert above["y"] < below["y"]


def test_drag_between_blocks(page: Page, folder: Folder) -> None:
    """A story can be dragged to another block, and one that was left out into the issue; dragged out, it is gone."""
    before = order(folder)
    popular = page.locator('.rows[data-block="list Popular news"] > .story').first
    drag(page, row(page, before[2]), popular)
    expect(page.locator('.rows[data-block="list Popular news"] > .story').first).to_contain_text(
        before[2], timeout=PATIENCE
    )
    out = page.locator("#left .row", has_text="No room").filter(has_not_text="61 people").first
    title = out.locator(".title").inner_text()
    drag(page, out, page.locator('.rows[data-block="list Most popular"] > .story').first)
    expect(page.locator('.rows[data-block="list Most popular"] > .story').first).to_contain_text(
        title, timeout=PATIENCE
    )
    wait(page, lambda: title in order(folder))
    settled(page)
    expect(email(page).get_by_text(title, exact=True).first).to_be_attached(timeout=PATIENCE)
    drag(page, row(page, title), page.locator("#left-title"))
    expect(page.locator("#left .row").first).to_contain_text(title, timeout=PATIENCE)
    wait(page, lambda: title not in order(folder))


def test_a_refusal_stands_where_it_was_dropped(browser: Browser, paper: Folder) -> None:
    """A grave story that is dropped beside a slot whose ad has nowhere to go is refused with its reason there."""
    assert paper("plan").exit_code == 0
    with preview(paper) as (_, url), opened(browser, url) as page:
        drag(page, row(page, "Ferry lost"), page.locator("#left-title"))
        expect(page.locator("#left .row", has_text="Ferry lost")).to_be_visible(timeout=PATIENCE)
        page.locator('.row[data-slot="low"] > .pick').click()
        page.locator('[data-fill="pans"]').click()
        expect(page.locator('.row[data-slot="low"]')).to_contain_text("A pan", timeout=PATIENCE)
        before = paper.tree("issues")
        last = page.locator('.rows[data-block="list More"] > .story').last
        drag(page, row(page, "Ferry lost"), last)
        told = page.locator('.rows[data-block="list More"] > .refused')
        expect(told).to_contain_text("“pans” could not stay in “low”", timeout=PATIENCE)
        expect(told).to_contain_text("Clear the slot low first.")
        place = told.evaluate("(item) => item.nextElementSibling.textContent")
        assert last.inner_text() in place or place.strip().startswith(last.locator(".title").inner_text())
        assert paper.tree("issues") == before
        assert violations(page) == []
        told.get_by_role("button", name="Close").click()
        expect(told).to_have_count(0)


def test_by_keyboard(page: Page, folder: Folder) -> None:
    """Arrows walk through the outline, Alt with them carries a story, Delete takes it out, Ctrl+Z brings it back."""
    before = order(folder)
    row(page, before[1]).locator(".pick").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.querySelector('.title').textContent") == before[2]
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)
    first = page.locator('.rows[data-block="list Most popular"] > .story').first
    expect(first).to_contain_text(before[2], timeout=PATIENCE)
    assert order(folder)[1:3] == [before[2], before[1]]
    assert page.evaluate("document.activeElement.querySelector('.title').textContent") == before[2]
    expect(page.locator("#toast")).to_have_text("Number 1 in Most popular.")
    page.keyboard.press("Delete")
    expect(page.locator("#left .row").first).to_contain_text(before[2], timeout=PATIENCE)
    assert before[2] not in order(folder)
    assert page.evaluate("document.activeElement.querySelector('.title').textContent") == before[1]
    page.locator("#undo").focus()
    for _ in range(2):
        page.keyboard.press("Control+z")
        page.wait_for_timeout(100)
    expect(page.locator("#undo")).to_be_disabled(timeout=PATIENCE)
    expect(page.locator("#undo")).to_be_focused()
    assert order(folder) == before
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)


def test_move_to_a_place_that_is_chosen_from_a_list(page: Page, folder: Folder) -> None:
    """Whoever cannot drag chooses the place from a list."""
    before = order(folder)
    pick(page, before[1])
    page.get_by_role("button", name="Move to…").click()
    place = page.get_by_label("Place")
    expect(place).to_be_focused(timeout=PATIENCE)
    place.evaluate(
        "(list) => { const all = [...list.querySelectorAll('optgroup')].find((each) => each.label === 'World');"
        "all.lastElementChild.selected = true; list.dispatchEvent(new Event('change', { bubbles: true })) }"
    )
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator('.rows[data-block="section World"] > .story').last).to_contain_text(before[1], timeout=PATIENCE)
    expect(page.locator("#outline .pending")).to_have_count(0, timeout=PATIENCE)
    world = next(block for block in folder.issue().blocks if block.title == "World" or block.options.get("section"))
    assert world.stories[-1].title == before[1]
    expect(page.locator("#toast")).to_contain_text("in World.")
    page.wait_for_timeout(1000)  # it glides there
    expect(row(page, before[1])).to_be_in_viewport()
    expect(email(page).get_by_text(before[1], exact=True).first).to_be_in_viewport()
    glow, title = page.locator("#glow").bounding_box(), email(page).get_by_text(before[1]).first.bounding_box()
    assert glow
    assert title
    assert glow["y"] < title["y"] < glow["y"] + glow["height"]


def test_subject_and_preheader_in_place(page: Page, folder: Folder) -> None:
    """Subject and preheader are written where they stand, counted, and saved; an empty one is the proposed one."""
    proposed = folder.issue().subject
    subject = page.get_by_label("Subject")
    subject.fill("The letter of the week")
    expect(page.locator("#subject-count")).to_have_text("22 of 70")
    subject.press("Enter")
    expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)
    assert folder.issue().subject == "The letter of the week"
    expect(page).to_have_title("The letter of the week · digest")
    page.get_by_label("Preheader").fill("What is in it")
    page.get_by_label("Preheader").press("Enter")
    expect(email(page).locator("body")).to_contain_text("What is in it", timeout=PATIENCE)
    subject.fill("")
    subject.press("Enter")
    expect(subject).to_have_value(proposed, timeout=PATIENCE)
    subject.fill("No, not this")
    subject.press("Escape")
    expect(subject).to_have_value(proposed)
    assert folder.issue().subject == proposed


def test_a_story_is_retold(page: Page, folder: Folder) -> None:
    """Title and excerpt of a story are the editor's: in the email, the plain text, and the file."""
    before = order(folder)
    pick(page, before[0])
    page.get_by_label("Title", exact=True).fill("A title of my own")
    page.get_by_label("Title", exact=True).press("Enter")
    expect(row(page, "A title of my own")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Excerpt").fill("And a sentence of my own.")
    page.get_by_label("Excerpt").blur()
    expect(email(page).get_by_text("And a sentence of my own.").first).to_be_visible(timeout=PATIENCE)
    story = folder.issue().stories()[0]
    assert (story.title, story.excerpt) == ("A title of my own", "And a sentence of my own.")


def test_another_picture(page: Page, folder: Folder) -> None:
    """A story shows the picture that the editor picks, or none; one that cannot be had is refused beside the field."""
    before = folder.issue()
    lead, other = before.stories()[0], next(story for story in before.stories()[1:] if story.image)
    assert lead.image
    assert other.image
    pick(page, lead.title)
    page.get_by_text("Picture", exact=True).click()
    page.locator(f'[data-picture="{other.image.url}"]').click()
    expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)
    chosen = folder.issue().stories()[0].image
    assert chosen
    assert chosen.url == other.image.url
    page.get_by_label("Address of another").fill("https://halyard.example/images/nothing-there.png")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#panel-details .refusal")).to_contain_text("cannot be shown", timeout=PATIENCE)
    page.get_by_role("button", name="No picture").click()
    expect(page.locator(".pictures summary")).to_contain_text("none", timeout=PATIENCE)
    assert folder.issue().stories()[0].image is None


def test_the_note(page: Page, folder: Folder) -> None:
    """The note is written in Markdown and stands in the email; its file is not touched."""
    file = (folder.root / "note.md").read_bytes()
    pick_block(page, "Note")
    page.get_by_label("Text, in Markdown").fill("Dear *everybody*, this is new.")
    page.get_by_role("button", name="Save the note").click()
    expect(email(page).locator("em", has_text="everybody")).to_be_visible(timeout=PATIENCE)
    note = next(block for block in folder.issue().blocks if block.kind == "note")
    assert note.options["text"] == "Dear *everybody*, this is new."
    assert (folder.root / "note.md").read_bytes() == file


def pick_block(page: Page, title: str) -> None:
    page.locator("#outline .pick.block", has_text=title).first.click()


def test_a_creative_is_swapped(page: Page, folder: Folder) -> None:
    """A slot shows another creative, or nothing; the issue file says that it was the editor's choice."""
    pick(page, "There is weather coming")
    page.locator('[data-fill="squall-winter"][data-creative="1"]').click()
    expect(row(page, "Boots for people")).to_be_visible(timeout=PATIENCE)
    settled(page)
    expect(email(page).get_by_text("Boots for people").first).to_be_attached(timeout=PATIENCE)
    slot = next(each for each in folder.issue().slots if each.slot == "bottom")
    assert (slot.insertion, slot.reason) == ("squall-winter", "the editor's choice")
    page.get_by_role("button", name="Clear the slot").click()
    expect(page.locator('[data-slot="bottom"]').first).to_contain_text("Nothing runs here", timeout=PATIENCE)
    assert not any(each.slot == "bottom" for each in folder.issue().insertions())


def test_no_ad_beside_a_grave_story(browser: Browser, paper: Folder) -> None:
    """An ad cannot be chosen for a slot beside a story of death; the reason, with the story's name, is beside it."""
    assert paper("plan").exit_code == 0
    with preview(paper) as (_, url), opened(browser, url) as page:
        for slot in ("top", "low"):
            page.locator(f'.row[data-slot="{slot}"] > .pick').click()
            clear = page.get_by_role("button", name="Clear the slot")
            expect(page.locator("#panel-details h2")).to_contain_text(slot, timeout=PATIENCE)
            if clear.count():
                clear.click()
            expect(page.locator(f'.row[data-slot="{slot}"]')).to_contain_text("Nothing runs here", timeout=PATIENCE)
        last = page.locator('.rows[data-block="list More"] > .story').last
        if "Ferry lost" not in last.inner_text():
            drag(page, row(page, "Ferry lost"), last, beneath=True)
            expect(page.locator('.rows[data-block="list More"] > .story').last).to_contain_text(
                "Ferry", timeout=PATIENCE
            )
        page.locator('.row[data-slot="low"] > .pick').click()
        expect(page.locator("#panel-details h2")).to_contain_text("low", timeout=PATIENCE)
        offer = page.locator(".offers li", has_text="A pan")
        expect(offer.locator(".verdict")).to_contain_text("Ferry lost: 61 dead", timeout=PATIENCE)
        button = offer.get_by_role("button")
        expect(button).to_be_disabled()
        expect(button).to_have_accessible_description(re.compile("Ferry lost: 61 dead"))
        before = paper.tree("issues")
        with page.expect_response("**/state"):
            button.click(force=True)
            (paper.root / "issues" / paper.issue().id / "issue.json").touch()
        assert paper.tree("issues") == before


def test_pin_and_unpin(page: Page, folder: Folder) -> None:
    """A story is pinned where it stands and let go again."""
    title = order(folder)[4]
    pick(page, title)
    page.get_by_role("button", name="Pin here").click()
    expect(row(page, title).locator(".hand")).to_be_visible(timeout=PATIENCE)
    assert [edit.action for edit in folder.issue().edits] == ["move"]
    page.get_by_role("button", name="Unpin").click()
    expect(row(page, title).locator(".hand")).to_have_count(0, timeout=PATIENCE)
    assert folder.issue().edits == ()


def test_a_conflict_is_shown(page: Page, folder: Folder) -> None:
    """When somebody else has changed the file under the page, nothing is done, the page says why as long as that
    is news, and shows theirs as soon as it can."""
    theirs = folder.issue().model_copy(update={"subject": "Somebody else's"})
    page.route("**/state", lambda route: route.abort())  # the page has not heard of it yet
    archive.write_issue(folder.root / "issues", theirs)
    row(page, order(folder)[2]).locator(".pick").focus()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/state")):
        page.keyboard.press("Delete")
    expect(page.locator("#toast.bad")).to_contain_text("was changed in the meantime", timeout=PATIENCE)
    page.wait_for_timeout(500)
    expect(page.locator("#toast.bad")).to_contain_text("was changed in the meantime")
    assert folder.issue() == theirs
    page.unroute("**/state")
    (folder.root / "issues" / theirs.id / "issue.json").touch()
    expect(page.get_by_label("Subject")).to_have_value("Somebody else's", timeout=PATIENCE)


def test_a_note_is_not_lost_in_a_conflict(page: Page, folder: Folder) -> None:
    """A note that somebody else has written meanwhile is shown beside one's own, which stays where it is written,
    and is saved when it is meant."""
    pick_block(page, "Note")
    note = page.get_by_label("Text, in Markdown")
    expect(note).to_be_visible(timeout=PATIENCE)
    page.route("**/state", lambda route: route.abort())
    issue = folder.issue()
    blocks = tuple(
        block.model_copy(update={"options": {**block.options, "text": "Theirs."}}) if block.kind == "note" else block
        for block in issue.blocks
    )
    archive.write_issue(folder.root / "issues", issue.model_copy(update={"blocks": blocks}))
    note.fill("Words that took an hour.")
    page.get_by_role("button", name="Save the note").click()
    fate = page.locator("#panel-details .fate")
    expect(fate.get_by_role("alert")).to_contain_text("Somebody else changed this", timeout=PATIENCE)
    expect(fate.locator("q")).to_have_text("Theirs.")
    expect(note).to_have_value("Words that took an hour.")
    page.unroute("**/state")
    (folder.root / "issues" / issue.id / "issue.json").touch()
    page.get_by_role("button", name="Save the note").click()
    expect(email(page).get_by_text("Words that took an hour.")).to_be_visible(timeout=PATIENCE)


def test_a_note_is_saved_when_something_else_is_chosen(page: Page, folder: Folder) -> None:
    """Who goes on to a story without a press of the button keeps what she wrote."""
    pick_block(page, "Note")
    page.get_by_label("Text, in Markdown").fill("Written and left.")
    pick(page, order(folder)[0])
    expect(email(page).get_by_text("Written and left.")).to_be_visible(timeout=PATIENCE)


def test_quick_keys_carry_a_story_as_far(page: Page, folder: Folder) -> None:
    """Ten quick presses move a story by ten places, by two requests at most; Delete after them takes out that story."""
    before = order(folder)
    asked: list[str] = []
    page.on("request", lambda request: request.url.endswith("/edits") and asked.append(request.post_data or ""))
    row(page, before[1]).locator(".pick").focus()
    for _ in range(3):
        page.keyboard.press("Alt+ArrowDown")
    expect(page.locator('.rows[data-block="list Most popular"] > .story').nth(3)).to_contain_text(before[1])
    for _ in range(3):
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#toast")).to_have_text("Number 3 in Most popular.", timeout=PATIENCE)
    expect(page.locator("#outline .pending")).to_have_count(0, timeout=PATIENCE)
    assert order(folder)[1:5] == [before[2], before[3], before[1], before[4]]
    assert len(asked) == 2
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Delete")
    expect(page.locator("#left .row").first).to_contain_text(before[1], timeout=PATIENCE)
    assert order(folder)[1:4] == before[2:5]


def test_a_story_that_the_note_links_to(page: Page, folder: Folder) -> None:
    """The note of the example links to its lead: each is found by itself, from the email and from the outline."""
    email(page).get_by_text("Almirante and I").click()
    expect(page.get_by_label("Text, in Markdown")).to_be_visible(timeout=PATIENCE)
    lead = folder.issue().stories()[0]
    pick(page, lead.title)
    expect(page.locator("#panel-details h2")).to_have_text(lead.title, timeout=PATIENCE)
    page.wait_for_timeout(800)
    glow, title = page.locator("#glow").bounding_box(), email(page).get_by_text(lead.title).first.bounding_box()
    assert glow
    assert title
    assert glow["y"] < title["y"] < glow["y"] + glow["height"]
    note = email(page).get_by_text("Almirante and I").bounding_box()
    assert note is None or not glow["y"] < note["y"] < glow["y"] + glow["height"]


def test_search_what_is_left_out(page: Page) -> None:
    """The list of what is not in the issue is searched by title, section and reason."""
    rows = page.locator("#left > .row")
    count = rows.count()
    assert count > 10
    page.get_by_label("Search what is not in the issue").fill("comet")
    expect(page.locator("#left > .row:visible")).not_to_have_count(count)
    assert all("comet" in text.lower() for text in page.locator("#left > .row:visible").all_inner_texts())
    page.get_by_label("Search what is not in the issue").fill("nothing like it")
    expect(page.locator("#left-none")).to_be_visible()


def test_the_plan_is_made_again(page: Page, folder: Folder) -> None:
    """A changed note is called out; Plan again takes it in, and the editor's changes stay."""
    note = folder.root / "note.md"
    was = note.read_text()
    try:
        page.get_by_label("Subject").fill("Mine")
        page.get_by_label("Subject").press("Enter")
        expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)
        note.write_text("A note that was written later.")
        expect(page.locator("#outdated")).to_contain_text("note.md", timeout=PATIENCE)
        page.locator("#plan-now").click()
        expect(page.locator("#outdated")).to_be_hidden(timeout=60_000)
        expect(email(page).get_by_text("A note that was written later.")).to_be_visible(timeout=PATIENCE)
        assert folder.issue().subject == "Mine"
    finally:
        note.write_text(was)
