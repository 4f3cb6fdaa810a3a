"""Web addresses: made absolute to be followed, and stripped of what only tracks to be compared."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

LONGEST = 2048
"""Characters of the longest address that is taken; browsers and mail clients agree on about this much."""

_PARAMETERS = (
    "fbclid gclid dclid gbraid wbraid msclkid twclid yclid igshid mc_cid mc_eid mkt_tok oly_anon_id oly_enc_id vero_id "
    "_hsenc _hsmi ref ref_src cmp cmpid icid ito wt_mc traffic_source ns_campaign ns_mchannel ns_source smid "
    "sr_share spm xtor rss amp oc"
)
TRACKING = frozenset(_PARAMETERS.split())
"""Query parameters that say where a reader came from, not what to show."""
TRACKING_STARTS = ("utm_", "at_", "pk_", "mtm_", "ns_", "hsa_")
_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"""[\s"'<>\\^`{|}]""")
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_HOST = re.compile(r"www\.[\w-]+(\.[\w-]+)+", re.IGNORECASE)


def absolute(link: str, base: str = "") -> str:
    """`link` as an absolute http(s) address, resolved against `base`; empty when it is none.

    A link without a scheme (`//host/x`, `www.host/x`) gets https. What must not stand in an address is escaped.
    """
    link = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", "", link).strip()
    if len(link) > LONGEST:
        return ""
    if link.startswith("//") or _HOST.match(link):
        link = "https://" + link.lstrip("/")
    try:
        joined = link if _SCHEME.match(link) else urljoin(base, link) if link else ""
        parts = urlsplit(joined)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host or _UNSAFE.search(host) or len(joined) > LONGEST:
        return ""
    return _UNSAFE.sub(lambda match: quote(match[0]), joined)


def identity(url: str, *, whole: bool = False) -> str:
    """The same address without what does not change the page, for comparing.

    https, a lower-case host without `www.` and default port, no fragment, no tracking parameters, the others
    sorted, no trailing slash, no trailing `/amp`. With `whole`, fragment and all parameters stay.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = parts.port if parts.port not in (None, *_PORTS.values()) else None
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if whole or not _tracks(key)]
    path = parts.path.rstrip("/").removesuffix("/amp").rstrip("/")
    fragment = parts.fragment if whole else ""
    kept = f"?{urlencode(sorted(query))}" if query else ""
    return f"https://{host}{f':{port}' if port else ''}{path}{kept}" + (f"#{fragment}" if fragment else "")


def identify(written: str) -> str:
    """The identity of an address as a person writes it: with or without a scheme, from a mail with its tracking.

    What no address can be read from stays as it is.
    """
    written = written.strip()
    try:
        return identity(written if "://" in written else f"https://{written.removeprefix('//')}")
    except ValueError:
        return written


def host_of(url: str) -> str:
    """The host of an address without `www.`, as a name for people."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _tracks(key: str) -> bool:
    return key.lower() in TRACKING or key.lower().startswith(TRACKING_STARTS)
