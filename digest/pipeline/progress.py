"""How the stages tell whoever watches how far they are."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on: `done` of `total` (None: unknown) in `stage`.

    `detail` is what was just done, `tally` how the stage stands by now, where there is more to say than `done`.
    """

    def __call__(
        self, stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = ""
    ) -> None: ...


def silent(stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = "") -> None:
    """Nobody watches."""
