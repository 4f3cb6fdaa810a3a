"""Gmail's app with an account of another provider: it takes every `<style>` out, and only inline styles are left."""

from __future__ import annotations

from digest.preview.restyle import parse, write

NAME = "Gmail app, styles stripped"
LIMITS = (
    "Every <style> is gone, as in Gmail's app for accounts of other providers and wherever Gmail finds an error in a "
    "style. Gmail's own fonts, its clipping at 102 kB and its dark colours are not simulated."
)


def simulate(page: str) -> str:
    """`page` without its `<style>` elements, classes and ids."""
    document = parse(page)
    for style in list(document.iter("style")):
        style.drop_tree()
    for element in document.iter():
        if isinstance(element.tag, str):
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)
    return write(document)
