"""stdout and stderr that outlive their readers: a pipe that closes early changes neither work nor outcome."""

from __future__ import annotations

import io
import os
import sys


class _Lasting(io.TextIOWrapper):
    """What is written after the reader has gone is lost, and nobody hears of it."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except BrokenPipeError:
            self._let_go()
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except BrokenPipeError:
            self._let_go()

    def _let_go(self) -> None:
        # The buffer still holds what could not be written, and would fail again at exit.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def outlive_readers() -> None:
    """Make stdout and stderr last; one that was closed before we began (`>&-`) goes nowhere.

    A character that the terminal does not know is replaced, so that the rest still shows.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 # lasts as we do
        elif type(stream) is io.TextIOWrapper:
            encoding, lines, through = stream.encoding, stream.line_buffering, stream.write_through
            buffer = stream.detach()
            setattr(sys, name, _Lasting(buffer, encoding, "replace", line_buffering=lines, write_through=through))
