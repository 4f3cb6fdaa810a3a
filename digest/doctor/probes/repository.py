"""The repository: what is personal or secret is not in version control, and does not get there by `git add .`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning

RANK = 115
PRIVATE = (".env", "state", "outbox")


def look(patient: Patient) -> Iterator[Sign]:
    """Git keeps none of .env, state/, outbox/ and the subscribers file, and ignores those that are there."""
    root = patient.root
    if shutil.which("git") is None or _git(root, "rev-parse", "--is-inside-work-tree") != "true":
        yield fine("no git repository that can be read")
        return
    names = [*PRIVATE, str(patient.config.audience.file)]
    there = [name for name in names if (root / name).exists()]
    kept = [name for name in there if _git(root, "ls-files", "--", name)]
    loose = [name for name in there if name not in kept and not _git(root, "check-ignore", "--", name)]
    for name in map(_shown, kept):
        remedy = f"`git rm -r --cached {name}`, add it to .gitignore, and change the passwords in it"
        yield fault(f"{name} is in version control: whoever gets the repository can read it", remedy)
    for name in map(_shown, loose):
        yield warning(f"{name} would get into version control", "add it to .gitignore")
    if not kept and not loose:
        yield fine("nothing personal or secret is in it")


def _shown(name: str) -> str:
    return Path(name).name


def _git(root: Path, *arguments: str) -> str:
    """What git says, or nothing."""
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, and our own words
    return done.stdout.strip()
