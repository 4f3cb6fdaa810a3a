"""Take the pictures of the documentation: the example's email at phone and desktop width, in light and dark.

    python docs/screenshots.py [FOLDER] [--config FILE]

Pictures of the example's invented site are answered from its own folder.
"""

from __future__ import annotations

import argparse
import html
import mimetypes
import os
import sys
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.config import Config, load  # noqa: E402 - after the path is set
from digest.fields import fill  # noqa: E402 - after the path is set
from digest.pipeline import plan, rendered, today  # noqa: E402 - after the path is set
from tests.browser.chromium import ARGUMENTS, find  # noqa: E402 - after the path is set

WIDTHS = (375, 800)
SCHEMES = ("light", "dark")


def email_html(config: Config) -> str:
    """The newest issue's HTML as a named recipient gets it."""
    issue = plan(config, today=today(config)).issue
    assert issue is not None, "the example has nothing to send"
    values = {"name": "Zoë", "unsubscribe_url": "https://halyard.example/unsubscribe"}
    return fill(rendered(config, issue).html, issue.mark, values, encode=html.escape)


def serve_pictures(page: Page, config: Config) -> None:
    """Answer pictures from the folders under [preview.images], and nothing else."""

    def answer(route: Route) -> None:
        url = route.request.url
        for start, folder in config.preview.images.items():
            file = folder / url.removeprefix(start)
            if url.startswith(start) and file.is_file():
                route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
                return
        route.abort()

    page.route("**/*", answer)


def main() -> None:
    """Write one PNG a width and colour scheme."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--config", type=Path, default=ROOT / "examples" / "magazine" / "digest.toml")
    arguments = parser.parse_args()
    config = load(arguments.config, environment=os.environ)
    content = email_html(config)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                serve_pictures(page, config)
                page.set_content(content, wait_until="load")
                path = arguments.folder / f"email-{width}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
                print(path)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
