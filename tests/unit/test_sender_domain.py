"""`digest check --dns`: what it asks, what it finds, and that nothing else asks the DNS."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator

import dns.message
import dns.rrset
import pytest

from digest.models import Level
from digest.pipeline import domain
from digest.sender.domain import Silent, check_domain, resolver
from tests.cli.folder import Folder

KEY = base64.b64encode(b"\x30" * 294).decode()
SHORT = base64.b64encode(b"\x30" * 162).decode()
GOOD = {
    ("lantern.example", "MX"): ["10 mx.lantern.example."],
    ("lantern.example", "TXT"): ["google-site-verification=x", "v=spf1 include:_spf.relay.example -all"],
    ("_spf.relay.example", "TXT"): ["v=spf1 ip4:192.0.2.0/24 -all"],
    ("s1._domainkey.lantern.example", "TXT"): [f"v=DKIM1; k=rsa; p={KEY}"],
    ("_dmarc.lantern.example", "TXT"): ["v=DMARC1; p=none; rua=mailto:d@lantern.example"],
}
Records = dict[tuple[str, str], list[str]]


def found(changes: Records, *, envelope: str = "lantern.example", author: str = "lantern.example") -> list[str]:
    records = GOOD | changes
    selectors = ["s1"]
    findings = check_domain(
        author, envelope=envelope, selectors=selectors, ask=lambda name, kind: records.get((name, kind), [])
    )
    assert all(finding.remedy and finding.check == "dns" for finding in findings)
    return [f"{finding.level.value}: {finding.message}" for finding in findings]


def test_nothing_to_find() -> None:
    """A domain as the big receivers want it has no findings; DMARC may be said above it."""
    assert found({}) == []
    mail_domain = {(name.replace("lantern", "mail.lantern"), kind): value for (name, kind), value in GOOD.items()}
    above = {("_dmarc.mail.lantern.example", "TXT"): []}
    assert found(mail_domain | above, author="mail.lantern.example", envelope="mail.lantern.example") == []


@pytest.mark.parametrize(
    ("name", "records", "words"),
    [
        (("lantern.example", "MX"), [], "error: the domain takes no mail"),
        (("lantern.example", "MX"), ["0 ."], "error: the domain takes no mail"),
        (("lantern.example", "TXT"), ["v=spf2.0/pra"], "error: there is no SPF record"),
        (("lantern.example", "TXT"), ["v=spf1 -all", "v=spf1 mx ~all"], "error: there are 2 SPF records"),
        (("lantern.example", "TXT"), ["v=spf1 +all"], "error: the SPF record lets everybody"),
        (
            ("lantern.example", "TXT"),
            ["v=spf1 " + " ".join(f"a:{n}.example" for n in range(11)) + " -all"],
            "error: the SPF record asks the DNS 11 times",
        ),
        (
            ("_spf.relay.example", "TXT"),
            ["v=spf1 mx ptr a/24 include:_spf.relay.example " + "exists:%{i}.x.example " * 7 + "-all"],
            "error: the SPF record asks the DNS 12 times",
        ),
        (("s1._domainkey.lantern.example", "TXT"), [], "error: there is no DKIM key"),
        (("s1._domainkey.lantern.example", "TXT"), ["v=DKIM1; p="], "error: the DKIM key is revoked"),
        (("s1._domainkey.lantern.example", "TXT"), [f"k=rsa; p={SHORT}"], "warning: the DKIM key has 1024 bits"),
        (("s1._domainkey.lantern.example", "TXT"), ["k=rsa; p=!!"], "error: the DKIM key has 0 bits"),
        (("_dmarc.lantern.example", "TXT"), ["v=spf1"], "error: there is no DMARC record"),
        (("_dmarc.lantern.example", "TXT"), ["v=DMARC1; p=none; rua=x"] * 2, "error: there are two DMARC records"),
        (("_dmarc.lantern.example", "TXT"), ["v=DMARC1; rua=x"], "error: the DMARC record has no policy"),
        (("_dmarc.lantern.example", "TXT"), ["v=DMARC1; p=reject"], "warning: nobody is told"),
    ],
)
def test_what_is_missing(name: tuple[str, str], records: list[str], words: str) -> None:
    """Each thing that the bulk rules would miss is one finding, with its level and a remedy."""
    (only,) = found({name: records})
    assert only.startswith(words)


def test_another_envelope() -> None:
    """Where delivery reports go to another domain, SPF is asked there, and does not speak for the author."""
    changes = {("bounces.example", "TXT"): ["v=spf1 mx -all"]}
    (only,) = found(changes, envelope="bounces.example")
    assert only.startswith("warning: SPF speaks for bounces.example, not for lantern.example")


def test_no_selector() -> None:
    """Without a selector DKIM cannot be looked at, and that is said."""
    findings = check_domain(
        "lantern.example", envelope="lantern.example", selectors=(), ask=lambda name, kind: GOOD.get((name, kind), [])
    )
    assert [(one.level, "--selector" in one.remedy) for one in findings] == [(Level.warning, True)]


def test_a_silent_dns() -> None:
    """No answer is a warning for each question, not a verdict."""

    def silent(name: str, kind: str) -> list[str]:
        raise Silent(f"{name} {kind}: timed out")

    findings = check_domain("lantern.example", envelope="lantern.example", selectors=("s1",), ask=silent)
    assert {finding.level for finding in findings} == {Level.warning}
    assert len(findings) == 4


@pytest.fixture
def nameserver() -> Iterator[int]:
    """A name server on loopback that knows GOOD, and never answers for silent.example; its port."""

    class Question(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, plug = self.request
            asked = dns.message.from_wire(data)
            (question,) = asked.question
            name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
            if name == "silent.example":
                return
            answer = dns.message.make_response(asked)
            records = GOOD.get((name, kind))
            if records:
                texts = [f'"{text[:200]}" "{text[200:]}"' if kind == "TXT" else text for text in records]
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
            elif not any(known == name for known, _ in GOOD):
                answer.set_rcode(dns.rcode.NXDOMAIN)
            plug.sendto(answer.to_wire(), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Question) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_the_resolver(nameserver: int) -> None:
    """Records come as text, long ones joined; a name that is not there has none; silence is no answer."""
    ask = resolver(["127.0.0.1"], port=nameserver, timeout=1)
    for (name, kind), records in GOOD.items():
        assert sorted(ask(name, kind)) == sorted(records)
    assert ask("nobody.example", "MX") == ()
    assert ask("s1._domainkey.lantern.example", "MX") == ()
    with pytest.raises(Silent, match=r"silent\.example"):
        ask("silent.example", "TXT")


def test_the_command(nameserver: int, lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the flag asks the DNS, and an error that it finds ends the command with 1."""
    assert lantern("plan").exit_code == 0
    asked: list[int] = []

    def local() -> object:
        asked.append(1)
        return resolver(["127.0.0.1"], port=nameserver, timeout=1)

    monkeypatch.setattr(domain, "resolver", local)
    before = lantern("check")
    assert not asked
    good = lantern("check", "--dns", "--selector", "s1")
    assert (good.exit_code, good.stdout) == (before.exit_code, before.stdout)
    bad = lantern("check", "--dns", "--selector", "s2", "--json")
    assert bad.exit_code == 1
    assert "s2._domainkey.lantern.example" in bad.stdout
    assert len(asked) == 2
