"""The line after the subject in the inbox: without one, mail programs show “View in browser” there."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning
SHORTEST, LONGEST = 30, 130
"""Characters."""
_WHERE = "issue.json: preheader"


def check(rendered: Rendered) -> Iterator[Found]:
    """The preheader has 30 to 130 characters, is not the subject again, and comes first in the page, hidden."""
    preheader = " ".join(rendered.issue.preheader.split())
    if not preheader:
        yield Found(
            "there is no preheader", _WHERE, "write one in issue.json: a sentence that goes on from the subject"
        )
        return
    if not SHORTEST <= len(preheader) <= LONGEST:
        said = f"the preheader has {len(preheader)} characters"
        yield Found(said, _WHERE, f"write one of {SHORTEST} to {LONGEST}")
    if preheader.casefold() == " ".join(rendered.email.subject.split()).casefold():
        yield Found("the preheader repeats the subject", _WHERE, "say something more there")
    yield from _in_page(rendered, preheader)


def _in_page(rendered: Rendered, preheader: str) -> Iterator[Found]:
    body = rendered.document.find("body")
    if body is None or not " ".join(body.text_content().split()).startswith(preheader):
        yield Found("the page does not begin with the preheader", HTML, "put it first into the body in layout.html")
        return
    holder = next(element for element in body.iter() if preheader in " ".join((element.text or "").split()))
    if not rendered.light[holder].hidden:
        yield Found("the preheader is seen in the page", rendered.at(holder), "hide it with display:none")
