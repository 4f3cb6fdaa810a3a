"""Print the sponsor report and the ad calendar, and write the report's files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from digest.archive import write_file
from digest.console.screen import Rows, Screen
from digest.counting import counted

if TYPE_CHECKING:
    from digest.ads.outlook import Outlook, Seat
    from digest.ads.report import Account, Report
    from digest.pipeline import Imported


def write_report(screen: Screen, report: Report, *, csv: Path | None, html: Path | None) -> None:
    """The report's files, where they are asked for."""
    from digest.ads.paper import to_csv, to_html

    for path, text in ((csv, to_csv), (html, to_html)):
        if path:
            write_file(path, text(report))
            screen.say(f"Wrote {path}.")


def print_report(screen: Screen, report: Report, *, json: bool) -> None:
    """What ran and what is owed, an account a row; then every insertion."""
    if json:
        screen.json({"newsletter": report.newsletter, "date": f"{report.day}", "accounts": _accounts(report)})
        return
    if not report.accounts:
        screen.say("Nothing has run, and nothing is booked.")
        return
    rows = Rows(
        ("Sponsor", "Booking", "Flight", "Ran", "Bought", "Accepted", "Missed", "Made good", "Owed", "Forecast")
    )
    for each in report.accounts:
        flight = f"{each.first} – {each.last}" if each.first else ""
        bought = ("every issue" if each.bought is None else str(each.bought)) if each.first else ""
        told = (each.ran, bought, each.reached, each.missed, each.made_good, each.owed, each.forecast)
        rows.add(each.sponsor_name or "house", _name(each), flight, *("" if n is None else str(n) for n in told))
    screen.rows(rows, caption=f"{report.newsletter}, {report.day}")
    lines = Rows(("Issue", "Slot", "Booking", "Ad", "Beside", "Accepted"))
    for each in report.accounts:
        for line in each.lines:
            trial = " (trial)" if line.status == "tried" else ""
            beside = " | ".join(line.beside)
            lines.add(line.issue, line.slot, _name(each), line.headline, beside, f"{line.reached}{trial}")
    screen.rows(lines, caption=f"\n{counted(len(lines.rows), 'insertion')}")


def _name(account: Account) -> str:
    return account.booking or f"promo {account.promo}"


def _accounts(report: Report) -> list[dict[str, Any]]:
    found = []
    for account in report.accounts:
        lines = [{**asdict(line), "day": f"{line.day}"} for line in account.lines]
        terms = {name: f"{day}" if day else None for name, day in (("first", account.first), ("last", account.last))}
        found.append({**asdict(account), **terms, "lines": lines, "ran": account.ran, "accepted": account.accepted})
    return found


def print_calendar(screen: Screen, outlook: Outlook, *, json: bool) -> None:
    """A row for each issue to come, a column for each slot."""
    if json:
        ahead = [
            {
                "date": f"{each.day}",
                "planned": each.planned,
                "slots": [asdict(seat) for seat in each.seats],
            }
            for each in outlook.ahead
        ]
        screen.json({"issues": ahead, "free": outlook.free, "short": dict(outlook.short)})
        return
    names = [seat.slot for seat in outlook.ahead[0].seats] if outlook.ahead else []
    if not names:
        screen.say('The layout has no slots: add [[blocks]] with kind = "ad" to digest.toml.')
        return
    rows = Rows(("Issue of", *names))
    for each in outlook.ahead:
        rows.add(f"{each.day}{' (planned)' if each.planned else ''}", *map(_seat, each.seats))
    slots = len(outlook.ahead) * len(names)
    screen.rows(rows, caption=f"{outlook.free} of {slots} slots are free")
    for booking, missing in outlook.short.items():
        screen.warn(f"{booking} is sold too often: {missing} of its insertions find no slot before its flight ends")


def _seat(seat: Seat) -> Text:
    if seat.free:
        return Text("free", style="green")
    return Text(seat.booking) if seat.booking else Text(f"(kept for {seat.kept_for})", style="dim")


def print_imported(screen: Screen, imported: Imported) -> None:
    """The TOML, or where it is."""
    if imported.written is None:
        screen.out.file.write(imported.text)
        return
    numbers = ((imported.sponsors, "sponsor"), (imported.bookings, "booking"), (imported.promos, "promo"))
    counts = ", ".join(counted(number, name) for number, name in numbers)
    screen.say(f"Wrote {imported.written}: {counts}.")
