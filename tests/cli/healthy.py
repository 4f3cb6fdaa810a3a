"""A folder in which all is well, with all that a newsletter needs on loopback, to plant faults in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from digest.config import load
from digest.doctor import Diagnosis, Patient, examine
from tests.cli.folder import Folder
from tests.smtp.servers import ScriptedServer
from tests.web import Website

DOMAIN = "saltmarsh-letter.org"
RECORDS: Mapping[tuple[str, str], list[str]] = {
    (DOMAIN, "MX"): [f"10 mx.{DOMAIN}."],
    (DOMAIN, "TXT"): ["v=spf1 ip4:192.0.2.1 -all"],
    (f"s1._domainkey.{DOMAIN}", "TXT"): ["v=DKIM1; k=ed25519; p=x"],
    (f"_dmarc.{DOMAIN}", "TXT"): [f"v=DMARC1; p=none; rua=mailto:d@{DOMAIN}"],
}
LAST = datetime.now(UTC).date() - timedelta(days=5)
"""The day of the last issue, which is too late by now, and no other is due yet."""
DAY = f'day = "{LAST:%A}"\n'.lower()
CONFIG = f"""
[newsletter]
name = "Saltmarsh"
from = "Saltmarsh <letter@{DOMAIN}>"
address = "2 Sluice Lane, Saltmarsh"
timezone = "Europe/Lisbon"

[[sources]]
name = "Feed"
url = "URL/feed.xml"

[[blocks]]
kind = "lead"

[[blocks]]
kind = "list"

[schedule]
{DAY}"""


def fresh_feed(*, days: int = 1) -> str:
    """A feed whose two stories are so many days old."""
    written = format_datetime(datetime.now(UTC) - timedelta(days=days))
    items = "".join(
        f"<item><title>Tide number {number}</title><link>https://{DOMAIN}/{number}</link>"
        f"<pubDate>{written}</pubDate><description>What the tide left, number {number}.</description></item>"
        for number in (1, 2)
    )
    return f'<rss version="2.0"><channel><title>Saltmarsh</title>{items}</channel></rss>'


@dataclass
class Healthy:
    """A folder in which all is well, the site that it reads and the server that it mails through."""

    folder: Folder
    site: Website
    server: ScriptedServer
    records: dict[tuple[str, str], list[str]]

    def due_today(self) -> None:
        """Make today the day of an issue."""
        self.folder.edit(DAY, f'day = "{datetime.now(ZoneInfo("Europe/Lisbon")):%A}"\n'.lower())

    def look(self, *options: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
        """The exit code, and what each probe said that is not ok."""
        result = self.folder("doctor", "--json", "--selector", "s1", *options)
        said: dict[str, list[dict[str, str]]] = {}
        for each in json.loads(result.stdout)["probes"]:
            if each["health"] != "ok":
                said.setdefault(each["probe"], []).append(each)
        return result.exit_code, said

    def only(self, probe: str, health: str = "fault") -> str:
        """What the doctor says of `probe`, which is all that it complains of; each with a remedy."""
        code, said = self.look()
        assert list(said) == [probe], said
        assert {each["health"] for each in said[probe]} == {health}, said
        assert all(each["remedy"] for each in said[probe])
        assert code == (1 if health == "fault" else 0)
        return "\n".join(each["message"] for each in said[probe])

    def skips(self, *options: str) -> dict[str, str]:
        """What was not looked at, and why; nothing is wrong."""
        code, said = self.look(*options)
        assert code == 0
        assert {each["health"] for signs in said.values() for each in signs} == {"skipped"}
        return {name: signs[0]["message"] for name, signs in said.items()}

    def at(self, now: datetime, probe: str) -> list[Diagnosis]:
        """What one probe says at another time."""
        config = load(self.folder.root / "digest.toml", environment={})
        patient = Patient(config.paths.config, config, now, ("s1",))
        return [each for each in examine(patient) if each.probe == probe]
