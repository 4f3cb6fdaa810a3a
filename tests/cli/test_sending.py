"""Real SMTP on loopback: refusals, passwords, servers that are down, and what is asked before mail leaves."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator

import pytest

from digest.models import Status
from tests.cli.folder import Folder
from tests.smtp.servers import ScriptedServer, usual

LOGIN = ("AUTH PLAIN LOGIN",)


def at(server: ScriptedServer, login: str = "") -> dict[str, str]:
    return {"SMTP_URL": f"smtp+insecure://{login}127.0.0.1:{server.port}"}


def refuse_bo(verb: str, _count: int, argument: str) -> str | None:
    return "550 5.1.1 no such mailbox" if verb == "RCPT" and "bo@" in argument else None


def wrong_password(verb: str, _count: int, _argument: str) -> str | None:
    return "535 5.7.8 bad credentials" if verb == "AUTH" else None


@pytest.fixture
def closed() -> Iterator[int]:
    """A port that is ours, on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_one_recipient_refused(lantern: Folder) -> None:
    """A refused recipient is recorded and reported; the others get it, and a second run mails nobody."""
    with ScriptedServer(refuse_bo) as server:
        result = lantern("run", env=at(server))
        assert result.exit_code == 0, result.output
        assert "3 recipients = 2 accepted + 1 refused" in result.stdout
        assert "refused  1        550 5.1.1 no such mailbox" in result.stdout
        again = lantern("run", env=at(server))
    assert "Already sent" in again.stdout
    assert sorted(address for address, _ in server.taken) == ["ann@example.org", "cy@example.com"]
    status = lantern.json("status")
    counts = status["counts"]
    assert status["replies"] == [{"state": "refused", "code": 550, "reply": "5.1.1 no such mailbox", "number": 1}]
    rows = lantern.json("suppress", "list")["suppressions"]
    assert [(row["address"], row["reason"]) for row in rows] == [("bo@example.net", "hard bounce")]
    assert (counts["accepted"], counts["refused"]) == (2, 1)
    assert counts["recipients"] == sum(number for name, number in counts.items() if name != "recipients")


def test_wrong_password(lantern: Folder) -> None:
    """A wrong password ends with 5, shows what the server said and never the password; nothing is lost."""
    with ScriptedServer(wrong_password, offers=LOGIN) as server:
        result = lantern("run", env=at(server, "ann:s3cret@"))
    assert result.exit_code == 5
    assert "535" in result.stderr
    assert "s3cret" not in result.output
    assert not any(b"s3cret" in content for content in lantern.tree().values())
    with ScriptedServer(offers=LOGIN) as server:
        later = lantern("run", env=at(server, "ann:better@"))
    assert later.exit_code == 0, later.output
    assert len(server.taken) == 3


def test_server_that_is_down(lantern: Folder, closed: int) -> None:
    """An unreachable server ends with 5 and is named; a later run finishes the issue."""
    result = lantern("run", env={"SMTP_URL": f"smtp://127.0.0.1:{closed}"})
    assert result.exit_code == 5
    assert f"127.0.0.1:{closed}" in result.stderr
    issue = lantern.issue()
    with ScriptedServer(usual) as server:
        later = lantern("run", env=at(server))
    assert later.exit_code == 0, later.output
    assert len(server.taken) == 3
    sent = lantern.issue()
    assert sent.claim
    assert sent == issue.model_copy(update={"status": Status.sent, "claim": sent.claim})


def test_server_that_stops_halfway(lantern: Folder) -> None:
    """A server that turns away in the middle leaves the rest pending (5); the next run mails those and no one else."""
    lantern.write(
        "digest.toml",
        (lantern.root / "digest.toml").read_text() + '\n[sending]\nconnections = 1\ngive_up_after = "0s"\n',
    )

    def tired(verb: str, count: int, _argument: str) -> str | None:
        return "421 4.3.2 closing" if (verb == "RCPT" and count > 1) or (verb == "GREETING" and count > 1) else None

    with ScriptedServer(tired) as server:
        result = lantern("run", env=at(server))
    assert result.exit_code == 5
    assert lantern.issue().status is Status.sending
    assert [address for address, _ in server.taken] == ["ann@example.org"]
    with ScriptedServer() as second:
        assert lantern("run", env=at(second)).exit_code == 0
    assert sorted(address for address, _ in second.taken) == ["bo@example.net", "cy@example.com"]
    assert lantern.issue().status is Status.sent


def test_live_send_needs_a_yes(lantern: Folder) -> None:
    """Off a terminal a live send without --yes is refused with 6, says to whom it would go, and mails nobody."""
    assert lantern("plan").exit_code == 0
    with ScriptedServer() as server:
        refused = lantern("send", env=at(server))
        assert refused.exit_code == 6
        assert f"Submit 2026-W47 to 3 recipients through 127.0.0.1:{server.port}?" in refused.stderr
        assert "--yes" in refused.stderr
        assert server.heard == []
        assert lantern("send", "--yes", env=at(server)).exit_code == 0
        assert len(server.taken) == 3
        # Nobody is left, so there is nothing to ask about.
        assert lantern("send", env=at(server)).exit_code == 0
    assert len(server.taken) == 3


@pytest.mark.parametrize(
    ("answer", "code", "taken"), [("y\n", 0, 3), ("YES\n", 0, 3), ("\n", 6, 0), ("no\n", 6, 0), ("", 6, 0)]
)
def test_a_terminal_is_asked(
    answer: str, code: int, taken: int, lantern: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal a live send asks first; anything but yes, also Ctrl-D, mails nobody and ends with 6."""
    assert lantern("plan").exit_code == 0
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _stream: True, raising=False)
    with ScriptedServer() as server:
        result = lantern("send", env={**at(server), "TERM": "dumb"}, answer=answer)
    assert result.exit_code == code, result.output
    assert "Submit 2026-W47 to 3 recipients" in result.stderr
    assert len(server.taken) == taken


def test_failing_checks_stop_a_run(lantern: Folder) -> None:
    """An error found by the checks ends a run with 1, names it and how to see the rest, and mails nobody."""
    lantern.edit('address = "1 Harbour Street, Lampton"\n', "")
    config = (lantern.root / "digest.toml").read_text()
    lantern.write("digest.toml", config + '\n[checks]\npostal-address = "error"\n')
    result = lantern("run")
    assert result.exit_code == 1
    assert "postal-address" in result.stderr
    assert "Nothing was sent" in result.stderr
    assert not lantern.mails()
    assert lantern.issue().status is Status.planned
    shown = lantern("check")
    assert shown.exit_code == 1
    assert "error" in shown.stdout
    lantern.edit('"error"', '"off"')
    assert lantern("run").exit_code == 0
    assert len(lantern.mails()) == 3


@pytest.mark.parametrize("status", ["sending", "sent"])
@pytest.mark.parametrize("command", [("run",), ("send", "--yes")])
def test_a_lost_ledger(command: tuple[str, ...], status: str, lantern: Folder) -> None:
    """An issue that has begun to go out is not started over when its ledger is gone."""
    assert lantern("plan").exit_code == 0
    name = "issues/2026-W47/issue.json"
    lantern.edit('"mark":', f'"status": "{status}",\n  "mark":', name=name)
    result = lantern(*command)
    if status == "sent" and command == ("run",):
        assert result.exit_code == 0
        assert "Already sent" in result.stdout
    else:
        assert result.exit_code == 6
        assert f"2026-W47 is {status}, but the ledger has no record of it" in result.stderr
    assert not lantern.mails()


def test_what_has_left_cannot_be_planned_again(lantern: Folder) -> None:
    """--replan refuses an issue of which mails have left."""
    with ScriptedServer() as server:
        assert lantern("run", env=at(server)).exit_code == 0
    before = lantern.tree("issues")
    result = lantern("plan", "--replan")
    assert result.exit_code == 6
    assert "2026-W47 is sent: it cannot be planned again" in result.stderr
    assert lantern.tree("issues") == before


def test_an_issue_from_elsewhere(lantern: Folder) -> None:
    """A copy of an issue outside this newsletter's folder, or under another name in it, is not taken for the issue."""
    assert lantern("plan").exit_code == 0
    issues = lantern.root / "issues"
    copy = lantern.root.parent / "backup" / "2026-W47"
    for folder in (copy, issues / "2026-W46"):
        shutil.copytree(issues / "2026-W47", folder)
    before = lantern.tree("issues")
    elsewhere = lantern("send", str(copy))
    assert elsewhere.exit_code == 2
    assert "is no issue of this newsletter" in elsewhere.stderr
    renamed = lantern("send", "2026-W46")
    assert renamed.exit_code == 2
    assert "holds the issue 2026-W47" in renamed.stderr
    assert lantern.tree("issues") == before
    assert not lantern.mails()
    shutil.rmtree(issues / "2026-W46")
    assert lantern("send", str(issues / "2026-W47")).exit_code == 0


def test_an_unknown_transport(lantern: Folder) -> None:
    """A transport that is not there ends with 2 before anything is marked."""
    assert lantern("plan").exit_code == 0
    lantern.write("digest.toml", (lantern.root / "digest.toml").read_text() + '\n[sending]\ntransport = "nowhere"\n')
    result = lantern("send")
    assert result.exit_code == 2
    assert 'there is no "nowhere"' in result.stderr
    assert lantern.issue().status is Status.planned


def test_test_mails(lantern: Folder) -> None:
    """`test` mails whom it is told to, marked as a test, and ends with 5 when the server refuses somebody."""
    assert lantern("plan").exit_code == 0
    with ScriptedServer(refuse_bo) as server:
        fine = lantern("test", "ed@lantern.example", env=at(server))
        refused = lantern("test", "ed@lantern.example", "bo@example.net", env=at(server))
    assert fine.exit_code == 0, fine.output
    assert refused.exit_code == 5
    assert "550" in refused.stdout
    assert [address for address, _ in server.taken] == ["ed@lantern.example"] * 2
    assert b"Subject: [Test] " in server.taken[0][1]
    wrong = lantern("test", "nobody")
    assert wrong.exit_code == 2
    assert '"nobody" is not a mail address' in wrong.stderr


def test_interrupted(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command with 130 and without a traceback."""

    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("digest.pipeline.run", interrupt)
    result = lantern("run")
    assert result.exit_code == 130
    assert result.output == ""
