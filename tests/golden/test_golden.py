"""What each theme makes of every block and of one small issue, as files that open in a browser and diff by line.

After a change that is meant, write them anew and look at the diff: GOLDEN=write pytest tests/golden
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from digest import archive
from digest.models import Block, Email
from digest.renderer import find_theme, render, theme_names
from tests.samples import samples

HERE = Path(__file__).parent
ISSUE = archive.read_issue(HERE / "issue.json")
SAMPLES = samples()


def rendered(theme: str, *blocks: Block) -> Email:
    issue = ISSUE.model_copy(update={"blocks": blocks}) if blocks else ISSUE
    return render(issue, theme=find_theme(theme, overrides=None, options={}))


def compare(path: Path, content: str) -> None:
    """Fail unless the file at `path` holds `content`; write it where GOLDEN says so."""
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert content == path.read_text(encoding="utf-8")


def readable(html: str) -> str:
    """The body, a tag a line: head and preheader are the same for every block, and the issue's file shows them."""
    body = html[html.index('<div role="article"') : html.index("</body>")]
    return re.sub(r">[ \n]*<(?=[a-z!/])", ">\n<", body)


@pytest.mark.parametrize("theme", theme_names())
def test_each_theme_renders_the_issue_as_kept(theme: str) -> None:
    """No change to a theme or to the renderer changes what readers see unnoticed."""
    email = rendered(theme)
    for name, content in (("issue.html", email.html), ("issue.txt", email.text), ("issue.web.html", email.web)):
        compare(HERE / theme / name, content)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("theme", theme_names())
def test_each_theme_renders_each_block_as_kept(theme: str, name: str) -> None:
    """A block of every kind, style and shape, in HTML and text."""
    email = rendered(theme, SAMPLES[name])
    compare(HERE / theme / f"{name}.html", readable(email.html))
    compare(HERE / theme / f"{name}.txt", email.text)


def test_the_samples_are_all_there_is() -> None:
    """No golden file is left over from a block that is gone."""
    names = {"issue", "issue.web", *SAMPLES}
    kept = {path.name.rpartition(".")[0] for path in HERE.glob("*/*.*") if path.parent.name in theme_names()}
    assert kept == names
