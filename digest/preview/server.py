"""Run the preview on this machine until Ctrl-C, and tell its pages when a file changes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

from digest.config import Config
from digest.errors import DigestError
from digest.pipeline import find_issue, theme_folders
from digest.preview.app import Changes, create_app

HOST = "127.0.0.1"


def serve(
    read_config: Callable[[], Config],
    named: str | None,
    *,
    port: int | None,
    open_browser: bool,
    on_ready: Callable[[str], None],
) -> None:
    """Show the issue called `named` (None: the newest) on a loopback port until interrupted.

    `read_config` reads the configuration, again at each request. `port` None takes the configured one, 0 a free
    one. Raises DigestError when the port is taken or there is no issue.
    """
    config = read_config()
    find_issue(config, named)
    listener = _listen(config.preview.port if port is None else port)
    url = f"http://{HOST}:{listener.getsockname()[1]}/"
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(read_config, named, listener, lambda: _ready(url, open_browser, on_ready)))


def _ready(url: str, open_browser: bool, on_ready: Callable[[str], None]) -> None:
    on_ready(url)
    if open_browser:
        webbrowser.open(url)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        hint = "choose another with --port, or leave it out for a free one"
        raise DigestError(f"port {port} cannot be used: {error.strerror}", hint=hint) from None
    return listener


async def _serve(
    read_config: Callable[[], Config], named: str | None, listener: socket.socket, on_ready: Callable[[], None]
) -> None:
    import uvicorn

    changes = Changes()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            on_ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Open event streams would keep the server waiting.
            changes.close()
            await super().shutdown(sockets=sockets)

    app = create_app(read_config, named, changes=changes)
    watching = asyncio.create_task(_watch(read_config(), changes))
    try:
        await Server(uvicorn.Config(app, log_level="warning")).serve(sockets=[listener])
    finally:
        watching.cancel()


async def _watch(config: Config, changes: Changes) -> None:
    from watchfiles import Change, DefaultFilter, awatch

    paths = config.paths
    private = {paths.state, paths.outbox}

    class Wanted(DefaultFilter):  # which leaves out .git, .venv, caches and editors' own files
        def __call__(self, change: Change, path: str) -> bool:
            return super().__call__(change, path) and private.isdisjoint((Path(path), *Path(path).parents))

    folders = [folder for folder in (paths.root, *theme_folders(config)) if folder.is_dir()]
    async for _ in awatch(*folders, watch_filter=Wanted(), recursive=True):
        changes.announce()
