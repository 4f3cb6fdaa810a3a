"""A shelf of servers that misbehave: whatever they do, counts add up, nobody is lost, and a second run finishes."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from digest.config.schema import SendingConfig, Server
from digest.errors import SendingIncomplete
from digest.models import Recipient
from digest.sender import port
from digest.sender.compose import Compiled
from digest.sender.ledger import Ledger
from digest.sender.send import send_issue
from digest.sender.standing import Counts
from digest.sender.transports.smtp import SMTPTransport
from tests.smtp.servers import CERTIFICATE, DROP, HANG, Behave, ScriptedServer, usual
from tests.smtp.small_issue import ISSUE, clock, readers

NUMBER = 12


@dataclass(frozen=True)
class Bad:
    """A server that misbehaves, how it is configured, and what may come of a first run."""

    behave: Behave = usual
    offers: tuple[str, ...] = ()
    tls: str = ""
    server: dict[str, Any] = field(default_factory=dict)
    incomplete: bool | None = True
    """Whether the first run leaves somebody; None: that depends on who is quicker."""
    refused: int = 0
    twice: int = 0
    """How many may get two, because their 250 was never heard."""


def at(verb: str, answer: str, *counts: int) -> Behave:
    """Give `answer` when `verb` is heard for one of these times, or always."""
    return lambda heard, count, _argument: answer if heard == verb and (not counts or count in counts) else None


class Greylist:
    """Turns everyone away once."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, verb: str, _count: int, argument: str) -> str | None:
        if verb != "RCPT" or argument in self.seen:
            return None
        self.seen.add(argument)
        return "450 4.2.0 greylisted, come back in a minute"


def refuse_third(verb: str, _count: int, argument: str) -> str | None:
    number = "".join(filter(str.isdigit, argument))
    return "550 5.1.1 no such user" if verb == "RCPT" and int(number) % 3 == 0 else None


LOGIN = {"user": "desk", "password": SecretStr("hunter2")}
SHELF = {
    "drops before MAIL": Bad(at("MAIL", DROP, 2, 5), incomplete=False),
    "drops at the greeting": Bad(at("GREETING", DROP)),
    "drops after DATA": Bad(at("DATA", DROP, 3, 4), incomplete=False),
    "drops every DATA": Bad(at("DATA", DROP)),
    "drops in the middle of a body": Bad(at("MIDWAY", DROP, 2), incomplete=None),
    "drops after the body before the 250": Bad(at("DOT", DROP, 4), twice=1),
    "gibberish at RCPT": Bad(at("RCPT", "?? 12", 2), incomplete=False),
    "gibberish after the dot": Bad(at("DOT", "so long and thanks", 2), twice=1),
    "421 midway": Bad(at("RCPT", "421 4.3.2 shutting down", 5)),
    "421 after the dot": Bad(at("DOT", "421 4.3.2 shutting down", 5), twice=1),
    "greylists everyone once": Bad(Greylist()),
    "refuses one of three": Bad(refuse_third, incomplete=False, refused=4),
    "hangs at DATA": Bad(at("DATA", HANG, 3), incomplete=False),
    "hangs after the dot": Bad(at("DOT", HANG, 3), twice=1),
    "no STARTTLS": Bad(server={"security": "starttls"}),
    "wrong certificate": Bad(tls="tls", server={"security": "tls"}),
    "wrong certificate behind STARTTLS": Bad(offers=("STARTTLS",), tls="starttls", server={"security": "starttls"}),
    "wrong password": Bad(at("AUTH", "535 5.7.8 no"), offers=("AUTH PLAIN",), server=LOGIN),
    "message too large, announced": Bad(at("EHLO", "250-scripted\r\n250 SIZE 100")),
    "message too large at MAIL": Bad(at("MAIL", "552 5.3.4 message too big")),
    "message too large after the dot": Bad(at("DOT", "552 5.3.4 message too big")),
    "no EHLO": Bad(at("EHLO", "502 5.5.1 what?"), incomplete=False),
}
PIPELINED = ("drops after DATA", "421 midway", "greylists everyone once", "refuses one of three", "gibberish at RCPT")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "PAUSE", 0.01)


def send(compiled: Compiled, ledger: Ledger, server: Server, **settings: Any) -> Counts:
    sending = SendingConfig.model_validate({"give_up_after": 0, "connections": 2, **settings})
    to: tuple[Recipient, ...] = readers(NUMBER)
    return send_issue(
        compiled,
        ledger=ledger,
        transport_factory=lambda: SMTPTransport(server, timeout=1.5, hello="localhost"),
        recipients=to,
        sending=sending,
        issue_id=ISSUE,
        now=clock,
    )


def sums(counts: Counts) -> bool:
    numbers = asdict(counts)
    return bool(numbers.pop("recipients") == sum(numbers.values()))


CASES = [(name, ()) for name in SHELF] + [(name, ("PIPELINING",)) for name in PIPELINED]


@pytest.mark.parametrize(("name", "more"), CASES, ids=lambda value: value if isinstance(value, str) else "".join(value))
def test_a_second_run_finishes(name: str, more: tuple[str, ...], compiled: Compiled, ledger: Ledger) -> None:
    """After any misbehaviour the counts add up, and a run against a good server serves exactly who is left."""
    bad = SHELF[name]
    behave = Greylist() if isinstance(bad.behave, Greylist) else bad.behave
    served: Counter[str] = Counter()
    with ScriptedServer(behave, offers=bad.offers + more, tls=bad.tls) as server:
        configured = Server.model_validate({"host": "127.0.0.1", "port": server.port, "security": "none", **bad.server})
        error = ""
        try:
            send(compiled, ledger, configured)
        except SendingIncomplete as caught:
            error = f"{caught.message}\n{caught.hint}"
        served.update(address for address, _ in server.taken)
    assert bad.incomplete in (None, bool(error)), error
    assert not error.endswith("\n")  # an error says what to do
    assert "hunter2" not in error
    assert sums(ledger.counts(ISSUE))
    with ScriptedServer(offers=more) as good:
        final = send(compiled, ledger, Server(host="127.0.0.1", port=good.port, security="none"))
        served.update(address for address, _ in good.taken)
    assert final == Counts(recipients=NUMBER, accepted=NUMBER - bad.refused, refused=bad.refused)
    if "too large" not in name:  # a server that refuses after it has read a message still was sent it
        assert len(served) == NUMBER - bad.refused
        assert sum(served.values()) - len(served) <= bad.twice


@pytest.mark.parametrize("offers", [(), ("PIPELINING",)])
def test_greylisting_is_waited_for(offers: tuple[str, ...], compiled: Compiled, ledger: Ledger) -> None:
    """Who is turned away for a while is tried again within the run, when it is time and not before."""
    heard: list[tuple[float, str]] = []
    greylist = Greylist()

    def behave(verb: str, count: int, argument: str) -> str | None:
        if verb == "RCPT":
            heard.append((time.monotonic(), argument))
        return greylist(verb, count, argument)

    with ScriptedServer(behave, offers=offers) as server:
        counts = send_issue(
            compiled,
            ledger=ledger,
            transport_factory=lambda: SMTPTransport(
                Server(host="127.0.0.1", port=server.port, security="none"), hello="localhost"
            ),
            recipients=readers(NUMBER),
            sending=SendingConfig.model_validate({"retry_after": 0.5, "give_up_after": 60}),
            issue_id=ISSUE,
            now=lambda: datetime.now(UTC),
        )
        assert Counter(address for address, _ in server.taken) == {each.address: 1 for each in readers(NUMBER)}
    assert counts == Counts(recipients=NUMBER, accepted=NUMBER)
    for reader in readers(NUMBER):
        first, second = [moment for moment, argument in heard if reader.address in argument]
        assert second - first >= 0.5


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[ScriptedServer]]:
    """A server that was there, stays away for a while, and comes back at the same port."""
    servers: list[ScriptedServer] = []
    yield servers
    for server in servers:
        server.stop()


def test_a_server_that_goes_away_for_a_while(compiled: Compiled, ledger: Ledger, away: list[ScriptedServer]) -> None:
    """A server that goes away in the middle and comes back is waited for: one run serves everyone, once."""
    first = ScriptedServer()
    away.append(first)
    first.__enter__()

    def leave(counts: Counts, _said: object) -> None:
        if counts.accepted == 3 and len(away) == 1:
            first.stop()
            second = ScriptedServer(port=first.port)
            away.append(second)
            threading.Timer(0.5, second.__enter__).start()

    counts = send_issue(
        compiled,
        ledger=ledger,
        transport_factory=lambda: SMTPTransport(
            Server(host="127.0.0.1", port=first.port, security="none"), timeout=5, hello="localhost"
        ),
        recipients=readers(NUMBER),
        sending=SendingConfig(connections=1),
        issue_id=ISSUE,
        now=clock,
        on_progress=leave,
    )
    assert counts == Counts(recipients=NUMBER, accepted=NUMBER)
    served = Counter(address for server in away for address, _ in server.taken)
    assert served == {reader.address: 1 for reader in readers(NUMBER)}


def test_idle_connections_that_are_closed(compiled: Compiled, ledger: Ledger) -> None:
    """A server that closes connections while the pace keeps us waiting is no error: the message goes over a new one."""

    def behave(verb: str, count: int, _argument: str) -> str | None:
        return "250 fine\r\n421 4.4.2 idle for too long" if verb == "DOT" else None

    with ScriptedServer(behave) as server:
        configured = Server(host="127.0.0.1", port=server.port, security="none")
        counts = send(compiled, ledger, configured, rate=20, connections=1, max_errors=1)
    assert counts == Counts(recipients=NUMBER, accepted=NUMBER)


def test_a_trusted_certificate_or_none(compiled: Compiled, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for is taken where the setting says so."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert CERTIFICATE.exists()
    with ScriptedServer(tls="tls") as server:
        trusting = Server(host="127.0.0.1", port=server.port, security="tls", verify=False)
        assert send(compiled, ledger, trusting).accepted == NUMBER
