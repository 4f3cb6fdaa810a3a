"""Ads as a salesperson and a sponsor meet them: booked, placed away from disasters, sent, reported, kept on record."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from digest.models import Block, Issue, Story
from tests.build import own_words
from tests.cli.folder import Folder, digest
from tests.smtp.servers import ScriptedServer

ADS = """
[[sponsors]]
id = "dogs"
name = "Dogs Monthly"

[[bookings]]
id = "dogs"
sponsor = "dogs"
slots = ["top", "bottom"]
first = 2026-11-20
last = 2026-12-04
insertions = 2

[[bookings.creatives]]
headline = "A magazine for dogs"
url = "https://dogs.example/"

[[promos]]
name = "video"
headline = "Our films"
url = "https://lantern.example/films"
"""
SLOTS = """
[[blocks]]
kind = "ad"
slot = "top"
[[blocks]]
kind = "list"
title = "Much more"
[[blocks]]
kind = "ad"
slot = "bottom"

[audience]"""


MONTHS = {"11": "Nov", "12": "Dec"}
TITLES = {
    "2026-11-20": ("Lamps of the north", "A harbour in fog", "Bread at dawn", "Counting the gulls", "The tide clock"),
    "2026-11-27": ("Kites over the mill", "Rope makers return", "A quiet bell", "Plum harvest begins", "Nets mended"),
    "2026-12-04": ("Snow on the pier", "Choir finds a home", "The last lamplighter", "Ice roads open", "Soup for all"),
}


@pytest.fixture
def sold(lantern: Folder) -> Folder:
    """The small newsletter with two slots and a booking."""
    lantern.edit("\n[audience]", SLOTS)
    lantern.edit('kind = "list"\ntitle = "More"', 'kind = "list"\ntitle = "More"\ncount = 2')
    lantern.edit("today = 2026-11-20", 'day = "friday"')
    lantern.write("ads.toml", ADS)
    return lantern


def stories(folder: Folder, day: str, *titles: str) -> None:
    """The stories of a day are in the feed."""
    at = f"{int(day[-2:])} {MONTHS[day[5:7]]} 2026 08:00:00 GMT"
    items = "".join(
        f"<item><title>{title}</title><link>https://lantern.example/{day}/{number}</link><pubDate>Fri, {at}</pubDate>"
        f"<description>{own_words(title)}</description></item>"
        for number, title in enumerate(titles or TITLES[day], start=1)
    )
    folder.write("feed.xml", f'<rss version="2.0"><channel><title>The Lantern</title>{items}</channel></rss>')


def week(folder: Folder, day: str, *titles: str) -> Issue:
    """The issue of a day, planned, rendered and sent to the outbox, with stories of its own."""
    stories(folder, day, *titles)
    assert folder("run", "--date", day).exit_code == 0
    return folder.issue()


def test_report_equals_the_ledger(sold: Folder) -> None:
    """Every insertion has the accepted recipients of its issue as `status` counts them; emptying ads.toml changes
    neither what ran nor how many got it."""
    issues = [week(sold, "2026-11-20")]
    sold.write("subscribers.csv", "email,name\nann@example.org,Ann\nbo@example.net,Bo\n")
    issues.append(week(sold, "2026-11-27"))
    issues.append(week(sold, "2026-12-04"))
    before = sold.json("report", "--date", "2026-12-05")
    accepted = {issue.id: sold.json("status", issue.id)["counts"]["accepted"] for issue in issues}
    assert list(accepted.values()) == [3, 2, 2]
    lines = [line for account in before["accounts"] for line in account["lines"]]
    assert [line["accepted"] for line in lines] == [accepted[line["issue"]] for line in lines]
    assert len(lines) == sum(len(issue.insertions()) for issue in issues)
    (dogs,) = (account for account in before["accounts"] if account["booking"])
    assert (dogs["ran"], dogs["accepted"], dogs["owed"], dogs["forecast"]) == (2, 5, 0, 2)
    sold.write("ads.toml", "")
    after = sold.json("report", "--date", "2026-12-05")
    for one, other in zip(before["accounts"], after["accounts"], strict=True):
        changed = {"owed", "left", "forecast"}
        assert {key: value for key, value in one.items() if key not in changed} == {
            key: value for key, value in other.items() if key not in changed
        }


def test_report_of_a_flight_that_goes_on(sold: Folder) -> None:
    """What was missed stays the same when ads.toml is emptied in the middle of a flight, also where the layout asks for
    a promo that is not there any more, and when the slots have other names by then."""
    sold.edit("last = 2026-12-04", "last = 2027-03-04", name="ads.toml")
    sold.edit("insertions = 2", "insertions = 10", name="ads.toml")
    sold.edit("[audience]", '[[blocks]]\nkind = "promo"\nname = "video"\n\n[audience]')
    week(sold, "2026-11-20")
    week(sold, "2026-11-27", *(f"{number} die in a fire" for number in range(4)))
    week(sold, "2026-12-04", *(f"{number} die in a flood" for number in range(4)))
    before = sold.json("report", "--date", "2026-12-05")["accounts"][0]
    assert (before["booking"], before["ran"], before["missed"]) == ("dogs", 1, 1)
    sold.edit('slot = "bottom"', 'slot = "end"')
    assert sold.json("report", "--date", "2026-12-05")["accounts"][0] == before
    sold.write("ads.toml", "")
    after = sold.json("report", "--date", "2026-12-05")["accounts"][0]
    assert after == {**before, "owed": None, "left": None, "forecast": None}


def test_a_trial_takes_nothing_from_a_sponsor(sold: Folder) -> None:
    """What went to the outbox counts as run while there is no mail server; with one it has not run, is not reported,
    and is owed as it was sold. What is sent then counts."""
    week(sold, "2026-11-20")
    tried = sold.json("report", "--date", "2026-11-27")["accounts"][0]
    assert (tried["booking"], tried["ran"], tried["owed"]) == ("dogs", 1, 1)
    with ScriptedServer() as server:
        env = {"SMTP_URL": f"smtp+insecure://127.0.0.1:{server.port}"}
        told = sold("report", "--date", "2026-11-27", "--json", env=env)
        dogs = json.loads(told.stdout)["accounts"][0]
        assert (dogs["ran"], dogs["accepted"], dogs["owed"]) == (0, 0, 2)
        assert sold("plan", "--date", "2026-11-27", env=env).exit_code == 0
        assert "2 of 2 insertions owed" in sold("explain", env=env).stdout
        assert sold("send", "2026-W47", "--yes", env=env).exit_code == 0
        sent = json.loads(sold("report", "--date", "2026-11-27", "--json", env=env).stdout)["accounts"][0]
    assert (sent["ran"], sent["accepted"], sent["owed"]) == (1, 3, 1)


@pytest.mark.parametrize(("settings", "traced"), [("", True), ("[links]\nutm = false", False)])
def test_links_of_ads_tell_where_a_reader_came_from(sold: Folder, settings: str, traced: bool) -> None:
    """Booking, issue and slot stand in the address of an ad, in the record as in both parts of the email; a query of
    the sponsor's own stays, and who wants none of it has none."""
    sold.edit("https://dogs.example/", "https://dogs.example/?shop=1", name="ads.toml")
    sold.write("digest.toml", f"{(sold.root / 'digest.toml').read_text()}\n{settings}\n")
    issue = week(sold, "2026-11-20")
    (dogs,) = (ran for ran in issue.insertions() if ran.booking)
    more = "&utm_source=the-lantern&utm_medium=email&utm_campaign=dogs&utm_content=2026-W47-" if traced else ""
    assert dogs.creative.url == f"https://dogs.example/?shop=1{more}{dogs.slot if traced else ''}"
    folder = sold.root / "issues" / issue.id
    assert dogs.creative.url in (folder / "email.txt").read_text(encoding="utf-8")
    assert dogs.creative.url.replace("&", "&amp;") in (folder / "email.html").read_text(encoding="utf-8")
    line = next(each for each in sold.json("report")["accounts"] if each["booking"] == "dogs")["lines"][0]
    assert line["url"] == dogs.creative.url


def test_report_files(sold: Folder) -> None:
    """A table for a spreadsheet and a page for the sponsor are written where they are asked for; the table on the
    terminal says what ran beside what."""
    week(sold, "2026-11-20")
    shown = sold("report", "--date", "2026-11-21").stdout
    assert "dogs" in shown
    assert "2026-11-20 – 2026-12-04" in shown
    assert "3 (trial)" in shown
    result = sold("report", "--csv", str(sold.root / "r.csv"), "--html", str(sold.root / "r.html"), "--sponsor", "dogs")
    assert result.exit_code == 0
    (row,) = csv.DictReader(io.StringIO((sold.root / "r.csv").read_text(encoding="utf-8")))
    assert (row["booking"], row["issue"], row["accepted"]) == ("dogs", "2026-W47", "3")
    assert "A magazine for dogs" in (sold.root / "r.html").read_text(encoding="utf-8")
    unknown = sold("report", "--sponsor", "cats")
    assert unknown.exit_code == 2
    assert "there are: dogs" in unknown.stderr


def test_nothing_to_report(lantern: Folder) -> None:
    """Before the first issue there is nothing, and that is said."""
    assert "Nothing has run" in lantern("report").stdout
    assert "no slots" in lantern("ads", "calendar").stdout
    assert not (lantern.root / "state").exists()


def test_calendar(sold: Folder) -> None:
    """Who has which slot is shown issue by issue; an issue that is planned counts as it is; what is sold too often is
    called out."""
    sold.edit("insertions = 2", "insertions = 5", name="ads.toml")
    result = sold("ads", "calendar", "--date", "2026-11-18", "--issues", "4")
    assert result.stdout.splitlines()[0] == "5 of 8 slots are free"
    assert "dogs is sold too often: 2 of its insertions" in result.stderr
    assert sold("plan", "--date", "2026-11-20").exit_code == 0
    found = sold.json("ads", "calendar", "--date", "2026-11-20", "--issues", "3")
    assert [each["planned"] for each in found["issues"]] == ["2026-W47", "", ""]
    assert [each["date"] for each in found["issues"]] == ["2026-11-20", "2026-11-27", "2026-12-04"]
    assert all([slot["slot"] for slot in each["slots"]] == ["top", "bottom"] for each in found["issues"])
    assert sum(slot["booking"] == "dogs" for each in found["issues"] for slot in each["slots"]) == 3
    shown = sold("ads", "calendar", "--date", "2026-11-20").stdout
    assert "2026-11-20 (planned)" in shown
    week(sold, "2026-11-20")
    assert sold.json("ads", "calendar", "--date", "2026-11-20", "--issues", "1")["issues"][0]["date"] == "2026-11-27"


def test_import(sold: Folder, tmp_path: Path) -> None:
    """A spreadsheet becomes an ads.toml that plans; a file that is there is not written over unless it is said."""
    sheet = tmp_path / "bookings.csv"
    sheet.write_text(
        "booking,sponsor,name,slots,first,last,headline,url\n"
        "cats,cats,Cats Weekly,top,2026-11-01,2026-11-30,For cats,https://cats.example/\n",
        encoding="utf-8",
    )
    shown = digest("ads", "import", str(sheet))
    assert shown.exit_code == 0
    assert 'id = "cats"' in shown.stdout
    target = str(sold.root / "ads.toml")
    refused = digest("ads", "import", str(sheet), "--output", target)
    assert refused.exit_code == 6
    assert "--replace" in refused.stderr
    written = digest("ads", "import", str(sheet), "-o", target, "--replace")
    assert "1 sponsor, 1 booking, 0 promos" in written.stdout
    assert sold("plan", "--date", "2026-11-20").exit_code == 0
    assert [each.booking for each in sold.issue().insertions()] == ["cats"]


SHEET = (
    "booking{d}sponsor{d}name{d}slots{d}first{d}last{d}headline{d}url\r\n"
    "kaffee{d}kaffee{d}Café Überall{d}top{d}{one}{d}{other}{d}Früh auf{d}https://kaffee.example/\r\n"
)


@pytest.mark.parametrize(
    ("saved", "delimiter", "days"),
    [
        ("utf-8-sig", ";", ("20/11/2026", "05/12/2026")),
        ("windows-1252", ";", ("20.11.2026", "05.12.2026")),
        ("utf-16", "\t", ("11/20/2026", "12/05/2026")),
        ("utf-8", ",", ("20 Nov 2026", "5 Dec 2026")),
    ],
)
def test_what_spreadsheets_save(
    lantern: Folder, tmp_path: Path, saved: str, delimiter: str, days: tuple[str, str]
) -> None:
    """Files of Excel, LibreOffice and Numbers are read whatever their letters, delimiter and way to write a day."""
    sheet = tmp_path / "bookings.csv"
    sheet.write_bytes(SHEET.format(d=delimiter, one=days[0], other=days[1]).encode(saved))
    lantern("ads", "import", str(sheet), "-o", str(lantern.root / "ads.toml"))
    text = (lantern.root / "ads.toml").read_text(encoding="utf-8")
    assert 'name = "Café Überall"' in text
    assert "first = 2026-11-20\nlast = 2026-12-05" in text


def test_sheets_that_cannot_be_read(lantern: Folder, tmp_path: Path) -> None:
    """A day that may be two is an error, and so is a file that there is not; none is guessed."""
    sheet = tmp_path / "bookings.csv"
    sheet.write_text(SHEET.format(d=",", one="04/11/2026", other="05/12/2026"), encoding="utf-8")
    result = lantern("ads", "import", str(sheet))
    assert (result.exit_code, "04/11/2026 is not a day, or may be two" in result.stderr) == (2, True)
    for path, said in ((tmp_path / "none.csv", "there is no such file"), (tmp_path, "cannot be read")):
        result = lantern("ads", "import", str(path))
        assert (result.exit_code, said in result.stderr) == (2, True)


def test_disaster_in_the_lead(sold: Folder) -> None:
    """The ad keeps away from stories of deaths, is told to have moved, and the issue says why."""
    top = '[[blocks]]\nkind = "ad"\nslot = "top"\n'
    sold.edit(top, "")
    sold.edit('kind = "lead"\n', f'kind = "lead"\n\n{top}')
    issue = week(sold, "2026-11-20", "Ferry lost with 61 dead", *TITLES["2026-11-20"])
    sensitive = {story.id for story in issue.stories() if story.sensitive}
    assert len(sensitive) == 1
    for ran in issue.insertions():
        assert not sensitive & set(ran.neighbours)
    assert issue.insertions()
    shown = sold("explain").stdout
    assert "1 sensitive stories" in shown
    assert "moved down, away from “Ferry lost" in shown
    sold.edit("[audience]", "[ads]\nbeside_soft = true\n\n[audience]")
    said = 'stories = { "https://lantern.example/2026-11-20/1" = "none" }'
    sold.edit("[audience]", f"[sensitivity]\n{said}\n\n[audience]")
    assert sold("plan", "--replan", "--date", "2026-11-20").exit_code == 0
    assert not any(story.sensitive for story in sold.issue().stories())


@pytest.fixture
def elsewhere() -> Iterator[None]:
    """A machine far west of Greenwich, so that its own date is no use."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Pacific/Pago_Pago"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_flight_follows_the_issue_not_the_sending(sold: Folder) -> None:
    """An issue planned on the last day of a flight and sent after midnight keeps its ad, and counts for its own day."""
    sold.edit('day = "friday"\n', "")
    sold.edit("[schedule]", '[schedule]\ncadence = "daily"')
    sold.edit("last = 2026-12-04\ninsertions = 2", "last = 2026-11-20", name="ads.toml")
    assert sold("plan", "--date", "2026-11-20").exit_code == 0
    assert sold("render", "2026-11-20").exit_code == 0
    assert sold("send", "2026-11-20", "--date", "2026-11-21", "--yes", "--force").exit_code == 0
    accounts = sold.json("report", "--date", "2026-11-21")["accounts"]
    (line,) = next(account["lines"] for account in accounts if account["booking"])
    assert (line["day"], line["accepted"]) == ("2026-11-20", 3)
    assert "A magazine for dogs" in (sold.root / "issues/2026-11-20/email.html").read_text(encoding="utf-8")


SEED = """
[newsletter]
name = "The Magazine"
from = "The Magazine <letter@magazine.example>"
address = "1 Mill Lane"

[[sources]]
kind = "table"
file = "stories.jsonl"

[selection]
pins = ["https://magazine.example/world/us-strikes-iranian-backed-militias-in-iraq-a-retaliation-for"]
variety = 0

[[blocks]]
kind = "lead"
[[blocks]]
kind = "ad"
slot = "a"
[[blocks]]
kind = "promo"
name = "video"
[[blocks]]
kind = "list"
count = 2
[[blocks]]
kind = "list"
count = 2
[[blocks]]
kind = "ad"
slot = "b"
[[blocks]]
kind = "list"
count = 4
slot = "c"
[[blocks]]
kind = "list"
count = 8
slot = "d"
slot_after = 1

[schedule]
today = 2026-11-20
"""


def test_seed_issue(tmp_path: Path, shared: Path) -> None:
    """On the page that the product was asked for, a dog magazine booked everywhere runs, and neither it nor the promo
    is ever beside the air strikes, the floods, the missiles or the bomb."""
    lines = (shared / "seed" / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    days = [f"2026-11-{19 - number // 4:02}T{20 - number:02}:00:00Z" for number in range(len(lines))]
    dated = [json.loads(line) | {"published": day} for line, day in zip(lines, days, strict=True)]
    folder = Folder(tmp_path)
    folder.write("stories.jsonl", "\n".join(json.dumps(each) for each in dated))
    folder.write("digest.toml", SEED)
    folder.write("subscribers.csv", "email\nann@example.org\n")
    folder.write("ads.toml", ADS.replace('slots = ["top", "bottom"]', 'slots = ["a", "b", "c", "d"]'))
    assert folder("plan").exit_code == 0
    issue = folder.issue()
    grave = ("Strikes", "Floods", "Missile", "Hiroshima")
    assert sum(any(word in story.title for word in grave) for story in issue.stories()) == 4
    ran = {number: block.insertion for number, block in enumerate(issue.blocks) if block.insertion}
    assert {each.booking or each.promo for each in ran.values()} == {"dogs", "video"}
    for number in ran:
        for story in beside(issue.blocks, number):
            assert not any(word in story.title for word in grave)


def beside(blocks: Sequence[Block], number: int) -> Iterator[Story]:
    """The stories next to an ad: of the blocks before and after it, past other ads; inside a list only the nearest."""
    before = next(block for block in reversed(blocks[:number]) if not block.insertion)
    after = next(block for block in blocks[number + 1 :] if not block.insertion)
    inside = after.continues
    yield from before.stories[-1:] if inside else before.stories
    yield from after.stories[:1] if inside else after.stories


def test_a_report_without_the_ledger(sold: Folder) -> None:
    """How many got an issue whose ledger is lost nobody can say: a sponsor is told that, and not that nobody did; the
    total of a booking is what is known of it at least."""
    with ScriptedServer() as server:
        env = {"SMTP_URL": f"smtp+insecure://127.0.0.1:{server.port}"}
        for date in ("2026-11-20", "2026-12-04"):
            stories(sold, date)
            assert sold("plan", "--date", date, env=env).exit_code == 0
            done = sold("send", "--yes", env=env)
            assert done.exit_code == 0, done.stderr
            if date < "2026-12":
                shutil.rmtree(sold.root / "state")
                assert sold("adopt", env=env).exit_code == 0
        report = ("report", "--sponsor", "dogs", "--date", "2026-12-05")
        [dogs] = json.loads(sold(*report, "--json", env=env).stdout)["accounts"]
        assert "at least 3" in sold(*report, env=env).stdout
        files = ("--csv", str(sold.root / "r.csv"), "--html", str(sold.root / "r.html"))
        assert sold(*report, *files, env=env).exit_code == 0
    assert [line["accepted"] for line in dogs["lines"]] == [None, 3]
    assert dogs["accepted"] is None
    rows = csv.DictReader(io.StringIO((sold.root / "r.csv").read_text(encoding="utf-8")))
    assert [row["accepted"] for row in rows] == ["", "3"]
    page = (sold.root / "r.html").read_text(encoding="utf-8")
    assert "<dt>Accepted</dt><dd>at least 3</dd>" in page
    assert 'aria-label="2026-W47: unknown; 2026-W49: 3"' in page
