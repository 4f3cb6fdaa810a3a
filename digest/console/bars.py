"""Progress bars, one a stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from digest.pipeline import Progress as Callback

_VERBS = {
    "collect": "Collecting",
    "select": "Selecting",
    "plan": "Planning",
    "render": "Rendering",
    "check": "Checking",
    "send": "Sending",
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
    with Progress(*columns, console=console) as bars:

        def update(stage: str, *, done: int = 0, total: int | None = None, detail: str = "") -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(_VERBS.get(stage, stage), total=total or 1, detail="")
            bars.update(
                tasks[stage], completed=1 if total is None else done, total=total or 1, detail=escape(detail[:60])
            )

        yield update
