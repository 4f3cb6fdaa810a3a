"""What a sponsor is told, and who has which slot in the issues to come."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest

from digest.ads import Inventory, find_rules
from digest.ads.history import History
from digest.ads.outlook import Outlook, look_ahead
from digest.ads.paper import COLUMNS, to_csv, to_html
from digest.ads.report import Report, report
from digest.ads.slots import Slot
from digest.models import Block, Creative, Issue, Status
from tests.build import DAY, WEEK, booking, insertion, inventory, issue, promo, sponsor, stories_block

DATES = tuple(DAY + WEEK * number for number in range(8))


def gone(number: int, *ran: Any, **fields: Any) -> Issue:
    """The issue of so many weeks before DAY, with these insertions between two stories."""
    day = DAY - WEEK * number
    blocks = (stories_block("one"), *(Block(kind="ad", insertion=each) for each in ran), stories_block("two"))
    return issue(f"2026-W{47 - number:02}", *blocks, date=day, status=Status.sent, **fields)


def told(*issues: Issue, stock: Inventory | None = None, outlook: Outlook | None = None) -> Report:
    accepted = {each.id: 100 + number for number, each in enumerate(issues)}
    return report(
        issues, accepted=accepted, inventory=stock or Inventory(), outlook=outlook or Outlook((), {}), dates=DATES,
        newsletter="The Lantern", day=DAY,
    )  # fmt: skip


def test_what_ran_is_told_by_the_issues_alone() -> None:
    """Slot, neighbours, label, text and recipients are those of the issue file; without ads.toml nothing of it is lost,
    and nothing is said of what is to come."""
    ran = insertion(
        sponsor_name="Acme", first=date(2026, 11, 1), last=date(2026, 11, 30), bought=2, label="Advertisement",
        neighbours=("one", "gone"),
    )  # fmt: skip
    (account,) = told(gone(2, ran), gone(1, ran)).accounts
    assert (account.booking, account.sponsor_name, account.bought) == ("deal", "Acme", 2)
    assert (account.ran, account.accepted) == (2, 201)
    assert (account.owed, account.left, account.forecast) == (None, None, None)
    line = account.lines[0]
    assert (line.issue, line.slot, line.label, line.accepted) == ("2026-W45", "top", "Advertisement", 100)
    assert line.beside == ("Story one", "gone")


def test_what_is_to_come_is_told_by_the_bookings() -> None:
    """Owed, issues left and forecast are those of ads.toml; what has not run is there, too."""
    stock = inventory(booking(insertions=3, last=DAY + WEEK), booking("next", sponsor="bolt", first=DAY + WEEK))
    outlook = look_ahead(
        [Slot("top", known=False)], inventory=stock, history=History(), dates=DATES, rules=find_rules()
    )
    deal, following = told(gone(1, insertion()), stock=stock, outlook=outlook).accounts
    assert (deal.owed, deal.left, deal.forecast) == (2, 2, 1 + outlook.runs("deal"))
    assert (following.ran, following.owed, following.left) == (0, 5, 5)
    assert following.sponsor_name == "Bolt"


@pytest.mark.parametrize(
    ("bought", "ran", "wanted"),
    [
        (4, "yynn", (0, 0)),
        (4, "nnyy", (1, 1)),
        (4, "nnny", (1, 0)),
        (8, "nnyy", (2, 0)),
        (None, "ynyn", (2, 0)),
        (6, "nnnn", (3, 0)),
    ],
)
def test_missed(bought: int | None, ran: str, wanted: tuple[int, int]) -> None:
    """Missed is what fell behind an even pace: of an issue each, or of so many over all issues of the flight."""
    first, last = DAY - WEEK * 4, DAY + WEEK * 3
    deal = insertion(first=first, last=last, bought=bought)
    issues = [gone(4 - n, *([deal] if each == "y" else [])) for n, each in enumerate(ran)]
    stock = inventory(booking(first=first, last=last, insertions=bought))
    (account,) = told(*issues, stock=stock).accounts
    assert (account.missed, account.made_good) == wanted


def test_made_good() -> None:
    """What caught up with the pace was made good."""
    first = DAY - WEEK * 4
    deal = insertion(first=first, last=DAY - WEEK, bought=4)
    twice = gone(2, deal, deal.model_copy(update={"slot": "middle"}))
    (account,) = told(gone(4), gone(3, deal), twice, gone(1, deal)).accounts
    assert (account.missed, account.made_good) == (1, 1)


CAP = {"insertions": 1, "issues": 3}


def test_capped_booking_has_missed_what_its_cap_let_it() -> None:
    """A booking for every issue that is capped is due as often as its cap lets it, and owed so often; the same is told
    of it as missed when it is not in ads.toml any more."""
    first, last = DAY - WEEK * 6, DAY + WEEK * 5
    deal = insertion(first=first, last=last, cap=(1, 3))
    issues = [gone(6 - n, *([deal] if n in (0, 5) else [])) for n in range(6)]
    (account,) = told(*issues, stock=inventory(booking(first=first, last=last, cap=CAP))).accounts
    assert (account.missed, account.made_good, account.owed, account.left) == (1, 1, 2, 6)
    (alone,) = told(*issues).accounts
    assert (alone.missed, alone.made_good) == (1, 1)


def test_seats_that_are_kept_are_not_for_sale() -> None:
    """A slot is no free one while an exclusive booking keeps it, nor is any in an issue that one has to itself."""
    slots = [Slot(name, known=False) for name in ("top", "middle", "bottom")]
    stock = inventory(
        booking("slot", slots=["top"], exclusive=True, insertions=1, last=DAY + WEEK),
        booking("issue", sponsor="bolt", slots=["middle"], exclusive="issue", insertions=1, first=DAY + WEEK * 2),
    )
    outlook = look_ahead(slots, inventory=stock, history=History(), dates=DATES, rules=find_rules(), issues=4)
    told_of = [[seat.booking or seat.kept_for.upper() for seat in each.seats] for each in outlook.ahead]
    assert told_of == [
        ["slot", "", ""],
        ["SLOT", "", ""],
        ["ISSUE", "issue", "ISSUE"],
        ["", "", ""],
    ]
    assert outlook.free == 7


def test_order_and_one_sponsor() -> None:
    """Paid bookings come first, then house, then promos; one sponsor can be had alone, by id or name."""
    full = told(
        gone(
            1, insertion("z", sponsor="bolt", sponsor_name="Bolt & Co"), insertion("a", sponsor_name="Acme"),
            insertion("h", tier="house", sponsor=""), insertion("", tier="house", sponsor="", promo="app"),
        )
    )  # fmt: skip
    assert [each.booking or each.promo for each in full.accounts] == ["a", "z", "h", "app"]
    assert [each.booking for each in full.of("bolt").accounts] == ["z"]
    assert [each.booking for each in full.of("bolt & co").accounts] == ["z"]
    assert full.of("nobody").accounts == ()


def test_csv_is_safe_in_a_spreadsheet() -> None:
    """A row an insertion; a text that a spreadsheet would take for a formula is only text."""
    shown = Creative(headline='=HYPERLINK("https://evil.example")', url="https://ad.example")
    rows = list(csv.reader(io.StringIO(to_csv(told(gone(1, insertion(creative=shown, neighbours=("one", "two"))))))))
    assert rows[0] == list(COLUMNS)
    found = dict(zip(*rows, strict=True))
    assert found["headline"].startswith("'=")
    assert (found["accepted"], found["beside"]) == ("100", "Story one | Story two")


def test_page_for_the_sponsor() -> None:
    """All that ran is on the page, escaped, with a chart that says its numbers in words; nothing from the network."""
    shown = Creative(headline="<b>Buy</b>", url="https://ad.example")
    page = to_html(told(gone(1, insertion(creative=shown, sponsor_name="Acme & Co")), gone(0)))
    assert "&lt;b&gt;Buy&lt;/b&gt;" in page
    assert "Acme &amp; Co" in page
    assert 'aria-label="2026-W46: 100"' in page
    assert "src=" not in page
    assert "Sponsor report for Acme &amp; Co, as of" in page
    assert "Sponsor report, as of" in to_html(told(gone(1, insertion(sponsor_name="Acme"), insertion("b"))))
    assert "Nothing has run, and nothing is booked." in to_html(told())
    assert "A trial: nothing" not in page
    assert "A trial: nothing" in to_html(told(gone(1, insertion()).model_copy(update={"status": Status.tried})))
    assert "Nothing has run yet." in to_html(told(stock=inventory(booking())))


def test_chart_of_a_year() -> None:
    """Many bars have no room for their numbers: the first and the last issue are named."""
    ran = [gone(n, insertion()) for n in range(40, 0, -1)]
    page = to_html(told(*ran))
    assert page.count("<rect") == 40
    assert re.findall(r"<text[^>]*>(.*?)</text>", page) == ["2026-W07", "2026-W46"]


def test_outlook_is_what_will_be_placed() -> None:
    """Each issue follows from the one before it; what is left is free to sell, and what is sold too often is short."""
    stock = inventory(
        booking("a", insertions=2, last=DAY + WEEK), booking("b", sponsor="bolt", insertions=9, last=DAY + WEEK * 3),
        sponsors=(sponsor("acme"),), promos=(promo(),),
    )  # fmt: skip
    outlook = look_ahead(
        [Slot("top", known=False), Slot("bottom", known=False)],
        inventory=stock, history=History(), dates=DATES, rules=find_rules(), issues=5,
    )  # fmt: skip
    assert [each.seats[0].booking for each in outlook.ahead] == ["a", "a", "b", "b", ""]
    assert [each.day - DAY for each in outlook.ahead] == [timedelta(weeks=n) for n in range(5)]
    assert outlook.free == 6
    assert outlook.short == {"b": 7}
    assert (outlook.runs("a"), outlook.runs("b")) == (2, 2)


def test_layout_without_slots() -> None:
    """Where there is no slot, whatever is booked is short."""
    stock = inventory(booking(insertions=2))
    outlook = look_ahead([], inventory=stock, history=History(), dates=DATES, rules=find_rules())
    assert outlook.short == {"deal": 2}
