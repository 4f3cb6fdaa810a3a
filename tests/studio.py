"""The studio asked as a browser would ask it, without a browser."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

import httpx
from starlette.applications import Starlette

from digest.config import Config, load
from digest.models import Issue
from digest.preview.app import create_app
from digest.preview.changes import Changes
from tests.cli.folder import Folder

TOKEN = "a-token-that-only-the-studio-knows"
COOKIE = "a-cookie-that-only-the-studio-has-set"
HOST = "127.0.0.1:8000"


def config_of(folder: Folder) -> Config:
    return load(folder.root / "digest.toml", environment={})


def html_part(message: bytes) -> bytes:
    """The HTML part of a message, decoded."""
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    part = parsed.get_body(("html",))
    assert part is not None
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


class Studio:
    """The studio of the folder's newest issue. What is left out of a request is what a page of the studio sends."""

    def __init__(self, folder: Folder, *, named: str | None = None, served: str = "") -> None:
        self.folder = folder
        self.app: Starlette = create_app(
            lambda: config_of(folder), named, changes=Changes(), token=TOKEN, cookie=COOKIE, served=served
        )

    def get(self, path: str, **how: Any) -> httpx.Response:
        return self.ask("GET", path, **how)

    def post(self, path: str, content: Mapping[str, Any] | bytes | None = None, **how: Any) -> httpx.Response:
        return self.ask("POST", path, content={} if content is None else content, **how)

    def do(self, **edit: Any) -> httpx.Response:
        """One edit of the issue as it is shown now."""
        return self.post("/edits", {"shown": self.revision(), "edit": edit})

    def revision(self) -> str:
        return str(self.state()["revision"])

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.get("/state").json()
        return state

    def issue(self) -> Issue:
        return self.folder.issue()

    def ask(
        self,
        method: str,
        path: str,
        *,
        host: str = HOST,
        cookie: str | None = COOKIE,
        token: str | None = TOKEN,
        headers: Mapping[str, str] | None = None,
        content: Mapping[str, Any] | bytes | None = None,
    ) -> httpx.Response:
        """A response to the request as given; `content` becomes JSON, or is that already as bytes."""
        sent = {"Host": host, **(headers or {})}
        if cookie is not None:
            port = host.rpartition(":")[2]
            sent["Cookie"] = f"digest-{port if port.isdigit() else '80'}={cookie}"
        if token is not None and method != "GET":
            sent["X-Digest-Token"] = token

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
                # `raw_path` keeps dots and escapes as they are written, as a hostile client would send them.
                url = httpx.URL(f"http://{HOST}").copy_with(raw_path=path.encode("ascii"))
                if content is not None:
                    sent.setdefault("Content-Type", "application/json")
                body = content if isinstance(content, bytes) or content is None else json.dumps(content).encode()
                return await client.send(client.build_request(method, url, headers=sent, content=body))

        return asyncio.run(send())
