"""`digest schedule`, and what `digest run` does before, at and after the time of an issue."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.cli.folder import Folder
from tests.cli.test_run import notices
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

FRIDAY = "2026-11-20"


@pytest.fixture
def friday(lantern: Folder) -> Folder:
    """A newsletter of Fridays at seven in Lisbon, at most a day late."""
    lantern.edit(
        "[schedule]\ntoday = 2026-11-20", '[schedule]\nday = "friday"\nnot_before = "07:00"\nnot_after = "24h"'
    )
    return lantern


def outcome(folder: Folder) -> tuple[str, str]:
    said = folder.json("run")
    return said["outcome"], said["reason"]


def test_hourly_calls(friday: Folder, clock: Any) -> None:
    """Called every hour, a run mails once: not before its time, as soon as it is called after it, and never again."""
    said = []
    for hour in ("06:59", "07:00", "08:00", "23:00"):
        clock(f"{FRIDAY} {hour}")
        said.append(outcome(friday)[0])
    assert said == ["not due", "sent", "already sent", "already sent"]
    assert len(friday.mails()) == 3


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (f"{FRIDAY} 06:59", "the next issue is due on Friday, 2026-11-20 at 07:00"),
        ("2026-11-21 07:01", "the next issue is due on Friday, 2026-11-27 at 07:00"),
    ],
)
def test_not_due(friday: Folder, clock: Any, moment: str, reason: str) -> None:
    """Before its time, and when it is too late for a newsletter that has no issue yet, nothing is planned."""
    clock(moment)
    assert outcome(friday) == ("not due", reason)
    assert not (friday.root / "issues").exists()


def test_late_but_not_too_late(friday: Folder, clock: Any) -> None:
    """A call that comes most of a day late still sends."""
    clock("2026-11-21 06:59")
    assert outcome(friday)[0] == "sent"


def test_what_has_begun_gets_old_too(friday: Folder, clock: Any) -> None:
    """A send that was cut off goes on while the issue is news; after that only when a person says so."""
    friday.impatient()
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        clock(f"{FRIDAY} 09:00")
        assert friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        clock("2026-11-24 09:00")
        refused = friday("send", "--yes", env=env)
        assert refused.exit_code == 6
        assert "2026-W47 is too late: it was to be sent by 2026-11-21 07:00" in refused.stderr
        assert "`digest send 2026-W47 --force -c " in refused.stderr
        assert friday("send", "--yes", "--force", env=env).exit_code == 0
        assert [reader for reader, _ in server.taken] == ["bo@example.net"]


def test_schedule_shows_what_comes(friday: Folder, clock: Any) -> None:
    """The next issues with their hours in the newsletter's zone; a planned one says how far it is."""
    clock(f"{FRIDAY} 09:00")
    friday("run")
    friday.edit('day = "friday"', 'day = "friday"\nreview = "18h"')
    friday.edit('name = "The Lantern"', 'name = "The Lantern"\ntimezone = "Europe/Berlin"')
    first, second = friday.json("schedule", "--issues", "2")["issues"]
    assert first == {
        "issue": "2026-W47",
        "opens": "2026-11-19T13:00:00+01:00",
        "due": "2026-11-20T07:00:00+01:00",
        "closes": "2026-11-21T07:00:00+01:00",
        "status": "tried",
        "crowded": None,
    }
    assert (second["issue"], second["status"]) == ("2026-W48", None)
    shown = friday("schedule").stdout
    assert "Fri 20 Nov 07:00" in shown
    assert "Can be looked at" in shown
    assert "Europe/Berlin" in shown


def test_a_late_draft_is_in_the_schedule(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hour that a late draft puts the issue off to is the one that is shown, on one line of 80 columns."""
    friday.edit('day = "friday"', 'day = "friday"\nreview = "18h"')
    clock("2026-11-20 03:00")
    assert friday.json("run")["outcome"] == "in review"
    assert friday.json("schedule")["issues"][0]["due"] == "2026-11-20T12:00:00+00:00"
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    shown = re.sub(r"\x1b\[[0-9;]*m", "", friday("schedule").stdout)
    assert re.search(r"^2026-W47 +Thu 19 Nov 13:00 +Fri 20 Nov 12:00 +Sat 21 Nov 07:00 +planned", shown, re.MULTILINE)


def test_schedule_without_a_review(friday: Folder, clock: Any) -> None:
    """Where nobody looks at a draft first, there is no column for it."""
    clock(f"{FRIDAY} 09:00")
    assert "Can be looked at" not in friday("schedule").stdout


@pytest.mark.parametrize(
    ("schedule", "first"),
    [
        ("", ("2026-W47", "2026-11-16T00:00:00+00:00", "2026-11-23T00:00:00+00:00")),
        (
            'not_before = "07:00"\nnot_after = "2h"',
            ("2026-W47", "2026-11-16T07:00:00+00:00", "2026-11-22T09:00:00+00:00"),
        ),
        ('review = "18h"', ("2026-W47", "2026-11-16T09:00:00+00:00", "2026-11-23T00:00:00+00:00")),
        ('cadence = "monthly"', ("2026-11", "2026-11-01T00:00:00+00:00", "2026-12-01T00:00:00+00:00")),
    ],
)
def test_no_day_is_set(lantern: Folder, clock: Any, schedule: str, first: tuple[str, str, str]) -> None:
    """Without a day an issue is due from the first day of its week or month on, until the last, and that is said."""
    lantern.edit("today = 2026-11-20", schedule)
    clock("2026-11-22 14:00")
    shown = [(each["issue"], each["due"], each["closes"]) for each in lantern.json("schedule")["issues"]]
    assert shown[0] == first
    assert all(closes <= due for (_, _, closes), (_, due, _) in pairwise(shown))
    assert "No day is set: each goes out when `digest run" in lantern("schedule").stdout


def test_the_first_hour_that_is_shown_is_the_first_that_sends(lantern: Folder, clock: Any) -> None:
    """Where no day is set, a run mails at the hour that the schedule shows for an issue, and not before it."""
    lantern.edit("today = 2026-11-20", 'not_before = "07:00"')
    clock("2026-11-22 14:00")
    assert lantern("plan").exit_code == 0
    now, following = lantern.json("schedule", "--issues", "2")["issues"]
    assert (now["status"], now["due"]) == ("planned", "2026-11-22T07:00:00+00:00")
    assert (following["issue"], following["due"]) == ("2026-W48", "2026-11-23T07:00:00+00:00")
    clock("2026-11-23 06:59")
    assert outcome(lantern)[0] == "not due"
    clock("2026-11-23 07:00")
    assert outcome(lantern)[0] == "sent"
    assert lantern.issue().id == "2026-W48"


def test_a_narrow_terminal_shows_whole_hours(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 40 columns no id and no hour is cut."""
    clock(f"{FRIDAY} 09:00")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    shown = re.sub(r"\x1b\[[0-9;]*m", "", friday("schedule", "--issues", "2").stdout).splitlines()
    assert [line.rstrip() for line in shown[1:4]] == [
        "2026-W47",
        "  Goes out  Fri 20 Nov 07:00",
        "  At the latest  Sat 21 Nov 07:00",
    ]


def test_the_words_of_a_hold_steer_no_terminal(friday: Folder, clock: Any) -> None:
    """A reason is kept as one line of text, without control characters; words of any script stay as they are."""
    clock(f"{FRIDAY} 06:00")
    friday.edit('day = "friday"', 'day = "friday"\nreview = "18h"')
    friday("plan")
    said = friday("hold", "-m", "\x1b[31mred\x1b]0;x\x07 \n می\u200cخواهم\x9b")
    assert said.stdout == "2026-W47 is on hold: [31mred ]0;x می\u200cخواهم.\n"
    assert friday.issue().review.reason == "[31mred ]0;x می\u200cخواهم"


def test_nothing_is_no_issue(friday: Folder, clock: Any) -> None:
    """An empty variable in a script is not taken for the folder that the script runs in."""
    clock(f"{FRIDAY} 06:00")
    for command in ("hold", "approve", "status"):
        said = friday(command, "")
        assert (said.exit_code, "name an issue" in said.stderr) == (2, True)


def test_a_date_that_is_none(friday: Folder) -> None:
    """A date in words is refused with one that can be copied."""
    said = friday("plan", "--date", "tomorrow")
    assert said.exit_code == 2
    assert '"tomorrow" is no date: write it like 2026-11-27' in re.sub(r"[│\s]+", " ", said.stderr)


@pytest.mark.parametrize(
    "schedule",
    [
        'day = "friday"',
        'day = "monday"\nevery = 3\nstart = 2026-11-17',
        'cadence = "daily"',
        'cadence = "monthly"\nday = 31',
    ],
)
def test_the_date_of_the_hint_makes_that_issue(lantern: Folder, clock: Any, schedule: str) -> None:
    """An issue that is not planned yet is held after the `digest plan` that the refusal names: the same issue."""
    lantern.edit("today = 2026-11-20", schedule)
    clock("2026-11-19 12:00")
    name = lantern.json("schedule", "--issues", "2")["issues"][1]["issue"]
    refused = lantern("hold", name)
    assert refused.exit_code == 2
    date = re.search(r"`digest plan --date (\S+)", refused.stderr)
    assert date
    assert lantern.json("plan", "--date", date[1])["issue"] == name
    assert lantern.json("hold", name)["state"] == "held"


CLOSE = "2026-11-20 comes so soon after 2026-W47 (of 2026-11-20) that readers get two close together"


@pytest.mark.parametrize("review", ["", '\nreview = "2h"'])
def test_two_issues_close_together(friday: Folder, clock: Any, review: str) -> None:
    """A newsletter that becomes a daily one on the day of its weekly issue says that readers get two close together, in
    the schedule and in its run, and to the owners; it stops nobody."""
    clock("2026-11-20 08:00")
    assert friday("run").exit_code == 0
    assert friday.json("schedule")["issues"][1]["crowded"] is None
    assert "close together" not in friday("schedule").stderr
    friday.edit('day = "friday"', 'cadence = "daily"' + review)
    friday.write("subscribers.csv", "email\nann@example.org\n")
    friday.edit(
        "[schedule]", "[notify]\nowners = ['olga@lantern.example']\nreviewers = ['rex@lantern.example']\n[schedule]"
    )
    news(friday, 1, day="19 Nov")
    clock("2026-11-20 10:00")
    assert [each["crowded"] for each in friday.json("schedule", "--issues", "2")["issues"]] == [CLOSE, None]
    assert f"warning: {CLOSE}: `digest hold" in friday("schedule").stderr
    result = friday.json("run")
    assert (result["outcome"], result["issue"]) == ("in review" if review else "sent", "2026-11-20")
    assert CLOSE in result["problems"]
    (told,) = notices(friday)
    assert CLOSE in " ".join(told.get_content().split())
    assert [each["crowded"] for each in friday.json("schedule", "--issues", "2")["issues"]] == [
        CLOSE if review else None,
        None,
    ]
