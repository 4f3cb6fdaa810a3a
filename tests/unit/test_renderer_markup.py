"""Tags that do not fit together are found before the inliner's parser mends them by guess."""

from __future__ import annotations

import pytest

from digest.models import Level
from digest.renderer.markup import find_misfits

SHEET = "<html><head><meta charset='utf-8'></head><body><table><tr><td>Above</td></tr>{}</table></body></html>"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("<tr><td><b>words</td></tr>", "<b> is never closed"),
        ("<tr><td><b><i>words</b></i></td></tr>", "<i> is never closed"),
        ("<tr><td><table><tr><td>words</td></tr></td></tr>", "</td> closes nothing"),
        ("<tr><td>words</td></tr><table>", "<table> stands in a table"),
        ("<tr><td>words</td></tr></td></tr></table>", "</td> closes nothing"),
        ("<tr><td>words</b></td></tr>", "</b> closes nothing"),
        ("<tr><td><p>words</table></td></tr>", "</td> closes nothing"),
        ('<tr><td class="x>words</td></tr><tr><td class="y">words</td></tr>', 'a quotation mark of <td class="x>words'),
        ("<p>words</p>", "<p> stands in a table"),
        ("words", "“words” stands in a table"),
        ("<tr><div>words</div></tr>", "<div> stands in a table"),
        ("<tr>words</tr>", "“words” stands in a table"),
        ("</table><p>words</p>", "</table> closes nothing"),
        ("<tr><td><br><img><div>words</td></tr>", "<div> is never closed"),
    ],
)
def test_a_misfit_is_named_with_the_words_before_it(block: str, said: str) -> None:
    """Of several only the first is told, as the others may follow from it."""
    (found,) = find_misfits(SHEET.format(block))
    assert found.message.startswith(said)
    assert found.where.startswith("email.html after “")
    assert (found.level, found.check) == (Level.error, "markup")
    assert found.remedy


@pytest.mark.parametrize(
    "block",
    [
        "<tr><td>words</td></tr>",
        "<tr><td>words<td>words<tr><th>words",
        "<tr><td><p>words<p>words</td></tr>",
        "<tr><td><ul><li>one<li>two</ul></td></tr>",
        "<tr><td><ul><li>one<ul><li>two</ul><li>three</ul></td></tr>",
        "<tbody><tr><td>words</td></tr></tbody>",
        "<tr><td><p>one<table><tr><td>words</table></td></tr>",
        "<!--[if mso]><tr><td><b><![endif]--><!--~0123ab~email--><tr><td>words</td></tr><!--~0123ab~/email-->",
        '<tr><td><img src="https://i.example/p.png" alt="1 &lt; 2"><br></td></tr>',
    ],
)
def test_what_html_allows_is_no_misfit(block: str) -> None:
    """Ends that may be left out, what is Word's alone, and what is escaped."""
    assert find_misfits(SHEET.format(block)) == ()


def test_a_page_without_words() -> None:
    """What comes before all words has no place but the file; what is open at the end of the page is found there."""
    (found,) = find_misfits("<b>")
    assert (found.message, found.where) == ("<b> is never closed", "email.html")
