"""Take the pictures of the documentation: the example's email in each theme, on a desktop and a phone, light and dark;
and the studio.

    python docs/screenshots.py [--config FILE] [--out FOLDER] [--full FOLDER] [--studio]

`--studio` takes those of the studio only.

Pictures of the example's invented site are answered from its own folder.
"""

from __future__ import annotations

import argparse
import html
import mimetypes
import os
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.config import Config, load  # noqa: E402 - after the path is set
from digest.fields import fill  # noqa: E402 - after the path is set
from digest.models import Issue  # noqa: E402 - after the path is set
from digest.pipeline import plan, rendered, today  # noqa: E402 - after the path is set
from digest.renderer import theme_names  # noqa: E402 - after the path is set
from tests.browser.chromium import ARGUMENTS, find  # noqa: E402 - after the path is set
from tests.browser.desk import opened, pick  # noqa: E402 - after the path is set
from tests.cli.running import preview  # noqa: E402 - after the path is set
from tests.conftest import copy_example  # noqa: E402 - after the path is set

WIDTHS = (800, 375)
SCHEMES = ("light", "dark")
VALUES = {"name": "Zoë", "unsubscribe_url": "https://halyard.example/unsubscribe"}
"""What stands in the merge fields."""


def example_issue(config: Config) -> Issue:
    """The newest issue of the example."""
    issue = plan(config, today=today(config)).issue
    assert issue is not None, "the example has nothing to send"
    return issue


def email_html(config: Config, issue: Issue, theme: str) -> str:
    """The HTML of `issue` in `theme` as a named recipient gets it, with the example's logo and the theme's colours."""
    logo = {name: value for name, value in config.theme.options.items() if name.startswith("logo")}
    styled = config.model_copy(update={"theme": type(config.theme).model_validate({"name": theme, **logo})})
    return fill(rendered(styled, issue).html, issue.mark, VALUES, encode=html.escape)


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


def shoot(browser: Browser, config: Config, content: str, *, width: int, scheme: str) -> bytes:
    """The whole email at `width` CSS pixels as a PNG of twice as many."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=2)
    serve_pictures(page, config)
    page.set_content(content, wait_until="load")
    picture = page.screenshot(full_page=True)
    page.close()
    return picture


def compose(browser: Browser, pictures: dict[tuple[int, str], bytes]) -> bytes:
    """The tops of all pictures side by side, as a JPEG for the README."""
    shown = "".join(
        f'<div style="width: {width * 0.6:.0f}px"><img src="data:image/png;base64,{b64encode(picture).decode()}"></div>'
        for (width, _), picture in pictures.items()
    )
    page = browser.new_page(viewport={"width": 1500, "height": 900}, device_scale_factor=1.25)
    page.set_content(
        "<!doctype html>"
        "<style>body { margin: 0; padding: 24px; display: flex; gap: 20px; background: #c9c4ba; width: max-content }"
        "div { height: 720px; overflow: hidden; border-radius: 10px } img { width: 100%; display: block }</style>"
        + shown
    )
    picture = page.locator("body").screenshot(type="jpeg", quality=80)
    page.close()
    return picture


def shoot_studio(browser: Browser, out: Path) -> None:
    """The studio of the example: a story and why it is there, checks in the dark, a slot, a mail program, a phone."""
    with tempfile.TemporaryDirectory() as place:
        folder = copy_example("magazine", Path(place) / "magazine")
        folder("plan")
        issue = folder.issue()
        with preview(folder) as (_, url):

            def shot(name: str, act: Callable[[Page], None], **look: Any) -> None:
                with opened(browser, url, device_scale_factor=1.5, **look) as page:
                    act(page)
                    page.wait_for_timeout(2500)  # until pictures are there and nothing glides any more
                    write(out / f"studio-{name}.jpg", page.screenshot(type="jpeg", quality=82))

            def word(page: Page) -> None:
                page.get_by_label("Mail program").select_option("outlook_word")
                pick(page, issue.insertions()[0].creative.headline)

            shot("story", lambda page: pick(page, issue.stories()[2].title))
            shot("checks-dark", lambda page: page.get_by_role("tab", name="Checks").click(), color_scheme="dark")
            shot("outlook", word)
            shot("phone", lambda _: None, width=375, height=780)


def main() -> None:
    """Write a picture for each theme, and with --full each whole email as a PNG too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=ROOT / "examples" / "magazine" / "digest.toml")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images", metavar="FOLDER")
    parser.add_argument("--full", type=Path, metavar="FOLDER")
    parser.add_argument("--studio", action="store_true")
    arguments = parser.parse_args()
    config = load(arguments.config, environment=os.environ)
    issue = example_issue(config)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        shoot_studio(browser, arguments.out)
        for theme in () if arguments.studio else theme_names():
            content = email_html(config, issue, theme)
            pictures = {
                (width, scheme): shoot(browser, config, content, width=width, scheme=scheme)
                for width in WIDTHS
                for scheme in SCHEMES
            }
            write(arguments.out / f"{theme}.jpg", compose(browser, pictures))
            for (width, scheme), picture in pictures.items() if arguments.full else ():
                write(arguments.full / f"{theme}-{width}-{scheme}.png", picture)
        browser.close()


def write(path: Path, content: bytes) -> None:
    """Write `content` to `path` and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(path)


if __name__ == "__main__":
    main()
