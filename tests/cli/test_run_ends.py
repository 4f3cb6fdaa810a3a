"""Each issue gets an end that is told: also those planned ahead, of a config that changed, or sent from elsewhere."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest import archive
from digest.models import Issue, Status
from tests.cli.folder import STORIES, Folder, feed
from tests.cli.test_run import friday, issue_mails, notices, reviewed, said
from tests.cli.test_run_turns import daily, news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["daily", "friday", "reviewed"]
PIER = '[[sources]]\nname = "Pier"\nfile = "pier.xml"\n\n'


def issue(folder: Folder, name: str) -> Issue:
    return archive.read_issue(folder.root / "issues" / name / "issue.json")


def test_another_cadence_leaves_what_is_planned(reviewed: Folder, clock: Any) -> None:
    """An issue that editors have approved goes out on its day, though only every other week has one by then, and the
    next week's does not go out in its place."""
    clock("2026-11-19 14:00")
    assert said(reviewed)[0] == "in review"
    reviewed("approve")
    reviewed.edit('day = "friday"', 'day = "friday"\nevery = 2\nstart = 2026-11-27')
    clock("2026-11-20 08:00")
    result = reviewed.json("run")
    assert (result["outcome"], result["issue"]) == ("sent", "2026-W47")
    assert archive.issue_ids(reviewed.root / "issues") == ("2026-W47",)


def test_a_first_issue_that_is_planned_early(friday: Folder, clock: Any) -> None:
    """A new newsletter that has planned its first issue has missed none before it."""
    clock("2026-11-17 09:00")
    friday("plan")
    assert said(friday) == ("not due", "the next issue is due on Friday, 2026-11-20 at 07:00")
    assert archive.issue_ids(friday.root / "issues") == ("2026-W47",)
    assert notices(friday) == []


def test_all_that_was_planned_ahead_is_recorded(friday: Folder, clock: Any) -> None:
    """Issues that were planned ahead and never sent are skipped one by one, and told."""
    for number, day in enumerate(("2026-11-20", "2026-11-27"), start=1):
        clock("2026-11-17 09:00")
        news(friday, number, day="16 Nov")
        friday("plan", "--date", day)
    clock("2026-12-01 09:00")
    assert friday.json("run")["missed"] == ["2026-W47"]
    assert [issue(friday, f"2026-W{week}").status for week in (47, 48)] == [Status.skipped] * 2
    assert sorted(notice["Subject"] for notice in notices(friday)) == [
        "The Lantern: 2026-W47 skipped",
        "The Lantern: 2026-W48 skipped",
    ]


def test_a_hold_before_an_outage(daily: Folder, clock: Any) -> None:
    """What was on hold when the machine went off is recorded, too, though later days were never planned."""
    clock("2026-11-20 08:00")
    assert said(daily)[0] == "in review"
    daily("hold")
    clock("2026-11-23 06:00")
    missed = daily.json("run")["missed"]
    assert missed == ["2026-11-20", "2026-11-21", "2026-11-22"]
    skipped = issue(daily, "2026-11-20").skip
    assert skipped
    assert "it was still on hold" in skipped.reason


def test_a_review_when_the_cadence_changes(reviewed: Folder, clock: Any) -> None:
    """A weekly issue in review when the newsletter becomes a daily one does not end in silence."""
    clock("2026-11-19 14:00")
    assert said(reviewed)[0] == "in review"
    reviewed.edit('day = "friday"\nnot_before = "07:00"\nnot_after = "24h"', 'cadence = "daily"\nnot_after = "18h"')
    clock("2026-11-22 09:00")
    assert "2026-W47" in reviewed.json("run")["missed"]
    assert "The Lantern: 2026-W47 skipped" in [notice["Subject"] for notice in notices(reviewed)]


def test_all_that_were_missed_are_told(daily: Folder, clock: Any) -> None:
    """Two weeks without a call: the owners hear of each day."""
    daily.edit("[schedule]", "[notify]\nowners = ['owner@lantern.example']\n\n[schedule]")
    clock("2026-11-20 08:00")
    daily("run", "--force")
    clock("2026-12-05 06:00")
    news(daily, 1, day="4 Dec")
    missed = daily.json("run")["missed"]
    assert len(missed) == 14
    told = {notice["Subject"].split()[2] for notice in notices(daily) if "skipped" in notice["Subject"]}
    assert told == set(missed)


def test_an_open_issue_behind_three_that_are_planned(friday: Folder, clock: Any) -> None:
    """However many issues are planned ahead, the one whose time it is has its turn."""
    clock("2026-11-20 09:00")
    friday("plan")
    first = friday.issue()
    for week in (1, 2, 3):
        ahead = {"id": f"2026-W{47 + week}", "date": first.date + timedelta(weeks=week)}
        archive.write_issue(friday.root / "issues", first.model_copy(update=ahead))
    assert len(archive.issue_ids(friday.root / "issues")) == 4
    result = friday.json("run")
    assert (result["outcome"], result["issue"], result["reason"]) == ("sent", "2026-W47", "")


def test_an_edited_issue_whose_source_failed(friday: Folder, clock: Any) -> None:
    """A source that failed when a thin issue was planned is read again, though an editor has changed the issue by then:
    what they changed stays."""
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 4')
    friday.edit('[[blocks]]\nkind = "lead"', f'{PIER}[[blocks]]\nkind = "lead"')
    friday.write("feed.xml", feed(*STORIES[:3]))
    clock("2026-11-20 06:00")
    friday("plan")
    friday("plan", "--replan", "--subject", "By hand")
    clock("2026-11-20 08:00")
    assert friday("run").exit_code == 3
    friday.write("pier.xml", feed())
    friday.write("feed.xml", feed(*STORIES))
    assert said(friday) == ("sent", "")
    assert friday.issue().subject == "By hand"
    assert len(friday.issue().stories()) == 4


def test_a_thin_issue_names_the_source_that_failed(reviewed: Folder, clock: Any) -> None:
    """Before its time a thin issue's run says what could not be read."""
    reviewed.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5')
    reviewed.edit('[[blocks]]\nkind = "lead"', f'{PIER}[[blocks]]\nkind = "lead"')
    clock("2026-11-19 14:00")
    result = reviewed.json("run")
    assert result["outcome"] == "thin"
    assert any(problem.startswith("Pier: ") for problem in result["problems"])


def test_files_that_do_not_know_of_a_send(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """Where the ledger knows of mails and the issue's file is not here, the issue is not told as skipped, and another
    plan is not called sent."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", env=env).exit_code == 0
        shutil.copytree(friday.root / "issues", tmp_path / "issues")
        shutil.rmtree(friday.root / "issues")
        news(friday, 1, day="19 Nov")
        friday("plan")
        refused = friday("send", "--yes", env=env)
        assert refused.exit_code == 6
        assert "2026-W47: this is not what its readers were sent" in refused.stderr
        assert friday.issue().status is Status.planned
        clock("2026-11-27 09:00")
        news(friday, 2)
        result = friday("run", "--json", env=env)
        assert friday.root.joinpath("issues/2026-W47/issue.json").exists()
        assert issue(friday, "2026-W47").skip is None
        assert "mails of 2026-W47 have left, and its file does not know" in result.stdout
    assert issue_mails(friday) == 0


@pytest.mark.parametrize("older", [True, False])
def test_nobody_more_is_nobody_more(friday: Folder, clock: Any, older: bool) -> None:
    """Whom a person decided not to mail any more, no later run or send mails, whatever this ledger knows; the next
    issue goes out once the ledger counts again."""
    friday.impatient()
    clock("2026-11-20 09:00")
    if older:
        with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
            assert friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5
        shutil.copytree(friday.root / "state", friday.root / "backup")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday(*(("run",) if older else ("run", "--claim")), env=env).exit_code == 0
        shutil.rmtree(friday.root / "state")
        if older:
            shutil.copytree(friday.root / "backup", friday.root / "state")
        before = len(server.taken)
        assert friday("send", "--yes", "--ledger-lost", "skip", env=env).exit_code == 0
        assert friday("run", env=env).exit_code == 0
        friday("send", "--yes", env=env)
        assert [reader for reader, _ in server.taken[before:] if not reader.startswith("owner@")] == []
        clock("2026-11-27 09:00")
        news(friday, 1)
        assert friday("run", env=env).exit_code == 6
        assert friday("adopt", env=env).exit_code == 0
        assert friday("run", env=env).exit_code == 0
        assert len([reader for reader, _ in server.taken[before:] if not reader.startswith("owner@")]) == 3


def test_a_half_sent_issue_behind_others_that_were_sent(friday: Folder, clock: Any) -> None:
    """However many issues a person sent by hand since, a send that was cut off gets its end with the next run."""
    friday.impatient()
    clock("2026-11-20 09:00")
    friday("plan")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        assert friday("send", "--yes", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        days = (("2026-11-27", "26 Nov"), ("2026-12-04", "3 Dec"), ("2026-12-11", "10 Dec"), ("2026-12-18", "17 Dec"))
        for number, (day, news_of) in enumerate(days, start=1):
            clock(f"{day} 09:00")
            news(friday, number, day=news_of)
            if day < "2026-12-18":
                friday("plan", "--date", day)
                assert friday("send", archive.issue_ids(friday.root / "issues")[-1], "--yes", env=env).exit_code == 0
        assert issue(friday, "2026-W47").status is Status.sending
        assert "1 reader did not get 2026-W47 in time" in friday("run", "--json", env=env).stdout
        told = [text.decode() for reader, text in server.taken if reader.startswith("owner@")]
    assert issue(friday, "2026-W47").status is Status.sent
    assert sum("2026-W47 needs you" in each for each in told) == 1


def test_the_advice_on_a_half_sent_issue_works(friday: Folder, clock: Any) -> None:
    """What owners are told to type where the ledger of a half sent issue is lost settles it, also when it is too late
    to send it."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        friday("run", "--claim", env=env)
        shutil.rmtree(friday.root / "state")
        clock("2026-11-27 09:00")
        news(friday, 1)
        advised = friday("run", "--json", env=env).stdout
        assert "2026-W47 is half sent: who has it, only the ledger knows that sent it" in advised
        assert "`digest send 2026-W47 --ledger-lost skip` mails nobody more" in advised
        assert friday("send", "2026-W47", "--ledger-lost", "skip", "--yes", env=env).exit_code == 0
        assert "half sent" not in friday("run", "--json", env=env).stdout
    assert issue(friday, "2026-W47").status is Status.sent
