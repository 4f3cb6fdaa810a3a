"""The mailbox of delivery reports: it can be read, where one is named."""

from __future__ import annotations

from collections.abc import Iterator

from digest.doctor.diagnosis import Patient, Sign, fine
from digest.sender.bounces import open_box

RANK = 95
ONLINE = True
LIMIT = 90.0


def look(patient: Patient) -> Iterator[Sign]:
    """IMAP_URL lets us in; no message is read, and none is marked."""
    mailbox = patient.config.mailbox
    if mailbox is None:
        yield fine("no IMAP_URL: `digest bounces read` takes a Maildir")
        return
    with open_box(mailbox.get_secret_value()):
        yield fine("lets us in; no message was read")
