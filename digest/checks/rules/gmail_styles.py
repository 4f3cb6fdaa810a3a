"""Gmail drops a whole `<style>` for one fault in it: over 16 kB, a nested at-rule, a syntax error, or in the body."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
ROOM = 16 * 1024
"""Characters of one block (caniemail, html-style)."""


def check(rendered: Rendered) -> Iterator[Found]:
    """Every `<style>` is in the head, under 16 kB, without nested at-rules, imports or what a parser stumbles over."""
    for style, sheet in zip(rendered.document.iter("style"), rendered.sheets, strict=True):
        where = f"{HTML}:{style.sourceline}"
        if not any(parent.tag == "head" for parent in style.iterancestors()):
            yield Found("a <style> in the body", where, "put it into the head")
        if len(sheet.source) > ROOM:
            yield Found(f"a <style> of {len(sheet.source) // 1024} kB", where, "shorten it to 16 kB, or make it two")
        if sheet.nested:
            yield Found("an at-rule inside an at-rule", where, "combine them: @media (…) and (…)")
        for name in ("import", "charset"):
            if name in sheet.at_rules:
                yield Found(f"@{name} in a <style>", where, "remove it: nothing may be loaded")
        for line, said in sheet.faults:
            yield Found(f"a fault in a <style>: {said}", f"{HTML}:{line}", "mend it in responsive.css")
