"""DKIM signatures, for publishers who run their own mail server: the only importer of dkimpy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from digest.errors import ConfigError

SIGNED = ("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Sender", "MIME-Version", "Content-Type")
LISTED = ("List-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "List-Archive", "Feedback-ID")
OVERSIGNED = ("From", "To", "Subject", "Date", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post")
"""Named once more than they occur, so that nobody can add another one under the signature (RFC 6376, 8.15)."""
WHERE = "[sending] dkim_key"


def open_signer(key: Path, *, selector: str, domain: str) -> Callable[[bytes], bytes]:
    """What puts a DKIM-Signature before a message (CRLF line ends), under `selector`._domainkey.`domain`.

    `key` is a private key in PEM: RSA, as `openssl genrsa 2048` makes it. The signature covers the unsubscribe headers,
    as RFC 8058 asks. Raises ConfigError where the extra `dkim` or the key is missing.
    """
    try:
        import dkim
    except ImportError:
        hint = "pip install 'newsletter-digest[dkim]'"
        raise ConfigError("signing needs the extra dkim", where=WHERE, hint=hint) from None
    try:
        secret = key.read_bytes()
        dkim.parse_pem_private_key(secret)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(key), hint="name the key's file") from None
    except (ValueError, dkim.KeyFormatError, dkim.UnparsableKeyError):
        hint = "make one with `openssl genrsa -traditional 2048`, and publish its public half"
        raise ConfigError("is no RSA key in PEM", where=str(key), hint=hint) from None
    named = [name.encode("ascii") for name in (*SIGNED, *LISTED, *OVERSIGNED)]

    def sign(message: bytes) -> bytes:
        header: bytes = dkim.sign(
            message,
            selector.encode("ascii"),
            domain.encode("ascii"),
            secret,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=named,
        )
        return header + message

    return sign
