"""The kinds of machines that a newsletter's calls run on."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.smtp.servers import ScriptedServer
from tests.year.calls import Call, Death, Worker
from tests.year.world import Slot, Year

Seen = dict[str, set[tuple[str, int, int]]]
"""The files of each issue, and which they are: a file is never changed, only replaced."""


class Server(Year):
    """One machine with a crontab: one folder, one ledger."""

    def once(self, slot: Slot) -> Call:
        return self.command(self.published, "run", "--json", now=slot.moment, fate=self.fated(slot))

    def twice(self, slot: Slot) -> list[Call]:
        begun = [
            (self.begin(self.published, "run", "--json", now=slot.moment, fate=fate), fate)
            for fate in (self.fated(slot), self.fated(slot))
        ]
        return [self.end(process, slot.moment, fate) for process, fate in begun]

    def look(self) -> Path:
        return self.published


class Jobs(Year):
    """A CI service: each call works in a fresh checkout, publishes its claim before it sends, and may lose a push. The
    ledger is in a cache, which a lost machine does not write."""

    def once(self, slot: Slot) -> Call:
        folder = self._checkout("a")
        return self._go_on(folder, seen(self.published), self._claim(folder, slot), slot)

    def twice(self, slot: Slot) -> list[Call]:
        """Both check out, then both claim, then one after the other goes on."""
        folders, base = [self._checkout("a"), self._checkout("b")], seen(self.published)
        claims = [self._claim(folder, slot) for folder in folders]
        return [self._go_on(folder, base, claim, slot) for folder, claim in zip(folders, claims, strict=True)]

    def look(self) -> Path:
        return self._checkout("a")

    def _checkout(self, name: str) -> Path:
        folder = self.root / name
        shutil.rmtree(folder, ignore_errors=True)
        # Links do, where files are replaced and never changed.
        shutil.copytree(self.published, folder, ignore=shutil.ignore_patterns("state"), copy_function=os.link)
        if (self.root / "cache").exists():
            shutil.copytree(self.root / "cache", folder / "state")
        return folder

    def _claim(self, folder: Path, slot: Slot) -> Call:
        return self.command(folder, "run", "--claim", "--json", now=slot.moment, fate=self.fated(slot))

    def _go_on(self, folder: Path, base: Seen, claim: Call, slot: Slot) -> Call:
        """The rest of the job; the call that counts."""
        if claim.killed:
            return claim
        if claim.code:  # it claimed nothing, and what it told the owners is not forgotten
            self._save(folder)
            return claim
        if not self._push(folder, base, slot):
            claim.hindered = "a push that failed"
            return claim
        if claim.outcome != "claimed":
            self._save(folder)
            return claim
        sent = self.command(folder, "run", "--json", now=slot.moment, fate=self.fated(slot))
        if sent.killed:  # the machine is lost, and with it its ledger
            return sent
        self._save(folder)
        if not self._push(folder, seen(self.published), slot):
            sent.hindered = "a push that failed"
        return sent

    def _push(self, folder: Path, base: Seen, slot: Slot) -> bool:
        """Publish the issues that this checkout has changed since `base`, unless somebody else has."""
        own, theirs = seen(folder), seen(self.published)
        changed = [name for name in own if own[name] != base.get(name)]
        if changed and not self.calm and slot.luck.random() < 0.08:
            self.happened["pushes lost"] += 1
            return False
        if any(theirs.get(name) != base.get(name) for name in changed):
            self.happened["pushes refused"] += 1
            return False
        for name in changed:
            shutil.rmtree(self.published / "issues" / name, ignore_errors=True)
            shutil.copytree(folder / "issues" / name, self.published / "issues" / name, copy_function=os.link)
        return True

    def _save(self, folder: Path) -> None:
        shutil.rmtree(self.root / "cache", ignore_errors=True)
        shutil.copytree(folder / "state", self.root / "cache")


class Shared(Jobs):
    """The same with a ledger in a database that all jobs share: nothing is claimed beforehand, and what became of an
    issue is published after the mails, if that works."""

    def _claim(self, folder: Path, slot: Slot) -> Call:
        return self.command(folder, "run", "--json", now=slot.moment, fate=self.fated(slot))

    def _go_on(self, folder: Path, base: Seen, claim: Call, slot: Slot) -> Call:
        if not claim.killed and not self._push(folder, base, slot):
            claim.hindered = "a push that failed"
        return claim


def seen(folder: Path) -> Seen:
    """The issues' files in `folder`."""
    found: Seen = {}
    for path in (folder / "issues").glob("*/*"):
        stat = path.stat()
        found.setdefault(path.parent.name, set()).add((path.name, stat.st_ino, stat.st_mtime_ns))
    return found


@contextlib.contextmanager
def living(kind: type[Year], root: Path, *, seed: int, **more: Any) -> Iterator[Year]:
    """A prepared year of `kind`, with `more` of its fields; its mail server and worker live as long as the context."""
    year: Year | None = None

    def hear(verb: str, _count: int, _argument: str) -> str | None:
        """Kill who is to die at this word."""
        for process, death in list(year.victims.items() if year else ()):
            if death.kind == verb and death.number <= 1:
                year.victims.pop(process, None)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            elif death.kind == verb:
                year.victims[process] = Death(verb, death.number - 1)
        return None

    worker = Worker()
    try:
        with ScriptedServer(hear) as server:
            year = kind(root, seed, server, worker, **more)
            year.prepare()
            yield year
    finally:
        worker.close()
