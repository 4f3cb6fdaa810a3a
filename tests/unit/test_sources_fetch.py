"""Getting documents, against a misbehaving server on loopback."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources import fetch as module
from digest.sources.fetch import USER_AGENT, fetching
from digest.sources.reading.model import Document

NOW = datetime(2026, 11, 20, tzinfo=UTC)
BODY = b"<rss>stories</rss>"


class Server(ThreadingHTTPServer):
    """Answers each path with a function, and keeps what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, Callable[[Handler], None]] = {}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
        self.server.answers[self.path](self)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def get(url: str, *, cache: Path | None = None, pauses: list[float] | None = None) -> Document:
    with fetching(cache=cache, now=NOW, pause=(pauses if pauses is not None else []).append) as fetch:
        return fetch(SourceConfig(url=url))


@contextmanager
def refused(message: str) -> Iterator[None]:
    """The block raises a SourceError about `message` that also says what to do."""
    with pytest.raises(SourceError, match=message) as caught:
        yield
    assert caught.value.hint
    assert caught.value.where


def test_a_document_is_fetched_by_name(server: Server) -> None:
    """We say who we are; the address after redirects, the charset and the time come with the content."""
    server.answers["/old"] = lambda handler: handler.answer(302, Location="/feed")
    server.answers["/feed"] = lambda handler: handler.answer(body=BODY, Content_Type="text/xml; charset=koi8-r")
    assert get(f"{server.base}/old") == Document(BODY, fetched=NOW, url=f"{server.base}/feed", charset="koi8-r")
    assert server.asked[0][1]["user-agent"] == USER_AGENT
    assert USER_AGENT.startswith("digest/")


def test_one_client_serves_all_sources(server: Server) -> None:
    """Two sources of one host share a connection."""
    ports: set[int] = set()

    def answer(handler: Handler) -> None:
        ports.add(handler.client_address[1])
        handler.answer(body=BODY)

    server.answers["/a"] = server.answers["/b"] = answer
    with fetching(cache=None, now=NOW) as fetch:
        for path in ("/a", "/b"):
            assert fetch(SourceConfig(url=f"{server.base}{path}")).content == BODY
    assert len(ports) == 1


def test_what_did_not_change_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    """With a cache folder the second request is conditional, and a 304 gives the kept content."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.answer(304, ETag='"v1"')
        else:
            handler.answer(
                body=BODY, ETag='"v1"', Last_Modified="Thu, 19 Nov 2026 08:00:00 GMT", Cache_Control="max-age=900"
            )

    server.answers["/feed"] = answer
    first, second = (get(f"{server.base}/feed", cache=tmp_path / "cache") for _ in range(2))
    assert first.content == second.content == BODY
    assert len(server.asked) == 2
    assert server.asked[1][1]["if-none-match"] == '"v1"'


def test_what_changed_is_sent_again(server: Server, tmp_path: Path) -> None:
    """The cache never stands for a newer document."""
    bodies = iter([b"<rss>one</rss>", b"<rss>two</rss>"])
    server.answers["/feed"] = lambda handler: handler.answer(body=next(bodies), ETag=f'"{len(server.asked)}"')
    found = [get(f"{server.base}/feed", cache=tmp_path).content for _ in range(2)]
    assert found == [b"<rss>one</rss>", b"<rss>two</rss>"]


def test_without_a_cache_nothing_is_written(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder given: no file made."""
    monkeypatch.chdir(tmp_path)
    server.answers["/feed"] = lambda handler: handler.answer(body=BODY, ETag='"v1"')
    get(f"{server.base}/feed")
    assert list(tmp_path.iterdir()) == []


def test_a_passing_failure_is_tried_again(server: Server) -> None:
    """500, then 200: the second try succeeds, after a pause."""
    statuses = iter([500, 200])
    server.answers["/feed"] = lambda handler: handler.answer(next(statuses), body=BODY)
    pauses: list[float] = []
    assert get(f"{server.base}/feed", pauses=pauses).content == BODY
    assert pauses == [0.5]


@pytest.mark.parametrize(
    ("status", "tries", "message"),
    [
        (503, 3, "answered 503"),
        (429, 3, "ask too often"),
        (404, 1, "nothing at this"),
        (403, 1, "refuses us"),
        (401, 1, "login"),
        (410, 1, "gone"),
        (418, 1, "answered 418"),
    ],
)
def test_refusals_are_named(server: Server, status: int, tries: int, message: str) -> None:
    """Each status has its message; only what may pass is tried three times, with growing pauses."""
    server.answers["/feed"] = lambda handler: handler.answer(status)
    pauses: list[float] = []
    with refused(message):
        get(f"{server.base}/feed", pauses=pauses)
    assert len(server.asked) == tries
    assert pauses == [0.5, 2.0][: tries - 1]


@pytest.mark.parametrize(
    ("asked", "pauses", "tries"),
    [
        ("7", [7.0, 7.0], 3),
        ("0", [0.0, 0.0], 3),
        ("3600", [], 1),
        ("9" * 400, [], 1),
        ("Wed, 21 Oct 2015 07:28:00 GMT", [0.0, 0.0], 3),
        ("Wed, 21 Oct 2095 07:28:00 GMT", [], 1),
        ("soon", [0.5, 2.0], 3),
        ("", [0.5, 2.0], 3),
    ],
)
def test_we_wait_as_long_as_the_server_asks(server: Server, asked: str, pauses: list[float], tries: int) -> None:
    """Retry-After in seconds or as a date is kept, up to half a minute; who asks for more is left for the next run."""
    server.answers["/feed"] = lambda handler: handler.answer(503, Retry_After=asked)
    waited: list[float] = []
    with refused("answered 503"):
        get(f"{server.base}/feed", pauses=waited)
    assert waited == pauses
    assert len(server.asked) == tries


def test_one_host_is_asked_twice_at_once_at_most(server: Server) -> None:
    """However many sources lie there, the third request waits until one of two is answered."""
    lock, inside, most = threading.Lock(), [0], [0]
    both = threading.Barrier(2)

    def answer(handler: Handler) -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        both.wait(10)  # nobody is answered before two are there
        with lock:
            inside[0] -= 1
        handler.answer(body=BODY)

    server.answers["/feed"] = answer
    with fetching(cache=None, now=NOW) as fetch, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: fetch(SourceConfig(url=f"{server.base}/feed")), range(8)))
    assert len(found) == 8
    assert most == [2]


def test_the_answers_headers_come_with_it(server: Server) -> None:
    """Their names are in lower case, whatever the server writes."""
    server.answers["/feed"] = lambda handler: handler.answer(body=BODY, X_WP_TotalPages="3")
    assert get(f"{server.base}/feed").headers["x-wp-totalpages"] == "3"


def test_redirects_end(server: Server) -> None:
    """A loop is left after five redirects."""
    server.answers["/feed"] = lambda handler: handler.answer(302, Location="/feed")
    with refused("more than 5 redirects"):
        get(f"{server.base}/feed")
    assert len(server.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "gopher://127.0.0.1"])
def test_redirects_stay_on_http(server: Server, target: str) -> None:
    """No server can send us to a file or another protocol."""
    server.answers["/feed"] = lambda handler: handler.answer(302, Location=target)
    with refused(r"not http\(s\)"):
        get(f"{server.base}/feed")


def test_a_document_without_end_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream is left as soon as it passes the limit, however slowly it comes."""
    monkeypatch.setattr(module, "LIMIT", 50_000)
    sent = []

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        try:
            for _ in range(100_000):
                handler.wfile.write(b"x" * 1000)
                sent.append(1000)
        except OSError:
            handler.close_connection = True

    server.answers["/feed"] = drip
    with refused("larger than"):
        get(f"{server.base}/feed")
    assert sum(sent) < 100_000_000


def test_a_document_that_never_arrives_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole document has a deadline, not only each piece."""
    monkeypatch.setattr(module, "DEADLINE", -1.0)
    server.answers["/feed"] = lambda handler: handler.answer(body=BODY)
    with refused("did not arrive"):
        get(f"{server.base}/feed")


def test_compressed_documents_are_unpacked(server: Server) -> None:
    """Content-Encoding gzip, and gzip bytes that nobody announced."""
    server.answers["/announced"] = lambda handler: handler.answer(body=gzip.compress(BODY), Content_Encoding="gzip")
    server.answers["/not"] = lambda handler: handler.answer(body=gzip.compress(BODY))
    assert get(f"{server.base}/announced").content == BODY
    assert get(f"{server.base}/not").content == BODY


def test_compressed_bombs_are_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit counts what comes out of the compression."""
    monkeypatch.setattr(module, "LIMIT", 50_000)
    bomb = gzip.compress(b"x" * 1_000_000)
    server.answers["/announced"] = lambda handler: handler.answer(body=bomb, Content_Encoding="gzip")
    server.answers["/not"] = lambda handler: handler.answer(body=bomb)
    for path in ("/announced", "/not"):
        with refused("larger than"):
            get(f"{server.base}{path}")


def test_damaged_compression_is_named(server: Server) -> None:
    """Bytes that only look like gzip are an error of their own."""
    server.answers["/announced"] = lambda handler: handler.answer(body=b"no gzip", Content_Encoding="gzip")
    server.answers["/not"] = lambda handler: handler.answer(body=b"\x1f\x8b broken")
    with refused("compressed wrongly"):
        get(f"{server.base}/announced")
    with refused("damaged gzip"):
        get(f"{server.base}/not")


def test_an_empty_answer_is_named(server: Server) -> None:
    """200 with nothing in it is no feed."""
    server.answers["/feed"] = lambda handler: handler.answer(body=b" \n")
    with refused("empty"):
        get(f"{server.base}/feed")


def test_a_connection_that_breaks_is_tried_again(server: Server) -> None:
    """A server that hangs up is asked three times, then named."""

    def hang_up(handler: Handler) -> None:
        handler.close_connection = True

    server.answers["/feed"] = hang_up
    with refused("broke off"):
        get(f"{server.base}/feed")
    assert len(server.asked) == 3


def test_a_server_that_is_down_is_named(server: Server) -> None:
    """Nothing listens there: refused, after two more tries."""
    free = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    port = free.server_port
    free.server_close()
    pauses: list[float] = []
    with refused("refuses the connection"):
        get(f"http://127.0.0.1:{port}/feed", pauses=pauses)
    assert len(pauses) == 2


def test_a_host_that_does_not_exist_is_named() -> None:
    """A typing error in the host is told at once, without more tries."""
    pauses: list[float] = []
    with refused("cannot be found"):
        get("http://no-such-host.invalid/feed", pauses=pauses)
    assert pauses == []


def test_a_slow_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timeout says so."""
    import httpx

    def slow(*_: object, **__: object) -> None:
        raise httpx.ReadTimeout("slow")

    monkeypatch.setattr(httpx.Client, "stream", slow)
    with refused("in time"):
        get("http://127.0.0.1/feed")


def test_a_wrong_certificate_is_named(server: Server) -> None:
    """A server that does not speak TLS where it should is told as such."""
    with refused("no safe connection"):
        get(server.base.replace("http://", "https://"))


def test_an_address_that_is_none_is_named() -> None:
    """What httpx cannot read is an error of the source."""
    with refused("not http"):
        get("http://127.0.0.1:port/")


def test_files_are_read(tmp_path: Path) -> None:
    """A local file, packed or not, has no address."""
    (tmp_path / "feed.xml").write_bytes(BODY)
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(BODY))
    with fetching(cache=None, now=NOW) as fetch:
        for name in ("feed.xml", "feed.xml.gz"):
            assert fetch(SourceConfig(file=tmp_path / name)) == Document(BODY, fetched=NOW)


def test_files_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, a folder, empty, too large: each says so."""
    monkeypatch.setattr(module, "LIMIT", 1000)
    (tmp_path / "empty.xml").touch()
    (tmp_path / "large.xml").write_bytes(b"x" * 2000)
    with fetching(cache=None, now=NOW) as fetch:
        for name, message in (
            ("none.xml", "no such file"),
            ("", "cannot be read"),
            ("empty.xml", "empty"),
            ("large.xml", "larger"),
        ):
            with refused(message):
                fetch(SourceConfig(file=tmp_path / name))
