"""What one message in the mailbox for bounces says about a reader: no such address, a complaint, no more mail."""

from __future__ import annotations

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from digest.sender.address import normalise
from digest.sender.headers import clean

HARD_BOUNCE, COMPLAINT, UNSUBSCRIBED = "hard bounce", "complaint", "unsubscribed"
_HARD = re.compile(r"5\.1\.(?![78]\b)\d+")
"""RFC 3463: 5.1.x is about the address, but 5.1.7 and 5.1.8 are about the sender's."""
_PART = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
NESTED = 30
"""Parts of a message that may hold others; a delivery report has three."""
_UNSUBSCRIBE = re.compile(r"\s*(?:(?:re|aw|fwd?)\s*:\s*)*(?:un-?subscribe|remove)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """Why `address` is not to be mailed any more. `message_id` is that of our message, where it is quoted."""

    reason: str
    address: str
    note: str = ""
    message_id: str = ""


def read_report(content: bytes) -> tuple[Report, ...] | None:
    """What the message `content` says about readers: nothing, where it is only about a passing trouble.

    None is for what no machine wrote and nobody unsubscribes with: a letter, which somebody should read.

    Delivery reports (RFC 3464, and in flufl.bounce's many other forms), complaints (RFC 5965), and mails to the address
    of List-Unsubscribe. The addresses are as written there; who can write mail can write anything, so only what we have
    sent to may be believed.
    """
    if len(_PART.findall(content)) > NESTED:
        return ()  # made to hurt: Python's parser goes a frame deeper for each
    message = email.message_from_bytes(content)
    types = {part.get_content_type() for part in message.walk()}
    if "message/delivery-status" in types:
        found = [report for part in message.walk() for report in _failures(part)]
    elif "message/feedback-report" in types:
        found = list(_complaints(message))
    elif _UNSUBSCRIBE.match(_subject(message)) and not _automatic(message):
        found = [Report(UNSUBSCRIBED, parseaddr(str(message.get("From", "")))[1], "by mail")]
    else:
        found = list(_guessed(message))
        if not found and not _automatic(message):
            return None
    usable = (report for report in found if "@" in report.address)
    unique = {normalise(report.address): report for report in usable}
    ours = _quoted_id(message)
    return tuple(Report(one.reason, key, one.note, ours) for key, one in unique.items())


def _failures(part: Message) -> Iterator[Report]:
    """RFC 3464, 2.3: a block for each recipient follows the one about the message."""
    blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else ()
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, Message) or str(block.get("Action", "")).strip().lower() != "failed":
            continue
        status, words = str(block.get("Status", "")).strip(), str(block.get("Diagnostic-Code", ""))
        # Some say 5.0.0 themselves and quote what the server said.
        if not _HARD.match(status) and not (status == "5.0.0" and _HARD.search(words)):
            continue
        written = block.get("Original-Recipient") or block.get("Final-Recipient") or ""
        address = str(written).rpartition(";")[2].strip(" <>")
        yield Report(HARD_BOUNCE, address, _line(f"{status} {words}"))


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

    # It catches what its detectors stumble over, and shows each with a traceback.
    logging.getLogger("flufl.bounce").disabled = True
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


def _subject(message: Message) -> str:
    """The subject, decoded: some programs encode whatever they send."""
    try:
        return str(make_header(decode_header(str(message.get("Subject", ""))[:1000])))
    except (ValueError, LookupError, HeaderParseError):
        return ""


def _automatic(message: Message) -> bool:
    """Whether a machine wrote it, such as an answer "I am away" that quotes the subject, or a report of a delay."""
    if str(message.get("Auto-Submitted", "no")).strip().lower() != "no" or "X-Autoreply" in message:
        return True
    precedence = str(message.get("Precedence", "")).strip().lower()
    return precedence == "auto_reply" or str(message.get("Return-Path", "")).strip() == "<>"


def _line(text: str) -> str:
    return " ".join(clean(text).split())[:200]
