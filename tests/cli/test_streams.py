"""Output that nobody reads, or not to the end."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.folder import Folder

COMMAND = shlex.quote(str(Path(sys.executable).with_name("digest")))


def _shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["explain", "--help", "collect", "plan --replan 2>&1"])
def test_a_reader_that_goes_changes_nothing(command: str, lantern: Folder) -> None:
    """A pipe that is closed early leaves the exit code and stderr as they would be, every time."""
    assert lantern("plan").exit_code == 0
    options = "" if command == "--help" else f"-c {shlex.quote(str(lantern.root / 'digest.toml'))} -q"
    for _ in range(3):
        done = _shell(f"{COMMAND} {command} {options} | true; exit ${{PIPESTATUS[0]}}")
        assert (done.returncode, done.stderr) == (0, "")


def test_failing_checks_still_fail(lantern: Folder) -> None:
    """The exit code says what was found, whoever reads the findings."""
    lantern.edit('address = "1 Harbour Street, Lampton"\n', "")
    assert lantern("plan").exit_code == 0
    config = shlex.quote(str(lantern.root / "digest.toml"))
    assert _shell(f"{COMMAND} check --strict -c {config} | true; exit ${{PIPESTATUS[0]}}").returncode == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams(closed: str, lantern: Folder) -> None:
    """A stream that was closed from the start, as under some schedulers, stops no command."""
    config = shlex.quote(str(lantern.root / "digest.toml"))
    done = _shell(f"{COMMAND} run -c {config} {closed}")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert lantern.issue().status == "tried"
