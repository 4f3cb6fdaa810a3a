"""Whether a year went as it should, and its tally."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from digest.schedule import Occasion
from tests.year.calls import Call
from tests.year.letters import OWNERS, READERS, REVIEWERS, Mail
from tests.year.world import CONNECTIONS, REVIEW, Year

TRUE = {
    "skipped: thin": "the week was full",
    "skipped: held": "nobody held it",
    "skipped: late": "a call could send it",
}
"""Why each reason for a skip would be a lie."""
WORDS = {"sent": "sent", "sending": "needs you", **dict.fromkeys(TRUE, "skipped")}
"""What the owners are told of an issue's end."""


def fate(year: Year, each: Occasion) -> str:
    """`sent`, `sending`, `planned` or `absent`, or why it was skipped."""
    path = year.published / "issues" / each.issue / "issue.json"
    if not path.exists():
        return "absent"
    issue = json.loads(path.read_text())
    if issue.get("status") != "skipped":
        return str(issue.get("status", "planned"))
    reason = issue["skip"]["reason"]
    reasons = {"min_stories": "thin", "still on hold": "held", "no run could": "late", "nothing to send": "thin"}
    return next((f"skipped: {name}" for words, name in reasons.items() if words in reason), f"skipped: {reason}")


def tally(year: Year, occasions: Sequence[Occasion]) -> Counter[str]:
    """What became of each issue, how many got those that were sent how often, and all that happened on the way."""
    counted = Counter(year.happened)
    for each in occasions:
        state = fate(year, each)
        counted[state] += 1
        if state in ("sent", "sending"):
            got = Counter(mail.to for mail in _mails(year, each, READERS))
            counted.update(f"readers who got an issue {got[reader]} times" for reader in READERS)
    counted["notices"] = sum(mail.to in OWNERS for mail in year.mails)
    counted["drafts"] = sum(mail.to in REVIEWERS for mail in year.mails)
    return +counted


def faults(year: Year, occasions: Sequence[Occasion]) -> list[str]:
    """What went wrong that never may: nothing, in a good year."""
    found = []
    begun = False
    for each in occasions:
        state = fate(year, each)
        begun = begun or state != "absent"
        if begun:  # before its first issue a newsletter has missed nothing
            told = list(_of_issue(year, each, state))
            found += [f"{each.issue} ({state}): {fault}" for fault in told]
    return found


def _of_issue(year: Year, each: Occasion, state: str) -> Iterator[str]:
    yield from _too_early_or_late(year, each)
    yield from _owners(year, each, state)
    if state == "sending":
        yield from _half_sent(year, each)
    elif state in TRUE:
        if _mails(year, each, READERS):
            yield "was mailed"
        elif not _true(year, each, state):
            yield f"the reason is not true: {TRUE[state]}"
    elif state != "sent":
        yield "is left as it is"
    yield from _copies(year, each, state)


def _mails(year: Year, each: Occasion, people: Sequence[str]) -> list[Mail]:
    return [mail for mail in year.mails if mail.issue == each.issue and mail.to in people]


def _copies(year: Year, each: Occasion, state: str) -> Iterator[str]:
    """Each reader has one copy. A kill leaves, of each connection, one mail of which nothing is known: with `resend` it
    goes again, under the same Message-ID, and else it does not."""
    mails = _mails(year, each, READERS)
    got = Counter(mail.to for mail in mails)
    more, again = sum(got.values()) - len(got), year.on_unknown == "resend"
    cut_off = {id(call) for mail in mails for call in mail.visit.calls if call.killed}
    if more > (CONNECTIONS * len(cut_off) if again else 0):
        yield f"mailed twice: {dict(got)}, {len(cut_off)} kills"
    if len({(mail.to, mail.message_id) for mail in mails}) > len(got):
        yield "a second copy has another Message-ID"
    if state == "sent":
        counts = year.standing(each.issue)
        lost, unknown = len(READERS) - len(got), counts["unknown"]
        kills = sum(bool(call.killed) for call in year.calls.get(each.issue, []))
        left = _left(year, each)
        if left:
            yield from _left_out(year, each, left)
        if lost > left + (0 if again else unknown) or unknown > CONNECTIONS * kills:
            yield f"{lost} readers are lost, {unknown} reported as unknown, {left} as left out, {kills} kills"


def _left(year: Year, each: Occasion, *, doubt: bool = True) -> int:
    """How many readers the send has left out, of whom a person hears: those too, who may have it, unless no `doubt`."""
    counts = year.standing(each.issue)
    again = doubt and year.on_unknown == "resend"
    return counts["pending"] + counts["deferred"] + (counts["unknown"] if again else 0)


def _readers(number: int) -> str:
    return f"{number} reader{'s' if number > 1 else ''}"


def _left_out(year: Year, each: Occasion, left: int) -> Iterator[str]:
    """Readers are left out only of a send that was cut off, and that no call could go on with in time; it is told, by
    the call that ended it or, when that was killed, by one after it."""
    calls = [call for calls in year.calls.values() for call in calls if call.now > each.closes]
    missing = _left(year, each, doubt=False)
    readers, doubt = _readers(missing), _readers(left - missing)
    missed = (
        f"{readers} did not get {each.issue} in time",
        f"{each.issue} was sent in its time, and left {readers} out",
    )
    doubted = (f"nobody knows of {doubt} whether {each.issue} came", f"nobody knows of {doubt} whether it came")
    for number, words in ((missing, missed), (left - missing, doubted)):
        if number and not any(word in call.said for call in calls for word in words):
            yield f"nobody was told that {words[0]}: {[call.said for call in calls if each.issue in call.said]}"
    for call in year.calls.get(each.issue, []):
        waits = call.outcome in ("in review", "held", "thin", "not due")
        if each.due <= call.now <= each.closes and not (call.hindered or waits or _shut_out(call)):
            yield f"{left} were left out, and the call of {call.now} could mail them: {call.said}"


def _too_early_or_late(year: Year, each: Occasion) -> Iterator[str]:
    """Each mail left between the issue's time and its end, while it was not on hold, and when the reviewers had had
    their half of the review, or of what was left, with the draft."""
    for mail in _mails(year, each, READERS):
        moment = mail.visit.moment
        if mail.visit.forced:
            continue
        if not each.due <= moment <= each.closes:
            yield f"mailed at {moment}, due {each.due}, too late from {each.closes} on"
        decided = year.state(each.issue, moment)
        if decided == "hold":
            yield f"mailed at {moment}, on hold"
        for reviewer in REVIEWERS:
            drafts = [other.visit.moment for other in _mails(year, each, [reviewer])]
            if not any(draft < moment for draft in drafts):
                yield f"mailed at {moment}, {reviewer} has had no draft"
            elif decided != "approve" and moment < goes_out(each, max(when for when in drafts if when <= moment)):
                yield f"mailed at {moment}, {reviewer} has had the draft since {max(drafts)}"


def goes_out(each: Occasion, drafted: datetime) -> datetime:
    """When an issue may leave whose draft was mailed at `drafted`."""
    return max(each.due, drafted + min(REVIEW, each.closes - drafted) / 2)


def _owners(year: Year, each: Occasion, state: str) -> Iterator[str]:
    """Each owner hears once of each thing, and again only when what was written down about it may be lost; they hear
    how it ended, and of no other end."""
    for owner in OWNERS:
        notices = _mails(year, each, [owner])
        for words in {mail.words for mail in notices}:
            visits = [mail.visit for mail in notices if mail.words == words]
            if any(not visit.forgotten for visit in visits[:-1]):
                yield f"{owner} was told {len(visits)} times: {words}"
        told = {kind for kind in WORDS.values() if any(f"{each.issue} {kind}:" in mail.words for mail in notices)}
        end = "needs you" if state == "sent" and _left(year, each) else WORDS.get(state, "")
        if end not in told and not (state == "sent" and not _could_tell(year, each)):
            yield f"{owner} was not told that it {end}"
        if told & {"sent", "skipped"} - {end} and not (state == "sending" and told == {"sent", "needs you"}):
            yield f"{owner} was told that it was {told}"


def _could_tell(year: Year, each: Occasion) -> bool:
    """Whether, of an issue that has gone, any call could say so: one that nobody stopped."""
    last = max((mail.visit.moment for mail in _mails(year, each, READERS)), default=each.due)
    calls = year.calls[each.issue]
    return any(call.now >= last and not call.hindered and not _shut_out(call) for call in calls)


def _shut_out(call: Call) -> bool:
    return "another digest is running" in call.said


def _half_sent(year: Year, each: Occasion) -> Iterator[str]:
    """What was cut off and not taken up in its week: with the ledger a person can finish it, without is told how."""
    call = year.finish(each)
    lost = call.code == 6 and "--ledger-lost" in call.said
    if call.code and not (lost and any(other.hindered for other in year.calls[each.issue])):
        yield f"it cannot be finished: {call.said}"
    got = Counter(mail.to for mail in _mails(year, each, READERS))
    if not call.code and len(READERS) - len(got) > year.unknown(each.issue):
        yield f"a person has finished it, and it went to {dict(got)}"


def _true(year: Year, each: Occasion, state: str) -> bool:
    if state == "skipped: thin":
        return year.kinds[each.issue] == "thin"
    if state == "skipped: held":
        return year.state(each.issue, each.closes) == "hold"
    calls = year.calls.get(each.issue, [])
    return not any(_could_send(year, calls, call, each) for call in calls)


def _could_send(year: Year, calls: Sequence[Call], call: Call, each: Occasion) -> bool:
    """Whether nothing stood in the way of `call`: it came in time, and reviewers had had their half of the review."""
    if call.hindered or not each.due <= call.now <= each.closes or _shut_out(call) or call.outcome == "held":
        return False
    drafts = [other.now for other in calls if other.outcome == "in review" and not other.hindered]
    return bool(drafts) and call.now >= goes_out(each, min(drafts)) + timedelta(minutes=1)
