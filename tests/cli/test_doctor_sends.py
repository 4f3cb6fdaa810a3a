"""`digest doctor` on what has gone out and will: sends, the ledger, the schedule."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import Result

from digest import archive
from digest.doctor import Health
from digest.models import Status
from tests.build import issue
from tests.cli.healthy import DAY, LAST, Healthy, fresh_feed
from tests.smtp.servers import usual


def on_its_day(healthy: Healthy, clock: Callable[[str], None]) -> Result:
    """What a run says on the day of the last issue."""
    clock(f"{LAST} 12:00")
    return healthy.folder("run")


def interrupted(healthy: Healthy) -> str:
    """A send that stopped after the claim; the issue's id."""
    healthy.due_today()
    healthy.folder.impatient()
    assert healthy.folder("plan").exit_code == 0
    healthy.server._behave = lambda verb, _count, _argument: "451 later" if verb == "RCPT" else None
    assert healthy.folder("send", "--yes").exit_code == 5
    healthy.server._behave = usual
    issue = healthy.folder.issue()
    assert issue.status is Status.sending
    return issue.id


def test_an_interrupted_send(healthy: Healthy) -> None:
    """A send that is not done is a fault with the numbers and the command that goes on; a lost ledger another one."""
    name = interrupted(healthy)
    said = healthy.only("issues")
    assert f"the send of {name} was interrupted: 2 of 2 are left" in said
    assert "digest send" in healthy.look()[1]["issues"][0]["remedy"]
    shutil.rmtree(healthy.folder.root / "state")
    assert "the ledger has no record of it" in healthy.only("issues")
    healthy.folder("suppress", "add", "someone@saltmarsh-reader.org")
    assert "the ledger has no record of it" in healthy.only("issues")


def test_a_half_sent_issue_of_a_ledger_elsewhere(healthy: Healthy) -> None:
    """Where nobody on the network is to be asked, the issue file alone tells that a send is not done."""
    name = interrupted(healthy)
    env = healthy.folder.root / ".env"
    elsewhere = f"DIGEST_DATABASE_URL=postgresql://ann:s3cretpw@127.0.0.1:9/none\nDIGEST_SECRET={'x' * 40}\n"
    env.write_text(env.read_text() + elsewhere)
    code, said = healthy.look("--offline")
    assert (code, said["issues"][0]["message"]) == (1, f"{name} is half sent")


def test_a_broken_ledger(healthy: Healthy) -> None:
    """A file that is no ledger is named."""
    healthy.folder.write("state/ledger.db", "this is no database, whatever its name may say about it\n" * 50).chmod(
        0o600
    )
    code, said = healthy.look()
    assert code == 1
    assert "the ledger cannot be opened" in said["ledger"][0]["message"]


def test_a_run_that_was_killed(healthy: Healthy) -> None:
    """A lock with the number of a process that is no more is a warning; one of a living process is no news."""
    process = subprocess.Popen(["true"])
    process.wait()
    healthy.folder.write("state/send.lock", f"{process.pid}\n")
    assert f"process {process.pid}) was killed" in healthy.only("ledger", "warning")
    healthy.folder.write("state/send.lock", f"{os.getpid()}\n")
    assert healthy.look() == (0, {})
    assert f"a run is at work (process {os.getpid()})" in healthy.folder("doctor").stdout
    healthy.folder.write("state/send.lock", "")
    assert healthy.look() == (0, {})


def test_another_users_process_is_alive(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that we may not signal is there."""

    def forbidden(_process: int, _signal: int) -> None:
        raise PermissionError

    healthy.folder.write("state/send.lock", "1\n")
    monkeypatch.setattr(os, "kill", forbidden)
    assert healthy.look() == (0, {})


@pytest.mark.parametrize("lost", [True, False])
def test_a_ledger_that_knows_nothing(healthy: Healthy, clock: Callable[[str], None], *, lost: bool) -> None:
    """A ledger that did not send the last issue, or none at all, is a fault in the words with which a send refuses."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=(datetime.now(UTC).date() - LAST).days + 1)
    assert "2 accepted" in on_its_day(healthy, clock).stdout
    (healthy.folder.root / "state" / "ledger.db").unlink()
    if not lost:
        healthy.folder("suppress", "add", "gone@saltmarsh-reader.org")
    assert "was sent, and this ledger knows nothing of it" in healthy.only("ledger")


def test_a_missed_issue(healthy: Healthy, clock: Callable[[str], None]) -> None:
    """An issue that was due, and whose time is over, is told when others have gone before it; the next is no news."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=(datetime.now(UTC).date() - LAST).days + 1)
    assert "2 accepted" in on_its_day(healthy, clock).stdout
    for days, health in ((1, Health.ok), (6.5, Health.ok), (7.5, Health.ok), (12, Health.warning), (14.5, Health.ok)):
        now = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) + timedelta(days=days)
        signs = healthy.at(now, "issues")
        assert [sign.health for sign in signs] == [health], days
    healthy.folder.edit(DAY, "")
    assert [sign.health for sign in healthy.at(now, "issues")] == [Health.ok]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('review = "18h"', "nobody gets the draft"),
        ('not_after = "1h"', "a run that is 1 h late sends nothing"),
        ("today = 2026-11-20", "the date is pretended"),
    ],
)
def test_hours_that_make_no_sense(healthy: Healthy, change: str, words: str) -> None:
    """A schedule that loses issues is a warning."""
    healthy.folder.edit(DAY, f"{DAY}{change}\n")
    _, said = healthy.look()
    assert words in said["schedule"][0]["message"]


def test_a_review_with_reviewers(healthy: Healthy) -> None:
    """A review that somebody gets is as it should be."""
    healthy.folder.edit(DAY, f'{DAY}review = "18h"\n[notify]\nreviewers = ["ed@saltmarsh.org"]\n')
    assert healthy.look() == (0, {})


def test_an_issue_on_hold(healthy: Healthy, clock: Callable[[str], None]) -> None:
    """An issue that an editor keeps back is told, as long as it could go out."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=(datetime.now(UTC).date() - LAST).days + 1)
    clock(f"{LAST} 12:00")
    assert healthy.folder("plan").exit_code == 0
    assert healthy.folder("hold", "--reason", "a word is wrong").exit_code == 0
    noon = datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC)
    (said,) = healthy.at(noon, "issues")
    assert (said.health, "on hold: a word is wrong" in said.message) == (Health.warning, True)
    assert "digest approve" in said.remedy
    (later,) = healthy.at(noon + timedelta(days=5), "issues")
    assert "on hold" not in later.message


def test_a_run_that_came_too_late(healthy: Healthy, clock: Callable[[str], None]) -> None:
    """An issue of which a late run has recorded that nobody sent it; a thin one is no news."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=(datetime.now(UTC).date() - LAST).days + 1)
    assert "2 accepted" in on_its_day(healthy, clock).stdout
    late = f"{LAST + timedelta(days=13)} 12:00"
    clock(late)
    assert "no run could send it" in healthy.folder("run").output
    (said,) = healthy.at(datetime.fromisoformat(late).replace(tzinfo=UTC), "issues")
    assert (said.health, "did not go out: no run could send it" in said.message) == (Health.warning, True)


def test_the_next_issue(healthy: Healthy, clock: Callable[[str], None]) -> None:
    """What is due is told with the hours that are left for it; once it has gone, the next one is named."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=(datetime.now(UTC).date() - LAST).days + 1)
    on_its_day(healthy, clock)
    for days, words in ((0, " goes out on "), (7, " is due since ")):
        (said,) = healthy.at(
            datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC) + timedelta(days=days), "schedule"
        )
        assert (said.health, words in said.message) == (Health.ok, True)
        assert f"{LAST + timedelta(days=7):%A, %Y-%m-%d} 00:00" in said.message


def test_the_first_issue(healthy: Healthy, clock: Callable[[str], None]) -> None:
    """Where a first run would mail everybody at once, that is a warning, with until when and how to hold it; not where
    nobody is mailed, or where a person has decided."""
    healthy.folder.edit(DAY, 'day = "friday"\n')
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    (said,) = healthy.at(noon, "schedule")
    until = "Monday, 2026-11-23 12:00 (Europe/Lisbon)"
    assert said.health is Health.warning
    assert said.message == (
        f"2026-W47 is due since Friday, 2026-11-20 00:00, and may go out until {until}: "
        "the first `digest run` mails everybody in subscribers.csv"
    )
    assert said.remedy == "where that is too soon: `digest plan --date 2026-11-20`, then `digest hold 2026-W47`"
    healthy.site.pages["/feed.xml"] = fresh_feed(days=(datetime.now(UTC).date() - noon.date()).days + 1)
    clock("2026-11-20 12:00")
    for command in re.findall("`digest (.*?)`", said.remedy):
        assert healthy.folder(*command.split()).exit_code == 0
    assert [each.health for each in healthy.at(noon, "schedule")] == [Health.ok]
    shutil.rmtree(healthy.folder.root / "issues")
    healthy.folder.write(".env", "").chmod(0o600)
    assert [each.health for each in healthy.at(noon, "schedule")] == [Health.ok]


def test_no_day(healthy: Healthy) -> None:
    """Without a day, what calls a run every hour would mail in the week's first: a warning where people are mailed."""
    healthy.folder.edit(DAY, "")
    assert "on whichever day `digest run` is called" in healthy.only("schedule", "warning")
    healthy.folder.write(".env", "").chmod(0o600)
    assert healthy.look()[1].get("schedule") is None


def test_an_issue_close_upon_another(healthy: Healthy) -> None:
    """A cadence that was changed on the day of an issue is warned of before readers get the next one."""
    sent = issue("2026-W47", date=date(2026, 11, 20), status=Status.sent)
    issues = healthy.folder.root / "issues"
    archive.write_issue(issues, sent)
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    healthy.folder.edit(DAY, 'day = "friday"\n')
    assert [each.health for each in healthy.at(noon, "schedule")] == [Health.ok]
    healthy.folder.edit('day = "friday"', 'cadence = "daily"')
    close, _ = healthy.at(noon, "schedule")
    assert (close.health, close.message[:38]) == (Health.warning, "2026-11-20 comes so soon after 2026-W4")
