"""Who is answered: only pages of the studio itself, by whoever was given its address. All else is refused.

A page of another site cannot ask at all: the browser says where a request comes from (Origin, Sec-Fetch-Site), and a
name of another site that points to this machine (DNS rebinding) is not one of ours (Host). Another person on this
machine does not know the token. Browsers send a cookie to every port of a machine: whoever listens at another one
can learn it, so that it opens pages and changes nothing.
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
TOKEN_HEADER = "x-digest-token"  # noqa: S105 - a name, not a token
SAFE = ("GET", "HEAD")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address of the page has the token in it
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
"""What every answer says, unless it says something else itself."""
_STRANGER = "Open the address that <code>digest preview</code> printed when it started: it has a token in it."
_READER = {
    "error": "This page may look, and change nothing: it was not opened by the address that the studio printed.",
    "where": "",
    "hint": "Open the address that `digest preview` printed when it started last.",
    "conflict": False,
}
"""Whoever has the cookie and not the token: a page of a studio that has ended, or one opened without its address."""


@dataclass(frozen=True)
class Names:
    """The host names that this studio answers to; `served` is the address that it is served at."""

    served: str = ""

    def __contains__(self, host: object) -> bool:
        name = _without_port(str(host).lower())
        if name in LOOPBACK:
            return True
        # An address by numbers cannot be made to point elsewhere. "0.0.0.0" and "::" stand for all of this machine's.
        wild = self.served in ("0.0.0.0", "::")  # noqa: S104 - the user's own choice, with a warning
        return bool(self.served) and (name.strip("[]") == self.served.lower() or (wild and _is_number(name)))


@dataclass(frozen=True)
class Guard:
    """The app behind its checks."""

    app: ASGIApp
    names: Names
    token: str
    cookie: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what may be asked, refuse the rest with a word to the person."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refusal(scope) or self.app
        await answer(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self.names:
            return _page(400, "This is not an address of the studio.")
        if not _from_here(scope, headers, host):
            return _page(403, "Another page asked for this.")
        if not self._knows(scope, headers, host):
            return _page(403, _STRANGER)
        if scope["method"] not in SAFE and not _same(headers.get(TOKEN_HEADER, ""), self.token):
            return JSONResponse(_READER, status_code=403)
        return None

    def _knows(self, scope: Scope, headers: Headers, host: str) -> bool:
        """Whether the token came along in the address of the page, or the cookie that the page has set."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and _same(asked, self.token):
            return True
        return _same(cookie_parser(headers.get("cookie", "")).get(cookie_name(host), ""), self.cookie)


def cookie_name(host: str) -> str:
    """The cookie of the studio at `host`: browsers share cookies between the ports of a machine."""
    port = host[len(_without_port(host)) :].lstrip(":") or "80"
    return f"digest-{port}"


def _from_here(scope: Scope, headers: Headers, host: str) -> bool:
    """Whether a page of ours asks, or a person opens the page (from a terminal, or by a link with the token)."""
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{host.lower()}":
        return False
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return True
    opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return opened and scope["method"] == "GET" and scope["path"] == "/"


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _same(given: str, token: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), token.encode("utf-8"))


def _page(status: int, words: str) -> Response:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><title>Not here</title><h1>Not here</h1><p>{words}</p>', status_code=status
    )
