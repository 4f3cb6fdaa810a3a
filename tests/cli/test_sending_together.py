"""Sends started together: one works, the others exit 6, and nobody gets two."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from tests.cli.folder import Folder, small
from tests.smtp.servers import ScriptedServer

READERS = 30


def start(folder: Folder, server: ScriptedServer, **environment: str) -> subprocess.Popen[str]:
    """A `digest send` of its own process."""
    command = [Path(sys.executable).with_name("digest"), "send", "--yes", "-c", str(folder.root / "digest.toml")]
    settings = {"SMTP_URL": f"smtp+insecure://127.0.0.1:{server.port}", **environment}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | settings
    )


class Slow:
    """Holds back the first message until all the others have given up, so that the sends do overlap."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def __call__(self, verb: str, count: int, _argument: str) -> str | None:
        if verb == "DOT" and count == 1:
            assert self.go_on.wait(60)
        return None


def race(server: ScriptedServer, slow: Slow, processes: list[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    """The exit code and stderr of each, the losers first."""
    left = list(processes)
    while len(left) > 1:
        for process in left:
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            left.remove(process)
            break
    slow.go_on.set()
    assert server.port
    results = []
    for process in sorted(processes, key=lambda one: one is left[0]):
        _out, error = process.communicate(timeout=60)
        results.append((process.returncode, error))
    return results


def many(root: Path) -> Folder:
    folder = small(root)
    rows = "".join(f"reader{n}@example.org,Reader {n}\n" for n in range(READERS))
    folder.write("subscribers.csv", f"email,name\n{rows}")
    assert folder("plan").exit_code == 0
    return folder


def test_two_in_one_folder(tmp_path: Path) -> None:
    """Of two sends of one folder, one works and the other says who does and exits with 6."""
    folder, slow = many(tmp_path / "lantern"), Slow()
    with ScriptedServer(slow) as server:
        results = race(server, slow, [start(folder, server) for _ in range(2)])
    assert [code for code, _ in results] == [6, 0]
    assert "another digest is sending (process" in results[0][1]
    assert set(Counter(address for address, _ in server.taken).values()) == {1}
    assert len(server.taken) == READERS


def test_three_from_two_folders(tmp_path: Path, postgres_url: str) -> None:
    """With the ledger in PostgreSQL, sends from two folders (a copy of the other) exclude each other as well."""
    first, slow = many(tmp_path / "one"), Slow()
    shutil.copytree(first.root, tmp_path / "two")
    second = Folder(tmp_path / "two")
    settings = {"DIGEST_DATABASE_URL": postgres_url, "DIGEST_SECRET": "0123456789abcdef"}
    with ScriptedServer(slow) as server:
        processes = [start(folder, server, **settings) for folder in (first, second, first)]
        results = race(server, slow, processes)
        assert [code for code, _ in results] == [6, 6, 0]
        assert all("another digest is sending" in error for _, error in results[:2])
        assert set(Counter(address for address, _ in server.taken).values()) == {1}
        assert len(server.taken) == READERS
        for folder in (first, second):  # whoever comes later finds everyone accepted
            later = start(folder, server, **settings)
            later.communicate(timeout=60)
            assert later.returncode == 0
    assert len(server.taken) == READERS
