"""The studio as an ASGI app: which page answers where, behind its guard."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from digest.config import Config
from digest.errors import DigestError
from digest.preview.actions import Actions
from digest.preview.changes import Changes
from digest.preview.failures import Calm, Failures
from digest.preview.guard import Guard, Names
from digest.preview.panels import Panels
from digest.preview.parts import Parts
from digest.preview.pictures import Pictures
from digest.preview.proof import Proofs
from digest.preview.studio import Studio, pages
from digest.preview.workbench import Workbench


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(24)


def create_app(
    read_config: Callable[[], Config], named: str | None, *, changes: Changes, token: str, cookie: str, served: str = ""
) -> Starlette:
    """The studio of the issue called `named` (None: the newest); it answers to who knows `token`.

    `cookie` is another secret: what the browser of who came with the token may read by, and change nothing. `served`
    is the address that it is served at, beside the names that this machine always has.
    """
    proofs = Proofs(read_config, named)
    studio = Studio(read_config, cookie, proofs, Workbench(proofs.read), pages())
    panels, parts, pictures, actions = Panels(studio), Parts(studio), Pictures(studio), Actions(studio)
    failures = Failures(studio)

    def events(_request: Request) -> Response:
        return StreamingResponse(changes.stream(), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route("/", panels.home),
            Route("/state", panels.state),
            Route("/events", events),
            Route("/panel/outline", panels.outline),
            Route("/panel/details", panels.details),
            Route("/panel/checks", panels.checks),
            Route("/panel/inbox", panels.inbox),
            Route("/panel/readers", panels.readers),
            Route("/panel/archive", panels.archive),
            Route("/panel/sponsors", panels.sponsors),
            Route("/email", parts.email),
            Route("/simulate/{client}", parts.simulate),
            Route("/text", parts.text),
            Route("/web", parts.web),
            Route("/source", parts.source),
            Route("/message", parts.message),
            Route("/message.eml", parts.eml),
            Route("/earlier/{issue}", parts.earlier),
            Route("/report", panels.report),
            Route("/edits", actions.edit, methods=["POST"]),
            Route("/undo", actions.undo, methods=["POST"]),
            Route("/redo", actions.redo, methods=["POST"]),
            Route("/plan", actions.plan, methods=["POST"]),
            Route("/test", actions.test, methods=["POST"]),
            Route("/worker.js", pictures.worker),
            Route("/assets/{name}", pictures.asset),
            Route("/images/{index:int}/{path:path}", pictures.image),
        ],
        exception_handlers={DigestError: failures.told},
        middleware=[
            Middleware(Guard, names=Names(served), token=token, cookie=cookie),
            Middleware(Calm, told=failures.told),
        ],
    )
