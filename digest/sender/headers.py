"""Header fields as bytes: encoded as RFC 2047 says, folded at 78, and closed to injection."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from urllib.parse import quote

LINE = 78
"""RFC 5322, 2.1.1: a line should not be longer than this, without its CRLF."""
WORD = 75
"""RFC 2047, 2: the longest encoded word."""
NAME = 128
"""Characters of a display name that are shown; the rest of a longer one is hostile or a mistake."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_QUOTED = 60


def clean(value: str) -> str:
    """`value` with a space for each control character, line break and lone surrogate."""
    return _CONTROL.sub(" ", value)


def fold(name: str, tokens: Sequence[str]) -> bytes:
    """One header field of `tokens` that are joined by spaces, folded before a token where a line gets too long."""
    lines, line = [], f"{name}:"
    for position, token in enumerate(tokens):
        if position and len(line) + 1 + len(token) > LINE:
            lines.append(line)
            line = ""
        line += f" {token}"
    return "\r\n".join([*lines, line, ""]).encode("utf-8", "replace")


def unstructured(name: str, text: str) -> bytes:
    """A field of free text, such as Subject. Runs of white space become one space."""
    words = clean(text).split()
    room = LINE - len(name) - 2
    if all(word.isascii() and "=?" not in word and len(word) <= room for word in words):
        return fold(name, words)
    return fold(name, tuple(_encoded(" ".join(words), room)))


def mailbox(name: str, display: str, address: str) -> bytes:
    """A field of one mailbox, such as To: `display` may be empty, `address` is as on the wire."""
    address = re.sub(r"[\s<>,;\"]", "", clean(address))
    phrase = tuple(_phrase(display, LINE - len(name) - 2))
    return fold(name, (*phrase, f"<{address}>") if phrase else (address,))


def list_id(name: str, identifier: str) -> bytes:
    """The field `List-ID: name <identifier>` (RFC 2919)."""
    return fold("List-ID", (*_phrase(name, LINE - len("List-ID: ")), f"<{safe_url(identifier)}>"))


def safe_url(url: str) -> str:
    """`url` with everything percent-encoded that could end it in a header: spaces, angle brackets, other scripts."""
    return quote(clean(url).strip(), safe="!#$%&'()*+,/:;=?@[]~")


def _phrase(display: str, room: int) -> Iterator[str]:
    """A display name as atoms, a quoted string or encoded words, whichever is the plainest that can hold it."""
    text = " ".join(clean(display).split())[:NAME].strip()
    if not text:
        return
    if not text.isascii() or "=?" in text or len(text) > _QUOTED:
        yield from _encoded(text, room)
    elif _ATOMS.fullmatch(text):
        yield from text.split()
    else:
        escaped = re.sub(r'(["\\])', r"\\\1", text)
        yield f'"{escaped}"'


def _encoded(text: str, room: int) -> Iterator[str]:
    """`text` as encoded words that each hold whole characters; `room` is what the first line has left."""
    chunk = b""
    limit = _payload(min(room, WORD))
    for character in text:
        data = character.encode("utf-8", "replace")
        if len(chunk) + len(data) > limit:
            yield _word(chunk)
            chunk, limit = b"", _payload(WORD)
        chunk += data
    if chunk:
        yield _word(chunk)


def _payload(length: int) -> int:
    return (length - len("=?utf-8?b??=")) // 4 * 3


def _word(data: bytes) -> str:
    return f"=?utf-8?b?{b64encode(data).decode('ascii')}?="
