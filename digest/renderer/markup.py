"""Find tags that do not fit together, before premailer's parser mends them by guess and hides what was meant."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from digest.models import Finding, Level

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
"""Tags that nothing closes (HTML §13.1.2)."""
_OPTIONAL = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption"))
"""Tags that may go without an end (HTML §13.1.2.4): parsers agree where they end."""
_ROWS = frozenset(("caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr"))
_INSIDE = {
    "table": _ROWS,
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset(("tr",))),
    "tr": frozenset(("td", "th")),
}
"""What may stand directly in each part of a table; parsers move the rest out of the table, and up."""
_CELLS = frozenset(("td", "th"))
_SHOWN = 40
"""Characters of the words before a fault that are quoted."""


class _Open(NamedTuple):
    tag: str
    words: str
    """The last words before it."""


def find_misfits(page: str) -> tuple[Finding, ...]:
    """The first fault in the tags of `page`, which all that come after it may follow from; nothing when there is none.

    What stands in comments, like Word's own tags, is not looked at.
    """
    tags = _Tags()
    tags.feed(page)
    tags.close()
    tags.end()
    return tuple(tags.faults[:1])


class _Tags(HTMLParser):
    """What is open at each point, and what went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Finding] = []
        self._open: list[_Open] = []
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        if "<" in written[1:]:
            self._fault(f"a quotation mark of {written.splitlines()[0][:_SHOWN]} is never closed", self._words)
        self._implied(tag)
        self._require_cell(f"<{tag}>", tag)
        if tag not in _VOID:
            self._open.append(_Open(tag, self._words))

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in reversed(range(self._reach(tag), len(self._open))) if self._open[at].tag == tag), None)
        if at is None:
            self._fault(f"</{tag}> closes nothing", self._words)
            return
        self._unclosed(self._open[at + 1 :])
        del self._open[at:]

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self._require_cell(f"“{words[:_SHOWN]}”", "")
            self._words = words

    def end(self) -> None:
        """All that is still open is never closed."""
        self._unclosed(self._open)

    def _implied(self, tag: str) -> None:
        """Close what a row, a cell, or a point of a list that begins leaves open before it."""
        ends = {"tr": _CELLS | {"tr"}, "li": {"li"}, "td": _CELLS, "th": _CELLS}.get(tag, frozenset())
        while self._open and self._open[-1].tag in (ends | {"p"} if ends else ends):
            self._open.pop()

    def _require_cell(self, said: str, tag: str) -> None:
        holder = self._open[-1].tag if self._open else ""
        if holder in _INSIDE and tag not in _INSIDE[holder]:
            self._fault(f"{said} stands in a table, but in none of its cells", self._words)

    def _reach(self, tag: str) -> int:
        """From where on in what is open an end tag may close something: a cell's content closes nothing outside it."""
        if tag in ("html", "body", "table"):
            return 0
        walls = ("table",) if tag in _CELLS or tag in _ROWS else _CELLS
        return next((at for at in reversed(range(len(self._open))) if self._open[at].tag in walls), 0)

    def _unclosed(self, left: list[_Open]) -> None:
        for each in left:
            if each.tag not in _OPTIONAL:
                self._fault(f"<{each.tag}> is never closed", each.words)

    def _fault(self, said: str, words: str) -> None:
        where = f"email.html after “{words[:_SHOWN]}”" if words else "email.html"
        remedy = "mend the template of the block there: each is made of whole rows, <tr><td>…</td></tr>"
        self.faults.append(Finding(Level.error, "markup", said, where, remedy))
