"""Readers must see what is paid for (FTC 16 CFR Part 255, EU Directive 2000/31 Art. 6), and search engines too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from digest.checks.looks import texts
from digest.checks.rendered import HTML, TEXT, Rendered
from digest.checks.report import Found
from digest.models import Insertion, Level

LEVEL = Level.error
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")
_FOOTNOTE = re.compile(r"\[\d+\]\s*$")
_RULE = re.compile(r"[^\w\s]{3,}")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
"""A word, or a sign of Chinese or Japanese, which has no spaces between words."""


def check(rendered: Rendered) -> Iterator[Found]:
    """Each paid message has its label before it, in its own frame, in both parts; its links are rel="sponsored"."""
    for insertion in rendered.issue.insertions():
        if not insertion.paid:
            continue
        if _words(insertion.label):
            yield from _html(rendered, insertion)
            yield from _text(rendered, insertion)
        else:
            remedy = "plan the issue again, or write the label there"
            yield Found(f"the ad of {_name(insertion)} has no label to show", "issue.json", remedy)


def _html(rendered: Rendered, insertion: Insertion) -> Iterator[Found]:
    links = [link for link in rendered.document.iter("a") if _leads(link.get("href", ""), insertion)]
    if not links:
        yield Found(f"the ad of {_name(insertion)} has no link", HTML, "show creative.url in the theme's ad block")
        return
    for link in links:
        if "sponsored" not in (link.get("rel") or "").split():
            yield Found(f"a link of {_name(insertion)} without rel", rendered.at(link), 'add rel="sponsored noopener"')
    if not _labelled(rendered, links[0], insertion):
        remedy = "show the label above the ad, in the same box, at 12 pixels or more"
        yield Found(f"the ad of {_name(insertion)} has no visible label", rendered.at(links[0]), remedy)


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
            if look.size >= 12 and _last(_words(said), _words(insertion.label)) is not None:
                return True
    return False


def _text(rendered: Rendered, insertion: Insertion) -> Iterator[Found]:
    """The text part has the ad where its headline is last said before its address, which may be a footnote."""
    lines = rendered.email.text.splitlines()
    shown = [number for number, line in enumerate(lines) if any(_leads(each, insertion) for each in _addresses(line))]
    if shown and not any(_labelled_above(lines[: number + 1], insertion) for number in shown):
        remedy = "show the label above the ad's headline in the theme's ad.txt, with no other ad or rule between"
        yield Found(f"the ad of {_name(insertion)} has no label", f"{TEXT}:{shown[0] + 1}", remedy)


def _labelled_above(lines: Sequence[str], insertion: Insertion) -> bool:
    """Whether the label stands above the headline, or else the address, that comes last in `lines`, in its frame."""
    said = [(word, number) for number, line in enumerate(lines) for word in _words(line)]
    start = _last([word for word, _ in said], _words(insertion.creative.headline))
    if start is None:
        start = next((at for at, (_, number) in enumerate(said) if number == len(lines) - 1), len(said))
    top = _top(lines, said[start][1] if start < len(said) else len(lines) - 1)
    above = [word for word, number in said[:start] if number >= top]
    return _last(above, _words(insertion.label)) is not None


def _top(lines: Sequence[str], line: int) -> int:
    """The first line of what stands together with `line`: below a rule, or below the address of something else.

    A rule right under words underlines them, and they belong to what follows.
    """
    for number in range(line - 1, -1, -1):
        if _addresses(lines[number]) or _FOOTNOTE.search(lines[number]):
            return number + 1
        if _RULE.fullmatch(lines[number].strip()):
            title = lines[number - 1] if number else ""
            return number - 1 if _words(title) and not (_addresses(title) or _FOOTNOTE.search(title)) else number
    return 0


def _addresses(line: str) -> list[str]:
    """The addresses in `line`, also without a sentence's marks at their end."""
    return [address for each in _ADDRESS.findall(line) for address in (each, each.rstrip(".,;:!?)"))]


def _last(words: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where `wanted` begins in `words`, one word after the other, for the last time."""
    for start in range(len(words) - len(wanted), -1, -1):
        if wanted and list(words[start : start + len(wanted)]) == list(wanted):
            return start
    return None


def _words(text: str) -> list[str]:
    """The words of `text` without case, accents and marks of direction: in Turkish capitals, an i keeps its dot."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.replace("ı", "i").casefold())
        if unicodedata.category(character) not in ("Mn", "Cf")
    )
    return _WORD.findall(plain)


def _name(insertion: Insertion) -> str:
    return insertion.sponsor_name or insertion.booking


def _leads(href: str, insertion: Insertion) -> bool:
    """Whether `href` is the ad's address, whatever was added to its query and however its letters are written."""
    place, query = _place(href)
    own, asked = _place(insertion.creative.url)
    return place == own != ("", "") and asked <= query


def _place(address: str) -> tuple[tuple[str, str], set[str]]:
    """Host and path, and what is asked; ("", "") of what is no address. International hosts as a browser writes them
    (IDNA)."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.lower().encode("idna").decode()
    except ValueError:
        return ("", ""), set()
    return (host, unquote(parts.path)), set(unquote(parts.query).split("&")) - {""}
