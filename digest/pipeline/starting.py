"""What is at the address that a new newsletter is to run on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources import collect, settled


@dataclass(frozen=True)
class Found:
    """The source that an address turned out to be, and the site it belongs to; how many stories it has, and from when
    the newest is. `problem` says why that is not known, and then the kind is left to be found out later."""

    kind: str
    url: str
    site: str
    stories: int = 0
    newest: datetime | None = None
    problem: str = ""


def find_source(url: str) -> Found:
    """Look at the site or feed at `url`: what it is, and whether stories can be read from it. Never raises for that."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    try:
        source = settled(SourceConfig(kind="auto", url=url))
    except SourceError as error:
        return Found("auto", url, site, problem=error.message)
    collected = collect([source], cache=None)
    problem = next((failure.error for failure in collected.failures if not failure.partial), "")
    dates = [entry.published for entry in collected.entries if entry.published]
    return Found(source.kind, source.url, site, len(collected.entries), max(dates, default=None), problem)
