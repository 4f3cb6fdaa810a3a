"""What is at a picture's address is found from its first bytes, remembered, and judged; the network may fail."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from digest.errors import SourceError
from digest.sources import pictures as module
from digest.sources.pictures import CACHE_FILE, FIRST, MORE, Found, look_up, read_picture

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def picture(format_: str, size: tuple[int, int] = (320, 200), *, before: bytes = b"", turned: int = 0) -> bytes:
    """A small picture; `before` is metadata that stands before the size."""
    out = io.BytesIO()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    Image.new("RGB", size, "teal").save(out, format_, exif=exif)
    content = out.getvalue()
    comments = b"".join(
        b"\xff\xfe" + (len(before[start : start + 60_000]) + 2).to_bytes(2, "big") + before[start : start + 60_000]
        for start in range(0, len(before), 60_000)
    )
    return content[:2] + comments + content[2:] if before else content


PICTURES: dict[str, tuple[int, str, bytes]] = {
    "/a.jpg": (200, "image/jpeg", picture("JPEG")),
    "/turned.jpg": (200, "image/jpeg", picture("JPEG", turned=6)),
    "/a.png": (200, "image/png", picture("PNG")),
    "/a.gif": (200, "image/gif", picture("GIF")),
    "/a.webp": (200, "image/webp", picture("WEBP")),
    "/a.avif": (200, "image/avif", picture("AVIF")),
    "/wrong-type.jpg": (200, "text/plain", picture("PNG")),
    "/late.jpg": (200, "image/jpeg", picture("JPEG", before=bytes(100_000))),
    "/later.jpg": (200, "image/jpeg", picture("JPEG", before=bytes(700_000))),
    "/large.jpg": (200, "image/jpeg", picture("JPEG") + bytes(200_000)),
    "/counter.gif": (200, "image/gif", picture("GIF", (1, 1))),
    "/map.png": (200, "image/png", picture("PNG", (40, 17_000))),
    "/cut.jpg": (200, "image/jpeg", picture("JPEG")[:40]),
    "/drawing.svg": (200, "image/svg+xml", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
    "/login": (200, "text/html", b"\n<!DOCTYPE html><html>Please log in</html>"),
    "/data": (200, "application/pdf", b"%PDF-1.7"),
    "/empty": (200, "", b""),
    "/gone": (410, "text/html", b""),
    "/missing": (404, "text/html", b""),
    "/refused": (403, "text/html", b""),
    "/busy": (503, "text/html", b""),
    "/moved": (302, "/a.png", b""),
    "/circle": (302, "/circle", b""),
}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    ranges = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers["Range"]
        self.server.asked.append((self.path, wanted))
        status, kind, body = PICTURES[self.path]
        last = int(wanted.rpartition("-")[2]) + 1
        total = len(body)
        if status == 200 and self.server.ranges and body:
            status, body = 206, body[:last]
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 206:
            self.send_header("Content-Range", f"bytes 0-{len(body) - 1}/{total}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture(autouse=True)
def _loopback_counts_as_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers of the tests are on loopback, which is no place for a picture that readers shall see."""
    monkeypatch.setattr("digest.sources.network.connections.is_public", lambda _: True)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


def found(server: Server, *paths: str, cache: Path | None = None, now: datetime = NOW) -> list[Found]:
    known = look_up([server.at(path) for path in paths], cache=cache, local={}, now=now)
    return [known[server.at(path)] for path in paths]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a.jpg", Found(320, 200, "jpeg")),
        ("/turned.jpg", Found(200, 320, "jpeg")),
        ("/a.png", Found(320, 200, "png")),
        ("/a.gif", Found(320, 200, "gif")),
        ("/a.webp", Found(320, 200, "webp")),
        ("/a.avif", Found(320, 200, "avif")),
        ("/wrong-type.jpg", Found(320, 200, "png")),
        ("/late.jpg", Found(320, 200, "jpeg")),
        ("/later.jpg", Found(kind="jpeg")),
        ("/counter.gif", Found(kind="gif", problem="it has only 1 × 1 pixels")),
        ("/map.png", Found(kind="png", problem="it has 40 × 17000 pixels")),
        ("/cut.jpg", Found(kind="jpeg", problem="it is damaged")),
        ("/drawing.svg", Found(problem="it is SVG, which mail programs do not show")),
        ("/login", Found(problem="it is a web page and no picture")),
        ("/data", Found(problem="it is no JPEG, PNG, GIF, WebP or AVIF but application/pdf")),
        ("/empty", Found(problem="it is no JPEG, PNG, GIF, WebP or AVIF")),
        ("/gone", Found(problem="there is nothing at its address (410)")),
        ("/missing", Found(problem="there is nothing at its address (404)")),
        ("/refused", Found()),
        ("/busy", Found()),
    ],
)
@pytest.mark.parametrize("ranges", [True, False])
def test_what_is_there(server: Server, path: str, expected: Found, ranges: bool) -> None:
    """Size as it is shown, format by content; what no mail can show has a reason; a refusal is no proof of anything."""
    server.ranges = ranges
    assert found(server, path) == [expected]


def test_a_header_that_breaks_its_parser_is_damaged(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture of one feed can end the plan of an issue."""

    def broken(_: object) -> tuple[int, int]:
        raise IndexError("deep inside")

    monkeypatch.setattr("imagesize.get", broken)
    assert found(server, "/a.png") == [Found(kind="png", problem="it is damaged")]


def test_only_the_first_bytes_are_asked_for(server: Server) -> None:
    """64 kB, and half a megabyte when the size is not in them; never the whole of a large file."""
    found(server, "/large.jpg", "/late.jpg")
    asked = {
        path: [int(wanted.rpartition("-")[2]) + 1 for at, wanted in server.asked if at == path]
        for path, _ in server.asked
    }
    assert asked == {"/large.jpg": [FIRST], "/late.jpg": [FIRST, MORE]}


def test_what_was_found_is_remembered(server: Server, tmp_path: Path) -> None:
    """For thirty days nobody is asked again; what is missing is asked for each time, because it may be there by now."""
    for day in (0, 29):
        assert found(server, "/a.jpg", "/missing", cache=tmp_path, now=NOW + timedelta(days=day))[0].width == 320
    assert sorted(path for path, _ in server.asked) == ["/a.jpg", "/missing", "/missing"]
    found(server, "/a.jpg", cache=tmp_path, now=NOW + timedelta(days=31))
    assert len(server.asked) == 4


@pytest.mark.parametrize("content", ["", "[]", '{"x": 1}', '{"x": [[1, 2], "never"]}', '{"x": [[1, 2, 3, 4, 5], ""]}'])
def test_a_damaged_memory_is_forgotten(server: Server, tmp_path: Path, content: str) -> None:
    """It is a cache: a crash that damaged it costs a request."""
    (tmp_path / CACHE_FILE).write_text(content)
    assert found(server, "/a.jpg", cache=tmp_path)[0].width == 320
    assert list(json.loads((tmp_path / CACHE_FILE).read_text())) == [server.at("/a.jpg")]


def test_the_memory_is_bounded(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest are forgotten first."""
    monkeypatch.setattr(module, "CACHED", 1)
    found(server, "/a.jpg", cache=tmp_path)
    found(server, "/a.png", cache=tmp_path, now=NOW + timedelta(days=1))
    assert list(json.loads((tmp_path / CACHE_FILE).read_text())) == [server.at("/a.png")]


def test_a_host_that_does_not_answer_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off the network, an issue of sixty pictures is planned without sixty failures, and keeps its pictures."""
    monkeypatch.setattr(module, "AT_ONCE", 1)
    with Server() as closed:
        urls = [closed.at(f"/{number}.jpg") for number in range(20)]
    tries: list[str] = []
    first = module._first_bytes

    def counted(url: str, *rest: object) -> object:
        tries.append(url)
        return first(url, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_first_bytes", counted)
    assert set(look_up(urls, cache=None, local={}, now=NOW).values()) == {Found()}
    assert len(tries) == 1


def test_pictures_that_are_not_online_yet(tmp_path: Path) -> None:
    """A local folder stands for the start of addresses; nothing outside of it is read."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "å b.png").write_bytes(picture("PNG"))
    (tmp_path / "secret.png").write_bytes(picture("PNG"))
    base = "https://paper.example/i/"
    names = ("%C3%A5%20b.png?v=1", "../secret.png", "%2e%2e/secret.png", "none.png")
    known = look_up([base + name for name in names], cache=None, local={base: tmp_path / "in"}, now=NOW)
    missing = Found(problem="there is nothing at its address (404)")
    assert list(known.values()) == [Found(320, 200, "png"), missing, missing, missing]


def test_a_whole_picture_is_bounded(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is copied is read to its end, if that comes."""
    assert read_picture(server.at("/a.png"), local={}) == PICTURES["/a.png"][2]
    monkeypatch.setattr(module, "LARGEST", 100)
    for server.ranges in (True, False):
        with pytest.raises(SourceError, match="larger than"):
            read_picture(server.at("/a.png"), local={})


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/a.jpg", "http://169.254.169.254/latest/", "http://[::1]/a.jpg", "http://localhost/a.jpg"],
)
def test_what_readers_cannot_reach_is_not_asked_for(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address of a private network is of no use in a mail, and a feed cannot make us ask it."""
    monkeypatch.undo()
    assert look_up([url], cache=None, local={}, now=NOW) == {url: Found(problem="readers cannot reach its address")}


def test_redirects_are_followed_and_end(server: Server) -> None:
    """A picture that has moved is found; one that leads in circles is unknown."""
    assert found(server, "/moved", "/circle") == [Found(320, 200, "png"), Found()]
