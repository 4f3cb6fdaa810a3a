"""The pace: what is allowed, what the server bears, and how it recovers."""

from __future__ import annotations

import pytest

from digest.config.schema import Rate, SendingConfig
from digest.sender.pace import REPEATED, SLOWEST, Pace


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def run(pace: Pace, clock: Clock, seconds: float, limit: str = "") -> int:
    """How many messages start within `seconds`, each as soon as it may; at most a hundred a second."""
    started, end = 0, clock.now + seconds
    while True:
        wait = max(pace.wait(limit), 0.01)
        if clock.now + wait > end:
            clock.now = end
            return started
        clock.now += wait
        if not pace.wait(limit):
            pace.start(limit)
            started += 1


def test_no_limit(clock: Clock) -> None:
    """Without any limit nobody waits."""
    pace = Pace(clock=clock)
    pace.start()
    assert pace.wait() == 0
    assert pace.slowed is None


def test_rate(clock: Clock) -> None:
    """So many messages a second, evenly, also when nothing was sent for a while."""
    pace = Pace(rate=5, clock=clock)
    assert 49 <= run(pace, clock, 10) <= 51
    clock.now += 100
    assert run(pace, clock, 1) <= 6


def test_hourly_limit(clock: Clock) -> None:
    """In no 60 minutes are there more than the limit; earlier runs count, and come free one by one."""
    pace = Pace(hourly_limit=100, earlier=[(3000, 60), (10, 10)], clock=clock)
    assert run(pace, clock, 500) == 30
    assert pace.wait() == pytest.approx(100)
    assert run(pace, clock, 110) == 60
    starts: list[float] = []
    for _ in range(20_000):
        clock.now += max(pace.wait(), 0.5)
        if not pace.wait():
            pace.start()
            starts.append(clock.now)
    assert all(later - first >= 3599 for first, later in zip(starts, starts[100:], strict=False))
    assert len(pace._hour) <= 3601


def test_domains(clock: Clock) -> None:
    """One domain's limit holds back its own readers only, whatever the case."""
    pace = Pace(domains={"Gmail.com": Rate.model_validate("60/m")}, clock=clock)
    assert (pace.limit_of("ann@GMAIL.com"), pace.limit_of("ann@example.org")) == ("gmail.com", "")
    pace.start("gmail.com")
    assert pace.wait("gmail.com") == pytest.approx(1)
    assert pace.wait() == 0
    assert 9 <= run(pace, clock, 10, "gmail.com") <= 11


def test_a_complaint_halves(clock: Clock) -> None:
    """421 halves the pace that there was; complaints on all connections together count once; there is a slowest."""
    pace = Pace(clock=clock)
    run(pace, clock, 5)
    for _ in range(4):
        pace.complaint()
    assert pace.slowed == pytest.approx(50, rel=0.1)
    assert run(pace, clock, 2) <= 110
    clock.now += 5
    pace.complaint()
    assert pace.slowed == pytest.approx(25, rel=0.1)
    for _ in range(20):
        clock.now += 5
        pace.complaint()
    assert pace.slowed == SLOWEST


def test_recovery(clock: Clock) -> None:
    """Without complaints the pace rises by a quarter every ten seconds, until the brake comes off."""
    pace = Pace(clock=clock)
    run(pace, clock, 5)
    pace.complaint()
    first = pace.slowed
    pace.accepted()
    assert pace.slowed == first  # not at once
    clock.now += 11
    pace.accepted()
    pace.accepted()
    assert first is not None
    assert pace.slowed == pytest.approx(first * 1.25)
    for _ in range(4):
        clock.now += 11
        pace.accepted()
    assert pace.slowed is None
    assert pace.wait() <= 1


def test_repeated_refusals_are_a_complaint(clock: Clock) -> None:
    """A few temporary refusals are the readers' own; many in a row are the server's."""
    pace = Pace(clock=clock)
    run(pace, clock, 1)
    for _ in range(3):
        for _ in range(REPEATED - 1):
            pace.deferred()
        pace.accepted()
    assert pace.slowed is None
    for _ in range(REPEATED):
        pace.deferred()
    assert pace.slowed is not None


def test_a_complaint_before_anything(clock: Clock) -> None:
    """A server that complains about the first message is asked once every two seconds."""
    pace = Pace(clock=clock)
    pace.complaint()
    assert pace.slowed == 0.5


@pytest.mark.parametrize(("written", "each"), [("10/s", 10.0), ("600/m", 10.0), (" 900 / h ", 0.25)])
def test_rates(written: str, each: float) -> None:
    """A rate is a number for a second, a minute or an hour."""
    assert SendingConfig.model_validate({"domains": {"a.example": written}}).domains["a.example"].per_second == each


@pytest.mark.parametrize("written", ["10", "0/s", "10/d", "ten/s", 10])
def test_what_is_no_rate(written: object) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match=r"10/s|valid dictionary"):
        SendingConfig.model_validate({"domains": {"a.example": written}})
