"""Readers must see what is paid for (FTC 16 CFR Part 255, EU Directive 2000/31 Art. 6), and search engines too."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from digest.checks.looks import texts
from digest.checks.rendered import HTML, TEXT, Rendered
from digest.checks.report import Found
from digest.models import Insertion, Level

LEVEL = Level.error
NEAR = 12
"""Lines of the text part between a label and the address that it is for, besides those of the ad's own words."""
LINE = 40
"""Characters that a full line of the text part has at least."""


def check(rendered: Rendered) -> Iterator[Found]:
    """Each paid message has a visible label before it, in its own box, in both parts; its links are rel="sponsored"."""
    for insertion in rendered.issue.insertions():
        if insertion.tier != "house":
            yield from _html(rendered, insertion)
            yield from _text(rendered, insertion)


def _html(rendered: Rendered, insertion: Insertion) -> Iterator[Found]:
    links = [link for link in rendered.document.iter("a") if _leads(link.get("href", ""), insertion)]
    name = insertion.sponsor_name or insertion.booking
    if not links:
        yield Found(f"the ad of {name} has no link", HTML, "show creative.url in the theme's ad block")
        return
    for link in links:
        if "sponsored" not in (link.get("rel") or "").split():
            yield Found(f"a link of {name} without rel", rendered.at(link), 'add rel="sponsored noopener"')
    if not _labelled(rendered, links[0], insertion):
        remedy = "show the label above the ad, in the same box, at 12 pixels or more"
        yield Found(f"the ad of {name} has no visible label", rendered.at(links[0]), remedy)


def _labelled(rendered: Rendered, link: HtmlElement, insertion: Insertion) -> bool:
    """Whether a box around `link` that has no one else's links shows the label before it."""
    for box in link.iterancestors():
        if any(not _leads(other.get("href", ""), insertion) for other in box.iter("a")):
            return False
        for element, look, said in texts(
            {each: rendered.light[each] for each in box.iter() if isinstance(each.tag, str)}
        ):
            if element is link or any(each is link for each in element.iterancestors()):
                break
            if _is_label(said, insertion) and look.size >= 12:
                return True
    return False


def _text(rendered: Rendered, insertion: Insertion) -> Iterator[Found]:
    lines, creative = rendered.email.text.splitlines(), insertion.creative
    own = len(f"{creative.headline}{creative.body}{creative.cta}") // LINE
    for number, line in enumerate(lines):
        if _leads(line.strip(), insertion):
            before = " ".join(" ".join(lines[max(0, number - NEAR - own) : number]).split())
            if not _is_label(before, insertion):
                said = f"the ad of {insertion.sponsor_name or insertion.booking} has no label"
                yield Found(said, f"{TEXT}:{number + 1}", "show the label above the ad")
            return


def _is_label(said: str, insertion: Insertion) -> bool:
    if insertion.label:
        return insertion.label.casefold() in said.casefold()
    return bool(said) and said != insertion.creative.headline


def _leads(href: str, insertion: Insertion) -> bool:
    """Whether `href` is the ad's address, whatever was added to its query and however its letters are written."""
    return _place(href) == _place(insertion.creative.url) != ("", "")


def _place(address: str) -> tuple[str, str]:
    """Host and path; ("", "") of what is no address. International hosts as a browser writes them (IDNA)."""
    try:
        parts = urlsplit(address)
        return parts.netloc.lower().encode("idna").decode(), unquote(parts.path)
    except ValueError:
        return "", ""
