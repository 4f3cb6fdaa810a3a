"""The two streams that a command prints on: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.pipeline import Progress

Cell = str | Text


@dataclass
class Rows:
    """A table: colour and wrapped columns on a terminal, aligned plain text, one row a line, off it."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        """One row."""
        self.rows.append(cells)

    def table(self) -> Table:
        """For a terminal."""
        table = Table(
            box=None, pad_edge=False, show_header=bool(self.columns), header_style="bold", padding=(0, 2, 0, 0)
        )
        for column in self.columns or self.rows[0]:
            table.add_column(column if self.columns else "", overflow="fold")
        for row in self.rows:
            table.add_row(*row)
        return table

    def lines(self) -> list[str]:
        """For a file or a pipe."""
        rows = [*([self.columns] if self.columns else []), *(tuple(str(cell) for cell in row) for row in self.rows)]
        widths = [max(len(str(row[index])) for row in rows) for index in range(len(rows[0]))] if rows else []
        return [
            "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        ]


class Screen:
    """Where a command prints. `quiet` leaves only what went wrong, `verbose` a line for every step off a terminal."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        # Without markup: titles of stories may hold square brackets.
        self.out = Console(quiet=quiet, highlight=False, markup=False)
        self.err = Console(stderr=True, highlight=False, markup=False)
        self.quiet = quiet
        self.verbose = verbose

    def say(self, line: Cell = "") -> None:
        """One line, never broken by us."""
        self.out.print(line, soft_wrap=True)

    def json(self, content: Any) -> None:
        """`content` on stdout as one JSON document, `quiet` or not: who asks for it wants it."""
        self.out.file.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")

    def rows(self, rows: Rows, *, caption: str = "") -> None:
        """A table with an optional heading."""
        if caption:
            self.say(Text(caption, style="bold"))
        if not rows.rows:
            return
        if self.out.is_terminal:
            self.out.print(rows.table())
        else:
            for line in rows.lines():
                self.say(line)

    def warn(self, line: str) -> None:
        """One line on stderr about what did not stop the work."""
        self.err.print(Text.assemble(("warning: ", "yellow"), line), soft_wrap=True)

    def error(self, error: DigestError) -> None:
        """Two lines on stderr: what and where, then what to do."""
        first, _, hint = str(error).partition("\n")
        self.err.print(Text.assemble(("error: ", "bold red"), first), soft_wrap=True)
        if hint:
            self.err.print(Text(f"  {hint}", style="yellow"), soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A callback for the stages: bars on a terminal, a line for each thing that is done off it."""
        if self.quiet:
            yield _ignore
        elif self.err.is_terminal:
            from digest.console.bars import showing

            with showing(self.err) as progress:
                yield progress
        else:
            yield self._line

    def _line(self, stage: str, *, done: int = 0, total: int | None = None, detail: str = "") -> None:
        finished = total is None or done >= total
        if detail and (finished or stage == "collect" or self.verbose):
            self.err.print(f"{stage}: {detail}", soft_wrap=True)


def _ignore(stage: str, *, done: int = 0, total: int | None = None, detail: str = "") -> None:
    """Nobody watches."""


def titles(names: Sequence[str]) -> str:
    """The first of several titles, and how many there are besides."""
    more = len(names) - 1
    return f"{names[0]}  (and {more} more)" if more else names[0]
