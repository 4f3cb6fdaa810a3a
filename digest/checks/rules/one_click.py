"""Gmail and Yahoo want one-click unsubscribing of whoever mails 5,000 readers a day (RFC 8058)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.rendered import MESSAGE, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning
_PAGE = re.compile(rb"^list-unsubscribe:(?:[^\n]|\n[ \t])*<https://", re.MULTILINE)
"""The field with an https address, folded or not."""


def check(rendered: Rendered) -> Iterator[Found]:
    """Where a page on https unsubscribes, the message lets mail programs do it with one click."""
    head = rendered.message.partition(b"\r\n\r\n")[0].lower()
    if _PAGE.search(head) and b"list-unsubscribe-post:" not in head:
        remedy = "set one_click = true under [audience], if the page also answers a POST without questions"
        yield Found("no one-click unsubscribing", MESSAGE, remedy)
