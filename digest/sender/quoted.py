"""Quoted-printable bodies that are encoded once and cut where each recipient's values go."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable

from digest.fields import Field, cut

_PLAIN = re.compile(r"[A-Za-z0-9 _,:;/?&#%@+'()<>!-]{1,70}")
"""What quoted-printable leaves as it is, and fits into a line: nearly every reader's name and link."""


def encode_pieces(text: str, mark: str) -> tuple[bytes | Field, ...]:
    """`text` cut at its marks, its static segments as quoted-printable with CRLF and lines of at most 76 octets.

    Each segment before a field ends at the start of a line (with a soft line break where need be), so that
    encoded values can stand between the segments without anything being wrapped anew.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    pieces = cut(text, mark)
    static = [piece if isinstance(piece, Field) else encode_value(piece) for piece in pieces[:-1]]
    last = pieces[-1]
    return (*static, _quoted(last if isinstance(last, str) else ""))


def encode_value(value: str) -> bytes:
    """`value` as quoted-printable that ends at the start of a line, so that anything may follow."""
    # The sentinel keeps the encoder from filling the last line to 76 octets, where no "=" would fit any more, and
    # from escaping a space at the end, which the soft line break protects.
    if _PLAIN.fullmatch(value):
        return value.encode("ascii") + b"=\r\n"
    encoded = _quoted(value + "x")[:-1]
    return encoded if not encoded or encoded.endswith(b"\n") else encoded + b"=\r\n"


def splice(pieces: tuple[bytes | Field, ...], value: Callable[[Field], str]) -> bytes:
    """The body with `value(field)`, already safe for where it stands, in the place of each field."""
    return b"".join(piece if isinstance(piece, bytes) else encode_value(value(piece)) for piece in pieces)


def _quoted(text: str) -> bytes:
    encoded = binascii.b2a_qp(text.encode("utf-8", "replace"))
    # Python's encoder does not count the escape of a space at the end of a line: it may reach 77 octets.
    encoded = re.sub(rb"(?m)^([^\n]{74,})(=20|=09)$", rb"\1=\n\2", encoded)
    return encoded.replace(b"\n", b"\r\n")
