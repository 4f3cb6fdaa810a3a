"""`digest preview` as a process: it says where it is, answers, hears of changes, and ends when it is told to."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from digest.preview import serve
from tests.cli.folder import Folder
from tests.cli.running import preview
from tests.studio import config_of


@pytest.fixture
def planned(lantern: Folder) -> Folder:
    assert lantern("plan").exit_code == 0
    return lantern


@contextmanager
def visitor(url: str) -> Iterator[httpx.Client]:
    """Somebody who has opened the studio at `url`, and has its cookie."""
    with httpx.Client(base_url=url.partition("?")[0], timeout=30) as client:
        page = client.get(url)
        assert page.status_code == 200
        assert "The Lantern" in page.text
        yield client


def test_says_where_answers_and_ends(planned: Folder) -> None:
    """The preview prints its address when it answers there; Ctrl-C ends it with 0, also while a page listens."""
    with preview(planned) as (process, url), visitor(url) as client:
        with client.stream("GET", "/events") as events:
            lines = events.iter_lines()
            assert next(lines) == ": open"
            template = planned.write("templates/classic/blocks/note.html", "<p>new</p>")
            assert next(line for line in lines if line) == "event: change"
            template.write_text("<p>newer</p>")
            assert next(line for line in lines if line.startswith("event")) == "event: change"
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            assert "event: error" not in list(lines)
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_nothing_is_left_of_it(planned: Folder) -> None:
    """After Ctrl-C no file is there that was not before, and its port is free at once, though a page was connected."""
    before = planned.tree(".")
    with preview(planned) as (process, url), visitor(url) as client:
        assert client.get("/state").status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert planned.tree(".") == before
    port = url.split(":")[2].partition("/")[0]
    with preview(planned, "--port", port) as (_, anew):
        assert anew.split(":")[2].partition("/")[0] == port


def test_what_is_under_way_at_the_end(planned: Folder) -> None:
    """Ctrl-C lets what is under way end and says so; once more ends it at once, and the issue is whole."""
    asked, answer = threading.Event(), threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            answer.wait(60)

    before = planned.tree("issues")
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        planned.edit('file = "feed.xml"', f'url = "http://127.0.0.1:{site.server_port}/feed"')
        with preview(planned) as (process, url), visitor(url) as client:
            wish = {"shown": client.get("/state").json()["revision"]}
            headers = {"X-Digest-Token": url.partition("token=")[2]}

            def plan() -> None:
                with contextlib.suppress(httpx.TransportError):  # it ends before it answers
                    client.post("/plan", json=wish, headers=headers)

            planning = threading.Thread(target=plan)
            planning.start()
            assert asked.wait(30)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            assert "still under way" in process.stderr.readline()
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
            planning.join(30)
        answer.set()
        site.shutdown()
    assert planned.tree("issues") == before


def test_the_token_is_another_each_time(planned: Folder) -> None:
    """Each start has a token of its own, which cannot be guessed; without it there is nothing to see."""
    tokens = []
    for _ in range(2):
        with preview(planned) as (_, url):
            tokens.append(url.partition("token=")[2])
            assert httpx.get(url.partition("?")[0]).status_code == 403
    assert tokens[0] != tokens[1]
    assert min(map(len, tokens)) >= 32


def test_changes_of_private_files_are_no_business_of_the_page(planned: Folder) -> None:
    """A send that goes on beside the preview does not reload the page for every mail."""
    patience = httpx.Timeout(30, read=1)
    with (
        preview(planned) as (_, url),
        visitor(url) as client,
        client.stream("GET", "/events", timeout=patience) as events,
    ):
        lines = events.iter_lines()
        assert [next(lines), next(lines)] == [": open", ""]
        planned.write("state/anything.db", "private")
        planned.write("outbox/mail.eml", "private")
        with pytest.raises(httpx.ReadTimeout):
            next(lines)


def test_one_of_several(lantern: Folder) -> None:
    """The studio of a newsletter with its own file hears of changes there and in the shared file, of no neighbour's."""
    own = (lantern.root / "digest.toml").read_text(encoding="utf-8")
    several = Folder(lantern.root.parent)
    lantern.write("digest.toml", own.replace("[newsletter]", "[links]\nutm = false\n[newsletter]"))
    shared = several.write("digest.toml", f'[newsletters]\nlantern = "{lantern.root.name}/digest.toml"\n')
    assert several("plan", "-n", "lantern").exit_code == 0
    patience = httpx.Timeout(30, read=1)
    with preview(several, "-n", "lantern") as (_, url), visitor(url) as client:
        for path in (shared, lantern.root / "digest.toml", lantern.root / "feed.xml"):
            with client.stream("GET", "/events") as events:
                lines = events.iter_lines()
                assert next(lines) == ": open"
                path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
                assert next(line for line in lines if line) == "event: change"
        with client.stream("GET", "/events", timeout=patience) as events:
            lines = events.iter_lines()
            assert [next(lines), next(lines)] == [": open", ""]
            several.write("town/feed.xml", "a neighbour's")
            several.write("outbox/mail.eml", "a neighbour's")
            with pytest.raises(httpx.ReadTimeout):
                next(lines)
        several.edit("[newsletters]", "[defaults.newsletter]\ndescription = 3\n[newsletters]")
        trouble = client.get("/state").json()["trouble"]
        assert trouble["message"] == '"defaults.newsletter.description": must be a valid string'
        assert [line["text"] for line in trouble["lines"] if line["wrong"]] == ["description = 3"]


def test_a_port_that_is_taken(planned: Folder) -> None:
    """A port that is taken is an error that names it and says how to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = planned("preview", "--no-open", "--port", str(port))
    assert result.exit_code == 1
    assert f"port {port} cannot be used" in result.stderr
    assert "--port" in result.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "nothing.invalid"])
def test_a_host_that_is_not_this_machine(host: str, planned: Folder) -> None:
    """An address of another machine is an error that says what to give instead."""
    result = planned("preview", "--no-open", "--host", host)
    assert result.exit_code == 1
    assert f"{host} cannot be served at" in result.stderr
    assert "--host" in result.stderr


def test_another_network_only_with_a_warning(planned: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Served at more than this machine, the studio says who can read it then; on loopback it does not."""
    monkeypatch.setattr(webbrowser, "open", lambda _: signal.raise_signal(signal.SIGINT))
    for host, warned in (("0.0.0.0", True), ("127.0.0.1", False), ("localhost", False)):
        result = planned("preview", "--host", host)
        assert result.exit_code == 0
        assert ("Everybody in this network" in result.stderr) is warned
        assert f"Preview: http://{'127.0.0.1' if warned else host}:" in result.stdout


def test_another_address_of_this_machine(planned: Folder) -> None:
    """Served at another loopback address, the studio answers there."""
    with preview(planned, "--host", "127.0.0.2") as (_, url), visitor(url) as client:
        assert url.startswith("http://127.0.0.2:")
        assert client.get("/state").status_code == 200


def test_nothing_to_preview(lantern: Folder) -> None:
    """Without an issue the preview says how to make one instead of showing an empty page."""
    result = lantern("preview", "--no-open")
    assert result.exit_code == 2
    assert "there is no issue yet" in result.stderr
    assert "digest plan" in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "said", "remedy"),
    [
        ('"schema_version": 1', '"schema_version": 99', "made by a newer digest", "pip install -U"),
        ('"schema_version": 1', '"schema_version": 0', "made by an older digest", "digest plan"),
        ('"mark":', '"stamp":', "issue.json: mark", "digest plan"),
        ("{", "", "not a readable issue file", "digest plan"),
    ],
)
def test_an_issue_that_cannot_be_read(old: str, new: str, said: str, remedy: str, planned: Folder) -> None:
    """An issue of a newer or older format, or a damaged one, is named with what to do about it."""
    path = planned.root / "issues" / "2026-W47" / "issue.json"
    path.write_text(path.read_text().replace(old, new, 1))
    for command in (("preview", "--no-open"), ("render",), ("check",), ("send", "--yes"), ("plan", "--replan")):
        result = planned(*command)
        assert result.exit_code == 2
        assert said in result.stderr
        assert remedy in result.stderr


def test_opens_the_browser(planned: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser is opened at the preview's address, token included, unless it is told not to."""
    opened: list[str] = []

    def look(url: str) -> bool:
        opened.append(url)
        signal.raise_signal(signal.SIGINT)
        return True

    monkeypatch.setattr(webbrowser, "open", look)
    result = planned("preview")
    assert result.exit_code == 0
    assert "?token=" in opened[0]
    assert f"Preview: {opened[0]}" in result.stdout
    assert result.stderr == ""


def test_files_that_cannot_be_watched(planned: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system does not say which files are saved, the studio runs all the same, and says what to do."""
    told: list[str] = []

    def limited(*_: object, **__: object) -> None:
        raise OSError(28, "OS file watch limit reached")

    def warn(words: str) -> None:
        told.append(words)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("watchfiles.awatch", limited)
    serve(lambda: config_of(planned), None, port=0, open_browser=False, on_ready=lambda _: None, warn=warn)
    assert "OS file watch limit reached" in told[0]
    assert "load the page again" in told[0]


@pytest.mark.parametrize("way", ["says no", "fails"])
def test_no_browser(way: str, planned: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no browser the studio runs all the same, and says what to do."""

    def look(_: str) -> bool:
        signal.raise_signal(signal.SIGINT)
        if way == "fails":
            raise webbrowser.Error("could not locate runnable browser")
        return False

    monkeypatch.setattr(webbrowser, "open", look)
    result = planned("preview")
    assert result.exit_code == 0
    assert "open this address in one yourself" in result.stderr
