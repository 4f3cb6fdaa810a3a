"""The mailboxes that reports are read from: a Maildir, or a folder of an IMAP server."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from digest.errors import ConfigError, ServerError

HINT = "write it as imaps://user:password@host/INBOX, with special characters as %40 and the like"
TIMEOUT = 60.0
LONGEST = 1024 * 1024
"""Octets of a message that are read: what is said about a reader stands at its begin, whatever is attached."""


class Box(Protocol):
    """A mailbox in which messages are unread until they are marked."""

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """The unread messages, each with a key."""
        ...

    def mark(self, keys: list[str]) -> None:
        """Mark messages as read."""
        ...


@contextmanager
def open_box(place: str) -> Iterator[Box]:
    """The mailbox at `place`: the path of a Maildir, or an IMAP address.

    `imaps://` speaks TLS at once, `imap://` STARTTLS, `imap+insecure://` neither. Raises ConfigError when there is no
    such mailbox, ServerError when the server does not let us in; no message holds the password.
    """
    if "://" in place:
        with _server(place) as box:
            yield box
        return
    path = Path(place)
    if not (path / "new").is_dir() or not (path / "cur").is_dir():
        raise ConfigError("is no Maildir: it has no folders new and cur", where=place, hint=HINT)
    yield MaildirBox(path)


class MaildirBox:
    """A Maildir; a message is read when its file's name has the flag S (https://cr.yp.to/proto/maildir.html).

    The names alone are looked at: Python's mailbox module parses a whole message to tell its flags.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """The messages without the flag."""
        for path in sorted((*self._path.glob("new/*"), *self._path.glob("cur/*")), key=lambda path: path.name):
            if "S" in path.name.partition(":2,")[2] or path.name.startswith(".") or not path.is_file():
                continue
            with path.open("rb") as file:
                yield str(path), file.read(LONGEST)

    def mark(self, keys: list[str]) -> None:
        """Give them the flag, in `cur`."""
        for path in map(Path, keys):
            unique, _, flags = path.name.partition(":2,")
            path.rename(self._path / "cur" / f"{unique}:2,{''.join(sorted({*flags, 'S'}))}")


class ImapBox:
    """A folder of an IMAP server that is selected; a message is read when it has the flag Seen."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """The messages without the flag, which they do not get by being looked at."""
        _, found = self._client.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split():
            _, parts = self._client.uid("FETCH", uid.decode("ascii"), f"(BODY.PEEK[]<0.{LONGEST}>)")
            for part in parts:
                if isinstance(part, tuple):
                    yield uid.decode("ascii"), part[1]

    def mark(self, keys: list[str]) -> None:
        """Give them the flag."""
        for start in range(0, len(keys), 100):
            self._client.uid("STORE", ",".join(keys[start : start + 100]), "+FLAGS", r"(\Seen)")


@contextmanager
def _server(place: str) -> Iterator[ImapBox]:
    try:
        parts = urlsplit(place)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ConfigError("not a mailbox address", where="IMAP_URL", hint=HINT) from None
    if parts.scheme not in ("imaps", "imap", "imap+insecure") or not host:
        raise ConfigError("not a mailbox address", where="IMAP_URL", hint=HINT)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        client = _connected(parts.scheme, host, port)
    except (OSError, imaplib.IMAP4.error) as error:
        raise ServerError(f"the mailbox server {host} cannot be reached: {error}", hint="check IMAP_URL") from None
    try:
        client.login(unquote(parts.username or ""), unquote(parts.password or ""))
        status, said = client.select(f'"{folder}"')
        if status != "OK":
            raise ConfigError(f'there is no folder "{folder}": {said!r}', where="IMAP_URL", hint=HINT)
        yield ImapBox(client)
    except (OSError, imaplib.IMAP4.error) as error:
        words = str(error).replace(unquote(parts.password or "") or "\0", "********")
        raise ServerError(f"the mailbox server {host} refuses us: {words}", hint="check IMAP_URL") from None
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            client.logout()


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)
    client = imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)
    try:
        if scheme == "imap":
            client.starttls(ssl.create_default_context())
    except BaseException:
        client.shutdown()
        raise
    return client
