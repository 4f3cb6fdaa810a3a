"""A message that breaks the mail standards is refused, shown as gibberish, or taken for spam."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from digest.checks.rendered import MESSAGE, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
LINE = 998
"""Octets in a line, without its end (RFC 5322, 2.1.1)."""
WORD = 75
"""Characters of an encoded word (RFC 2047, 2)."""
ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-ID", "List-Unsubscribe")
_REPORT = "this is a fault of digest: please report it"


def check(rendered: Rendered) -> Iterator[Found]:
    """The message parses without a defect: its lines, header fields, encoded words and parts are as the RFCs say."""
    raw = rendered.message
    if not raw:
        return
    head = raw.partition(b"\r\n\r\n")[0]
    yield from (Found(said, MESSAGE, _REPORT) for said in (*_lines(raw), *_head(head)))
    message = message_from_bytes(raw, policy=policy.default)
    yield from (Found(said, MESSAGE, _REPORT) for said in (*_fields(message), *_parts(message)))


def _lines(raw: bytes) -> Iterator[str]:
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "a line that does not end in CRLF"
    longest = max(map(len, raw.split(b"\r\n")))
    if longest > LINE:
        yield f"a line of {longest} octets"
    if not raw.isascii():
        yield "an octet over 127"


def _head(head: bytes) -> Iterator[str]:
    for line in head.split(b"\r\n"):
        if not re.match(rb"[!-9;-~]+: ?\S|[ \t]+\S", line):
            yield f"a malformed header line: {line[:60]!r}"
    for word in re.findall(rb"=\?[^?\s]+\?[bqBQ]\?[^?]*\?=", head):
        if len(word) > WORD:
            yield f"an encoded word of {len(word)} characters"


def _fields(message: EmailMessage) -> Iterator[str]:
    for name in ONCE:
        count = len(message.get_all(name, []))
        if count != 1:
            yield f"{count} header fields {name}"
    for name, value in message.items():
        for defect in value.defects:
            yield f"{name}: {defect}"
    if "List-Unsubscribe-Post" in message and "<https://" not in str(message["List-Unsubscribe"]):
        yield "one-click unsubscribing without an https address (RFC 8058)"


def _parts(message: EmailMessage) -> Iterator[str]:
    parts = list(message.walk())
    kinds = [part.get_content_type() for part in parts]
    if kinds != ["multipart/alternative", "text/plain", "text/html"]:
        yield f"its parts are {', '.join(kinds)}"
    for part in parts:
        for defect in part.defects:
            yield f"{part.get_content_type()}: {defect}"
        if part.get_content_maintype() == "text" and part.get_content_charset() != "utf-8":
            yield f"{part.get_content_type()} in {part.get_content_charset()}"
