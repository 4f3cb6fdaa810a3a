"""A second send: after a trial in the outbox, without the server, and with what has changed since the first mail."""

from __future__ import annotations

import pytest

from digest.models import Status
from digest.sender import Ledger
from tests.cli.folder import Folder
from tests.smtp.servers import ScriptedServer


def at(server: ScriptedServer) -> dict[str, str]:
    return {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}


def test_a_trial_in_the_outbox_mails_nobody(lantern: Folder) -> None:
    """What went to the outbox does not count as mailed: with a server, a run mails everyone, once."""
    trial = lantern("run")
    assert "Nothing left this machine" in trial.stdout
    assert lantern.issue().status is Status.tried
    assert "Already sent" in lantern("run").stdout
    with ScriptedServer() as server:
        assert lantern.json("status")["counts"]["accepted"] == 3
        shown = lantern("status", "--json", env=at(server))
        assert '"recipients": 0' in shown.stdout
        assert "to 3 recipients" in lantern("send", "--dry-run", env=at(server)).stdout
        result = lantern("run", env=at(server))
        assert result.exit_code == 0, result.output
        assert "3 recipients = 3 accepted" in result.stdout
        assert len(server.taken) == 3
        assert "Already sent" in lantern("run", env=at(server)).stdout
        assert len(server.taken) == 3
    assert lantern.issue().status is Status.sent


def test_a_server_that_is_unset_later(lantern: Folder) -> None:
    """What was mailed is sent, also where no server is configured any more: nothing is filed, and status says who."""
    with ScriptedServer() as server:
        assert lantern("run", env=at(server)).exit_code == 0
    for command in (("run",), ("send",), ("send", "--dry-run")):
        result = lantern(*command)
        assert result.exit_code == 0, result.output
    assert "Already sent" in lantern("run").stdout
    status = lantern.json("status")
    assert (status["status"], status["counts"]["accepted"], status["outbox"]) == ("sent", 3, None)
    assert not lantern.mails()


@pytest.mark.parametrize("command", [("run",), ("send", "--yes"), ("send", "--dry-run")])
def test_the_outbox_does_not_finish_a_real_send(command: tuple[str, ...], lantern: Folder) -> None:
    """A send that has begun through a server is refused without one (6): the rest would seem mailed."""
    lantern.impatient()
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        assert lantern("run", env=at(server)).exit_code == 5
    result = lantern(*command)
    assert result.exit_code == 6
    assert "2026-W47 goes out through a mail server, and now there is only the outbox" in result.stderr
    assert "SMTP_URL" in result.stderr
    assert not lantern.mails()
    with ScriptedServer() as second:
        assert lantern("run", env=at(second)).exit_code == 0
    assert [address for address, _ in second.taken] == ["bo@example.net"]


def begun(lantern: Folder) -> None:
    """Send to all but one, who is deferred."""
    lantern.impatient()
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        assert lantern("run", env=at(server)).exit_code == 5
    assert lantern.issue().status is Status.sending


@pytest.mark.parametrize("command", [("run",), ("send", "--yes")])
def test_the_last_reader_gets_what_the_first_got(command: tuple[str, ...], lantern: Folder) -> None:
    """A send that goes on sends the bytes it began with, though theme and config have changed; no file changes."""
    begun(lantern)
    before = {name: content for name, content in lantern.tree("issues").items() if not name.endswith("issue.json")}
    lantern.write("templates/classic/blocks/list.html", "<p>Another list</p>")
    lantern.edit('title = "More"', 'title = "Even more"')
    with ScriptedServer() as server:
        result = lantern(*command, env=at(server))
    assert result.exit_code == 0, result.output
    assert len(server.taken) == 1
    assert b"Another list" not in server.taken[0][1]
    assert {name: content for name, content in lantern.tree("issues").items() if name in before} == before


def test_subscribers_are_not_read_again(lantern: Folder) -> None:
    """The audience was taken down: a send goes on, and is forecast, without the subscribers file."""
    begun(lantern)
    (lantern.root / "subscribers.csv").unlink()
    with ScriptedServer() as server:
        assert "to 1 recipient through" in lantern("send", "--dry-run", env=at(server)).stdout
        result = lantern("run", env=at(server))
    assert result.exit_code == 0, result.output
    assert [address for address, _ in server.taken] == ["bo@example.net"]


@pytest.mark.parametrize("name", ["email.html", "email.txt"])
@pytest.mark.parametrize("change", ["edited", "gone"])
def test_changed_files_of_a_send(name: str, change: str, lantern: Folder) -> None:
    """A send whose files were changed or lost is refused with a remedy, and mails nobody."""
    begun(lantern)
    path = lantern.root / "issues/2026-W47" / name
    content = path.read_bytes()
    path.unlink() if change == "gone" else path.write_bytes(content + b"!")
    with ScriptedServer() as server:
        result = lantern("run", env=at(server))
        assert result.exit_code == 6
        assert "version control" in result.stderr
        assert server.taken == []
        path.write_bytes(content)
        assert lantern("run", env=at(server)).exit_code == 0


def test_render_keeps_the_record_of_a_send(lantern: Folder) -> None:
    """`render` does not write over what was sent; it may restore what was lost of it."""
    begun(lantern)
    before = lantern.tree("issues")
    (lantern.root / "issues/2026-W47/email.txt").unlink()
    assert lantern("render").exit_code == 0
    assert lantern.tree("issues") == before
    lantern.write("issues/2026-W47/index.html", "as it was published")
    assert lantern("render").exit_code == 6
    lantern.write("issues/2026-W47/index.html", before["issues/2026-W47/index.html"].decode())
    lantern.write("templates/classic/blocks/list.html", "<p>Another list</p>")
    refused = lantern("render")
    assert refused.exit_code == 6
    assert "digest preview" in refused.stderr
    assert lantern.tree("issues") == before


def test_send_writes_the_files(lantern: Folder) -> None:
    """`send` straight after `plan` leaves the four files beside the issue."""
    assert lantern("plan").exit_code == 0
    assert lantern("send").exit_code == 0
    assert {path.name for path in (lantern.root / "issues/2026-W47").iterdir()} == {
        "issue.json",
        "email.html",
        "email.txt",
        "index.html",
        "message.eml",
    }


def test_a_trial_of_another_issue_starts_over(lantern: Folder) -> None:
    """Trying things out binds nobody: after a change a trial can be rendered, planned and filed again, whole."""
    assert lantern("run").exit_code == 0
    assert len(lantern.mails()) == 3
    lantern.write("templates/classic/blocks/subscribe.txt", "")
    lantern.edit("[audience]", '[theme]\naccent = "#123456"\n[audience]')
    assert lantern("render").exit_code == 0
    assert "3 recipients = 3 accepted" in lantern("run").stdout
    assert len(lantern.mails()) == 6
    replanned = lantern("plan", "--replan")
    assert replanned.exit_code == 0, replanned.stderr
    assert lantern.issue().status is Status.planned
    assert lantern("run").exit_code == 0
    assert lantern.issue().status is Status.tried
    assert len(lantern.mails()) == 6, "the same content was filed already"


def test_a_real_send_is_never_forgotten(lantern: Folder) -> None:
    """Only a trial starts over: the record of a real send refuses to."""
    with ScriptedServer() as server:
        assert lantern("run", env=at(server)).exit_code == 0
    ledger = Ledger.open(lantern.root / "state" / "ledger.db", newsletter=lantern.issue().newsletter.list_id)
    with ledger, pytest.raises(ValueError, match="never forgotten"):
        ledger.forget("2026-W47")
