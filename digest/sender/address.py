"""Mail addresses: as compared, and as written on the wire."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)  # a send asks five times for each recipient, within a moment
def normalise(address: str) -> str:
    """The form in which two addresses are compared: no outer spaces, case folded, the domain in IDNA's ASCII.

    Mail servers may tell `Ann@` from `ann@`, but none in use does, and a reader must not get two.
    """
    local, at, domain = address.strip().rpartition("@")
    return f"{unicodedata.normalize('NFC', local.casefold())}{at}{_ascii_domain(domain)}"


def wire(address: str) -> str:
    """`address` as SMTP and headers carry it: the local part as it is, the domain in IDNA's ASCII."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain.casefold()
