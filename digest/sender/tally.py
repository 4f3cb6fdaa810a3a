"""How a run stands: counts that add up after every message, and the row of errors after which it stops itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from digest.errors import ServerError
from digest.models import State, Submission
from digest.sender.standing import Counts, Reply

Progress = Callable[[Counts, Submission], None]
"""Called after each recipient with how the send stands and what the server just said."""


class Tally:
    """Counts the verdicts of one run on `connections` connections.

    Many failures in a row mean that it is the server that refuses us: at `max_errors`, `give_up` is called with the
    reason and what `again` says to do then. So it is when more messages in a row than there are connections have no
    answer at all. Whoever was refused in such a row (`struck`) is tried again by the next run; so
    is who is refused while the other connections come to their end.
    """

    def __init__(
        self,
        counts: Counts,
        *,
        max_errors: int,
        connections: int,
        again: Callable[[Counts], str],
        give_up: Callable[[ServerError], None],
        on_progress: Progress | None,
    ) -> None:
        self._counts = asdict(counts)
        self.gave_up = False
        self.struck: list[str] = []
        """Who was refused in the present row of errors, or perhaps at its begin."""
        self._max_errors = max_errors
        self._connections = connections
        self._again = again
        self._give_up = give_up
        self._on_progress = on_progress
        self._errors = 0
        self._unanswered = 0

    def settled(self, said: Submission, *, was: State) -> None:
        """The server has said `said` about one who was pending or deferred."""
        self._move(was, said.state)
        self._unanswered = self._unanswered + 1 if said.state is State.unknown else 0
        if self._unanswered > self._connections:
            self._stop_unanswered()
        if said.state in (State.refused, State.unknown):
            if said.state is State.refused:
                self.struck.append(said.address)
            self.failed(f"{said.code} {said.reply}")
        elif said.state is State.accepted and not self.gave_up:
            self._errors = 0
            # An acceptance may overtake the first refusals of a row that began on the other connections.
            del self.struck[: max(0, len(self.struck) - self._connections + 1)]
        if self._on_progress:
            self._on_progress(Counts(**self._counts), said)

    def suppressed(self, *, was: State) -> None:
        """One who was pending or deferred was put on the suppression list meanwhile."""
        self._move(was, State.suppressed)

    def failed(self, reason: str) -> None:
        """One more failure in a row."""
        self._errors += 1
        if self._errors >= self._max_errors:
            self.gave_up = True
            message = f"stopped after {self._errors} errors in a row, the last one: {reason}"
            again = self._again(Counts(**self._counts))
            right = "Where it is right about each of them, raise max_errors"
            self._give_up(ServerError(message, hint=f"mend what the server says, then {again}. {right}"))

    def _stop_unanswered(self) -> None:
        """More than one message a connection, in a row, of which nobody knows whether the server has taken it: each
        may go twice, or be lost, and so may all that are left."""
        message = f"the server did not say whether it has taken the last {self._unanswered} messages"
        again = self._again(Counts(**self._counts))
        self._give_up(ServerError(message, hint=f"find out why ([sending] timeout may be too short), then {again}"))

    def _move(self, was: State, now: State) -> None:
        self._counts[was.value] -= 1
        self._counts[now.value] += 1


def again(issue: str, counts: Counts, *, resend: bool) -> str:
    """What to do with a send that is not done, and whom that mails a second time."""
    text = f"run `digest send {issue}` again: it goes on where this stopped, and mails nobody twice"
    if not counts.unknown:
        return text
    who = "those of whom nothing is known"  # how many, only the end of the run knows
    return f"{text} but {who}, with the same Message-ID" if resend else f"{text}; {who} are left out"


def why(counts: Counts, replies: Sequence[Reply]) -> str:
    """Of those who are left: how many wait for another try, or have no answer, and the first of `replies`."""
    found = [f"{number} {state}" for state in ("deferred", "unknown") if (number := getattr(counts, state))]
    said = f"{replies[0].code or ''} {replies[0].reply}".strip() if replies else ""
    return f" ({', '.join(found)}{f': {said}' if said else ''})" if found else ""
