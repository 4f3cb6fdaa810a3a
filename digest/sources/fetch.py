"""Get what is at a source's place, an address or a file, within limits: the only importer of the HTTP client."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from digest import __version__
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.model import Answered, Document, Fetch, Start

if TYPE_CHECKING:
    import httpx

LIMIT = 20 * 1024 * 1024
"""Bytes of the largest document, after decompression."""
REDIRECTS = 5
PAUSES = (0.5, 2.0)
"""Seconds before the second and third try, unless the server says how many (Retry-After)."""
LONGEST_PAUSE = 30.0
"""Seconds that we wait at most because a server asks for it; what asks for more is left for the next run."""
PER_HOST = 2
"""Requests to one host at the same time (RFC 2616, 8.1.4)."""
DEADLINE = 60.0
"""Seconds that one document may take to arrive, ten of them to connect."""
SILENCE = 20.0
"""Seconds between two pieces of it."""
USER_AGENT = f"digest/{__version__} (+https://pypi.org/project/newsletter-digest/)"
CACHE_FILE = "http.db"

_RETRIED = frozenset((429, 500, 502, 503, 504))
_REFUSED = {
    401: ("the server asks for a login", "feeds behind a login cannot be read; ask the site for an open address"),
    403: ("the server refuses us (403)", "the site may block programs: ask it to let the User-Agent `digest` in"),
    404: ("there is nothing at this address (404)", "the feed may have moved: look for its address on the site"),
    410: ("the feed is gone for good (410)", "remove this source, or look for its new address on the site"),
    429: ("the server says we ask too often (429)", "run again later"),
}


class _Passing(Exception):
    """A failure that may be over in a moment: it is tried again, after `seconds` where the server named them."""

    def __init__(self, error: SourceError, *, seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.seconds = seconds


@contextmanager
def fetching(*, cache: Path | None, now: datetime, pause: Callable[[float], None] = time.sleep) -> Iterator[Fetch]:
    """A `Fetch` for as long as the context lasts, safe to call from several threads.

    With a `cache` folder, an address that answered before is asked with If-None-Match and If-Modified-Since, and
    a 304 gives what is kept. Connection errors and the answers 429 and 5xx are tried twice more, when the server
    asks us to (Retry-After) or a little later; one host is asked at most PER_HOST times at once. `pause` waits the
    given seconds. Every failure is a SourceError that says what to do.
    """
    lock, stack, clients = threading.Lock(), ExitStack(), list["httpx.Client"]()
    turns = defaultdict[str, threading.BoundedSemaphore](lambda: threading.BoundedSemaphore(PER_HOST))

    def client() -> httpx.Client:
        with lock:
            if not clients:  # the client takes 0.1 s to start, and local files need none
                clients.append(stack.enter_context(_client(cache)))
            return clients[0]

    def fetch(source: SourceConfig) -> Document:
        if source.file:
            return Document(_unpacked(_read(source.file), source.file.name), fetched=now)
        with lock:
            turn = turns[urlsplit(source.url).netloc]
        return _get(client(), source.url, now=now, pause=pause, turn=turn)

    with stack:
        yield fetch


@contextmanager
def starting() -> Iterator[Callable[[str, int], Start]]:
    """`start(url, limit)` for as long as the context lasts: the first `limit` bytes of what is there, asked once.

    Only they are asked for (RFC 9110, 14.2); a server that sends more is not listened to. Raises SourceError.
    """
    import httpx

    with _client(None) as client:

        def start(url: str, limit: int) -> Start:
            headers = {"Range": f"bytes=0-{limit - 1}", "Accept": "image/*", "Accept-Encoding": "identity"}
            try:
                with client.stream("GET", url, headers=headers) as response:
                    _refuse(response, url)
                    content = _body(response, url, limit)
                    total = response.headers.get("Content-Range", "").rpartition("/")[2]
                    whole = len(content) <= limit and total in ("", "*", str(len(content)))
                    return Start(content[:limit], whole, response.headers.get("Content-Type", "").partition(";")[0])
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                explained = _explained(error, url)
                raise explained.error if isinstance(explained, _Passing) else explained from error
            except _Passing as passing:
                raise passing.error from passing

        yield start


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except FileNotFoundError:
        hint = "check the name; it counts from the folder of digest.toml"
        raise SourceError("there is no such file", where=str(path), hint=hint) from None
    except OSError as error:
        hint = "it must be a file that this user may read"
        raise SourceError(f"cannot be read: {error.strerror}", where=str(path), hint=hint) from error
    return _sound(content, str(path))


def _client(cache: Path | None) -> httpx.Client:
    import httpx

    transport: httpx.BaseTransport = httpx.HTTPTransport()
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5",
    }
    if cache:
        from hishel import CacheOptions, SqliteStorage
        from hishel.httpx import CacheTransport

        storage = SqliteStorage(database_path=cache / CACHE_FILE)
        transport = CacheTransport(transport, storage=storage, rfc=CacheOptions(shared=False))
        # An issue wants today's stories: always ask, and let the server say that nothing changed.
        headers["Cache-Control"] = "no-cache"
    return httpx.Client(
        transport=transport,
        headers=headers,
        follow_redirects=True,
        max_redirects=REDIRECTS,
        timeout=httpx.Timeout(SILENCE, connect=10.0),
    )


def _get(
    client: httpx.Client,
    url: str,
    *,
    now: datetime,
    pause: Callable[[float], None],
    turn: threading.BoundedSemaphore,
) -> Document:
    for seconds in (*PAUSES, None):
        try:
            with turn:
                return _try(client, url, now)
        except _Passing as passing:
            asked = seconds if passing.seconds is None else passing.seconds
            if seconds is None or asked is None or asked > LONGEST_PAUSE:
                raise passing.error from passing
            pause(asked)
    raise AssertionError("the last try returns or raises")


def _try(client: httpx.Client, url: str, now: datetime) -> Document:
    import httpx

    try:
        with client.stream("GET", url) as response:
            _refuse(response, url)
            content = _sound(_body(response, url), url)
            charset = response.charset_encoding or ""
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Document(_unpacked(content, url), now, url=str(response.url), charset=charset, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _explained(error, url) from error


def _refuse(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if response.is_success:
        return
    other = (
        f"the server answered {status} {response.reason_phrase}".rstrip(),
        "run again later; if it stays, tell the site",
    )
    message, hint = _REFUSED.get(status, other)
    error = Answered(message, status=status, where=url, hint=hint)
    raise _Passing(error, seconds=_asked(response)) if status in _RETRIED else error


def _asked(response: httpx.Response) -> float | None:
    """The seconds after which the server wants to be asked again (RFC 9110, 10.2.3: a number or a date)."""
    written = response.headers.get("Retry-After", "").strip()
    if written.isdecimal():
        return float(written[:9])
    try:
        when = parsedate_to_datetime(written)
        return max(0.0, when.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _body(response: httpx.Response, url: str, limit: int = LIMIT) -> bytes:
    body, start = bytearray(), time.monotonic()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > limit:
            break
        if time.monotonic() - start > DEADLINE:
            hint = "run again later; if it stays, the site is too slow to be a source"
            raise SourceError(f"did not arrive within {DEADLINE:.0f} seconds", where=url, hint=hint)
    return bytes(body)


def _sound(content: bytes, where: str) -> bytes:
    """`content`, if it is neither too large nor empty."""
    if len(content) > LIMIT:
        hint = "use a feed with fewer or shorter entries"
        raise SourceError(f"larger than {LIMIT // 1024 // 1024} MB", where=where, hint=hint)
    if not content.strip():
        raise SourceError("empty", where=where, hint="open it in a browser: if it is empty there too, tell the site")
    return content


def _unpacked(content: bytes, where: str) -> bytes:
    """`content` without gzip: some servers send .gz files without saying so."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return _sound(zlib.decompressobj(wbits=31).decompress(content, LIMIT + 1), where)
    except zlib.error as error:
        raise SourceError(f"damaged gzip: {error}", where=where, hint="download it again") from error


def _explained(error: Exception, url: str) -> Exception:
    """The SourceError for an error of the HTTP client, as _Passing if it is worth another try."""
    import httpx

    causes, host = tuple(_causes(error)), urlsplit(url).hostname
    passing = False
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        message, hint = f'the host "{host}" cannot be found', "check the address for typing errors, and the network"
    elif any(isinstance(cause, ssl.SSLError) for cause in causes):
        message, hint = f"no safe connection: {causes[-1]}", "the site's certificate is wrong: tell the site"
    elif isinstance(error, httpx.TimeoutException):
        message, hint = "the server does not answer in time", "run again later"
    elif isinstance(error, httpx.TooManyRedirects):
        message, hint = (
            f"more than {REDIRECTS} redirects",
            "the site sends us in circles: look for the feed's new address",
        )
    elif isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        message, hint = f"leads to an address that is not http(s): {error}", "look for the feed's new address"
    elif isinstance(error, httpx.DecodingError):
        message, hint = f"compressed wrongly: {error}", "tell the site"
    elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        passing, message, hint = True, "the server refuses the connection", "check host and port, or run again later"
    else:
        passing, message, hint = True, f"the connection broke off: {error}", "run again later"
    explained = SourceError(message, where=url, hint=hint)
    return _Passing(explained) if passing else explained


def _causes(error: BaseException | None) -> Iterator[Any]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
