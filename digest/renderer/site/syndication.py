"""What programs read of the web archive: an Atom feed (RFC 4287) and a sitemap (sitemaps.org)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from digest.renderer.site.model import Archived, Site
from digest.renderer.text import printable

FEED = "feed.xml"
RECENT = 20
"""Issues in the feed, as many as most publishers give."""
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


def atom_feed(site: Site, *, contents: Mapping[str, str]) -> str:
    """The feed of the newest issues of `site`; `contents` is the HTML of each by its id.

    Ids follow from the newsletter's list id, so that a move to another address makes nothing new.
    """
    newsletter, issues = site.newsletter, site.public[:RECENT]
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": newsletter.language})
    _add(feed, "id", _urn(newsletter.list_id))
    _add(feed, "title", newsletter.name)
    if newsletter.description:
        _add(feed, "subtitle", newsletter.description)
    _add(feed, "updated", _moment(issues[0], site.at) if issues else _NOTHING_YET.isoformat())
    _add(_add(feed, "author"), "name", newsletter.name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=site.url + FEED)
    _add(feed, "link", rel="alternate", type="text/html", href=site.url)
    _add(feed, "generator", "digest")
    for each in issues:
        _entry(feed, site, each, content=contents[each.issue.id])
    return _written(feed)


def _entry(feed: ElementTree.Element, site: Site, each: Archived, *, content: str) -> None:
    issue = each.issue
    entry = _add(feed, "entry", **{"xml:lang": issue.newsletter.language})
    _add(entry, "id", _urn(f"{site.newsletter.list_id}/{issue.id}"))
    _add(entry, "title", issue.subject)
    _add(entry, "link", rel="alternate", type="text/html", href=site.url + each.path)
    _add(entry, "published", _moment(each, site.at))
    _add(entry, "updated", _moment(each, site.at))
    if issue.preheader:
        _add(entry, "summary", issue.preheader)
    _add(entry, "content", content, type="html")


def sitemap(site: Site) -> str:
    """The addresses of `site` that search engines shall know, each with the day of its last change."""
    issues = site.public
    pages = [(site.url, issues[0])] if issues else []
    pages += [(f"{site.url}{year}/", newest[0]) for year, newest in site.years.items()]
    pages += [(site.url + each.path, each) for each in issues]
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAP})
    for address, newest in pages:
        url = _add(root, "url")
        _add(url, "loc", address)
        _add(url, "lastmod", newest.issue.date.isoformat())
    return _written(root)


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: Any) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = printable(text) or None
    return element


def _urn(name: str) -> str:
    """A name that stays (RFC 4122, section 4.3)."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, name).urn


def _moment(each: Archived, at: time) -> str:
    """When the issue was due: the issue file knows its day, and a send is never earlier."""
    return datetime.combine(each.issue.date, at, tzinfo=ZoneInfo(each.issue.newsletter.timezone)).isoformat()


def _written(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
