"""What a theme makes of one small issue, as files that open in a browser and diff by line.

After a change that is meant, write them anew and look at the diff: GOLDEN=write pytest tests/golden
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest import archive
from digest.renderer import find_theme, render, theme_names

HERE = Path(__file__).parent


@pytest.mark.parametrize("theme", theme_names())
def test_each_theme_renders_the_issue_as_kept(theme: str) -> None:
    """No change to a theme or to the renderer changes what readers see unnoticed."""
    issue = archive.read_issue(HERE / theme / "issue.json")
    email = render(issue, theme=find_theme(theme, overrides=None, options={}))
    for name, content in (("email.html", email.html), ("email.txt", email.text), ("index.html", email.web)):
        path = HERE / theme / name
        if os.environ.get("GOLDEN") == "write":
            path.write_text(content, encoding="utf-8")
        assert content == path.read_text(encoding="utf-8")
