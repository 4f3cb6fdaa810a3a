"""The two streams that a command prints on: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from digest.commands import completed
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.pipeline import Progress

Cell = str | Text

GAP = 2
"""Spaces between two columns."""
SHORT = 18
"""Characters up to which a column is never broken: a date with its time, a block, a score."""
ROOM = 24
"""Characters that a column of longer text needs, to be read."""


@dataclass
class Rows:
    """A table: colour and wrapped columns on a terminal, aligned plain text, one row a line, off it."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        """One row."""
        self.rows.append(cells)

    def table(self, width: int) -> RenderableType:
        """For a terminal of `width` columns: as it is where it fits, else without columns that tell nothing.

        Where long texts still had little room, each row is a paragraph: what is short on a line, what is long below.
        Where what is short has no room on one line, each value is on its own, after its heading: none is ever cut.
        """
        widths = [max(map(_width, cells)) for cells in self._cells()]
        shown = list(range(len(widths)))
        if sum(widths) + GAP * (len(widths) - 1) > width:
            shown = [at for at in shown if self._tells(at)]
        short = [at for at in shown if widths[at] <= SHORT]
        long = [at for at in shown if widths[at] > SHORT]
        room = width - sum(widths[at] + GAP for at in short)
        if long and min(room, sum(widths[at] for at in long)) < len(long) * ROOM:
            return self._paragraphs(short, long)
        if not long and room + GAP < 0:
            return self._stacked()
        return self._columns(shown, frozenset(short))

    def _cells(self) -> list[tuple[Cell, ...]]:
        """The cells of each column, with its heading."""
        return list(zip(*([self.columns] if self.columns else []), *self.rows, strict=True))

    def _tells(self, at: int) -> bool:
        """Whether the cells of a column differ; a single row, and rows without headings, tell what they hold."""
        values = {str(row[at]) for row in self.rows}
        return len(values) > 1 or (values != {""} and (len(self.rows) == 1 or not self.columns))

    def _columns(self, shown: Sequence[int], short: frozenset[int]) -> Table:
        table = Table(
            box=None, pad_edge=False, show_header=bool(self.columns), header_style="bold", padding=(0, GAP, 0, 0)
        )
        for at in shown:
            table.add_column(self.columns[at] if self.columns else "", overflow="fold", no_wrap=at in short)
        for row in self.rows:
            table.add_row(*(row[at] for at in shown))
        return table

    def _paragraphs(self, short: Sequence[int], long: Sequence[int]) -> Group:
        parts: list[RenderableType] = []
        for row in self.rows:
            first = [cell if isinstance(cell, Text) else Text(cell) for at in short if str(cell := row[at])]
            parts += [Text(" " * GAP).join(first)] if first else []
            parts += [Padding(row[at], (0, 0, 0, GAP if first else 0)) for at in long if str(row[at])]
        return Group(*parts)

    def _stacked(self) -> Group:
        headings = self.columns or ("",) * len(self.rows[0])
        parts: list[RenderableType] = []
        for first, *others in self.rows:
            parts.append(first)
            for heading, cell in zip(headings[1:], others, strict=True):
                named = Text.assemble((f"{heading}{' ' * GAP if heading else ''}", "dim"), cell)
                parts += [Padding(named, (0, 0, 0, GAP))] if str(cell) else []
        return Group(*parts)

    def lines(self) -> list[str]:
        """For a file or a pipe."""
        rows = [*([self.columns] if self.columns else []), *(tuple(str(cell) for cell in row) for row in self.rows)]
        widths = [max(len(str(row[index])) for row in rows) for index in range(len(rows[0]))] if rows else []
        return [
            "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        ]


def _width(cell: Cell) -> int:
    return cell_len(str(cell))


class Screen:
    """Where a command prints. `quiet` leaves only what went wrong, `verbose` a line for every step off a terminal.

    `options` name the newsletter on the command line where its folder alone does not, as ` -n town -c letters.toml`.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False, options: str = "") -> None:
        # Without markup: titles of stories may hold square brackets.
        self.out = Console(quiet=quiet, highlight=False, markup=False)
        self.err = Console(stderr=True, highlight=False, markup=False)
        self.options = options
        self.quiet = quiet
        self.verbose = verbose

    def completed(self, text: str) -> str:
        """`text` with the options that name this newsletter in each `digest …` in it, so that it can be copied."""
        return completed(text, self.options)

    def say(self, line: Cell = "") -> None:
        """One line, never broken by us."""
        self.out.print(self.completed(line) if isinstance(line, str) else line, soft_wrap=True)

    def json(self, content: Any) -> None:
        """`content` on stdout as one JSON document, `quiet` or not: who asks for it wants it."""
        self.out.file.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")

    def event(self, content: Any) -> None:
        """`content` on stderr as one line of JSON: one of a stream, which a program can read as it comes."""
        self.err.file.write(json.dumps(content, ensure_ascii=False) + "\n")

    def rows(self, rows: Rows, *, caption: str = "") -> None:
        """A table with an optional heading."""
        if caption:
            self.say(Text(caption, style="bold"))
        if not rows.rows:
            return
        if self.out.is_terminal:
            self.out.print(rows.table(self.out.width))
        else:
            for line in rows.lines():
                self.say(line)

    def warn(self, line: str) -> None:
        """One line on stderr about what did not stop the work."""
        self.err.print(Text.assemble(("warning: ", "yellow"), self.completed(line)), soft_wrap=True)

    def error(self, error: DigestError, *, json: bool = False) -> None:
        """Two lines on stderr: what and where, then what to do; with `json` the same on stdout, as the answer."""
        first, _, hint = self.completed(str(error)).partition("\n")
        self.err.print(Text.assemble(("error: ", "bold red"), first), soft_wrap=True)
        if hint:
            self.err.print(Text(f"  {hint}", style="yellow"), soft_wrap=True)
        if json:
            told = {"error": error.message, "where": error.where, "hint": self.completed(error.hint)}
            self.json(told | {"code": error.exit_code})

    @contextmanager
    def progress(self, *, json: bool = False) -> Iterator[Progress]:
        """A callback for the stages: bars on a terminal, a line for each thing that is done off it.

        `json`: neither, for stderr carries a stream of events.
        """
        if self.quiet or json:
            yield _ignore
        elif self.err.is_terminal:
            from digest.console.bars import showing

            with showing(self.err) as progress:
                yield progress
        else:
            yield self._line

    def _line(self, stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = "") -> None:
        finished = total is None or done >= total
        if detail and (finished or stage == "collect" or self.verbose):
            self.err.print(f"{stage}: {detail}", soft_wrap=True)


def _ignore(stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = "") -> None:
    """Nobody watches."""


def titles(names: Sequence[str]) -> str:
    """The first of several titles, and how many there are besides."""
    more = len(names) - 1
    return f"{names[0]}  (and {more} more)" if more else names[0]
