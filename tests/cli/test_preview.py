"""`digest preview` as a process: it says where it is, answers, hears of changes, and ends when it is told to."""

from __future__ import annotations

import signal
import socket

import httpx
import pytest

from tests.cli.folder import Folder
from tests.cli.running import preview


@pytest.fixture
def planned(lantern: Folder) -> Folder:
    assert lantern("plan").exit_code == 0
    return lantern


def test_says_where_answers_and_ends(planned: Folder) -> None:
    """The preview prints its address when it answers there; Ctrl-C ends it with 0, also while a page listens."""
    with preview(planned) as (process, url):
        assert "The Lantern" in httpx.get(url).text
        with httpx.stream("GET", f"{url}events") as events:
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


def test_changes_of_private_files_are_no_business_of_the_page(planned: Folder) -> None:
    """A send that goes on beside the preview does not reload the page for every mail."""
    patience = httpx.Timeout(10, read=1)
    with preview(planned) as (_, url), httpx.stream("GET", f"{url}events", timeout=patience) as events:
        lines = events.iter_lines()
        assert [next(lines), next(lines)] == [": open", ""]
        planned.write("state/anything.db", "private")
        planned.write("outbox/mail.eml", "private")
        with pytest.raises(httpx.ReadTimeout):
            next(lines)


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


def test_nothing_to_preview(lantern: Folder) -> None:
    """Without an issue the preview says how to make one instead of showing an empty page."""
    result = lantern("preview", "--no-open")
    assert result.exit_code == 2
    assert "there is no issue yet" in result.stderr
    assert "digest plan" in result.stderr


def test_opens_the_browser(planned: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser is opened at the preview's address, unless it is told not to."""
    opened: list[str] = []

    def look(url: str) -> None:
        opened.append(url)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("webbrowser.open", look)
    result = planned("preview")
    assert result.exit_code == 0
    assert opened
    assert f"Preview: {opened[0]}" in result.stdout
