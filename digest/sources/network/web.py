"""One question over HTTP, from a client that keeps a time and what was answered before."""

from __future__ import annotations

import socket
import sqlite3
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from digest import __version__
from digest.errors import SourceError
from digest.sources.network.connections import Backend, Clock, PrivateAddress, Transport
from digest.sources.reading.bounds import too_large
from digest.sources.reading.model import Passing

USER_AGENT = f"digest/{__version__} (+https://pypi.org/project/newsletter-digest/)"
PICTURES = "image/jpeg, image/png, image/gif, image/*;q=0.5"
"""Servers that make WebP for whoever takes it make JPEG for us: what every mail program shows."""
CONNECT = 10.0
"""Seconds to connect."""
SILENCE = 20.0
"""Seconds between two pieces of an answer."""
CACHE_FILE = "http.db"
CACHE_SIZE = 200 * 1024 * 1024
"""Bytes of all answers that are kept; those not asked for longest go first."""
UNUSED = 90 * 86_400.0
"""Seconds for which an answer is kept that nobody asks for: three issues of a monthly newsletter."""
REPLACED = 60.0
"""Seconds for which an answer is kept after a newer one, for those who are still reading it."""

_CORE_ERRORS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


@dataclass(frozen=True)
class Answer:
    """What a server said at `url`: raw bytes, header names in lower case; `moved` is where it sends us instead."""

    status: int
    reason: str
    url: str
    headers: Mapping[str, str]
    charset: str
    content: bytes
    moved: str = ""


class Web:
    """What asks servers, for one run and from several threads; `close` it.

    With a `cache` folder, an address that answered before is asked with If-None-Match and If-Modified-Since, and
    a 304 gives what is kept; a folder that cannot be written costs the download.
    """

    def __init__(self, *, cache: Path | None, largest: int) -> None:
        self._clock = Clock()
        self._storage = _storage(cache, largest) if cache else None
        context = httpx.create_ssl_context()
        backends = {public: Backend(self._clock, public=public) for public in (True, False)}
        self._clients = {public: self._client(Transport(backend, context)) for public, backend in backends.items()}

    def _client(self, transport: httpx.BaseTransport) -> httpx.Client:
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        if self._storage:
            transport = CacheTransport(transport, storage=self._storage, rfc=CacheOptions(shared=False))
            # An issue wants today's stories: always ask, and let the server say that nothing changed.
            headers["Cache-Control"] = "no-cache"
        return httpx.Client(transport=transport, headers=headers, timeout=httpx.Timeout(SILENCE, connect=CONNECT))

    def within(self, seconds: float) -> None:
        """Give this thread `seconds` from now for all that it asks."""
        self._clock.until = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Give this thread `seconds` more."""
        self._clock.until += seconds

    def left(self) -> float:
        """The seconds that this thread has left; looking up a host's address may take longer than that."""
        return self._clock.until - time.monotonic()

    def ask(self, url: str, *, public: bool, limit: int, part: bool = False) -> Answer:
        """What the server at `url` says, a body only where it is successful, of at most `limit` bytes.

        With `public`, only addresses of the public internet are connected to. Of a picture only a `part` is asked for:
        what is longer than `limit` is cut one byte after it, and is no error. Redirects are not followed.
        Raises SourceError, or Passing.
        """
        part_of = {"Range": f"bytes=0-{limit - 1}", "Accept": PICTURES, "Accept-Encoding": "identity"}
        headers, read = (part_of, _beginning) if part else ({}, _body)
        extensions = {"caching": {"key": url}}
        try:
            with self._clients[public].stream("GET", url, headers=headers, extensions=extensions) as response:
                return Answer(
                    status=response.status_code,
                    reason=response.reason_phrase,
                    url=str(response.url),
                    headers={name.lower(): value for name, value in response.headers.items()},
                    charset=response.charset_encoding or "",
                    content=read(response, limit) if response.is_success else b"",
                    moved=str(response.next_request.url) if response.next_request else "",
                )
        except (httpx.HTTPError, httpx.InvalidURL, PrivateAddress, *_CORE_ERRORS) as error:
            raise _explained(error, url, late=self.left() <= 0) from error

    def forget(self, url: str) -> None:
        """Keep the answer of `url` no longer: it turned out to be of no use."""
        if self._storage:
            for entry in self._storage.get_entries(url):
                self._storage.remove_entry(entry.id)

    def close(self) -> None:
        """Close all connections and the cache."""
        for client in self._clients.values():
            client.close()


def _storage(folder: Path, largest: int) -> SqliteStorage | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(folder / CACHE_FILE, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA auto_vacuum = FULL")  # the file gives back what is no longer kept
    except (OSError, sqlite3.Error):
        return None
    return SqliteStorage(
        connection=connection,
        default_tti=UNUSED,
        max_size=CACHE_SIZE,
        max_stream_size=largest,
        soft_delete_ttl=REPLACED,
    )


def _body(response: httpx.Response, limit: int) -> bytes:
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and len(announced) > len(str(limit)):
        raise too_large(limit, where=str(response.url))
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > limit:
            raise too_large(limit, where=str(response.url))
    return bytes(body)


def _beginning(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > limit:
            break
    return bytes(body[: limit + 1])


def _explained(error: Exception, url: str, *, late: bool) -> Exception:
    """The SourceError for an error of the HTTP client, as Passing if it is worth another try."""
    causes, host = tuple(_causes(error)), urlsplit(url).hostname
    passing = False
    if isinstance(error, PrivateAddress):
        message, hint = (
            f"leads to a private address ({error})",
            "if you trust it, make that address the source's url",
        )
    elif any(isinstance(cause, socket.gaierror) for cause in causes):
        message, hint = f'the host "{host}" cannot be found', "check the address for typing errors, and the network"
    elif any(isinstance(cause, ssl.SSLError) for cause in causes):
        message, hint = f"no safe connection: {causes[-1]}", "the site's certificate is wrong: tell the site"
    elif isinstance(error, httpx.TimeoutException | httpcore.TimeoutException):
        slow = "did not arrive in the time that a document may take" if late else "the server does not answer in time"
        message, hint = slow, "run again later; if it stays, the site is too slow to be a source"
    elif isinstance(error, httpx.UnsupportedProtocol | httpcore.UnsupportedProtocol | httpx.InvalidURL):
        message, hint = f"leads to an address that is not http(s): {error}", "look for the feed's new address"
    elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        passing, message, hint = True, "the server refuses the connection", "check host and port, or run again later"
    else:
        passing, message, hint = True, f"the connection broke off: {error}", "run again later"
    explained = SourceError(message, where=url, hint=hint)
    return Passing(explained) if passing else explained


def _causes(error: BaseException | None) -> Iterator[Any]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
