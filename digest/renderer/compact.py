"""Take out of a finished page what no reader and no mail program misses."""

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
