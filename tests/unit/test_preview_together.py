"""Two people at one issue, and what a change brings about: nobody's words are lost, and nothing moves in silence."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from digest import archive
from digest.editing import MOST
from digest.models import Entry, Image, Issue, Review, Word
from digest.preview.words import sentence
from digest.preview.workbench import Conflict, Workbench, revision
from digest.selector import story_id
from digest.sender import sending_alone
from tests.cli.folder import Folder
from tests.studio import Studio, config_of
from tests.unit.test_pipeline_editing import paper
from tests.unit.test_preview_edits import named

__all__ = ["paper"]


@pytest.fixture
def studio(paper: Folder) -> Studio:
    paper.edit('[[blocks]]\nkind = "lead"', '[[blocks]]\nkind = "note"\ntext = "Dear all"\n\n[[blocks]]\nkind = "lead"')
    assert paper("plan").exit_code == 0
    return Studio(paper)


def write(studio: Studio, **edit: Any) -> httpx.Response:
    """An edit of a page that was opened before all others, and says what the words were then."""
    was = edit.pop("was")
    return studio.post("/edits", {"shown": "long ago", "was": was, "edit": edit})


def edits_of_words(studio: Studio) -> list[tuple[dict[str, Any], str, Callable[[Issue], str]]]:
    issue = studio.issue()
    story = issue.stories()[1]
    own = {"story": story.id, "title": story.title}

    def told(changed: Issue) -> Any:
        return next(each for each in changed.stories() if each.id == story.id)

    return [
        ({"action": "word", "field": "subject"}, issue.subject, lambda changed: changed.subject),
        ({"action": "word", "field": "preheader"}, issue.preheader, lambda changed: changed.preheader),
        ({"action": "retell", "field": "title", **own}, story.title, lambda changed: str(told(changed).title)),
        ({"action": "retell", "field": "excerpt", **own}, story.excerpt, lambda changed: str(told(changed).excerpt)),
        (
            {"action": "note", "block": "note"},
            "Dear all",
            lambda changed: str(next(each for each in changed.blocks if each.kind == "note").options["text"]),
        ),
    ]


@pytest.mark.parametrize("which", range(5))
def test_words_that_nobody_else_touched(which: int, studio: Studio) -> None:
    """A change of words is made in the issue as it is now, whatever else somebody changed meanwhile."""
    edit, was, now = edits_of_words(studio)[which]
    assert Studio(studio.folder).do(action="clear", slot="low").status_code == 200
    answer = write(studio, **edit, text="Mine", was=f" {was}\n")
    assert answer.status_code == 200, answer.text
    assert now(studio.issue()) == "Mine"
    assert len(studio.issue().insertions()) == 1
    assert answer.json()["revision"] == studio.revision()


@pytest.mark.parametrize("which", range(5))
def test_words_that_somebody_else_changed(which: int, studio: Studio) -> None:
    """Where both changed the same words the second one is told theirs, and the file stays as it is."""
    edit, was, now = edits_of_words(studio)[which]
    assert Studio(studio.folder).do(**edit, text="Theirs").status_code == 200
    before = studio.folder.tree()
    answer = write(studio, **edit, text="Mine", was=was)
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "Somebody else changed this meanwhile, and yours is not saved.",
        "where": "",
        "hint": "It says “Theirs” now.",
        "conflict": True,
        "now": "Theirs",
    }
    assert studio.folder.tree() == before
    assert now(studio.issue()) == "Theirs"


def test_a_picture_that_somebody_else_took_away(studio: Studio) -> None:
    """Of a picture it is the address that counts; one that is not there any more is told as that."""
    path = studio.folder.root / "issues"
    issue = studio.issue()
    first = issue.stories()[0]
    image = Image(url="https://lantern.example/a.jpg", width=600, height=400)
    blocks = tuple(
        block.model_copy(
            update={
                "stories": tuple(
                    each.model_copy(update={"image": image}) if each.id == first.id else each for each in block.stories
                )
            }
        )
        for block in issue.blocks
    )
    archive.write_issue(path, issue.model_copy(update={"blocks": blocks}))
    none = {"action": "picture", "story": first.id, "image": None}
    assert write(studio, **none, was=image.url).status_code == 200
    answer = write(studio, **none, was=image.url)
    assert (answer.status_code, answer.json()["now"]) == (409, "")
    assert answer.json()["hint"] == "It is empty now."


def test_words_of_what_is_gone(studio: Studio) -> None:
    """Words of a story or note that somebody took away are refused with the reason."""
    answer = write(studio, action="retell", field="title", story="gone", title="Gone", text="x", was="Gone")
    assert (answer.status_code, answer.json()["conflict"]) == (409, False)
    assert answer.json()["error"] == "The story “Gone” is not in this issue."
    answer = write(studio, action="note", block="note 9", text="x", was="")
    assert "There is no note “note 9”" in answer.json()["error"]


def test_a_move_goes_by_the_revision(studio: Studio) -> None:
    """Where a story stands is no word: a move of a page that shows another state is a conflict."""
    answer = write(studio, action="move", **named(studio, "Nets"), block="list More", place=0, was="")
    assert (answer.status_code, answer.json()["conflict"]) == (409, True)
    assert "now" not in answer.json()


def test_history_ends_with_somebody_elses_change(studio: Studio) -> None:
    """What was done before somebody else's change is not undone over it; what is done after it can be."""
    assert studio.do(action="word", field="subject", text="Mine").status_code == 200
    assert Studio(studio.folder).do(action="word", field="preheader", text="Theirs").status_code == 200
    assert studio.state()["undo"] is False
    answer = studio.post("/undo", {"shown": studio.revision()})
    assert answer.json()["error"] == "There is nothing to undo."
    answer = write(studio, action="word", field="subject", text="Mine again", was="Mine")
    assert answer.json()["undo"] is True
    assert studio.post("/undo", {"shown": studio.revision()}).json()["undo"] is False
    assert (studio.state()["subject"], studio.state()["preheader"]) == ("Mine", "Theirs")


def test_a_new_edit_ends_what_can_be_done_again(studio: Studio) -> None:
    """After something new there is nothing to redo: it was of another state."""
    studio.do(action="word", field="subject", text="One")
    assert studio.post("/undo", {"shown": studio.revision()}).json()["redo"] is True
    assert studio.do(action="word", field="preheader", text="Two").json()["redo"] is False
    assert studio.post("/redo", {"shown": studio.revision()}).status_code == 409
    assert studio.state()["preheader"] == "Two"


def test_a_plan_is_undone_like_an_edit(studio: Studio) -> None:
    """A new plan is one more step: undone, done again, and what was done before it can be undone then."""
    studio.do(action="word", field="subject", text="Mine")
    edited = studio.issue()
    studio.folder.edit('text = "Dear all"', 'text = "Dear some"')
    answer = studio.post("/plan", {"shown": studio.revision()}).json()
    assert (answer["undo"], answer["redo"]) == (True, False)
    planned = studio.issue()
    assert planned != edited
    assert studio.post("/undo", {"shown": studio.revision()}).json()["undo"] is True
    assert studio.issue() == edited
    assert studio.post("/redo", {"shown": studio.revision()}).status_code == 200
    assert studio.issue() == planned
    for _ in range(2):
        assert studio.post("/undo", {"shown": studio.revision()}).status_code == 200
    assert studio.state()["subject"] != "Mine"


def test_undo_keeps_what_was_decided_of_the_review(studio: Studio) -> None:
    """Whoever undoes a plan of an approved issue does not approve it again."""
    approved = studio.issue().model_copy(update={"review": Review(state="approved")})
    archive.write_issue(studio.folder.root / "issues", approved)
    assert studio.state()["standing"] == "approved"
    assert studio.post("/plan", {"shown": studio.revision()}).json()["standing"] == "planned"
    assert studio.post("/undo", {"shown": studio.revision()}).json()["standing"] == "planned"


def test_a_hold_is_told(studio: Studio) -> None:
    """State, answers and page say that an issue is on hold, and why."""
    assert studio.folder("hold", "--reason", "Waiting for Ann").exit_code == 0
    answer = studio.do(action="word", field="subject", text="Mine").json()
    for said in (answer, studio.state()):
        assert (said["status"], said["standing"], said["hold"]) == ("planned", "on hold", "Waiting for Ann")
    assert studio.folder("approve").exit_code == 0
    assert (studio.state()["standing"], studio.state()["hold"]) == ("approved", "")


def test_an_ad_that_moves_is_told(studio: Studio) -> None:
    """Whoever moves a story hears which ads moved because of it; else there is nothing to hear."""
    assert studio.do(action="word", field="subject", text="Mine").json()["told"] == []
    answer = studio.do(action="drop", **named(studio, "Ferry")).json()
    assert answer["told"] == ["The ad “Kettle & Co.” in “top” is back in its own place."]
    answer = studio.post("/undo", {"shown": studio.revision()}).json()
    away = "moved up, away from “Ferry lost: 61 dead” (death: “61 dead”)"
    assert answer["told"] == [f"The ad “Kettle & Co.” in “top” {away}."]
    retold = {"field": "title", "text": "Ferry sunk: 61 dead", **named(studio, "Ferry")}
    assert studio.do(action="retell", **retold).json()["told"] == []
    assert "Ferry sunk" in studio.issue().slots[0].moved
    assert studio.do(action="clear", slot="top").json()["told"] == []
    assert studio.post("/undo", {"shown": studio.revision()}).json()["told"] == []


def test_the_page_takes_as_much_as_the_server(studio: Studio) -> None:
    """Each field of the page ends where the server would refuse; a longer edit is refused and changes nothing."""
    story = studio.issue().stories()[0]
    pages = [studio.get(path).text for path in ("/", f"/panel/details?story={story.id}", "/panel/details?block=note")]
    found = {
        name: int(most)
        for page in pages
        for name, most in re.findall(r'(?:data-word|data-retell|id)="([\w-]+)"[^>]*? maxlength="(\d+)"', page)
    }
    names = {"note-text": "note", "picture-alt": "alt", "picture-url": "address"}
    assert {names.get(name, name): most for name, most in found.items()} == MOST
    image = {"url": "https://lantern.example/" + "x" * 2_000, "alt": ""}
    for edit in (
        {"action": "note", "block": "note", "text": "x" * 50_001},
        {"action": "picture", "story": story.id, "image": image},
        {"action": "picture", "story": story.id, "image": {"url": "https://lantern.example/x", "alt": "x" * 1_001}},
    ):
        before = studio.folder.tree()
        answer = studio.do(**edit)
        assert (answer.status_code, "are too many for the" in answer.json()["error"]) == (409, True)
        assert studio.folder.tree() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", ""),
        ("there is nothing", "There is nothing."),
        ("it must have an @-sign. ", "It must have an @-sign."),
        ("write one like ann@example.org", "Write one like ann@example.org."),
        ("“N” is not there", "“N” is not there."),
        ("ads.toml has nothing", "ads.toml has nothing."),
        ("`digest plan` makes one", "`digest plan` makes one."),
        ("2026-W47 was changed", "2026-W47 was changed."),
        ("it said “No.”", "It said “No.”"),
    ],
)
def test_sentences(words: str, said: str) -> None:
    """A refusal begins with a capital letter, but for what is spelt as it is, and ends with one stop."""
    assert sentence(words) == said


def test_words_while_the_ads_are_broken(studio: Studio) -> None:
    """Subject and preheader need no ads; what needs them is refused with the file that has to be mended first."""
    studio.folder.write("ads.toml", "= nothing")
    for field in ("subject", "preheader"):
        assert studio.do(action="word", field=field, text="Mine").status_code == 200
    assert (studio.issue().subject, studio.issue().preheader) == ("Mine", "Mine")
    assert "Mine" in studio.get("/email").text
    assert studio.do(action="word", field="subject", text="x" * 401).status_code == 409
    before = studio.folder.tree()
    answer = studio.do(action="drop", **named(studio, "Ferry"))
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("“ads.toml:1” has to be mended first: ")
    assert answer.json()["where"] == ""  # which is in the sentence already
    assert studio.folder.tree() == before


def test_a_new_plan_ends_what_can_be_done_again(studio: Studio) -> None:
    """What was taken back before a new plan was of another issue: it is not done again upon the new one."""
    assert studio.do(action="word", field="subject", text="One").status_code == 200
    assert studio.post("/undo", {"shown": studio.revision()}).json()["redo"] is True
    assert studio.post("/plan", {"shown": studio.revision()}).json()["redo"] is False
    assert studio.post("/redo", {"shown": studio.revision()}).status_code == 409
    assert studio.issue().subject != "One"


def test_so_many_changes_are_kept(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long day at the studio does not fill the memory: the oldest changes cannot be taken back any more."""
    monkeypatch.setattr("digest.preview.workbench.KEPT", 2)
    for text in ("One", "Two", "Three"):
        assert studio.do(action="word", field="subject", text=text).status_code == 200
    answers = [studio.post("/undo", {"shown": studio.revision()}).status_code for _ in range(3)]
    assert (answers, studio.issue().subject) == ([200, 200, 409], "One")


@pytest.mark.parametrize("path", ["/undo", "/edits"])
def test_no_change_while_mails_leave(path: str, studio: Studio) -> None:
    """What is written is written under the lock of sending: no mail leaves of an issue that is being changed."""
    assert studio.do(action="word", field="subject", text="Mine").status_code == 200
    before = studio.folder.tree("issues")
    content = {"shown": studio.revision(), "edit": {"action": "word", "field": "subject", "text": "Yours"}}
    with sending_alone(config_of(studio.folder).paths.state):
        assert studio.post(path, content if path == "/edits" else {"shown": studio.revision()}).status_code == 409
    assert studio.folder.tree("issues") == before


def test_changes_take_turns(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """An undo waits for the edit that is under way: it never takes back what is not written yet."""
    inside: list[str] = []
    write = archive.write_issue

    def slow(folder: Path, issue: Issue) -> None:
        inside.append(issue.subject)
        assert len(inside) == 1
        time.sleep(0.2)
        write(folder, issue)
        inside.clear()

    bench = Workbench(lambda: (config_of(studio.folder), studio.folder.issue()))
    bench.edit(Word(action="word", field="subject", text="One"), shown=revision(studio.issue()))
    monkeypatch.setattr(archive, "write_issue", slow)
    two = threading.Thread(
        target=lambda: bench.edit(Word(action="word", field="subject", text="Two"), shown="", was="One")
    )
    two.start()
    while not inside and two.is_alive():
        time.sleep(0.01)
    with pytest.raises(Conflict):  # the page had not seen “Two” when it asked
        bench.undo(shown=revision(studio.issue()))
    two.join()
    assert studio.issue().subject == "Two"


def test_a_story_that_comes_in_is_left_over_no_more(studio: Studio) -> None:
    """What the editor puts in is not carried to the next issue, too."""
    left = tuple(
        Entry(source="Lantern", guid=name, identity=name, url=f"https://lantern.example/{name}", title=name)
        for name in ("first", "second")
    )
    archive.write_issue(studio.folder.root / "issues", studio.issue().model_copy(update={"left_over": left}))
    answer = studio.do(action="move", story=story_id(left[0]), block="list More", place=0)
    assert answer.status_code == 200, answer.text
    assert "first" in [story.title for story in studio.issue().stories()]
    assert studio.issue().left_over == left[1:]


def test_a_reason_that_is_of_the_plan(studio: Studio) -> None:
    """A story before which something was moved says which number it had; where it is back there, the same as before."""
    first, second = next(block for block in studio.issue().blocks if block.title == "More").stories[:2]

    def reason(story: str) -> str:
        return next(each.reason for each in studio.issue().decisions if each.story == story)

    before = reason(second.id)
    assert before.startswith("number 2 ")
    home = {"block": "list More"}
    assert studio.do(action="move", story=first.id, place=1, **home).status_code == 200
    assert reason(second.id) == f"was {before}; the editor moved what stood before it"
    assert studio.do(action="move", story=first.id, place=0, **home).status_code == 200
    assert reason(second.id) == before


def test_a_test_to_a_whole_list(studio: Studio) -> None:
    """A test goes to colleagues: for more than 20 addresses none is mailed, and the answer says what to do."""
    addresses = [f"ann{number}@lantern.example" for number in range(21)]
    answer = studio.post("/test", {"addresses": addresses})
    assert answer.status_code == 409
    assert answer.json()["error"] == "A test goes to at most 20 addresses, and these are 21."
    assert not studio.folder.mails()
    assert len(studio.post("/test", {"addresses": addresses[:20]}).json()["submissions"]) == 20


def test_a_test_goes_to_colleagues(studio: Studio) -> None:
    """A list of readers in the field of a test mail is refused before anything leaves, and told what to do instead."""
    before = studio.folder.tree()
    many = [f"reader{number}@lantern.example" for number in range(21)]
    answer = studio.post("/test", {"addresses": many})
    assert answer.status_code == 409
    assert answer.json()["error"] == "A test goes to at most 20 addresses, and these are 21."
    assert studio.folder.tree() == before
