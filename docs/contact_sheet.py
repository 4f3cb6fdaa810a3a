"""Put every theme on one sheet: three contents at three widths, in light, dark, without pictures and forced dark.

    python docs/contact_sheet.py [--out contact-sheet.jpg] [--full FOLDER]

Look at it after a change to a theme: rhythm, alignment, crops, what shouts, what hides. `--full` also writes each
picture in full size. The contents: the example's issue, a block of every kind, and the same from right to left.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest import archive  # noqa: E402 - after the path is set
from digest.config import load  # noqa: E402 - after the path is set
from digest.fields import fill  # noqa: E402 - after the path is set
from digest.models import Issue  # noqa: E402 - after the path is set
from digest.renderer import find_theme, render, theme_names  # noqa: E402 - after the path is set
from docs.screenshots import VALUES, email_html, example_issue, serve_pictures, write  # noqa: E402 - after the path is set
from tests.browser.chromium import ARGUMENTS, find  # noqa: E402 - after the path is set
from tests.samples import samples  # noqa: E402 - after the path is set

EXAMPLE = ROOT / "examples" / "magazine"
WIDTHS = (375, 600, 800)
MODES = ("light", "dark", "images off", "forced dark")
SCALE = 0.2
TALLEST = 9000
"""CSS pixels of an email that are shown on the sheet; the rest is cut off."""
GAP = 12
DRAWN = {
    "bridge": "senn-bridge",
    "lighthouse": "tide-clock-island",
    "orchard": "spaniel-meadow",
    "kettle": "ad-larkspur",
    "rivets": "promo-video",
    "ada": "editor",
}
"""Which of the example's pictures stand for those of the samples."""
PERSIAN = (
    "پلی که همه از آن می‌گذرند و هیچ‌کس نگاهش نمی‌کند",
    "نود سال است که پل هر بامداد همان‌جاست. اکنون کسی میخ‌هایش را شمرده است: ۱۲۰۴ عدد، با GPS.",
    "جهان",
    "مینا فانوسی",
)


class Content(NamedTuple):
    """Something to look at: the HTML of a theme, and what answers its pictures."""

    html: Callable[[str], str]
    serve: Callable[[Page], None]


def contents() -> dict[str, Content]:
    """The example, a block of every kind, and the same from right to left."""
    config = load(EXAMPLE / "digest.toml", environment=os.environ)
    issue = example_issue(config)
    every = archive.read_issue(ROOT / "tests" / "golden" / "issue.json")
    every = every.model_copy(update={"blocks": tuple(samples().values())})
    return {
        "example": Content(lambda theme: email_html(config, issue, theme), lambda page: serve_pictures(page, config)),
        "every block": Content(lambda theme: plain_html(every, theme), serve_samples),
        "right to left": Content(lambda theme: plain_html(persian(every), theme), serve_samples),
    }


def plain_html(issue: Issue, theme: str) -> str:
    """The HTML of `issue` in `theme` without options."""
    return fill(render(issue, theme=find_theme(theme, overrides=None, options={})).html, issue.mark, VALUES)


def persian(issue: Issue) -> Issue:
    """`issue` in Persian as far as its stories go."""
    title, excerpt, section, author = PERSIAN
    words = {"title": title, "excerpt": excerpt, "section": section, "author": author, "points": (excerpt, title)}
    blocks = tuple(
        block.model_copy(update={"stories": tuple(story.model_copy(update=words) for story in block.stories)})
        for block in issue.blocks
    )
    newsletter = issue.newsletter.model_copy(update={"language": "fa", "direction": "rtl", "name": "فانوس"})
    return issue.model_copy(update={"blocks": blocks, "newsletter": newsletter})


def serve_samples(page: Page) -> None:
    """Answer the samples' pictures with drawings of the example."""

    def answer(route: Route) -> None:
        name = re.sub(r".*/|\..*", "", route.request.url)
        if name in DRAWN:
            route.fulfill(body=(EXAMPLE / "images" / f"{DRAWN[name]}.jpg").read_bytes(), content_type="image/jpeg")
        else:
            route.abort()

    page.route("**/*", answer)


def shoot(browser: Browser, content: Content, html: str, *, width: int, mode: str) -> Image.Image:
    """The whole email as it looks at `width` CSS pixels in `mode`."""
    scheme = "dark" if mode == "dark" else "light"
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    if mode == "forced dark":  # what Gmail and Outlook do to emails on their own, as far as Chromium's is like it
        page.context.new_cdp_session(page).send("Emulation.setAutoDarkModeOverride", {"enabled": True})
    if mode == "images off":
        page.route("**/*", lambda route: route.abort())
    else:
        content.serve(page)
    page.set_content(html, wait_until="load")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    page.close()
    return picture


def sheet(rows: list[tuple[str, list[Image.Image]]]) -> Image.Image:
    """The rows below each other, each with its name above it, pictures at SCALE."""
    small = [
        (name, [each.crop((0, 0, each.width, min(each.height, TALLEST))).reduce(round(1 / SCALE)) for each in pictures])
        for name, pictures in rows
    ]
    width = max(sum(each.width + GAP for each in pictures) for _, pictures in small) + GAP
    height = sum(max(each.height for each in pictures) + 3 * GAP for _, pictures in small) + GAP
    canvas = Image.new("RGB", (width, height), "#8b8b8b")
    draw, top = ImageDraw.Draw(canvas), GAP
    for name, pictures in small:
        draw.text((GAP, top), name, fill="white")
        left, top = GAP, top + 2 * GAP
        for each in pictures:
            canvas.paste(each, (left, top))
            left += each.width + GAP
        top += max(each.height for each in pictures) + GAP
    return canvas


def main() -> None:
    """Shoot everything and write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("contact-sheet.jpg"))
    parser.add_argument("--full", type=Path, metavar="FOLDER")
    parser.add_argument("--theme", action="append", choices=theme_names(), help="only this one")
    arguments = parser.parse_args()
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        for theme in arguments.theme or theme_names():
            for name, content in contents().items():
                html = content.html(theme)
                pictures = []
                for mode in MODES:
                    for width in WIDTHS:
                        picture = shoot(browser, content, html, width=width, mode=mode)
                        pictures.append(picture)
                        if arguments.full:
                            write(arguments.full / f"{theme} {name} {width} {mode}.png", encoded(picture, "PNG"))
                rows.append((f"{theme}: {name} ({', '.join(MODES)}; {', '.join(map(str, WIDTHS))} px)", pictures))
        browser.close()
    write(arguments.out, encoded(sheet(rows), "JPEG"))


def encoded(picture: Image.Image, kind: str) -> bytes:
    """`picture` as the bytes of a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, quality=85)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
