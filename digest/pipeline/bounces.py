"""From a mailbox of delivery reports, complaints and unsubscribe mails to the suppression list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from digest.config import Config
from digest.errors import ConfigError
from digest.pipeline.record import open_ledger
from digest.sender import Ledger, Suppression
from digest.sender.bounces import Report, open_box, read_report

BATCH = 200
"""Messages that are read, recorded and marked together."""


@dataclass(frozen=True)
class BouncesRead:
    """How many messages were read, how many addresses were suppressed for which reason, and what was not believed.

    `letters` of the messages are from people who want something else: they stay unread.
    """

    messages: int
    suppressed: dict[str, int]
    strangers: tuple[str, ...] = ()
    letters: int = 0

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return asdict(self) | {"strangers": list(self.strangers)}


def read_bounces(config: Config, place: str | None) -> BouncesRead:
    """Read the unread messages of the mailbox at `place` (by default IMAP_URL's), and mark them as read.

    What they say of an address goes to the suppression list when a message of ours went there: by the Message-ID that
    the report quotes, which nobody can guess, else by the address. A message is marked only after its addresses are on
    the list; letters are left as they are. Raises ConfigError or ServerError when the mailbox cannot be read.
    """
    place = place or (config.mailbox.get_secret_value() if config.mailbox else None)
    if not place:
        hint = "name a Maildir or an IMAP address, or set IMAP_URL in .env"
        raise ConfigError("no mailbox to read bounces from", hint=hint)
    messages, letters, reasons = 0, 0, Counter[str]()
    strangers: list[str] = []
    with open_box(place) as box, open_ledger(config) as ledger:
        unread = ((key, read_report(content)) for key, content in box.unread())
        while batch := tuple(islice(unread, BATCH)):
            messages += len(batch)
            understood = {key: reports for key, reports in batch if reports is not None}
            letters += len(batch) - len(understood)
            found = [report for reports in understood.values() for report in reports]
            rows = tuple(_believed(ledger, found, strangers))
            ledger.suppress_all(rows)
            reasons.update(row.reason for row in rows)
            box.mark(list(understood))
    return BouncesRead(messages, dict(sorted(reasons.items())), tuple(sorted(set(strangers))), letters)


def _believed(ledger: Ledger, reports: Sequence[Report], strangers: list[str]) -> Iterator[Suppression]:
    """What of `reports` is about somebody whom we have mailed."""
    now = datetime.now(UTC)
    by_id = ledger.recipients_of([report.message_id for report in reports if report.message_id])
    known = ledger.mailed([report.address for report in reports])
    for report in reports:
        address = by_id.get(report.message_id) or (report.address if report.address in known else "")
        if address:
            yield Suppression(address, report.reason, now, report.note)
        else:
            strangers.append(report.address)
