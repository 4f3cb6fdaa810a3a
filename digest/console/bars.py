"""Progress bars, one a stage."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from digest.pipeline import Progress as Callback

REDRAWN = 0.1
"""Seconds between two looks of a bar that moves a thousand times a second."""
_VERBS = {
    "look": "Looking",
    "doctor": "Examining",
    "collect": "Collecting",
    "select": "Selecting",
    "plan": "Planning",
    "render": "Rendering",
    "check": "Checking",
    "audience": "Reading",
    "send": "Sending",
    "read": "Reading",
    "archive": "Archiving",
}


@contextmanager
def showing(console: Console) -> Iterator[Callback]:
    """Bars on `console` while the context lasts."""
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[detail]}"),
    )
    tasks: dict[str, TaskID] = {}
    begun: dict[str, tuple[float, int]] = {}
    drawn: dict[str, float] = {}
    with Progress(*columns, console=console) as bars:

        def update(stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = "") -> None:
            now = time.monotonic()
            if tally and done != total and now - drawn.get(stage, 0) < REDRAWN:
                return
            drawn[stage] = now
            if tally:
                since, first = begun.setdefault(stage, (now, done))
                detail = f"{tally}{_speed(done - first, now - since, left=(total or done) - done)}"
            if stage not in tasks:
                tasks[stage] = bars.add_task(_VERBS.get(stage, stage), total=total or 1, detail="")
            bars.update(
                tasks[stage], completed=1 if total is None else done, total=total or 1, detail=escape(detail[:90])
            )

        yield update


def _speed(number: int, seconds: float, *, left: int) -> str:
    """How many a second, and how long the rest will take."""
    if number <= 0 or seconds <= 0:
        return ""
    rate = number / seconds
    minutes, rest = divmod(round(left / rate), 60)
    return f" · {rate:,.0f}/s" + (f" · {minutes}:{rest:02} left" if left else "")
