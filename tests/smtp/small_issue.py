"""A small issue, a clock and some readers, for the tests of sending."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from digest.config.schema import AudienceConfig
from digest.fields import mark_field
from digest.models import Email, Newsletter, Recipient
from digest.sender.compose import Compiled, compile_message

MARK = "5c0ffee5"
ISSUE = "2026-W47"
LIST = "l.lantern.example"


def compiled_issue(*, test: bool = False, text: str = "") -> Compiled:
    name, link = mark_field(MARK, "name", "reader"), mark_field(MARK, "unsubscribe_url")
    email = Email(
        subject=f"For {name}",
        html=f'<p>Dear {name}</p>\n<a href="{link}">Unsubscribe</a>\n' + "<p>A line.</p>\n" * 20,
        text=text or f"Dear {name}\n\n.A line that begins with a dot\nUnsubscribe: {link}\n",
        web="",
    )
    newsletter = Newsletter(name="The Lantern", sender="The Lantern <letter@lantern.example>", list_id=LIST)
    return compile_message(
        email,
        mark=MARK,
        newsletter=newsletter,
        issue_id=ISSUE,
        secret=b"k" * 32,
        audience=AudienceConfig(),
        test=test,
    )


def clock() -> datetime:
    return datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


def readers(number: int) -> tuple[Recipient, ...]:
    return tuple(Recipient(f"reader{n:03}@example.com", {"name": f"Reader {n}"}) for n in range(number))


def cleared(granted: bool = True) -> asyncio.Future[bool]:
    """A claim that was granted, or not."""
    future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    future.set_result(granted)
    return future
