"""Fetch newer data of what mail programs support, for the checks of one newsletter."""

from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from digest import archive
from digest.checks.support import Support, dump, read_support
from digest.config import Config
from digest.config.schema import SourceConfig
from digest.errors import ConfigError
from digest.pipeline.output import SUPPORT
from digest.sources import fetching

PUBLISHED = "https://www.caniemail.com/api/data.json"
"""Where caniemail.com publishes its data."""
_MEMBER = "data/caniemail.json"
"""Its place in the npm package `caniemail`."""


def update_support(config: Config, place: str = "") -> tuple[Path, Support]:
    """Put the data found at `place` into the newsletter's folder, for its checks to use; the file and what it holds.

    `place` is an address or a file with the JSON of caniemail.com or the npm package `caniemail`, by default what the
    site publishes. Raises SourceError when it cannot be read and ConfigError when it holds something else.
    """
    place = place or PUBLISHED
    where = {"url": place} if place.startswith(("https://", "http://")) else {"file": Path(place).resolve()}
    with fetching(cache=None, now=datetime.now(UTC)) as fetch:
        content = fetch(SourceConfig.model_validate(where)).content
    support = read_support(_unpacked(content, place), where=place)
    path = config.paths.root / SUPPORT
    archive.write_file(path, dump(support))
    return path, support


def _unpacked(content: bytes, place: str) -> bytes:
    """The data in `content`, which may be the package as npm packs it."""
    if content.lstrip()[:1] in (b"{", b""):
        return content
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as package:
            name = next(name for name in package.getnames() if name.endswith(_MEMBER))
            member = package.extractfile(name)
            return member.read() if member else b""
    except (tarfile.TarError, StopIteration) as error:
        hint = f"give caniemail's JSON, or the npm package caniemail, which has it as {_MEMBER}"
        raise ConfigError("neither JSON nor the package", where=place, hint=hint) from error
