"""Popularity from an analytics export: CSV of Plausible, GA4, Matomo, or any table with addresses and counts."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.addresses import absolute, host_of, identity
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Entry
from digest.sources.reading.encoding import as_utf8
from digest.sources.reading.model import Fetch, Reading

PLACES = (
    "metadata: url",
    "url",
    "full url",
    "page url",
    "link",
    "page location",
    "page path and screen class",
    "page path + query string",
    "page path",
    "page",
    "path",
    "pathname",
    "name",
    "label",
)
"""Columns with addresses or paths as Matomo, Plausible, GA4 and people call them, the best first."""
COUNTS = (
    "pageviews",
    "page views",
    "views",
    "nb_hits",
    "hits",
    "unique pageviews",
    "popularity",
    "visits",
    "nb_visits",
    "sessions",
    "visitors",
    "unique visitors",
    "active users",
    "users",
    "count",
)
"""Columns with counts, the best first."""

_GROUPED = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+")
_LONGEST_CELL = 100_000
_LOOKED_AT = 50


@dataclass(frozen=True)
class _Table:
    """The rows of one table with the positions of its two columns."""

    rows: Sequence[Sequence[str]]
    place: int
    count: int


def with_views(reading: Reading, source: SourceConfig, fetch: Fetch) -> Reading:
    """`reading` with the counts of the file `source.popularity` as popularity, matched by identity.

    A path is one of the site that most entries lead to; rows of the same page are added. An entry that the file does
    not name has unknown popularity, whatever the source said of it: two kinds of counts do not compare. A file that
    cannot be read leaves everything as it is, and is a problem, and so is one that names no entry.
    """
    if source.popularity is None or not reading.entries:
        return reading
    name = source.popularity.name
    try:
        document = fetch(source.model_copy(update={"url": "", "file": source.popularity}))
        views = read_views(document.content, site=_site(reading.entries), where=name)
    except SourceError as error:
        problem = f"popularity from {name}: {error.message} ({error.hint})"
        return Reading(reading.entries, (*reading.problems, problem), reading.failures)
    entries = tuple(entry.model_copy(update={"popularity": views.get(entry.identity)}) for entry in reading.entries)
    unmatched = all(entry.popularity is None for entry in entries)
    told = (f"popularity from {name}: names none of these stories",) if unmatched else ()
    return Reading(entries, (*reading.problems, *told), reading.failures)


def read_views(content: bytes, *, site: str, where: str) -> Mapping[str, float]:
    """The counts in an export by the identity of the page. Raises SourceError when there is no table of pages in it.

    Comment lines (`#`) and blank ones separate tables, as in GA4's exports; delimiter, thousands separators and the
    two columns are recognised, by their names or else by what they hold.
    """
    text = _decode(content)
    tables = [table for block in _blocks(text) if (table := _table(block))]
    if not tables:
        hint = "it needs a column of addresses or paths (url, page) and one of counts (views, pageviews)"
        raise SourceError("this is no table of pages and their views", where=where, hint=hint)
    found: dict[str, float] = {}
    for table in tables:
        grouped = _is_grouped([row[table.count] for row in table.rows])
        for row in table.rows:
            number, page = count(row[table.count], grouped=grouped), _page(row[table.place], site)
            if number is not None and page:
                found[page] = found.get(page, 0.0) + number
    return found


def count(written: str, *, grouped: bool = True) -> float | None:
    """A count, None if it is none; with `grouped`, thousands may be separated by any sign that countries use."""
    written = written.strip()
    if grouped and _GROUPED.fullmatch(written):
        written = re.sub(r"\D", "", written)
    if not re.fullmatch(r"\d{1,15}(?:[.,]\d{1,9})?", written, re.ASCII):
        return None
    return float(written.replace(",", "."))


def _decode(content: bytes) -> str:
    """Matomo writes UTF-16, the others UTF-8."""
    content = as_utf8(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _blocks(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in (*text.splitlines(), ""):
        if line.strip() and not line.startswith("#"):
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []


def _table(block: str) -> _Table | None:
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    header = block.partition("\n")[0]
    delimiter = max(",;\t|", key=header.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(block), delimiter=delimiter) if len(row) > 1]
    except csv.Error:
        return None
    if not rows:
        return None
    names = [" ".join(cell.lower().split()) for cell in rows[0]]
    body = rows if _is_place(rows[0][0]) else rows[1:]
    place = _named(names, PLACES, body, _is_place)
    number = _named(names, COUNTS, body, lambda cell: count(cell) is not None, but=place)
    if place is None or number is None:
        return None
    width = max(place, number)
    return _Table([row for row in body if len(row) > width], place, number)


def _named(
    names: Sequence[str],
    known: Sequence[str],
    rows: Sequence[Sequence[str]],
    fits: Callable[[str], bool],
    *,
    but: int | None = None,
) -> int | None:
    """The column with the best of the `known` names, else the first whose cells mostly fit (other languages)."""
    for name in known:
        if name in names and names.index(name) != but and _mostly(rows, names.index(name), fits):
            return names.index(name)
    return next((n for n in range(len(names)) if n != but and _mostly(rows, n, fits)), None)


def _mostly(rows: Sequence[Sequence[str]], column: int, fits: Callable[[str], bool]) -> bool:
    cells = [row[column] for row in rows[:_LOOKED_AT] if len(row) > column and row[column].strip()]
    return bool(cells) and sum(map(fits, cells)) * 2 > len(cells)


def _is_place(cell: str) -> bool:
    cell = cell.strip()
    return cell.startswith(("/", "http://", "https://")) or bool(re.match(r"[\w-]+(\.[\w-]+)+/", cell))


def _is_grouped(cells: Sequence[str]) -> bool:
    """Whether points and commas in a column of counts are thousands separators: all of them could be."""
    marked = [cell.strip() for cell in cells if re.search(r"[.,]", cell)]
    return all(_GROUPED.fullmatch(cell) for cell in marked)


def _page(written: str, site: str) -> str:
    """The identity of the page at an address, a path, or a host and path; empty when it is none of these."""
    written = written.strip()
    if not _is_place(written):
        return ""
    if not written.startswith(("/", "http")):
        written = f"https://{written}"
    url = absolute(written, site)
    return identity(url) if url else ""


def _site(entries: Sequence[Entry]) -> str:
    """The site that most of the entries lead to."""
    hosts = Counter(host_of(entry.url) for entry in entries)
    return f"https://{min(hosts, key=lambda host: (-hosts[host], host))}/"
