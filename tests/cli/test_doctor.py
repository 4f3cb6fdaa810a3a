"""`digest doctor`: each planted fault is named with a remedy, and nothing is said where all is well."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from digest.doctor import Health, Patient, examine, names
from digest.models import Status
from digest.pipeline import mail
from tests.cli.folder import Folder, digest
from tests.smtp import servers
from tests.smtp.servers import Behave, ScriptedServer, usual
from tests.web import Website, website

DOMAIN = "saltmarsh-letter.org"
RECORDS: Mapping[tuple[str, str], list[str]] = {
    (DOMAIN, "MX"): [f"10 mx.{DOMAIN}."],
    (DOMAIN, "TXT"): ["v=spf1 ip4:192.0.2.1 -all"],
    (f"s1._domainkey.{DOMAIN}", "TXT"): ["v=DKIM1; k=ed25519; p=x"],
    (f"_dmarc.{DOMAIN}", "TXT"): [f"v=DMARC1; p=none; rua=mailto:d@{DOMAIN}"],
}
FRIDAY = datetime.now(UTC).date() - timedelta(days=(datetime.now(UTC).weekday() - 4) % 7)
"""The last one."""
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
day = "friday"
review = "18h"
"""


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


@pytest.fixture
def behave() -> Behave:
    return usual


@pytest.fixture
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behave: Behave) -> Iterator[Healthy]:
    """All that a newsletter needs, on loopback."""
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.CERTIFICATE))
    records = dict(RECORDS)
    monkeypatch.setattr(mail, "resolver", lambda: lambda name, kind: records.get((name, kind), []))
    folder = Folder(tmp_path / "saltmarsh")
    offers = ("STARTTLS", "AUTH PLAIN")
    with website({"/feed.xml": fresh_feed()}) as site, ScriptedServer(behave, offers=offers, tls="starttls") as server:
        folder.write("digest.toml", CONFIG.replace("URL", site.base))
        folder.write("subscribers.csv", "email,name\nann@saltmarsh-reader.org,Ann\nbo@saltmarsh-reader.org,Bo\n")
        folder.write(".env", f"SMTP_URL=smtp+starttls://ann:hunter22@localhost:{server.port}\n").chmod(0o600)
        yield Healthy(folder, site, server, records)


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
    healthy.folder.edit('day = "friday"\n', "")
    assert "2 accepted" in healthy.folder("run").stdout
    assert healthy.look() == (0, {})


def test_all_is_well_in_a_new_folder(tmp_path: Path) -> None:
    """What `digest init` makes has no fault and no warning, before and after its first run."""
    digest("init", str(tmp_path / "x"))
    folder = Folder(tmp_path / "x")
    for _ in range(2):
        result = folder("doctor")
        assert result.exit_code == 0
        assert "All is well." in result.stdout
        assert "to replace before you send: sender, postal address, source, readers, ads" in result.stdout
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


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (lambda verb, _count, _argument: "535 5.7.8 no: hunter22" if verb == "AUTH" else None, "does not let ann in"),
        (lambda verb, _count, _argument: "554 go away" if verb == "GREETING" else None, "refuses us"),
    ],
)
def test_a_server_that_does_not_let_us_in(healthy: Healthy, words: str) -> None:
    """A wrong password, or a server that wants none of us; the password never shows."""
    said = healthy.only("server")
    assert words in said
    assert "hunter22" not in said


def test_a_dead_server(healthy: Healthy) -> None:
    """Nobody listens where the mails should go."""
    healthy.server.stop()
    assert "cannot be reached" in healthy.only("server")


def test_a_self_signed_certificate(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for."""
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "certificate of localhost" in healthy.only("server")
    healthy.folder.write(".env", (healthy.folder.root / ".env").read_text() + "SMTP_VERIFY=no\n")
    assert "its certificate is not checked" in healthy.only("server", "warning")


def test_an_expired_certificate(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that has ended, and one that soon will."""
    expired = servers.CERTIFICATE.with_name("expired.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(expired))
    monkeypatch.setattr(servers, "CERTIFICATE", expired)
    assert "certificate has expired" in healthy.only("server")


def test_a_certificate_that_ends_soon(healthy: Healthy) -> None:
    """Ten days before its end, a certificate should have been renewed."""
    signs = probed(healthy, "server", now=datetime(2126, 10, 19, 8, tzinfo=UTC))
    assert [(sign.health, sign.message) for sign in signs[1:]] == [(Health.warning, "its certificate ends in 9 days")]


def test_a_server_without_tls(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes over a network in clear is a warning; what stays on this machine is not."""
    healthy.folder.write(".env", f"SMTP_URL=smtp+insecure://localhost:{healthy.server.port}\n")
    assert healthy.look() == (0, {})
    monkeypatch.setattr("digest.doctor.probes.server._is_near", lambda _server: False)
    assert "in clear" in healthy.only("server", "warning")
    healthy.folder.write(".env", "DIGEST_TRANSPORT=smtp\n")
    code, said = healthy.look()
    assert (code, said["server"][0]["message"]) == (1, "no server is named, and [sending] transport is smtp")


def test_a_missing_record(healthy: Healthy) -> None:
    """Each record that the DNS lacks is named; where nobody is mailed yet, that is a warning."""
    del healthy.records[(f"_dmarc.{DOMAIN}", "TXT")]
    assert "there is no DMARC record" in healthy.only("domain")
    del healthy.records[(f"s1._domainkey.{DOMAIN}", "TXT")]
    assert "there is no DKIM key" in healthy.only("domain")
    healthy.folder.write(".env", "")
    assert healthy.look()[1]["domain"][0]["health"] == "warning"


def test_without_the_extra(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the DNS cannot be asked, that is said, and is no fault."""
    monkeypatch.setattr("digest.doctor.probes.domain.find_spec", lambda _name: None)
    assert "extra dns" in healthy_skips(healthy)["domain"]


def test_offline(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --offline nobody on the network is asked, but for the sources' files."""
    monkeypatch.setattr(mail, "resolver", None)
    healthy.folder.edit(f'url = "{healthy.site.base}/feed.xml"', 'file = "feed.xml"')
    healthy.folder.write("feed.xml", fresh_feed())
    assert set(healthy_skips(healthy, "--offline")) == {"server", "domain", "clock"}
    assert (healthy.server.heard, healthy.site.asked) == ([], [])
    healthy.folder.edit('file = "feed.xml"', f'url = "{healthy.site.base}/feed.xml"')
    assert set(healthy_skips(healthy, "--offline")) == {"server", "domain", "clock", "sources"}
    assert healthy.site.asked == []


def healthy_skips(healthy: Healthy, *options: str) -> dict[str, str]:
    """What was not looked at, and why, where nothing is wrong."""
    code, said = healthy.look(*options)
    assert code == 0
    assert {each["health"] for signs in said.values() for each in signs} == {"skipped"}
    return {name: signs[0]["message"] for name, signs in said.items()}


@pytest.mark.parametrize("name", ["issues", "state"])
def test_a_folder_that_cannot_be_written(healthy: Healthy, name: str) -> None:
    """A file in the folder's place, so that root cannot write there either."""
    healthy.folder.write(name, "")
    _, said = healthy.look()
    assert f"{name}/ cannot be written" in said["disk"][0]["message"]


@pytest.mark.parametrize(("megabytes", "health"), [(3, "fault"), (200, "warning")])
def test_a_full_disk(healthy: Healthy, monkeypatch: pytest.MonkeyPatch, megabytes: int, health: str) -> None:
    """Too little room is told in numbers, before a send finds out."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=megabytes * 1024 * 1024))
    assert f"{megabytes} MB are left" in healthy.only("disk", health)


@pytest.mark.parametrize(("mode", "health"), [(0o644, "fault"), (0o640, "warning")])
def test_secrets_that_others_can_read(healthy: Healthy, mode: int, health: str) -> None:
    """.env with a password in it is its owner's alone."""
    (healthy.folder.root / ".env").chmod(mode)
    assert f"mode {mode:o}" in healthy.only("secrets", health)


def test_state_that_others_can_read(healthy: Healthy) -> None:
    """The key and the ledger are nobody else's business."""
    healthy.folder.write("state/secret.key", "x" * 40).chmod(0o644)
    assert "state/secret.key" in healthy.only("secrets", "warning")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("# SMTP_URL=smtp+starttls://ann:hunter22@mail.example:587", "smtp+starttls://"),
        ('# smtp_password = "hunter22"', '"smtp_password"'),
    ],
)
def test_a_password_in_the_config(healthy: Healthy, line: str, what: str) -> None:
    """A password in digest.toml, be it in a comment, is found by its line and not repeated; a placeholder is none."""
    healthy.folder.edit("[newsletter]", f"[newsletter]\n# smtp://user:password@host\n{line}")
    said = healthy.only("secrets")
    assert "line 4 of digest.toml holds a secret: " in said
    assert what in said
    assert "hunter22" not in said


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
    healthy.site.headers = {"Date": "yesterday"}
    assert healthy_skips(healthy)["clock"] == "no source says what time it is"


def test_an_audience_that_cannot_be_read(healthy: Healthy) -> None:
    """A file in another encoding, rows that are no readers, nobody at all."""
    path = healthy.folder.root / "subscribers.csv"
    path.write_bytes("email,name\nann@saltmarsh-reader.org,J\xfcrgen\n".encode("latin-1"))
    assert "not UTF-8" in healthy.only("audience")
    healthy.folder.write("subscribers.csv", "email\nann@saltmarsh-reader.org\nANN@saltmarsh-reader.org\nnobody\n")
    said = healthy.only("audience", "warning")
    assert "is already in row 2" in said
    assert "(and 1 more)" in said
    path.unlink()
    assert "there is no subscribers file" in healthy.only("audience")
    healthy.folder.write("subscribers.csv", "email\n")
    assert "nobody to send to" in healthy.only("audience")


def test_everybody_suppressed(healthy: Healthy) -> None:
    """A list of people who may not be mailed is a list of nobody."""
    healthy.folder("suppress", "add", "ann@saltmarsh-reader.org", "bo@saltmarsh-reader.org")
    assert "2 suppressed" in healthy.only("audience")


def interrupted(healthy: Healthy) -> str:
    """A send that stopped after the claim; the issue's id."""
    healthy.folder.edit('day = "friday"\n', "")
    healthy.folder.impatient()
    assert healthy.folder("plan").exit_code == 0
    healthy.server._behave = lambda verb, _count, _argument: "451 later" if verb == "RCPT" else None
    assert healthy.folder("send", "--yes").exit_code == 5
    healthy.server._behave = usual
    issue = healthy.folder.issue()
    assert issue.status is Status.sending
    return issue.id


def test_an_interrupted_send(healthy: Healthy) -> None:
    """A send that is not done is a fault with the numbers and the command that goes on; a lost ledger another one."""
    name = interrupted(healthy)
    said = healthy.only("issues")
    assert f"the send of {name} was interrupted: 2 of 2 are left" in said
    assert "digest send" in healthy.look()[1]["issues"][0]["remedy"]
    shutil.rmtree(healthy.folder.root / "state")
    assert "the ledger has no record of it" in healthy.only("issues")
    healthy.folder("suppress", "add", "someone@saltmarsh-reader.org")
    assert "the ledger has no record of it" in healthy.only("issues")


def test_a_broken_ledger(healthy: Healthy) -> None:
    """A file that is no ledger is named."""
    healthy.folder.write("state/ledger.db", "this is no database, whatever its name may say about it\n" * 50).chmod(
        0o600
    )
    code, said = healthy.look()
    assert code == 1
    assert "the ledger cannot be opened" in said["ledger"][0]["message"]


def test_a_run_that_was_killed(healthy: Healthy) -> None:
    """A lock with the number of a process that is no more is a warning; one of a living process is no news."""
    process = subprocess.Popen(["true"])
    process.wait()
    healthy.folder.write("state/send.lock", f"{process.pid}\n")
    assert f"process {process.pid}) was killed" in healthy.only("ledger", "warning")
    healthy.folder.write("state/send.lock", f"{os.getpid()}\n")
    assert healthy.look() == (0, {})
    assert f"a run is at work (process {os.getpid()})" in healthy.folder("doctor").stdout
    healthy.folder.write("state/send.lock", "")
    assert healthy.look() == (0, {})


def test_another_users_process_is_alive(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that we may not signal is there."""

    def forbidden(_process: int, _signal: int) -> None:
        raise PermissionError

    healthy.folder.write("state/send.lock", "1\n")
    monkeypatch.setattr(os, "kill", forbidden)
    assert healthy.look() == (0, {})


def test_a_missed_issue(healthy: Healthy) -> None:
    """An issue that was due, and whose time is over, is told when others have gone before it; the next is no news."""
    healthy.site.pages["/feed.xml"] = fresh_feed(days=(datetime.now(UTC).date() - FRIDAY).days + 1)
    assert "2 accepted" in healthy.folder("run", "--date", f"{FRIDAY}").stdout
    for days, health in ((1, Health.ok), (6.5, Health.ok), (7.5, Health.ok), (12, Health.warning), (13.5, Health.ok)):
        now = datetime(FRIDAY.year, FRIDAY.month, FRIDAY.day, tzinfo=UTC) + timedelta(days=days)
        signs = probed(healthy, "issues", now=now)
        assert [sign.health for sign in signs] == [health], days
    healthy.folder.edit('day = "friday"\n', "")
    assert [sign.health for sign in probed(healthy, "issues", now=now)] == [Health.ok]


def probed(healthy: Healthy, probe: str, *, now: datetime) -> list[Any]:
    """What one probe says at another time."""
    from digest.config import load

    config = load(healthy.folder.root / "digest.toml", environment={})
    patient = Patient(config.paths.config, config, now, ("s1",))
    return [each for each in examine(patient) if each.probe == probe]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('review = "8d"', "review of an issue begins before the last one is out"),
        ('not_after = "1h"', "a run that is 1 h late sends nothing"),
        ("today = 2026-11-20", "the date is pretended"),
    ],
)
def test_hours_that_make_no_sense(healthy: Healthy, change: str, words: str) -> None:
    """A schedule that loses issues is a warning."""
    healthy.folder.edit('review = "18h"', change)
    _, said = healthy.look()
    assert words in said["schedule"][0]["message"]


def test_trials_before_the_first_issue(healthy: Healthy) -> None:
    """Stories of a trial would never reach a reader: told once there is a mail server."""
    healthy.folder.edit('day = "friday"\n', "")
    assert healthy.folder("run", env={"DIGEST_TRANSPORT": "outbox"}).exit_code == 0
    assert "went to the outbox only" in healthy.only("issues", "warning")


def test_samples_that_would_be_sent(healthy: Healthy) -> None:
    """Once there is a mail server, a made-up sender is a fault, and so is what readers would see of the samples."""
    healthy.folder.edit(DOMAIN, "example.com")
    healthy.folder.edit("2 Sluice Lane, Saltmarsh", "1 Example Street, Exampletown")
    healthy.folder.edit("ann@saltmarsh-reader.org", "ann@example.org", name="subscribers.csv")
    code, said = healthy.look()
    assert code == 1
    assert [each["health"] for each in said["samples"]] == ["fault", "fault", "warning"]
    assert said["domain"][0]["message"] == "example.com belongs to nobody"


def test_ads(healthy: Healthy) -> None:
    """A booking that fits no slot is a fault; bookings that have all ended are a warning."""
    healthy.folder.edit('kind = "list"', 'kind = "list"\n\n[[blocks]]\nkind = "ad"\nslot = "top"')
    booking = """
[[sponsors]]
id = "a"
name = "A"
[[bookings]]
id = "b"
sponsor = "a"
slots = ["SLOT"]
first = 2020-01-01
last = 2020-02-01
[[bookings.creatives]]
headline = "Tea"
url = "https://a-teahouse.org"
"""
    healthy.folder.write("ads.toml", booking.replace("SLOT", "top"))
    assert "every booking has ended" in healthy.only("ads", "warning")
    healthy.folder.write("ads.toml", booking.replace("SLOT", "side"))
    assert "side" in healthy.only("ads")


def test_a_theme_that_is_not_there(healthy: Healthy) -> None:
    """The theme, a language without labels, a note that is missing, pictures that cannot be shown."""
    healthy.folder.edit("[schedule]", '[theme]\nname = "clasic"\n\n[schedule]')
    assert "clasic" in healthy.only("theme")
    healthy.folder.edit('name = "clasic"', 'name = "classic"\n\n[preview]\nimages = { "https://p.example/" = "gone" }')
    assert "gone is no folder" in healthy.only("theme", "warning")
    healthy.folder.edit('kind = "lead"', 'kind = "note"\nfile = "note.md"')
    assert "note.md" in healthy.look()[1]["theme"][-1]["message"]


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
