"""Whose turn it is when `digest run` is called: also where issues overlap, or a person names one."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from digest import archive
from digest.models import Status
from tests.cli.folder import Folder, feed
from tests.cli.test_run import friday, issue_mails, notices, reviewed, said
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]


def news(folder: Folder, number: int, *, day: str = "26 Nov") -> None:
    """Put other stories in the feed, of `day`."""
    words = ("ropes", "gulls", "tides", "nets", "masts", "sails")[number % 6]
    text = feed(f"All about {words}", f"{words.title()} once more", f"The trouble with {words}")
    text = text.replace("19 Nov", day).replace("lantern.example/", f"lantern.example/{words}/")
    folder.write("feed.xml", text.replace("What there is to know about", f"Of {words}, their makers and their price,"))


@pytest.fixture
def daily(lantern: Folder) -> Folder:
    """A daily newsletter of seven o'clock in UTC whose review begins before the issue before is too late."""
    lantern.edit(
        "[schedule]\ntoday = 2026-11-20",
        '[schedule]\ncadence = "daily"\nnot_before = "07:00"\nnot_after = "20h"\nreview = "18h"',
    )
    return lantern


def test_the_older_issue_first(daily: Folder, clock: Any) -> None:
    """While an issue can still be sent in time, the review of the next one waits for it."""
    clock("2026-11-19 14:00")
    assert daily.json("run")["issue"] == "2026-11-20"
    clock("2026-11-20 14:00")  # the review of the 21st has begun, and no run was called all morning
    assert daily.json("schedule", "--issues", "2")["issues"][0]["issue"] == "2026-11-20"
    result = daily.json("run")
    assert (result["outcome"], result["issue"]) == ("sent", "2026-11-20")
    news(daily, 1, day="20 Nov")
    result = daily.json("run")
    assert (result["outcome"], result["issue"]) == ("in review", "2026-11-21")


def test_the_older_issue_was_never_planned(daily: Folder, clock: Any) -> None:
    """An issue that nobody planned still has its turn while there is time, but not of a new newsletter, and not once
    the next one is planned."""
    clock("2026-11-19 14:00")
    assert daily.json("run")["issue"] == "2026-11-20", "the first one is the one that comes"
    clock("2026-11-20 08:00")
    assert daily.json("run")["outcome"] == "sent"
    news(daily, 1, day="20 Nov")
    clock("2026-11-21 14:00")
    assert daily.json("run")["issue"] == "2026-11-21"
    clock("2026-11-22 03:01")
    news(daily, 2, day="21 Nov")
    result = daily.json("run")
    assert (result["missed"], result["issue"]) == (["2026-11-21"], "2026-11-22")


def test_an_older_issue_on_hold_stands_in_nobodys_way(daily: Folder, clock: Any) -> None:
    """The next issue's review begins though the one before is on hold; approved, it goes out first."""
    clock("2026-11-19 14:00")
    daily("run")
    daily("hold", "2026-11-20")
    clock("2026-11-20 14:00")
    news(daily, 1, day="20 Nov")
    assert daily.json("run")["issue"] == "2026-11-21"
    daily("approve", "2026-11-20")
    result = daily.json("run")
    assert (result["outcome"], result["issue"]) == ("sent", "2026-11-20")


def test_an_older_send_is_finished_first(daily: Folder, clock: Any) -> None:
    """A send that left somebody out is gone on with while there is time, before the next issue is looked at."""
    daily.impatient()
    clock("2026-11-20 08:00")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert daily("run", "--force", env=env).exit_code == 5
    clock("2026-11-20 14:00")
    with ScriptedServer(usual) as server:
        result = daily("run", "--json", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
        assert json.loads(result.stdout)["issue"] == "2026-11-20"
        assert [reader for reader, _ in server.taken] == ["bo@example.net"]


@pytest.mark.parametrize(
    ("given", "word"), [('review = "24h"', "review"), ('review = "18h"\nnot_after = "25h"', "not_after")]
)
def test_hours_that_do_not_fit(daily: Folder, given: str, word: str) -> None:
    """Hours that would have two issues go out at once are refused, with the key's name."""
    daily.edit('not_after = "20h"\nreview = "18h"', given)
    refused = daily("run")
    assert refused.exit_code == 2
    assert f"{word} is " in refused.stderr
    assert "the time between two issues" in refused.stderr


@pytest.mark.parametrize("day", ["monday", "sunday"])
def test_another_day_leaves_what_is_planned(reviewed: Folder, clock: Any, day: str) -> None:
    """An issue goes out on the day it was planned for, though the config names another one since."""
    clock("2026-11-19 14:00")
    assert said(reviewed)[0] == "in review"
    reviewed.edit('day = "friday"', f'day = "{day}"')
    clock("2026-11-20 06:00")
    assert said(reviewed)[0] == "in review"
    clock("2026-11-20 08:00")
    assert said(reviewed)[0] == "sent"
    assert str(reviewed.issue().date) == "2026-11-20"


def test_another_day_is_listed_after_what_is_planned(reviewed: Folder, clock: Any) -> None:
    """`digest schedule` begins with the issue whose turn it is, and goes on with those after it."""
    clock("2026-11-19 14:00")
    reviewed("run")
    reviewed.edit('day = "friday"', 'day = "sunday"')
    listed = [issue["issue"] for issue in reviewed.json("schedule", "--issues", "2")["issues"]]
    assert listed == ["2026-W47", "2026-W48"]


def test_a_named_issue(friday: Folder, clock: Any) -> None:
    """`--issue` takes an issue whose turn it is not, by the real clock: not before it is due, and not too late."""
    clock("2026-11-20 09:00")
    friday("plan")
    clock("2026-11-13 09:00")
    result = friday.json("run", "--issue", "2026-W47")
    assert (result["outcome"], result["reason"]) == ("not due", "2026-W47 is due on Friday, 2026-11-20 at 07:00")
    clock("2026-11-21 07:01")
    result = friday.json("run", "--issue", "2026-W47")
    assert result["reason"] == "no run could send it by 2026-11-21 07:00, when it was too late"
    assert issue_mails(friday) == 0
    assert friday.json("run", "--issue", "2026-W47", "--force")["outcome"] == "sent"
    assert issue_mails(friday) == 3


def test_a_named_issue_that_nobody_planned(friday: Folder, clock: Any) -> None:
    """A name mistyped, or of a week long over, leaves nothing behind."""
    clock("2026-11-20 09:00")
    refused = friday("run", "--issue", "2026-W40")
    assert refused.exit_code == 6
    assert "2026-W40: it is too late on Saturday, 2026-10-03 at 07:00" in refused.stderr
    for name in ("2026-47", "2026-11-20", "../issues", "next"):
        refused = friday("run", "--issue", name)
        assert refused.exit_code == 2, refused.output
        assert f"{name}: the schedule has no such issue" in refused.stderr
        assert "like 2026-W47" in refused.stderr
    assert not (friday.root / "issues").exists()
    assert friday.json("run", "--issue", "2026-W47")["outcome"] == "sent"


def test_a_named_issue_without_a_day(friday: Folder, clock: Any) -> None:
    """Where no day is set, an issue is as old as a person wants, and one that is not there is this week's."""
    friday.edit('day = "friday"\n', "")
    friday.edit('not_after = "24h"', "")
    clock("2026-11-20 09:00")
    friday("plan")
    assert friday("run", "--issue", "2026-W40").exit_code == 2
    clock("2026-12-09 09:00")
    result = friday.json("run", "--issue", "2026-W47")
    assert (result["outcome"], result["issue"]) == ("sent", "2026-W47")


def test_a_thin_issue_is_told_while_there_is_time(reviewed: Folder, clock: Any) -> None:
    """Owners hear of an issue that will not go out for want of stories while they can still approve it, and once."""
    reviewed.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5')
    for hour in (14, 15):
        clock(f"2026-11-19 {hour}:00")
        assert said(reviewed)[0] == "thin"
    (notice,) = notices(reviewed)
    assert notice["Subject"] == "The Lantern: 2026-W47 needs you"
    assert "so far it has 4 stories, and [schedule] min_stories is 5." in notice.get_content()
    assert "`digest approve 2026-W47`" in notice.get_content()
    reviewed("approve")
    clock("2026-11-20 08:00")
    assert said(reviewed)[0] == "sent"


def test_sends_that_only_another_ledger_knows(friday: Folder, clock: Any) -> None:
    """Owners hear of each earlier issue that is half sent and whose ledger is not here, and once of each."""
    friday.impatient()
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        for number, day in enumerate((20, 27), start=1):
            clock(f"2026-11-{day} 09:00")
            news(friday, number, day=f"{day - 1} Nov")
            assert friday("run", "--claim", env=env).exit_code == 0
            shutil.rmtree(friday.root / "state")
        news(friday, 3, day="3 Dec")
        clock("2026-12-04 09:00")
        before = len(server.taken)
        for _ in range(2):
            result = json.loads(friday("run", "--json", env=env).stdout)
            assert ["is half sent" in problem for problem in result["problems"]] == [True, True]
        told = [text.decode() for reader, text in server.taken[before:] if reader.startswith("owner@")]
    hanging = [text for text in told if "needs you" in text and "is half sent" in text]
    assert [name in text for name, text in zip(("2026-W47", "2026-W48"), hanging, strict=True)] == [True, True]


def test_counts_make_no_new_notice(friday: Folder, clock: Any) -> None:
    """A send that hangs for hours is told once, however many are left each time."""
    friday.impatient()
    clock("2026-11-20 09:00")
    for left in (("ann@", "bo@"), ("bo@",)):

        def later(verb: str, _n: int, who: str, left: tuple[str, ...] = left) -> str | None:
            return "451 later" if verb == "RCPT" and any(name in who for name in left) else None

        with ScriptedServer(later) as server:
            assert friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5
            told = [reader for reader, _ in server.taken if reader.startswith("owner@")]
            assert len(told) == (len(left) == 2)


def test_a_ledger_that_is_not_lost(friday: Folder, clock: Any) -> None:
    """`--ledger-lost` is for a ledger that is: where it knows of the mails, or none has left, nothing is done."""
    clock("2026-11-20 09:00")
    friday("plan")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        for lost in ("resend", "skip"):
            refused = friday("send", "--yes", "--ledger-lost", lost, env=env)
            assert refused.exit_code == 6
            assert "2026-W47: no mail of it has left" in refused.stderr
        assert friday.issue().status is Status.planned
        assert friday("send", "--yes", env=env).exit_code == 0
        refused = friday("send", "--yes", "--ledger-lost", "resend", env=env)
        assert refused.exit_code == 6
        assert "2026-W47: its ledger is not lost" in refused.stderr
        assert len(server.taken) == 3


def test_what_is_planned_ahead_waits(friday: Folder, clock: Any) -> None:
    """An issue that somebody planned long before its time has no turn yet."""
    clock("2026-11-20 09:00")
    assert said(friday)[0] == "sent"
    news(friday, 1)
    friday("plan", "--date", "2026-11-27")
    result = friday.json("run")
    assert (result["outcome"], result["issue"]) == ("already sent", "2026-W47")


def test_an_issue_of_another_cadence_has_no_turn(friday: Folder, clock: Any) -> None:
    """What was planned for a month is no issue of a newsletter that has become a weekly one."""
    friday.edit('day = "friday"', 'cadence = "monthly"\nday = 20')
    clock("2026-11-20 06:00")
    friday("plan")
    assert friday.issue().id == "2026-11"
    friday.edit('cadence = "monthly"\nday = 20', 'day = "thursday"')
    clock("2026-11-20 08:00")
    assert friday.json("schedule", "--issues", "1")["issues"][0]["closes"] == "2026-11-20T07:00:00+00:00"
    assert friday("run", "--issue", "2026-11").exit_code == 2


def test_a_thin_issue_stands_in_nobodys_way(daily: Folder, clock: Any) -> None:
    """An issue that was skipped has had its turn."""
    daily.edit('cadence = "daily"', 'cadence = "daily"\nmin_stories = 5')
    clock("2026-11-20 08:00")
    assert said(daily)[0] == "skipped"
    clock("2026-11-20 14:00")
    result = daily.json("run")
    assert (result["outcome"], result["issue"]) == ("thin", "2026-11-21")


def test_issues_keep_their_order(daily: Folder, clock: Any) -> None:
    """Nothing is planned for a day before one that somebody has seen already; one that was only planned ahead waits."""
    clock("2026-11-20 08:00")
    daily("run", "--force")
    news(daily, 1, day="20 Nov")
    clock("2026-11-21 14:00")
    daily("plan", "--date", "2026-11-22")
    assert daily.json("schedule", "--issues", "1")["issues"][0]["issue"] == "2026-11-21"
    daily("approve", "2026-11-22")
    assert daily.json("run")["issue"] == "2026-11-22"


def test_what_has_begun_gets_old(friday: Folder, clock: Any) -> None:
    """Those whom a send left out get no old news either, unless somebody insists."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        assert friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5
    clock("2026-11-21 07:01")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        refused = friday("send", "--yes", env=env)
        assert refused.exit_code == 6
        assert "`digest send 2026-W47 --force -c " in refused.stderr
        assert server.taken == []
        assert friday("send", "--yes", "--force", env=env).exit_code == 0
        assert [reader for reader, _ in server.taken] == ["bo@example.net"]


def test_what_a_person_has_sent_early_overtakes(friday: Folder, clock: Any) -> None:
    """After a person has planned and sent the coming issue, no run makes an older one, though that could still be sent
    in time: readers have got this week's mail."""
    friday.edit('not_after = "24h"', 'not_after = "4d"')
    clock("2026-11-23 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        news(friday, 1, day="22 Nov")
        assert friday("plan").exit_code == 0
        assert friday("send", "--yes", env=env).exit_code == 0
        assert json.loads(friday("run", "--json", env=env).stdout)["outcome"] == "already sent"
        assert len({reader for reader, _ in server.taken if not reader.startswith("owner@")}) == 3
    assert archive.issue_ids(friday.root / "issues") == ("2026-W48",)


def test_what_was_planned_ahead_costs_no_issue(friday: Folder, clock: Any) -> None:
    """An issue that nobody planned has its turn while there is time, though the next one, whose review may begin, was
    planned ahead; that one follows the sent log then."""
    friday.edit('not_after = "24h"', 'not_after = "7d"\nreview = "5d"')
    clock("2026-11-13 09:00")
    news(friday, 0, day="12 Nov")
    assert friday.json("run", "--force")["issue"] == "2026-W46"
    news(friday, 1, day="18 Nov")
    clock("2026-11-19 09:00")
    friday("plan", "--date", "2026-11-27")
    found = []
    for day in ("22 08:00", "25 08:00", "25 09:00"):
        clock(f"2026-11-{day}")
        result = friday.json("run")
        found.append((result["outcome"], result["issue"]))
        news(friday, 2, day="24 Nov")
    assert found == [("in review", "2026-W47"), ("sent", "2026-W47"), ("in review", "2026-W48")]
    assert friday.issue().number == 3
