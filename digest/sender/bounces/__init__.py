"""What comes back: delivery reports, complaints and unsubscribe mails, read from a mailbox."""

from digest.sender.bounces.mailboxes import Box, open_box
from digest.sender.bounces.reports import Report, read_report

__all__ = ["Box", "Report", "open_box", "read_report"]
