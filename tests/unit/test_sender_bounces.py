"""What comes back: who is suppressed for which reason, and who is left alone."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from digest.errors import ConfigError, ServerError
from digest.sender.bounces import Report, open_box, read_report
from tests.cli.folder import Folder
from tests.smtp.imap import ImapServer
from tests.smtp.returned import QMAIL, bounce, complaint, unsubscribe
from tests.smtp.servers import ScriptedServer


@pytest.mark.parametrize(
    ("content", "reason", "address"),
    [
        (bounce("bo@example.net"), "hard bounce", "bo@example.net"),
        (bounce("bo@example.net", "5.1.10"), "hard bounce", "bo@example.net"),
        (bounce("Bo@Example.NET", final="forwarded@elsewhere.example"), "hard bounce", "bo@example.net"),
        (QMAIL, "hard bounce", "bo@example.net"),
        (complaint("bo@example.net"), "complaint", "bo@example.net"),
        (complaint("bo@example.net", named=False), "complaint", "bo@example.net"),
        (unsubscribe("bo@example.net"), "unsubscribed", "bo@example.net"),
        (unsubscribe("bo@example.net", "Re: UNSUBSCRIBE please"), "unsubscribed", "bo@example.net"),
        (unsubscribe("bo@example.net", "=?utf-8?B?VW5zdWJzY3JpYmU=?="), "unsubscribed", "bo@example.net"),
        (bounce("bo@example.net").replace(b"Status: 5.1.1", b"Status: 5.0.0"), "hard bounce", "bo@example.net"),
    ],
)
def test_reports(content: bytes, reason: str, address: str) -> None:
    """Hard bounces, complaints and unsubscribe mails name a reader and a reason."""
    (report,) = read_report(content)
    assert (report.reason, report.address) == (reason, address)


@pytest.mark.parametrize(
    "content",
    [
        bounce("bo@example.net", "4.2.2", action="delayed"),
        bounce("bo@example.net", "5.2.2"),
        bounce("bo@example.net", "5.7.1"),
        bounce("bo@example.net", "5.1.8"),
        bounce("bo@example.net", "2.0.0", action="delivered"),
        complaint("bo@example.net", kind="not-spam"),
        unsubscribe("bo@example.net", more="Auto-Submitted: auto-replied"),
        unsubscribe("bo@example.net", more="Precedence: auto_reply"),
        unsubscribe("bo@example.net", "Delayed", more="Return-Path: <>"),
        unsubscribe("", "unsubscribe"),
        bounce("bo@example.net").replace(b"Status: 5.1.1", b"Status: ?"),
    ],
)
def test_what_is_no_reason(content: bytes) -> None:
    """A full mailbox, a block, a delay, an answer by a machine or nonsense strike nobody off."""
    assert read_report(content) == ()


@pytest.mark.parametrize(
    "content",
    [
        unsubscribe("bo@example.net", "Lovely letter"),
        unsubscribe("bo@example.net", "=?nonsense-8?q?unsubscribe?="),
        unsubscribe("bo@example.net", "=?utf-8?B?a?="),
        b"From: \nSubject: hello\n\n",
        b"",
        b"\xff\xfe\x00 no mail at all",
    ],
)
def test_letters(content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """What neither reports nor unsubscribes is a letter, for a person to read; nothing is said about odd ones."""
    assert read_report(content) is None
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "begin", [b"Content-Type: message/rfc822\n\n", b'content-type:\n multipart/mixed; boundary="%d"\n\n--%d\n']
)
def test_a_message_that_is_nested_without_end(begin: bytes, sent: Folder) -> None:
    """It says nothing, and keeps nobody's report behind it from being read."""
    box = mailbox.Maildir(sent.root / "returned", create=True)
    for name, content in (
        ("1.nested", b"Subject: deep\n" + b"".join(begin.replace(b"%d", b"%d" % n) for n in range(3000))),
        ("2.bounce", bounce("bo@example.net")),
    ):
        (sent.root / "returned" / "new" / name).write_bytes(content)
    result = sent("bounces", "read", str(sent.root / "returned"))
    assert result.stdout == "2 messages read; suppressed: 1 hard bounce.\n"
    assert len(box) == 2


def test_the_message_that_is_quoted() -> None:
    """The Message-ID of the message that came back is told: nobody can guess one of ours."""
    assert read_report(bounce("a@x.example", message_id="<1@lantern.example>")) == (
        Report(
            "hard bounce", "a@x.example", "5.1.1 smtp; 550 5.1.1 <a@x.example>: no such user", "<1@lantern.example>"
        ),
    )
    headers_only = bounce("a@x.example", message_id="<1@l.example>").replace(b"message/rfc822", b"text/rfc822-headers")
    assert read_report(headers_only)[0].message_id == "<1@l.example>"


@pytest.fixture
def sent(lantern: Folder) -> Folder:
    """A newsletter that was sent to its three readers, as if for real."""
    with ScriptedServer() as server:
        assert lantern("run", env={"SMTP_URL": f"smtp+insecure://127.0.0.1:{server.port}"}).exit_code == 0
        lantern.write("first.eml", server.taken[0][1].decode())
    return lantern


def message_id(folder: Folder) -> str:
    line = next(line for line in (folder.root / "first.eml").read_text().splitlines() if line.startswith("Message-ID"))
    return line.partition(": ")[2]


def test_a_maildir(sent: Folder) -> None:
    """Each unread message counts once; strangers are named and left alone; a second reading finds nothing new."""
    box = mailbox.Maildir(sent.root / "returned", create=True)
    for content in (
        bounce("someone@elsewhere.example", message_id=message_id(sent)),  # Ann's mail was forwarded
        complaint("bo@example.net"),
        bounce("stranger@example.org"),
        b"From: ed@lantern.example\nSubject: lunch?\n\n",
    ):
        box.add(content)
    read = sent.json("bounces", "read", str(sent.root / "returned"))
    assert read == {
        "messages": 4,
        "suppressed": {"complaint": 1, "hard bounce": 1},
        "strangers": ["stranger@example.org"],
        "letters": 1,
    }
    rows = {row["address"]: row["reason"] for row in sent.json("suppress", "list")["suppressions"]}
    assert rows == {"ann@example.org": "hard bounce", "bo@example.net": "complaint"}
    left = [message for message in mailbox.Maildir(sent.root / "returned") if "S" not in message.get_flags()]
    assert [message["Subject"] for message in left] == ["lunch?"]
    again = sent("bounces", "read", str(sent.root / "returned"))
    assert again.stdout == "1 message read; suppressed: nobody; 1 from people, left unread.\n"


def test_imap(sent: Folder) -> None:
    """An IMAP folder is read like a Maildir, and its messages are marked only after the list was written."""
    with ImapServer([unsubscribe("cy@example.com"), bounce("bo@example.net"), b"From: x@y.example\n\n"]) as server:
        url = f"imap+insecure://desk:s3cret@127.0.0.1:{server.port}/INBOX"
        result = sent("bounces", "read", env={"IMAP_URL": url})
        assert result.exit_code == 0, result.output
        assert result.stdout == (
            "3 messages read; suppressed: 1 hard bounce, 1 unsubscribed; 1 from people, left unread.\n"
        )
        assert server.seen == {1, 2}
        assert sent("bounces", "read", url).stdout.startswith("1 message read")


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        ("imap+insecure://desk:wr0ng@127.0.0.1:{port}/INBOX", ServerError, "refuses us"),
        ("imap+insecure://desk:s3cret@127.0.0.1:{port}/Elsewhere", ConfigError, "no folder"),
        ("imap://desk:s3cret@127.0.0.1:{port}", ServerError, "cannot be reached"),
        ("imaps://desk:s3cret@127.0.0.1:1", ServerError, "cannot be reached"),
        ("pop3://desk:s3cret@127.0.0.1", ConfigError, "not a mailbox address"),
        ("imaps://desk:s3cret@[::1", ConfigError, "not a mailbox address"),
        ("imaps://", ConfigError, "not a mailbox address"),
        ("/nonexistent", ConfigError, "no Maildir"),
    ],
)
def test_mailboxes_that_cannot_be_read(url: str, kind: type[Exception], words: str) -> None:
    """Each is an error with a hint, and no password."""
    with (
        ImapServer([]) as server,
        pytest.raises(kind, match=words) as caught,
        open_box(url.format(port=server.port)),
    ):
        pass
    assert "s3cret" not in str(caught.value)
    assert "wr0ng" not in str(caught.value)


def test_no_mailbox(lantern: Folder) -> None:
    """Without a mailbox the command says which setting is missing, and makes no ledger."""
    result = lantern("bounces", "read")
    assert result.exit_code == 2
    assert "IMAP_URL" in result.stderr
    assert not Path(lantern.root / "state" / "ledger.db").exists()
