"""Ctrl-C and SIGTERM while mail goes out: the first ends the work in order, a second Ctrl-C at once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Interrupts:
    """What was asked for: `asked` to stop in order, `halted` at once."""

    def __init__(self) -> None:
        self.asked = False
        self.halted = False

    @contextmanager
    def heard(self, stop: Callable[[], None]) -> Iterator[None]:
        """Call `stop` at the first signal; at a second SIGINT raise KeyboardInterrupt in the running task."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()

        def interrupt() -> None:
            if self.asked and task is not None:
                self.halted = True
                task.cancel()
            terminate()

        def terminate() -> None:
            self.asked = True
            stop()

        with contextlib.ExitStack() as stack:
            for number, action in ((signal.SIGINT, interrupt), (signal.SIGTERM, terminate)):
                # Only a main thread can listen, e.g. not a test runner's worker.
                with contextlib.suppress(ValueError, RuntimeError):
                    loop.add_signal_handler(number, action)
                    stack.callback(loop.remove_signal_handler, number)
            try:
                yield
            except asyncio.CancelledError:
                if self.halted:
                    raise KeyboardInterrupt from None
                raise
