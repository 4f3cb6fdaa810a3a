"""A running `digest preview`, as a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.folder import Folder


@contextmanager
def preview(folder: Folder, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running preview and its address, with the token."""
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
            found = re.search(r"http://[^/]+/\?token=\S+", line)
            assert found, line
            yield process, found[0]
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
