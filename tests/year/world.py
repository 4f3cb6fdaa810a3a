"""A year in the life of a newsletter that runs itself: calls that come late, never, twice at once, or are killed.

Everything random comes from one seed. `Server` is a machine with a crontab; `Jobs` is a CI service where each call has
a fresh checkout, publishes its claim before it sends, and keeps the ledger in a cache.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.config.schema import ScheduleConfig
from digest.schedule import Occasion, occasion
from tests.build import own_words
from tests.smtp.servers import ScriptedServer

ZONE = "America/New_York"
READERS = tuple(f"{name}@example.org" for name in ("ann", "bo", "cy", "dee", "eve"))
HOURS = ScheduleConfig(day="friday", not_before="07:00", not_after="24h", review="6h")
LATEST = timedelta(hours=14)
"""The longest delay of a call."""
ROOT = Path(__file__).parents[2]
CONFIG = f"""
[newsletter]
name = "The Lantern"
from = "The Lantern <letter@lantern.example>"
address = "1 Harbour Street, Lampton"
timezone = "{ZONE}"

[[sources]]
name = "Lantern"
file = "feed.xml"

[schedule]
day = "friday"
not_before = "07:00"
not_after = "24h"
review = "6h"
min_stories = 3

[sending]
on_unknown = "skip"
connections = 2
"""


@dataclass
class Call:
    """One call of a command: when, what became of it, and whether somebody stood in its way."""

    now: datetime
    code: int
    said: str
    hindered: str = ""

    @property
    def outcome(self) -> str:
        """A run's outcome, or nothing."""
        found = re.search(r'"outcome": "([^"]+)"', self.said)
        return found[1] if found else ""


class Worker:
    """A process that runs commands, one at a time, each in a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.year.worker"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)

    def begin(self, folder: Path, *arguments: str, now: datetime, environment: dict[str, str]) -> int:
        """Start a command; the id of its process."""
        told = [*arguments, "-c", str(folder / "digest.toml")]
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"arguments": told, "now": now.isoformat(), "environment": environment}))
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._read()["process"])

    def end(self) -> tuple[int, str]:
        """Wait for it; its exit code (negative: the signal that killed it) and all that it said."""
        answer = self._read()
        return int(answer["code"]), str(answer["said"])

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)
        assert self._process.stdout
        self._process.stdout.close()

    def _read(self) -> dict[str, object]:
        assert self._process.stdout
        return dict(json.loads(self._process.stdout.readline()))


@dataclass
class Year:
    """What happens in a year; a subclass says on what kind of machine. `calls` are by issue."""

    root: Path
    random: random.Random
    server: ScriptedServer
    workers: tuple[Worker, Worker]
    victims: dict[str, int] = field(default_factory=dict)
    calls: dict[str, list[Call]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    held: dict[str, bool] = field(default_factory=dict)
    kills: int = 0
    calm: bool = False

    @property
    def published(self) -> Path:
        """The folder whose issues the world sees."""
        return self.root / "newsletter"

    def prepare(self) -> None:
        self.published.mkdir(parents=True)
        (self.published / "digest.toml").write_text(CONFIG)
        (self.published / "subscribers.csv").write_text("email\n" + "\n".join(READERS) + "\n")

    def live(self, occasions: list[Occasion]) -> None:
        """Live through `occasions`, in their order."""
        for number, each in enumerate(occasions):
            self._write_feed(each, number)
            for moment, twice, broken in self._moments(each):
                self._break_feed(broken=broken)
                found = self.twice(moment) if twice else [self.once(moment)]
                for call in found:
                    call.hindered = call.hindered or ("a source that failed" if broken else "")
                self.calls.setdefault(each.issue, []).extend(found)
                self._maybe_hold(each, moment)
        self.calm = True
        self._break_feed(broken=False)
        last = occasions[-1]
        self.calls.setdefault(last.issue, []).append(self.once(last.closes + timedelta(hours=1)))

    def _moments(self, each: Occasion) -> Iterator[tuple[datetime, bool, bool]]:
        """When calls come, in their order: hourly, most of them dropped, some late; whether two come at once, and
        whether a source fails then."""
        if self.random.random() < 0.06:  # nobody calls at all
            return
        hours = range(int((each.closes - each.opens) / timedelta(hours=1)) + 3)
        kept = [each.opens + timedelta(hours=hour, minutes=17) for hour in hours if self.random.random() < 0.15]
        late = [moment + self.random.random() ** 3 * LATEST for moment in kept]
        failing = self.random.random() < 0.1
        for moment in sorted(late):
            yield moment, self.random.random() < 0.1, failing and self.random.random() < 0.7

    def _write_feed(self, each: Occasion, number: int) -> None:
        kind = "thin" if self.random.random() < 0.12 else "full"
        self.kinds[each.issue] = kind
        day = each.opens - timedelta(hours=20)
        items = "".join(
            f"<item><title>{own_words(f'{number} {story}')[:40]}</title>"
            f"<link>https://lantern.example/{number}/{story}</link>"
            f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            f"<description>{own_words(f'{story} {number}')}</description></item>"
            for story in range(1 if kind == "thin" else 4)
        )
        self.feed = f'<rss version="2.0"><channel><title>The Lantern</title>{items}</channel></rss>'

    def _break_feed(self, *, broken: bool) -> None:
        (self.published / "feed.xml").write_text("not found" if broken else self.feed)

    def _maybe_hold(self, each: Occasion, moment: datetime) -> None:
        """Editors put some drafts on hold, and think better of half of them."""
        last = self.calls[each.issue][-1]
        drafted = last.outcome == "in review" and not last.hindered
        if drafted and each.issue not in self.held and self.random.random() < 0.05:
            self.held[each.issue] = True
            self.decide(moment, "hold", each.issue)
        elif self.held.get(each.issue) and self.random.random() < 0.1:
            self.held[each.issue] = False
            self.decide(moment, "approve", each.issue)

    def once(self, moment: datetime) -> Call:
        """One call at `moment`."""
        raise NotImplementedError

    def twice(self, moment: datetime) -> list[Call]:
        """Two calls at once."""
        raise NotImplementedError

    def decide(self, moment: datetime, command: str, issue: str) -> None:
        """An editor's command."""
        raise NotImplementedError

    def finish(self, each: Occasion) -> Call:
        """A person's attempt to finish a send that was cut off."""
        late = each.closes + timedelta(days=8)
        return self.command(0, self.published, "send", each.issue, "--yes", "--force", now=late)

    def unknown(self, issue: str) -> int:
        """Of how many readers `digest status` says that nothing is known."""
        said = self.command(0, self.published, "status", issue, "--json", now=datetime.now(UTC)).said
        return int(json.loads(said)["counts"]["unknown"])

    def command(self, worker: int, folder: Path, *arguments: str, now: datetime) -> Call:
        """Run a command, which may be killed: at some word to the mail server, or at some time of its life."""
        server = f"smtp://127.0.0.1:{self.server.port}"
        environment = {"SMTP_URL": server, "DIGEST_SECRET": "a secret of this year alone"}
        process = self.workers[worker].begin(folder, *arguments, now=now, environment=environment)
        timer = None
        if arguments[0] == "run" and not self.calm and self.random.random() < 0.3:
            verb = self.random.choice(["RCPT", "DOT", "RCPT", "DOT", "EHLO", ""])
            if verb:
                self.victims[verb] = process
            else:
                timer = threading.Timer(self.random.random() * 0.5, self._kill, [process])
                timer.start()
        code, said = self.workers[worker].end()
        if timer:
            timer.cancel()
        for verb, victim in list(self.victims.items()):
            if victim == process:
                self.victims.pop(verb, None)
        return Call(now, code, said, "kill -9" if code == -signal.SIGKILL else "")

    def hear(self, verb: str, _count: int, _argument: str) -> str | None:
        """The server's ear: some processes are killed at what they say."""
        victim = self.victims.get(verb)
        if victim is not None and self.random.random() < 0.4:
            self.victims.pop(verb, None)
            self._kill(victim)
        return None

    def _kill(self, process: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            self.kills += 1


class Server(Year):
    """One machine with a crontab: one folder, one ledger."""

    def once(self, moment: datetime) -> Call:
        return self.command(0, self.published, "run", "--json", now=moment)

    def twice(self, moment: datetime) -> list[Call]:
        found: list[Call] = []
        threads = [
            threading.Thread(
                target=lambda number=number: found.append(
                    self.command(number, self.published, "run", "--json", now=moment)
                )
            )
            for number in (0, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def decide(self, moment: datetime, command: str, issue: str) -> None:
        assert self.command(0, self.published, command, issue, now=moment).code in (0, 6)


class Jobs(Year):
    """A CI service: each call works in a fresh checkout, publishes its claim before it sends, and may lose a push."""

    version = 0

    def once(self, moment: datetime) -> Call:
        folder, base = self._checkout("a"), self.version
        return self._go_on(folder, base, self._claim(0, folder, moment))

    def twice(self, moment: datetime) -> list[Call]:
        folders, base = [self._checkout("a"), self._checkout("b")], self.version
        claims = [self._claim(number, folder, moment) for number, folder in enumerate(folders)]
        return [self._go_on(folder, base, claim) for folder, claim in zip(folders, claims, strict=True)]

    def decide(self, moment: datetime, command: str, issue: str) -> None:
        assert self.command(0, self.published, command, issue, now=moment).code in (0, 6)
        self.version += 1

    def unknown(self, issue: str) -> int:
        folder = self._checkout("a")
        said = self.command(0, folder, "status", issue, "--json", now=datetime.now(UTC)).said
        return int(json.loads(said)["counts"]["unknown"])

    def _checkout(self, name: str) -> Path:
        folder = self.root / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.published, folder, ignore=shutil.ignore_patterns("state"))
        if (self.root / "cache").exists():
            shutil.copytree(self.root / "cache", folder / "state")
        return folder

    def _claim(self, worker: int, folder: Path, moment: datetime) -> Call:
        return self.command(worker, folder, "run", "--claim", "--json", now=moment)

    def _go_on(self, folder: Path, base: int, claim: Call) -> Call:
        if claim.code:
            return claim
        if not self._push(folder, base):
            claim.hindered = "a push that failed"
            return claim
        if claim.outcome != "claimed":
            self._save(folder)
            return claim
        sent = self.command(0, folder, "run", "--json", now=claim.now)
        if sent.hindered:  # the runner is lost, and with it its ledger
            return sent
        self._save(folder)
        if not self._push(folder, self.version):
            sent.hindered = "a push that failed"
        return sent

    def _push(self, folder: Path, base: int) -> bool:
        if base != self.version or (not self.calm and self.random.random() < 0.08):
            return False
        shutil.rmtree(self.published / "issues", ignore_errors=True)
        if (folder / "issues").exists():
            shutil.copytree(folder / "issues", self.published / "issues")
            self.version += 1
        return True

    def _save(self, folder: Path) -> None:
        shutil.rmtree(self.root / "cache", ignore_errors=True)
        shutil.copytree(folder / "state", self.root / "cache")


@contextlib.contextmanager
def living(kind: type[Year], root: Path, *, seed: int) -> Iterator[Year]:
    """A prepared year of `kind`, whose mail server and workers live as long as the context."""
    workers = (Worker(), Worker())
    year: Year | None = None

    def hear(verb: str, count: int, argument: str) -> str | None:
        return year.hear(verb, count, argument) if year else None

    try:
        with ScriptedServer(hear) as server:
            year = kind(root, random.Random(seed), server, workers)
            year.prepare()
            yield year
    finally:
        for worker in workers:
            worker.close()


def fridays(number: int) -> list[Occasion]:
    """`number` issues from the first of 2026 on: a year of them has both changes of the clock and ISO week 53."""
    first = datetime(2026, 1, 2, tzinfo=UTC).date()
    return [occasion(HOURS, first + timedelta(weeks=week), ZONE) for week in range(number)]


def fate(year: Year, each: Occasion) -> str:
    """`sent`, `sending`, `planned` or `absent`, or why it was skipped."""
    path = year.published / "issues" / each.issue / "issue.json"
    if not path.exists():
        return "absent"
    issue = json.loads(path.read_text())
    if issue.get("status") != "skipped":
        return str(issue.get("status", "planned"))
    reason = issue["skip"]["reason"]
    reasons = {"min_stories": "thin", "still on hold": "held", "no run sent it": "late", "nothing to send": "thin"}
    return next((f"skipped: {name}" for words, name in reasons.items() if words in reason), f"skipped: {reason}")


def copies(year: Year) -> Counter[tuple[str, str]]:
    """How often each reader was mailed each issue."""
    found: Counter[tuple[str, str]] = Counter()
    for reader, message in year.server.taken:
        issue = re.search(rb"^Message-ID: <([0-9W-]+)\.", message, re.MULTILINE)
        assert issue, message[:600]
        found[reader, issue[1].decode()] += 1
    return found
