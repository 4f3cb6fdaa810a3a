"""The documentation as a site: it builds without a warning, names every page, and needs nobody else to be read."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

from docs import commands_reference, conf

DOCS = Path(__file__).parents[2] / "docs"


def build(source: Path, to: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(to / "trees"), str(source)]
    return subprocess.run([*command, str(to / "site")], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with every warning an error."""
    folder = tmp_path_factory.mktemp("docs")
    done = build(DOCS, folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"


def test_every_page_is_on_the_first(site: Path) -> None:
    """Each page is built, and the navigation of the first page leads to it."""
    named = {link.get("href") for link in lxml.html.parse(site / "index.html").getroot().cssselect(".sidebar-tree a")}
    pages = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")}
    pages = {page for page in pages if not page.startswith("_build")}
    assert named == pages - {"index.html"}
    assert all((site / page).is_file() for page in pages)


def test_every_link_leads_somewhere(site: Path) -> None:
    """Each link, picture, style and script of each page is a file of the site, and each fragment an element of it."""
    pages = {path: lxml.html.parse(path).getroot() for path in site.rglob("*.html")}
    anchors = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    checked = 0
    for path, page in pages.items():
        for target in page.xpath("//a/@href | //img/@src | //script/@src | //link/@href"):
            parts = urlsplit(target)
            if parts.scheme:
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), (path, target)
            if parts.fragment and file in anchors:
                assert not anchors[file] or unquote(parts.fragment) in anchors[file], (path, target)
            checked += 1
    assert checked > 1000


def test_it_needs_nobody_else(site: Path) -> None:
    """No page loads a font, style, script or picture from another host."""
    for path in site.rglob("*.html"):
        page = lxml.html.parse(path).getroot()
        loaded = page.xpath("//img/@src | //script/@src | //link[@rel != 'canonical']/@href | //iframe/@src")
        assert not [each for each in loaded if urlsplit(each).netloc], path
    for path in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[gone](gone.md)", "gone.md"),
        ("[gone](start.md#there-is-no-such-heading)", "there-is-no-such-heading"),
        ("![gone](images/gone.png)", "gone.png"),
    ],
)
def test_a_broken_link_is_an_error(text: str, told: str, tmp_path: Path) -> None:
    """A page that is not there, a heading that is not there, or a picture: the build fails and names it."""
    source = small_site(tmp_path)
    (source / "start.md").write_text(f"# Start\n\n{text}\n", encoding="utf-8")
    done = build(source, tmp_path)
    assert done.returncode != 0
    assert told in done.stderr


def test_a_forgotten_page_is_an_error(tmp_path: Path) -> None:
    """A page that the first page does not name fails the build."""
    source = small_site(tmp_path)
    (source / "forgotten.md").write_text("# Forgotten\n", encoding="utf-8")
    done = build(source, tmp_path)
    assert done.returncode != 0
    assert "forgotten.md" in done.stderr


def small_site(folder: Path) -> Path:
    source = folder / "docs"
    shutil.copytree(DOCS / "_static", source / "_static")
    shutil.copy(DOCS / "conf.py", source)
    (source / "index.md").write_text("# Site\n\n## First\n\n- [Start](start.md): begin.\n", encoding="utf-8")
    (source / "start.md").write_text("# Start\n", encoding="utf-8")
    return source


def test_files_elsewhere_are_named() -> None:
    """A link out of the folder becomes the file's name in the repository."""
    assert conf.name_what_is_elsewhere("See [how](../CONTRIBUTING.md#gates).") == "See how (`CONTRIBUTING.md`)."


def test_the_commands_page_is_current() -> None:
    """The reference of commands is what the program says: `python docs/commands_reference.py` writes it."""
    assert commands_reference.PAGE.read_text(encoding="utf-8") == commands_reference.written()
