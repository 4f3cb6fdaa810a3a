"""How the pages in this folder become a site: `make docs`. The order of its pages is that of the links in index.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "digest"
copyright = "The digest authors, MIT licence"  # noqa: A001 - the name that Sphinx reads
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "digest"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
# The fonts that the reader has: nothing is fetched from anywhere.
html_theme_options = {"source_edit_link": "", "source_view_link": ""}

HERE = Path(__file__).parent
_LINK = re.compile(r"\[([^\]]+)\]\((\.\./[^)#]*)[^)]*\)")
_LISTED = re.compile(r"^- \[([^\]]+)\]\(([\w/-]+)\.md\)", re.MULTILINE)


def lay_out(text: str) -> str:
    """What Sphinx is to know of the order of pages: a tree for each section of the first page that lists some."""
    trees = []
    for section in text.split("\n## ")[1:]:
        caption = section.partition("\n")[0]
        pages = "\n".join(f"{title} <{page}>" for title, page in _LISTED.findall(section))
        if pages:
            trees.append(f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{pages}\n```\n")
    return f"{text}\n" + "\n".join(trees)


def name_what_is_elsewhere(text: str) -> str:
    """Links to files beside this folder, which the site does not have, as the file's name in the repository."""
    return _LINK.sub(lambda link: f"{link[1]} (`{link[2].removeprefix('../')}`)", text)


def _read(_: Sphinx, page: str, source: list[str]) -> None:
    text = name_what_is_elsewhere(source[0])
    source[0] = lay_out(text) if page == "index" else text


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}
