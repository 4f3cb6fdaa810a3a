"""What the preview shows besides the rendered issue: one reader's message, the readers, what may run where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from digest import archive, schedule
from digest.ads import laid_out, reseat
from digest.config import Config
from digest.errors import DigestError, Refused
from digest.models import Creative, Email, Fill, Issue, Recipient
from digest.pipeline.booked import inventory_of
from digest.pipeline.clock import today
from digest.pipeline.editing import desk
from digest.pipeline.message import compile_issue
from digest.pipeline.output import find_issue, theme_of
from digest.pipeline.sensitive import judged
from digest.renderer import source
from digest.sender import read_audience


@dataclass(frozen=True)
class Offer:
    """A booking or house promo as something to run in one slot: `against` says why it may not, "" when it may."""

    name: str
    sponsor: str
    tier: str
    creatives: tuple[Creative, ...]
    against: str


def preview_message(config: Config, issue: Issue, email: Email, recipient: Recipient) -> bytes:
    """The message that a test of `issue`, rendered as `email`, is to `recipient`, with CRLF line ends, as of now."""
    return compile_issue(config, issue, email, is_test=True).message(recipient, date=datetime.now(UTC))


def source_of(config: Config, issue: Issue) -> str:
    """The HTML of `issue` before its styles are moved into its tags."""
    return source(issue, theme=theme_of(config))


def find_readers(config: Config, words: str, *, limit: int) -> tuple[Recipient, ...]:
    """The first `limit` readers of the subscribers file in whose address or columns `words` occur."""
    wanted = words.casefold().strip()
    found = (each for each in read_audience(config.audience) if _has(each, wanted))
    return tuple(islice(found, limit))


def offers(config: Config, issue: Issue, slot: str) -> tuple[Offer, ...]:
    """All that `ads.toml` has for the slot called `slot`, each with what the rules say of it now.

    Raises Refused when there is no such slot.
    """
    inventory = inventory_of(config)
    layout = judged(laid_out(issue.blocks, issue.slots), config=config)
    own = desk(config, issue)

    def against(name: str) -> str:
        try:
            reseat(issue, layout, desk=own, wish=Fill(action="fill", slot=slot, name=name))
        except Refused as error:
            return error.message.removeprefix(f"“{name}” may not run in “{slot}”: ")
        return ""

    sponsors = {sponsor.id: sponsor.name for sponsor in inventory.sponsors}
    found = [
        Offer(
            each.id,
            sponsors.get(each.sponsor, ""),
            each.tier,
            tuple(one.creative() for one in each.creatives),
            against(each.id),
        )
        for each in inventory.bookings
    ]
    found += [Offer(each.name, "", "house", (each.creative(),), against(each.name)) for each in inventory.promos]
    return tuple(sorted(found, key=lambda offer: bool(offer.against)))


def is_next(config: Config, issue: Issue) -> bool:
    """Whether `issue` is the one that `plan` would make, so that it can be planned anew."""
    day = schedule.issue_date(config.schedule, today(config))
    return schedule.issue_id(config.schedule, day) == issue.id


def earlier_issues(config: Config, issue: Issue) -> tuple[tuple[Issue, ...], tuple[DigestError, ...]]:
    """The other issues in the archive, the newest first, and what is wrong with those that cannot be read."""
    found: list[Issue] = []
    broken: list[DigestError] = []
    for name in reversed(archive.issue_ids(config.paths.issues)):
        try:
            found += [find_issue(config, name)] if name != issue.id else []
        except DigestError as error:
            broken.append(error)
    return tuple(found), tuple(broken)


def web_version(config: Config, issue: Issue) -> str | None:
    """The web version that was written when `issue` was rendered; None when it never was, or lies elsewhere."""
    path = archive.inside(config.paths.issues, f"{issue.id}/index.html")
    return path.read_bytes().decode("utf-8", "replace") if path else None


def _has(reader: Recipient, wanted: str) -> bool:
    return any(wanted in value.casefold() for value in (reader.address, *reader.fields.values()))
