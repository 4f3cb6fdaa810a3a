"""Run the studio on this machine until Ctrl-C, and tell its pages when a file changes."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from digest.config import Config
from digest.config.apart import OUTBOX
from digest.errors import DigestError
from digest.pipeline import find_issue, theme_folders
from digest.preview.app import create_app, new_token
from digest.preview.changes import Changes

HOST = "127.0.0.1"
PATIENCE = 1
"""Seconds that what is under way may take at the end before a word on it is due."""
_WAIT = "Something is still under way, and ends first: Ctrl-C again ends it at once."
STEP, DEBOUNCE = 25, 200
"""Milliseconds of quiet after which changes are told, and the longest that they are gathered: a save is one or two."""


def serve(
    read_config: Callable[[], Config],
    named: str | None,
    *,
    host: str | None = None,
    port: int | None,
    open_browser: bool,
    on_ready: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Show the issue called `named` (None: the newest by now, whatever is planned meanwhile) until interrupted.

    `read_config` reads the configuration, again at each request. `port` None takes the configured one, 0 a free
    one. `host` None is this machine alone; with another, `warn` is told what that means. `on_ready` gets the address,
    with its token, when it answers there. Raises DigestError when the port is taken or there is no issue.
    """
    config = read_config()
    issue = find_issue(config, named).id
    listener = _listen(host or HOST, config.preview.port if port is None else port)
    token = new_token()
    if not _is_loopback(host or HOST):
        warn("Everybody in this network who learns the address can read and change this issue: it is not encrypted.")
    url = f"http://{_written(host or HOST)}:{listener.getsockname()[1]}/?token={token}"
    changes = Changes()
    app = create_app(read_config, issue, changes=changes, token=token, cookie=new_token(), served=host or HOST)
    ready = _Ready(url, open_browser, on_ready, warn)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(app, config, listener, changes, on_ready=ready, warn=warn))


class _Ready:
    """What happens when the studio answers."""

    def __init__(
        self, url: str, open_browser: bool, on_ready: Callable[[str], None], warn: Callable[[str], None]
    ) -> None:
        self._url, self._open, self._on_ready, self._warn = url, open_browser, on_ready, warn

    def __call__(self) -> None:
        self._on_ready(self._url)
        if self._open and not _opened(self._url):
            self._warn("No browser could be opened: open this address in one yourself.")


def _opened(url: str) -> bool:
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if isinstance(error, socket.gaierror) or port == 0:
            hint = "give an address of this machine, or leave --host out"
            raise DigestError(f"{host} cannot be served at: {error.strerror}", hint=hint) from None
        hint = "choose another with --port, or leave it out for a free one"
        raise DigestError(f"port {port} cannot be used: {error.strerror}", hint=hint) from None
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _written(host: str) -> str:
    """`host` as it stands in an address; where it means all of this machine's, the one that always works."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - it is not bound here
        return HOST
    return f"[{host}]" if ":" in host else host


async def _serve(
    app: Callable[..., object],
    config: Config,
    listener: socket.socket,
    changes: Changes,
    *,
    on_ready: Callable[[], None],
    warn: Callable[[str], None],
) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            on_ready()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if self.should_exit:
                # A thread cannot be interrupted. Files are replaced whole and locks are the system's: nothing is left.
                os._exit(130)
            super().handle_exit(sig, frame)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Open event streams would keep the server waiting.
            changes.close()
            asyncio.get_running_loop().call_later(PATIENCE, warn, _WAIT)
            await super().shutdown(sockets=sockets)

    watching = asyncio.create_task(_watch(config, changes, warn))
    try:
        await Server(uvicorn.Config(app, log_level="warning", server_header=False)).serve(sockets=[listener])
    finally:
        watching.cancel()


async def _watch(config: Config, changes: Changes, warn: Callable[[str], None]) -> None:
    """Announce each saved file until cancelled; `warn` is told when the system does not say which are."""
    from watchfiles import Change, DefaultFilter, awatch

    paths = config.paths
    private = {paths.records, paths.root / OUTBOX}  # those of its neighbours, too
    own = [folder for folder in (paths.root, *theme_folders(config)) if folder.is_dir()]
    settings = {*paths.files, *(file.parent / ".env" for file in paths.files)}

    class Wanted(DefaultFilter):  # which leaves out .git, .venv, caches and editors' own files
        def __call__(self, change: Change, path: str) -> bool:
            around = {Path(path), *Path(path).parents}
            wanted = Path(path) in settings or (private.isdisjoint(around) and not around.isdisjoint(own))
            return super().__call__(change, path) and wanted

    folders = {*own, *(file.parent for file in paths.files)}
    try:
        async for _ in awatch(*folders, watch_filter=Wanted(), recursive=True, step=STEP, debounce=DEBOUNCE):
            changes.announce()
    except (OSError, RuntimeError) as error:  # such as the system's limit of watched folders
        warn(f"Saved files are not noticed ({error}): load the page again to see what you saved.")
