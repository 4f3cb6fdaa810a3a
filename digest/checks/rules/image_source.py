"""Gmail shows no embedded or vector pictures, Outlook's Word engine nothing newer than PNG, JPEG and GIF."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.checks.support import picture_format
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """Every picture is at an absolute https address; a warning says where its format is not shown everywhere."""
    for image in rendered.document.iter("img"):
        source, where = image.get("src") or "", rendered.at(image)
        if source.startswith("data:"):
            yield Found("a picture inside the page", where, "put it on the web and give its address")
        elif not source.startswith(("https://", "http://")):
            yield Found(f"a picture without an address: {source[:80]}", where, "give an address with https://")
        elif source.startswith("http://"):
            yield Found(f"not encrypted: {source[:80]}", where, "write it with https://", Level.warning)
        if missing := rendered.support.missing(picture_format(source)):
            name = picture_format(source).removeprefix("image-").upper()
            said = f"{name} is not shown by {', '.join(missing)}"
            yield Found(said, where, 'offer a JPEG or PNG, or set hosting = "copy" under [images]', Level.warning)
