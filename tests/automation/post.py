"""What the jobs' tests share: a mail server that counts, and the readers it counts by."""

from __future__ import annotations

import json
from collections import Counter
from email import message_from_bytes
from email.policy import default

from tests.automation.runner import Hub, Job
from tests.smtp.servers import HANG, ScriptedServer

READERS = [f"reader{number}@example.org" for number in range(1, 7)]
ISSUE = "issues/2026-W47/issue.json"
DUE = "2026-11-20 07:23"
NEXT = "2026-11-20 08:23"


class Post:
    """A mail server that counts; from the mail `slow_after` on it answers nobody any more, while that is set."""

    def __init__(self) -> None:
        self.slow_after: int | None = None
        self.server = ScriptedServer(self._behave)

    def _behave(self, verb: str, _count: int, _argument: str) -> str | None:
        if verb == "DOT" and self.slow_after is not None and len(self.mails) > self.slow_after:
            return HANG
        return None

    @property
    def mails(self) -> list[str]:
        """Who was mailed an issue, mail by mail."""
        return [reader for reader, _ in self.server.taken if reader in READERS]

    @property
    def notices(self) -> list[str]:
        """The subjects of what the owner was told."""
        told = [message for reader, message in self.server.taken if reader.startswith("olga@")]
        return [str(message_from_bytes(message, policy=default)["Subject"]) for message in told]

    def everyone_once(self) -> bool:
        return Counter(self.mails) == dict.fromkeys(READERS, 1)


def status(hub: Hub) -> str:
    """The issue's status, as it is published."""
    return str(json.loads(hub.show(ISSUE))["status"])


def refused(job: Job, step: str, *words: str) -> None:
    """The job failed in `step` and said these words."""
    assert job.failed[0] == step, job.steps
    for word in words:
        assert word in job.said(step)
