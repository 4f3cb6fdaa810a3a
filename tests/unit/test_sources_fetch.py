"""Getting documents, against a misbehaving server on loopback."""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpcore
import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources import collect
from digest.sources import fetch as module
from digest.sources.fetch import fetching
from digest.sources.network import connections, web
from digest.sources.network.web import USER_AGENT
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
        self.stopping = threading.Event()

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
        running.stopping.set()
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


def test_a_redirect_may_not_lead_inside(server: Server) -> None:
    """A server cannot send us to an address of this machine or network that the config does not name."""
    port = server.server_port
    server.answers["/feed"] = lambda handler: handler.answer(302, Location=f"http://127.0.0.1:{port}/internal")
    server.answers["/internal"] = lambda handler: handler.answer(body=BODY)
    with refused(r"private address \(127\.0\.0\.1\)"):
        get(f"http://localhost:{port}/feed")
    assert [path for path, _ in server.asked] == ["/feed"]
    assert get(f"http://127.0.0.1:{port}/internal").content == BODY


@pytest.mark.parametrize("host", ["0.0.0.0", "127.1", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:127.0.0.1]"])
def test_private_addresses_in_any_spelling(server: Server, host: str) -> None:
    """Numbers, short forms and IPv6 are seen as what they are."""
    server.answers["/feed"] = lambda handler: handler.answer(
        302, Location=f"http://{host}:{server.server_port}/internal"
    )
    with refused("private address"):
        get(f"{server.base}/feed")
    assert len(server.asked) == 1


def test_the_address_that_was_checked_is_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is looked up again and leads elsewhere the second time (DNS rebinding) changes nothing."""
    answers = {"lantern.example": iter(["127.0.0.1"]), "rebound.example": iter(["93.184.215.14", "127.0.0.1"])}
    connected: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers[host]) if host in answers else host, port))]

    def connect(_: object, host: str, *__: object) -> None:
        connected.append(host)
        raise httpcore.ConnectTimeout("nobody there")

    server.answers["/feed"] = lambda handler: handler.answer(302, Location="http://rebound.example/internal")
    here = connections.httpcore.SyncBackend.connect_tcp
    monkeypatch.setattr(
        connections.httpcore.SyncBackend,
        "connect_tcp",
        lambda self, host, *more: here(self, host, *more) if host == "127.0.0.1" else connect(self, host, *more),
    )
    monkeypatch.setattr(connections.socket, "getaddrinfo", look_up)
    with refused("in time"):
        get(f"http://lantern.example:{server.server_port}/feed")
    assert connected == ["93.184.215.14"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("64:ff9b::5db8:d70e", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """IANA's registries decide, for what an IPv6 address stands for too."""
    assert connections.is_public(address) is public


def test_what_a_list_on_the_web_names_may_not_lie_inside(server: Server) -> None:
    """The feeds of a remote OPML are not the config's word; one beside the list, at its host, is read."""
    feed = b"<rss><channel><title>T</title><item><title>A</title><link>https://h.example/</link></item></channel></rss>"
    port = server.server_port
    hosts = ("localhost", "127.0.0.1")
    outlines = "".join(f'<outline text="{host}" xmlUrl="http://{host}:{port}/feed"/>' for host in hosts)
    server.answers["/list"] = lambda handler: handler.answer(body=f"<opml><body>{outlines}</body></opml>".encode())
    server.answers["/feed"] = lambda handler: handler.answer(body=feed)
    found = collect([SourceConfig(kind="opml", url=f"http://localhost:{port}/list")], cache=None, now=NOW)
    assert [entry.source for entry in found.entries] == ["localhost"]
    assert [failure.source for failure in found.failures] == ["127.0.0.1"]
    assert "private address" in found.failures[0].error


def test_what_a_file_names_is_as_good_as_the_config(server: Server, tmp_path: Path) -> None:
    """The feeds of a list on disk may lie anywhere."""
    feed = b"<rss><channel><title>T</title><item><title>A</title><link>https://h.example/</link></item></channel></rss>"
    server.answers["/feed"] = lambda handler: handler.answer(body=feed)
    (tmp_path / "list.opml").write_text(f'<opml><body><outline xmlUrl="{server.base}/feed"/></body></opml>')
    found = collect([SourceConfig(kind="opml", file=tmp_path / "list.opml")], cache=None, now=NOW)
    assert len(found.entries) == 1


def dripping(piece: bytes, start: bytes = b"") -> Callable[[Handler], None]:
    """An answer that goes on for ever, a piece each twentieth of a second."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(start)
            while not handler.server.stopping.wait(0.05):
                handler.wfile.write(piece)
        except OSError:
            pass

    return answer


@pytest.mark.parametrize(
    ("start", "piece"),
    [(b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"), (b"", b"H"), (b"HTTP/1.1 200 OK\r\n\r\n", b"x")],
    ids=["headers", "status", "body"],
)
def test_whatever_drips_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch, start: bytes, piece: bytes
) -> None:
    """The deadline counts for headers as for the body; pieces that keep coming do not put it off."""
    monkeypatch.setattr(module, "DEADLINE", 0.4)
    server.answers["/feed"] = dripping(piece, start)
    with refused("did not arrive|broke off"):
        get(f"{server.base}/feed")


def test_redirects_and_tries_share_the_deadline(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """No time is left for a pause that would end after it."""
    monkeypatch.setattr(module, "DEADLINE", 5.0)
    server.answers["/feed"] = lambda handler: handler.answer(503, Retry_After="7")
    pauses: list[float] = []
    with refused("answered 503"):
        get(f"{server.base}/feed", pauses=pauses)
    assert pauses == []


def test_waiting_for_other_sources_does_not_count(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that is asked for many documents has the whole time for each."""
    monkeypatch.setattr(module, "DEADLINE", 1.0)

    def answer(handler: Handler) -> None:
        server.stopping.wait(0.4)
        handler.answer(body=BODY)

    server.answers["/feed"] = answer
    with fetching(cache=None, now=NOW) as fetch, ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda _: fetch(SourceConfig(url=f"{server.base}/feed")), range(10)))
    assert len(found) == 10


def test_a_host_is_one_however_it_is_written(server: Server) -> None:
    """The limit counts requests to LOCALHOST, localhost and where redirects lead together."""
    lock, inside, most = threading.Lock(), [0], [0]
    both = threading.Barrier(2)

    def answer(handler: Handler) -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        both.wait(10)  # nobody is answered before two are there
        server.stopping.wait(0.05)  # a third would come now
        with lock:
            inside[0] -= 1
        handler.answer(body=BODY)

    port = server.server_port
    server.answers["/feed"] = answer
    server.answers["/moved"] = lambda handler: handler.answer(302, Location=f"http://LocalHost:{port}/feed")
    places = [f"http://{host}:{port}/{path}" for host in ("localhost", "LOCALHOST") for path in ("feed", "moved")]
    with fetching(cache=None, now=NOW) as fetch, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda url: fetch(SourceConfig(url=url)), places * 2))
    assert len(found) == 8
    assert most == [2]


def test_all_members_of_a_gzip_file_are_read(server: Server, tmp_path: Path) -> None:
    """Files that were put together from several, announced or not, on the web or on disk; zeros at the end are none."""
    packed = gzip.compress(BODY[:6]) + gzip.compress(BODY[6:]) + b"\0" * 100
    server.answers["/announced"] = lambda handler: handler.answer(body=packed, Content_Encoding="gzip")
    server.answers["/not"] = lambda handler: handler.answer(body=packed)
    (tmp_path / "feed.xml.gz").write_bytes(packed)
    assert get(f"{server.base}/announced").content == BODY
    assert get(f"{server.base}/not").content == BODY
    with fetching(cache=None, now=NOW) as fetch:
        assert fetch(SourceConfig(file=tmp_path / "feed.xml.gz")).content == BODY


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(BODY * 50)[:-9], gzip.compress(BODY) + gzip.compress(BODY * 50)[:-9]],
    ids=["one", "the second of two"],
)
def test_gzip_that_was_cut_short_is_named(server: Server, packed: bytes) -> None:
    """Half a document is never taken for the whole."""
    server.answers["/announced"] = lambda handler: handler.answer(body=packed, Content_Encoding="gzip")
    server.answers["/not"] = lambda handler: handler.answer(body=packed)
    for path in ("/announced", "/not"):
        with refused("ends too early"):
            get(f"{server.base}{path}")


def test_gzip_in_countless_pieces_is_refused(server: Server) -> None:
    """Twenty bytes a piece cost a hundred times as much to read."""
    server.answers["/feed"] = lambda handler: handler.answer(body=gzip.compress(b"") * 20_000)
    with refused("pieces"):
        get(f"{server.base}/feed")


def test_compression_that_was_not_asked_for_is_named(server: Server) -> None:
    """We ask for gzip alone, since nothing bounds what the others unpack to before it is there."""
    server.answers["/feed"] = lambda handler: handler.answer(body=BODY, Content_Encoding="br")
    with refused("that we do not read: br"):
        get(f"{server.base}/feed")
    assert server.asked[0][1]["accept-encoding"] == "gzip"


def kept(folder: Path) -> tuple[int, int]:
    """How many answers the cache keeps, and the bytes of its files."""
    with contextlib.closing(sqlite3.connect(folder / "http.db")) as database:
        answers = database.execute("SELECT count(*) FROM entries").fetchone()[0]
    return answers, sum(path.stat().st_size for path in folder.iterdir())


def test_the_cache_does_not_grow_with_what_changed(server: Server, tmp_path: Path) -> None:
    """Of a feed that changes each time, the last two bodies are kept, and the file gives back the rest."""
    server.answers["/feed"] = lambda handler: handler.answer(body=os.urandom(500_000), ETag=f'"{len(server.asked)}"')
    for _ in range(8):
        get(f"{server.base}/feed", cache=tmp_path)
    answers, size = kept(tmp_path)
    assert answers <= 2
    assert size < 1_500_000


def test_the_cache_has_a_largest_size(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not asked for longest goes first."""
    monkeypatch.setattr(web, "REPLACED", 0.0)
    monkeypatch.setattr(web, "CACHE_SIZE", 1_000_000)
    for number in range(8):
        server.answers[f"/{number}"] = lambda handler: handler.answer(body=os.urandom(300_000), ETag='"1"')
        get(f"{server.base}/{number}", cache=tmp_path)
    assert kept(tmp_path)[1] < 1_600_000


@pytest.mark.parametrize("announced", [True, False])
def test_what_was_refused_is_not_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    """A body that is too large leaves no bytes in the cache, whether the server says so before or not."""
    monkeypatch.setattr(module, "LIMIT", 1_000_000)

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("ETag", '"1"')
        handler.send_header("Content-Length" if announced else "X-Length", "3000000")
        handler.send_header("Connection", "close")
        handler.end_headers()
        with contextlib.suppress(OSError):
            handler.wfile.write(b"x" * 3_000_000)

    server.answers["/feed"] = answer
    with refused("larger than"):
        get(f"{server.base}/feed", cache=tmp_path)
    answers, size = kept(tmp_path)
    assert answers == 0
    assert size < 200_000


def test_a_damaged_answer_does_not_stay_in_the_cache(server: Server, tmp_path: Path) -> None:
    """What the server says did not change must have been good: after a damaged answer the whole is asked for."""
    packed = gzip.compress(BODY * 50)
    bodies = iter([packed[:-9], packed])

    def answer(handler: Handler) -> None:
        if "If-None-Match" in handler.headers:
            handler.answer(304, ETag='"1"')
        else:
            handler.answer(body=next(bodies), ETag='"1"')

    server.answers["/feed"] = answer
    with refused("ends too early"):
        get(f"{server.base}/feed", cache=tmp_path)
    assert get(f"{server.base}/feed", cache=tmp_path).content == BODY * 50


def test_a_cache_that_cannot_be_written_costs_nothing_else(server: Server, tmp_path: Path) -> None:
    """A file where the folder should be: the document comes all the same."""
    (tmp_path / "state").write_text("")
    server.answers["/feed"] = lambda handler: handler.answer(body=BODY)
    assert get(f"{server.base}/feed", cache=tmp_path / "state").content == BODY


def test_gzip_with_wrong_bytes_is_named(server: Server) -> None:
    """The sum at the end of each member is checked."""
    packed = bytearray(gzip.compress(BODY * 50))
    packed[-6] ^= 1
    server.answers["/feed"] = lambda handler: handler.answer(body=bytes(packed))
    with refused("damaged gzip"):
        get(f"{server.base}/feed")


def test_a_packed_file_that_is_sent_packed_is_unpacked_twice(server: Server) -> None:
    """Some servers compress whatever they send; three times nobody does."""
    twice = gzip.compress(gzip.compress(BODY))
    server.answers["/feed"] = lambda handler: handler.answer(body=twice, Content_Encoding="gzip")
    server.answers["/deep"] = lambda handler: handler.answer(body=gzip.compress(twice), Content_Encoding="gzip")
    assert get(f"{server.base}/feed").content == BODY
    assert gzip.decompress(get(f"{server.base}/deep").content) == BODY
