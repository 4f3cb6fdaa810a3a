"""How long it takes from saving a template to the new pixels in the studio, and how a long issue behaves there.

python benchmarks/preview.py
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.chromium import ARGUMENTS, find
from tests.browser.desk import SHOWN, opened
from tests.build import own_words
from tests.cli.folder import Folder, feed, small
from tests.cli.running import preview
from tests.conftest import copy_example

RUNS = 15
STORIES = 300
TEMPLATE = "templates/classic/blocks/subscribe.html"
SEEN = f"""
(words) => new Promise((done) => {{
  const look = () => {{
    const frame = document.querySelector("{SHOWN}");
    if (!frame?.contentDocument?.body?.textContent.includes(words)) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  }};
  look();
}})
"""
"""Two frames after the words are there they have been painted."""


def until_seen(page: Page, folder: Folder, words: str) -> float:
    """Seconds from saving a template with `words` until they are on the screen."""
    start = time.perf_counter()
    folder.write(TEMPLATE, f"<tr><td>{words}</td></tr>")
    page.evaluate(SEEN, words)
    return time.perf_counter() - start


def measure(page: Page, folder: Folder) -> list[float]:
    """Several times that, one after the other; the first, which warms everything up, does not count."""
    times = []
    for number in range(RUNS + 1):
        times.append(until_seen(page, folder, f"Call number {number}"))
        page.wait_for_timeout(400)
    return times[1:]


def long_issue(root: Path) -> Folder:
    """A newsletter of three lists with a hundred stories each."""
    folder = small(root)
    content = feed(*(own_words(f"story {number}").rstrip(".") for number in range(STORIES + 1)))
    folder.write("feed.xml", re.sub(r"2026 (\S+):00:00 GMT", "2026 12:00:00 GMT", content))
    lists = "".join(f'\n\n[[blocks]]\nkind = "list"\ntitle = "List {number}"\ncount = 100' for number in (2, 3))
    lantern = f'title = "More"\ncount = 100{lists}\n\n[[blocks]]\nkind = "subscribe"'
    folder.edit('title = "More"', lantern)
    folder.edit("[schedule]", "[selection]\nvariety = 0\n\n[schedule]")
    return folder


def edited(page: Page) -> float:
    """Seconds from the key that saves a new subject until the outline and the email have it."""
    subject = page.get_by_label("Subject")
    words = f"A subject of {time.monotonic_ns()}"
    subject.fill(words)
    start = time.perf_counter()
    subject.press("Enter")
    page.evaluate(SEEN.replace("body?.textContent", "title"), words)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians for the example and for a long issue."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        for name, folder in (
            ("examples/magazine", copy_example("magazine", Path(place) / "magazine")),
            (f"{STORIES} stories", long_issue(Path(place) / "long")),
        ):
            assert folder("plan").exit_code == 0
            with preview(folder) as (_, url):
                start = time.perf_counter()
                with opened(browser, url) as page:
                    there = time.perf_counter() - start
                    times = sorted(measure(page, folder))
                    edits = sorted(edited(page) for _ in range(5))
                    stories = len(folder.issue().stories())
            print(f"{name}, {stories} stories")
            print(f"  the email is there after {there:.2f} s")
            median, slow = (1000 * each for each in (statistics.median(times), times[int(0.9 * len(times))]))
            print(f"  template saved → pixels: median {median:.0f} ms, 9 of 10 in {slow:.0f} ms")
            print(f"  subject saved → email:   median {1000 * statistics.median(edits):.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
