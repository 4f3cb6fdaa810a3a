"""The secrets: only their owner may read them, and none stands where it would be committed or published."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning

RANK = 110
_LOGIN = re.compile(r"""\b([a-z][a-z+]*)://[^\s/:@"']+:([^\s/@"']+)@""", re.IGNORECASE)
"""An address with a password in it."""
_SETTING = re.compile(r"^\s*#?\s*(\w*(?:password|passwort|secret|api_key)\w*)\s*=\s*[\"']?([^\s\"']+)", re.IGNORECASE)
_PLACEHOLDERS = frozenset(("password", "passwd", "pass", "secret", "xxx", "changeme", "your-password"))
"""What documentation writes where a password stands."""


def look(patient: Patient) -> Iterator[Sign]:
    """.env and what is in state/ are their owner's alone; digest.toml holds no password."""
    signs = [*_env(patient.root / ".env"), *_state(patient.root / "state"), *_config(patient.path)]
    yield from signs or [fine("nobody else can read them, and digest.toml holds none")]


def _env(path: Path) -> Iterator[Sign]:
    if not path.is_file() or not any(_secrets(path)):
        return
    remedy = f"chmod 600 {path.name}"
    mode = path.stat().st_mode
    if mode & stat.S_IROTH:
        yield fault(f".env holds secrets, and everybody on this machine may read it (mode {mode & 0o777:o})", remedy)
    elif mode & stat.S_IRGRP:
        yield warning(f".env holds secrets, and its group may read it (mode {mode & 0o777:o})", remedy)


def _secrets(path: Path) -> Iterator[str]:
    try:
        values = dotenv_values(stream=StringIO(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError):  # the config says so
        return
    for name, value in values.items():
        if value and ("PASSWORD" in name or "SECRET" in name or _LOGIN.search(value)):
            yield name


def _state(folder: Path) -> Iterator[Sign]:
    for name in ("secret.key", "ledger.db"):
        path = folder / name
        if path.is_file() and path.stat().st_mode & stat.S_IROTH:
            yield warning(f"everybody on this machine may read state/{name}", f"chmod 600 state/{name}")


def _config(path: Path) -> Iterator[Sign]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(lines, start=1):
        login, setting = _LOGIN.search(line), _SETTING.match(line)
        written = login[2] if login else setting[2] if setting else ""
        if written and written.lower() not in _PLACEHOLDERS:
            what = f"an address with a password ({login[1]}://…)" if login else f'"{setting[1]}"' if setting else ""
            remedy = "move it into .env, and change it if this file was ever committed"
            yield fault(f"line {number} of {path.name} holds a secret: {what}", remedy)
