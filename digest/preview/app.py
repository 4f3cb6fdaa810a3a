"""A local web app that shows an issue: the bytes that will be sent, rendered anew at each request."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from digest.config import Config
from digest.errors import DigestError
from digest.fields import fill
from digest.models import Email, Issue
from digest.pipeline import find_issue, rendered

_HERE = Path(__file__).parent
_EMAIL_POLICY = (
    "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; form-action 'none'"
)
_PAGE_POLICY = "default-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_ERROR_POLICY = _PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
"""An error of the email is shown in its frame."""
_PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"}


class Changes:
    """Tells every open page when a file changes."""

    def __init__(self) -> None:
        self.waiting: set[asyncio.Event] = set()
        self.closing = False

    def announce(self) -> None:
        """Wake every open page."""
        for event in self.waiting:
            event.set()

    def close(self) -> None:
        """End every open stream, so that the server can stop."""
        self.closing = True
        self.announce()

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events: one `change` for each announcement, until closed."""
        event = asyncio.Event()
        self.waiting.add(event)
        try:
            yield ": open\n\n"
            while True:
                await event.wait()
                event.clear()
                if self.closing:
                    return
                yield "event: change\ndata: \n\n"
        finally:
            self.waiting.discard(event)


class Preview:
    """The pages of one issue's preview. They only read."""

    def __init__(self, read_config: Callable[[], Config], named: str | None, *, changes: Changes) -> None:
        self.read_config = read_config
        self.named = named
        self.changes = changes
        self.pages = Environment(loader=FileSystemLoader(_HERE), autoescape=True)

    def home(self, request: Request) -> Response:
        """The toolbar and the frame."""
        issue, email = self._current()
        size = f"{len(email.html.encode()) / 1024:.0f} kB of 102"
        page = self.pages.get_template("page.html").render(issue=issue, size=size)
        return HTMLResponse(page, headers={"Content-Security-Policy": _PAGE_POLICY})

    def part(self, request: Request) -> Response:
        """The email, its plain text or its web version, as a recipient without a name gets it."""
        issue, email = self._current()
        values = {**self.read_config().audience.fallbacks, "unsubscribe_url": "#unsubscribe"}
        match request.url.path:
            case "/text":
                return PlainTextResponse(fill(email.text, issue.mark, values))
            case "/web":
                content = email.web
            case _:
                content = fill(email.html, issue.mark, values, encode=html.escape)
        return HTMLResponse(content, headers={"Content-Security-Policy": _EMAIL_POLICY})

    def image(self, request: Request) -> Response:
        """A picture of a folder under [preview.images], and nothing outside of it."""
        folders = tuple(self.read_config().preview.images.values())
        index = request.path_params["index"]
        if index >= len(folders):
            return PlainTextResponse("no such folder", status_code=404)
        file = _inside(folders[index], request.path_params["path"])
        # Only pictures: the folder may hold what is nobody's business, and a page of it would run in this origin.
        if file is None or file.suffix.lower() not in _PICTURES:
            return PlainTextResponse("no such picture", status_code=404)
        return FileResponse(file, headers={"X-Content-Type-Options": "nosniff"})

    def worker(self, request: Request) -> Response:
        """The service worker, told which addresses are answered from here."""
        source = self.pages.get_template("worker.js").render(starts=tuple(self.read_config().preview.images))
        return Response(source, media_type="text/javascript")

    def asset(self, request: Request) -> Response:
        """A script or style of the page."""
        return FileResponse(_HERE / request.url.path.strip("/"))

    def events(self, request: Request) -> Response:
        """Server-sent events: a `change` whenever a file changes."""
        return StreamingResponse(self.changes.stream(), media_type="text/event-stream")

    def failed(self, request: Request, error: Exception) -> Response:
        """The error in the page, so that the editor sees it where she looks."""
        page = self.pages.get_template("error.html").render(error=str(error))
        return HTMLResponse(page, status_code=500, headers={"Content-Security-Policy": _ERROR_POLICY})

    def _current(self) -> tuple[Issue, Email]:
        config = self.read_config()  # anew at each request, so that a saved change of it shows
        issue = find_issue(config, self.named)
        return issue, rendered(config, issue)


def _inside(folder: Path, path: str) -> Path | None:
    """The file that `path` names in `folder`; None when there is none, or when it lies outside."""
    try:
        folder = folder.resolve()
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name too long, a null byte, a loop of links
        return None


def create_app(read_config: Callable[[], Config], named: str | None, *, changes: Changes) -> Starlette:
    """The preview of the issue called `named` (None: the newest) as an ASGI app; answers loopback host names only."""
    preview = Preview(read_config, named, changes=changes)
    return Starlette(
        routes=[
            Route("/", preview.home),
            Route("/email", preview.part),
            Route("/text", preview.part),
            Route("/web", preview.part),
            Route("/events", preview.events),
            Route("/worker.js", preview.worker),
            Route("/preview.js", preview.asset),
            Route("/preview.css", preview.asset),
            Route("/images/{index:int}/{path:path}", preview.image),
        ],
        exception_handlers={DigestError: preview.failed},
        # Answering only to loopback names keeps other sites out, DNS rebinding included.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
