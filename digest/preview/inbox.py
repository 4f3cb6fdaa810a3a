"""How sender, subject and preheader look in the list of an inbox: cut where mail programs cut them."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from digest.models import Issue


@dataclass(frozen=True)
class Inbox:
    """A mail program, and about how many characters of subject and preheader its list shows.

    Real lists cut by width, so that an "i" takes less room than an "M": these are what tests with running text found.
    """

    name: str
    subject: int
    preheader: int
    sender: int
    together: bool = False
    """Whether both stand in one line, so that a short subject leaves more room to the preheader."""


# Subjects: emailtooltester.com/en/blog/email-subject-lines-character-limit (the iPhone's 48 and 99, tried out) and
# typecount.com/blog/email-subject-line-length (Gmail 70 and 40, Outlook 73). Preheaders of the others: the lower ends
# of wordcounternow.com/blog/email-marketing-character-limits.html. Senders: about 20 to 25 characters,
# campaign.name/tools/email-subject-line-tester.
INBOXES = (
    Inbox("Gmail in a browser", subject=70, preheader=120, sender=20, together=True),
    Inbox("Gmail on a phone", subject=40, preheader=90, sender=25),
    Inbox("Apple Mail on an iPhone", subject=48, preheader=99, sender=25),
    Inbox("Outlook for Windows", subject=73, preheader=100, sender=25),
)


@dataclass(frozen=True)
class Piece:
    """A text as a list shows it: `shown` and what is `lost`, of `length` characters with room for `room`."""

    shown: str
    lost: str
    length: int
    room: int

    @property
    def fits(self) -> bool:
        """Whether all of it shows."""
        return not self.lost


@dataclass(frozen=True)
class Row:
    """One issue in the list of one inbox."""

    inbox: Inbox
    sender: Piece
    subject: Piece
    preheader: Piece


def rows(issue: Issue) -> tuple[Row, ...]:
    """The issue in every inbox."""
    name, address = parseaddr(issue.newsletter.sender)
    return tuple(_row(inbox, name or address, issue) for inbox in INBOXES)


def _row(inbox: Inbox, sender: str, issue: Issue) -> Row:
    subject = _cut(issue.subject, inbox.subject)
    room = inbox.preheader
    if inbox.together:
        room = inbox.subject + inbox.preheader - min(len(issue.subject), inbox.subject)
    return Row(inbox, _cut(sender, inbox.sender), subject, _cut(issue.preheader, room))


def _cut(text: str, room: int) -> Piece:
    text = " ".join(text.split())
    if len(text) <= room:
        return Piece(text, "", len(text), room)
    kept = text[: room - 1].rstrip()
    return Piece(f"{kept}…", text[len(kept) :], len(text), room)
