"""`digest config`: which settings count, and where each comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.folder import Folder

SHARED = """\
[defaults.newsletter]
from = "The Lantern <letter@lantern.example>"
language = "en"

[[defaults.sources]]
url = "https://lantern.example/feed"
weight = 2.0

[defaults.selection]
window = "14d"
sections = { World = 2.0 }

[defaults.sending]
transport = "smtp"
retry_after = "90s"
give_up_after = 0
timeout = 0.4
domains = { "gmail.com" = "10/s" }

[newsletters]
world = "world/digest.toml"
"""
OWN = """\
[newsletter]
name = "World"
language = "de"

[[sources]]
url = "https://lantern.example/world"

[selection.sections]
Town = 1.5
"""


@pytest.fixture
def world(tmp_path: Path) -> Folder:
    """A newsletter with its own file, over the defaults of another."""
    folder = Folder(tmp_path)
    folder.write("digest.toml", SHARED)
    folder.write("world/digest.toml", OWN)
    return folder


def said(folder: Folder, *options: str) -> dict[str, tuple[str, str]]:
    rows = folder.json("config", "-n", "world", *options)["settings"]
    root = f"{folder.root}/"
    return {row["key"]: (row["value"], row["origin"].replace(root, "")) for row in rows}


def test_files_and_lines(world: Folder) -> None:
    """Each setting names the line that says it, in whichever file that is, or says that it is a default."""
    found = said(world)
    assert found["newsletter.name"] == ('"World"', "world/digest.toml:2")
    assert found["newsletter.language"] == ('"de"', "world/digest.toml:3")
    assert found["newsletter.from"] == ('"The Lantern <letter@lantern.example>"', "digest.toml:2")
    assert found["newsletter.timezone"] == ('"UTC"', "default")
    assert found["newsletter.list_id"] == ('"world.lantern.example"', "default")
    assert found["selection.window"] == ('"14d"', "digest.toml:10")
    assert found["selection.sections.World"] == ("2.0", "digest.toml:11")
    assert found["selection.sections.Town"] == ("1.5", "world/digest.toml:9")
    assert found["sending.retry_after"] == ('"90s"', "digest.toml:15")
    assert found["sending.give_up_after"] == ('"0s"', "digest.toml:16")
    assert found["sending.timeout"] == ("0.4", "digest.toml:17")
    assert found["sending.domains.gmail.com"] == ('"10/s"', "digest.toml:18")


def test_lists_count_as_a_whole(world: Folder) -> None:
    """What the newsletter's own list leaves out is a default, not what the shared list says at that place."""
    found = said(world)
    assert found["sources.0.url"] == ('"https://lantern.example/world"', "world/digest.toml:6")
    assert found["sources.0.weight"] == ("1.0", "default")
    assert found["sources.0.window"] == ('"14d"', "default")


def test_the_environment(world: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a variable or a flag says names it, a file's own `.env` before the shared one; no secret is shown."""
    world.write(".env", "SMTP_URL=smtps://me:hunter2@shared.example\nDIGEST_SECRET=hunter3\nDIGEST_DATE=2026-11-20\n")
    world.write("world/.env", "SMTP_HOST=own.example\n")
    monkeypatch.setenv("DIGEST_TRANSPORT", "outbox")
    found = said(world)
    assert found["server"] == ("own.example:25", "SMTP_HOST (world/.env)")
    assert found["secret"] == ("(set)", "DIGEST_SECRET (.env)")
    assert found["sending.transport"] == ('"outbox"', "DIGEST_TRANSPORT (environment)")
    assert found["schedule.today"] == ('"2026-11-20"', "DIGEST_DATE (.env)")
    assert said(world, "--date", "2026-11-27")["schedule.today"] == ('"2026-11-27"', "--date")
    assert "hunter" not in world("config", "-n", "world", "--defaults").output


def test_as_a_table(world: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """On screen stands what was said, with files as seen from here; --defaults adds the rest."""
    monkeypatch.chdir(world.root)
    short = world("config", "-n", "world").stdout
    assert any(line.split() == ["newsletter.language", '"de"', "world/digest.toml:3"] for line in short.splitlines())
    assert "newsletter.timezone" not in short
    assert "newsletter.timezone" in world("config", "-n", "world", "--defaults").stdout
    assert "── world ──" in world("config", "--all").stdout


def test_one_newsletter(lantern: Folder) -> None:
    """It works on a file of one, and says what is wrong with one that is faulty."""
    assert "newsletter.name" in lantern("config").stdout
    lantern.edit('name = "The Lantern"', 'nam = "The Lantern"')
    assert lantern("config").exit_code == 2
