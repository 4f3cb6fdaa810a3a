"""The lock: one living sender a state folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digest.errors import ConfigError, Refused
from digest.sender.lock import sending_alone

HOLD = """
import sys, time
from pathlib import Path
from digest.sender.lock import sending_alone
with sending_alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_sender_is_refused(tmp_path: Path) -> None:
    """While one sends, another is refused with exit code 6 and the number of the process; afterwards it may."""
    state = tmp_path / "state"
    with sending_alone(state), pytest.raises(Refused, match=f"process {os.getpid()}") as caught, sending_alone(state):
        pass
    assert caught.value.exit_code == 6
    with sending_alone(state):
        pass


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where nothing can be recorded nothing is sent, and the message names the folder."""
    (tmp_path / "state").write_text("a file in its place")
    with pytest.raises(ConfigError, match="cannot be written") as caught, sending_alone(tmp_path / "state"):
        pass
    assert caught.value.where == str(tmp_path / "state")
    assert caught.value.exit_code == 2


def test_a_dead_process_is_no_obstacle(tmp_path: Path) -> None:
    """The lock of a sender that was killed falls with it, though its file stays."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Refused, match=f"process {process.pid}"), sending_alone(tmp_path):
            pass
        process.kill()
    assert (tmp_path / "send.lock").read_text() == f"{process.pid}\n"
    with sending_alone(tmp_path):
        assert (tmp_path / "send.lock").read_text() == f"{os.getpid()}\n"
