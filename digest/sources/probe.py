"""Ask web addresses whether anything is there, for links and pictures that a reader would follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.fetch import fetching
from digest.sources.reading.model import Answered, Fetch

AT_ONCE = 8
"""Addresses that are asked at the same time."""
_THERE = frozenset((401, 402, 403, 405, 406, 429, 451))
"""Answers of a server that is there and shows the page to others than programs."""


def probe(addresses: Sequence[str]) -> Mapping[str, str]:
    """What is wrong with each of the web `addresses`: "" where one answers, maybe with a login or to browsers only."""
    with fetching(cache=None, now=datetime.now(UTC)) as fetch, ThreadPoolExecutor(AT_ONCE) as pool:
        troubles = pool.map(lambda address: _trouble(fetch, address), addresses)
        return dict(zip(addresses, troubles, strict=True))


def _trouble(fetch: Fetch, address: str) -> str:
    try:
        fetch(SourceConfig(url=address))
    except Answered as error:
        return "" if error.status in _THERE else error.message
    except SourceError as error:
        return error.message
    return ""
