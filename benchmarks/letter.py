"""What the measurements of sending share: a newsletter of 60 kB in two parts, and its readers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from digest.config.schema import AudienceConfig
from digest.fields import mark_field
from digest.models import Email, Newsletter, Recipient
from digest.sender import Compiled, compile_message

ISSUE = "2026-W47"
LIST = "lantern.lantern.example"
SENDER = "letter@lantern.example"
MARK = "5c0ffee5"
PARAGRAPH = (
    "The harbour master counts the boats each morning, and each morning there is one that nobody has seen before."
)


def email() -> Email:
    """An issue with two personal fields in each part; its message has 60 kB."""
    name, link = mark_field(MARK, "name", "reader"), mark_field(MARK, "unsubscribe_url")
    story = f'<tr><td style="padding:0 24px;font:16px/1.5 Georgia,serif"><p>{PARAGRAPH}</p></td></tr>\n'
    html = f'<!doctype html><html lang="en"><body><table><tr><td>Dear {name},</td></tr>\n{story * 230}'
    html += f'<tr><td><a href="{link}">Unsubscribe</a></td></tr></table></body></html>\n'
    text = f"Dear {name},\n\n" + f"{PARAGRAPH}\n\n" * 120 + f"Unsubscribe: {link}\n"
    return Email(subject=f"The boats, {name}", html=html, text=text, web="")


def letter() -> Compiled:
    """The issue, compiled."""
    newsletter = Newsletter(name="The Lantern", sender=f"The Lantern <{SENDER}>", list_id=LIST)
    audience = AudienceConfig(unsubscribe_url="https://lantern.example/leave?who={email}&token={token}")
    return compile_message(
        email(), mark=MARK, newsletter=newsletter, issue_id=ISSUE, secret=b"0123456789abcdef" * 2, audience=audience
    )


def readers(number: int) -> Iterator[Recipient]:
    """So many recipients, each with a name."""
    return (Recipient(f"reader{n:07}@readers.example", {"name": f"Reader {n}"}) for n in range(number))


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
