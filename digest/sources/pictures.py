"""What is at the addresses of pictures: size and format from the first bytes, remembered; what no mail can show."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest import archive
from digest.errors import SourceError
from digest.sources.network.connections import PrivateAddress
from digest.sources.network.web import Web
from digest.sources.reading.images import SMALLEST
from digest.sources.reading.model import Answered, Passing

FIRST = 64 * 1024
"""Bytes that are asked for: in 40 kB of metadata the size still comes first, and a slow host gives them at once."""
MORE = 512 * 1024
"""Bytes that are asked for when it was not in there."""
LARGEST = 10 * 1024 * 1024
"""Bytes of the largest picture that is copied."""
SIDE = 16_000
"""Pixels of the longest side; beyond, it is a bomb or a map, and not for a mail."""
SECONDS = 20.0
"""How long one picture may take, with its redirects."""
REDIRECTS = 5
AT_ONCE = 8
KEPT = timedelta(days=30)
CACHE_FILE = "pictures.json"
CACHED = 2000

_SIGNS: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
    (b"ftypavif", 4, "avif"),
    (b"ftypavis", 4, "avif"),
)


@dataclass(frozen=True)
class Start:
    """The first bytes of a file, and whether they are all of it; `kind` is what the server says it is."""

    content: bytes
    whole: bool
    kind: str = ""


@dataclass(frozen=True)
class Found:
    """A picture as it is: size in pixels as it is shown, 0 when unknown, and its format, "" when unknown.

    `problem` says why no mail can show it; "" also where the host does not answer, because it may later.
    """

    width: int = 0
    height: int = 0
    kind: str = ""
    problem: str = ""


def look_up(
    urls: Sequence[str], *, cache: Path | None, local: Mapping[str, Path], now: datetime
) -> Mapping[str, Found]:
    """What is at each of `urls`. Asks for their first bytes only, and not for what it found in the last 30 days.

    `local` are folders that stand for the starts of addresses that are not online yet. What cannot be reached is
    unknown: no connection is no reason to lose a picture. A host that does not answer is not asked again.
    """
    known = _remembered(cache, now)
    wanted = [url for url in dict.fromkeys(urls) if url not in known]
    silent: set[str] = set()
    with (
        closing(Web(cache=None, largest=LARGEST)) as web,
        ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="picture") as pool,
    ):
        looked = pool.map(lambda url: _look(url, web, local, silent), wanted)
        found = dict(zip(wanted, looked, strict=True))
    _remember(cache, known, found, now)
    return {url: found[url] if url in found else known[url][0] for url in urls}


def read_picture(url: str, *, local: Mapping[str, Path]) -> bytes:
    """The whole picture at `url`, at most LARGEST bytes. Raises SourceError."""
    with closing(Web(cache=None, largest=LARGEST)) as web:
        got = _first_bytes(url, LARGEST, web, local)
    if not got.whole:
        raise SourceError(f"larger than {LARGEST // 1024 // 1024} MB", where=url, hint="publish a smaller one")
    return got.content


def _look(url: str, web: Web, local: Mapping[str, Path], silent: set[str]) -> Found:
    host = urlsplit(url).netloc
    if host in silent:
        return Found()
    try:
        got = _first_bytes(url, FIRST, web, local)
        found = judge(got)
        if not found.width and not found.problem and not got.whole:
            found = judge(_first_bytes(url, MORE, web, local))
        return found
    except Answered as error:
        gone = error.status in (404, 410)
        return Found(problem=f"there is nothing at its address ({error.status})" if gone else "")
    except SourceError as error:
        if isinstance(error.__cause__, PrivateAddress):
            return Found(problem="readers cannot reach its address")
        silent.add(host)
        return Found()


def _first_bytes(url: str, limit: int, web: Web, local: Mapping[str, Path]) -> Start:
    for beginning, folder in local.items():
        if url.startswith(beginning):
            name = unquote(url[len(beginning) :].partition("?")[0])
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                with path.open("rb") as file:
                    content = file.read(limit + 1)
                return Start(content[:limit], whole=len(content) <= limit)
            raise Answered("there is no such file", status=404, where=str(path))
    return _ask(url, limit, web)


def _ask(url: str, limit: int, web: Web) -> Start:
    """Only these bytes are asked for (RFC 9110, 14.2), once; a server that sends more is not listened to."""
    web.within(SECONDS)
    target = url
    for _ in range(REDIRECTS + 1):
        try:
            answer = web.ask(target, public=True, limit=limit, part=True)
        except Passing as passing:
            raise passing.error from passing
        if not answer.moved:
            break
        target = answer.moved
    if not 200 <= answer.status < 300:
        hint = "open it in a browser"
        raise Answered(f"the server answered {answer.status}", status=answer.status, where=url, hint=hint)
    total = answer.headers.get("content-range", "").rpartition("/")[2]
    whole = len(answer.content) <= limit and total in ("", "*", str(len(answer.content)))
    return Start(answer.content[:limit], whole, answer.headers.get("content-type", "").partition(";")[0])


def judge(got: Start) -> Found:
    """What the first bytes of a picture say of it."""
    import imagesize

    kind = next((kind for sign, at, kind in _SIGNS if got.content[at : at + len(sign)] == sign), "")
    if not kind:
        return Found(problem=_no_picture(got))
    try:
        width, height = imagesize.get(io.BytesIO(got.content))
    except Exception:  # whatever a damaged header makes of the parser
        width = height = -1
    if width <= 0 or height <= 0:
        return Found(kind=kind, problem="it is damaged" if got.whole else "")
    if max(width, height) > SIDE:
        return Found(kind=kind, problem=f"it has {width} × {height} pixels")
    if min(width, height) < SMALLEST:
        return Found(kind=kind, problem=f"it has only {width} × {height} pixels")
    return Found(width, height, kind)


def _no_picture(got: Start) -> str:
    head = got.content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head or "svg" in got.kind:
        return "it is SVG, which mail programs do not show"
    if head.startswith((b"<!doctype html", b"<html")) or "html" in got.kind:
        return "it is a web page and no picture"
    return f"it is no JPEG, PNG, GIF, WebP or AVIF{f' but {got.kind}' if got.kind else ''}"


def _remembered(cache: Path | None, now: datetime) -> dict[str, tuple[Found, datetime]]:
    if cache is None:
        return {}
    try:
        rows = json.loads((cache / CACHE_FILE).read_text(encoding="utf-8"))
        known = {url: (Found(*facts), datetime.fromisoformat(when)) for url, (facts, when) in rows.items()}
        return {url: (found, when) for url, (found, when) in known.items() if timedelta() <= now - when < KEPT}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(
    cache: Path | None, known: Mapping[str, tuple[Found, datetime]], found: Mapping[str, Found], now: datetime
) -> None:
    """Keep what is known for sure: a picture that is missing today may be there tomorrow."""
    sure = {url: (each, now) for url, each in found.items() if each.width}
    if cache is None or not sure:
        return
    newest = sorted({**known, **sure}.items(), key=lambda item: item[1][1], reverse=True)[:CACHED]
    rows = {url: ((each.width, each.height, each.kind), when.isoformat()) for url, (each, when) in newest}
    archive.write_file(cache / CACHE_FILE, json.dumps(rows, indent=0) + "\n")
