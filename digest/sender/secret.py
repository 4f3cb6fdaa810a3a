"""The key that signs unsubscribe links and message ids, configured or made once."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from pydantic import SecretStr

from digest.errors import ConfigError

FILE = "secret.key"
SHORTEST = 16
"""Bytes of a key."""
KEY_HINT = "make one: `openssl rand -hex 32`. Keep it: another one breaks the links in mails already sent"


def signing_key(secret: SecretStr | None, state: Path) -> bytes:
    """The configured `secret` (DIGEST_SECRET), or the key in `state/secret.key`, made on first use.

    Two processes that make it together agree on one. Raises ConfigError where the file cannot be used, or the secret is
    so short that it can be guessed.
    """
    if secret is not None and secret.get_secret_value():
        configured = secret.get_secret_value().encode("utf-8")
        if len(configured) < SHORTEST:
            raise ConfigError(f"shorter than {SHORTEST} bytes", where="DIGEST_SECRET", hint=KEY_HINT)
        return configured
    path = state / FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes().strip()
    except OSError as error:
        hint = "make the folder writable, or set DIGEST_SECRET in .env"
        raise ConfigError(f"cannot be used: {error.strerror}", where=str(path), hint=hint) from error
    if len(key) < SHORTEST:
        hint = "restore it, or delete it: links in mails already sent then stop working"
        raise ConfigError("is not a key that digest made", where=str(path), hint=hint)
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}.")  # mkstemp's mode is 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A hard link appears whole and never replaces a key that another process made meanwhile.
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
