"""Submission over SMTP: the only importer of aiosmtplib."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from digest.config.schema import Server
from digest.errors import ConfigError, ServerError
from digest.models import Submission
from digest.sender.conversation import Conversation
from digest.sender.exchange import Exchange
from digest.sender.headers import clean
from digest.sender.transports import ConnectionLost, Outlet, Supply, Unreachable

if TYPE_CHECKING:
    from aiosmtplib import SMTP


@contextmanager
def open_supply(outlet: Outlet) -> Iterator[Supply]:
    """Connections to the configured server. Raises ConfigError when there is none."""
    server = outlet.server
    if server is None:
        hint = "set SMTP_URL in .env, like smtp+starttls://user:password@host:587"
        raise ConfigError("no SMTP server is configured", where="[sending] transport", hint=hint)
    context = cache(lambda: tls_context(server))  # reading the machine's certificates takes 20 ms: once will do
    yield lambda: SMTPTransport(server, timeout=outlet.timeout, context=context)


def tls_context(server: Server) -> ssl.SSLContext:
    """How TLS is spoken with `server`: its certificate is checked, unless the setting says otherwise."""
    context = ssl.create_default_context()
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@dataclass(frozen=True)
class Met:
    """How a connection is secured: the version of TLS, or "", and until when the server's certificate is valid.

    The latter is not known where certificates are not checked.
    """

    tls: str = ""
    until: datetime | None = None


async def meet(server: Server, *, patience: float) -> Met:
    """Connect to `server`, log in, and hang up; no mail is begun. `patience` is for each answer, in seconds.

    Raises what `SMTPTransport.connect` does.
    """
    transport = SMTPTransport(server, timeout=patience)
    try:
        await transport.connect()
        return transport.met()
    finally:
        await transport.close()


class SMTPTransport:
    """One SMTP connection to `server`. `timeout` (seconds) holds for each answer; `hello` is the name in EHLO."""

    def __init__(
        self,
        server: Server,
        *,
        timeout: float = 60.0,
        hello: str | None = None,
        context: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._hello = hello
        self._context = context or (lambda: tls_context(server))
        self._exchange: Exchange | None = None

    async def connect(self) -> None:
        """Connect, secure the connection as configured, and log in where there is a user.

        Raises Unreachable or ServerError with a remedy; no message holds the password.
        """
        import aiosmtplib

        server, client = self._server, self._client()
        try:
            await client.connect()
            if server.security == "starttls":
                await client.starttls()
            if server.user:
                await client.login(server.user, server.password.get_secret_value())
            await _greet(client)
            self._exchange = self._take_over(client)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise self._explain(error) from None  # a cause could show what was sent
        finally:
            if self._exchange is None:
                client.close()
                await asyncio.sleep(0)  # asyncio closes the socket in its next round, which may be the last

    def _client(self) -> SMTP:
        """The library's client for our server, which hangs up at once: else it waits for a goodbye under TLS."""
        import aiosmtplib

        class Client(aiosmtplib.SMTP):
            def close(self) -> None:
                if isinstance(self.transport, asyncio.WriteTransport):
                    self.transport.abort()
                super().close()

        server = self._server
        return Client(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == "tls",
            start_tls=False,
            tls_context=None if server.security == "none" else self._context(),
            timeout=self._timeout,
            local_hostname=self._hello,
        )

    def _take_over(self, client: SMTP) -> Exchange:
        """The connection as ours: the library has opened it, and hears no more of it."""
        transport = client.transport
        if not isinstance(transport, asyncio.Transport):
            raise ConnectionResetError("the connection was lost")
        if (plug := transport.get_extra_info("socket")) is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return Exchange(
            Conversation(transport, timeout=self._timeout),
            offers=dict(client.esmtp_extensions),
            secure=self._server.security != "none",
            scrub=self._scrub,
        )

    async def submit(self, sender: str, recipient: str, message: bytes, *, cleared: Awaitable[bool]) -> Submission:
        """Submit one message, and say what the server said; see `Transport.submit`."""
        if self._exchange is None:
            raise ConnectionLost("there is no connection", idle=True)
        return await self._exchange.submit(sender, recipient, message, cleared=cleared)

    def met(self) -> Met:
        """How the open connection is secured."""
        plug = self._exchange.talk.transport.get_extra_info("ssl_object") if self._exchange else None
        if plug is None:
            return Met()
        ends = (plug.getpeercert() or {}).get("notAfter")
        return Met(plug.version(), datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None)

    async def close(self) -> None:
        """Say QUIT, for a moment only, and hang up."""
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            await exchange.talk.hang_up(patience=min(self._timeout, 5))

    def _explain(self, error: Exception) -> ServerError:
        """What went wrong in connecting, as an error that says what to do."""
        import aiosmtplib

        place = f"{self._server.host}:{self._server.port}"
        said = self._scrub(_words(error))
        cause = error if isinstance(error, ssl.SSLError) else error.__cause__
        kind: type[ServerError] = ServerError
        if isinstance(cause, ssl.SSLCertVerificationError):
            message = f"the certificate of {place} is not valid: {said}"
            hint = "use the name that the certificate is made for, or have it renewed; SMTP_VERIFY=no trusts any"
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
            if isinstance(error, aiosmtplib.SMTPTimeoutError) and self._server.security != "tls":
                hint += "; where it speaks TLS at once, as on port 465, write smtps://"
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


async def _greet(client: SMTP) -> None:
    """Say EHLO where it was not said yet, or HELO to a server that knows no EHLO."""
    import aiosmtplib

    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            await client.helo()


def _words(error: Exception) -> str:
    """What `error` says, without what the library puts before it: where we tried to connect stands there already."""
    if isinstance(error.__cause__, OSError):
        error = error.__cause__
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    code, message = getattr(error, "code", None), getattr(error, "message", None)
    # asyncio's TimeoutError says nothing at all.
    silent = "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
    return " ".join(str(part) for part in (code, message or str(error) or silent) if part)
