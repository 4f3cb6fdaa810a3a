"""`ads.toml`: read strictly, and every fault with its line and a remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from digest.ads import Inventory, read_inventory
from digest.errors import ConfigError

GOOD = """\
[[sponsors]]
id = "acme"
name = "Acme"
category = "tools"

[[bookings]]
id = "acme-autumn"
sponsor = "acme"
slots = ["top", "middle"]
first = 2026-10-01
last = 2026-12-31
insertions = 4

[[bookings.creatives]]
headline = "Buy tools"
url = "https://acme.example"

[bookings.creatives.image]
url = "https://acme.example/a.png"
alt = "A hammer"

[[promos]]
name = "youtube"
headline = "Watch us"
url = "https://paper.example/video"
"""


def read(folder: Path, text: str = GOOD, *, promos: set[str] | None = None) -> Inventory:
    path = folder / "ads.toml"
    path.write_text(text, encoding="utf-8")
    return read_inventory(path, slots={"top", "middle"}, promos={"youtube"} if promos is None else promos)


def test_good_file(tmp_path: Path) -> None:
    """Everything that is written is read; a booking is a sponsor's unless it says affiliate."""
    inventory = read(tmp_path, "\ufeff" + GOOD)
    booking = inventory.bookings[0]
    assert (booking.first, booking.last, booking.insertions) == (date(2026, 10, 1), date(2026, 12, 31), 4)
    assert booking.tier == "sponsor"
    creative = booking.creatives[0].creative()
    assert creative.image
    assert creative.image.alt == "A hammer"
    assert inventory.sponsors[0].category == "tools"
    assert inventory.promos[0].creative().headline == "Watch us"


def test_empty_file(tmp_path: Path) -> None:
    """No sponsors yet is no fault."""
    assert read(tmp_path, "", promos=set()) == Inventory()


BROKEN = {
    "unknown sponsor": ('sponsor = "acme"', 'sponsor = "acne"', 8, 'no sponsor "acne"', 'did you mean "acme"?'),
    "flight backwards": ("last = 2026-12-31", "last = 2026-09-30", 6, "the flight ends (2026-09-30) before it", ""),
    "no such slot": ('"middle"]', '"midle"]', 9, 'no slot "midle" in the layout', "the slots: middle, top"),
    "no slots": ('["top", "middle"]', "[]", 9, '"bookings.0.slots": must not be empty', ""),
    "no alt": ('alt = "A hammer"', "", 18, '"bookings.0.creatives.0.image.alt" is missing', "add it"),
    "empty alt": ('alt = "A hammer"', 'alt = ""', 20, "must not be empty", ""),
    "not a web address": (
        'url = "https://acme.example"',
        'url = "javascript:alert(1)"',
        16,
        '"bookings.0.creatives.0.url": write a web address in full',
        "",
    ),
    "no address": ('url = "https://paper.example/video"', 'url = ""', 25, '"promos.0.url": must not be empty', ""),
    "misspelt key": ("insertions = 4", "insertion = 4", 12, 'unknown key "bookings.0.insertion"', 'mean "insertions"?'),
    "misspelt table": ("[[promos]]", "[[promo]]", 22, 'unknown key "promo"', 'did you mean "promos"?'),
    "no headline": ('headline = "Buy tools"\n', "", 14, '"bookings.0.creatives.0.headline" is missing', "add it"),
    "no insertions left": ("insertions = 4", "insertions = 0", 12, "must be greater than 0", ""),
    "not a date": ("first = 2026-10-01", 'first = "October"', 10, '"bookings.0.first": must be a valid date', ""),
    "unknown tier": (
        "insertions = 4",
        'tier = "gold"',
        12,
        "\"bookings.0.tier\": must be 'sponsor', 'affiliate' or 'house'",
        "",
    ),
    "two sponsors": (
        "[[bookings]]",
        '[[sponsors]]\nid = "acme"\nname = "B"\n[[bookings]]',
        7,
        'two sponsors are called "acme"',
        "rename one",
    ),
    "two promos": (
        "[[promos]]",
        '[[promos]]\nname = "youtube"\nheadline = "A"\nurl = "https://a.example"\n[[promos]]',
        27,
        'two promos are called "youtube"',
        "rename one",
    ),
    "promo of the layout": ('"youtube"', '"video"', None, 'asks for the promo "youtube"', "there are: video"),
    "syntax": ("[[promos]]", "[[promos]", 22, "not valid TOML: ", "see https://toml.io"),
}


@pytest.mark.parametrize(("old", "new", "line", "said", "hint"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_file(tmp_path: Path, old: str, new: str, line: int | None, said: str, hint: str) -> None:
    """Each fault is named with its line and what to do."""
    assert GOOD.count(old) == 1
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    path = tmp_path / "ads.toml"
    assert said in caught.value.message
    assert caught.value.where == (f"{path}:{line}" if line else str(path))
    assert hint in caught.value.hint
    assert caught.value.hint, "no remedy"
    assert caught.value.exit_code == 2


MORE = {
    "no sponsor": ('sponsor = "acme"\n', "", 6, "sponsor is missing: name one, or make it tier", ""),
    "banner without a picture": (
        'url = "https://paper.example/video"',
        'url = "https://paper.example/video"\nshape = "banner"',
        22,
        'shape = "banner" needs an image',
        "",
    ),
    "unknown shape": (
        'headline = "Buy tools"',
        'headline = "Buy tools"\nshape = "round"',
        16,
        "'image-and-text', 'text' or",
        "",
    ),
    "blank headline": ('headline = "Watch us"', 'headline = "  "', 24, '"promos.0.headline": must not be empty', ""),
    "cap that caps nothing": (
        "insertions = 4",
        "cap = { insertions = 4, issues = 4 }",
        12,
        "is no cap: give fewer",
        "",
    ),
    "exclusive of what": ("insertions = 4", 'exclusive = "page"', 12, "must be 'slot' or 'issue'", ""),
    "unknown target": (
        "insertions = 4",
        'target = { section = ["Dogs"] }',
        12,
        "unknown key",
        'did you mean "sections"?',
    ),
    "unknown pace": ("insertions = 4", 'pace = "slow"', 12, "must be 'soon' or 'even'", ""),
    "one bracket": ("[[sponsors]]", "[sponsors]", 1, '"sponsors": must be a list', "two brackets"),
    "unclosed text": ('name = "Acme"', 'name = "Acme', 3, "not valid TOML", "texts stand in quotes"),
}


@pytest.mark.parametrize(("old", "new", "line", "said", "hint"), MORE.values(), ids=MORE.keys())
def test_more_broken_files(tmp_path: Path, old: str, new: str, line: int, said: str, hint: str) -> None:
    """What is wrong with a deal's finer terms is named with its line, too."""
    test_broken_file(tmp_path, old, new, line, said, hint)


@pytest.mark.parametrize(
    ("mine", "other", "clash"),
    [
        ("exclusive = true", "exclusive = true\nfirst = 2026-12-31\nlast = 2027-01-01", True),
        ("exclusive = true", 'exclusive = "issue"\nfirst = 2026-12-31\nlast = 2027-01-01', True),
        ("exclusive = true", "exclusive = true\nfirst = 2027-01-01\nlast = 2027-01-01", False),
        ("exclusive = true", "exclusive = false\nfirst = 2026-12-31\nlast = 2027-01-01", False),
    ],
)
def test_exclusive_twice(tmp_path: Path, mine: str, other: str, clash: bool) -> None:
    """Two exclusive bookings cannot have one slot on the same day; the second is pointed at."""
    text = GOOD.replace("insertions = 4", mine).replace(
        "[[promos]]",
        f'[[bookings]]\nid = "b"\nsponsor = "acme"\nslots = ["top"]\n{other}\n'
        'creatives = [{ headline = "B", url = "https://b.example" }]\n\n[[promos]]',
    )
    if not clash:
        assert len(read(tmp_path, text).bookings) == 2
        return
    with pytest.raises(ConfigError, match='both exclusive in "top" from 2026-12-31 to 2026-12-31') as caught:
        read(tmp_path, text)
    assert caught.value.where.endswith("ads.toml:26")
    assert "take its exclusive away" in caught.value.hint


def test_shape_follows_from_the_image(tmp_path: Path) -> None:
    """A creative with a picture shows it, one without is text; a text shape leaves the picture out."""
    inventory = read(tmp_path)
    assert inventory.bookings[0].creatives[0].creative().shape == "image-and-text"
    assert inventory.promos[0].creative().shape == "text"
    text = read(tmp_path, GOOD.replace('headline = "Buy tools"', 'headline = "Buy tools"\nshape = "text"'))
    assert text.bookings[0].creatives[0].creative().image is None


def test_soft_by_default(tmp_path: Path) -> None:
    """What a booking or promo does not say of soft stories, the newsletter does."""
    said = GOOD.replace("insertions = 4", "insertions = 4\nbeside_soft = false")
    for wanted in (True, False):
        inventory = read(tmp_path, said).settled(beside_soft=wanted)
        assert not inventory.bookings[0].beside_soft
        assert inventory.promos[0].beside_soft is wanted
        assert read(tmp_path).settled(beside_soft=wanted).bookings[0].beside_soft is wanted


def test_two_bookings(tmp_path: Path) -> None:
    """Two bookings of one name could not be told apart in the record; the second is pointed at."""
    again = GOOD.index("[[bookings]]"), GOOD.index("[[promos]]")
    with pytest.raises(ConfigError, match='two bookings are called "acme-autumn"') as caught:
        read(tmp_path, GOOD.replace("[[promos]]", GOOD[slice(*again)] + "[[promos]]"))
    assert caught.value.where.endswith("ads.toml:23")


def test_fault_in_the_second_booking(tmp_path: Path) -> None:
    """The line is that of the booking at fault, not of the first with such a key."""
    second = GOOD[GOOD.index("[[bookings]]") : GOOD.index("[[promos]]")].replace("acme-autumn", "more")
    faulty = second.replace("https://acme.example/a.png", "ftp://acme.example/a.png")
    with pytest.raises(ConfigError, match=r"bookings\.1\.creatives\.0\.image\.url") as caught:
        read(tmp_path, GOOD.replace("[[promos]]", faulty + "[[promos]]"))
    assert caught.value.where.endswith("ads.toml:35")


def test_line_is_where_the_fault_is_used(tmp_path: Path) -> None:
    """A word that stands earlier in the file, rightly, is not mistaken for the fault."""
    text = GOOD.replace('category = "tools"', 'category = "side"').replace('"middle"]', '"side"]')
    with pytest.raises(ConfigError, match='no slot "side"') as caught:
        read(tmp_path, text)
    assert caught.value.where.endswith("ads.toml:9")


def test_missing_file(tmp_path: Path) -> None:
    """A configured file that is not there is an error with a remedy."""
    with pytest.raises(ConfigError, match="there is no such file") as caught:
        read_inventory(tmp_path / "ads.toml", slots=(), promos=())
    assert "[ads]" in caught.value.hint


def test_wrong_encoding(tmp_path: Path) -> None:
    """A file in another encoding is an error, not a traceback."""
    (tmp_path / "ads.toml").write_bytes(b'x = "\xff"')
    with pytest.raises(ConfigError, match="cannot be read"):
        read_inventory(tmp_path / "ads.toml", slots=(), promos=())
