"""DKIM: what is signed verifies, and nothing can be added under the signature."""

from __future__ import annotations

import base64
import email
import email.policy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dkim
import pytest

from digest.errors import ConfigError
from digest.models import Recipient
from digest.sender.compose import Compiled
from digest.sender.signature import open_signer
from tests.smtp.small_issue import clock, compiled_issue

KEY = Path(__file__).parents[1] / "smtp" / "dkim.pem"


@pytest.fixture(scope="module")
def record() -> bytes:
    """The DNS record that publishes the key's other half."""
    command = ["openssl", "rsa", "-in", str(KEY), "-pubout", "-outform", "DER"]
    public = subprocess.run(command, check=True, capture_output=True).stdout
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@pytest.fixture
def signed() -> bytes:
    compiled: Compiled = replace(compiled_issue(), sign=open_signer(KEY, selector="w47", domain="lantern.example"))
    return compiled.message(Recipient("zoë@example.com", {"name": "Zoë"}), date=clock())


def verified(message: bytes, record: bytes) -> bool:
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    return bool(dkim.verify(message, dnsfunc=dns)) and asked == [b"w47._domainkey.lantern.example."]


def test_a_signature_verifies(signed: bytes, record: bytes) -> None:
    """The message is the unsigned one with one more header; an independent parser reads it, a verifier accepts it."""
    assert verified(signed, record)
    plain = compiled_issue().message(Recipient("zoë@example.com", {"name": "Zoë"}), date=clock())
    assert signed.endswith(plain)
    parsed = email.message_from_bytes(signed, policy=email.policy.SMTPUTF8)
    assert parsed.defects == []
    assert parsed["From"].addresses[0].addr_spec == "letter@lantern.example"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "change",
    [
        (b"Subject: ", b"Subject: Re: "),
        (b"List-Unsubscribe: <", b"List-Unsubscribe: <https://evil.example/>, <"),
        (b"A line.", b"Another line."),
        (b"From: The Lantern", b"From: Evil <evil@evil.example>\r\nFrom: The Lantern"),
        (b"Subject: ", b"Subject: Evil\r\nSubject: "),
        (b"MIME-Version", b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version"),
    ],
)
def test_a_change_breaks_it(change: tuple[bytes, bytes], signed: bytes, record: bytes) -> None:
    """Neither a signed header nor the body can be changed, and none of the oversigned headers be added."""
    assert change[0] in signed
    assert not verified(signed.replace(*change, 1), record)


@pytest.mark.parametrize(
    "content", [None, "no key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"]
)
def test_keys_that_cannot_be_used(content: str | None, tmp_path: Path) -> None:
    """A missing file or one that is no key is a configuration error that names it, without its content."""
    path = tmp_path / "dkim.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError) as caught:
        open_signer(path, selector="w47", domain="lantern.example")
    assert caught.value.where == str(path)
    assert caught.value.hint


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signs without the library is told what to install."""
    monkeypatch.setitem(sys.modules, "dkim", None)
    with pytest.raises(ConfigError, match="extra dkim") as caught:
        open_signer(KEY, selector="w47", domain="lantern.example")
    assert "[dkim]" in caught.value.hint
