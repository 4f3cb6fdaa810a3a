"""What is saved of an email by making it shorter, and what making its inline styles shorter still would save.

python benchmarks/compaction.py
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from digest import pipeline
from digest.config import load
from digest.models import Issue
from digest.renderer import find_theme, render, rendering, theme_names
from tests.gates import contents

_TAG = re.compile(r"<[a-z](?:[^>\"]|\"[^\"]*\")*>")
_STYLE = re.compile(r'(?<= style=")[^"]*')


def spaces(style: str) -> str:
    """Without the spaces that mean nothing."""
    return re.sub(r"\s*([;:,])\s*", r"\1", style).strip()


def last_semicolons(style: str) -> str:
    """Without a semicolon at the end."""
    return style.rstrip("; ")


def duplicates(style: str) -> str:
    """Without declarations that a later one of the same property overrides."""
    found: dict[str, str] = {}
    for each in filter(None, style.split(";")):
        name = each.partition(":")[0].strip()
        found.pop(name, None)
        found[name] = each
    return ";".join(found.values())


def short_colors(style: str) -> str:
    """#ffffff as #fff."""
    return re.sub(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3\b", r"#\1\2\3", style)


def zeros(style: str) -> str:
    """0px as 0."""
    return re.sub(r"(?<![\d.])0px", "0", style)


WAYS: Mapping[str, Callable[[str], str]] = {
    "spaces": spaces,
    "last semicolons": last_semicolons,
    "duplicates": duplicates,
    "short colours": short_colors,
    "zeros": zeros,
}


def issue_of(content: Callable[[Path, Path | None], object]) -> Issue:
    """The issue that a content of the gates makes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "letter"
        content(root, None)
        config = load(root / "digest.toml", environment={})
        planned = pipeline.plan(config, today=pipeline.today(config)).issue
        assert planned
        return planned


def saved(issue: Issue, theme: str, size: int) -> str:
    """The share that is saved already, of what the page would have without."""
    found = find_theme(theme, overrides=None, options={})
    with patch.object(rendering, "compact", lambda page: page):
        classes = len(render(issue, theme=found).html.encode())
    with patch("digest.renderer.inline._without_spaces", lambda style: style[0]):
        white = len(render(issue, theme=found).html.encode())
    return f"saved: unused classes {1 - size / classes:.1%}, spaces in styles {1 - size / white:.1%}"


def main() -> None:
    """Bytes of the HTML part, and the share that each way and all together would save."""
    for content in (contents.magazine, contents.sixty_stories):
        issue = issue_of(content)
        for name in theme_names():
            page = render(issue, theme=find_theme(name, overrides=None, options={})).html
            size = len(page.encode())
            whole, shares = page, []
            for way, shorten in WAYS.items():
                shares.append(f"{way} {1 - len(_shortened(page, shorten).encode()) / size:.2%}")
                whole = _shortened(whole, shorten)
            shares.append(f"all {1 - len(whole.encode()) / size:.2%}")
            styles = sum(len(each) for tag in _TAG.findall(page) for each in _STYLE.findall(tag)) / size
            repeated = _repeated(page) / size
            print(f"{content.__name__:<14} {name:<8} {size / 1024:5.1f} kB: {styles:.0%} styles, {repeated:.0%} again")
            print(f"    {saved(issue, name, size)}")
            print(f"    would save: {', '.join(shares)}")


def _shortened(page: str, shorten: Callable[[str], str]) -> str:
    return _TAG.sub(lambda tag: _STYLE.sub(lambda style: shorten(style[0]), tag[0]), page)


def _repeated(page: str) -> int:
    found = [each for tag in _TAG.findall(page) for each in _STYLE.findall(tag)]
    return sum(map(len, found)) - sum(map(len, set(found)))


if __name__ == "__main__":
    main()
