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
    return page.render(report=report, figures=figures, chart=_chart)


def figures(account: Account) -> tuple[tuple[str, str], ...]:
    """What is told of an account in numbers, each with its name; what is not known is left out."""
    bought = "every issue" if account.bought is None else str(account.bought)
    told: list[tuple[str, int | str | None]] = [
        ("Ran", account.ran),
        ("Bought", bought if account.first else None),
        ("Accepted", f"{account.accepted:,}"),
        ("Missed", account.missed),
        ("Made good", account.made_good),
        ("Owed", account.owed),
        ("Issues left", account.left),
        ("Forecast", account.forecast),
    ]
    return tuple((name, str(value)) for name, value in told if value is not None)


def _chart(lines: Sequence[Line]) -> Markup:
    """A bar for each insertion as high as its accepted recipients, with the numbers in words for who cannot see it."""
    from markupsafe import Markup, escape

    width, height, most = 640, 150, max(1, *(line.accepted for line in lines))
    step = min(width / len(lines), 96)
    bars = []
    for number, line in enumerate(lines):
        high = max(1, round(110 * line.accepted / most))
        left, middle = step * number + step * 0.15, step * (number + 0.5)
        bars.append(f'<rect x="{left:.1f}" y="{130 - high}" width="{min(step * 0.7, 80):.1f}" height="{high}" rx="2"/>')
        if step >= 46:
            middle = left + min(step * 0.7, 80) / 2
            bars.append(f'<text x="{middle:.1f}" y="{124 - high}" text-anchor="middle">{line.accepted:,}</text>')
            bars.append(f'<text x="{middle:.1f}" y="146" text-anchor="middle">{escape(line.issue)}</text>')
    words = escape("; ".join(f"{line.issue}: {line.accepted}" for line in lines))
    return Markup(  # noqa: S704 - all that is not ours is escaped
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{words}">{"".join(bars)}</svg>'
    )
