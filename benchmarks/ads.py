"""A year of ads: 52 weekly issues, 6 slots, 25 bookings, against the best that could have been done.

    python benchmarks/ads.py [--seeds 20] [--hard]

Each year has bookings of all tiers with flights, slots, numbers and sections of their own, some of them equal. What
runs is placed issue by issue as `digest plan` does it, then compared with a maximum flow (scipy) that knows the year as
a whole. Exits with 1 when a promise is broken.

With `--hard` half of the bookings are capped and half of the sponsors have competitors. Nobody promises the best then:
the script says how near it comes, by an integer program (scipy's HiGHS) that knows the year as a whole.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from digest.ads import Inventory, find_rules, place
from digest.ads.inventory import Booking, Cap
from digest.models import Block, Insertion, Issue, Newsletter, Story

SLOTS = ("one", "two", "three", "four", "five", "six")
SECTIONS = ("World", "Business", "Science", "Culture", "Sport", "Life", "Dogs")
DAYS = tuple(date(2026, 1, 2) + timedelta(weeks=week) for week in range(52))
EQUALS = 3
"""So many of the 25 are copies of one another."""
TIERS = ("sponsor", "affiliate", "house")
PAPER = Newsletter(name="A paper", sender="A paper <a@paper.example>", list_id="paper.example")


def bookings(seed: int) -> Inventory:
    """25 bookings that ask for more than there is in some slots and weeks, and for less in others."""
    rng = random.Random(seed)
    made = [_booking(rng, number) for number in range(25 - EQUALS)]
    first, last = _flight(rng, 20)
    slots = rng.sample(SLOTS, 2)
    wanted = max(1, (last - first).days // 7 * 2 // 3)
    for number in range(25 - EQUALS, 25):
        terms = {"slots": slots, "first": first, "last": last, "insertions": wanted}
        made.append(_made(number, tier="sponsor", **terms))
    sponsors = [{"id": f"sponsor-{number}", "name": f"Sponsor {number}"} for number in range(25)]
    return Inventory.model_validate({"sponsors": sponsors, "bookings": made})


def hardened(stock: Inventory, seed: int) -> Inventory:
    """The same bookings, half of them capped, of sponsors half of whom have competitors."""
    rng = random.Random(f"hard {seed}")
    caps = [Cap(insertions=1, issues=rng.choice([2, 3, 4])) if rng.random() < 0.5 else None for _ in stock.bookings]
    pairs = zip(stock.bookings, caps, strict=True)
    rivals = (each.model_copy(update={"category": rng.choice(["x", "y", "", ""])}) for each in stock.sponsors)
    return Inventory(
        sponsors=tuple(rivals), bookings=tuple(each.model_copy(update={"cap": cap}) for each, cap in pairs)
    )


def _booking(rng: random.Random, number: int) -> Booking:
    first, last = _flight(rng, 4)
    weeks = (last - first).days // 7 + 1
    slots = rng.sample(SLOTS, rng.choice([1, 1, 2, 3]))
    terms: dict[str, object] = {"slots": slots, "first": first, "last": last, "pace": rng.choice(["soon", "even"])}
    if rng.random() > 0.15:
        terms["insertions"] = max(1, round(weeks * rng.choice([0.2, 0.4, 0.7, 1.0])))
    if rng.random() < 0.3:
        place_ = SLOTS.index(rng.choice(slots))
        terms["target"] = {"sections": [SECTIONS[place_ + rng.choice([0, 1])]]}
    return _made(number, tier=rng.choice(TIERS), **terms)


def _flight(rng: random.Random, least: int) -> tuple[date, date]:
    start = rng.randrange(0, 52 - least)
    end = rng.randrange(start + least, min(52, start + least + 30))
    # The days of a flight are not those of the issues.
    return DAYS[start] - timedelta(days=rng.randrange(7)), DAYS[end] + timedelta(days=rng.randrange(7))


def _made(number: int, **terms: object) -> Booking:
    creative = {"headline": f"Ad {number}", "url": "https://ad.example/"}
    return Booking.model_validate(
        {"id": f"booking-{number:02}", "sponsor": f"sponsor-{number}", "creatives": [creative], **terms}
    )


def layout(week: int) -> tuple[Block, ...]:
    """Seven sections with a slot between each two."""
    blocks: list[Block] = []
    for number, section in enumerate(SECTIONS):
        name = f"{week}-{section}"
        story = Story(id=name, source="", guid="", url="", identity=name, title=f"News of {section}", section=section)
        blocks.append(Block(kind="section", stories=(story,), options={"section": section}))
        if number < len(SLOTS):
            blocks.append(Block(kind="ad", options={"slot": SLOTS[number]}))
    return tuple(blocks)


def year(stock: Inventory) -> tuple[Issue, ...]:
    """52 issues, each placed with the ones before it as its only memory."""
    issues: list[Issue] = []
    for week, day in enumerate(DAYS):
        placed = place(
            layout(week), inventory=stock, earlier=issues, dates=DAYS[week:], label="Advertisement", rules=find_rules()
        )
        facts = {"id": f"2026-W{week + 1:02}", "number": week + 1, "date": day, "mark": "", "subject": ""}
        issues.append(Issue.model_validate({**facts, "newsletter": PAPER, "blocks": placed.blocks}))
    return tuple(issues)


def optimum(stock: Inventory, tiers: Sequence[str]) -> int:
    """The most insertions of `tiers` that any placement of the year could have had, by slots and sections."""
    numbers: dict[object, int] = {"source": 0, "sink": 1}
    edges: dict[tuple[int, int], int] = {}

    def edge(start: object, end: object, capacity: int) -> None:
        ends = numbers.setdefault(start, len(numbers)), numbers.setdefault(end, len(numbers))
        edges[ends] = capacity

    for booking in stock.bookings:
        weeks = [week for week, day in enumerate(DAYS) if booking.covers(day)] if booking.tier in tiers else []
        edge("source", booking.id, booking.insertions or len(weeks))
        for week in weeks:
            edge(booking.id, (booking.id, week), 1)
            for slot in booking.slots:
                beside = SECTIONS[SLOTS.index(slot) :][:2]
                if not booking.target.sections or set(booking.target.sections) & set(beside):
                    edge((booking.id, week), (slot, week), 1)
                    edge((slot, week), "sink", 1)
    rows, columns = zip(*edges, strict=True)
    matrix = csr_matrix((np.array(list(edges.values()), dtype=np.int32), (rows, columns)), shape=(len(numbers),) * 2)
    return int(maximum_flow(matrix, 0, 1).flow_value)


def hard_optimum(stock: Inventory, tiers: Sequence[str]) -> int:
    """The same under caps, with no two competitors in an issue."""
    rows: dict[object, list[int]] = {}
    most: dict[object, int] = {}
    count = 0

    def limit(row: object, number: int) -> None:
        rows.setdefault(row, []).append(count)
        most[row] = number

    for booking in (each for each in stock.bookings if each.tier in tiers):
        sponsor = stock.sponsor(booking.sponsor)
        for week, slot in (
            (week, slot) for week, day in enumerate(DAYS) if booking.covers(day) for slot in booking.slots
        ):
            beside = SECTIONS[SLOTS.index(slot) :][:2]
            if booking.target.sections and not set(booking.target.sections) & set(beside):
                continue
            limit((slot, week), 1)
            limit((booking.id, week), 1)
            limit(booking.id, booking.insertions or len(DAYS))
            if sponsor and sponsor.category:
                limit(("rivals", sponsor.category, week), 1)
            for start in range(max(0, week - booking.cap.issues + 1), week + 1) if booking.cap else ():
                limit((booking.id, "from", start), booking.cap.insertions if booking.cap else 0)
            count += 1
    ones = [(row, column) for row, columns in enumerate(rows.values()) for column in columns]
    matrix = csr_matrix((np.ones(len(ones)), tuple(zip(*ones, strict=True))), shape=(len(rows), count))
    limits = LinearConstraint(matrix, -np.inf, [most[row] for row in rows])
    solved = milp(-np.ones(count), constraints=limits, integrality=np.ones(count), bounds=Bounds(0, 1))
    return round(-solved.fun)


def measure_hard(seeds: int) -> None:
    """How many insertions the hard years had, with each tier, and how many they could have had."""
    ours, best = [0, 0, 0], [0, 0, 0]
    for seed in range(seeds):
        stock = hardened(bookings(seed), seed)
        ran = Counter(each.tier for issue in year(stock) for each in issue.insertions())
        for number in range(3):
            ours[number] += sum(ran[tier] for tier in TIERS[: number + 1])
            best[number] += hard_optimum(stock, TIERS[: number + 1])
    parts = (f"{mine} of {most} ({100 * mine / most:.1f} %)" for mine, most in zip(ours, best, strict=True))
    print(f"{seeds} hard years: ran, best possible (with each tier): {', '.join(parts)}")


def apart(stock: Inventory, insertions: Sequence[tuple[date, Insertion]]) -> int:
    """By how many insertions equal bookings ever were apart, after any issue."""
    equal = [booking.id for booking in stock.bookings[-EQUALS:]]
    counts: Counter[str] = Counter()
    most = 0
    for day in DAYS:
        counts.update(ran.booking for when, ran in insertions if when == day)
        most = max(most, max(counts[name] for name in equal) - min(counts[name] for name in equal))
    return most


def measure(seed: int) -> bool:
    """One year in a line; whether every promise was kept."""
    stock = bookings(seed)
    issues = year(stock)
    again = year(Inventory(sponsors=stock.sponsors, bookings=tuple(reversed(stock.bookings))))
    prints = [hashlib.sha256("".join(issue.model_dump_json() for issue in each).encode()) for each in (issues, again)]
    insertions = [(issue.date, ran) for issue in issues for ran in issue.insertions()]
    ran = Counter(each.tier for _, each in insertions)
    per = Counter(each.booking for _, each in insertions)
    asked = sum(b.insertions or sum(b.covers(day) for day in DAYS) for b in stock.bookings)
    over = [b.id for b in stock.bookings if b.insertions and per[b.id] > b.insertions]
    best = [optimum(stock, TIERS[: n + 1]) for n in range(3)]
    ours = [sum(ran[tier] for tier in TIERS[: n + 1]) for n in range(3)]
    same = prints[0].digest() == prints[1].digest()
    unequal = apart(stock, insertions)
    tiers = ", ".join(f"{mine} of {most}" for mine, most in zip(ours, best, strict=True))
    print(f"seed {seed:2}  asked {asked:3}  ran, best possible (with each tier): {tiers:32}  equals apart {unequal}")
    return (
        same and not over and unequal <= 1 and all(mine >= 0.99 * most for mine, most in zip(ours, best, strict=True))
    )


def main() -> int:
    """Every year, then the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--hard", action="store_true", help="Years with competitors and caps.")
    given = parser.parse_args()
    if given.hard:
        measure_hard(given.seeds)
        return 0
    kept = [measure(seed) for seed in range(given.seeds)]
    print(f"{sum(kept)} of {len(kept)} years within 1 % of the best, fair to equals, the same bytes in any file order")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
