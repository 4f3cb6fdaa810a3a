"""What is answered when something fails: a reason for a person, else a calm word; the log has the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digest.errors import DigestError, explained
from digest.preview.studio import FRAME_POLICY, Studio
from digest.preview.trouble import Trouble
from digest.preview.wishes import Malformed
from digest.preview.words import refusal

_LOG = logging.getLogger("digest.preview")
_SURPRISE = Trouble(
    "something went wrong that should not have",
    where="",
    hint="the terminal in which digest preview runs says what; the studio goes on, and the issue file is whole",
)


@dataclass(frozen=True)
class Calm:
    """The app behind it may fail in any way: it is logged, answered by `told`, and the server goes on."""

    app: ASGIApp
    told: Callable[[Request, Exception], Response]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer it all the same when that fails."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return  # nobody is there to be told
        except Exception as error:
            if begun:
                raise
            _LOG.exception("%s %s", scope.get("method", ""), scope.get("path", ""))
            await self.told(Request(scope), error)(scope, receive, send)


@dataclass(frozen=True)
class Failures:
    """Answers of the studio that say why something cannot be shown or done."""

    studio: Studio

    def told(self, request: Request, error: Exception) -> Response:
        """The error, where the page, the panel or the state would have been."""
        known = explained(error) if isinstance(error, OSError) else error
        status = known.status if isinstance(known, Malformed) else 500
        trouble = self.studio.trouble(known) if isinstance(known, DigestError) else _SURPRISE
        path = request.url.path
        if path == "/state":
            return JSONResponse({"issue": None, "trouble": trouble.content()}, status_code=status)
        if request.method == "POST":
            return JSONResponse(refusal(trouble), status_code=status)
        if path.startswith("/panel/"):
            return self.studio.page("panel_trouble.html", status=status, trouble=trouble)
        return self.studio.page("trouble.html", status=status, policy=FRAME_POLICY, trouble=trouble)
