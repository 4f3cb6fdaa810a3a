"""The disk: room for what comes, and folders that can be written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning

RANK = 120
MEGABYTE = 1024 * 1024
LEAST = 50 * MEGABYTE
"""An issue with copies of its pictures, and the ledger of a hundred thousand readers."""
SCARCE = 500 * MEGABYTE


def look(patient: Patient) -> Iterator[Sign]:
    """The folders take a file, and there is room for more than one issue."""
    signs = [*_writable(patient.root), *_room(patient.root)]
    free = shutil.disk_usage(patient.root).free
    yield from signs or [fine(f"{_size(free)} free; issues/ and state/ can be written")]


def _writable(root: Path) -> Iterator[Sign]:
    for name in ("issues", "state"):
        # What is not there yet will be made in the newsletter's folder.
        folder = root / name if (root / name).exists() else root
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            remedy = "make it a folder that this user may write to: what was sent must be recorded"
            yield fault(f"{name}/ cannot be written: {error.strerror}", remedy)


def _room(root: Path) -> Iterator[Sign]:
    free = shutil.disk_usage(root).free
    remedy = "make room: a full disk ends a send in the middle"
    if free < LEAST:
        yield fault(f"{_size(free)} are left on the disk", remedy)
    elif free < SCARCE:
        yield warning(f"{_size(free)} are left on the disk", remedy)


def _size(octets: int) -> str:
    return f"{octets / MEGABYTE / 1024:,.1f} GB" if octets >= 1024 * MEGABYTE else f"{octets // MEGABYTE} MB"
