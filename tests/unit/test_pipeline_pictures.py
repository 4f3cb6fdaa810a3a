"""The pictures of a planned issue: sized, without those that leave a hole, and copied where that is wished."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from digest.config import load
from digest.errors import ConfigError
from digest.models import Issue
from digest.pipeline import plan, render_issue
from digest.sources import pictures as sources
from tests.cli.folder import Folder

BASE = "https://lantern.example/i/"
DAY = date(2026, 11, 20)


def save(path: Path, size: tuple[int, int], format_: str = "JPEG") -> None:
    path.parent.mkdir(exist_ok=True)
    out = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise(size, 80) for _ in "RGB"]).save(out, format_)
    path.write_bytes(out.getvalue())


@pytest.fixture
def pictured(lantern: Folder) -> Folder:
    """The small newsletter with a picture at each of its four stories, and an ad with one."""
    names = ("wide.jpg", "modern.webp", "page.jpg", "tiny.png")
    rows = "".join(
        f"Story {number},https://lantern.example/{number},2026-11-{20 - number},{BASE}{name},50,50\n"
        for number, name in enumerate(names)
    )
    lantern.write("stories.csv", f"title,url,published,image,image_width,image_height\n{rows}")
    lantern.edit('file = "feed.xml"', 'kind = "table"\nfile = "stories.csv"')
    lantern.edit("[audience]", f'[[blocks]]\nkind = "ad"\nslot = "top"\n[preview.images]\n"{BASE}" = "i"\n[audience]')
    lantern.write(
        "ads.toml",
        '[[sponsors]]\nid = "acme"\nname = "Acme"\n[[bookings]]\nid = "b"\nsponsor = "acme"\nslots = ["top"]\n'
        'first = 2026-01-01\nlast = 2026-12-31\n[[bookings.creatives]]\nheadline = "h"\nurl = "https://a.example/"\n'
        f'image = {{ url = "{BASE}modern.webp", alt = "A coat" }}\n',
    )
    save(lantern.root / "i/wide.jpg", (1600, 800))
    save(lantern.root / "i/modern.webp", (1000, 500), "WEBP")
    save(lantern.root / "i/tiny.png", (20, 20), "PNG")
    lantern.write("i/page.jpg", "<html>moved</html>")
    return lantern


def planned(folder: Folder, *, replan: bool = False) -> Issue:
    config = load(folder.root / "digest.toml", environment={})
    issue = plan(config, day=DAY, replan=replan).issue
    assert issue is not None
    return issue


def sizes(issue: Issue) -> dict[str, tuple[int | None, int | None] | None]:
    return {each.title: (each.image.width, each.image.height) if each.image else None for each in issue.stories()}


def test_sizes_are_found_and_holes_avoided(pictured: Folder) -> None:
    """The file's own size counts, not what the source says; what no mail can show is left out, and remarked on once."""
    issue = planned(pictured)
    assert sizes(issue) == {"Story 0": (1600, 800), "Story 1": (1000, 500), "Story 2": None, "Story 3": None}
    (ad,) = issue.insertions()
    assert ad.creative.image is not None
    assert (ad.creative.image.width, ad.creative.image.alt) == (1000, "A coat")
    assert [remark for remark in issue.remarks if "icture" in remark] == [
        f"the picture {BASE}page.jpg is left out: it is a web page and no picture",
        f"the picture {BASE}tiny.png is left out: it has only 20 × 20 pixels",
    ]


def test_pictures_may_be_left_alone(pictured: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `sizes = false` nobody is asked for anything."""
    monkeypatch.setattr(sources, "_first_bytes", lambda *_: pytest.fail("asked"))
    pictured.edit("[audience]", "[images]\nsizes = false\n[audience]")
    assert set(sizes(planned(pictured)).values()) == {(50, 50)}


def test_what_readers_cannot_reach_is_left_out(pictured: Folder) -> None:
    """A feed cannot make us ask the machines of our own network, or our readers theirs."""
    pictured.edit(BASE, "http://127.0.0.1:9/i/", name="stories.csv")
    issue = planned(pictured)
    assert set(sizes(issue).values()) == {None}
    assert "the picture http://127.0.0.1:9/i/wide.jpg is left out: readers cannot reach its address" in issue.remarks


def test_the_picture_of_a_video(pictured: Folder) -> None:
    """A block's own picture is sized and copied like any other, and leaves no hole when it is broken."""
    copying(pictured)
    video = '[[blocks]]\nkind = "video"\ntitle = "V"\nurl = "https://v.example/"\nimage.url = "{}"\n'
    pictured.edit("[images]", "".join(video.format(BASE + name) for name in ("wide.jpg", "page.jpg")) + "[images]")
    issue = planned(pictured)
    good, broken = (block.image for block in issue.blocks if block.kind == "video")
    assert good is not None
    assert (good.width, good.height) == (1280, 640)
    assert good.url.startswith(f"https://lantern.example/letters/{issue.id}/images/")
    assert broken is None


def test_portraits(pictured: Folder) -> None:
    """Those of notes and quotes are sized and copied like any other picture, for the small place that they have; one
    that is broken leaves no hole."""
    copying(pictured)
    blocks = (
        '[[blocks]]\nkind = "note"\ntext = "T"\nportrait = "{}wide.jpg"\n'
        '[[blocks]]\nkind = "quote"\ntext = "T"\nportrait = "{}page.jpg"\n[images]'
    )
    pictured.edit("[images]", blocks.format(BASE, BASE))
    issue = planned(pictured)
    good, broken = (block.image for block in issue.blocks if block.kind in ("note", "quote"))
    assert good is not None
    assert (good.width, good.height) == (112, 56)
    assert good.url.startswith(f"https://lantern.example/letters/{issue.id}/images/")
    assert broken is None
    assert f"the picture {BASE}page.jpg is left out: it is a web page" in " ".join(issue.remarks)


def copying(folder: Folder) -> None:
    folder.edit("[audience]", '[images]\nhosting = "copy"\n[audience]')
    folder.edit("[newsletter]", '[newsletter]\narchive_url = "https://lantern.example/letters/"')


def test_copies_go_with_the_issue(pictured: Folder) -> None:
    """Each picture becomes a JPEG or PNG of twice its width on the page, under the address of the issue's folder."""
    copying(pictured)
    issue = planned(pictured)
    home = f"https://lantern.example/letters/{issue.id}/images/"
    images = [each.image for each in issue.stories() if each.image]
    assert [(image.width, image.height) for image in images] == [(1280, 640), (750, 375)]
    (ad,) = issue.insertions()
    assert ad.creative.image is not None
    assert (ad.creative.image.width, ad.creative.image.alt) == (1000, "A coat")
    folder = pictured.root / "issues" / issue.id / "images"
    shown = {image.url for image in (*images, ad.creative.image)}
    assert shown == {home + path.name for path in folder.iterdir()}
    assert {Image.open(io.BytesIO(path.read_bytes())).format for path in folder.iterdir()} == {"JPEG"}
    config = load(pictured.root / "digest.toml", environment={})
    assert config.preview.images["https://lantern.example/letters/"] == pictured.root / "issues"
    assert home in render_issue(config, issue).html


def test_copies_of_an_earlier_plan_go(pictured: Folder) -> None:
    """The folder is published: it holds what the issue shows and nothing else."""
    copying(pictured)
    first = planned(pictured)
    folder = pictured.root / "issues" / first.id / "images"
    before = {path.name for path in folder.iterdir()}
    save(pictured.root / "i/wide.jpg", (900, 300))
    planned(pictured, replan=True)
    after = {path.name for path in folder.iterdir()}
    assert len(before - after) == 1
    assert len(after) == len(before)


def test_a_picture_that_cannot_be_copied(pictured: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is damaged goes; one that is too large to fetch stays where it is. Both are remarked on."""
    copying(pictured)
    wide = pictured.root / "i/wide.jpg"
    (pictured.root / "i/page.jpg").write_bytes(wide.read_bytes()[:2000])
    monkeypatch.setattr(sources, "LARGEST", wide.stat().st_size - 1)
    issue = planned(pictured)
    assert sizes(issue) == {"Story 0": (1600, 800), "Story 1": (750, 375), "Story 2": None, "Story 3": None}
    assert f"the picture {BASE}wide.jpg is not copied: larger than 0 MB" in issue.remarks
    assert f"the picture {BASE}page.jpg is left out: it is damaged" in issue.remarks


def test_copies_need_an_address(pictured: Folder) -> None:
    """Without one nobody could see them; the error names the setting, before anything is collected."""
    pictured.edit("[audience]", '[images]\nhosting = "copy"\n[audience]')
    with pytest.raises(ConfigError, match="copies of pictures need an address") as caught:
        planned(pictured)
    assert "archive_url" in caught.value.hint
