"""Short letters to the people behind a newsletter: plain text, to one mailbox each, outside any issue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from digest.models import Submission
from digest.sender import headers
from digest.sender.address import wire
from digest.sender.send import submit_messages
from digest.sender.transports import Supply


@dataclass(frozen=True)
class PlainMail:
    """A finished mail, with its two addresses as on the wire."""

    sender: str
    recipient: str
    content: bytes


def compose_plain(
    *,
    author: str,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    sign: Callable[[bytes], bytes] | None = None,
) -> PlainMail:
    """A mail from the mailbox `author` to the mailbox `to`, dated `now` (aware); `sign` puts a signature before it.

    RFC 3834: it says that a program wrote it, so that nobody's holiday notice answers.
    """
    (name, address), (display, recipient) = parseaddr(headers.clean(author)), parseaddr(headers.clean(to))
    sender, reader = wire(address), wire(recipient)
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    message["Auto-Submitted"] = "auto-generated"
    head = (
        headers.mailbox("From", name, sender),
        headers.mailbox("To", display, reader),
        headers.unstructured("Subject", subject),
        headers.fold("Date", (format_datetime(now),)),
        headers.fold("Message-ID", (make_msgid(domain=sender.rpartition("@")[2]),)),
    )
    content = b"".join(head) + message.as_bytes()
    return PlainMail(sender, reader, sign(content) if sign else content)


def submit_plain(mails: Iterable[PlainMail], *, transport_factory: Supply) -> tuple[Submission, ...]:
    """Submit `mails`; what the server said of each. Raises ServerError as `submit_messages` does."""
    letters = [(each.sender, each.recipient, each.content) for each in mails]
    return asyncio.run(submit_messages(letters, transport_factory))
