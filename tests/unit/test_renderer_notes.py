"""The editor's Markdown, in HTML and in text."""

from __future__ import annotations

import pytest

from digest.renderer.notes import to_html, to_text
from digest.renderer.text import Footnotes

MARK = "abc123"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("A *b* **c** `d`", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("[a](https://x.example/?a=1&b=2)", '<p><a href="https://x.example/?a=1&amp;b=2">a</a></p>'),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
        ("[a](/here)", "<p>a</p>"),
        ("[*a*](ftp://x.example)", "<p><em>a</em></p>"),
        ("<b onclick=x>a</b><script>x</script>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;&lt;script&gt;x&lt;/script&gt;</p>"),
        ("![a](https://x.example/i.png)", "<p></p>"),
        ("# a", "<h3>a</h3>"),
    ],
)
def test_markdown_to_html_through_a_short_allow_list(markdown: str, html: str) -> None:
    """Only plain prose comes through: no markup, no pictures, no addresses but web and mail; one level of heading."""
    assert to_html(markdown, mark=MARK).strip() == html


@pytest.mark.parametrize("fallback", ["reader", "a & b", "_x_", "*x*", "dear ~reader~", "l'ami <3"])
def test_a_merge_field_passes_markdown_untouched(fallback: str) -> None:
    """Nothing in a field's name or fallback is taken for formatting, in either part."""
    from digest.fields import Field, cut

    source = f"Dear **{{{{ first_name | {fallback} }}}}**, hi"
    for part in (str(to_html(source, mark=MARK)), to_text(source, mark=MARK)):
        assert cut(part, MARK)[1] == Field("first_name", fallback)


def test_a_merge_field_may_stand_in_an_address() -> None:
    """Links may carry a reader's own value in their query, and only there: a field is no address itself."""
    html = to_html("[a](https://x.example/?e={{email}}) [b]({{ url }})", mark=MARK)
    assert f'href="https://x.example/?e=~{MARK}~email~~"' in html
    assert html.count("<a ") == 1


def test_text_keeps_structure_and_addresses() -> None:
    """Paragraphs wrap, lists and quotes keep their marks, an address follows its words, refused ones are words."""
    source = (
        "One [two](https://x.example/2) three [four](https://x.example/4) [five](/5).\\\nNew line\nsame line\n\n"
        "- a\n- b\n\n3. c\n4. d\n\n   more\n\n> q\n\n---\n\n```\ncode\n```\n\n## Head"
    )
    rest = "five.\nNew line same line\n\n- a\n- b\n\n3. c\n4. d\n\n   more\n\n> q\n\n* * *\n\n  code\n\nHead"
    inline = f"One two <https://x.example/2> three four <https://x.example/4> {rest}"
    assert to_text(source, mark=MARK) == inline
    notes = Footnotes()
    assert to_text(source, mark=MARK, number=notes.number) == f"One two [1] three four [2] {rest}"
    assert notes.take() == "[1] https://x.example/2\n[2] https://x.example/4"


def test_an_address_in_the_text_is_whole_and_said_once() -> None:
    """No address is broken at the end of a line, and one that is its own words does not come twice."""
    address = f"https://x.example/{'long/' * 20}"
    assert f"<{address}>" in to_text(f"Some words and [then]({address}) a link.", mark=MARK).splitlines()[1]
    assert to_text("See <https://x.example/>.", mark=MARK) == "See https://x.example/."


def test_an_empty_note_is_empty() -> None:
    """No words, no markup."""
    assert to_text("", mark=MARK) == ""
    assert to_html("", mark=MARK) == ""
