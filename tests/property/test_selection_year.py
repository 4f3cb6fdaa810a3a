"""Selection keeps its promises over a year of issues, and byte for byte whatever the process."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from digest.archive import carried
from digest.models import Block, Entry, Issue, Outcome
from tests.build import NOW, choose, entry, issue, own_words

WEEK = timedelta(days=7)
LAYOUT = (
    {"kind": "lead", "related": 2},
    {"kind": "list", "count": 5},
    {"kind": "section", "section": "World", "min": 1, "max": 2},
)


def feeds(week: int, rng: random.Random) -> list[Entry]:
    """What four feeds hold at the end of a week: this week's stories and many of the last four, some of them copied."""
    held = []
    for back in range(5):
        made = week - back
        dice = random.Random(made)
        for at in range(14):
            name = f"w{made}n{at}"
            text = " ".join(own_words(f"{name}{part}") for part in range(3))
            held.append(
                entry(
                    name,
                    title=own_words(f"t{name}")[:40],
                    text=text,
                    source=dice.choice("ABCD"),
                    guid=name,
                    section=dice.choice(("World", "Film", "")),
                    popularity=dice.choice((None, None, 3, 8, 40)),
                    published=NOW + made * WEEK - timedelta(hours=dice.randrange(1, 160)),
                )
            )
            if dice.random() < 0.2:
                copy = f"{name}copy"
                held.append(held[-1].model_copy(update={"url": f"https://x.example/{copy}", "source": "Wire"}))
                held[-1] = held[-1].model_copy(update={"identity": held[-1].url, "guid": copy, "text": f"{text} Wire."})
    rng.shuffle(held)
    return held


@pytest.fixture(scope="module")
def year() -> list[tuple[list[Entry], Issue]]:
    """52 issues, each with what the feeds held when it was made."""
    rng, made = random.Random(1), []
    for week in range(52):
        entries = feeds(week, rng)
        earlier = [each for _, each in made]
        chosen = choose(
            entries, *LAYOUT, now=NOW + week * WEEK, earlier=earlier, carried=carried(earlier), max_per_source=3
        )
        stories = tuple(story for told in chosen.blocks.values() for story in told)
        block = Block(kind="list", stories=stories)
        day = (NOW + week * WEEK).date()
        made.append((entries, issue(f"2027-W{week:02d}", block, date=day, decisions=chosen.decisions)))
    return made


def test_no_story_repeats_in_a_year(year: list[tuple[list[Entry], Issue]]) -> None:
    """In 52 issues no address, no guid and no text comes twice."""
    stories = [story for _, each in year for story in each.stories()]
    assert len(stories) > 300
    for what in ("identity", "guid", "fingerprint", "title"):
        assert [name for name, count in Counter(getattr(story, what) for story in stories).items() if count > 1] == []


def test_nothing_vanishes_in_a_year(year: list[tuple[list[Entry], Issue]]) -> None:
    """Each entry of each week has exactly one decision, with a reason."""
    for entries, each in year:
        assert Counter(entry.url for entry in entries) == Counter(decision.url for decision in each.decisions)
        assert all(decision.reason for decision in each.decisions)


def test_carried_over_at_most_once_in_a_year(year: list[tuple[list[Entry], Issue]]) -> None:
    """What an issue carries over from the one before it carries over once, and some of it runs."""
    carried_over = [decision for _, each in year for decision in each.decisions if decision.carried_from]
    assert max(Counter(decision.story for decision in carried_over).values()) == 1
    assert any(decision.outcome is Outcome.placed for decision in carried_over)


def test_quotas_hold_in_a_year(year: list[tuple[list[Entry], Issue]]) -> None:
    """No issue has more than three stories of a source, or more than the layout has room for."""
    for _, each in year:
        assert len(each.stories()) <= 8
        assert max(Counter(story.source for story in each.stories()).values()) <= 3


_PROGRAM = """
import random, sys
sys.path.insert(0, {root!r})
from tests.property.test_selection_year import LAYOUT, feeds
from tests.build import choose
chosen = choose(feeds(0, random.Random(int(sys.argv[1]))), *LAYOUT)
print(chosen.decisions, [story for told in chosen.blocks.values() for story in told])
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
