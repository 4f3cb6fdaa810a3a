"""What the editor does: edits, undo and redo, a new plan, a test mail. Every answer is JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digest.config import Config
from digest.errors import DigestError, MachineError
from digest.models import Issue, Recipient
from digest.pipeline import is_next, issue_day, plan, test
from digest.preview.studio import Studio, standing
from digest.preview.told import ads_told
from digest.preview.wishes import Malformed, Wish, edit_of, read_wish
from digest.preview.words import refusal
from digest.preview.workbench import Conflict, revision

ADDRESSES = 20
"""To whom a test may go at once: colleagues, and not a list of readers."""


@dataclass(frozen=True)
class Actions:
    """What changes something."""

    studio: Studio

    async def edit(self, request: Request) -> Response:
        """One decision of the editor."""
        return await self._do(
            request, lambda wish: self._changed(*self.studio.bench.edit(edit_of(wish), shown=wish.shown, was=wish.was))
        )

    async def undo(self, request: Request) -> Response:
        """Take the last change back."""
        return await self._do(request, lambda wish: self._changed(*self.studio.bench.undo(shown=wish.shown)))

    async def redo(self, request: Request) -> Response:
        """Do it again."""
        return await self._do(request, lambda wish: self._changed(*self.studio.bench.redo(shown=wish.shown)))

    async def plan(self, request: Request) -> Response:
        """Plan the issue anew, and keep what the editor decided."""
        return await self._do(request, self._planned)

    async def test(self, request: Request) -> Response:
        """Mail the issue to the addresses that the editor typed, marked as a test."""
        return await self._do(request, self._tested)

    async def _do(self, request: Request, act: Callable[[Wish], dict[str, Any]]) -> Response:
        try:
            wish = await read_wish(request)
            return JSONResponse(await run_in_threadpool(act, wish))
        except Conflict as error:
            return _refused(error, 409, conflict=True)
        except Malformed as error:
            return _refused(error, error.status)
        except MachineError:  # nothing that the editor could wish otherwise
            raise
        except DigestError as error:
            return _refused(error, 409)

    def _changed(self, before: Issue, issue: Issue) -> dict[str, Any]:
        told = ads_told(before, issue)
        return {"revision": revision(issue), "told": told, **standing(issue), **self.studio.bench.can(issue)}

    def _planned(self, wish: Wish) -> dict[str, Any]:
        return self._changed(*self.studio.bench.replan(_planned_anew, shown=wish.shown))

    def _tested(self, wish: Wish) -> dict[str, Any]:
        if not wish.addresses:
            raise DigestError("there is no address", hint="write one like ann@example.org")
        if len(wish.addresses) > ADDRESSES:
            many = f"a test goes to at most {ADDRESSES} addresses, and these are {len(wish.addresses)}"
            raise DigestError(many, hint="whoever should get the issue belongs among its readers")
        config, issue = self.studio.issue()
        said = test(config, issue, [Recipient(address, wish.fields) for address in wish.addresses])
        told = [{"address": each.address, "state": each.state.value, "reply": each.reply} for each in said]
        return {"submissions": told}


def _planned_anew(config: Config, issue: Issue) -> Issue:
    if not is_next(config, issue):
        hint = "only the issue that is due next can be planned"
        raise DigestError(f"{issue.id} is not planned any more", hint=hint)
    planned = plan(config, day=issue_day(config), replan=True)
    if planned.issue is None:
        raise DigestError(planned.reason, hint="the issue is as it was")
    return planned.issue


def _refused(error: DigestError, status: int, *, conflict: bool = False) -> Response:
    content: dict[str, Any] = refusal(error, conflict=conflict)
    if isinstance(error, Conflict) and error.now is not None:
        content["now"] = error.now
    return JSONResponse(content, status_code=status)
