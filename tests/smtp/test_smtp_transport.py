"""The SMTP transport against servers that behave, and a shelf of those that do not."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from digest.config.schema import Server
from digest.errors import ConfigError, ServerError
from digest.models import Recipient, State, Submission
from digest.sender.transports import ConnectionLost, Outlet, Unreachable, smtp
from digest.sender.transports.smtp import SMTPTransport
from tests.smtp.servers import CERTIFICATE, DROP, HANG, Behave, ScriptedServer, usual
from tests.smtp.small_issue import cleared, clock, compiled_issue

READER = "reader@example.com"
MESSAGE = compiled_issue().message(Recipient(READER), date=clock())


def server_at(port: int, **settings: Any) -> Server:
    return Server(**{"host": "127.0.0.1", "port": port, "security": "none", **settings})


async def submit(transport: SMTPTransport, address: str, message: bytes, *, granted: bool = True) -> Submission:
    return await transport.submit("letter@lantern.example", address, message, cleared=cleared(granted))


async def submit_each(transport: SMTPTransport, recipients: tuple[str, ...], message: bytes) -> list[Submission]:
    await transport.connect()
    try:
        return [await submit(transport, address, message) for address in recipients]
    finally:
        await transport.close()


def submitted(
    behave: Behave = usual,
    *,
    to: tuple[str, ...] = (READER,),
    message: bytes = MESSAGE,
    timeout: float = 20,
    **settings: Any,
) -> tuple[list[Submission], ScriptedServer]:
    with ScriptedServer(behave, **settings) as server:
        transport = SMTPTransport(server_at(server.port), timeout=timeout, hello="localhost")
        return asyncio.run(submit_each(transport, to, message)), server


def saying(verb: str, answer: str, *, only: int = 0) -> Behave:
    return lambda heard, count, _argument: answer if heard == verb and only in (0, count) else None


def test_the_message_arrives_byte_for_byte() -> None:
    """What the server files is what was composed, lines that begin with a dot included."""
    message = MESSAGE + b"..two dots\r\n.\r\nno line end"
    said, server = submitted(message=message)
    assert [(one.state, one.code) for one in said] == [(State.accepted, 250)]
    assert server.taken == [(READER, message + b"\r\n")]


def test_a_big_message_leaves_whole() -> None:
    """A message larger than any socket buffer is sent to its end before its dot."""
    message = MESSAGE + b"line of a big message\r\n" * 300_000
    said, server = submitted(message=message)
    assert said[0].state is State.accepted
    assert server.taken[0][1] == message


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(("answer", "state"), [("451 later", State.deferred), ("550 5.1.1 nobody", State.refused)])
def test_a_refusal_is_the_recipients_alone(verb: str, answer: str, state: State) -> None:
    """4xx is deferred and 5xx refused, with code and reply, and the same connection serves the next one."""
    said, server = submitted(saying(verb, answer, only=1), to=(READER, "next@example.com"))
    assert said[0] == Submission(READER, state, int(answer[:3]), answer[4:])
    assert said[1].state is State.accepted
    assert sum(line.startswith("EHLO") for line in server.heard) == 1


@pytest.mark.parametrize(
    "behave",
    [
        saying("MAIL", DROP),
        saying("MAIL", "550 sender not allowed"),
        saying("RCPT", DROP),
        saying("RCPT", "421 closing"),
        saying("RCPT", "gibberish"),
        saying("DATA", DROP),
        saying("DATA", HANG),
        saying("DATA", "250 no"),
    ],
)
def test_a_failure_before_the_dot_raises(behave: Behave) -> None:
    """Where the message certainly did not leave, the claim can be given back: ConnectionLost, never a verdict."""
    with pytest.raises(ConnectionLost):
        submitted(behave, timeout=1)


def test_a_connection_lost_midway_raises() -> None:
    """A server that goes away in the middle of the body cannot have taken the message."""
    with pytest.raises(ConnectionLost):
        submitted(saying("MIDWAY", DROP), message=MESSAGE + b"line of a big message\r\n" * 300_000)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("what", [DROP, HANG])
def test_a_connection_lost_midway_under_tls(security: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under TLS too, a body that is larger than the buffers is known to be lost: its dot was never written."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    offers = ("STARTTLS",) if security == "starttls" else ()
    message = MESSAGE + (b"x" * 900 + b"\r\n") * 40_000
    with ScriptedServer(saying("MIDWAY", what), offers=offers, tls=security) as server:
        transport = SMTPTransport(server_at(server.port, security=security), timeout=2, hello="localhost")
        with pytest.raises(ConnectionLost):
            asyncio.run(submit_each(transport, (READER,), message))


def test_a_server_that_stops_reading_raises() -> None:
    """A body that does not get out within the timeout was not taken: its dot was never written."""
    with pytest.raises(ConnectionLost):
        submitted(saying("MIDWAY", HANG), message=MESSAGE + (b"x" * 900 + b"\r\n") * 40_000, timeout=1)


@pytest.mark.parametrize("answer", [DROP, HANG, "gibberish", "354 what"])
def test_no_answer_after_the_dot_is_unknown(answer: str) -> None:
    """After the final dot the server may have taken the message: unknown, and the connection is not used again."""
    with ScriptedServer(saying("DOT", answer)) as server:
        transport = SMTPTransport(server_at(server.port), timeout=0.5)

        async def both() -> Submission:
            await transport.connect()
            said = await submit(transport, READER, MESSAGE)
            with pytest.raises(ConnectionLost):
                await submit(transport, "next@example.com", MESSAGE)
            await transport.close()
            return said

        assert asyncio.run(both()).state is State.unknown
        assert [address for address, _ in server.taken] == [READER]


def test_421_after_the_dot_is_deferred() -> None:
    """A server that closes instead of accepting did not accept: the recipient may be tried again."""
    assert submitted(saying("DOT", "421 closing"))[0][0].state is State.deferred


def test_an_address_outside_ascii() -> None:
    """Letters outside ASCII before the @ need SMTPUTF8; a server without it never sees the address."""
    said, server = submitted(to=("zoë@example.com",))
    assert (said[0].state, "SMTPUTF8" in said[0].reply) == (State.refused, True)
    assert not any(line.startswith("RCPT") for line in server.heard)
    said, server = submitted(to=("zoë@example.com",), offers=("SMTPUTF8",))
    assert said[0].state is State.accepted
    assert any(line.startswith("MAIL") and line.endswith("SMTPUTF8") for line in server.heard)


def connect(port: int, **settings: Any) -> None:
    transport = SMTPTransport(server_at(port, **settings), timeout=2)

    async def once() -> None:
        try:
            await transport.connect()
        finally:
            await transport.close()

    asyncio.run(once())


def test_wrong_password() -> None:
    """A login that is refused says so with a remedy, and shows the password nowhere, whatever the server echoes."""
    login = {"user": "desk", "password": SecretStr("hunter2")}
    behave = saying("AUTH", "535 5.7.8 wrong password: hunter2")
    with ScriptedServer(behave, offers=("AUTH PLAIN",)) as server, pytest.raises(ServerError) as caught:
        connect(server.port, **login)
    assert not isinstance(caught.value, Unreachable)
    assert "does not let desk in" in str(caught.value)
    assert "password" in caught.value.hint
    assert "hunter2" not in f"{caught.value}{caught.value!r}{caught.value.__cause__!r}"


def test_a_login_that_works() -> None:
    """User and password are offered to a server that takes them."""
    with ScriptedServer(offers=("AUTH PLAIN",)) as server:
        connect(server.port, user="desk", password=SecretStr("hunter2"))
        assert any(line.startswith("AUTH PLAIN") for line in server.heard)


@pytest.mark.parametrize(
    ("behave", "kind", "words", "settings"),
    [
        (usual, ServerError, "no STARTTLS", {"security": "starttls"}),
        (usual, ServerError, "no login", {"user": "desk", "password": SecretStr("x")}),
        (usual, ServerError, "no TLS", {"security": "tls"}),
        (saying("GREETING", "554 go away"), ServerError, "refuses us: 554 go away", {}),
        (saying("GREETING", "421 too many"), Unreachable, "refuses us: 421 too many", {}),
        (saying("GREETING", DROP), Unreachable, "cannot be reached", {}),
        (saying("GREETING", HANG), Unreachable, "cannot be reached", {}),
        (saying("GREETING", HANG), Unreachable, "Timed out", {"security": "starttls"}),
        (saying("EHLO", DROP), Unreachable, "cannot be reached", {}),
    ],
)
def test_connecting_fails(behave: Behave, kind: type[ServerError], words: str, settings: dict[str, Any]) -> None:
    """Each way in which a server does not let us in has its message and a hint; only some are worth another try."""
    with ScriptedServer(behave) as server, pytest.raises(ServerError) as caught:
        connect(server.port, **settings)
    assert type(caught.value) is kind
    assert words in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 5


LOGIN = {"user": "desk", "password": SecretStr("x")}


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
@pytest.mark.parametrize("answer", ["GREETING 554 go away", "AUTH 535 wrong"])
def test_a_connection_that_fails_is_closed(answer: str, security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that refuses us gets the connection back at once, however long it takes to say goodbye under TLS."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    refused, _, words = answer.partition(" ")

    def behave(verb: str, _count: int, _argument: str) -> str | None:
        if verb != refused:
            return None
        asyncio.get_running_loop().call_soon(time.sleep, 0.2)
        return words

    with ScriptedServer(behave, offers=("STARTTLS", "AUTH PLAIN"), tls=security) as server:
        with pytest.raises(ServerError):
            connect(server.port, security=security, **LOGIN)
        gc.collect()  # what is still open warns, and a warning fails the test
        server.wait_until_idle()


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_connection_that_is_given_up_is_closed(security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a server thinks about a login leaves no connection behind."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    asked = threading.Event()

    def behave(verb: str, _count: int, _argument: str) -> str | None:
        if verb != "AUTH":
            return None
        asked.set()
        return HANG

    with ScriptedServer(behave, offers=("STARTTLS", "AUTH PLAIN"), tls=security) as server:

        async def interrupted() -> None:
            transport = SMTPTransport(server_at(server.port, security=security, **LOGIN), timeout=30)
            connecting = asyncio.create_task(transport.connect())
            assert await asyncio.to_thread(asked.wait, 10)
            connecting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await connecting

        asyncio.run(interrupted())
        gc.collect()  # what is still open warns, and a warning fails the test


def test_a_server_that_waits_for_tls() -> None:
    """STARTTLS to a port where TLS is spoken at once: both sides wait, and the hint says what may be wrong."""
    with ScriptedServer(tls="tls") as server, pytest.raises(Unreachable, match="Timed out") as caught:
        connect(server.port, security="starttls")
    assert "smtps://" in caught.value.hint


def test_a_server_that_wants_a_login() -> None:
    """RFC 4954's 530 to MAIL is about us: nobody else is tried, and the hint says where the login goes."""
    answer = "530 5.7.0 Authentication required"
    with pytest.raises(ServerError, match=r"wants a login first: 5\.7\.0 Authentication required") as caught:
        submitted(saying("MAIL", answer), to=(READER, "next@example.com"))
    assert "user:password" in caught.value.hint


def test_what_comes_before_tls_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replies that somebody puts behind that to STARTTLS, in clear, are not taken for the server's (CVE-2011-0411)."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    injected = "220 go ahead\r\n250-evil\r\n250-PIPELINING\r\n250 SIZE 1"
    with ScriptedServer(saying("STARTTLS", injected), offers=("STARTTLS",), tls="starttls") as server:
        transport = SMTPTransport(server_at(server.port, security="starttls"), timeout=5)
        said = asyncio.run(submit_each(transport, (READER, "next@example.com"), MESSAGE))
    assert [one.state for one in said] == [State.accepted] * 2
    assert [message for _, message in server.taken] == [MESSAGE] * 2


def test_a_sender_outside_ascii() -> None:
    """A sender that the server cannot take is nobody's fault among the readers: nobody is refused for it."""
    with ScriptedServer() as server:
        transport = SMTPTransport(server_at(server.port), timeout=5)

        async def one() -> Submission:
            await transport.connect()
            try:
                return await transport.submit("zoë@lantern.example", READER, MESSAGE, cleared=cleared())
            finally:
                await transport.close()

        with pytest.raises(ServerError, match="takes no mail from zoë"):
            asyncio.run(one())


def test_nobody_listens() -> None:
    """A port where no server is: unreachable, with host and port in the message."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=f"127.0.0.1:{port} cannot be reached"):
        connect(port)


@pytest.mark.parametrize(("offers", "data"), [((), 0), (("PIPELINING",), 1)])
def test_commands_travel_together_only_where_offered(offers: tuple[str, ...], data: int) -> None:
    """RFC 2920: without PIPELINING each command waits for the reply to the one before, so none follows a refusal."""
    _, server = submitted(saying("RCPT", "550 5.1.1 nobody"), offers=offers)
    assert server.heard.count("DATA") == data


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_certificates_are_checked(security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate nobody vouches for ends the connection before any login; one that is trusted is fine."""
    offers = ("STARTTLS",) if security == "starttls" else ()
    with ScriptedServer(offers=offers, tls=security) as server:
        with pytest.raises(ServerError, match=r"certificate of .* is not valid") as caught:
            connect(server.port, security=security)
        assert not isinstance(caught.value, Unreachable)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        transport = SMTPTransport(server_at(server.port, security=security), timeout=5)
        assert asyncio.run(submit_each(transport, (READER,), MESSAGE))[0].state is State.accepted


@pytest.mark.parametrize("offers", [(), ("PIPELINING",)])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_messages_of_any_size_leave_whole_under_tls(
    security: str, offers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One TLS record or several, an odd or an even number: each message leaves at once, and the next one after it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    messages = [MESSAGE + (b"." * 70 + b"\r\n") * lines for lines in (0, 230, 460, 690, 920, 1150, 20_000)]

    async def submit_all(transport: SMTPTransport) -> list[State]:
        await transport.connect()
        try:
            return [(await submit(transport, READER, message)).state for message in messages]
        finally:
            await transport.close()

    with ScriptedServer(offers=(*offers, "STARTTLS") if security == "starttls" else offers, tls=security) as server:
        states = asyncio.run(submit_all(SMTPTransport(server_at(server.port, security=security), timeout=10)))
    assert states == [State.accepted] * len(messages)
    assert [message for _, message in server.taken] == messages


def test_smtp_without_a_server(tmp_path: Path) -> None:
    """The smtp transport without a server configured says which setting is missing."""
    with pytest.raises(ConfigError, match="SMTP_URL"), smtp.open_supply(Outlet(outbox=tmp_path, label="x")):
        pass
