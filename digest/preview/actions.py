"""What the editor does: edits, undo and redo, a new plan, a test mail. Every answer is JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digest.errors import DigestError
from digest.models import Edit, Issue, Recipient
from digest.pipeline import is_next, plan, test, today
from digest.preview.studio import Studio
from digest.preview.workbench import Conflict, revision

MOST = 1_000_000
"""Bytes of a request: a note is the longest thing that an editor writes."""
_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


class Wish(BaseModel):
    """What a page sends: the revision that it shows, and what it wants beyond that."""

    model_config = ConfigDict(extra="forbid")

    shown: str = ""
    edit: dict[str, Any] = {}
    addresses: tuple[str, ...] = ()
    fields: dict[str, str] = {}


@dataclass(frozen=True)
class Actions:
    """What changes something."""

    studio: Studio

    async def edit(self, request: Request) -> Response:
        """One decision of the editor."""
        return await self._do(
            request, lambda wish: self._changed(self.studio.bench.edit(_edit(wish), shown=wish.shown))
        )

    async def undo(self, request: Request) -> Response:
        """Take the last change back."""
        return await self._do(request, lambda wish: self._changed(self.studio.bench.undo(shown=wish.shown)))

    async def redo(self, request: Request) -> Response:
        """Do it again."""
        return await self._do(request, lambda wish: self._changed(self.studio.bench.redo(shown=wish.shown)))

    async def plan(self, request: Request) -> Response:
        """Plan the issue anew, and keep what the editor decided."""
        return await self._do(request, self._planned)

    async def test(self, request: Request) -> Response:
        """Mail the issue to the addresses that the editor typed, marked as a test."""
        return await self._do(request, self._tested)

    async def _do(self, request: Request, act: Callable[[Wish], dict[str, Any]]) -> Response:
        try:
            wish = await _wish(request)
            return JSONResponse(await run_in_threadpool(act, wish))
        except Conflict as error:
            return _refused(error, 409, conflict=True)
        except DigestError as error:
            return _refused(error, 409)

    def _changed(self, issue: Issue) -> dict[str, Any]:
        return {"revision": revision(issue), **self.studio.bench.can(issue)}

    def _planned(self, wish: Wish) -> dict[str, Any]:
        config, issue = self.studio.issue()
        if not is_next(config, issue):
            hint = "only the issue that is due next can be planned"
            raise DigestError(f"{issue.id} is not planned any more", hint=hint)
        if revision(issue) != wish.shown:
            raise Conflict(f"{issue.id} was changed in the meantime", hint="look at it, then plan again")
        planned = plan(config, today=today(config), replan=True)
        if planned.issue is None:
            raise DigestError(planned.reason, hint="the issue is as it was")
        self.studio.freshness.planned()
        return self._changed(planned.issue)

    def _tested(self, wish: Wish) -> dict[str, Any]:
        if not wish.addresses:
            raise DigestError("there is no address", hint="write one like ann@example.org")
        config, issue = self.studio.issue()
        said = test(config, issue, [Recipient(address, wish.fields) for address in wish.addresses])
        told = [{"address": each.address, "state": each.state.value, "reply": each.reply} for each in said]
        return {"submissions": told}


async def _wish(request: Request) -> Wish:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise DigestError("this is not JSON")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            raise DigestError("this is too long", hint=f"an edit has at most {MOST:,} bytes")
    try:
        content = json.loads(body or b"{}")
        json.dumps(content, ensure_ascii=False).encode("utf-8")  # half a letter cannot be written to any file
        return Wish.model_validate(content)
    except (ValueError, RecursionError) as error:  # pydantic's, json's and Unicode's own errors are ValueErrors
        raise DigestError("this is no edit", hint=str(error).splitlines()[0]) from None


def _edit(wish: Wish) -> Edit:
    try:
        return _EDIT.validate_python(wish.edit)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise DigestError("this is no edit", hint=f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _refused(error: DigestError, status: int, *, conflict: bool = False) -> Response:
    content = {"error": error.message, "where": error.where, "hint": error.hint, "conflict": conflict}
    return JSONResponse(content, status_code=status)
