"""Edits from the studio: in the file and in the email at once, refused with a reason, undone, never over another's."""

from __future__ import annotations

import importlib
import threading
from typing import Any

import httpx
import pytest

from digest.models import Issue
from tests.cli.folder import Folder
from tests.studio import Studio, html_part
from tests.unit.test_pipeline_editing import paper

__all__ = ["paper"]

ISSUE = "issues/2026-W47/issue.json"
plan_module = importlib.import_module("digest.pipeline.plan")


@pytest.fixture
def studio(paper: Folder) -> Studio:
    assert paper("plan").exit_code == 0
    return Studio(paper)


def titles(issue: Issue) -> list[list[str]]:
    return [[story.title for story in block.stories] for block in issue.blocks if block.stories]


def named(studio: Studio, title: str) -> dict[str, Any]:
    found = next(each for each in studio.issue().decisions if each.title.startswith(title))
    return {"story": found.story, "title": found.title}


def test_a_story_is_moved(studio: Studio) -> None:
    """A move is in the issue file and in the email, and the page is told the new revision."""
    before = titles(studio.issue())
    answer = studio.do(action="move", **named(studio, before[1][2]), block="list More", place=0)
    assert answer.status_code == 200
    assert answer.json() == {
        "revision": studio.revision(),
        "told": [],
        "status": "planned",
        "standing": "planned",
        "hold": "",
        "undo": True,
        "redo": False,
    }
    assert titles(studio.issue())[1] == [before[1][2], *before[1][:2]]
    page = studio.get("/email").text
    assert page.index(f">{before[1][2]}<") < page.index(f">{before[1][0]}<")


def test_words_and_pictures(studio: Studio) -> None:
    """Subject, preheader, title and excerpt are as the editor writes them."""
    story = named(studio, titles(studio.issue())[0][0])
    for edit in (
        {"action": "word", "field": "subject", "text": "A subject & more"},
        {"action": "word", "field": "preheader", "text": "A preheader"},
        {"action": "retell", **story, "field": "title", "text": "Another title"},
        {"action": "retell", **story, "field": "excerpt", "text": "Another excerpt."},
    ):
        assert studio.do(**edit).status_code == 200
    state = studio.state()
    assert (state["subject"], state["preheader"]) == ("A subject & more", "A preheader")
    page = studio.get("/email").text
    for said in ("A subject &amp; more", "A preheader", "Another title", "Another excerpt."):
        assert said in page
    assert "The subject is yours" in studio.get("/panel/details").text


def test_an_ad_is_swapped_and_cleared(studio: Studio) -> None:
    """A slot is filled with what the editor chooses, and cleared; the outline says that it was by hand."""
    assert studio.do(action="drop", **named(studio, "Ferry")).status_code == 200
    for slot in ("top", "low"):
        assert studio.do(action="clear", slot=slot).status_code == 200
    assert "A pan" not in studio.get("/email").text
    page = studio.get("/panel/outline").text
    assert page.count("Nothing runs here") == 2
    answer = studio.do(action="fill", slot="low", name="pans")
    assert answer.status_code == 200, answer.text
    assert "A pan" in studio.get("/email").text
    assert "chosen by you" in studio.get("/panel/outline").text


def test_an_emptied_block_is_a_place_for_stories(studio: Studio) -> None:
    """Outline and details offer a block that lost its last story, and a story put there is in the email again."""
    for slot in ("top", "low"):
        studio.do(action="clear", slot=slot)
    for title in titles(studio.issue())[1]:
        assert studio.do(action="drop", **named(studio, title)).status_code == 200
    assert ">More<" not in studio.get("/email").text
    outline = studio.get("/panel/outline").text
    assert '<ol class="rows" data-block="list More">' in outline
    assert "A story put here brings it back" in outline
    story = named(studio, "Nets")
    assert (
        'value="0" data-block="list More" data-before="">its only story'
        in studio.get(f"/panel/details?story={story['story']}").text
    )
    assert studio.do(action="move", **story, block="list More", place=0).status_code == 200
    page = studio.get("/email").text
    assert page.index(">More<") < page.rindex("Nets mended")


def test_what_is_against_a_rule_is_refused(studio: Studio) -> None:
    """An edit against a rule of the ads is refused with its reason, and nothing changes."""
    for slot in ("top", "low"):
        studio.do(action="clear", slot=slot)
    place = len(titles(studio.issue())[1]) - 1
    studio.do(action="move", **named(studio, "Ferry"), block="list More", place=place)
    before = studio.folder.tree()
    answer = studio.do(action="fill", slot="low", name="pans")
    assert answer.status_code == 409
    assert "Ferry lost: 61 dead" in answer.json()["error"]
    assert answer.json()["hint"]
    assert answer.json()["conflict"] is False
    assert studio.folder.tree() == before
    assert "Ferry lost: 61 dead" in studio.get("/panel/details?slot=low").text


def test_undo_and_redo(studio: Studio) -> None:
    """What was done is undone and done again; what cannot be is said."""
    first = studio.issue()
    assert studio.post("/undo", {"shown": studio.revision()}).json()["error"] == "There is nothing to undo."
    studio.do(action="word", field="subject", text="Mine")
    done = studio.issue()
    answer = studio.post("/undo", {"shown": studio.revision()}).json()
    assert (answer["undo"], answer["redo"]) == (False, True)
    assert studio.issue() == first
    assert studio.post("/redo", {"shown": studio.revision()}).json()["undo"] is True
    assert studio.issue() == done
    assert studio.post("/redo", {"shown": studio.revision()}).json()["error"] == "There is nothing to redo."


def test_a_conflict_is_told_and_nothing_is_overwritten(studio: Studio, paper: Folder) -> None:
    """When the file has changed under the page, the edit is refused as a conflict and the other change stays."""
    shown = studio.revision()
    assert paper("plan", "--replan", "--subject", "Theirs").exit_code == 0
    before = paper.tree()
    for path, content in (
        ("/edits", {"edit": {"action": "word", "field": "subject", "text": "Mine"}}),
        ("/undo", {}),
        ("/plan", {}),
    ):
        answer = studio.post(path, {"shown": shown, **content})
        assert answer.status_code == 409
        assert answer.json()["conflict"] is True
        assert "changed in the meantime" in answer.json()["error"]
    assert paper.tree() == before
    assert studio.state()["subject"] == "Theirs"


@pytest.mark.parametrize(
    ("edit", "status", "said"),
    [
        ({}, 422, "This is no edit. “action” names nothing that an editor can do."),
        ({"action": "explode"}, 422, "This is no edit. “action” names nothing that an editor can do."),
        ({"action": "word", "field": "sender", "text": "x"}, 422, "This is no edit. “field” cannot be that."),
        (
            {"action": "move", "story": "x", "block": "lead", "place": -1},
            422,
            "This is no edit. “place” cannot be that.",
        ),
        ({"action": "move", "story": "x", "place": 1}, 422, "This is no edit. “block” is missing."),
        ({"action": "drop", "story": "x", "y": 1}, 422, "Nothing is called “y” there."),
        (
            {"action": "drop", "story": "nobody", "title": "N"},
            409,
            "“N” is not in this issue. Look at the issue again.",
        ),
    ],
)
def test_no_edit(edit: dict[str, Any], status: int, said: str, studio: Studio) -> None:
    """What is no edit is refused in words for a person, and nothing changes."""
    before = studio.folder.tree()
    answer = studio.post("/edits", {"shown": studio.revision(), "edit": edit})
    assert answer.status_code == status
    assert f"{answer.json()['error']} {answer.json()['hint']}".endswith(said)
    assert studio.folder.tree() == before


@pytest.mark.parametrize(
    ("content", "status", "hint"),
    [
        ({"wish": 1}, 422, "Nothing is called “wish” there."),
        ({"shown": 5}, 422, "“shown” cannot be that."),
        (b"[]", 422, "It is not an object."),
        (b'{"shown": "\\ud800"}', 422, "not well-formed JSON in UTF-8."),
        (b'{"shown": "\xff"}', 422, "not well-formed JSON in UTF-8."),
        (b"[" * 100_000, 422, "not well-formed JSON in UTF-8."),
        (b'{"shown": ', 422, "not well-formed JSON in UTF-8."),
        ({"edit": "x" * 1_100_000}, 413, "at most 1,000,000 bytes"),
    ],
)
def test_no_request(content: Any, status: int, hint: str, studio: Studio) -> None:
    """A request of another shape, or much too long, is refused in words for a person."""
    answer = studio.post("/edits", content)
    assert answer.status_code == status
    assert hint in answer.json()["hint"]


def test_a_test_mail(studio: Studio) -> None:
    """A test goes to the typed addresses with the chosen reader's fields, marked as one; nothing else is written."""
    studio.folder.edit(
        '[[blocks]]\nkind = "lead"', '[[blocks]]\nkind = "note"\ntext = "Dear {{ name }}"\n[[blocks]]\nkind = "lead"'
    )
    assert studio.folder("plan", "--replan").exit_code == 0
    before = studio.folder.tree("issues", "state")
    answer = studio.post(
        "/test", {"addresses": ["ed@lantern.example", "flo@lantern.example"], "fields": {"name": "Ann"}}
    )
    assert [(each["address"], each["state"]) for each in answer.json()["submissions"]] == [
        ("ed@lantern.example", "accepted"),
        ("flo@lantern.example", "accepted"),
    ]
    mails = studio.folder.mails()
    assert len(mails) == 2
    for mail in mails.values():
        assert b"[Test]" in mail
        assert b"Dear Ann" in html_part(mail)
    assert studio.folder.tree("issues", "state") == before


def test_a_test_mail_to_nobody(studio: Studio) -> None:
    """Without an address, or with a malformed one, no mail leaves and the reason is told."""
    assert "no address" in studio.post("/test").json()["error"]
    answer = studio.post("/test", {"addresses": ["ed@lantern.example", "nonsense"]})
    assert "not a mail address" in answer.json()["error"]
    assert not studio.folder.mails()


@pytest.mark.parametrize("status", ["sending", "sent"])
@pytest.mark.parametrize("path", ["/edits", "/undo", "/redo", "/plan"])
def test_an_issue_that_leaves_while_it_is_open(path: str, status: str, paper: Folder) -> None:
    """From when mails have begun to leave, fields and buttons are off, nothing is told as outdated or refused late."""
    assert paper("plan").exit_code == 0
    studio = Studio(paper)
    assert studio.do(action="word", field="subject", text="Mine").status_code == 200
    assert ">Mine</textarea>" in studio.get("/").text
    assert " disabled" not in studio.get("/").text
    paper.edit('"schema_version": 1,', f'"schema_version": 1,\n  "status": "{status}",', name=ISSUE)
    paper.write("ads.toml", (paper.root / "ads.toml").read_text() + "# more\n")
    state = studio.state()
    assert (state["frozen"], state["undo"], state["redo"], state["outdated"]) == (True, False, False, [])
    page = studio.get("/").text
    for field in ("subject", "preheader"):
        assert f'aria-describedby="{field}-count gone" disabled>' in page
    assert 'your changes are kept" disabled>' in page
    assert '<p id="gone" role="status">' in page
    before = paper.tree()
    answer = studio.post(
        path, {"shown": state["revision"], "edit": {"action": "word", "field": "subject", "text": "x"}}
    )
    assert answer.status_code == 409
    assert paper.tree() == before


def test_a_plan_and_an_edit_take_turns(paper: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit that comes while the issue is planned waits, and then is told that the issue has changed."""
    assert paper("plan").exit_code == 0
    studio = Studio(paper)
    paper.write("ads.toml", (paper.root / "ads.toml").read_text() + "# more\n")
    shown = studio.revision()
    planning = threading.Event()
    gather = plan_module.gather
    answers: list[httpx.Response] = []

    def edit() -> None:
        assert planning.wait(30)
        wish = {"action": "word", "field": "subject", "text": "Mine"}
        answers.append(studio.post("/edits", {"shown": shown, "edit": wish}))

    def slow(*arguments: Any, **options: Any) -> Any:
        planning.set()
        edits.join(1)  # an edit that does not wait is done by then
        return gather(*arguments, **options)

    monkeypatch.setattr(plan_module, "gather", slow)
    edits = threading.Thread(target=edit)
    edits.start()
    planned = studio.post("/plan", {"shown": shown})
    edits.join(30)
    assert planned.status_code == 200, planned.text
    (answer,) = answers
    assert answer.status_code == 409
    assert answer.json()["conflict"] is True


def test_an_issue_that_has_left_is_only_shown(lantern: Folder) -> None:
    """An issue of which mails have left cannot be changed, and the page says so."""
    assert lantern("plan").exit_code == 0
    lantern.edit('"schema_version": 1,', '"schema_version": 1,\n  "status": "sent",', name="issues/2026-W47/issue.json")
    studio = Studio(lantern)
    assert studio.state()["frozen"] is True
    answer = studio.do(action="word", field="subject", text="Mine")
    assert "cannot be changed any more" in answer.json()["error"]
    story = studio.issue().stories()[0].id
    assert "data-retell" not in studio.get(f"/panel/details?story={story}").text


def test_an_old_issue_is_not_planned(lantern: Folder) -> None:
    """Only the issue that is due next can be planned again."""
    assert lantern("plan").exit_code == 0
    lantern.edit("today = 2026-11-20", "today = 2026-12-20")
    studio = Studio(lantern)
    assert 'id="plan"' not in studio.get("/").text
    assert "is not planned any more" in studio.post("/plan", {"shown": studio.revision()}).json()["error"]


def test_a_plan_without_stories(lantern: Folder) -> None:
    """When a new plan finds nothing, the issue stays as it was and the reason is told."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    before = studio.issue()
    lantern.write("feed.xml", '<rss version="2.0"><channel><title>T</title></channel></rss>')
    answer = studio.post("/plan", {"shown": studio.revision()})
    assert answer.status_code == 409
    assert studio.issue() == before
