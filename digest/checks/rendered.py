"""What the checks look at: a rendered issue with all its parts, each parsed once for all rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from digest.checks.looks import Look, looks
from digest.checks.styles import Sheet, read_sheet
from digest.checks.support import Support, bundled
from digest.models import Email, Issue

HTML, TEXT, WEB, MESSAGE = "email.html", "email.txt", "index.html", "message.eml"
"""The files of an issue, for the place of a finding."""


@dataclass(frozen=True)
class Rendered:
    """A rendered issue. What is left out is not checked.

    `message` is the whole message to a made-up reader. `answers` has, for the web addresses that were tried, what was
    wrong with each ("" for nothing). `columns` are the merge fields that have a value. `newer_support` is what mail
    programs support where newer data than the package's own was fetched.
    """

    issue: Issue
    email: Email
    message: bytes = b""
    answers: Mapping[str, str] | None = None
    columns: tuple[str, ...] | None = None
    newer_support: Support | None = None

    @cached_property
    def document(self) -> HtmlElement:
        """The HTML part as a tree; what stands in conditional comments for Word is not in it."""
        return _parse(self.email.html)

    @cached_property
    def web(self) -> HtmlElement:
        """The web version as a tree."""
        return _parse(self.email.web)

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The `<style>` elements of the HTML part."""
        return tuple(read_sheet(style.text or "", line=style.sourceline or 0) for style in self.document.iter("style"))

    @cached_property
    def light(self) -> Mapping[HtmlElement, Look]:
        """How each element looks in light mode on a wide screen."""
        return looks(self.document, self.sheets, dark=False)

    @cached_property
    def dark(self) -> Mapping[HtmlElement, Look]:
        """How each element looks where the mail program asks for dark mode."""
        return looks(self.document, self.sheets, dark=True)

    @cached_property
    def support(self) -> Support:
        """What the mail programs support."""
        return self.newer_support or bundled()

    def at(self, element: HtmlElement) -> str:
        """Where `element` stands, with its first words: `email.html:12 “Read more”`."""
        said = " ".join(element.text_content().split()) or element.get("alt") or element.get("src") or ""
        line = f"{HTML}:{element.sourceline}" if element.sourceline else HTML
        return f"{line} “{said[:40]}”" if said else line


def addresses(rendered: Rendered) -> tuple[str, ...]:
    """The web addresses that the HTML part leads to or shows, without those that differ from reader to reader."""
    document = rendered.document
    found = [link.get("href") for link in document.iter("a")] + [image.get("src") for image in document.iter("img")]
    mark = f"~{rendered.issue.mark}~"
    return tuple(dict.fromkeys(each for each in found if each and mark not in each and _is_web(each)))


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _parse(page: str) -> HtmlElement:
    # The message says that it is UTF-8; a page that does not say it itself would be read as Latin-1.
    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        document: HtmlElement = lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
    except ParserError:  # there is nothing in it, which the rules will say
        document = lxml.html.document_fromstring("<html></html>", parser=parser)
    return document
