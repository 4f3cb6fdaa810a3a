"""Runs `digest run` at pretended moments, each in a process of its own that can be killed.

Reads a JSON object a line: the arguments, the moment, the environment. Answers with the process id at once, and with
its exit code and output when it has ended. It forks, so that a call costs no start of Python.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import datetime, tzinfo
from typing import Any


def main() -> None:
    """Serve until stdin ends."""
    import digest.pipeline.clock
    from digest.cli import app

    for line in sys.stdin:
        call = json.loads(line)
        with tempfile.TemporaryFile("w+b") as output:
            sys.stdout.flush()
            process = os.fork()
            if process == 0:
                _work(app, digest.pipeline.clock, call, output.fileno())
            print(json.dumps({"process": process}), flush=True)
            _, status = os.waitpid(process, 0)
            output.seek(0)
            said = output.read().decode("utf-8", "replace")
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "said": said}), flush=True)


def _work(app: Any, clock: Any, call: dict[str, Any], output: int) -> None:
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(call["environment"])
    moment = datetime.fromisoformat(call["now"])

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    clock.datetime = Clock
    code = 1
    try:
        app(call["arguments"], standalone_mode=True)
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
