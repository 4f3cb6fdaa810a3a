"""`digest doctor`: nothing is said where all is well; faults of config, sources and clock are named."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from digest.doctor import names
from digest.pipeline import domain
from tests.cli.folder import Folder, digest
from tests.cli.healthy import DAY, Healthy, fresh_feed


def test_all_is_well(healthy: Healthy) -> None:
    """Nothing is said against a healthy folder, no mail is begun, and nothing is written."""
    before = healthy.folder.tree()
    assert healthy.look() == (0, {})
    assert not [line for line in healthy.server.heard if line.startswith(("MAIL", "RCPT", "DATA"))]
    assert any(line.startswith("AUTH") for line in healthy.server.heard)
    assert healthy.folder.tree() == before
    said = healthy.folder("doctor", "--selector", "s1")
    assert "All is well." in said.stdout
    assert re.search(r"TLSv1\.\d, certificate until 2126-10-29; no mail was begun", said.stdout)
    assert "hunter22" not in said.output
    for name in names():
        assert re.search(rf"^ok +{name} ", said.stdout, re.MULTILINE), name


def test_all_is_well_after_a_real_issue(healthy: Healthy) -> None:
    """What a send leaves behind is not held against it."""
    healthy.due_today()
    assert "2 accepted" in healthy.folder("run", "--force").stdout
    assert healthy.look() == (0, {})


def test_all_is_well_in_a_new_folder(tmp_path: Path) -> None:
    """What `digest init` makes has no fault and no warning, before and after its first run."""
    digest("init", str(tmp_path / "x"))
    folder = Folder(tmp_path / "x")
    for _ in range(2):
        result = folder("doctor")
        assert result.exit_code == 0
        assert "All is well." in result.stdout
        assert "to replace before you send: sender, postal address, source, note, readers, ads, promos" in result.stdout
        assert folder("run").exit_code == 0


def test_a_bad_key(healthy: Healthy) -> None:
    """A misspelt key is named with its line; what needs no config is looked at all the same."""
    healthy.folder.edit("address =", "adress =")
    code, said = healthy.look()
    assert code == 1
    (config,) = said.pop("config")
    assert re.search(r'digest\.toml:5: unknown key "newsletter\.adress"', config["message"])
    assert "address" in config["remedy"]
    assert {each["health"] for signs in said.values() for each in signs} == {"skipped"}
    assert not {"secrets", "disk"} & said.keys()


def test_every_bad_key(healthy: Healthy) -> None:
    """Several faults of the file are named together, each with its line, and a time zone's with what to write."""
    healthy.folder.edit("Europe/Lisbon", "Europe/Lisboa")
    healthy.folder.edit(DAY, 'day = "fryday"\ncadense = "weekly"\n')
    _, said = healthy.look()
    assert [each["message"].partition(": ")[2] for each in said["config"]] == [
        'unknown key "schedule.cadense"',
        '"newsletter.timezone": no time zone named "Europe/Lisboa"',
        said["config"][2]["message"].partition(": ")[2],
    ]
    assert [each["remedy"] for each in said["config"][:2]] == [
        'did you mean "cadence"?',
        'write it like "Europe/Lisbon"',
    ]
    assert '"schedule.day"' in said["config"][2]["message"]
    assert "(2 more after this)" in healthy.folder("plan").stderr


def test_a_dead_feed(healthy: Healthy) -> None:
    """A feed that is gone is a fault, by its name; the others are read."""
    healthy.folder.edit(
        '[[blocks]]\nkind = "lead"', f'[[sources]]\nurl = "{healthy.site.base}/gone.xml"\n\n[[blocks]]\nkind = "lead"'
    )
    assert "/gone.xml: there is nothing at this address (404)" in healthy.only("sources")


def test_a_stale_feed(healthy: Healthy) -> None:
    """A feed whose newest story is older than any issue looks back is called out, with the day."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=40)
    said = healthy.only("sources", "warning")
    assert "2 stories, and the newest is of" in said
    assert "40 days ago" in said
    assert healthy.folder("doctor", "--strict", "--selector", "s1").exit_code == 1


def test_no_news_anywhere(healthy: Healthy) -> None:
    """Where every source is stale or dead, there would be no issue, which is a fault."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=40)
    healthy.folder.edit(
        '[[blocks]]\nkind = "lead"', f'[[sources]]\nurl = "{healthy.site.base}/gone.xml"\n\n[[blocks]]\nkind = "lead"'
    )
    code, said = healthy.look()
    assert code == 1
    assert "no source has anything new" in said["sources"][-1]["message"]


def test_an_empty_feed_and_a_broken_one(healthy: Healthy) -> None:
    """A feed without entries is a fault; one of which some can be read is a warning with what is wrong."""
    healthy.site.pages["/feed.xml"] = "<rss version='2.0'><channel></channel></rss>"
    assert "the feed has no entries" in healthy.only("sources")
    healthy.site.pages["/feed.xml"] = fresh_feed().replace("</channel></rss>", "")
    assert "not well-formed XML" in healthy.only("sources", "warning")


def test_a_table_of_which_nothing_can_be_used(healthy: Healthy) -> None:
    """A source that can be read and has no story is a fault with what is wrong in it."""
    healthy.folder.write("stories.csv", "title,url\nno address,\n")
    healthy.folder.edit(
        '[[blocks]]\nkind = "lead"', '[[sources]]\nkind = "table"\nfile = "stories.csv"\n\n[[blocks]]\nkind = "lead"'
    )
    assert "stories.csv: no stories; row 2: " in healthy.only("sources")


def test_offline(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --offline nobody on the network is asked, but for the sources' files."""
    monkeypatch.setattr(domain, "resolver", None)
    healthy.folder.edit(f'url = "{healthy.site.base}/feed.xml"', 'file = "feed.xml"')
    healthy.folder.write("feed.xml", fresh_feed())
    assert set(healthy.skips("--offline")) == {"server", "mailbox", "domain", "clock"}
    assert (healthy.server.heard, healthy.site.asked) == ([], [])
    healthy.folder.edit('file = "feed.xml"', f'url = "{healthy.site.base}/feed.xml"')
    assert set(healthy.skips("--offline")) == {"server", "mailbox", "domain", "clock", "sources"}
    assert healthy.site.asked == []


def test_no_zone_data(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without time zone data is told apart from a zone that is misspelt."""
    monkeypatch.setattr("digest.doctor.probes.zones.available_timezones", set)
    assert "no time zone data" in healthy.only("zones")
    healthy.folder.edit("Europe/Lisbon", "Europe/Lisboa")
    assert 'no time zone named "Europe/Lisboa"' in healthy.look()[1]["config"][0]["message"]


@pytest.mark.parametrize(("minutes", "health"), [(-45, "fault"), (5, "warning"), (-300, "fault")])
def test_a_wrong_clock(healthy: Healthy, minutes: int, health: str) -> None:
    """The servers' time tells how far this machine's clock is off, and to which side."""
    there = datetime.now(UTC) - timedelta(minutes=minutes)
    healthy.site.headers = {"Date": format_datetime(there, usegmt=True)}
    side = "ahead" if minutes > 0 else "behind"
    assert f"is {abs(minutes)} minutes {side}" in healthy.only("clock", health)


def test_a_cached_answer_is_no_wrong_clock(healthy: Healthy) -> None:
    """A cache says for how long it has had an answer; one that says nonsense says nothing."""
    there = format_datetime(datetime.now(UTC) - timedelta(hours=5), usegmt=True)
    healthy.site.headers = {"Date": there, "Age": "18000"}
    assert healthy.look() == (0, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digest.doctor.probes.clock.PATIENCE", -1.0)
        assert "clock" in healthy.skips()
    healthy.site.headers = {"Date": "yesterday"}
    assert healthy.skips()["clock"] == "no source says what time it is"


def test_a_terminal_is_shown_remedies_below(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the remedy stands below what is wrong, so that 80 columns are enough; the end counts."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    healthy.server.stop()
    result = healthy.folder("doctor", "--selector", "s1")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)
    lines = [line.rstrip() for line in plain.splitlines()]
    assert max(map(len, lines)) <= 80
    at = next(number for number, line in enumerate(lines) if line.startswith("fault"))
    assert "check host and port" in "".join(lines[at + 1 : at + 4])
    assert lines[-1] == "1 fault, 0 warnings."


def test_quiet(healthy: Healthy) -> None:
    """With -q, as cron likes it, only faults are told, on stderr."""
    assert healthy.folder("doctor", "-q", "--selector", "s1").output == ""
    healthy.server.stop()
    result = healthy.folder("doctor", "-q", "--selector", "s1")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: server: the mail server localhost")
    assert len(result.stderr.splitlines()) == 2
