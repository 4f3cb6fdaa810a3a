"""One page, two readers: parts marked for the email or for the web version, told apart after inlining."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from markupsafe import Markup

from digest.fields import fill

BLOCK_BEGIN, BLOCK_END = "<!--~{{ issue.mark }}~block-->", "<!--~{{ issue.mark }}~/block-->"
"""What stands in a template around a block."""


def part(name: str, mark: str) -> Callable[..., Markup]:
    """What a theme calls as `{% call email_only() %}…{% endcall %}`: wraps its content in comments.

    The comments carry the issue's mark, so that no story can write one.
    """

    def only(caller: Callable[[], str]) -> Markup:
        return Markup(f"<!--~{mark}~{name}-->{caller()}<!--~{mark}~/{name}-->")  # noqa: S704 - the caller escapes

    return only


def for_email(page: str, mark: str) -> str:
    """`page` without what is only for the web; its merge fields stand."""
    return _tidy(_unwrap(_drop(page, mark, "web"), mark, "email"))


def for_web(page: str, mark: str) -> str:
    """`page` without what is only for the email, and with each merge field's fallback in its place."""
    return fill(_tidy(_unwrap(_drop(page, mark, "email"), mark, "web")), mark, {}, encode=html.escape)


def without_blocks(page: str, mark: str) -> str:
    """`page` without the marks of its blocks."""
    return page.replace(f"<!--~{mark}~block-->", "").replace(f"<!--~{mark}~/block-->", "")


def block_sizes(page: str, mark: str) -> tuple[int, ...]:
    """The bytes of each block in `page`, which still has their marks, in the order of the page.

    A block inside another counts with it. Nothing when marks do not match: a theme may put its blocks together anew.
    """
    sizes: list[int] = []
    depth = 0
    for piece in re.split(f"(<!--~{re.escape(mark)}~/?block-->)", page):
        if piece == f"<!--~{mark}~block-->":
            if not depth:
                sizes.append(0)
            depth += 1
        elif piece == f"<!--~{mark}~/block-->":
            depth -= 1
        elif depth:
            sizes[-1] += len(piece.encode("utf-8"))
        if depth < 0:
            return ()
    return () if depth else tuple(sizes)


def _drop(page: str, mark: str, name: str) -> str:
    begin, end = re.escape(f"<!--~{mark}~{name}-->"), re.escape(f"<!--~{mark}~/{name}-->")
    return re.sub(f"{begin}.*?{end}", "", page, flags=re.DOTALL)


def _unwrap(page: str, mark: str, name: str) -> str:
    return page.replace(f"<!--~{mark}~{name}-->", "").replace(f"<!--~{mark}~/{name}-->", "")


def _tidy(page: str) -> str:
    """`page` without indentation and empty lines: a tenth of the size, and the same to a reader."""
    return re.sub(r"[ \t]*\n[ \t\r\n]*", "\n", page).strip() + "\n"
