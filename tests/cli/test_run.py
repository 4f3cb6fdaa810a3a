"""What `digest run` does around a send: review, hold, thin weeks, missed issues, claims, and who is told."""

from __future__ import annotations

import email
import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from digest import archive
from digest.models import Status
from tests.cli.folder import Folder, feed
from tests.smtp.servers import ScriptedServer, usual

SMTP = {"SMTP_URL": "smtp://127.0.0.1:{port}"}
OWNER = "\n[notify]\nowners = ['Olga <owner@lantern.example>']\nreviewers = ['rex@lantern.example']\n"


@pytest.fixture
def friday(lantern: Folder) -> Folder:
    """A newsletter of Fridays at seven in UTC, at most a day late, with an owner and a reviewer."""
    lantern.edit(
        "[schedule]\ntoday = 2026-11-20",
        f'{OWNER}\n[schedule]\nday = "friday"\nnot_before = "07:00"\nnot_after = "24h"',
    )
    return lantern


@pytest.fixture
def reviewed(friday: Folder) -> Folder:
    """The same, with a review of eighteen hours."""
    friday.edit('not_after = "24h"', 'not_after = "24h"\nreview = "18h"')
    return friday


def said(folder: Folder, *options: str) -> tuple[str, str]:
    result = folder.json("run", *options)
    return result["outcome"], result["reason"]


def notices(folder: Folder, kind: str = "notice") -> list[Any]:
    """The filed mails of one kind, oldest first."""
    paths = sorted((folder.root / "outbox").glob(f"{kind}-*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


def issue_mails(folder: Folder) -> int:
    return sum(name.startswith("2026-") for name in folder.mails())


def test_a_draft_comes_first(reviewed: Folder, clock: Any) -> None:
    """When the review begins, reviewers get the issue under a banner, once; it goes out at its time, and the owners
    hear of it."""
    clock("2026-11-19 12:59")
    assert said(reviewed)[0] == "not due"
    clock("2026-11-19 13:05")
    assert said(reviewed) == ("in review", "it goes out on Friday, 2026-11-20 at 07:00")
    clock("2026-11-19 14:05")
    assert said(reviewed)[0] == "in review"
    [draft] = notices(reviewed, "draft")
    assert draft["To"] == "rex@lantern.example"
    assert draft["Subject"] == f"[Draft] {reviewed.issue().subject}"
    for part in ("plain", "html"):
        body = draft.get_body((part,)).get_content()
        assert "Draft of 2026-W47. It goes out on Friday, 2026-11-20 at 07:00 (UTC)." in body
        assert "digest hold 2026-W47" in body
        assert "Lamps of the north" in body
    assert issue_mails(reviewed) == 0
    clock("2026-11-20 07:05")
    assert said(reviewed) == ("sent", "")
    assert issue_mails(reviewed) == 3
    [notice] = notices(reviewed)
    assert notice["To"] == "Olga <owner@lantern.example>"
    assert notice["Subject"] == "The Lantern: 2026-W47 sent"
    assert notice["Auto-Submitted"] == "auto-generated"
    assert "3 recipients = 3 accepted" in notice.get_content()


def test_a_draft_that_comes_late(reviewed: Folder, clock: Any) -> None:
    """Where the first call comes hours late, reviewers still have half of the review before the issue goes out."""
    clock("2026-11-20 10:00")
    assert said(reviewed) == ("in review", "it goes out on Friday, 2026-11-20 at 19:00")
    clock("2026-11-20 18:59")
    assert said(reviewed)[0] == "in review"
    clock("2026-11-20 19:00")
    assert said(reviewed)[0] == "sent"


def test_a_draft_that_comes_very_late(reviewed: Folder, clock: Any) -> None:
    """Where too little is left for that, they have half of what is left."""
    clock("2026-11-21 03:00")
    assert said(reviewed) == ("in review", "it goes out on Saturday, 2026-11-21 at 05:00")
    clock("2026-11-21 05:00")
    assert said(reviewed)[0] == "sent"


def test_on_hold(reviewed: Folder, clock: Any) -> None:
    """An issue on hold stays where it is, with its reason, until it is approved; the owners hear of it once."""
    clock("2026-11-19 13:05")
    said(reviewed)
    held = reviewed("hold", "--reason", "wrong lead")
    assert held.stdout.strip() == "2026-W47 is on hold: wrong lead."
    clock("2026-11-20 07:05")
    assert said(reviewed) == said(reviewed) == ("held", "wrong lead")
    assert issue_mails(reviewed) == 0
    assert [notice["Subject"] for notice in notices(reviewed)] == ["The Lantern: 2026-W47 held"]
    assert "on hold" in reviewed("schedule").stdout
    assert "wrong lead" in reviewed("status").stdout
    refused = reviewed("send", "--yes")
    assert refused.exit_code == 6
    assert "2026-W47 is on hold: wrong lead" in refused.stderr
    assert "approved" in reviewed("approve").stdout
    assert said(reviewed)[0] == "sent"


def test_a_hold_survives_a_new_plan(reviewed: Folder, clock: Any) -> None:
    """Planning an issue on hold anew leaves it on hold, and its draft is mailed anew once it is approved or not."""
    clock("2026-11-19 13:05")
    said(reviewed)
    reviewed("hold", "-m", "wait")
    assert reviewed("plan", "--replan").exit_code == 0
    review = reviewed.issue().review
    assert (review.state, review.reason, review.drafted) == ("held", "wait", None)


def test_an_approved_issue_waits_for_no_review(reviewed: Folder, clock: Any) -> None:
    """Approved before its draft was mailed, it goes out at its time without one."""
    clock("2026-11-19 13:05")
    reviewed("plan")
    reviewed("approve")
    assert said(reviewed)[0] == "not due"
    clock("2026-11-20 07:00")
    assert said(reviewed)[0] == "sent"
    assert not notices(reviewed, "draft")


@pytest.mark.parametrize("command", ["hold", "approve"])
def test_too_late_for_a_review(friday: Folder, clock: Any, command: str) -> None:
    """What has gone out cannot be held or approved."""
    clock("2026-11-20 09:00")
    friday("run")
    archive.write_issue(friday.root / "issues", friday.issue().model_copy(update={"status": Status.sent}))
    result = friday(command)
    assert result.exit_code == 6
    assert "2026-W47 is sent: it is too late for that" in result.stderr


def test_held_until_it_is_too_late(reviewed: Folder, clock: Any) -> None:
    """A hold that nobody lifts ends as a skip that says so; the next issue may carry its stories."""
    clock("2026-11-19 13:05")
    said(reviewed)
    reviewed("hold", "-m", "legal")
    clock("2026-11-21 08:00")
    reason = "it was still on hold (legal) at 2026-11-21 07:00, when it was too late to send it"
    assert said(reviewed) == said(reviewed) == ("skipped", reason)
    assert reviewed.issue().status is Status.skipped
    clock("2026-11-26 13:05")
    assert said(reviewed)[0] == "in review"
    assert len(reviewed.issue().stories()) == 4


def test_a_missed_issue(friday: Folder, clock: Any) -> None:
    """Issues for which nobody called in time are recorded with the reason and told once, also weeks later."""
    clock("2026-11-20 09:00")
    friday("run")
    clock("2026-12-05 08:00")
    result = friday.json("run")
    assert (result["outcome"], result["missed"]) == ("skipped", ["2026-W48"])
    assert result["reason"] == "no run could send it by 2026-12-05 07:00, when it was too late"
    assert friday.json("run")["missed"] == []
    subjects = [notice["Subject"] for notice in notices(friday)]
    assert subjects == [
        f"The Lantern: 2026-W{week} {what}" for week, what in ((47, "sent"), (48, "skipped"), (49, "skipped"))
    ]
    assert friday.json("schedule", "--issues", "1")["issues"][0]["status"] == "skipped"
    shown = friday("status")
    assert "2026-W47 is tried" in shown.stdout, "the newest issue is one that has something in it"


def test_thin_weeks_are_carried(friday: Folder, clock: Any) -> None:
    """Too few stories: nothing goes out, the reason is told, and the next issue has the stories."""
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5')
    clock("2026-11-20 09:00")
    reason = "it has 4 stories, and [schedule] min_stories is 5: the next issue may carry them"
    assert said(friday) == said(friday) == ("skipped", reason)
    assert issue_mails(friday) == 0
    assert len(notices(friday)) == 1
    friday.edit("min_stories = 5", "min_stories = 4")
    clock("2026-11-27 09:00")
    assert said(friday)[0] == "sent"
    assert len(friday.issue().stories()) == 4
    assert friday.issue().number == 1


def test_thin_weeks_are_skipped(friday: Folder, clock: Any) -> None:
    """With `skip` the stories of a thin week are over."""
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5\nif_thin = "skip"')
    clock("2026-11-20 09:00")
    assert said(friday)[0] == "skipped"
    friday.edit("min_stories = 5", "min_stories = 1")
    clock("2026-11-27 09:00")
    assert said(friday)[0] == "nothing to send"


def test_thin_weeks_are_sent(friday: Folder, clock: Any) -> None:
    """With `send` a thin issue goes out, and the run says that it is one."""
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5\nif_thin = "send"')
    clock("2026-11-20 09:00")
    result = friday.json("run")
    assert result["outcome"] == "sent"
    assert "it has 4 stories, and [schedule] min_stories is 5" in result["problems"]


def test_a_thin_issue_waits_for_more(friday: Folder, clock: Any) -> None:
    """Before its time a thin issue is planned anew by each run, and only a full one goes to the reviewers; what an
    editor approves goes out with the stories that it has."""
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 4\nreview = "18h"')
    stories = (friday.root / "feed.xml").read_text()
    friday.write("feed.xml", feed("Lamps of the north", "A harbour in fog"))
    clock("2026-11-19 14:00")
    assert said(friday)[1].startswith("2026-W47 is due on Friday, 2026-11-20 at 07:00; so far it has 1 story")
    assert not notices(friday, "draft")
    friday.write("feed.xml", stories)
    assert said(friday)[0] == "in review"
    assert len(notices(friday, "draft")) == 1
    friday.edit("min_stories = 4", "min_stories = 9")
    friday("approve")
    clock("2026-11-20 07:00")
    assert said(friday)[0] == "sent"


def test_force(reviewed: Folder, clock: Any) -> None:
    """`--force` waits for no review, hold, thin week or hour; it never sends a second time."""
    clock("2026-11-19 14:00")
    said(reviewed)
    reviewed("hold")
    assert said(reviewed, "--force")[0] == "sent"
    assert said(reviewed, "--force")[0] == "already sent"
    assert issue_mails(reviewed) == 3


def test_force_after_a_skip(friday: Folder, clock: Any) -> None:
    """What was skipped is planned again and sent when somebody insists."""
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5\nif_thin = "skip"')
    clock("2026-11-20 09:00")
    said(friday)
    assert said(friday, "--force")[0] == "sent"
    assert friday.issue().skip is None


def test_a_source_that_fails_skips_nothing(friday: Folder, clock: Any) -> None:
    """Nothing to send while a source fails is an error that the next run tries to mend, and no skip."""
    clock("2026-11-20 09:00")
    stories = (friday.root / "feed.xml").read_text()
    (friday.root / "feed.xml").unlink()
    result = friday("run")
    assert result.exit_code == 3
    assert "there is no such file" in result.stderr
    assert [notice["Subject"] for notice in notices(friday)] == ["The Lantern: 2026-W47 failed"]
    friday("run")
    assert len(notices(friday)) == 1, "the same failure is told once"
    friday.write("feed.xml", stories)
    assert said(friday)[0] == "sent"


def test_a_thin_week_while_a_source_fails(friday: Folder, clock: Any) -> None:
    """Too few stories while one of the sources fails is no skip either."""
    friday.edit(
        '[[blocks]]\nkind = "lead"', '[[sources]]\nname = "Gone"\nfile = "gone.xml"\n\n[[blocks]]\nkind = "lead"'
    )
    friday.edit('not_before = "07:00"', 'not_before = "07:00"\nmin_stories = 5')
    clock("2026-11-20 09:00")
    result = friday("run")
    assert result.exit_code == 3
    assert "Gone: there is no such file" in result.stderr
    assert "2026-W47 is not skipped for that: the next run tries again" in result.stderr


def test_nothing_to_send(friday: Folder, clock: Any) -> None:
    """No story is a visible outcome, recorded once."""
    clock("2026-12-20 09:00")
    friday.edit('day = "friday"', 'day = "sunday"')
    first = friday.json("run")
    assert first["outcome"] == "nothing to send"
    assert said(friday)[0] == "skipped"
    assert friday.json("status")["status"] == "skipped"
    refused = friday("send", "--yes", "--force")
    assert refused.exit_code == 6
    assert "has nothing to send" in refused.stderr


def test_a_stale_issue_is_not_sent(friday: Folder, clock: Any) -> None:
    """`digest send` refuses news that has become old, unless somebody insists."""
    clock("2026-11-20 09:00")
    friday("plan")
    clock("2026-11-21 07:01")
    refused = friday("send", "--yes")
    assert refused.exit_code == 6
    assert "2026-W47 is too late: it was to be sent by 2026-11-21 07:00" in refused.stderr
    assert friday("send", "--yes", "--force").exit_code == 0
    assert issue_mails(friday) == 3


def test_without_a_day_a_person_says_when(friday: Folder, clock: Any) -> None:
    """Without a weekday an issue may be planned on Friday and sent on Tuesday, unless `not_after` says otherwise."""
    friday.edit('day = "friday"\n', "")
    clock("2026-11-20 09:00")
    friday("plan")
    clock("2026-11-24 18:00")
    assert friday("send", "--yes").exit_code == 6
    friday.edit('not_after = "24h"', "")
    assert friday("send", "--yes").exit_code == 0


def test_what_a_trial_showed_may_run(friday: Folder, clock: Any) -> None:
    """Stories that went to the outbox only have reached nobody: with a mail server a later issue carries them."""
    friday.edit("[notify]", '[selection]\nwindow = "30d"\n\n[notify]')
    clock("2026-11-20 09:00")
    assert said(friday)[0] == "sent"
    clock("2026-11-27 09:00")
    assert said(friday)[0] != "sent", "while everything is a trial, a trial counts"
    friday("plan", "--replan", env={"SMTP_URL": "smtp://127.0.0.1:1"})
    assert len(friday.issue().stories()) == 4
    assert friday.issue().number == 1


def test_owners_choose_what_they_hear(friday: Folder, clock: Any) -> None:
    """`on` names what is told."""
    friday.edit("[notify]", '[notify]\non = ["failed"]')
    clock("2026-11-20 09:00")
    said(friday)
    assert not notices(friday)


def test_owners_who_cannot_be_told(friday: Folder, clock: Any) -> None:
    """A notice that the server does not take is said, fails nothing, and is tried again by the next run."""
    clock("2026-11-20 09:00")

    def later(verb: str, _count: int, argument: str) -> str | None:
        return "451 greylisted" if verb == "RCPT" and "owner@" in argument else None

    with ScriptedServer(later) as server:
        result = friday("run", "--json", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
    assert result.exit_code == 0
    outcome = json.loads(result.stdout)
    assert outcome["outcome"] == "sent"
    assert any("owner@lantern.example was not told" in problem for problem in outcome["problems"])
    with ScriptedServer(usual) as server:
        for _ in range(2):
            friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
        assert [reader for reader, _ in server.taken] == ["owner@lantern.example"]


def test_a_skip_that_could_not_be_told(friday: Folder, clock: Any) -> None:
    """Owners hear of a missed issue by a later run, where the one that found it could not reach them."""
    clock("2026-11-20 09:00")
    friday("run")
    clock("2026-12-05 06:00")
    friday("run", env={"SMTP_URL": "smtp://127.0.0.1:1"})
    clock("2026-12-05 06:30")
    friday("run")
    assert "2026-W48 skipped" in " ".join(notice["Subject"] for notice in notices(friday))


def test_a_draft_that_nobody_got(reviewed: Folder, clock: Any) -> None:
    """Where no reviewer's server takes the draft nobody has seen it: the run fails, and the next one tries again."""
    clock("2026-11-19 13:05")

    def later(verb: str, _count: int, argument: str) -> str | None:
        return "451 greylisted" if verb == "RCPT" and "rex@" in argument else None

    with ScriptedServer(later) as server:
        failed = reviewed("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
        assert failed.exit_code == 5
        assert "no reviewer has the draft" in failed.stderr
    assert reviewed.issue().review.drafted is None
    assert said(reviewed)[0] == "in review"


def test_a_fault_of_our_own_is_told(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners hear of a run that breaks in a way that nobody has thought of."""
    clock("2026-11-20 09:00")

    def broken(*_arguments: Any) -> None:
        raise RuntimeError("the moon")

    monkeypatch.setattr(importlib.import_module("digest.pipeline.run"), "take", broken)
    with pytest.raises(RuntimeError):
        friday("run")
    [notice] = notices(friday)
    assert "RuntimeError: the moon" in notice.get_content()


def test_another_cadence_misses_nothing(friday: Folder, clock: Any) -> None:
    """A newsletter that becomes a daily one has not missed the days of its weekly past."""
    clock("2026-11-20 09:00")
    friday("run")
    friday.edit('day = "friday"', 'cadence = "daily"')
    friday.edit('not_after = "24h"', 'not_after = "18h"')
    clock("2026-12-01 06:00")
    assert friday.json("run")["missed"] == []


def test_a_claim_comes_first(friday: Folder, clock: Any) -> None:
    """With `--claim` the issue says `sending` and the ledger knows of it before any mail leaves; the next run sends."""
    clock("2026-11-20 09:00")
    env = {"GITHUB_RUN_ID": "7", "GITHUB_SERVER_URL": "https://forge.example", "GITHUB_REPOSITORY": "lantern/letter"}
    with ScriptedServer(usual) as server:
        env["SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
        claimed = friday("run", "--claim", env=env)
        assert claimed.exit_code == 0, claimed.output
        assert server.taken == []
        issue = friday.issue()
        assert issue.status is Status.sending
        assert issue.claim
        assert issue.claim.by == "https://forge.example/lantern/letter/actions/runs/7"
        assert (friday.root / "issues/2026-W47/email.html").exists()
        assert friday("run", env=env).exit_code == 0
        assert len(server.taken) == 4, "three readers and an owner"
    last = friday.issue().claim
    assert last
    assert last.token != issue.claim.token
    assert last.by == issue.claim.by


def test_no_claim_without_a_mail_server(friday: Folder, clock: Any) -> None:
    """What cannot be sent is not claimed: the issue can still be changed, held, and sent once the server is named."""
    clock("2026-11-20 09:00")
    refused = friday("run", "--claim", env={"DIGEST_TRANSPORT": "smtp"})
    assert refused.exit_code == 2
    assert "SMTP_URL" in refused.stderr
    assert friday.issue().status is Status.planned
    with ScriptedServer(usual) as server:
        assert friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 0
        assert sum(not reader.startswith("owner@") for reader, _ in server.taken) == 3


def test_a_claim_without_its_ledger(friday: Folder, clock: Any) -> None:
    """Another machine that has the issue but not its ledger mails nobody, and says who claimed it and what to do."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}", "CI_JOB_URL": "https://forge.example/jobs/7"}
        friday("run", "--claim", env=env)
        for path in (friday.root / "state").glob("ledger*"):
            path.unlink()
        refused = friday("run", env=env)
        assert refused.exit_code == 6
        assert "https://forge.example/jobs/7" in refused.stderr
        assert "--ledger-lost skip" in refused.stderr
        assert all(reader.startswith("owner@") for reader, _ in server.taken)
        assert friday("send", "--yes", "--ledger-lost", "skip", env=env).exit_code == 0
        assert friday.issue().status is Status.sent
        assert friday.json("run")["outcome"] == "already sent"
        assert all(reader.startswith("owner@") for reader, _ in server.taken)


def test_a_ledger_that_is_older_than_the_send(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """A ledger from before the last run may miss mails that left since: it mails nobody until a person decides."""
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
        refused = friday("run", env=env)
        assert refused.exit_code == 6
        assert "this ledger is older than the last mails of 2026-W47" in refused.stderr
        assert [reader for reader, _ in server.taken if not reader.startswith("owner@")] == ["bo@example.net"]
        assert friday("adopt", env=env).exit_code == 0
        assert friday("send", "--yes", "--ledger-lost", "resend", env=env).exit_code == 0
        assert friday.json("run")["outcome"] == "already sent"


def test_a_ledger_from_the_middle_of_a_send(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """A ledger that is put back as it was before the last mails, after an issue was sent, mails nobody again."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        friday("run", "--claim", env=env)
        shutil.copytree(friday.root / "state", tmp_path / "backup")
        assert friday("run", env=env).exit_code == 0
        before = len(server.taken)
        shutil.rmtree(friday.root / "state")
        shutil.copytree(tmp_path / "backup", friday.root / "state")
        for command in (("run",), ("send", "--yes")):
            refused = friday(*command, env=env)
            assert refused.exit_code in (0, 6), refused.output
        assert not [reader for reader, _ in server.taken[before:] if not reader.startswith("owner@")]


def test_a_ledger_that_knows_no_earlier_issue(friday: Folder, clock: Any) -> None:
    """With the state gone nobody knows who must not be mailed: the next issue waits for a person."""
    clock("2026-11-20 09:00")
    friday("suppress", "add", "ann@example.org")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", env=env).exit_code == 0
        shutil.rmtree(friday.root / "state")
        friday.write("feed.xml", feed("Something else", "Another harbour", "Rope, at last").replace("19 Nov", "26 Nov"))
        friday.edit("<link>https://lantern.example/", "<link>https://lantern.example/next/", name="feed.xml")
        friday.edit("What there is to know about", "Gulls, ropes and other matters of the quay,", name="feed.xml")
        clock("2026-11-27 09:00")
        before = len(server.taken)
        for command in (("run",), ("run", "--claim"), ("send", "--yes")):
            refused = friday(*command, env=env)
            assert refused.exit_code == 6, refused.output
            assert "2026-W47 was sent, and this ledger knows nothing of it" in refused.stderr
        assert not [reader for reader, _ in server.taken[before:] if not reader.startswith("owner@")]


def test_a_claim_that_was_never_published(friday: Folder, clock: Any) -> None:
    """Where the claim stayed unknown and nothing was mailed, the next run begins anew, whatever it plans by then."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        friday("run", "--claim", env=env)
        shutil.rmtree(friday.root / "issues")
        friday.write("feed.xml", feed("Something else", "Another harbour", "Rope, at last"))
        assert friday("run", env=env).exit_code == 0
        readers = [reader for reader, _ in server.taken if not reader.startswith("owner@")]
        assert sorted(readers) == ["ann@example.org", "bo@example.net", "cy@example.com"]
        assert b"Something else" in server.taken[0][1]


def test_killed_before_the_first_mail(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A send that dies between its snapshot and the first mail has begun nothing: a hold holds, a new plan is sent."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}

        def die(*_arguments: Any, **_options: Any) -> None:
            raise KeyboardInterrupt

        friday("plan")
        with monkeypatch.context() as patch:
            patch.setattr("digest.pipeline.mail.claimed", die)
            assert friday("send", "--yes", env=env).exit_code == 130
        assert friday.issue().status is Status.planned
        friday("hold")
        assert friday("send", "--yes", env=env).exit_code == 6
        friday("approve")
        friday.write("feed.xml", feed("Something else", "Another harbour", "Rope, at last"))
        assert friday("plan", "--replan").exit_code == 0
        assert friday("send", "--yes", env=env).exit_code == 0
        assert len(server.taken) == 3
        assert b"Something else" in server.taken[0][1]


def test_the_summary_of_a_job(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """In a CI job the run adds a table to the job's summary, in which a feed's words are only words; failures too."""
    summary = tmp_path / "summary.md"
    friday.edit("[notify]", '[notify]\nlink = "https://forge.example/issues/{issue}"')
    friday.write("feed.xml", feed("<b>Lamps</b> | [x](http://evil.example)", "A harbour"))
    clock("2026-11-20 09:00")
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    assert friday("run", env=env).exit_code == 0
    text = summary.read_text()
    assert "| Outcome | sent |" in text
    assert "| Mails | 3 recipients = 3 accepted |" in text
    assert "| Files | <https://forge.example/issues/2026-W47> |" in text
    assert "](http" not in text
    assert "<b>" not in text
    (friday.root / "feed.xml").unlink()
    clock("2026-11-27 09:00")
    assert friday("run", env=env).exit_code == 3
    assert "| Outcome | failed |" in summary.read_text()


def test_a_summary_that_cannot_be_written(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """The mails have left, so a job's summary that cannot be written is no failure; one that failed still says why."""
    clock("2026-11-20 09:00")
    env = {"GITHUB_STEP_SUMMARY": str(tmp_path / "gone" / "summary.md")}
    sent = friday("run", env=env)
    assert (sent.exit_code, "warning: the job's summary" in sent.stderr) == (0, True)
    (friday.root / "feed.xml").unlink()
    clock("2026-11-27 09:00")
    failed = friday("run", env=env)
    assert (failed.exit_code, "warning: the job's summary" in failed.stderr) == (3, True)


def test_one_run_at_a_time(friday: Folder, clock: Any) -> None:
    """A second run while one is under way says so and leaves everything alone."""
    from digest.sender import running_alone

    clock("2026-11-20 09:00")
    with running_alone(friday.root / "state"):
        result = friday("run")
    assert result.exit_code == 6
    assert "another digest is running" in result.stderr
    assert not (friday.root / "issues").exists()
