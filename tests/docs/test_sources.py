"""What docs/sources.md and the comparison in it say is so."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from digest.sources import kinds

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
FEED = """<rss version="2.0"><channel><title>T</title><link>https://f.example/</link>
<item><title>A &lt;i&gt;bee&lt;/i&gt;</title><link>/a</link><pubDate>2020/1/10 14:33:00</pubDate></item>
<item><title>B</title><link>https://f.example/b</link></item></channel></rss>"""


@pytest.fixture
def conformance() -> ModuleType:
    spec = importlib.util.spec_from_file_location("feed_conformance", ROOT / "benchmarks" / "feed_conformance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_kind_is_documented() -> None:
    """Each kind has a row in the table and a chapter of its own, and there is no other."""
    assert set(re.findall(r"^\| \[`(\w+)`\]\(#\w+\)", SOURCES, re.MULTILINE)) == set(kinds())
    assert set(kinds()) <= set(re.findall(r"^## (\w+)$", SOURCES, re.MULTILINE))


def test_every_difference_has_a_reason() -> None:
    """The comparison in the documentation was made by its script, and leaves nothing unexplained."""
    table = SOURCES.partition("<!-- conformance: ")[2].partition("<!-- /conformance -->")[0]
    assert table.count("\n| ") > 10
    assert "unexplained" not in table


def test_the_comparison_tells_what_differs(
    conformance: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Known differences are named with their reason; an unknown one, or a crash, ends with 1."""
    (tmp_path / "feed.xml").write_text(FEED)
    first = {"title": "A <i>bee</i>", "link": "/a", "published": "2020-11-01T00:00:00Z"}
    second = {"title": "B", "link": "https://f.example/b", "published": None}
    reference = tmp_path / "REFERENCE.jsonl"
    reference.write_text(json.dumps({"file": "feed.xml", "count": 2, "first25": [first, second]}))
    page = tmp_path.parent / f"{tmp_path.name}.md"
    page.write_text(f"before\n{conformance.MARKS[0]}\nold\n{conformance.MARKS[1]}\nafter\n")
    monkeypatch.setattr(sys, "argv", ["feed_conformance.py", str(tmp_path), "--write", str(page)])
    assert conformance.main() == 0, capsys.readouterr().err
    written = page.read_text()
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    for told in ("1 × title | plain text", "1 × link | made absolute", "1 × date | year/month/day", "1 files: 1 read"):
        assert told in written
    reference.write_text(json.dumps({"file": "feed.xml", "count": 2, "first25": [first, second | {"title": "Else"}]}))
    assert conformance.main() == 1
    assert "WRONG feed.xml: unexplained: 1 × title" in capsys.readouterr().err
