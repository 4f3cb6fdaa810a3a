"""What a page asks for, read with care: whatever else comes is refused in words for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.requests import Request

from digest.errors import DigestError
from digest.models import Edit, Recipient
from digest.sender import check_recipient

MOST = 1_000_000
"""Bytes of a request: a note is the longest thing that an editor writes."""
READER = "reader@example.com"
"""To whom an issue is shown as long as nobody is chosen: a reader of whom nothing is known."""
_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


class Malformed(DigestError):
    """A request that cannot be understood; `status` is HTTP's number for it."""

    def __init__(self, message: str, *, hint: str = "", status: int = 422) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class Wish(BaseModel):
    """What a page sends: the revision that it shows, and what it wants beyond that.

    `was` is what the words that are edited said when the editor began: others may have changed all else meanwhile.
    """

    model_config = ConfigDict(extra="forbid")

    shown: str = ""
    was: str | None = None
    edit: dict[str, Any] = {}
    addresses: tuple[str, ...] = ()
    fields: dict[str, str] = {}


async def read_wish(request: Request) -> Wish:
    """The wish in the body of `request`. Raises Malformed when there is none, or more than anybody would write."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Malformed("this is not JSON", hint="load the page again", status=415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            raise Malformed("this is too long", hint=f"an edit has at most {MOST:,} bytes", status=413)
    try:
        content = json.loads(body or b"{}")
        json.dumps(content, ensure_ascii=False).encode("utf-8")  # half a letter cannot be written to any file
        return Wish.model_validate(content)
    except ValidationError as error:
        raise Malformed("this is no edit", hint=_fault(error)) from None
    except (ValueError, RecursionError):  # json's and Unicode's own errors are ValueErrors
        raise Malformed("this is no edit", hint="it is not well-formed JSON in UTF-8") from None


def edit_of(wish: Wish) -> Edit:
    """The edit that is wished for. Raises Malformed when it is none."""
    try:
        return _EDIT.validate_python(wish.edit)
    except ValidationError as error:
        raise Malformed("this is no edit", hint=_fault(error)) from None


def reader_of(parameters: Mapping[str, str]) -> Recipient:
    """The reader whom a request names: `reader` is the address, `field.<name>` what a merge field says.

    Raises Malformed when the address is none that a subscriber could have.
    """
    fields = {name.removeprefix("field."): value for name, value in parameters.items() if name.startswith("field.")}
    try:
        return check_recipient(Recipient(parameters.get("reader", "").strip() or READER, fields))
    except DigestError as error:
        raise Malformed(error.message, hint=error.hint) from None


def _fault(error: ValidationError) -> str:
    """What is wrong with a wish, by the name of the first key that is at fault."""
    first = error.errors(include_url=False)[0]
    key = first["loc"][-1] if first["loc"] else ""
    match first["type"]:
        case "missing":
            return f"“{key}” is missing"
        case "extra_forbidden":
            return f"nothing is called “{key}” there"
        case "union_tag_invalid" | "union_tag_not_found":
            return "“action” names nothing that an editor can do"
        case _:
            return f"“{key}” cannot be that" if key else "it is not an object"
