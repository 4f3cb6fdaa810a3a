"""What one message in the mailbox for bounces says about a reader: no such address, a complaint, no more mail."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses, parseaddr

from digest.sender.address import normalise
from digest.sender.headers import clean

HARD_BOUNCE, COMPLAINT, UNSUBSCRIBED = "hard bounce", "complaint", "unsubscribed"
_HARD = re.compile(r"5\.1\.(?![78]\b)\d+")
"""RFC 3463: 5.1.x is about the address, but 5.1.7 and 5.1.8 are about the sender's."""
_UNSUBSCRIBE = re.compile(r"\s*(?:(?:re|aw|fwd?)\s*:\s*)*(?:un-?subscribe|remove)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """Why `address` is not to be mailed any more. `message_id` is that of our message, where it is quoted."""

    reason: str
    address: str
    note: str = ""
    message_id: str = ""


def read_report(content: bytes) -> tuple[Report, ...]:
    """What the message `content` says about readers: nothing, for what is no report or only about a passing trouble.

    Delivery reports (RFC 3464, and in flufl.bounce's many other forms), complaints (RFC 5965), and mails to the address
    of List-Unsubscribe. The addresses are as written there; who can write mail can write anything, so only what we have
    sent to may be believed.
    """
    message = email.message_from_bytes(content)
    ours = _quoted_id(message)
    status = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    if status:
        found = [report for part in status for report in _failures(part)]
    elif any(part.get_content_type() == "message/feedback-report" for part in message.walk()):
        found = list(_complaints(message))
    elif _UNSUBSCRIBE.match(str(message.get("Subject", ""))) and not _automatic(message):
        found = [Report(UNSUBSCRIBED, parseaddr(str(message.get("From", "")))[1], "by mail")]
    else:
        found = list(_guessed(message))
    usable = (report for report in found if "@" in report.address)
    unique = {normalise(report.address): report for report in usable}
    return tuple(Report(one.reason, key, one.note, ours) for key, one in unique.items())


def _failures(part: Message) -> Iterator[Report]:
    """RFC 3464, 2.3: a block for each recipient follows the one about the message."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, Message):
            continue
        status = str(block.get("Status", ""))
        if str(block.get("Action", "")).strip().lower() != "failed" or not _HARD.match(status.strip()):
            continue
        written = block.get("Original-Recipient") or block.get("Final-Recipient") or ""
        address = str(written).rpartition(";")[2].strip(" <>")
        yield Report(HARD_BOUNCE, address, _line(f"{status} {block.get('Diagnostic-Code', '')}"))


def _complaints(message: Message) -> Iterator[Report]:
    """RFC 5965: the reader is named in the report, or only in the message that is attached."""
    for part in message.walk():
        if part.get_content_type() != "message/feedback-report":
            continue
        fields = part.get_payload()
        block = fields[0] if isinstance(fields, list) else email.message_from_string(str(fields))
        if not isinstance(block, Message) or str(block.get("Feedback-Type", "")).strip().lower() != "abuse":
            continue
        named = [str(value) for value in block.get_all("Original-Rcpt-To", [])]
        if not named and (original := _original(message)) is not None:
            named = [str(value) for value in original.get_all("To", [])]
        yield from (Report(COMPLAINT, address.strip(" <>"), "feedback report") for _, address in getaddresses(named))


def _guessed(message: Message) -> Iterator[Report]:
    """Reports in other forms, which flufl.bounce knows by their makers."""
    from flufl.bounce import all_failures

    try:
        _temporary, permanent = all_failures(message)
    except Exception:  # its detectors trust their input, and anybody can write to the mailbox
        return
    for address in sorted(permanent):
        text = address.decode("ascii", "replace") if isinstance(address, bytes) else str(address)
        yield Report(HARD_BOUNCE, text, _line(str(message.get("Subject", ""))))


def _original(message: Message) -> Message | None:
    """Our message, or its header, as the report returns it."""
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            return inner[0] if isinstance(inner, list) and isinstance(inner[0], Message) else None
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            raw = part.get_payload(decode=True)
            return email.message_from_bytes(raw) if isinstance(raw, bytes) else None
    return None


def _quoted_id(message: Message) -> str:
    original = _original(message)
    return str(original.get("Message-ID", "")).strip() if original is not None else ""


def _automatic(message: Message) -> bool:
    """Whether a machine wrote it, such as an answer "I am away" that quotes the subject."""
    return str(message.get("Auto-Submitted", "no")).strip().lower() != "no" or "X-Autoreply" in message


def _line(text: str) -> str:
    return " ".join(clean(text).split())[:200]
