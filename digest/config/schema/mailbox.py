"""A mail address as a setting."""

from __future__ import annotations

from email.utils import parseaddr

AS_MAILBOX = 'write it as "The Lantern <letter@lantern.example>"'


def mailbox(value: str) -> str:
    """`value`, where it is empty or names a mail address."""
    local, at, domain = parseaddr(value)[1].rpartition("@")
    if value and (not (local and at and "." in domain) or "\n" in value or "\r" in value):
        raise ValueError(AS_MAILBOX)
    return value
