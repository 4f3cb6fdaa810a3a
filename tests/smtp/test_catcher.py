"""The embedded mail server and the outbox transport."""

from __future__ import annotations

import asyncio
import smtplib
from pathlib import Path

import pytest

from digest.config.schema import SendingConfig
from digest.models import Recipient, State
from digest.sender.catcher import Catcher, file_message
from digest.sender.transports import open_transport
from tests.smtp.small_issue import cleared, clock, compiled_issue


def test_the_outbox_holds_what_was_composed(tmp_path: Path) -> None:
    """A message goes over real SMTP into a file named after issue and address, byte for byte."""
    address = "o'hara.siobhan@example.org"
    message = compiled_issue().message(Recipient(address), date=clock())

    async def submit() -> State:
        transport = supply()
        await transport.connect()
        try:
            said = await transport.submit("letter@lantern.example", address, message, cleared=cleared())
            return said.state
        finally:
            await transport.close()

    with open_transport(SendingConfig(), server=None, outbox=tmp_path / "outbox", label="2026-W47") as supply:
        assert [asyncio.run(submit()), asyncio.run(submit())] == [State.accepted, State.accepted]
    names = sorted(path.name for path in (tmp_path / "outbox").iterdir())
    assert names == [f"2026-W47--{address}-2.eml", f"2026-W47--{address}.eml"]
    assert all(path.read_bytes() == message for path in (tmp_path / "outbox").iterdir())


def test_eight_bit_bytes_stay(tmp_path: Path) -> None:
    """Bytes that are no text in any encoding are filed as received."""
    body = b"Subject: x\r\n\r\n\xff\xfe caf\xe9\r\n.dot\r\n"
    with Catcher(tmp_path, label="x") as catcher, smtplib.SMTP(catcher.host, catcher.port) as client:
        client.sendmail("a@example.com", ["b@example.com", "c@example.com"], body)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "x--b@example.com.eml": body,
        "x--c@example.com.eml": body,
    }


def test_a_message_over_the_limit_is_refused(tmp_path: Path) -> None:
    """More than 20 MB is refused, not cut."""
    with Catcher(tmp_path, label="x") as catcher, smtplib.SMTP(catcher.host, catcher.port) as client:
        with pytest.raises(smtplib.SMTPException):
            client.sendmail("a@example.com", ["b@example.com"], b"x" * 70 * 1024 * 1024)
        client.close()
    assert list(tmp_path.iterdir()) == []


def test_a_message_that_cannot_be_filed_is_deferred(tmp_path: Path) -> None:
    """When the folder is gone the sender hears 452 and can try again."""
    folder = tmp_path / "outbox"
    with Catcher(folder, label="x") as catcher, smtplib.SMTP(catcher.host, catcher.port) as client:
        folder.rmdir()
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.sendmail("a@example.com", ["b@example.com"], b"Subject: x\r\n\r\nx\r\n")
    assert caught.value.smtp_code == 452


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("x--a/../b@example.com", "x--a_.._b@example.com"),
        ("..hidden", "hidden"),
        ("x--a b;$(rm)@example.com", "x--a_b___rm_@example.com"),
        ("...", "message"),
        ("x--zoë@example.com", "x--zoë@example.com"),
        ("é" * 300, "é" * 100),
    ],
)
def test_file_names_are_safe(name: str, safe: str, tmp_path: Path) -> None:
    """No address leads out of the folder, hides its file or makes a name too long."""
    assert file_message(tmp_path, name, b"x") == tmp_path / f"{safe}.eml"
    assert [path.name for path in tmp_path.iterdir()] == [f"{safe}.eml"]
