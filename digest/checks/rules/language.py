"""A screen reader speaks the language that the page names, and mail programs take both off html and body."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """The newsletter's language is one, and html and a wrapper of the whole body name it with its direction."""
    newsletter = rendered.issue.newsletter
    known, direction = _language(newsletter.language)
    if not known:
        remedy = 'set language = "en" or another BCP 47 tag under [newsletter]'
        yield Found(f'there is no language "{newsletter.language}"', "digest.toml", remedy)
    elif direction != newsletter.direction:
        yield Found(
            f"{newsletter.language} is not written {newsletter.direction}",
            "digest.toml",
            "set the language under [newsletter] and plan the issue anew",
        )
    wanted = {"lang": newsletter.language, "dir": newsletter.direction}
    for element, name in ((rendered.document, "html"), (_wrapper(rendered), "the body's wrapper")):
        for attribute, value in wanted.items():
            if element is None or element.get(attribute) != value:
                said = f'{name} lacks {attribute}="{value}"'
                yield Found(said, HTML, "add it in layout.html")


def _language(tag: str) -> tuple[bool, str]:
    """Whether there is the language `tag` (BCP 47), and how it is written: `ltr` or `rtl`."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False, ""
    return True, "rtl" if locale.character_order == "right-to-left" else "ltr"


def _wrapper(rendered: Rendered) -> HtmlElement | None:
    """The child of body that holds what is seen."""
    body = rendered.document.find("body")
    inside = [] if body is None else list(body)
    blocks = [each for each in inside if each in rendered.light and not rendered.light[each].hidden]
    return max(blocks, key=lambda each: len(each.text_content()), default=None)
