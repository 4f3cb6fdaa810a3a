"""What can be changed while ads.toml cannot be read: all words in which no rule of the ads has a say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.folder import Folder
from tests.studio import Studio
from tests.unit.test_pipeline_editing import paper

__all__ = ["paper"]


@pytest.fixture
def studio(paper: Folder) -> Studio:
    paper.edit('[[blocks]]\nkind = "lead"', '[[blocks]]\nkind = "note"\ntext = "Dear all"\n\n[[blocks]]\nkind = "lead"')
    assert paper("plan").exit_code == 0
    studio = Studio(paper)
    assert studio.do(action="clear", slot="top").status_code == 200
    paper.write("ads.toml", "= nothing")
    return studio


def story(studio: Studio, *, beside_an_ad: bool) -> dict[str, Any]:
    beside = {name for each in studio.issue().insertions() if each.paid for name in each.neighbours}
    calm = [each for each in studio.issue().stories() if not each.sensitive]
    found = next(each for each in calm if (each.id in beside) is beside_an_ad)
    return {"story": found.id, "title": found.title}


@pytest.mark.parametrize(
    "edit",
    [
        {"action": "retell", "field": "title", "text": "Told by me"},
        {"action": "retell", "field": "excerpt", "text": "Told by me."},
        {"action": "picture", "image": None},
    ],
)
def test_words_with_no_ad_beside_them(edit: dict[str, Any], studio: Studio) -> None:
    """A story away from paid ads can be told anew, and the email and the editor's decisions have it."""
    own = story(studio, beside_an_ad=False)
    before = studio.issue()
    answer = studio.do(**edit, **own)
    assert answer.status_code == 200, answer.text
    issue = studio.issue()
    assert issue.edits[-1].model_dump()["action"] == edit["action"]
    assert (issue.insertions(), issue.slots, issue.decisions) == (before.insertions(), before.slots, before.decisions)
    told = next(each for each in issue.stories() if each.id == own["story"])
    if edit["action"] == "picture":
        assert told.image is None
    else:
        assert getattr(told, edit["field"]) == edit["text"]
        assert "Told by me" in studio.get("/text").text


def test_a_new_title_of_the_lead_is_the_new_subject(studio: Studio) -> None:
    """What the words propose for subject and preheader follows them, as ever."""
    first = studio.issue().stories()[0]
    own = {"story": first.id, "title": first.title}
    assert studio.do(action="retell", field="title", text="A lead of mine", **own).status_code == 200
    assert studio.issue().subject == "A lead of mine"


def test_a_note_is_written(studio: Studio) -> None:
    """A note is words, too."""
    assert studio.do(action="note", block="note", text="Dear both").status_code == 200
    assert next(each for each in studio.issue().blocks if each.kind == "note").options["text"] == "Dear both"


def test_words_beside_an_ad_wait(paper: Folder) -> None:
    """A booking may not stand beside some words: as long as nobody can read which, they are refused, and why."""
    assert paper("plan").exit_code == 0
    paper.write("ads.toml", "= nothing")
    studio = Studio(paper)
    before = studio.folder.tree()
    answer = studio.do(action="retell", field="title", text="Told by me", **story(studio, beside_an_ad=True))
    assert answer.status_code == 409
    assert "has to be mended first" in answer.json()["error"]
    assert studio.folder.tree() == before


def test_grave_words_wait(studio: Studio) -> None:
    """Words that make a story one without ads may move an ad: they wait for it."""
    for edit in (
        {"action": "retell", "field": "title", "text": "Twelve killed in bombing", **story(studio, beside_an_ad=False)},
        {"action": "note", "block": "note", "text": "Twelve people were killed in a bombing yesterday."},
    ):
        answer = studio.do(**edit)
        assert (answer.status_code, answer.json()["conflict"]) == (409, False)
        assert "has to be mended first" in answer.json()["error"]
