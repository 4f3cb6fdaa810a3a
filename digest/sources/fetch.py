"""Get what is at a source's place, an address or a file: politely, within limits, and again where that may help."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.bounds import too_large
from digest.sources.reading.model import Answered, Document, Fetch, Linked, Passing
from digest.sources.reading.unpacking import Damaged, gunzipped, is_gzip

if TYPE_CHECKING:
    from digest.sources.network.web import Answer, Web

LIMIT = 20 * 1024 * 1024
"""Bytes of the largest document, before and after decompression."""
REDIRECTS = 5
PAUSES = (0.5, 2.0)
"""Seconds before the second and third try, unless the server says how many (Retry-After)."""
LONGEST_PAUSE = 30.0
"""Seconds that we wait at most because a server asks for it; what asks for more is left for the next run."""
PER_HOST = 2
"""Requests to one host at the same time (RFC 2616, 8.1.4)."""
DEADLINE = 60.0
"""Seconds that one document may take, with its redirects, pauses and tries; waiting for other sources aside."""

_RETRIED = frozenset((429, 500, 502, 503, 504))
_OTHER_CODINGS = frozenset(("br", "zstd", "deflate", "compress", "x-compress"))
_REFUSED = {
    401: ("the server asks for a login", "feeds behind a login cannot be read; ask the site for an open address"),
    403: ("the server refuses us (403)", "the site may block programs: ask it to let the User-Agent `digest` in"),
    404: ("there is nothing at this address (404)", "the feed may have moved: look for its address on the site"),
    410: ("the feed is gone for good (410)", "remove this source, or look for its new address on the site"),
    429: ("the server says we ask too often (429)", "run again later"),
}


@dataclass
class _Run:
    """What all fetches of one run share: the client, made when the first address is asked, and the turns at hosts."""

    cache: Path | None
    now: datetime
    pause: Callable[[float], None]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _webs: list[Web] = field(default_factory=list)
    _turns: dict[str, threading.BoundedSemaphore] = field(
        default_factory=lambda: defaultdict(lambda: threading.BoundedSemaphore(PER_HOST))
    )

    @property
    def web(self) -> Web:
        """The client. It takes 0.1 s to start, and local files need none."""
        from digest.sources.network.web import Web

        with self._lock:
            if not self._webs:
                self._webs.append(Web(cache=self.cache, largest=LIMIT))
            return self._webs[0]

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """One of the PER_HOST places at `host`; the wait for it does not count."""
        with self._lock:
            turn = self._turns[host]
        began = time.monotonic()
        with turn:
            self.web.extend(time.monotonic() - began)
            yield

    def close(self) -> None:
        """Close the client, if there is one."""
        for web in self._webs:
            web.close()


@contextmanager
def fetching(*, cache: Path | None, now: datetime, pause: Callable[[float], None] = time.sleep) -> Iterator[Fetch]:
    """A `Fetch` for as long as the context lasts, safe to call from several threads.

    With a `cache` folder, an address that answered before is asked with If-None-Match and If-Modified-Since, and
    a 304 gives what is kept. Connection errors and the answers 429 and 5xx are tried twice more, when the server
    asks us to (Retry-After) or a little later; one host is asked at most PER_HOST times at once. Redirects are
    followed REDIRECTS times, to http(s), and to private addresses only at the host that the config names.
    `pause` waits the given seconds. Every failure is a SourceError that says what to do.
    """
    with closing(_Run(cache, now, pause)) as run:

        def fetch(source: SourceConfig) -> Document:
            if source.file:
                return Document(_sound(_unpacked(_read(source.file), str(source.file)), str(source.file)), fetched=now)
            return _get(run, source.url, trusted=_host(source.named_by if isinstance(source, Linked) else source.url))

        yield fetch


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
    if not content.strip():
        raise SourceError("empty", where=str(path), hint="put stories into it, or take it out of the sources")
    return _sound(content, str(path))


def _get(run: _Run, url: str, *, trusted: str) -> Document:
    run.web.within(DEADLINE)
    for seconds in (*PAUSES, None):
        try:
            return _try(run, url, trusted=trusted)
        except Passing as passing:
            asked = seconds if passing.seconds is None else passing.seconds
            if seconds is None or asked is None or asked > min(LONGEST_PAUSE, run.web.left()):
                raise passing.error from passing
            run.pause(asked)
    raise AssertionError("the last try returns or raises")


def _try(run: _Run, url: str, *, trusted: str) -> Document:
    """The document at `url`, or where that leads to. Only the host `trusted` may lie at a private address."""
    target = url
    for _ in range(REDIRECTS + 1):
        host = _host(target)
        with run.turn(host):
            answer = run.web.ask(target, public=host != trusted, limit=LIMIT)
        if not answer.moved:
            return _document(run, target, answer)
        target = answer.moved
    hint = "the site sends us in circles: look for the feed's new address"
    raise SourceError(f"more than {REDIRECTS} redirects", where=url, hint=hint)


def _host(url: str) -> str:
    """The host of an address in lower case; of one that cannot be read, itself."""
    try:
        return (urlsplit(url).hostname or url).rstrip(".")
    except ValueError:
        return url


def _document(run: _Run, url: str, answer: Answer) -> Document:
    _refuse(answer)
    try:
        content = _sound(_unpacked(_decoded(answer), url), url)
    except SourceError:
        run.web.forget(url)
        raise
    return Document(content, run.now, url=answer.url, charset=answer.charset, headers=answer.headers)


def _refuse(answer: Answer) -> None:
    status = answer.status
    if 200 <= status < 300:
        return
    other = (f"the server answered {status} {answer.reason}".rstrip(), "run again later; if it stays, tell the site")
    message, hint = _REFUSED.get(status, other)
    error = Answered(message, status=status, where=answer.url, hint=hint)
    raise Passing(error, seconds=_asked(answer)) if status in _RETRIED else error


def _asked(answer: Answer) -> float | None:
    """The seconds after which the server wants to be asked again (RFC 9110, 10.2.3: a number or a date)."""
    written = answer.headers.get("retry-after", "").strip()
    if written.isdecimal():
        return float(written[:9])
    try:
        when = parsedate_to_datetime(written)
        return max(0.0, when.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _decoded(answer: Answer) -> bytes:
    """The body without the compression that the server announces; we ask for none but gzip."""
    announced = {coding.strip().lower() for coding in answer.headers.get("content-encoding", "").split(",")}
    if announced & {"gzip", "x-gzip"} and not is_gzip(answer.content) and answer.content:
        raise SourceError("compressed wrongly: this is not gzip", where=answer.url, hint="tell the site")
    if unasked := announced & _OTHER_CODINGS:
        told = f"compressed in a way that we do not read: {', '.join(sorted(unasked))}"
        raise SourceError(told, where=answer.url, hint="tell the site")
    return answer.content


def _unpacked(content: bytes, where: str) -> bytes:
    """`content` without gzip, announced or not; a .gz file that is sent compressed is packed twice."""
    for _ in range(2):
        if not is_gzip(content):
            break
        try:
            content = gunzipped(content, limit=LIMIT)
        except Damaged as error:
            raise SourceError(f"damaged gzip: {error}", where=where, hint="download it again") from error
    return content


def _sound(content: bytes, where: str) -> bytes:
    """`content`, if it is neither too large nor empty."""
    if len(content) > LIMIT:
        raise too_large(LIMIT, where=where)
    if not content.strip():
        raise SourceError("empty", where=where, hint="open it in a browser: if it is empty there too, tell the site")
    return content
