"""A raw record becomes an `Entry`: the one door through which everything from outside comes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest import addresses
from digest.models import Entry, Image
from digest.sources.reading import images, sentences
from digest.sources.reading.boilerplate import without_boilerplate
from digest.sources.reading.bounds import CATEGORIES
from digest.sources.reading.characters import count_words, listed
from digest.sources.reading.dates import believed
from digest.sources.reading.language import language_of
from digest.sources.reading.markup import Body, Paragraph, read_markup, strip_tags
from digest.sources.reading.model import Unusable

LONGEST_TEXT = 20_000
LONGEST_TITLE = 300
WHOLE = 700
"""A description with more characters than this is the story itself, not a summary of it."""

_LONGEST_AUTHOR = 300
_LONGEST_TAG = 35  # RFC 5646, 4.4.1
_NO_TITLES = frozenset(("", "untitled", "no title", "(no title)", "none", "null", "undefined"))
_NO_SECTIONS = frozenset(
    ("uncategorized", "uncategorised", "allgemein", "sin categoría", "non classé", "sem categoria")
)
_GENERIC = listed(
    "introduction|intro|conclusion|conclusions|summary|in summary|overview|background|faq|faqs|"
    "frequently asked questions|references|sources|notes|footnotes|comments|contents|table of contents|key takeaways|"
    "key points|takeaways|tl;dr|the bottom line|final thoughts|about the author|about the authors|related|"
    "transcript|show notes|related posts|related articles|related stories|related reading|"
    "read more|see also|further reading|more stories|"
    "share this|share|subscribe|advertisement|einleitung|fazit|zusammenfassung|introducción|conclusión|resumen|"
    "introdução|conclusão|conclusione|introduzione|conclusie|inleiding",
    "|",
)
_CLOSING_HEADING = re.compile(
    r"(?:in )?(?:conclusions?|summary|fazit|conclusión|conclusão|introduction|faqs?)\s*[:–—-]", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NAMED = re.compile(r"[^\s@]+@[^\s@(]+\s*\((.+)\)\s*\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, kw_only=True)
class Raw:
    """One record as a source gives it; every string may hold anything.

    `cover` are the pictures that stand for it whatever others there are: the first that is one is taken.
    `sections` are categories of which the first is the section; `publisher` is whom the record names as its source;
    `base` is the address that its relative links belong to, where that is not the source's. `authored`: its excerpt
    was written to stand alone, as a page's description is. `doubt` is what to tell the author of a record that is
    used all the same.
    """

    title: str = ""
    link: str = ""
    guid: str = ""
    html: str = ""
    excerpt: str = ""
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    cover: tuple[images.Picture, ...] = ()
    pictures: tuple[images.Picture, ...] = ()
    popularity: float | None = None
    language: str = ""
    publisher: str = ""
    base: str = ""
    authored: bool = False
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What all records of one source share.

    `name` is the source's, `base` the address that relative links belong to, `now` when it was fetched; `section`
    and `language` are what the config says of them, `declared` is the language that the source says it is in.
    `title` is what the source calls itself. `decks`: its summaries are whole sentences without a full stop.
    """

    name: str
    now: datetime
    title: str = ""
    base: str = ""
    site: str = ""
    section: str = ""
    language: str = ""
    declared: str = ""
    decks: bool = False


def make_entry(raw: Raw, *, origin: Origin) -> Entry:
    """The entry for a raw record: plain text, absolute links, nothing invisible, no tracker as its picture.

    A record that has only an update date was published then. One without a link of its own leads to the site.
    Raises Unusable when there is nothing to read or nowhere to lead.
    """
    url, same = _addresses(raw, origin)
    summary, body = _texts(raw)
    text = (body if body.paragraphs else summary).text
    published, updated = believed(raw.published, now=origin.now), believed(raw.updated, now=origin.now)
    section, tags = _sections(raw, origin.section)
    title = _title(raw, text, url, published or updated, origin)
    language = _spoken(raw, origin, f"{title}\n{text[:2000]}")
    return Entry(
        source=origin.name,
        guid=strip_tags(raw.guid)[:500] or same,
        url=url,
        identity=same,
        title=title,
        excerpt=_excerpt(summary, body, title, decks=origin.decks or raw.authored, language=language),
        text=without_boilerplate(text)[:LONGEST_TEXT],
        points=_points(body),
        words=count_words(body.text),
        section=section,
        tags=tags,
        author=_author(raw.author),
        published=published or updated,
        updated=updated,
        image=_image(raw, (*body.images, *summary.images), raw.base or url),
        popularity=raw.popularity if raw.popularity is not None and 0 <= raw.popularity < float("inf") else None,
        language=language,
    )


def _texts(raw: Raw) -> tuple[Body, Body]:
    """The summary and the body; a summary as long as a story is the story."""
    summary, body = read_markup(raw.excerpt), read_markup(raw.html)
    if len(body.text) < len(summary.text) and len(summary.text) > WHOLE:
        return Body(), summary
    return summary, body


def _spoken(raw: Raw, origin: Origin, text: str) -> str:
    """The language: as the config says, else as the record or the source does where the text does not contradict."""
    declared = _language(raw.language) or _language(origin.declared)
    return _language(origin.language) or language_of(text, declared)


def _image(raw: Raw, inside: Iterable[Mapping[str, str]], base: str) -> Image | None:
    found = (*raw.pictures, *images.from_markup(inside))
    return images.first(raw.cover, base=base) or images.choose(found, base=base)


def _addresses(raw: Raw, origin: Origin) -> tuple[str, str]:
    """The address to follow and the one to compare."""
    if raw.link.strip():
        url = addresses.absolute(raw.link, raw.base or origin.base)
        if not url:
            if len(raw.link) > addresses.LONGEST:
                raise Unusable(f"link is longer than {addresses.LONGEST} characters")
            relative = not re.match(r"[\w+.-]+:|//", raw.link.strip()) and not (raw.base or origin.base)
            raise Unusable(
                'link is relative: say to what with options = { base = "https://…" }'
                if relative
                else "link is not http(s)"
            )
        return url, addresses.identity(url)
    name = strip_tags(raw.guid or raw.title or raw.html or raw.excerpt)[:200]
    if not (origin.site and name):
        raise Unusable("no link")
    # Its own name keeps it apart from the other records that lead to the same page.
    return origin.site, f"{addresses.identity(origin.site)}#{name}"


def _title(raw: Raw, text: str, url: str, when: datetime | None, origin: Origin) -> str:
    title = strip_tags(raw.title)
    for publisher in filter(None, (strip_tags(raw.publisher), origin.name, origin.title)):
        for dash in (" - ", " – ", " — ", " | "):
            title = title.removesuffix(f"{dash}{publisher}")
    if title.lower() in _NO_TITLES:
        lines = text.split("\n")
        title = sentences.first_sentence(next((line for line in lines if len(line) > 3), ""))
    if title.lower() in _NO_TITLES:
        title = f"{addresses.host_of(url)}, {when:%Y-%m-%d}" if when else addresses.host_of(url)
    return title if len(title) <= LONGEST_TITLE else sentences.at_word(title, LONGEST_TITLE)


def _excerpt(summary: Body, body: Body, title: str, *, decks: bool, language: str) -> str:
    return sentences.excerpt(
        "\n".join(paragraph.text for paragraph in _running(summary, title)),
        tuple(paragraph.text for paragraph in _running(body, title)),
        decks=decks,
        language=language,
    )


def _running(body: Body, title: str) -> list[Paragraph]:
    """The paragraphs that are text to read: no headings, no lists of links, not the title again.

    The first heading after some text ends it: what stands under it does not continue what stands before.
    """
    running: list[Paragraph] = []
    for paragraph in body.paragraphs:
        if paragraph.heading and sum(len(p.text) for p in running) >= sentences.SHORTEST:
            break
        if not paragraph.heading and paragraph.linked <= 0.5 and paragraph.text.casefold() != title.casefold():
            running.append(paragraph)
    return running


def _points(body: Body) -> tuple[str, ...]:
    headings = (p.text.strip(" :–—-") for p in body.paragraphs if p.heading in (2, 3) and p.linked <= 0.5)
    telling = (h for h in headings if h and h.lower() not in _GENERIC and not _CLOSING_HEADING.match(h))
    return tuple(dict.fromkeys(sentences.at_word(h, 160) if len(h) > 160 else h for h in telling))


def _sections(raw: Raw, configured: str) -> tuple[str, tuple[str, ...]]:
    """The section and the tags: the first of the raw sections is the section unless the config names one."""
    sections, tags = _names(raw.sections), _names(raw.tags)
    section = configured or next(iter(sections), "")
    return section, tuple(name for name in dict.fromkeys((*sections, *tags)) if name != section)


def _names(given: tuple[str, ...]) -> list[str]:
    """Categories that a reader would recognise: no addresses, numbers, single letters or defaults."""
    names = (name[:80] for name in map(strip_tags, given[:CATEGORIES]) if "://" not in name)
    telling = (name for name in names if not name.isascii() or len(re.findall("[A-Za-z]", name)) > 1)
    return [name for name in telling if name and name.lower() not in _NO_SECTIONS]


def _author(given: str) -> str:
    """A person's name; a bare mail address is nobody's name and is left out."""
    name = strip_tags(given)[:_LONGEST_AUTHOR]
    named = _NAMED.match(name)
    return _ADDRESS.sub("", named[1] if named else name).strip(" <>()")[:120].rstrip(" ,")


def _language(given: str) -> str:
    """A language tag like `en` or `pt-BR`, empty when what was given is none."""
    given = given.strip()
    if len(given) > _LONGEST_TAG or not _LANGUAGE.fullmatch(given):
        return ""
    first, *rest = given.replace("_", "-").split("-")
    return "-".join((first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)))
