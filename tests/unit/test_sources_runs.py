"""Runs of one sign in every field of every kind of source: the time grows with their length, not with its square."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.uncounted
RUNS = (
    "@", " ", "a", "-", ".", "<", "&", "1", "(", '"', "\n", "\t", "[", "*", "{", ":", "/", "!", "é", "a ", "a.", "a@",
    "a-", "<a ", "<!--", "&#", "Read more. ", "\r\n",
)  # fmt: skip
LENGTH = 30_000
"""Characters of a run: what takes the square of it takes seconds, the rest milliseconds."""
SECONDS = 300
"""After which the reading of all documents with one run is stopped; it takes two of processor time."""
EACH = 4.0
"""Seconds of processor time that one document may take; the slowest takes one."""

ITEM = (
    "title", "link", "guid", "description", "content:encoded", "dc:creator", "author", "pubDate", "dc:date", "category",
    "language", "media:description", "slash:comments", "comments", "source",
)  # fmt: skip
FRONT = ("title", "date", "tags", "image", "author", "summary", "permalink", "slug", "lang")
HEAD = (
    '<?xml version="1.0"?>{prolog}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/">'
    "<channel><title>{title}</title><link>https://h.example/</link>"
)
READ = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path

from digest.config.schema import SourceConfig
from digest.sources import collect

for path in sorted(Path(sys.argv[1]).iterdir()):
    began = time.process_time()
    found = collect(
        [SourceConfig(kind="auto", file=path, options={"base": "https://h.example/"})],
        cache=None,
        now=datetime(2026, 11, 20, tzinfo=UTC),
    )
    assert not any("cannot be read: " in each.error and "Error:" in each.error for each in found.failures), path
    print(time.process_time() - began, path.name, flush=True)
"""


def escaped(run: str) -> str:
    return run.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def feed(inside: str = "", *, prolog: str = "", title: str = "T") -> str:
    item = f"<item><title>A</title><link>https://h.example/a</link>{inside}</item>"
    return HEAD.format(prolog=prolog, title=title) + item + "</channel></rss>"


def feeds(run: str) -> Mapping[str, str]:
    """A feed for each field that holds the run, as text and as CDATA, and one for each other place."""
    safe = escaped(run)
    fields = {f"{tag}.xml": feed(f"<{tag}>{safe}</{tag}>") for tag in ITEM}
    literal = {f"{tag}.cdata.xml": feed(f"<{tag}><![CDATA[{run}]]></{tag}>") for tag in ITEM}
    media = f'<media:content url="{safe}" width="1{safe}" medium="image"><media:description>{safe}</media:description>'
    image = escaped(f'<img src="https://h.example/i.png" width="1{safe}" style="{safe}" alt="{safe}">')
    return {
        **fields,
        **literal,
        "media.xml": feed(f"{media}</media:content>"),
        "image.xml": feed(f"<description>{image}</description>"),
        "prolog.xml": feed(prolog=run),
        "feed.title.xml": feed(title=safe),
        "between.xml": feed(run),
    }


def others(run: str) -> Mapping[str, str]:
    """JSON, tables, Markdown, lists and pages that hold the run in all of their fields."""
    safe, cell = escaped(run), '"' + run.replace('"', '""') + '"'
    names = ["id", "title", "content_html", "summary", "date_published", "image", "language"]
    item = {**dict.fromkeys(names, run), "url": "https://h.example/a", "authors": [{"name": run}], "tags": [run]}
    post = {name: {"rendered": run} for name in ("title", "content", "excerpt")}
    post |= {"link": "https://h.example/a", "date_gmt": run, "_embedded": {"author": [{"name": run}]}}  # type: ignore[dict-item]
    columns = "title,section,html,excerpt,published,author,image,image_width,popularity,tags,language"
    links = "".join(f'<a href="https://h.example/{safe[:1500]}/{n}">{safe[:200]} headline</a>' for n in range(30))
    return {
        "feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": run, "items": [item]}),
        "wp.json": json.dumps([post]),
        "table.csv": f"url,{columns}\nhttps://h.example/a,{','.join([cell] * len(columns.split(',')))}\n",
        "header.csv": f"{run},url\n1,https://h.example/a\n",
        "rows.csv": f"title,url\n{run}",
        **{
            f"{name}.md": f"---\ntitle: T\nurl: https://h.example/a\n{name}: {json.dumps(run)}\n---\n" for name in FRONT
        },
        "text.md": f"---\ntitle: T\nurl: https://h.example/a\n---\n{run}",
        "yaml.md": f"---\ntitle: {run[:5000]}\n---\nText.",
        "toml.md": f"+++\ntitle = {run}\n+++\nText.",
        "json.md": "{" + run,
        "pelican.md": f"Title: {run}\n{run}\n\nText.",
        "list.opml": f'<opml><body><outline text="{safe}" title="{safe}" xmlUrl="{safe}"/>{run}</body></opml>',
        "article.html": f'<html><head><title>{safe}</title><script type="application/ld+json">{run}</script>'
        f'<meta property="og:title" content="{safe}"><meta property="article:published_time" content="{safe}"></head>'
        f"<body><article><h1>{safe}</h1><p>{safe}</p></article></body></html>",
        "front.html": f"<html><body>{links}</body></html>",
        "page.html": f"<html><body>{run}</body></html>",
    }


@pytest.mark.parametrize("unit", RUNS)
def test_runs_cost_no_more_than_their_length(unit: str, tmp_path: Path) -> None:
    """No field of any source takes long over many of the same signs: not here, not in what parses for us."""
    run = unit * (LENGTH // len(unit))
    for name, content in {**feeds(run), **others(run)}.items():
        (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    command = [sys.executable, "-c", READ, tmp_path]
    told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert told.returncode == 0, told.stderr
    costs = [(float(seconds), name) for seconds, name in map(str.split, told.stdout.splitlines())]
    assert len(costs) == len(list(tmp_path.iterdir()))
    assert max(costs)[0] < EACH, max(costs)
