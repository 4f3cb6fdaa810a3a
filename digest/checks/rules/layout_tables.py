"""A screen reader announces every table that does not say it is for layout, row by row and cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """Every table has role="presentation", or header cells; none has both."""
    for table in rendered.document.iter("table"):
        layout = table.get("role") in ("presentation", "none")
        own = [cell for cell in table.iter("th", "caption") if next(cell.iterancestors("table")) is table]
        if not layout and not own:
            yield Found("a layout table without a role", rendered.at(table), 'add role="presentation"')
        elif layout and own:
            yield Found("a table for layout with header cells", rendered.at(table), "use td, or take the role away")
