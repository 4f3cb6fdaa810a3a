"""`digest doctor` on what mails leave through: server, certificate, DNS, mailbox, signatures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.doctor import Health
from tests.cli.healthy import DOMAIN, Healthy
from tests.smtp import servers
from tests.smtp.imap import ImapServer


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (lambda verb, _count, _argument: "535 5.7.8 no: hunter22" if verb == "AUTH" else None, "does not let ann in"),
        (lambda verb, _count, _argument: "554 go away" if verb == "GREETING" else None, "refuses us"),
    ],
)
def test_a_server_that_does_not_let_us_in(healthy: Healthy, words: str) -> None:
    """A wrong password, or a server that wants none of us; the password never shows."""
    said = healthy.only("server")
    assert words in said
    assert "hunter22" not in said


def test_a_dead_server(healthy: Healthy) -> None:
    """Nobody listens where the mails should go."""
    healthy.server.stop()
    assert "cannot be reached" in healthy.only("server")


@pytest.mark.parametrize("behave", [lambda verb, _count, _argument: servers.HANG if verb == "AUTH" else None])
def test_a_server_that_says_nothing_more(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login that hangs is told as that."""
    monkeypatch.setattr("digest.doctor.probes.server.ANSWER", 0.5)
    healthy.server.behave = lambda verb, _count, _argument: "" if verb == "AUTH" else None
    assert healthy.only("server").endswith("cannot be reached: no answer in time")


def test_a_self_signed_certificate(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for."""
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "certificate of localhost" in healthy.only("server")
    healthy.folder.write(".env", (healthy.folder.root / ".env").read_text() + "SMTP_VERIFY=no\n")
    assert "its certificate is not checked" in healthy.only("server", "warning")


def test_an_expired_certificate(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that has ended, and one that soon will."""
    expired = servers.CERTIFICATE.with_name("expired.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(expired))
    monkeypatch.setattr(servers, "CERTIFICATE", expired)
    assert "certificate has expired" in healthy.only("server")


def test_a_certificate_that_ends_soon(healthy: Healthy) -> None:
    """Ten days before its end, a certificate should have been renewed."""
    signs = healthy.at(datetime(2126, 10, 19, 8, tzinfo=UTC), "server")
    assert [(sign.health, sign.message) for sign in signs[1:]] == [(Health.warning, "its certificate ends in 9 days")]


def test_a_server_without_tls(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes over a network in clear is a warning; what stays on this machine is not."""
    healthy.folder.write(".env", f"SMTP_URL=smtp+insecure://localhost:{healthy.server.port}\n")
    assert healthy.look() == (0, {})
    monkeypatch.setattr("digest.doctor.probes.server._is_near", lambda _server: False)
    assert "in clear" in healthy.only("server", "warning")
    healthy.folder.write(".env", "DIGEST_TRANSPORT=smtp\n")
    code, said = healthy.look()
    assert (code, said["server"][0]["message"]) == (1, "no server is named, and [sending] transport is smtp")


def test_a_missing_record(healthy: Healthy) -> None:
    """Each record that the DNS lacks is named; where nobody is mailed yet, that is a warning."""
    del healthy.records[(f"_dmarc.{DOMAIN}", "TXT")]
    assert "there is no DMARC record" in healthy.only("domain")
    del healthy.records[(f"s1._domainkey.{DOMAIN}", "TXT")]
    assert "there is no DKIM key" in healthy.only("domain")
    healthy.folder.write(".env", "")
    assert healthy.look()[1]["domain"][0]["health"] == "warning"


def test_without_the_extra(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the DNS cannot be asked, that is said, and is no fault."""
    monkeypatch.setattr("digest.doctor.probes.domain.find_spec", lambda _name: None)
    assert "extra dns" in healthy.skips()["domain"]


def test_the_mailbox_of_bounces(healthy: Healthy) -> None:
    """A mailbox that lets us in is left as it is; one that does not is a fault without the password."""
    with ImapServer([b"Subject: x\r\n\r\n"]) as imap:
        env = healthy.folder.root / ".env"
        text = env.read_text()
        env.write_text(f"{text}IMAP_URL=imap+insecure://ann:s3cret@127.0.0.1:{imap.port}/INBOX\n")
        assert healthy.look() == (0, {})
        assert not imap.seen
        env.write_text(f"{text}IMAP_URL=imap+insecure://ann:wr0ng@127.0.0.1:{imap.port}/INBOX\n")
        said = healthy.only("mailbox")
    assert "refuses us" in said
    assert "wr0ng" not in said


def test_keys(healthy: Healthy) -> None:
    """A secret that can be guessed, a DKIM key that is none, and one that is."""
    env = healthy.folder.root / ".env"
    text = env.read_text()
    env.write_text(f"{text}DIGEST_SECRET=short\n")
    assert "shorter than 16 bytes" in healthy.only("signing")
    env.write_text(text)
    healthy.folder.edit("[schedule]", '[sending]\ndkim_selector = "s1"\ndkim_key = "dkim.pem"\n\n[schedule]')
    healthy.folder.write("dkim.pem", "no key")
    assert "is no RSA key" in healthy.only("signing")
    healthy.folder.write("dkim.pem", servers.CERTIFICATE.with_name("dkim.pem").read_text())
    assert healthy.look() == (0, {})
    assert f"DKIM for {DOMAIN}" in healthy.folder("doctor").stdout


def test_a_ledger_elsewhere(healthy: Healthy) -> None:
    """A database on the network needs a secret of its own, and is left alone when nobody there is to be asked."""
    env = healthy.folder.root / ".env"
    elsewhere = f"{env.read_text()}DIGEST_DATABASE_URL=postgresql+psycopg://ann:s3cretpw@127.0.0.1:9/none\n"
    env.write_text(elsewhere)
    _, said = healthy.look()
    assert "DIGEST_SECRET is needed" in said["signing"][0]["message"]
    assert "the ledger cannot be opened" in said["ledger"][0]["message"]
    assert "s3cretpw" not in str(said)
    env.write_text(f"{elsewhere}DIGEST_SECRET={'x' * 40}\n")
    assert "ledger" in healthy.skips("--offline")
