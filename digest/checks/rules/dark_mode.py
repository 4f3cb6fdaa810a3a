"""Many read in dark mode: who does not say which colours to take gets the mail program's guess."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning


def check(rendered: Rendered) -> Iterator[Found]:
    """The page says that it knows light and dark, and has colours for dark mode."""
    metas = {meta.get("name"): meta.get("content") or "" for meta in rendered.document.iter("meta")}
    for name in ("color-scheme", "supported-color-schemes"):
        if "dark" not in metas.get(name, ""):
            yield Found(f"no {name}", HTML, f'add <meta name="{name}" content="light dark"> to layout.html')
    if not any(rule.for_dark for sheet in rendered.sheets for rule in sheet.rules):
        yield Found("no colours for dark mode", HTML, "add @media (prefers-color-scheme: dark) to responsive.css")
