"""Which picture stands for a story: the best by size, never a counter, a spacer or a button."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.addresses import absolute
from digest.models import Image
from digest.sources.reading.markup import strip_tags

SMALLEST = 32
"""Pictures known to be narrower or lower than this are counters, spacers or icons."""
THUMBNAIL = 200
"""A picture known to be narrower than this is a thumbnail."""

_NOT_PICTURES = re.compile(
    r"feedburner\.com/~|feedproxy\.google\.com/~|/~r/|/~ff/|stats\.wordpress\.com|feeds\.wordpress\.com/1\.0|"
    r"//pixel\.|/pixel(?:[./?]|\Z)|//b\.scorecardresearch|doubleclick\.net|google-analytics\.com|feedsportal\.com|"
    r"//(?:www\.)?facebook\.com/tr|/_/stat\?|//counter\.|/counter\.|/track(?:er|ing)?[./?]|/beacon[./?]|"
    r"gravatar\.com/avatar|s\.w\.org/images/core/emoji|/emoji/|/smilies/|/spacer\.|/blank\.gif|/1x1\.|/b\.gif|"
    r"/share[-_]?(?:button|icon)|placeholder\.(?:png|gif|jpe?g|webp)|rss\.nytimes\.com/c/|\.svg(?:\Z|\?)",
    re.IGNORECASE,
)
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*\Z")


_LOGO = re.compile(
    r"(?:\A|[/_.-])(?:logo|logotype|favicon|apple-touch-icon|avatar|placeholder|no-?image|"
    r"default[-_]?(?:image|share|og|social|thumb\w*)?|fallback|blank)(?:[-_.\d]|\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Picture:
    """One candidate as the source gives it; sizes as written, since many are no numbers."""

    url: str
    alt: str = ""
    width: str = ""
    height: str = ""


def from_markup(images: Iterable[Mapping[str, str]]) -> tuple[Picture, ...]:
    """The candidates among the `<img>` of a body. A lazy image has its address in `data-src`."""
    return tuple(
        Picture(
            url=attributes.get("data-src") or attributes.get("data-lazy-src") or attributes.get("src", ""),
            alt=attributes.get("alt", ""),
            width=attributes.get("width", ""),
            height=attributes.get("height", ""),
        )
        for attributes in images
    )


def choose(pictures: Iterable[Picture], *, base: str) -> Image | None:
    """The best of `pictures`, which come in the order of preference: the first, or one known to be larger.

    A first one that is known to be a thumbnail gives way to one of unknown size.
    """
    best: Image | None = None
    for picture in pictures:
        image = _real(picture, base)
        if image and (best is None or _better(image, best)):
            best = image
    return best


def first(pictures: Iterable[Picture], *, base: str) -> Image | None:
    """The first of `pictures` that is one to show."""
    return next(filter(None, (_real(picture, base) for picture in pictures)), None)


def is_logo(url: str) -> bool:
    """Whether a picture is by its file's name a site's sign or what it shows for want of a picture."""
    return bool(_LOGO.search(url.partition("?")[0].rpartition("/")[2]))


def _better(image: Image, best: Image) -> bool:
    if not _area(best):
        return False
    return _area(image) > _area(best) or (not _area(image) and (best.width or 0) < THUMBNAIL)


def _real(picture: Picture, base: str) -> Image | None:
    url = absolute(picture.url, base)
    width, height = _pixels(picture.width), _pixels(picture.height)
    too_small = any(side is not None and side < SMALLEST for side in (width, height))
    if not url or too_small or _NOT_PICTURES.search(url):
        return None
    return Image(url=url, alt=strip_tags(picture.alt)[:300], width=width, height=height)


def _pixels(written: str) -> int | None:
    match = _PIXELS.match(written[:20])
    return int(match[1]) if match else None


def _area(image: Image) -> int:
    return (image.width or 0) * (image.height or image.width or 0)
