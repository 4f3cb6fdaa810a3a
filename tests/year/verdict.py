"""Whether a year went as it should, and its tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from digest.schedule import Occasion
from tests.year.world import HOURS, READERS, Call, Jobs, Year, copies, fate

TRUE = {
    "skipped: thin": "the week was full",
    "skipped: held": "nobody held it",
    "skipped: late": "a call could send it",
}
"""Why each reason for a skip would be a lie."""


def tally(year: Year, occasions: Sequence[Occasion]) -> Counter[str]:
    """What became of each issue, and how many got those that were sent how often."""
    counted: Counter[str] = Counter()
    got = copies(year)
    for each in occasions:
        counted[fate(year, each)] += 1
        if fate(year, each) in ("sent", "sending"):
            counted.update(f"readers who got an issue {got[reader, each.issue]} times" for reader in READERS)
    calls = [call for calls in year.calls.values() for call in calls]
    counted.update(calls=len(calls), kills=year.kills, hindered=sum(bool(call.hindered) for call in calls))
    return counted


def faults(year: Year, occasions: Sequence[Occasion]) -> list[str]:
    """What went wrong that never may: nothing, in a good year."""
    found = []
    begun = False
    for each in occasions:
        state = fate(year, each)
        begun = begun or state != "absent"
        if begun:  # before its first issue a newsletter has missed nothing
            found += [f"{each.issue} ({state}): {fault}" for fault in _of_issue(year, each, state)]
    return found


def _of_issue(year: Year, each: Occasion, state: str) -> Iterator[str]:
    got = [copies(year)[reader, each.issue] for reader in READERS]
    if max(got) > 1:
        yield f"mailed twice: {got}"
    if state == "sent":
        unknown = year.unknown(each.issue)
        if got.count(0) > unknown:
            yield f"{got.count(0)} readers are lost, {unknown} reported as unknown"
        return
    if not any(each.issue in call.said for calls in year.calls.values() for call in calls):
        yield "nobody was told"
    if state == "sending":
        yield from _half_sent(year, each)
    elif state not in TRUE:
        yield "is left as it is"
    elif sum(got):
        yield f"was mailed to {sum(got)}"
    elif not _true(year, each, state):
        yield f"the reason is not true: {TRUE[state]}"


def _half_sent(year: Year, each: Occasion) -> Iterator[str]:
    """What was cut off and not taken up in its week: with the ledger a person can finish it, without is told how."""
    call = year.finish(each)
    if isinstance(year, Jobs):
        if call.code != 6 or "--ledger-lost" not in call.said:
            yield f"a lost ledger is not refused: {call.code} {call.said}"
    elif call.code:
        yield f"it cannot be finished: {call.said}"


def _true(year: Year, each: Occasion, state: str) -> bool:
    if state == "skipped: thin":
        return year.kinds[each.issue] == "thin"
    if state == "skipped: held":
        return each.issue in year.held
    return not any(_could_send(year.calls.get(each.issue, []), call, each) for call in year.calls.get(each.issue, []))


def _could_send(calls: Sequence[Call], call: Call, each: Occasion) -> bool:
    """Whether nothing stood in the way of `call`: it came in time, and reviewers had had their half of the review."""
    if call.hindered or not each.due <= call.now <= each.closes or "another digest is running" in call.said:
        return False
    drafts = [other.now for other in calls if other.outcome == "in review" and not other.hindered]
    review = HOURS.review or timedelta(0)
    return bool(drafts) and call.now >= max(each.due, min(drafts) + review / 2) and call.outcome != "held"
