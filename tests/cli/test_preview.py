"""`digest preview` as a process: it says where it is, answers, hears of changes, and ends when it is told to."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.folder import Folder


@contextmanager
def preview(folder: Folder, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running preview and its address."""
    command = [Path(sys.executable).with_name("digest"), "preview", "--no-open", "--port", "0", *options]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "-c", folder.root / "digest.toml"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found, line
            yield process, found[0]
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()


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
    with preview(planned) as (process, url), httpx.stream("GET", f"{url}events") as events:
        lines = events.iter_lines()
        assert next(lines) == ": open"
        planned.write("state/anything.db", "private")
        planned.write("outbox/mail.eml", "private")
        process.send_signal(signal.SIGTERM)
        assert [line for line in lines if line.startswith("event")] == []
        process.wait(20)


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
