"""How fast messages may leave: what the publisher allows, what the provider allows, and what the server can bear."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from digest.config.schema import Rate

HOUR = 3600.0
SETTLING = 2.0
"""Seconds in which several complaints of a server count as one: they come on all connections together."""
RECOVERY = 10.0
"""Seconds without a complaint after which the pace rises by a quarter."""
SLOWEST = 0.2
"""Messages a second at the slowest: one in five seconds."""
REPEATED = 5
"""Temporary refusals in a row that count as a complaint; one alone may be a reader's full mailbox."""


class Pace:
    """Says when the next message may start. All times are seconds of `clock`.

    `rate` is messages a second, `hourly_limit` messages in any 60 minutes, of which `earlier` (how many seconds ago,
    how many) have been used up; `domains` limits single recipient domains.

    A complaint of the server (421, or temporary refusals in a row) halves the pace that there is; without further ones
    it rises again by a quarter every ten seconds, until it is what it was and the brake comes off.
    """

    def __init__(
        self,
        *,
        rate: float | None = None,
        hourly_limit: int | None = None,
        domains: Mapping[str, Rate] | None = None,
        earlier: Iterable[tuple[float, int]] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = rate
        self._limit = hourly_limit
        self._domains = {domain.lower(): rate.per_second for domain, rate in (domains or {}).items()}
        self._clock = clock
        now = clock()
        self._hour: deque[tuple[float, int]] = deque((now - ago, number) for ago, number in earlier)
        self._in_hour = sum(number for _, number in self._hour)
        self._free_at = now
        self._domain_free_at = dict.fromkeys(self._domains, now)
        self._recent: deque[float] = deque(maxlen=200)
        self._speed: float | None = None
        self._full_speed = 0.0
        self._changed_at = now - RECOVERY
        self._row = 0

    @property
    def slowed(self) -> float | None:
        """The pace, in messages a second, to which the server's complaints have brought us; None: no complaint."""
        return self._speed

    def limit_of(self, address: str) -> str:
        """The domain of `address` where it has a limit of its own, else nothing."""
        domain = address.rpartition("@")[2].lower()
        return domain if domain in self._domains else ""

    def wait(self, limit: str = "") -> float:
        """Seconds until a message may start, under the limit of a domain (`limit_of`) where there is one."""
        now = self._clock()
        free_at = max(self._free_at, self._domain_free_at.get(limit, now))
        if self._limit is not None:
            while self._hour and self._hour[0][0] + HOUR <= now:
                self._in_hour -= self._hour.popleft()[1]
            if self._in_hour >= self._limit:
                free_at = max(free_at, self._hour[0][0] + HOUR)
        return max(0.0, free_at - now)

    def start(self, limit: str = "") -> None:
        """A message starts now."""
        now = self._clock()
        self._recent.append(now)
        speeds = [speed for speed in (self._rate, self._speed) if speed]
        if speeds:
            self._free_at = max(now, self._free_at) + 1 / min(speeds)
        if limit:
            self._domain_free_at[limit] = max(now, self._domain_free_at[limit]) + 1 / self._domains[limit]
        if self._limit is not None:
            self._in_hour += 1
            self._hour.append((now, 1))
            self._merge()

    def accepted(self) -> None:
        """The server took a message: after a while without a complaint, go a little faster."""
        self._row = 0
        now = self._clock()
        if self._speed is None or now - self._changed_at < RECOVERY:
            return
        self._changed_at = now
        self._speed *= 1.25
        if self._speed > self._full_speed:
            self._speed = None

    def deferred(self) -> None:
        """The server refused one message for now."""
        self._row += 1
        if self._row >= REPEATED:
            self.complaint()

    def complaint(self) -> None:
        """The server has too much to do."""
        self._row = 0
        now = self._clock()
        if now - self._changed_at < SETTLING:
            return
        self._changed_at = now
        if self._speed is None:
            self._full_speed = self._measured(now)
        self._speed = max(SLOWEST, (self._speed or self._full_speed) / 2)
        self._free_at = max(self._free_at, now + 1 / self._speed)

    def _measured(self, now: float) -> float:
        """Messages a second of late."""
        if len(self._recent) < 2:
            return 1.0
        return len(self._recent) / max(now - self._recent[0], 0.001)

    def _merge(self) -> None:
        """Keep one record a second, dated at its end, so that an hour takes no more room than an hour's seconds."""
        if len(self._hour) < 2:
            return
        (before, several), (now, one) = self._hour[-2], self._hour[-1]
        if int(before) == int(now):
            del self._hour[-1]
            self._hour[-1] = (now, several + one)
