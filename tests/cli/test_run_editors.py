"""What the editors say counts for the issue that they mean, and reaches whom it is for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from digest.archive import read_issue
from tests.cli.folder import Folder
from tests.cli.test_run import friday, issue_mails, notices, reviewed, said
from tests.cli.test_run_turns import daily, news
from tests.smtp.servers import Behave, ScriptedServer, usual

__all__ = ["daily", "friday", "reviewed"]
TWO = "reviewers = ['rex@lantern.example', 'Ida 2 <ida2@lantern.example>']"


def at(server: ScriptedServer) -> dict[str, str]:
    return {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}


def but_for(who: str, reply: str) -> Behave:
    """A server that answers every mail to `who` with `reply`."""
    return lambda verb, _count, argument: reply if verb == "RCPT" and who in argument else None


def state(folder: Folder, name: str) -> str:
    return read_issue(folder.root / "issues" / name / "issue.json").review.state


def test_a_hold_is_for_the_issue_whose_turn_it_is(reviewed: Folder, clock: Any) -> None:
    """`hold` and `approve` without an id mean the issue in review, not one that is planned ahead, and say which."""
    clock("2026-11-19 14:00")
    assert said(reviewed)[0] == "in review"
    news(reviewed, 1)
    assert reviewed("plan", "--date", "2026-11-27").exit_code == 0
    assert "2026-W47 is on hold" in reviewed("hold").stdout
    clock("2026-11-20 08:00")
    assert said(reviewed)[0] == "held"
    assert "2026-W47 is approved" in reviewed("approve").stdout
    assert state(reviewed, "2026-W48") == "open"
    reviewed("hold", "2026-W48")
    assert "2026-W47 is approved" in reviewed("approve").stdout, "the turn counts, not the hold of one that is ahead"
    assert said(reviewed)[0] == "sent"
    assert "2026-W48 is on hold" in reviewed("hold", "2026-W48").stdout


def test_a_hold_between_two_issues(reviewed: Folder, clock: Any) -> None:
    """Once the last issue is too late, `hold` means the next one, though its review has not begun."""
    clock("2026-11-19 14:00")
    reviewed("plan")
    news(reviewed, 1)
    reviewed("plan", "--date", "2026-11-27")
    clock("2026-11-23 08:00")
    assert "2026-W48 is on hold" in reviewed("hold").stdout


def test_an_issue_that_is_not_planned(reviewed: Folder, clock: Any) -> None:
    """Nobody can hold what is not planned: the error names the command that plans it, also where no id was given."""
    clock("2026-11-19 14:00")
    for options in ((), ("2026-W47",)):
        refused = reviewed("hold", *options)
        assert (refused.exit_code, "2026-W47: is not planned yet" in refused.stderr) == (2, True)
        assert "`digest plan --date 2026-11-20 " in refused.stderr
    news(reviewed, 1)
    reviewed("plan", "--date", "2026-11-27")
    assert "planned are 2026-W48" in " ".join(reviewed("approve").stderr.split())
    assert state(reviewed, "2026-W48") == "open"
    assert "there is no such issue" in reviewed("hold", "summer").stderr


def test_an_approval_lifts_the_hold(daily: Folder, clock: Any) -> None:
    """While an issue is on hold it may be the next one's turn: `approve` without an id lets the one on hold go."""
    clock("2026-11-19 14:00")
    daily("run")
    daily("hold")
    clock("2026-11-20 14:00")
    news(daily, 1, day="20 Nov")
    assert daily.json("run")["issue"] == "2026-11-21"
    assert "2026-11-20 is approved" in daily("approve").stdout
    assert "2026-11-20 is approved" in daily("approve").stdout, "now it is its turn"


def test_the_newest_where_no_day_is_fixed(lantern: Folder) -> None:
    """Where a person says when an issue goes out, it has no turn."""
    lantern("plan")
    assert "2026-W47 is on hold" in lantern("hold").stdout
    assert "2026-W47 is approved" in lantern("approve").stdout


def test_a_reviewer_whose_server_says_later(reviewed: Folder, clock: Any) -> None:
    """A reviewer whose server puts the draft off gets it with a later run, once; the others get it once, too."""
    reviewed.edit("reviewers = ['rex@lantern.example']", TWO)
    clock("2026-11-19 14:00")
    with ScriptedServer(but_for("ida2@", "451 greylisted")) as server:
        assert "the draft was not taken for ida2@lantern.example" in reviewed("run", env=at(server)).stderr
        assert [who for who, _ in server.taken] == ["rex@lantern.example"]
        drafted = reviewed.issue().review.drafted
        clock("2026-11-19 15:00")
        reviewed("run", env=at(server))
        assert len(server.taken) == 1
    with ScriptedServer(usual) as server:
        for hour in (16, 17):
            clock(f"2026-11-19 {hour}:00")
            assert "In review" in reviewed("run", env=at(server)).stdout
        assert [who for who, _ in server.taken] == ["ida2@lantern.example"]
        assert reviewed.issue().review.drafted == drafted
        reviewed("plan", "--replan")
        reviewed("run", env=at(server))
        assert [who for who, _ in server.taken[1:]] == ["rex@lantern.example", "ida2@lantern.example"]


def test_a_late_reviewer_stops_no_issue(reviewed: Folder, clock: Any) -> None:
    """The issue goes out at its time, though a reviewer has no draft."""
    reviewed.edit("reviewers = ['rex@lantern.example']", TWO)
    with ScriptedServer(but_for("ida2@", "451 greylisted")) as server:
        clock("2026-11-19 14:00")
        reviewed("run", env=at(server))
        clock("2026-11-20 07:00")
        assert reviewed("run", env=at(server)).exit_code == 0
    assert "ann@example.org" in [who for who, _ in server.taken]


def test_owners_hear_of_each_refused_reviewer(reviewed: Folder, clock: Any) -> None:
    """Two reviewers whose addresses differ in a digit are two things to say; each is said once, and also
    where the owners' own server put it off at first."""
    reviewed.edit("reviewers = ['rex@lantern.example']", f"{TWO[:-1]}, 'ida3@lantern.example']")

    def busy(verb: str, _count: int, who: str) -> str | None:
        return None if verb != "RCPT" or "rex@" in who else "451 later" if "owner@" in who else "550 no such"

    with ScriptedServer(busy) as server:
        clock("2026-11-19 14:00")
        reviewed("run", env=at(server))
        assert [who for who, _ in server.taken] == ["rex@lantern.example"]
    with ScriptedServer(but_for("ida", "550 no such")) as server:
        for hour in (15, 16):
            clock(f"2026-11-19 {hour}:00")
            reviewed("run", env=at(server))
        assert [who for who, _ in server.taken] == ["owner@lantern.example"] * 2
        assert all(b"2026-W47 needs you" in mail for _, mail in server.taken)
    assert len(reviewed.issue().review.reached) == 3


def test_held_again(reviewed: Folder, clock: Any) -> None:
    """An issue that was approved and is held again, for the same reason, is another thing that the owners hear once."""
    clock("2026-11-19 14:00")
    said(reviewed)
    for hour, command in enumerate(("hold", "approve", "hold"), start=15):
        clock(f"2026-11-19 {hour}:00")
        reviewed(command)
        assert said(reviewed)[0] == said(reviewed)[0]
    assert [notice["Subject"] for notice in notices(reviewed)] == ["The Lantern: 2026-W47 held"] * 2


def test_an_approval_while_a_run_collects(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor who approves a thin issue while a run plans it anew is not overruled: it goes out as it was."""
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5')
    clock("2026-11-19 08:00")
    friday("plan", "--date", "2026-11-20")
    plan = importlib.import_module("digest.pipeline.plan")
    gather: Callable[..., Any] = plan.gather

    def slow(*arguments: Any, **options: Any) -> Any:
        assert friday("approve").exit_code == 0
        return gather(*arguments, **options)

    monkeypatch.setattr(plan, "gather", slow)
    clock("2026-11-20 07:00")
    assert said(friday)[0] == "sent"
    assert friday.issue().review.state == "approved"
    assert issue_mails(friday) == 3


def test_no_mail_leaves_on_a_pretended_date(reviewed: Folder) -> None:
    """`run` refuses a date that it is not where there is a mail server, however that is pretended, and mails nobody;
    today's date is no pretence, and the outbox takes any."""
    with ScriptedServer() as server:
        pretended = {**at(server), "DIGEST_DATE": "2027-01-01"}
        assert "DIGEST_DATE (environment): it is not 2027-01-01" in reviewed("run", env=pretended).stderr
        reviewed.write(".env", "DIGEST_DATE=2027-01-01\n")
        assert reviewed("run", env=at(server)).exit_code == 6
        (reviewed.root / ".env").unlink()
        for date in ("2027-01-01", "2030-01-01"):
            refused = reviewed("run", "--date", date, env=at(server))
            assert (refused.exit_code, "on a pretended date no mail leaves" in refused.stderr) == (6, True)
        assert reviewed("run", "--date", f"{datetime.now(UTC).date()}", env=at(server)).exit_code != 6
        assert reviewed("run", "--date", "2027-01-01", env={**at(server), "DIGEST_TRANSPORT": "outbox"}).exit_code == 0
        assert server.taken == []


def test_a_draft_that_goes_out_as_it_is_is_the_last(reviewed: Folder, clock: Any) -> None:
    """A thin issue that is sent all the same goes out in its time though a source stays down: no run plans it anew, and
    no reviewer gets a second draft."""
    reviewed.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5\nif_thin = "send"')
    reviewed.edit(
        '[[blocks]]\nkind = "lead"', '[[sources]]\nname = "Pier"\nfile = "pier.xml"\n\n[[blocks]]\nkind = "lead"'
    )
    for hour in ("19 13:05", "19 14:05", "20 06:05"):
        clock(f"2026-11-{hour}")
        assert reviewed.json("run")["reason"] == "it goes out on Friday, 2026-11-20 at 07:00"
    assert len(notices(reviewed, "draft")) == 1
    clock("2026-11-20 07:05")
    assert (reviewed.json("run")["outcome"], issue_mails(reviewed)) == ("sent", 3)


def test_what_was_skipped_is_not_held(friday: Folder, clock: Any) -> None:
    """An issue that stays unsent needs no hold, and no approval brings it back: why, and what would, is said."""
    clock("2026-11-20 09:00")
    friday("plan")
    clock("2026-11-22 09:00")
    assert said(friday)[0] == "skipped"
    for command in ("hold", "approve"):
        refused = friday(command, "2026-W47")
        assert refused.exit_code == 6
        assert "2026-W47 was skipped: no run could send it by 2026-11-21 07:00" in refused.stderr
        assert "`digest send 2026-W47 --force" in refused.stderr
