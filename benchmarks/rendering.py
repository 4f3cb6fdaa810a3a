"""How long an issue of thirty stories with pictures takes to render in each theme, inlining included.

python benchmarks/rendering.py
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from digest.models import Block, Issue, Newsletter
from digest.renderer import find_theme, render, theme_names
from tests.samples import story

STORIES = 30
RUNS = 7


def issue() -> Issue:
    """A header, a list of thirty teasers with related stories, a footer."""
    stories = tuple(story(f"story-{number}") for number in range(STORIES))
    newsletter = Newsletter(
        name="The Lantern", sender="The Lantern <letter@lantern.example>", list_id="lantern.example"
    )
    blocks = (Block(kind="header"), Block(kind="list", style="teaser", stories=stories), Block(kind="footer"))
    day = date(2026, 11, 20)
    return Issue(id="2026-W47", number=1, date=day, mark="5c0ffee5", newsletter=newsletter, subject="S", blocks=blocks)


def main() -> None:
    """Print the first render, which imports the inliner, and the median of those after it, in CPU seconds."""
    given = issue()
    for name in theme_names():
        theme = find_theme(name, overrides=None, options={})
        times = []
        for _ in range(RUNS + 1):
            start = time.process_time()
            email = render(given, theme=theme)
            times.append(time.process_time() - start)
        size = len(email.html.encode()) / 1024
        print(f"{name:<10} first {times[0]:.2f} s, then {statistics.median(times[1:]):.2f} s  ({size:.0f} kB)")


if __name__ == "__main__":
    main()
