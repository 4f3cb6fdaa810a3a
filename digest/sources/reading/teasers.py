"""The links of a front page that lead to articles, told from menus, tags and service pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from digest.addresses import absolute, host_of, identity
from digest.sources.reading.characters import dense, plain
from digest.sources.reading.webpage import text_within

LEAST = 18
"""Characters of a headline at least, half as many in Chinese, Japanese and Korean: shorter links are menus."""
MOST = 200
"""Headlines of one page that are looked for."""
LINKS = 5_000
"""Links of one page that are looked at, ten times what the fullest front pages have."""

_SERVICE = re.compile(
    r"/(?:tags?|topics?|themen?|categor(?:y|ies)|kategorien?|sections?|authors?|autor(?:en)?|people|profile|user|about|"
    r"ueber-uns|contact|kontakt|impressum|legal|privacy|datenschutz|terms|cookies?|login|signin|sign-in|signup|register|"
    r"account|subscribe|subscriptions?|abo|newsletters?|shop|store|jobs|careers|advertis\w*|help|faq|search|suche|feeds?|"
    r"rss|sitemap|page|wp-login\.php|wp-admin|cart|donate|podcasts?|live|video|gallery|weather|horoscopes?|games)/?\Z|"
    r"/(?:tags?|category|author|autor|page|topics?|wp-content|wp-admin|cdn-cgi|ads?)/|"
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|zip|mp3|mp4|xml|rss|json|css|js)\Z",
    re.IGNORECASE,
)
_SLUG = re.compile(r"\w[-_]\w+[-_]\w|\d{4,}|\.s?html?\Z|articleshow|/(?:19|20)\d\d/", re.IGNORECASE)
_INSIDE = 50
_MENUS = frozenset(("nav", "footer", "header", "aside", "form"))


@dataclass(frozen=True)
class Teaser:
    """A headline of a front page and where it leads."""

    title: str
    url: str


def teasers(tree: Any, *, base: str) -> tuple[Teaser, ...]:
    """The headlines of the front page `tree` at `base`, in its order, each article once with its longest title.

    A link is a headline when it stays on the site, stands outside of menus, has some words, and leads to an address
    that looks like an article's. Links inside headings (`h1` to `h4`) need not look so.
    """
    found: dict[str, Teaser] = {}
    stated = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    start = absolute(stated or "", base) or base
    for link in islice(tree.iter("a"), LINKS):
        if len(found) >= MOST:
            break
        teaser = _teaser(link, start)
        if teaser:
            same = identity(teaser.url)
            known = found.get(same)
            found[same] = teaser if known is None or len(known.title) < len(teaser.title) <= 200 else known
    found.pop(identity(base) if base else "", None)
    return tuple(found.values())


def _teaser(link: Any, base: str) -> Teaser | None:
    url = absolute(link.get("href") or "", base)
    if not url or (base and not _same_site(url, base)):
        return None
    path = urlsplit(url).path
    if len(path) < 2 or _SERVICE.search(path) or any(parent.tag in _MENUS for parent in _above(link)):
        return None
    heading = next((element for element in _near(link) if _is_heading(element)), None)
    title = plain(text_within(heading if heading is not None else link))
    if len(title) < (LEAST // 2 if dense(title) else LEAST) or len(title) > 300:
        return None
    return Teaser(title, url) if heading is not None or _SLUG.search(path) else None


def _near(link: Any) -> Iterator[Any]:
    """The headings that a link stands in or holds."""
    parents = list(_above(link))[:3]
    yield from parents
    yield from (element for element in islice(link.iter(), _INSIDE) if isinstance(element.tag, str))


def _is_heading(element: Any) -> bool:
    return element.tag in ("h1", "h2", "h3", "h4")


def _above(element: Any) -> Iterator[Any]:
    # Deeper nesting is not looked through: hostile pages nest without end.
    for number, parent in enumerate(element.iterancestors()):
        if number > 40:
            return
        yield parent


def _same_site(url: str, base: str) -> bool:
    """Whether two addresses are of one site: the same host, or one under the other."""
    one, other = host_of(url), host_of(base)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
