"""Change the styles of a page, wherever they stand: what simulations of mail programs are made of."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
import tinycss2
from lxml.html import HtmlElement

Declaration = tuple[str, str]
"""A property's lower-case name and its value."""
Change = Callable[[str, str, str], list[Declaration]]
"""What becomes of a declaration: given the tag it is for ("" in a `<style>`), its name and its value."""


def parse(page: str) -> HtmlElement:
    """The page as a tree."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    document: HtmlElement = lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
    return document


def write(document: HtmlElement) -> str:
    """The tree as a page."""
    return str(lxml.html.tostring(document, encoding="unicode", doctype="<!DOCTYPE html>"))


def restyle(document: HtmlElement, change: Change, *, at_rules: bool = True) -> None:
    """Pass every declaration of `document` through `change`; without `at_rules`, all that stands in one goes."""
    for element in document.iter():
        if isinstance(element.tag, str) and element.get("style"):
            settings = tinycss2.parse_blocks_contents(element.get("style"), skip_comments=True, skip_whitespace=True)
            style = _changed(settings, element.tag, change)
            element.set("style", style) if style else element.attrib.pop("style")
    for sheet in document.iter("style"):
        nodes = tinycss2.parse_stylesheet(sheet.text or "", skip_comments=True, skip_whitespace=True)
        sheet.text = "\n".join(_rule(node, change) for node in nodes if node.type == "qualified-rule" or at_rules)


def _rule(node: tinycss2.ast.Node, change: Change) -> str:
    if node.type == "qualified-rule":
        content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        return f"{tinycss2.serialize(node.prelude)}{{{_changed(content, '', change)}}}"
    if node.type == "at-rule" and node.content is not None:
        inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        rules = "".join(_rule(each, change) for each in inner)
        return f"@{node.at_keyword} {tinycss2.serialize(node.prelude)}{{{rules}}}"
    return str(node.serialize()) if node.type == "at-rule" else ""


def _changed(nodes: list[tinycss2.ast.Node], tag: str, change: Change) -> str:
    kept = []
    for node in nodes:
        if node.type == "declaration":
            important = " !important" if node.important else ""
            for name, value in change(tag, node.lower_name, tinycss2.serialize(node.value).strip()):
                kept.append(f"{name}:{value}{important}")
    return ";".join(kept)
