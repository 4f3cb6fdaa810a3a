"""Which addresses may stand in an email, and how they are written so that HTML and text agree to the letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

# As libxml2 leaves them in an href, so that the text part's links equal those of the inlined HTML.
_KEPT = "!#$%&'()*+,/:;=?@[]~"


def safe_url(url: str) -> str:
    """`url` with every odd character percent-encoded, or "" when it is not an absolute http, https or mailto one."""
    url = "".join(character for character in str(url) if character >= " ").strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", "mailto"):
        return ""
    if parts.scheme == "mailto":
        return quote(url, safe=_KEPT) if "@" in parts.path else ""
    if not host:
        return ""
    return quote(_with_ascii_host(url, host), safe=_KEPT)


def _with_ascii_host(url: str, host: str) -> str:
    """International domain names in the form that every mail client can follow (RFC 3490)."""
    if host.isascii():
        return url
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return url
    start = url.lower().find(host, url.find("://"))
    return url if start < 0 else url[:start] + ascii_host + url[start + len(host) :]


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """`url` with `parameters` after its own query, which stays as it is, like the fragment.

    What is not http(s) stays untouched, and so does an address that has one of the `parameters`, or any `utm_` one:
    whoever wrote it meant it.
    """
    rest, hash_, fragment = url.partition("#")
    if not re.match(r"https?://", rest, re.IGNORECASE) or not parameters:
        return url
    path, _, query = rest.partition("?")
    names = {part.partition("=")[0].lower() for part in re.split("[&;]", query)}
    if any(name.startswith("utm_") or name in parameters for name in names):
        return url
    joint = "&" if query and not query.endswith("&") else ""
    return f"{path}?{query}{joint}{urlencode(parameters, quote_via=quote)}{hash_}{fragment}"
