"""The examples run as they are, and what their config promises is true."""

from __future__ import annotations

import csv
import quopri
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from digest.config import load
from tests.cli.folder import Folder
from tests.conftest import EXAMPLES, copy_example

NAMES = sorted({path.parent.name for path in EXAMPLES.glob("*/digest.toml")} - {"github-actions"})
"""Those that run as they are; tests/automation runs the others."""

EXPORTS = {
    "from-mailchimp": {"ada@example.com", "bruno@example.net", "carys.o'dea@example.org"},
    "from-substack": {"ada@example.com", "bruno@example.net"},
    "from-ghost": {"ada@example.com", "bruno@example.net"},
}
"""Who is to be mailed of what another service has exported: the others left, or bounced."""


def test_there_are_examples() -> None:
    """The examples that the documentation names are there."""
    assert {"magazine", "minimal", "override-block", "own-block", "own-theme", "several", "wordpress"} <= set(NAMES)
    assert set(EXPORTS) <= set(NAMES)


ALONE = [name for name in NAMES if name != "several"]
"""The examples of one newsletter each."""


@pytest.mark.parametrize("name", ALONE)
def test_example_runs(name: str, tmp_path: Path) -> None:
    """Each example runs, passes its checks without a warning, and mails all of its readers on this machine."""
    folder = copy_example(name, tmp_path / name)
    result = folder("run")
    assert result.exit_code == 0, result.output
    assert "warning" not in result.stderr
    assert folder("check", "--strict").exit_code == 0
    assert {path.partition("--")[2].removesuffix(".eml") for path in folder.mails()} == readers(folder)


def readers(folder: Folder) -> set[str]:
    """Who is to be mailed by an example."""
    if folder.root.name in EXPORTS:
        return EXPORTS[folder.root.name]
    with (folder.root / "subscribers.csv").open(encoding="utf-8", newline="") as file:
        return {row["email"] for row in csv.DictReader(file)}


def test_who_left_another_service_stays_away(tmp_path: Path) -> None:
    """Unsubscribed and cleaned contacts of a Mailchimp export are suppressed, though a list brings them back; a
    column's name is a merge field."""
    folder = copy_example("from-mailchimp", tmp_path / "from-mailchimp")
    for kind, reason in (("unsubscribed", "unsubscribed"), ("cleaned", "hard bounce")):
        file = str(folder.root / f"{kind}_email_audience_export.csv")
        done = folder("suppress", "import", file, "--column", "Email Address", "--reason", reason)
        assert done.exit_code == 0, done.output
    listed = {row["address"]: row["reason"] for row in folder.json("suppress", "list")["suppressions"]}
    assert listed == {"dov@example.com": "unsubscribed", "esme@example.org": "hard bounce"}
    back = "dov@example.com,Dov" + "," * 18 + "\n"
    with (folder.root / "subscribed_email_audience_export.csv").open("a", encoding="utf-8") as file:
        file.write(back)
    assert folder("run").exit_code == 0
    mails = folder.mails()
    assert not [name for name in mails if "dov@" in name]
    assert b"Dear Ada, this letter" in quopri.decodestring(mails["2026-W47--ada@example.com.eml"]).replace(b"\n", b" ")
    assert b"Dear reader, this letter" in quopri.decodestring(mails["2026-W47--bruno@example.net.eml"])


def test_letters_for_paying_readers(tmp_path: Path) -> None:
    """What the guide says of Substack's paying readers and of one of Ghost's tiers is so."""
    page = (EXAMPLES.parent / "docs" / "moving.md").read_text(encoding="utf-8")
    for name in ("from-substack", "from-ghost"):
        folder = copy_example(name, tmp_path / name)
        config = (folder.root / "digest.toml").read_text(encoding="utf-8")
        everybody = re.search(r"^only = .*$", config, re.MULTILINE)
        assert everybody
        [narrower] = [each for each in re.findall(r"`(only = [^`]*)`", page) if each.startswith(everybody[0][:-2])]
        folder.edit(everybody[0], narrower)
        assert folder("run").exit_code == 0
        assert list(folder.mails()) == ["2026-W47--bruno@example.net.eml"]


def test_several_newsletters_run(tmp_path: Path) -> None:
    """Each newsletter of the example passes its checks without a warning and mails its own readers, on this machine."""
    folder = copy_example("several", tmp_path / "several")
    result = folder("run", "--all")
    assert result.exit_code == 0, result.output
    assert "warning" not in result.stderr
    assert folder("check", "--all", "--strict").exit_code == 0
    with (folder.root / "subscribers.csv").open(encoding="utf-8", newline="") as file:
        readers = list(csv.DictReader(file))
    for name in ("week", "harbour"):
        mailed = {path.name.partition("--")[2] for path in (folder.root / "outbox" / name).glob("*.eml")}
        assert mailed == {f"{row['email']}.eml" for row in readers if row[name] == "yes"}


def rendered(name: str, to: Path) -> tuple[str, str]:
    """The HTML of an example's issue below its masthead, and the text."""
    folder = copy_example(name, to)
    assert folder("plan").exit_code == 0
    assert folder("render").exit_code == 0
    files = folder.root / "issues" / "2026-W47"
    html = (files / "email.html").read_text(encoding="utf-8")
    return html[html.index("</h1>") :], (files / "email.txt").read_text(encoding="utf-8")


def test_an_overridden_block_changes_that_block_alone(tmp_path: Path) -> None:
    """The byline is above the headline of the lead; the list, and the text part, are the theme's own."""
    html, text = rendered("override-block", tmp_path / "with")
    assert html.index("By Nell Varga") < html.index("The pilot who came back")
    shutil.rmtree(tmp_path / "with" / "templates")
    folder = Folder(tmp_path / "with")
    assert folder("render").exit_code == 0
    files = folder.root / "issues" / "2026-W47"
    plain = (files / "email.html").read_text(encoding="utf-8").partition("</h1>")[2]
    assert plain.index("By Nell Varga") > plain.index("The pilot who came back")
    assert html[html.index("More</h2>") :] == plain[plain.index("More</h2>") :]
    assert text == (files / "email.txt").read_text(encoding="utf-8")


def test_an_own_block_is_shown_in_both_parts(tmp_path: Path) -> None:
    """What digest.toml says reaches the templates of the new kind, as a table of data and as text."""
    html, text = rendered("own-block", tmp_path / "own")
    for part in (html, text):
        assert (
            part.index("The pilot") < part.index("High water at the bar") < part.index("06:41") < part.index("bakery")
        )
    assert re.search(r'<th scope="row"[^>]*>Saturday</th>', html)
    assert "Saturday · 06:41 · 4.9 m" in text


def test_an_own_theme_has_what_it_changes_and_inherits_the_rest(tmp_path: Path) -> None:
    """Its accent, its option and its header; the lead is that of the theme that it extends."""
    html, text = rendered("own-theme", tmp_path / "own")
    for part in (html, text):
        assert "Sent by boat" in part
    assert "background-color:#1d4e89" in html
    assert "The pilot who came back" in html
    themes = copy_example("own-theme", tmp_path / "listed")("theme", "list")
    assert "gannet  The Gannet's letter" in themes.stdout


@pytest.mark.parametrize("name", NAMES)
def test_example_is_clean(name: str) -> None:
    """What a run leaves in an example is not in version control."""
    listed = subprocess.run(
        ["git", "ls-files", str(EXAMPLES / name)], cwd=EXAMPLES, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    assert not [line for line in listed.stdout.splitlines() if {"issues", "state", "outbox"} & set(Path(line).parts)]


def test_minimal_is_ten_lines() -> None:
    """The smallest config is the ten lines that the README promises."""
    lines = (EXAMPLES / "minimal" / "digest.toml").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 10


def test_the_magazine_is_worth_showing(sent_magazine: Folder) -> None:
    """Its feeds hold what it is there to show: sections, authors, comments, a long title, a missing picture."""
    stories = sent_magazine.json("collect")["stories"]
    assert len(stories) >= 40
    assert len({story["section"] for story in stories}) >= 6
    assert all(story["author"] for story in stories)
    assert any(story["popularity"] for story in stories)
    assert any(story["popularity"] is None for story in stories)
    assert any(len(story["title"]) >= 160 for story in stories)
    assert any(not story["image"] for story in stories)
    days = sorted(story["published"][:10] for story in stories)
    assert days[0] < "2026-11-06"
    assert days[-1] <= "2026-11-20"
    folded = [decision for decision in sent_magazine.issue().decisions if decision.outcome == "folded"]
    assert folded


def test_every_picture_is_there(sent_magazine: Folder) -> None:
    """Every picture that the feeds and the issue name lies in one of the preview's folders."""
    config = load(sent_magazine.root / "digest.toml", environment={})
    starts = config.preview.images
    named = {story["image"] for story in sent_magazine.json("collect")["stories"] if story["image"]}
    named |= {story.image.url for story in sent_magazine.issue().stories() if story.image}
    named |= {each.creative.image.url for each in sent_magazine.issue().insertions() if each.creative.image}
    assert len(named) > 20
    for url in named:
        start = next(start for start in starts if url.startswith(start))
        assert (starts[start] / url.removeprefix(start)).is_file(), url


def test_feeds_are_well_formed() -> None:
    """The feeds of the examples are XML that any reader takes."""
    feeds = [*EXAMPLES.glob("*/*.xml"), *EXAMPLES.glob("*/feeds/*.xml")]
    assert len(feeds) >= 3
    for path in feeds:
        ElementTree.fromstring(path.read_text(encoding="utf-8").encode())


def test_starter_is_current(tmp_path: Path) -> None:
    """The workflow that `init` makes calls commands that there are."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from digest.cli import main; main()",
            "init",
            str(tmp_path / "x"),
            "--ci",
            "github",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    workflow = (tmp_path / "x" / ".github" / "workflows" / "newsletter.yml").read_text(encoding="utf-8")
    assert "digest run" in workflow
