"""Compile an issue once into a message with cuts, then splice each recipient's own values in."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import quote

from digest.config.schema import AudienceConfig
from digest.fields import Field, cut
from digest.models import Email, Newsletter, Recipient
from digest.sender import headers
from digest.sender.address import normalise, wire
from digest.sender.quoted import encode_pieces, splice

SAMPLE = Recipient("reader@example.com", {"name": "Reader"})
"""Whom the `message.eml` beside an issue is addressed to: nobody."""
LONGEST = 900
"""Octets of an address in a header; RFC 5322 allows 998 in a line, and an address cannot be folded."""

_Pieces = tuple[bytes | Field, ...]


@dataclass(frozen=True)
class Letter:
    """One recipient's message: its Message-ID, with the angle brackets, and all of its octets."""

    message_id: str
    content: bytes


@dataclass(frozen=True)
class Compiled:
    """An issue as a message that lacks only what differs from recipient to recipient.

    `author` is the address in From, `sender` the envelope sender. The signing `secret` shows in no `repr`.
    """

    newsletter: str
    """Its list id."""
    issue_id: str
    author: str
    sender: str
    test: bool
    subject: tuple[str | Field, ...]
    text: _Pieces
    html: _Pieces
    common: tuple[bytes, bytes]
    """The header fields that all recipients share: those before and those after their own."""
    boundary: bytes
    content: str
    """`content_hash` of what was compiled."""
    audience: AudienceConfig
    mailto: str
    """The `mailto:` address that unsubscribes."""
    link: tuple[str, ...]
    """The address of the page that unsubscribes, cut at its places; empty when there is none."""
    secret: bytes = field(repr=False)
    sign: Callable[[bytes], bytes] | None = field(default=None, repr=False)
    """Puts a signature before a message, where there is one."""

    def message(self, recipient: Recipient, *, date: datetime) -> bytes:
        """The whole message for `recipient`, with CRLF line ends, dated `date` (aware)."""
        return self.letter(recipient, date=date).content

    def letter(self, recipient: Recipient, *, date: datetime) -> Letter:
        """The whole message for `recipient`, with CRLF line ends, dated `date` (aware), and its Message-ID."""
        message_id = self.message_id(recipient.address, date=date)
        link = self.unsubscribe_url(recipient.address)
        values = {name: headers.clean(value) for name, value in recipient.fields.items()}
        values |= {"email": recipient.address, "unsubscribe_url": link or self.mailto}
        delimiter = b"\r\n--" + self.boundary
        alternative = b'Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/%s; charset="utf-8"\r\n\r\n'
        content = b"".join(
            (
                self._head(recipient, values, message_id=message_id, link=link, date=date),
                delimiter + b"\r\n" + alternative % b"plain",
                splice(self.text, self._reader(values, headers.clean)),
                delimiter + b"\r\n" + alternative % b"html",
                splice(self.html, self._reader(values, lambda value: html.escape(headers.clean(value)))),
                delimiter + b"--\r\n",
            )
        )
        return Letter(message_id, self.sign(content) if self.sign else content)

    def message_id(self, address: str, *, date: datetime | None = None) -> str:
        """The Message-ID for `address`: always the same for one newsletter's issue, and nobody can tell whose it is.

        A test's also depends on `date`: mailboxes fold mails with one id, and neither a second test nor the real
        issue may vanish in the first test's fold.
        """
        moment = date.isoformat() if self.test and date else ""
        parts = ("message", self.newsletter, self.issue_id, normalise(address), moment)
        digest = self._keyed("\0".join(parts)).hex()[:32]
        return f"<{_atom(self.issue_id)}.{digest}@{self.author.rpartition('@')[2]}>"

    def unsubscribe_url(self, address: str) -> str:
        """The configured page that unsubscribes `address`, or nothing when none is configured.

        `{email}` becomes the address, percent-encoded; `{token}` becomes the HMAC-SHA256 of the normalised address
        under the signing key, as base64url without padding.
        """
        if not self.link:
            return ""
        token = urlsafe_b64encode(self._keyed(normalise(address))).rstrip(b"=").decode("ascii")
        values = {"{email}": quote(headers.clean(address), safe=""), "{token}": token}
        return "".join(values.get(piece, piece) for piece in self.link)

    def _keyed(self, value: str) -> bytes:
        return hmac.digest(self.secret, value.encode("utf-8", "replace"), hashlib.sha256)

    def _reader(self, values: Mapping[str, str], encode: Callable[[str], str]) -> Callable[[Field], str]:
        fallbacks = self.audience.fallbacks
        return lambda piece: encode(
            values.get(piece.name, "").strip() or piece.fallback or fallbacks.get(piece.name, "")
        )

    def _head(
        self, recipient: Recipient, values: Mapping[str, str], *, message_id: str, link: str, date: datetime
    ) -> bytes:
        read = self._reader(values, str)
        subject = "".join(piece if isinstance(piece, str) else read(piece) for piece in self.subject)
        web = link if len(link) <= LONGEST else ""
        ways = [f"<{way}>" for way in (web, self.mailto) if way]
        lines = [
            self.common[0],
            headers.mailbox("To", values.get("name", ""), wire(recipient.address)),
            headers.unstructured("Subject", subject),
            _date(date.replace(microsecond=0)),
            headers.fold("Message-ID", (message_id,)),
            headers.fold("List-Unsubscribe", [f"{way}," for way in ways[:-1]] + ways[-1:]),
        ]
        if self.audience.one_click and web.lower().startswith("https://"):
            lines.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
        return b"".join((*lines, self.common[1]))


def compile_message(
    email: Email,
    *,
    mark: str,
    newsletter: Newsletter,
    issue_id: str,
    secret: bytes,
    audience: AudienceConfig,
    sender: str = "",
    bounces: str = "",
    sign: Callable[[bytes], bytes] | None = None,
    test: bool = False,
    shown_as: str = "Test",
) -> Compiled:
    """`email` as a message that is ready for any recipient; `mark` is its issue's.

    `sender` is the mailbox that sends, where it is not the author's; `bounces` is the envelope sender, to which
    delivery reports go, by default the author. `sign` puts a signature before each message. `test` puts
    `shown_as` in brackets before the subject. The bodies are encoded here, once.
    """
    text, body = encode_pieces(email.text, mark), encode_pieces(email.html, mark)
    # "=_" never occurs in quoted-printable, whatever the recipients' values are (RFC 2045, 6.7).
    boundary = b"=_" + hashlib.sha256(repr((text, body)).encode()).hexdigest()[:32].encode("ascii")
    name, address = parseaddr(headers.clean(newsletter.sender))
    author = wire(address)
    reply_to = wire(parseaddr(headers.clean(newsletter.reply_to))[1]) if newsletter.reply_to else author
    return Compiled(
        newsletter=newsletter.list_id,
        issue_id=issue_id,
        author=author,
        sender=wire(parseaddr(headers.clean(bounces))[1]) if bounces else author,
        test=test,
        subject=cut((f"[{shown_as}] " if test else "") + email.subject, mark),
        text=text,
        html=body,
        common=(
            headers.mailbox("From", name, author) + _sender(sender, author),
            _common(newsletter, issue_id=issue_id, author=author, boundary=boundary, help_at=_help(audience, reply_to)),
        ),
        boundary=boundary,
        content=content_hash(email, mark),
        audience=audience,
        mailto=_mailto(audience.unsubscribe_mailto, reply_to),
        link=_cut_link(audience.unsubscribe_url),
        secret=secret,
        sign=sign,
    )


def content_hash(email: Email, mark: str) -> str:
    """SHA-256, in hex, of what `email` says to every reader: two with one hash differ in nothing but their web version.

    `mark` is the issue's: with another one its merge fields would not be found.
    """
    content = "\0".join((mark, email.subject, email.text, email.html))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def sample_message(
    email: Email, *, mark: str, newsletter: Newsletter, issue_id: str, audience: AudienceConfig, date: datetime
) -> bytes:
    """The message that a made-up reader would get: a pure function of its arguments, signed with no real key."""
    compiled = compile_message(
        email, mark=mark, newsletter=newsletter, issue_id=issue_id, secret=b"sample", audience=audience
    )
    return compiled.message(SAMPLE, date=date)


def _sender(written: str, author: str) -> bytes:
    """RFC 5322, 3.6.2: Sender is written only where it is not the author."""
    name, address = parseaddr(headers.clean(written))
    return headers.mailbox("Sender", name, wire(address)) if address and wire(address) != author else b""


def _help(audience: AudienceConfig, reply_to: str) -> str:
    """Where a reader gets help (RFC 2369): a page, else who reads the answers."""
    page = headers.safe_url(audience.help_url)
    return page if 0 < len(page) <= LONGEST else f"mailto:{quote(reply_to, safe='@+')}?subject=help"


def _common(newsletter: Newsletter, *, issue_id: str, author: str, boundary: bytes, help_at: str) -> bytes:
    lines = []
    if newsletter.reply_to:
        name, address = parseaddr(headers.clean(newsletter.reply_to))
        lines.append(headers.mailbox("Reply-To", name, wire(address)))
    lines.append(headers.list_id(newsletter.name, newsletter.list_id))
    archive = headers.safe_url(newsletter.archive_url)
    if 0 < len(archive) <= LONGEST:
        lines.append(headers.fold("List-Archive", (f"<{archive}>",)))
    lines.append(headers.fold("List-Help", (f"<{help_at}>",)))
    label = _atom(newsletter.list_id.partition(".")[0])
    lines.append(headers.fold("Feedback-ID", (f"{_atom(issue_id)}:{label}:newsletter:{_sender_id(author)}",)))
    lines.append(b"MIME-Version: 1.0\r\n")
    lines.append(b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"\r\n')
    return b"".join(lines)


def _cut_link(url: str) -> tuple[str, ...]:
    places = ("{email}", "{token}")
    pieces = re.split(r"(\{email\}|\{token\})", url.strip())
    return tuple(piece if piece in places else headers.safe_url(piece) for piece in pieces if piece)


@lru_cache(maxsize=8)
def _date(moment: datetime) -> bytes:
    return headers.fold("Date", format_datetime(moment).split())


def _mailto(configured: str, default: str) -> str:
    """The address that unsubscribes by mail (RFC 2369), as a URL: `configured` may be one, or a bare address."""
    written = headers.safe_url(configured).removeprefix("mailto:")
    target = written if 0 < len(written) <= LONGEST else quote(default, safe="@+")
    return f"mailto:{target}" if "?" in target else f"mailto:{target}?subject=unsubscribe"


def _sender_id(sender: str) -> str:
    """Gmail's SenderId: 5 to 15 characters that stay the same from issue to issue."""
    return re.sub("[^a-z0-9]", "", sender.rpartition("@")[2].lower())[:15].ljust(5, "0")


def _atom(text: str) -> str:
    """`text` as it may stand in a Message-ID: letters, digits, hyphens."""
    return re.sub("[^A-Za-z0-9-]+", "-", text)[:64].strip("-") or "issue"
