"""Whatever a theme makes of an issue, the checks have an opinion on it, and never fail themselves."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.checks import Rendered, all_rules, check
from digest.models import Block
from digest.renderer import find_theme, render
from tests.build import email, insertion, issue, stories_block

ISSUE = issue(
    "2026-W47",
    Block(kind="header"),
    stories_block("one", kind="lead"),
    Block(kind="ad", insertion=insertion(label="Advertisement")),
    stories_block("two", "three"),
    Block(kind="footer"),
)
PAGE = render(ISSUE, theme=find_theme("classic", overrides=None, options={})).html
TAGS = ("</td>", "<table>", "<style>", "</style>", "<a href=''>", "<img>", "<body>", "<html>", "<h1>", "<h6>", "<!--")
SIGNS = (
    "<",
    ">",
    '"',
    "&",
    "-->",
    "{",
    "}",
    ";",
    "@media",
    "http://[",
    "\x00",
    "\ud800",
    "!important",
    "~",
    "url(",
    "/*",
)
ODD = st.sampled_from((*TAGS, *SIGNS))
CUTS = st.lists(st.tuples(st.integers(0, len(PAGE)), st.integers(0, 4000), ODD | st.text(max_size=8)), max_size=8)


@settings(max_examples=20, deadline=None)
@given(cuts=CUTS, text=st.text(max_size=200), subject=st.text(max_size=80), message=st.binary(max_size=300))
def test_no_page_breaks_the_checks(cuts: list[tuple[int, int, str]], text: str, subject: str, message: bytes) -> None:
    """A page with anything cut out and put in, any text and any message give findings with place and remedy."""
    page = PAGE
    for start, length, odd in cuts:
        page = page[:start] + odd + page[start + length :]
    mail = replace(email(subject=subject), html=page.encode("utf-8", "ignore").decode(), text=text, web=page[:1000])
    mail = replace(mail, web=mail.web.encode("utf-8", "ignore").decode())
    names = {rule.name for rule in all_rules()}
    for finding in check(Rendered(issue=ISSUE, email=mail, message=message), levels={}):
        assert finding.check in names
        assert finding.message
        assert finding.where
        assert finding.remedy
