"""A ledger that is lost, or without its mail server: nobody is mailed twice, and nobody who must not be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from digest import archive
from digest.models import Status
from tests.cli.folder import Folder
from tests.cli.test_run import friday, reviewed
from tests.cli.test_run_turns import news
from tests.smtp.servers import HANG, ScriptedServer, usual

__all__ = ["friday", "reviewed"]


def readers(server: ScriptedServer) -> list[str]:
    return sorted(reader for reader, _ in server.taken if not reader.startswith(("owner@", "rex@")))


def url(server: ScriptedServer) -> dict[str, str]:
    return {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}


def full(verb: str, _number: int, who: str) -> str | None:
    return "451 later" if verb == "RCPT" and "bo@" in who else None


@pytest.mark.parametrize("lost", ["skip", "resend"])
def test_another_machine_without_a_mail_server(friday: Folder, clock: Any, tmp_path: Path, lost: str) -> None:
    """What has gone out from elsewhere is no trial where there is no mail server: a person may give it up there, which
    calls it sent, but nobody is mailed again, now or once there is a server."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        friday("run", "--claim", env=url(server))
        laptop = Folder(tmp_path / "laptop")
        shutil.copytree(friday.root, laptop.root)
        shutil.rmtree(laptop.root / "state")
        assert friday("run", env=url(server)).exit_code == 0
        assert len(readers(server)) == 3
        assert laptop("send", "--yes", "2026-W47").exit_code == 6
        decided = laptop("send", "--yes", "2026-W47", "--ledger-lost", lost)
        assert (decided.exit_code, laptop.issue().status) == (
            (0, Status.sent) if lost == "skip" else (6, Status.sending)
        )
        assert not (laptop.root / "outbox").exists()
        laptop("run", env=url(server))
        laptop("send", "--yes", "2026-W47", "--force", env=url(server))
        assert len(readers(server)) == 3


def test_who_left_is_not_mailed_for_a_send_that_is_given_up(friday: Folder, clock: Any) -> None:
    """To give up one send says nothing of the others: the ledger that does not know who left mails nobody until a
    person lets it count."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = url(server)
        assert friday("run", env=env).exit_code == 0
        friday("suppress", "add", "bo@example.net", env=env)
        clock("2026-11-27 09:00")
        news(friday, 1)
        friday("run", "--claim", env=env)
        shutil.rmtree(friday.root / "state")
        dry = friday("send", "--dry-run", "2026-W48", "--ledger-lost", "skip", env=env)
        assert (dry.exit_code, dry.stdout) == (0, "Would mail nobody more, and call 2026-W48 sent.\n")
        dry = friday("send", "--dry-run", "2026-W48", "--ledger-lost", "skip", "--json", env=env)
        assert json.loads(dry.stdout) == {"issue": "2026-W48", "pending": 0, "status": "sent"}
        given_up = friday("send", "2026-W48", "--ledger-lost", "skip", env=env)  # nobody is mailed: no yes is needed
        assert given_up.exit_code == 0
        assert "who must not be mailed stood in the lost ledger, too" in given_up.stderr
        clock("2026-12-04 09:00")
        news(friday, 2, day="3 Dec")
        refused = friday("run", env=env)
        assert refused.exit_code == 6
        assert "2026-W48 was sent, and this ledger knows nothing of it" in refused.stderr
        assert "`digest adopt" in refused.stderr
        assert len(readers(server)) == 3


def test_a_claim_without_its_mail_server(friday: Folder, clock: Any) -> None:
    """Where the server is no longer named, that is what is said: the ledger is not lost, and nothing is filed."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        friday("run", "--claim", env=url(server))
        for command in (("run",), ("send", "--yes"), ("run", "--claim")):
            refused = friday(*command)
            assert refused.exit_code == 6
            assert "now there is only the outbox" in refused.stderr
            assert "lost" not in refused.stderr
        assert friday.issue().status is Status.sending
        assert friday("run", env=url(server)).exit_code == 0
        assert len(readers(server)) == 3


def test_a_claim_of_which_no_mail_has_left_can_be_held(friday: Folder, clock: Any) -> None:
    """While no mail has left, and this ledger knows it, an editor can still stop the issue; approved, it goes out."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        friday("run", "--claim", env=url(server))
        held = friday("hold", "-m", "wrong lead")
        assert held.exit_code == 0, held.stderr
        assert friday.issue().standing == "on hold"
        assert friday("run", env=url(server)).exit_code == 0
        assert readers(server) == []
        assert friday("approve").exit_code == 0
        assert friday("run", env=url(server)).exit_code == 0
        assert len(readers(server)) == 3


@pytest.mark.parametrize("job", ["", "https://forge.example/jobs/7"])
def test_a_claim_from_elsewhere_cannot_be_held(friday: Folder, clock: Any, job: str) -> None:
    """Whether mails have left only the ledger knows that claimed, and a job that shares it mails by its own files:
    nothing is promised to the editor."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        friday("run", "--claim", env={**url(server), "CI_JOB_URL": job})
        if not job:
            shutil.rmtree(friday.root / "state")
        held = friday("hold")
        assert held.exit_code == 6
        assert "2026-W47 is sending: it is too late for that" in held.stderr


def test_send_again_means_the_same_issue(reviewed: Folder, clock: Any) -> None:
    """What a send that is not done says to type names its issue; without a name `send` mails nobody an issue that is
    another one than the person may mean, or that is in review."""
    reviewed.impatient()
    clock("2026-11-19 14:00")
    assert reviewed("run").exit_code == 0
    with ScriptedServer(full) as server:
        clock("2026-11-20 09:00")
        cut_off = reviewed("run", env=url(server))
        assert cut_off.exit_code == 5
        assert "`digest send 2026-W47" in cut_off.stderr
        assert len(readers(server)) == 2
        news(reviewed, 1)
        reviewed("plan", "--date", "2026-11-27")
        refused = reviewed("send", "--yes", env=url(server))
        assert refused.exit_code == 6
        assert "2026-W47 has begun to go out, and is not the newest issue" in refused.stderr
    with ScriptedServer(usual) as server:
        clock("2026-11-26 14:00")
        reviewed("run", env=url(server))
        refused = reviewed("send", "--yes", env=url(server))
        assert refused.exit_code == 6
        assert "2026-W48 is in review until 2026-11-27 07:00" in refused.stderr
        assert readers(server) == []
        assert reviewed("send", "--yes", "2026-W48", env=url(server)).exit_code == 0
        assert len(readers(server)) == 3


def test_a_copied_folder_is_no_issue(friday: Folder, clock: Any) -> None:
    """A folder that holds another issue is refused by name: it must not pass for an issue that was sent."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        assert friday("run", env=url(server)).exit_code == 0
        shutil.copytree(friday.root / "issues/2026-W47", friday.root / "issues/2026-W48")
        clock("2026-11-27 09:00")
        refused = friday("run", env=url(server))
    assert refused.exit_code == 2
    assert "holds the issue 2026-W47" in refused.stderr
    assert "2026-W47 has a folder of its own: keep the copy elsewhere" in " ".join(refused.stderr.split())
    for command in (("plan", "--date", "2026-11-27"), ("plan", "--replan", "--date", "2026-11-27")):
        assert friday(*command).exit_code == 2
    assert archive.read_issue(friday.root / "issues/2026-W48" / archive.FILE).id == "2026-W47", "never written over"
    shutil.rmtree(friday.root / "issues/2026-W47")
    assert "rename its folder to 2026-W47" in " ".join(friday("run").stderr.split())


@pytest.mark.parametrize("name", ["2026-W47-2", "2026-W47-backup"])
def test_a_backup_of_an_issue_stops_nothing(friday: Folder, clock: Any, name: str) -> None:
    """A copy of a folder, under a name that is no issue's id, counts for nothing, and nobody is mailed twice."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = url(server)
        assert friday("plan", env=env).exit_code == 0
        shutil.copytree(friday.root / "issues/2026-W47", friday.root / "issues" / name)
        assert json.loads(friday("run", "--json", env=env).stdout)["outcome"] == "sent"
        for command in ("status", "explain", "check", "render", "schedule", "report"):
            assert friday(command, env=env).exit_code == 0
        assert json.loads(friday("run", "--json", env=env).stdout)["outcome"] == "already sent"
        assert friday("send", "--yes", name, env=env).exit_code == 2
        assert len(readers(server)) == 3
    assert archive.read_issue(friday.root / "issues" / name / archive.FILE).status == "planned"


def test_what_this_ledger_does_not_know_is_said(friday: Folder, clock: Any) -> None:
    """With the ledger gone, status and run say that nothing is known of who has an issue: no count looks like nobody.
    `adopt` names the way on for an issue that is half sent."""
    clock("2026-11-20 09:00")
    unknown = "the ledger here does not know who has 2026-W47"
    with ScriptedServer(usual) as server:
        env = url(server)
        friday("run", "--claim", env=env)
        assert unknown not in friday("status", env=env).stderr
        shutil.rmtree(friday.root / "state")
        adopted = friday("adopt", env=env)
        assert adopted.exit_code == 0
        assert "2026-W47 is half sent: `digest send 2026-W47 --ledger-lost skip" in adopted.stderr
        shown = friday("status", env=env)
        assert unknown in shown.stderr
        assert "recipients = unknown here\n" in shown.stdout
        assert friday.json("status")["counts"] is None
        assert "recipients = unknown here\n" in friday("send", "--ledger-lost", "skip", env=env).stdout
        already = friday("run", env=env)
        assert unknown in already.stderr
        assert "Already sent: 2026-W47 was sent, as its file says; nobody was mailed.\n" in already.stdout
        assert "nobody yet" not in already.stdout


def test_who_may_have_it_is_not_everyone(friday: Folder, clock: Any) -> None:
    """Where the server never said whether it took a message, and it does not go again, no run says that all have it."""
    friday.write(
        "digest.toml",
        (friday.root / "digest.toml").read_text()
        + "\n[sending]\non_unknown = 'skip'\ntimeout = 0.5\nconnections = 1\n",
    )
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, number, _who: HANG if verb == "DOT" and number == 1 else None) as server:
        assert friday("run", env=url(server)).exit_code == 0
        again = friday("run", env=url(server))
    assert "was sent; nobody knows of 1 reader whether it came; nobody was mailed" in again.stdout


def test_what_an_older_ledger_knows(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """Where the ledger is older than the last mails its counts are shown for what they are, and not as how many have
    it, nor how many a send has left out; the owners and the job's summary are told none."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(full) as server:
        assert friday("run", env=url(server)).exit_code == 5
    shutil.copytree(friday.root / "state", tmp_path / "backup")
    with ScriptedServer(usual) as server:
        assert friday("run", env=url(server)).exit_code == 0
        shutil.rmtree(friday.root / "state")
        shutil.copytree(tmp_path / "backup", friday.root / "state")
        shown = friday("status", env=url(server)).stdout
        assert (
            "recipients = unknown here\nAs far as this ledger knows:\n3 recipients = 2 accepted + 1 deferred" in shown
        )
        assert friday.json("status")["counts"] is None
        before = len(server.taken)
        clock("2026-11-21 09:00")
        already = friday("run", env=url(server) | {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})
        assert "2026-W47 was sent, as its file says; nobody was mailed" in already.stdout
        assert "| Mails | recipients = unknown here |" in (tmp_path / "summary.md").read_text()
        assert len(server.taken) == before
