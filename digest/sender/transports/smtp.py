"""Submission over SMTP: the only importer of aiosmtplib."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from digest.config.schema import Server
from digest.errors import ConfigError, ServerError
from digest.models import State, Submission
from digest.sender.headers import clean
from digest.sender.transports import ConnectionLost, Outlet, Supply, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiosmtplib import SMTP
    from aiosmtplib.protocol import SMTPProtocol

CLOSING = 421
"""The server ends the session, whatever the command was (RFC 5321, 3.8)."""
START = 354
PIECE = 16 * 1024
"""Octets of a message that are written at once. In one piece, all of it would vanish in a buffer behind the TLS."""


@contextmanager
def open_supply(outlet: Outlet) -> Iterator[Supply]:
    """Connections to the configured server. Raises ConfigError when there is none."""
    server = outlet.server
    if server is None:
        hint = "set SMTP_URL in .env, like smtp+starttls://user:password@host:587"
        raise ConfigError("no SMTP server is configured", where="[sending] transport", hint=hint)
    context = cache(ssl.create_default_context)  # reading the machine's certificates takes 20 ms: once will do
    yield lambda: SMTPTransport(server, timeout=outlet.timeout, context=context)


class SMTPTransport:
    """One SMTP connection to `server`. `timeout` (seconds) holds for each answer; `hello` is the name in EHLO."""

    def __init__(
        self,
        server: Server,
        *,
        timeout: float = 60.0,
        hello: str | None = None,
        context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._hello = hello
        self._context = context
        self._client: SMTP | None = None

    async def connect(self) -> None:
        """Connect, secure the connection as configured, and log in where there is a user.

        Raises Unreachable or ServerError with a remedy; no message holds the password.
        """
        import aiosmtplib

        server = self._server
        tls = None if server.security == "none" else self._context()
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == "tls",
            start_tls=False,
            tls_context=tls,
            timeout=self._timeout,
            local_hostname=self._hello,
        )
        try:
            await client.connect()
            if server.security == "starttls":
                await client.starttls()
            if server.user:
                await client.login(server.user, server.password.get_secret_value())
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            client.close()
            await asyncio.sleep(0)  # asyncio closes the socket in its next round, which may never come after an error
            raise self._explain(error) from None  # a cause could show what was sent
        self._client = client

    async def submit(self, sender: str, recipient: str, message: bytes) -> Submission:
        """Submit one message, and say what the server said; see `Transport.submit`."""
        import aiosmtplib

        client = self._client
        if client is None or not client.is_connected or client.protocol is None:
            raise ConnectionLost("the server closed the connection")
        protocol = client.protocol
        try:
            refusal = await self._envelope(client, sender, recipient)
            if refusal is not None:
                return refusal
            await self._body(client, message)
            protocol.write(b".\r\n")
        except (aiosmtplib.SMTPException, OSError) as error:
            if isinstance(client.transport, asyncio.WriteTransport):
                client.transport.abort()  # what is still in the buffer must not follow later
            client.close()
            raise ConnectionLost(self._scrub(_said(error))) from error
        return await self._answer(protocol, recipient)

    async def close(self) -> None:
        """Say QUIT, for a moment only, and hang up."""
        import aiosmtplib

        client, self._client = self._client, None
        if client is None:
            return
        try:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=min(self._timeout, 5))
        finally:
            client.close()

    async def _envelope(self, client: SMTP, sender: str, recipient: str) -> Submission | None:
        """Announce the message up to the server's "go ahead"; the verdict when it will not take it."""
        import aiosmtplib

        wide = not recipient.isascii() or not sender.isascii()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        if wide and not client.supports_extension("smtputf8"):
            reply = "the server takes no addresses with letters outside ASCII (it does not offer SMTPUTF8)"
            return Submission(recipient, State.refused, 0, reply)
        encoding = "utf-8" if wide else "ascii"
        # A refused sender is refused for everyone: nobody must be struck off for it. It goes up as ConnectionLost.
        await client.mail(sender, options=["SMTPUTF8"] if wide else [], encoding=encoding)
        try:
            await client.rcpt(recipient, encoding=encoding)
            code, reply = await client.execute_command(b"DATA")
        except aiosmtplib.SMTPRecipientRefused as error:
            code, reply = error.code, error.message
        if code == START:
            return None
        state = _state(code)
        if code == CLOSING or state not in (State.deferred, State.refused):
            raise aiosmtplib.SMTPResponseException(code, reply)
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):  # a lost connection shows at the next message
            await client.rset()
        return Submission(recipient, state, code, self._scrub(reply))

    async def _body(self, client: SMTP, message: bytes) -> None:
        """Send the message without its final dot, waiting for the network piece by piece.

        Only so can a connection that is lost here be told from one that is lost after the dot. What the buffers hold
        (the kernel's; under TLS also up to 80 kB of asyncio's, which nobody can ask for) is out of our hands: a message
        that fits into them is lost after its dot, and unknown.
        """
        import aiosmtplib

        stuffed = message.replace(b"\r\n.", b"\r\n..")
        assert client.protocol is not None
        transport = client.transport
        assert isinstance(transport, asyncio.WriteTransport)
        if not stuffed.endswith(b"\r\n"):
            stuffed += b"\r\n"
        async with asyncio.timeout(self._timeout):
            for start in range(0, len(stuffed), PIECE):
                client.protocol.write(stuffed[start : start + PIECE])
                await asyncio.sleep(0)  # only so does a connection that is lost show
                # asyncio tells when half the buffer is free, never when all of it is: hence the asking.
                while transport.get_write_buffer_size() and not transport.is_closing():  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.002)
        if transport.is_closing():
            raise aiosmtplib.SMTPServerDisconnected("the connection was lost in the middle of a message")

    async def _answer(self, protocol: SMTPProtocol, recipient: str) -> Submission:
        """What the server says to the final dot. Whatever goes wrong from here on, it may have taken the message."""
        import aiosmtplib

        try:
            code, reply = await protocol.read_response(timeout=self._timeout)
        except aiosmtplib.SMTPResponseException as error:
            code, reply = error.code, error.message
        except (aiosmtplib.SMTPException, OSError) as error:
            code, reply = 0, f"no answer to the message: {_said(error)}"
        state = _state(code)
        if (state is State.unknown or code == CLOSING) and self._client is not None:
            self._client.close()
        return Submission(recipient, state, max(code, 0), self._scrub(reply))

    def _explain(self, error: Exception) -> ServerError:
        """What went wrong in connecting, as an error that says what to do."""
        import aiosmtplib

        place = f"{self._server.host}:{self._server.port}"
        said = self._scrub(_said(error))
        cause = error if isinstance(error, ssl.SSLError) else error.__cause__
        kind: type[ServerError] = ServerError
        if isinstance(cause, ssl.SSLCertVerificationError):
            message = f"the certificate of {place} is not valid: {said}"
            hint = "use the name that the certificate is made for, or let the server's owner renew it"
        elif isinstance(cause, ssl.SSLError):
            message = f"no TLS with {place}: {said}"
            hint = "port 465 speaks TLS at once (smtps://), ports 587 and 25 STARTTLS (smtp+starttls://)"
        elif isinstance(error, aiosmtplib.SMTPResponseException):
            message, hint = f"the mail server {place} refuses us: {said}", "its owner can say why"
            if isinstance(error, aiosmtplib.SMTPAuthenticationError):
                message = f"{place} does not let {self._server.user} in: {said}"
                hint = "check user and password in .env (SMTP_URL); many providers want an app password"
            if error.code < 500:
                kind, hint = Unreachable, "it may work later"
        elif isinstance(error, OSError):
            kind, message = Unreachable, f"the mail server {place} cannot be reached: {said}"
            hint = "check host and port in .env (SMTP_URL), and that this network lets mail out"
        elif "AUTH" not in said and "STARTTLS" in said:
            message = f"{place} offers no STARTTLS"
            hint = "use smtps:// where it speaks TLS at once, or smtp+insecure:// to send without encryption"
        else:
            message = f"{place} offers no login that we know: {said}"
            hint = "leave user and password out, or use the port for submission, usually 587"
        return kind(message, hint=hint)

    def _scrub(self, text: str) -> str:
        """`text` from the server as one short printable line without the password."""
        password = self._server.password.get_secret_value()
        text = " ".join(clean(text).split())
        return (text.replace(password, "********") if password else text)[:500]


def _state(code: int) -> State:
    """RFC 5321, 4.2.1: what the first digit of a reply to a message means."""
    return {2: State.accepted, 4: State.deferred, 5: State.refused}.get(code // 100, State.unknown)


def _said(error: Exception) -> str:
    code, message = getattr(error, "code", None), getattr(error, "message", None)
    return " ".join(str(part) for part in (code, message or error or type(error).__name__) if part)
