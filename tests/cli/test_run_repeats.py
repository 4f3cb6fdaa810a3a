"""Nothing comes twice: stories of an issue that went out after the next one was planned, and of another cadence."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from digest import archive
from digest.config import load
from digest.models import Issue, Move, Status, Word
from digest.pipeline import edit_issue
from tests.cli.folder import Folder
from tests.cli.test_run import friday, notices, reviewed, said
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]
HOURS = 'not_after = "24h"\nreview = "18h"'


def saved(folder: Folder, name: str) -> Issue:
    return archive.read_issue(folder.root / "issues" / name / archive.FILE)


def titles(folder: Folder, name: str) -> set[str]:
    return {story.title for story in saved(folder, name).stories()}


@pytest.fixture
def overlapping(reviewed: Folder, clock: Any) -> Folder:
    """2026-W47 is on hold and in time when the review of 2026-W48 begins, so that both are planned with its stories."""
    reviewed.edit(HOURS, 'not_after = "7d"\nreview = "48h"')
    reviewed.edit("[notify]", '[selection]\nwindow = "14d"\n\n[notify]')
    clock("2026-11-18 08:00")
    news(reviewed, 1, day="17 Nov")
    assert said(reviewed)[0] == "in review"
    reviewed("hold", "2026-W47")
    clock("2026-11-25 08:00")
    news(reviewed, 1, day="17 Nov")
    more = (reviewed.root / "feed.xml").read_text()
    news(reviewed, 2, day="24 Nov")
    fresh = (reviewed.root / "feed.xml").read_text()
    items = more[more.index("<item>") : more.rindex("</item>") + len("</item>")]
    reviewed.write("feed.xml", fresh.replace("<item>", items + "<item>", 1))
    assert reviewed.json("run")["issue"] == "2026-W48"
    assert titles(reviewed, "2026-W47") <= titles(reviewed, "2026-W48")
    return reviewed


def test_what_ran_since_the_plan(overlapping: Folder, clock: Any) -> None:
    """An issue whose draft is out is planned anew when another one has brought its stories since: with a number of its
    own, a draft of its own, and in its time."""
    overlapping("approve", "2026-W47")
    clock("2026-11-25 09:00")
    assert overlapping.json("run")["issue"] == "2026-W47"
    for hour in (10, 11):
        clock(f"2026-11-25 {hour}:00")
        assert said(overlapping) == ("in review", "it goes out on Friday, 2026-11-27 at 07:00")
    assert len(notices(overlapping, "draft")) == 3, "one of 2026-W47, two of 2026-W48"
    clock("2026-11-27 08:00")
    assert said(overlapping)[0] == "sent"
    assert titles(overlapping, "2026-W47").isdisjoint(titles(overlapping, "2026-W48"))
    assert [saved(overlapping, name).number for name in ("2026-W47", "2026-W48")] == [1, 2]


@pytest.mark.parametrize("command", [("run",), ("run", "--claim"), ("send", "--yes", "2026-W48")])
def test_an_editor_settles_what_ran_since(overlapping: Folder, clock: Any, command: tuple[str, ...]) -> None:
    """What an editor has approved is not planned anew by a run: it goes to nobody, and the refusal names the stories
    and says what to do. A person may insist."""
    for name in ("2026-W48", "2026-W47"):
        overlapping("approve", name)
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        clock("2026-11-25 09:00")
        assert json.loads(overlapping("run", "--json", env=env).stdout)["issue"] == "2026-W47"
        clock("2026-11-27 08:00")
        before = len(server.taken)
        refused = overlapping(*command, env=env)
        assert refused.exit_code == 6, refused.output
        said_why = " ".join(refused.stderr.split())
        assert "2026-W48: “All about gulls” ran in 2026-W47 since 2026-W48 was planned" in said_why
        assert "`digest plan --replan --date 2026-11-27" in said_why
        assert [reader for reader, _ in server.taken[before:] if not reader.startswith("owner@")] == []
        assert saved(overlapping, "2026-W48").status is Status.planned
        forced = [*command, "--force"]
        assert overlapping(*forced, env=env).exit_code == 0


def test_a_pin_brings_a_story_again(overlapping: Folder, clock: Any) -> None:
    """A story that the editor has pinned may run twice, as the plan lets it."""
    pins = json.dumps([story.url for story in saved(overlapping, "2026-W48").stories()])
    overlapping.edit('window = "14d"', f'window = "14d"\npins = {pins}')
    clock("2026-11-25 09:00")
    for name in ("2026-W48", "2026-W47"):
        overlapping("approve", name)
    assert overlapping.json("run")["issue"] == "2026-W47"
    clock("2026-11-27 08:00")
    assert said(overlapping)[0] == "sent"
    assert titles(overlapping, "2026-W47") & titles(overlapping, "2026-W48")
    assert saved(overlapping, "2026-W48").number == 2, "its own number was taken meanwhile"


def test_an_issue_of_the_same_date(friday: Folder, clock: Any) -> None:
    """A newsletter that becomes a daily one on the day of its weekly issue does not bring its stories again."""
    clock("2026-11-20 08:00")
    assert said(friday)[0] == "sent"
    friday.edit('day = "friday"', 'cadence = "daily"')
    clock("2026-11-20 10:00")
    outcome, reason = said(friday)
    assert outcome == "nothing to send"
    assert "most often because ran in 2026-W47" in reason


def test_a_send_goes_on_in_another_cadence(friday: Folder, clock: Any) -> None:
    """Whoever an issue still owes mail gets it in time, though the newsletter has another cadence since."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        assert friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5
    friday.edit('day = "friday"', 'cadence = "daily"')
    with ScriptedServer(usual) as server:
        clock("2026-11-20 10:00")
        result = friday("run", "--json", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
        assert json.loads(result.stdout)["issue"] == "2026-W47"
        assert [reader for reader, _ in server.taken if not reader.startswith("owner@")] == ["bo@example.net"]


def test_what_nobody_has_seen_is_planned_anew(friday: Folder, clock: Any) -> None:
    """An issue that a person planned while the one before could still go out is planned anew once that has: stories,
    ads and its number follow the sent log."""
    friday.edit('not_after = "24h"', "")
    clock("2026-11-13 09:00")
    news(friday, 2, day="12 Nov")
    assert said(friday)[0] == "sent"
    news(friday, 1, day="18 Nov")
    clock("2026-11-20 08:00")
    friday("plan", "--date", "2026-11-27")
    assert friday.json("run")["issue"] == "2026-W47"
    assert titles(friday, "2026-W47") == titles(friday, "2026-W48")
    news(friday, 3)
    clock("2026-11-27 08:00")
    assert said(friday)[0] == "sent"
    assert titles(friday, "2026-W47").isdisjoint(titles(friday, "2026-W48"))
    assert saved(friday, "2026-W48").number == 3


def test_a_story_that_is_put_in_by_hand_may_run_again(overlapping: Folder, clock: Any) -> None:
    """What an editor moved by hand is a repeat like any other once it ran: a new plan leaves it out and says so, and
    does as the editor wants in all else. What an editor puts in although it ran is none."""
    (story,) = saved(overlapping, "2026-W47").stories()
    overlapping("approve", "2026-W47")
    config = load(overlapping.root / "digest.toml", environment={})
    move = Move(action="move", story=story.id, title=story.title, block="lead", place=0)
    edit_issue(config, saved(overlapping, "2026-W48"), move)
    edit_issue(config, saved(overlapping, "2026-W48"), Word(action="word", field="subject", text="By hand"))
    clock("2026-11-25 09:00")
    assert overlapping.json("run")["issue"] == "2026-W47"
    assert overlapping("run").exit_code == 6
    assert overlapping("plan", "--replan", "--date", "2026-11-27").exit_code == 0
    anew = saved(overlapping, "2026-W48")
    assert story.title not in titles(overlapping, "2026-W48")
    assert anew.remarks[-1] == (
        f"a change of yours could not be kept: “{story.title}” ran in 2026-W47 since 2026-W48 was planned"
    )
    assert (anew.subject, [edit.action for edit in anew.edits]) == ("By hand", ["word"])
    edit_issue(config, anew, move)
    assert overlapping("plan", "--replan", "--date", "2026-11-27").exit_code == 0
    assert story.title in titles(overlapping, "2026-W48"), "it had run when the editor put it in"
    clock("2026-11-27 08:00")
    assert said(overlapping)[0] == "in review"
    clock("2026-11-28 09:00")
    assert said(overlapping)[0] == "sent"


def test_a_refusal_names_three_stories(friday: Folder, clock: Any) -> None:
    """Of many stories that have run since, the first are named and the others counted; what is on hold stays so."""
    clock("2026-11-20 09:00")
    friday("plan")
    ran = saved(friday, "2026-W47")
    following = ran.model_copy(update={"id": "2026-W48", "date": date(2026, 11, 27)})
    archive.write_issue(friday.root / "issues", following)
    assert said(friday)[0] == "sent"
    clock("2026-11-27 09:00")
    friday("hold", "2026-W48")
    assert said(friday)[0] == "held"
    friday("approve", "2026-W48")
    refused = friday("run")
    assert refused.exit_code == 6
    assert " and 1 more story ran in 2026-W47 since 2026-W48 was planned" in " ".join(refused.stderr.split())


def test_a_later_issue_that_was_sent_early(overlapping: Folder, clock: Any) -> None:
    """What a person has sent in a later issue does not come again in the one before it."""
    overlapping("approve", "2026-W47")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert overlapping("send", "--yes", "2026-W48", env=env).exit_code == 0
        before = len(server.taken)
        refused = overlapping("run", "--issue", "2026-W47", env=env)
        assert refused.exit_code == 6
        said_why = " ".join(refused.stderr.split())
        assert "2026-W47: “All about gulls” ran in 2026-W48 since 2026-W47 was planned" in said_why
        assert "plan it anew (`digest plan --replan --date 2026-11-20" in said_why, "a new plan leaves them out"
        assert all(reader.startswith("owner@") for reader, _ in server.taken[before:])
