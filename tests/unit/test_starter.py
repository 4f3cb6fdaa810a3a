"""`digest init`: a folder that works as it is."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from digest.ads import read_inventory
from digest.config import load
from digest.config.blocks import AdBlock, PromoBlock
from digest.errors import Refused
from digest.layout import read_files
from digest.starter import create

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_files(tmp_path: Path) -> None:
    """The folder has what a newsletter needs, hidden files under their real names, and nothing else."""
    names = create(tmp_path / "a" / "new", now=NOW)
    made = {
        path.relative_to(tmp_path / "a" / "new").as_posix() for path in (tmp_path / "a").rglob("*") if path.is_file()
    }
    assert set(names) == made
    assert made == {
        ".env.example", ".github/workflows/newsletter.yml", ".gitignore", "ads.toml", "digest.toml", "note.md",
        "stories.xml", "subscribers.csv",
    }  # fmt: skip


def test_config_and_ads_fit(tmp_path: Path) -> None:
    """The starter's config loads, its ads fit its layout, and its note is there."""
    create(tmp_path, now=NOW)
    config = load(tmp_path / "digest.toml", environment={})
    slots = {block.slot for block in config.blocks if isinstance(block, AdBlock)}
    promos = {block.name for block in config.blocks if isinstance(block, PromoBlock)}
    assert config.ads.file
    assert read_inventory(config.ads.file, slots=slots, promos=promos).bookings
    assert read_files(config.blocks, root=tmp_path)
    assert config.sources[0].file == tmp_path.resolve() / "stories.xml"
    assert config.sources[0].file.is_file()


def test_stories_are_of_this_week(tmp_path: Path) -> None:
    """The sample stories are dated back from now, all within a week, and no template is left."""
    create(tmp_path, now=NOW)
    feed = (tmp_path / "stories.xml").read_text()
    dates = [parsedate_to_datetime(written) for written in re.findall("<pubDate>(.*?)</pubDate>", feed)]
    assert len(dates) >= 6
    assert all(NOW - timedelta(days=7) < each < NOW for each in dates)
    assert "{hours ago" not in feed


def test_dates_follow_the_clock(tmp_path: Path) -> None:
    """Without a given moment, dates count from now."""
    create(tmp_path)
    newest = max(
        parsedate_to_datetime(each)
        for each in re.findall("<pubDate>(.*?)</pubDate>", (tmp_path / "stories.xml").read_text())
    )
    assert datetime.now(UTC) - timedelta(days=2) < newest < datetime.now(UTC)


def test_secrets_and_people_stay_out_of_version_control(tmp_path: Path) -> None:
    """.gitignore names all that is personal or secret."""
    create(tmp_path, now=NOW)
    ignored = (tmp_path / ".gitignore").read_text().split("\n")
    assert {".env", "state/", "outbox/", "subscribers.csv"} <= set(ignored)


def test_sample_subscribers_are_nobody(tmp_path: Path) -> None:
    """The sample addresses are of a domain that never receives mail (RFC 2606)."""
    create(tmp_path, now=NOW)
    with (tmp_path / "subscribers.csv").open() as file:
        addresses = [row["email"] for row in csv.DictReader(file)]
    assert addresses
    assert all(address.endswith("@example.com") for address in addresses)


@pytest.mark.parametrize("name", ["digest.toml", ".gitignore", ".github/workflows/newsletter.yml"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """Where one of the files is there already, it is named and nothing at all is written."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(Refused, match="is there already") as caught:
        create(tmp_path, now=NOW)
    assert name in caught.value.message
    assert caught.value.exit_code == 6
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_folder_with_other_files_is_fine(tmp_path: Path) -> None:
    """A fresh repository with a README can become a newsletter."""
    (tmp_path / "README.md").write_text("mine")
    assert "digest.toml" in create(tmp_path, now=NOW)
    assert (tmp_path / "README.md").read_text() == "mine"
