"""The mails that the server took: to whom, of which issue, and from which visit they came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default

from tests.year.calls import Call

READERS = tuple(f"{name}@example.org" for name in ("ann", "bo", "cy", "dee", "eve"))
OWNERS = ("olga@lantern.example", "otto@lantern.example")
REVIEWERS = ("rex@lantern.example", "ruth@lantern.example")


@dataclass(frozen=True)
class Visit:
    """What the schedule set off at one moment: one call, or two at once. `forced` is what a person insisted on."""

    moment: datetime
    calls: tuple[Call, ...]
    forced: bool = False

    @property
    def forgotten(self) -> bool:
        """Whether what it wrote down may be lost: it was killed, or its state was not kept; or two wrote at once."""
        return len(self.calls) > 1 or any(call.hindered for call in self.calls)


@dataclass(frozen=True)
class Mail:
    """A mail of `issue`. `words` are what an owner was told, without the lines about it."""

    visit: Visit
    to: str
    issue: str
    message_id: str
    words: str = ""


def read(visit: Visit, to: str, content: bytes) -> Mail:
    """The mail with `content` to the mailbox `to`."""
    message = message_from_bytes(content, policy=default)
    identity, subject = str(message["Message-ID"]).strip(), str(message["Subject"])
    if to in OWNERS:
        body = message.get_content()
        return Mail(visit, to, subject.split()[2], identity, f"{subject}: {body.splitlines()[0]}")
    text = content.decode("utf-8", "replace") if to in REVIEWERS else identity
    issue = re.search(r"Draft of ([0-9W-]+)\." if to in REVIEWERS else r"^<([0-9W-]+)\.", text)
    assert issue, text[:600]
    return Mail(visit, to, issue[1], identity)
