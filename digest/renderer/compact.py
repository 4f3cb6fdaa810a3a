"""Take out of a finished page what no reader and no mail program misses.

That is class names, 1.5 to 4 % of an email; spaces in styles are gone before (inline.py: 1 to 2 %). A quarter to a
third of an email is styles that stand in it already, but nothing safe makes those shorter: short colours, last
semicolons, zeros and duplicates come to 0.03 % at most (benchmarks/compaction.py), and leaving to inheritance what
each cell says breaks in Outlook's Word engine, whose tables inherit no font.
"""

from __future__ import annotations

import re

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_TAG = re.compile(r"<[a-z](?:[^>\"]|\"[^\"]*\")*>")
_CLASS = re.compile(r' class="([^"]*)"')


def compact(page: str) -> str:
    """`page`, inlined, without the class names that no `<style>` left in it knows."""
    known = {name for style in _STYLE.findall(page) for name in re.findall(r"\.([A-Za-z_][\w-]*)", style)}

    def needed(match: re.Match[str]) -> str:
        kept = " ".join(name for name in match[1].split() if name in known)
        return f' class="{kept}"' if kept else ""

    return _TAG.sub(lambda tag: _CLASS.sub(needed, tag[0]), page)
