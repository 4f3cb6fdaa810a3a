"""The report on paper: a page that can be sent to a sponsor, and a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING

from digest.ads.report import Account, Line, Report

if TYPE_CHECKING:
    from markupsafe import Markup

COLUMNS = (
    "sponsor", "sponsor_name", "booking", "promo", "tier", "first", "last", "bought", "issue", "date", "status",
    "slot", "position", "label", "headline", "url", "beside", "accepted",
)  # fmt: skip
CHART = (640, 150)
"""Width and height of the chart, in its own units."""
ROOM = 46
"""Units that the number of an issue takes under its bar."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(report: Report) -> str:
    """One row for each insertion, with CRLF at its end (RFC 4180). What a spreadsheet would take for a formula gets a
    quote before it (OWASP, CSV injection)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for account in report.accounts:
        deal = (account.sponsor, account.sponsor_name, account.booking, account.promo, account.tier)
        terms = (account.first or "", account.last or "", account.bought or "")
        for line in account.lines:
            told = (line.issue, line.day, line.status, line.slot, line.position, line.label, line.headline, line.url)
            row = (*deal, *terms, *told, " | ".join(line.beside), line.accepted)
            writer.writerow([_harmless(value) for value in row])
    return out.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def to_html(report: Report) -> str:
    """One page that needs nothing from the network, light and dark, for the screen and for paper."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(resources.files("digest.ads").joinpath("report.html").read_text(encoding="utf-8"))
    sponsors = {account.sponsor_name for account in report.accounts}
    sponsor = sponsors.pop() if len(sponsors) == 1 else ""
    return page.render(report=report, sponsor=sponsor, figures=figures, chart=_chart)


def figures(account: Account) -> tuple[tuple[str, str], ...]:
    """What is told of an account in numbers, each with its name; what is not known is left out."""
    bought = "every issue" if account.bought is None else str(account.bought)
    told: list[tuple[str, int | str | None]] = [
        ("Ran", account.ran),
        ("Bought", bought if account.first else None),
        ("Accepted", account.reached),
        ("Missed", account.missed),
        ("Made good", account.made_good),
        ("Owed", account.owed),
        ("Issues left", account.left),
        ("Forecast", account.forecast),
    ]
    return tuple((name, str(value)) for name, value in told if value is not None)


def _chart(lines: Sequence[Line]) -> Markup:
    """A bar for each insertion as high as its accepted recipients, with the numbers in words for who cannot see it.

    Where bars are too many to have each its number, the first and the last issue are named.
    """
    from markupsafe import Markup, escape

    most = max(1, *(line.accepted or 0 for line in lines))
    step = min(CHART[0] / len(lines), 96)
    bars = []
    for number, line in enumerate(lines):
        high, wide, left = max(1, round(110 * (line.accepted or 0) / most)), min(step * 0.7, 80), step * (number + 0.15)
        bars.append(f'<rect x="{left:.1f}" y="{130 - high}" width="{wide:.1f}" height="{high}" rx="2"/>')
        if step >= ROOM:
            bars.append(_word(line.reached, left + wide / 2, 124 - high))
            bars.append(_word(line.issue, left + wide / 2, 146))
    if step < ROOM:
        bars += [_word(lines[0].issue, 0, 146, "start"), _word(lines[-1].issue, CHART[0], 146, "end")]
    words = escape("; ".join(f"{line.issue}: {line.reached}" for line in lines))
    return Markup(  # noqa: S704 - all that is not ours is escaped
        f'<svg viewBox="0 0 {CHART[0]} {CHART[1]}" role="img" aria-label="{words}">{"".join(bars)}</svg>'
    )


def _word(word: str, x: float, y: float, anchor: str = "middle") -> str:
    from markupsafe import escape

    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(word)}</text>'
