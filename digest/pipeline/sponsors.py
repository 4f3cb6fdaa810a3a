"""What is sold and what ran: the sponsor report, the ad calendar, bookings from a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from digest import archive, schedule
from digest.ads import Inventory, expected, find_rules
from digest.ads.decide import HORIZON
from digest.ads.history import History
from digest.ads.outlook import FREE, Ahead, Outlook, look_ahead, seated
from digest.ads.report import Report, report
from digest.ads.sheet import read_sheet, to_toml
from digest.config import Config
from digest.config.blocks import slots_in
from digest.errors import ConfigError, Refused
from digest.layout import outline
from digest.models import Issue, Status
from digest.pipeline.booked import inventory_of, ran_in
from digest.pipeline.standing import status
from digest.sources.reading.dates import moment, order_in
from digest.sources.reading.encoding import as_utf8


@dataclass(frozen=True)
class Imported:
    """What was read from a spreadsheet: the text of an `ads.toml`, and where it was written, if it was."""

    text: str
    sponsors: int
    bookings: int
    promos: int
    written: Path | None = None


def sponsor_report(config: Config, *, today: date, sponsor: str = "") -> Report:
    """What has run in every issue that has gone out, with the recipients that the ledger has as accepted.

    Raises ConfigError when `sponsor`, an id or a name, is given and there is none.
    """
    gone = ran_in(config, archive.sent_before(config.paths.issues, day=date.max))
    inventory = inventory_of(config, fits_layout=False)
    coming = _coming(config, today, gone, inventory)
    full = report(
        gone,
        accepted={issue.id: _accepted(config, issue) for issue in gone},
        inventory=inventory,
        outlook=_outlook(config, inventory, gone, coming),
        dates=coming,
        newsletter=config.newsletter.name,
        day=today,
    )
    if not sponsor:
        return full
    found = full.of(sponsor)
    if not found.accounts:
        known = sorted({account.sponsor for account in full.accounts if account.sponsor})
        raise ConfigError(f'there is no sponsor "{sponsor}"', hint=f"there are: {', '.join(known) or 'none'}")
    return found


def _accepted(config: Config, issue: Issue) -> int | None:
    """How many have `issue`, where the ledger here knows."""
    stands = status(config, issue)
    return stands.counts.accepted if stands.known else None


def ad_calendar(config: Config, *, today: date, issues: int) -> Outlook:
    """Who has which slot in the next `issues`; one that is planned already counts as it is."""
    gone = ran_in(config, archive.sent_before(config.paths.issues, day=date.max))
    inventory = inventory_of(config)
    coming = _coming(config, today, gone, inventory, at_least=issues)
    planned = _planned(config, coming[0])
    if planned is None:
        return _outlook(config, inventory, gone, coming, issues=issues)
    ahead = _outlook(config, inventory, [*gone, planned], coming[1:], issues=issues - 1)
    return Outlook((_as_planned(config, planned, inventory), *ahead.ahead), ahead.short)


def sponsor_names(config: Config) -> dict[str, str]:
    """Who each booking of `ads.toml` is for, by the booking's id."""
    inventory = inventory_of(config)
    names = {sponsor.id: sponsor.name for sponsor in inventory.sponsors}
    return {booking.id: names.get(booking.sponsor) or booking.id for booking in inventory.bookings}


def import_bookings(file: Path, *, output: Path | None, replace: bool = False) -> Imported:
    """The bookings of a CSV file as TOML, written to `output` where one is named.

    Raises ConfigError when a row is faulty, Refused when `output` exists and may not be replaced.
    """
    inventory = read_sheet(file, _text(file), days=_days)
    text = to_toml(inventory)
    if output and output.exists() and not replace:
        raise Refused(f"{output} exists", hint="name another file with --output, or add --replace")
    if output:
        archive.write_file(output, text)
    return Imported(text, len(inventory.sponsors), len(inventory.bookings), len(inventory.promos), output)


def _text(file: Path) -> str:
    """What a spreadsheet saved: UTF-8, UTF-16 by its mark, else what Excel saves as CSV in the West."""
    try:
        content = as_utf8(file.read_bytes())
    except FileNotFoundError:
        raise ConfigError("there is no such file", where=str(file), hint="name a CSV file") from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error}", where=str(file), hint="name a CSV file") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _days(written: Collection[str]) -> dict[str, date]:
    """The days that one sheet writes; of 05/06/2026 another one with slashes proves which is the month."""
    order = order_in(text for text in written if "/" in text)
    found = {text: moment(text, order=order) for text in written}
    return {text: when.date() for text, when in found.items() if when}


def _coming(
    config: Config, today: date, gone: Sequence[Issue], inventory: Inventory, *, at_least: int = 1
) -> tuple[date, ...]:
    """The dates of the issues to come, from the first that has not gone out to the end of the last flight, of those
    too that ran and are not in ads.toml any more."""
    first = schedule.issue_date(config.schedule, today)
    ran = (each.last for issue in gone for each in issue.insertions() if each.last)
    until = max(inventory.end(first), first + config.schedule.period * (at_least + 1), *ran)
    ids = {issue.id for issue in gone}
    dates = schedule.dates_from(config.schedule, first, until=until)
    return tuple(day for day in dates if schedule.issue_id(config.schedule, day) not in ids)


def _outlook(
    config: Config, inventory: Inventory, gone: Sequence[Issue], coming: Sequence[date], *, issues: int = HORIZON
) -> Outlook:
    return look_ahead(
        expected(outline(config.blocks)),
        inventory=inventory,
        history=History.of(gone),
        dates=coming,
        rules=find_rules(config.ads.rules),
        issues=issues,
    )


def _planned(config: Config, day: date) -> Issue | None:
    issue = archive.find(config.paths.issues, schedule.issue_id(config.schedule, day))
    return issue if issue and issue.status is Status.planned else None


def _as_planned(config: Config, issue: Issue, inventory: Inventory) -> Ahead:
    """An issue that is decided, slot by slot; a house promo in one is a slot that was not sold."""
    ran = {insertion.slot: insertion.booking or FREE for insertion in issue.insertions()}
    taken = ((name, ran.get(name, FREE)) for name in slots_in(config.blocks))
    return Ahead(issue.date, seated(taken, day=issue.date, inventory=inventory), planned=issue.id)
