"""A year in the life of a newsletter that runs itself: calls that come late, never, twice at once, or are killed.

Everything random comes from one seed and is drawn for each call anew, so that a race that ends otherwise changes no
other call. What kind of machine the calls run on a subclass says.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.config.schema import ScheduleConfig
from digest.schedule import Occasion
from tests.build import own_words
from tests.smtp.servers import ScriptedServer
from tests.year.calls import Call, Death, Worker, death
from tests.year.letters import OWNERS, READERS, REVIEWERS, Mail, Visit, read

ZONE = "America/New_York"
HOURS = ScheduleConfig(day="friday", not_before="07:00", not_after="24h", review="6h")
REVIEW = timedelta(hours=6)
LATEST = timedelta(hours=14)
"""The longest delay of a call."""
CONNECTIONS = 2
CONFIG = f"""
[newsletter]
name = "The Lantern"
from = "The Lantern <letter@lantern.example>"
address = "1 Harbour Street, Lampton"
timezone = "{ZONE}"

[[sources]]
name = "Lantern"
file = "feed.xml"

[[blocks]]
kind = "list"
count = 9

[schedule]
day = "friday"
not_before = "07:00"
not_after = "24h"
review = "6h"
min_stories = 3

[notify]
owners = {list(OWNERS)}
reviewers = {list(REVIEWERS)}

[sending]
on_unknown = "%s"
connections = {CONNECTIONS}
"""


@dataclass(frozen=True)
class Slot:
    """A call as the schedule has it: `moment` is when it comes; `twice` another comes at that very moment; `broken` a
    source fails then. All else that happens to it comes out of `luck`."""

    moment: datetime
    late: timedelta
    twice: bool
    broken: bool
    luck: random.Random


@dataclass
class Year:
    """What happens in a year. `deadly` is the share of calls that are to be killed; `calls`, `kinds` and `decisions`
    (when, and what) are by issue."""

    root: Path
    seed: int
    server: ScriptedServer
    worker: Worker
    on_unknown: str = "skip"
    database: str = ""
    deadly: float = 0.15
    victims: dict[int, Death] = field(default_factory=dict)
    calls: dict[str, list[Call]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    calm: bool = False
    feed: str = ""

    @property
    def published(self) -> Path:
        """The folder whose issues the world sees."""
        return self.root / "newsletter"

    def prepare(self) -> None:
        self.published.mkdir(parents=True)
        (self.published / "digest.toml").write_text(CONFIG % self.on_unknown)
        theme = self.published / "templates" / "classic"  # a sheet that takes no time to inline
        theme.mkdir(parents=True)
        (theme / "inline.css").write_text("p { margin: 0 }\n")
        (self.published / "subscribers.csv").write_text("email\n" + "\n".join(READERS) + "\n")

    def live(self, occasions: list[Occasion]) -> None:
        """Live through `occasions`, in their order, and call once more when the last is over."""
        for number, each in enumerate(occasions):
            self._write_feed(each, number)
            for slot in self._slots(each):
                # When an issue's time is over each call says the same: a few are enough.
                if not self._is_over(each) or slot.luck.random() < 0.1:
                    self._visit(each, slot)
        self.calm = True
        end = occasions[-1].closes + timedelta(hours=1)
        self._visit(occasions[-1], Slot(end, timedelta(0), twice=False, broken=False, luck=random.Random(0)))

    def _visit(self, each: Occasion, slot: Slot) -> None:
        (self.published / "feed.xml").write_text("not found" if slot.broken else self.feed)
        calls = tuple(self.twice(slot) if slot.twice else [self.once(slot)])
        for call in calls:
            call.hindered = call.hindered or ("a source that failed" if slot.broken else "")
        self.calls.setdefault(each.issue, []).extend(calls)
        self._take_mails(Visit(slot.moment, calls))
        self._maybe_decide(each, slot)
        self.happened["calls"] += len(calls)
        self.happened["calls while a source fails"] += slot.broken
        self.happened["calls at once"] += slot.twice
        self.happened["calls that come hours late"] += slot.late > timedelta(hours=1)
        self.happened["calls that come over eight hours late"] += slot.late > timedelta(hours=8)

    def _take_mails(self, visit: Visit) -> None:
        """Read what the server has taken since the last time, once nobody talks to it any more."""
        self.server.wait_until_idle()
        self.mails.extend(read(visit, *taken) for taken in self.server.taken[len(self.mails) :])

    def _slots(self, each: Occasion) -> Iterator[Slot]:
        """The calls for an issue, in their order: hourly, half of them dropped, some late."""
        luck = random.Random(f"{self.seed} {each.issue}")
        silent, failing = luck.random() < 0.05, luck.random() < 0.1
        hours = range(int((each.closes - each.opens) / timedelta(hours=1)) + 3)
        slots = []
        for hour in hours:
            if luck.random() < 0.5 or silent:
                self.happened["calls dropped"] += 1
                continue
            late = luck.random() ** 3 * LATEST
            moment = each.opens + timedelta(hours=hour, minutes=17) + late
            broken = failing and luck.random() < 0.7
            own = random.Random(f"{self.seed} {each.issue} {hour}")
            slots.append(Slot(moment, late, twice=luck.random() < 0.1, broken=broken, luck=own))
        return iter(sorted(slots, key=lambda slot: slot.moment))

    def _is_over(self, each: Occasion) -> bool:
        last = self.calls.get(each.issue, [])[-1:]
        return any(not call.hindered and call.outcome in ("sent", "already sent", "skipped") for call in last)

    def _write_feed(self, each: Occasion, number: int) -> None:
        kind = "thin" if random.Random(f"{self.seed} {number}").random() < 0.08 else "full"
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

    def _maybe_decide(self, each: Occasion, slot: Slot) -> None:
        """Editors put some drafts on hold, and think better of half of them."""
        last, chance = self.calls[each.issue][-1], slot.luck.random()
        drafted = last.outcome == "in review" and not last.hindered
        if drafted and each.issue not in self.decisions and chance < 0.07:
            self._decide(slot.moment, "hold", each.issue)
        elif self.state(each.issue, slot.moment) == "hold" and chance < 0.15:
            self._decide(slot.moment, "approve", each.issue)

    def _decide(self, moment: datetime, command: str, issue: str) -> None:
        done = self.command(self.published, command, issue, now=moment)
        assert done.code in (0, 6), done.said
        if done.code == 0:
            self.decisions.setdefault(issue, []).append((moment, command))
            self.happened[f"decisions to {command}"] += 1

    def state(self, issue: str, moment: datetime) -> str:
        """What the editors had last decided at `moment`: `hold`, `approve` or nothing."""
        return next((what for when, what in reversed(self.decisions.get(issue, [])) if when <= moment), "")

    def once(self, slot: Slot) -> Call:
        """One call."""
        raise NotImplementedError

    def twice(self, slot: Slot) -> list[Call]:
        """Two calls at once."""
        raise NotImplementedError

    def look(self) -> Path:
        """A folder in which a person looks at how things stand."""
        raise NotImplementedError

    def finish(self, each: Occasion) -> Call:
        """A person's attempt to finish a send that was cut off."""
        late = each.closes + timedelta(days=8)
        call = self.command(self.look(), "send", each.issue, "--yes", "--force", now=late)
        self._take_mails(Visit(late, (call,), forced=True))
        return call

    def unknown(self, issue: str) -> int:
        """Of how many readers `digest status` says that nothing is known."""
        return self.standing(issue)["unknown"]

    def standing(self, issue: str) -> dict[str, int]:
        """The counts of `digest status`."""
        said = self.command(self.look(), "status", issue, "--json", now=datetime.now(UTC)).said
        return {name: int(number) for name, number in json.loads(said)["counts"].items()}

    def fated(self, slot: Slot) -> Death | None:
        """How a command of this call will be killed, if so."""
        return death(slot.luck) if not self.calm and slot.luck.random() < self.deadly else None

    def command(self, folder: Path, *arguments: str, now: datetime, fate: Death | None = None) -> Call:
        """Run a command to its end, or until it is killed."""
        if fate:
            return self.end(self.begin(folder, *arguments, now=now, fate=fate), now, fate)
        code, said = self.worker.run(*arguments, *_config(folder), now=now, environment=self._environment())
        return Call(now, code, said)

    def begin(self, folder: Path, *arguments: str, now: datetime, fate: Death | None = None) -> int:
        """Start a command; its process."""
        by_itself = fate if fate and fate.kind in ("os.rename", "call") else None
        process = self.worker.begin(
            *arguments, *_config(folder), now=now, environment=self._environment(), death=by_itself
        )
        if fate and not by_itself:
            self.victims[process] = fate
        return process

    def end(self, process: int, now: datetime, fate: Death | None) -> Call:
        """Wait for a command that has begun."""
        code, said = self.worker.end(process)
        self.victims.pop(process, None)
        killed = fate.at if fate and code < 0 else ""
        assert code >= 0 or killed, said
        self.happened[f"kills {killed}"] += bool(killed)
        return Call(now, code, said, "kill -9" if killed else "", killed)

    def _environment(self) -> Mapping[str, str]:
        server = f"smtp://127.0.0.1:{self.server.port}"
        more = {"DIGEST_DATABASE_URL": self.database} if self.database else {}
        return {"SMTP_URL": server, "DIGEST_SECRET": "a secret of this year alone", **more}


def _config(folder: Path) -> tuple[str, str]:
    return ("-c", str(folder / "digest.toml"))
