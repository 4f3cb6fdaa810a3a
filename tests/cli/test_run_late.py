"""Runs that come late, or after something that went wrong: what is skipped, finished, and left alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from digest import archive
from digest.models import Status
from tests.cli.folder import Folder, feed
from tests.cli.test_run import friday, reviewed, said
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]


def readers(server: ScriptedServer) -> list[str]:
    """Whom the issue was mailed, in their order by name."""
    return sorted(reader for reader, _ in server.taken if not reader.endswith("@lantern.example"))


def test_a_new_newsletter_has_skipped_nothing(friday: Folder, clock: Any) -> None:
    """Before its first issue a newsletter has missed none, whenever the first run comes."""
    clock("2026-11-22 09:00")
    outcome, reason = said(friday)
    assert (outcome, reason) == ("not due", "the next issue is due on Friday, 2026-11-27 at 07:00")
    assert not (friday.root / "issues").exists()


def test_all_weeks_that_nobody_called(friday: Folder, clock: Any) -> None:
    """Months without a call are recorded issue by issue."""
    clock("2026-11-20 09:00")
    friday("run")
    clock("2027-02-12 09:00")
    missed = friday.json("run")["missed"]
    assert missed == [f"2026-W{week}" for week in range(48, 54)] + [f"2027-W0{week}" for week in range(1, 6)]


@pytest.mark.parametrize(
    ("decision", "reason"),
    [("", "no run could send it by 2026-11-21 07:00"), ("hold", "it was still on hold (legal) at")],
)
def test_a_planned_issue_that_nobody_sent(reviewed: Folder, clock: Any, decision: str, reason: str) -> None:
    """An issue that was planned, and of which no run heard again until the next one's time, is recorded and told."""
    clock("2026-11-19 14:00")
    assert said(reviewed)[0] == "in review"
    if decision:
        assert reviewed(decision, "-m", "legal").exit_code == 0
    clock("2026-11-26 14:00")
    assert reviewed.json("run")["missed"] == ["2026-W47"]
    skipped = archive.read_issue(reviewed.root / "issues/2026-W47/issue.json")
    assert skipped.status is Status.skipped
    assert skipped.skip
    assert skipped.skip.reason.startswith(reason)


def test_a_send_that_was_quicker_than_the_skip(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person sends while a run is about to record that it is too late stays sent."""
    clock("2026-11-20 09:00")
    friday("plan")
    clock("2026-11-21 08:00")

    def sent_meanwhile(*_arguments: Any) -> str:
        archive.write_issue(friday.root / "issues", friday.issue().model_copy(update={"status": Status.sending}))
        return "it is too late"

    monkeypatch.setattr("digest.pipeline.turn.too_late", sent_meanwhile)
    friday("run")
    assert friday.issue().status is Status.sending


def test_who_becomes_a_reader_again_gets_it(friday: Folder, clock: Any) -> None:
    """An issue that was sent goes to whoever is taken off the suppression list while there is time."""
    clock("2026-11-20 09:00")
    friday("suppress", "add", "ann@example.org")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", env=env).exit_code == 0
        assert readers(server) == ["bo@example.net", "cy@example.com"]
        assert friday("suppress", "remove", "ann@example.org", env=env).exit_code == 0
        assert json.loads(friday("run", "--json", env=env).stdout)["outcome"] == "sent"
        assert readers(server) == ["ann@example.org", "bo@example.net", "cy@example.com"]


@pytest.mark.parametrize("by", ["reviewers", "an editor"])
def test_what_was_seen_is_not_planned_anew(reviewed: Folder, clock: Any, by: str) -> None:
    """A thin issue that reviewers have seen, or an editor has put on hold, goes out with the stories it had then."""
    reviewed.edit("[schedule]", '[schedule]\nmin_stories = 4\nif_thin = "send"')
    more = (reviewed.root / "feed.xml").read_text()
    reviewed.write("feed.xml", feed("Lamps of the north"))
    clock("2026-11-19 14:00")
    if by == "reviewers":
        assert said(reviewed)[0] == "in review"
    else:
        reviewed("plan")
        assert reviewed("hold").exit_code == 0
    titles = [story.title for story in reviewed.issue().stories()]
    assert titles == ["Lamps of the north"]
    reviewed.write("feed.xml", more)
    said(reviewed)
    clock("2026-11-20 07:05")
    if by == "an editor":
        assert reviewed("approve").exit_code == 0
    assert said(reviewed)[0] == "sent"
    assert [story.title for story in reviewed.issue().stories()] == titles


def test_a_result_that_comes_too_late(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """Where everyone has the issue and only its file does not know, no hour is too late for a claim and a run to say
    so; nobody is mailed, and nobody is asked to."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", "--claim", env=env).exit_code == 0
        shutil.copytree(friday.root / "issues", tmp_path / "published")
        assert friday("run", env=env).exit_code == 0
        shutil.rmtree(friday.root / "issues")  # its push failed: the next checkout has the claim
        shutil.copytree(tmp_path / "published", friday.root / "issues")
        before = len(server.taken)
        clock("2026-11-21 09:00")
        claimed = friday("run", "--claim", "--json", env=env)
        assert claimed.exit_code == 0, claimed.stderr
        assert json.loads(claimed.stdout)["outcome"] == "sent"
        assert json.loads(claimed.stdout)["problems"] == []
        assert friday.issue().status is Status.sent
        assert friday.json("run")["outcome"] == "already sent"
        assert len(server.taken) == before


@pytest.mark.parametrize("option", [(), ("--claim",)])
def test_a_send_has_an_end(friday: Folder, clock: Any, option: tuple[str, ...]) -> None:
    """Whoever could not be mailed in time gets no old news: the send is over, which is told once, and no run fails for
    it any more. A person may still insist."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", env=env).exit_code == 5
        clock("2026-11-21 09:00")
        ended = friday("run", *option, "--json", env=env)
        assert ended.exit_code == 0, ended.stderr
        over = "1 reader did not get 2026-W47 in time, and no mail goes to them any more"
        assert (json.loads(ended.stdout)["outcome"], json.loads(ended.stdout)["problems"]) == ("sent", [over])
        assert friday.issue().status is Status.sent
        again = friday("run", "--json", env=env)
        reason = "2026-W47 was sent in its time, and left 1 reader out; nobody was mailed"
        assert (json.loads(again.stdout)["reason"], json.loads(again.stdout)["problems"]) == (reason, [])
        told = [message.decode() for reader, message in server.taken if reader.startswith("owner@")]
    assert ["2026-W47 failed" in told[0], "2026-W47 needs you" in told[1], len(told)] == [True, True, 2]
    assert "3 recipients =3D 2 accepted + 1 deferred" in told[1]
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("send", "--yes", env=env).exit_code == 6
        assert friday("send", "--yes", "--force", env=env).exit_code == 0
        assert [reader for reader, _ in server.taken] == ["bo@example.net"]


def test_a_claim_that_nobody_kept(friday: Folder, clock: Any) -> None:
    """An issue that was claimed and of which no mail left in time is skipped, with that reason, and its stories may
    run in the next one."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", "--claim", env=env).exit_code == 0
        clock("2026-11-21 09:00")
        result = json.loads(friday("run", "--json", env=env).stdout)
        why = "it was claimed, and no mail of it had left when it was too late to send it"
        assert (result["outcome"], result["reason"]) == ("skipped", why)
        clock("2026-11-27 09:00")
        assert json.loads(friday("run", "--json", env=env).stdout)["outcome"] == "sent"
        readers = [reader for reader, _ in server.taken if not reader.startswith("owner@")]
    assert len(readers) == 3
    assert friday.issue().id == "2026-W48"
    assert len(friday.issue().stories()) == 4
    assert friday.issue().number == 1


def test_an_earlier_send_has_an_end_too(friday: Folder, clock: Any) -> None:
    """Also where the next run comes a week later."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", env=env).exit_code == 5
    news(friday, 1)
    clock("2026-11-27 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        result = json.loads(friday("run", "--json", env=env).stdout)
        told = [message.decode() for reader, message in server.taken if reader.startswith("owner@")]
    assert "1 reader did not get 2026-W47 in time, and no mail goes to them any more" in result["problems"]
    assert [sum(f"2026-{word}" in each for each in told) for word in ("W47 needs you", "W48 sent")] == [1, 1]
    assert archive.read_issue(friday.root / "issues/2026-W47/issue.json").status is Status.sent


def test_a_lost_ledger_that_a_person_has_settled(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """What a person decides with `--ledger-lost resend` is a claim of this ledger, also where nobody is left: the next
    issue goes out, and does not take the ledger for a strange one."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        assert friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5
    shutil.copytree(friday.root / "state", tmp_path / "backup")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", env=env).exit_code == 0
        shutil.rmtree(friday.root / "state")
        shutil.copytree(tmp_path / "backup", friday.root / "state")
        friday("suppress", "add", "bo@example.net", env=env)
        assert friday("adopt", env=env).exit_code == 0
        assert friday("send", "--yes", "--ledger-lost", "resend", env=env).exit_code == 0
        assert readers(server) == ["bo@example.net"], "from the run before the ledger was put back"
        news(friday, 1)
        clock("2026-11-27 09:00")
        done = friday("run", env=env)
        assert done.exit_code == 0, done.stderr
        assert readers(server) == ["ann@example.org", "bo@example.net", "cy@example.com"]
