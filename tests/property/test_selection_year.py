"""Selection keeps its promises over a year of issues, and byte for byte whatever the process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from digest.models import Outcome
from tests.build import NOW
from tests.property.newsroom import DAY, LIVE, UNDATED, Made, placed, publish

pytestmark = pytest.mark.uncounted
FIRST = NOW.date()
MISSED = (9, 23, 24)
"""Weeks in which no issue went out."""
CALENDARS = {
    "weekly, planned a day and a half ahead": (
        tuple(FIRST + 7 * week * DAY for week in range(55) if week not in MISSED),
        {"cadence": 7 * DAY, "lag": timedelta(days=1, hours=14), "hold": 10, "room": 6},
    ),
    "monthly, planned the day before": (
        tuple(date(2026 + (month // 12), month % 12 + 1, 28) for month in range(10, 24)),
        {"cadence": 30 * DAY, "lag": timedelta(days=1, hours=4), "hold": 25, "room": 30},
    ),
}


@pytest.fixture(scope="module", params=CALENDARS.values(), ids=CALENDARS)
def year(request: pytest.FixtureRequest) -> list[Made]:
    """A year of issues, each with what the feeds held when it was planned."""
    days, settings = request.param
    return publish(days, **settings)


def test_no_story_repeats_in_a_year(year: list[Made]) -> None:
    """No story comes twice, by its address, its guid, or as a copy whole or cut; but rewritten and marked, once."""
    told = {post.entry.url: post.story for each in year for post in each.posts}
    runs: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for each in year:
        for story in each.issue.stories():
            runs[told[story.url]] += 1
            marked[told[story.url]] += bool(story.updated_since)
    assert runs.total() > 60
    assert {name: count for name, count in runs.items() if count > 1 + marked[name]} == {}
    assert max(marked.values()) == 1
    assert runs[LIVE] == 2


def test_only_rewritten_stories_return(year: list[Made]) -> None:
    """What comes back marked as updated is what was written anew: not what was corrected, or cut to its end."""
    back = [
        (post.story, post.rewritten)
        for each in year
        for story in each.issue.stories()
        if story.updated_since
        for post in each.posts
        if post.entry.url == story.url
    ]
    assert back
    assert all(rewritten for _, rewritten in back)


def test_every_entry_has_a_reason_in_a_year(year: list[Made]) -> None:
    """Each entry of each issue has exactly one decision, with a reason, and so has what the last one left over."""
    for each in year:
        entries = Counter(post.entry.url for post in each.posts)
        decided = Counter(decision.url for decision in each.issue.decisions)
        assert decided == entries + Counter(url for url in each.left if url not in entries)
        assert all(decision.reason for decision in each.issue.decisions)


def test_nothing_falls_between_two_issues(year: list[Made]) -> None:
    """What an issue sees that none saw before is never too old: it was not there before, or no issue went out."""
    seen = {post.entry.url for post in year[0].posts}
    new = 0
    for each in year[1:]:
        reasons = {decision.url: decision.reason for decision in each.issue.decisions}
        fresh = {post.entry.url for post in each.posts} - seen
        assert {reasons[url] for url in fresh if reasons[url].startswith(("older", "undated, and"))} == set()
        seen |= fresh
        new += len(fresh)
    assert new > 900


def test_carried_over_at_most_once_in_a_year(year: list[Made]) -> None:
    """What an issue carries over from the one before it carries over once; some of it runs though no feed holds it."""
    carried_over = [decision for each in year for decision in each.issue.decisions if decision.carried_from]
    assert max(Counter(decision.story for decision in carried_over).values()) == 1
    assert any(decision.outcome is Outcome.placed for decision in carried_over)
    gone = [url for each in year for url in placed(each.issue) if url not in {post.entry.url for post in each.posts}]
    assert gone


def test_undated_stories_run_when_they_appear(year: list[Made]) -> None:
    """A source without dates has its share, and what an issue did not take from it the next but one never does."""
    first = {url: at for at, each in reversed(list(enumerate(year))) for url in (post.entry.url for post in each.posts)}
    waited = [
        at - first[story.url]
        for at, each in enumerate(year)
        for story in each.issue.stories()
        if story.source == UNDATED and not story.updated_since
    ]
    assert len(waited) > 5
    assert max(waited) <= 1


def test_quotas_hold_in_a_year(year: list[Made]) -> None:
    """No issue has more stories of a source than it may, or more than the layout has room for; nor leaves more over."""
    room = 6 if len(year) > 20 else 30
    for each in year:
        assert 0 < len(each.issue.stories()) <= room + 3
        assert len(each.issue.left_over) <= len(each.issue.stories())
        assert max(Counter(story.source for story in each.issue.stories()).values()) <= room // 2


_PROGRAM = """
import random, sys
sys.path.insert(0, {root!r})
from tests.build import NOW, choose
from tests.property.newsroom import LAYOUT, held, posts
entries = [post.entry for post in held(posts(10), NOW, hold=20)]
random.Random(int(sys.argv[1])).shuffle(entries)
chosen = choose(entries, *LAYOUT, {{"kind": "list"}})
print(chosen.decisions, chosen.left_over, [story for told in chosen.blocks.values() for story in told])
"""


def test_same_bytes_in_every_process() -> None:
    """Neither the order of the feeds nor the seed of Python's hashes changes a byte."""
    root = str(Path(__file__).parents[2])
    seen = set()
    for seed in ("0", "1", "4711"):
        found = subprocess.run(
            [sys.executable, "-c", _PROGRAM.format(root=root), seed],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert len(found.stdout) > 1000
        seen.add(hashlib.sha256(found.stdout).hexdigest())
    assert len(seen) == 1
