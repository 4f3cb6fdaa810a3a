"""A page that does not say what it is is drawn by the rules of old browsers, or in the wrong letters."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
_LAYOUT = "add it in layout.html"


def check(rendered: Rendered) -> Iterator[Found]:
    """The HTML part has a doctype, says that it is UTF-8 and made for phones, and has a title."""
    document = rendered.document
    metas = list(document.iter("meta"))
    if not rendered.email.html.lstrip().lower().startswith("<!doctype html"):
        yield Found("no doctype", HTML, "begin layout.html with <!doctype html>")
    if not any((meta.get("charset") or "").lower() == "utf-8" for meta in metas):
        yield Found("no charset", HTML, f'<meta charset="utf-8">: {_LAYOUT}')
    if not any(meta.get("name") == "viewport" for meta in metas):
        yield Found("no viewport", HTML, f'<meta name="viewport" content="width=device-width">: {_LAYOUT}')
    if not (document.findtext(".//title") or "").strip():
        yield Found("no title", HTML, f"<title>{{{{ subject }}}}</title>: {_LAYOUT}")
