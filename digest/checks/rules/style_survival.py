"""Gmail drops every `<style>` for accounts of other providers, as many programs do: the page must stand without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from digest.checks.looks import matches
from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.checks.styles import StyleRule, read_settings
from digest.models import Level

LEVEL = Level.error
FEW = 15
"""Declarations that may be lost."""
_STATES = (":hover", ":active", ":focus", ":visited", ":link")


def check(rendered: Rendered) -> Iterator[Found]:
    """At most 15 declarations for every screen stand only in a `<style>`, and none of them hides something."""
    lost: list[tuple[int, str]] = []
    for rule in (rule for sheet in rendered.sheets for rule in sheet.rules if not rule.within):
        for selector in rule.selectors:
            elements = () if any(state in selector for state in _STATES) else matches(rendered.document, selector)[1]
            if not elements:
                continue
            lost += [(rule.line, f"{selector} {{ {name} }}") for name in _only_there(rule, elements)]
            if any(setting.name == "display" and setting.value == "none" for setting in rule.settings):
                yield from _unhidden(rendered, elements)
    if len(lost) > FEW:
        some = ", ".join(said for _, said in lost[:3])
        yield Found(
            f"{len(lost)} declarations stand only in <style>: {some} …",
            f"{HTML}:{lost[0][0]}",
            "move them to the theme's inline.css",
        )


def _only_there(rule: StyleRule, elements: Sequence[HtmlElement]) -> list[str]:
    """The properties that `rule` sets and at least one of `elements` does not set in its own style."""
    inline = [{each.name for each in read_settings(element.get("style", ""))} for element in elements]
    return [setting.name for setting in rule.settings if any(setting.name not in names for names in inline)]


def _unhidden(rendered: Rendered, elements: Sequence[HtmlElement]) -> Iterator[Found]:
    for element in elements:
        if not any(each.name == "display" for each in read_settings(element.get("style", ""))):
            yield Found("hidden by a <style> only", rendered.at(element), "put display:none into inline.css")
