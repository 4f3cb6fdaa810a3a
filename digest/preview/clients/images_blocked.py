"""Pictures blocked, as Outlook does with senders it does not know: words in their place."""

from __future__ import annotations

from lxml.html import HtmlElement

from digest.preview.restyle import Declaration, parse, restyle, write

NAME = "Images blocked"
LIMITS = (
    "Each picture is a grey box with its alt text, in its own size where it has one. Outlook for Windows writes a "
    "notice before the alt text, and Apple Mail shows a question mark: neither is simulated."
)
_BOX = "display:inline-block;box-sizing:border-box;overflow:hidden;border:1px solid #9a9a9a;background-color:#ececec"
_WORDS = "color:#3d3d3d;font:13px/1.4 sans-serif;padding:6px;text-align:left;max-width:100%"


def simulate(page: str) -> str:
    """`page` with a box for each picture, and without pictures in the background."""
    document = parse(page)
    for image in list(document.iter("img")):
        _replace(image)
    for element in document.xpath("//*[@background]"):
        element.attrib.pop("background")
    restyle(document, _without_pictures)
    return write(document)


def _replace(image: HtmlElement) -> None:
    style = image.get("style", "")
    sizes = "".join(f";{name}:{image.get(name)}px" for name in ("width", "height") if image.get(name, "").isdigit())
    image.tag = "span"
    image.text = image.get("alt", "")
    image.set("style", ";".join(part for part in (style, _BOX + sizes, _WORDS) if part))
    for name in set(image.attrib) - {"style", "class"}:
        image.attrib.pop(name)


def _without_pictures(_tag: str, name: str, value: str) -> list[Declaration]:
    return [] if name.startswith("background") and "url(" in value else [(name, value)]
