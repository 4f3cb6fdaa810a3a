"""Mail programs take scripts, forms and frames away, and filters take the message for an attack."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
ACTIVE = frozenset(
    [
        "applet",
        "audio",
        "base",
        "button",
        "canvas",
        "dialog",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "input",
        "link",
        "math",
        "meter",
        "object",
        "progress",
        "script",
        "select",
        "svg",
        "textarea",
        "video",
    ]
)


def check(rendered: Rendered) -> Iterator[Found]:
    """There is no script, form, frame, embedded object, drawing, refresh, event handler or `javascript:` address."""
    for element in rendered.document.iter():
        if not isinstance(element.tag, str):
            continue
        where = f"{HTML}:{element.sourceline}"
        if element.tag in ACTIVE:
            yield Found(f"<{element.tag}>", where, "remove it; link to a page that does it")
        if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            yield Found("a page that leads elsewhere by itself", where, "remove the meta refresh")
        for name, value in element.attrib.items():
            if str(name).startswith("on"):
                yield Found(f"an event handler, {name}", where, "remove it")
            elif "".join(str(value).split()).lower().startswith(("javascript:", "vbscript:")):
                yield Found(f"a script as an address: {str(value)[:40]}", where, "remove it")
