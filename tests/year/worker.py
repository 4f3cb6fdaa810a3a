"""Runs `digest` at pretended moments: here, or in a process of its own that can be killed, or kills itself.

Reads a JSON object a line. `run` is a command, which is answered with its exit code and output. `begin` forks for one,
so that it costs no start of Python, and is answered with the id of its process at once; `end` waits for that.
"""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import json
import os
import signal
import sys
import tempfile
import threading
import traceback
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO, Any

from tests.cli.folder import small
from tests.smtp.servers import ScriptedServer


def main() -> None:
    """Serve until stdin ends."""
    _warm()
    outputs: dict[int, IO[bytes]] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        answer: dict[str, object] = {}
        if "run" in asked:
            answer = _run(asked["run"])
        elif "begin" in asked:
            output = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - closed when the command has ended
            answer["process"] = process = _fork(asked["begin"], output.fileno())
            outputs[process] = output
        else:
            _, status = os.waitpid(asked["end"], 0)
            with outputs.pop(asked["end"]) as output:
                output.seek(0)
                answer = {
                    "code": os.waitstatus_to_exitcode(status),
                    "said": output.read().decode("utf-8", "replace"),
                }
        print(json.dumps(answer), flush=True)


def _warm() -> None:
    """Do once what no command shall have to do again: imports, the commands' options, the theme's templates. And leave
    out what is no matter of when and to whom: the checks of an issue's looks."""
    import typer.main

    from digest.cli import app
    from digest.pipeline import output
    from digest.renderer import Compiled

    kept, render, command = Compiled(), output.render, typer.main.get_command(app)
    output.render = lambda issue, *, theme, compiled=None: render(issue, theme=theme, compiled=compiled or kept)
    output.check = lambda _rendered, *, levels: ()
    typer.main.get_command = lambda _app: command
    with tempfile.TemporaryDirectory() as folder, ScriptedServer() as server:
        one = small(Path(folder))
        one.edit("[audience]", '[notify]\nowners = ["olga@lantern.example"]\n\n[audience]')
        assert one("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 0
        assert one("status", "--json").exit_code == 0
    gc.collect()
    gc.freeze()  # what a child never touches it need not copy


def _fork(call: dict[str, Any], output: int) -> int:
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        _work(call, output)
    return process


def _work(call: dict[str, Any], output: int) -> None:
    """Run a command and end this process with it."""
    os.dup2(output, 1)
    os.dup2(output, 2)
    gc.disable()
    code = 1
    try:
        if call["death"]:
            _doom(*call["death"])
        code = _digest(call)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(call: dict[str, Any]) -> dict[str, object]:
    with io.StringIO() as said, contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        return {"code": _digest(call), "said": said.getvalue()}


def _digest(call: dict[str, Any]) -> int:
    """Run a command at its moment; its exit code."""
    import digest.pipeline.clock
    from digest.cli import app

    moment = datetime.fromisoformat(call["now"])

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    os.environ.update(call["environment"])
    digest.pipeline.clock.datetime = Clock
    try:
        app(call["arguments"], standalone_mode=True)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 1
    except Exception:
        traceback.print_exc()
    return 1


def _doom(kind: str, number: int) -> None:
    """Let this process be killed when it is about to put its `number`th file in its place, or to call a function for
    the `number`th time."""
    count = itertools.count(1)

    def pass_by(event: str) -> None:
        if event == kind and next(count) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    if kind == "os.rename":
        sys.addaudithook(lambda event, _arguments: pass_by(event))
    else:
        threading.setprofile(lambda _frame, event, _argument: pass_by(event))
        sys.setprofile(lambda _frame, event, _argument: pass_by(event))


if __name__ == "__main__":
    main()
