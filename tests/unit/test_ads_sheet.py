"""Bookings of a spreadsheet become `ads.toml`, and every fault is named with its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

from digest.ads import read_inventory
from digest.ads.inventory import Inventory
from digest.ads.sheet import read_sheet, to_toml
from digest.errors import ConfigError

GOOD = """\
booking,sponsor,name,category,slots,first,last,insertions,tier,exclusive,sections,headline,body,url,image,image_alt,image_width
spring,mill,The Old Mill,food,top; feed,2026-03-02,2026-05-29,6,sponsor,yes,Food|Life,Bread by nine,"Warm, and
early",https://mill.example/,https://mill.example/a.png,A loaf,1200
spring,mill,,,,,,,,,,Rolls by ten,,https://mill.example/rolls,,,

print,,,,,,,,house,,,Read us on paper,,https://lantern.example/print,,,
"""


def days(written: Collection[str]) -> dict[str, date]:
    """Days as ISO 8601 writes them."""
    return {text: date.fromisoformat(text) for text in written if re.fullmatch(r"2026-\d\d-\d\d", text)}


def read(path: Path) -> Inventory:
    return read_sheet(path, path.read_text(encoding="utf-8-sig"), days=days)


def sheet(folder: Path, text: str = GOOD) -> Path:
    path = folder / "bookings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_sheet(tmp_path: Path) -> None:
    """Rows of one booking are its creatives, a house row without days is a promo, and empty cells say nothing."""
    inventory = read(sheet(tmp_path, "\ufeff" + GOOD))
    (booking,) = inventory.bookings
    assert (booking.slots, booking.first, booking.last) == (("top", "feed"), date(2026, 3, 2), date(2026, 5, 29))
    assert (booking.insertions, booking.exclusive, booking.target.sections) == (6, "slot", ("Food", "Life"))
    assert [each.headline for each in booking.creatives] == ["Bread by nine", "Rolls by ten"]
    assert booking.creatives[0].body == "Warm, and\nearly"
    assert booking.creatives[0].image
    assert booking.creatives[0].image.width == 1200
    assert [(each.id, each.name, each.category) for each in inventory.sponsors] == [("mill", "The Old Mill", "food")]
    assert [each.name for each in inventory.promos] == ["print"]


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    """The TOML holds all that the sheet does."""
    inventory = read(sheet(tmp_path))
    (tmp_path / "ads.toml").write_text(to_toml(inventory), encoding="utf-8")
    assert read_inventory(tmp_path / "ads.toml", slots={"top", "feed"}, promos={"print"}) == inventory


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    """Spreadsheets of other countries put semicolons or tabs."""
    head = delimiter.join(["booking", "sponsor", "name", "slots", "first", "last", "headline", "url", "beside_soft"])
    row = delimiter.join(
        ["a", "mill", "Mill", "top", "2026-01-01", "2026-01-31", "Hi, you", "https://mill.example", "no"]
    )
    (booking,) = read(sheet(tmp_path, f"{head}\n{row}\n")).bookings
    assert booking.creatives[0].headline == "Hi, you"
    assert booking.beside_soft is False


BROKEN = {
    "unknown column": ("category,slots", "categroy,slots", 1, 'unknown column "categroy"', 'did you mean "category"?'),
    "no booking column": ("booking,sponsor", "label,sponsor", 1, "no header row with booking", "the first row names"),
    "no number": (",6,", ",six,", 2, '"insertions": ', "mend the cell"),
    "no day": (
        "2026-03-02",
        "03/02/2026",
        2,
        '"first": 03/02/2026 is not a day, or may be two',
        "write it as 2026-11-20",
    ),
    "backwards": ("2026-05-29", "2026-03-01", 2, "ends (2026-03-01) before it starts", ""),
    "no alt": ("A loaf", "", 2, '"image_alt": Field required', ""),
    "no address": ("https://mill.example/rolls", "mill.example", 4, '"url": write a web address in full', ""),
    "two stories": ("mill,,,,,,,,,,Rolls", "mill,,,,,,7,,,,Rolls", 4, '"insertions" is 7 here, and 6 further up', ""),
    "too many cells": ("Bread by nine", "Bread, by nine", 2, "18 cells for 17 columns", "in quotes"),
    "no headline": ("Rolls by ten", "", 4, '"headline": Field required', ""),
    "no name of the sponsor": ("The Old Mill", "", 2, '"name": Field required', ""),
    "no booking": ("\nspring,mill,The", "\n,mill,The", 2, '"booking": String should', ""),
    "a column twice": ("category,slots", "slots,slots", 1, 'two columns are called "slots"', "take one away"),
    "no tier": (",sponsor,yes", ",gold,yes", 2, '"tier": Input should be', ""),
}


@pytest.mark.parametrize(("old", "new", "line", "said", "hint"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_sheet(tmp_path: Path, old: str, new: str, line: int, said: str, hint: str) -> None:
    """Each fault is named with its line and what to do."""
    assert GOOD.count(old) == 1
    path = sheet(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        read(path)
    assert said in caught.value.message
    assert caught.value.where == f"{path}:{line}"
    assert hint in caught.value.hint


def test_rivals_in_a_sheet(tmp_path: Path) -> None:
    """What contradicts between rows is found too, at the row at fault."""
    row = "other,mill,,,feed,2026-04-01,2026-04-02,,,slot,,Also bread,,https://mill.example/,,,\n"
    path = sheet(tmp_path, GOOD + row)
    with pytest.raises(ConfigError, match='"spring" and "other" are both exclusive in "feed"') as caught:
        read(path)
    assert caught.value.where == f"{path}:7"


def test_sheets_that_say_nothing(tmp_path: Path) -> None:
    """An empty file, and one with no row under its header, are errors that say what is missing."""
    with pytest.raises(ConfigError, match="no header row"):
        read(sheet(tmp_path, ""))
    with pytest.raises(ConfigError, match="there are no rows"):
        read(sheet(tmp_path, "booking,headline\n\n"))


def test_habits_of_spreadsheets(tmp_path: Path) -> None:
    """Excel's `sep=` line, empty columns to the right, capitals in choices, and commas in a list are all understood."""
    rows = "Booking;Tier;Sponsor;Name;Slots;First;Last;Headline;URL;;\r\n" + (
        "a;Affiliate;mill;Mill;top, feed;2026-01-01;2026-01-31;Hi;https://mill.example;;\r\n"
    )
    (booking,) = read(sheet(tmp_path, f"sep=;\r\n{rows}")).bookings
    assert (booking.tier, booking.slots) == ("affiliate", ("top", "feed"))
    with pytest.raises(ConfigError, match="11 cells for 9 columns") as caught:
        read(sheet(tmp_path, "sep=;\r\n" + rows.replace("mill.example;;", "mill.example;;x")))
    assert caught.value.where.endswith(":3")


def test_a_comma_in_a_list_that_semicolons_part(tmp_path: Path) -> None:
    """Where semicolons part a list, a comma belongs to a name in it."""
    (booking,) = read(sheet(tmp_path, GOOD.replace("Food|Life", '"Arts, Books;"'))).bookings
    assert booking.target.sections == ("Arts, Books",)
