"""Which saved files the open pages of the studio hear of, and that it stays so when the config changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.preview.changes import Changes
from digest.preview.watching import BETWEEN, places, watch
from tests.cli.folder import Folder
from tests.studio import config_of

TRIES = 100


async def heard(changes: Changes, save: Callable[[], object]) -> bool:
    """Whether a page hears of it when something is saved, again and again: to begin to watch takes a moment."""
    event = asyncio.Event()
    changes.waiting.add(event)
    for _ in range(TRIES):
        save()
        try:
            await asyncio.wait_for(event.wait(), 0.3)
        except TimeoutError:
            continue
        changes.waiting.discard(event)
        return True
    return False


def saved(path: Path, folder: Folder) -> bool:
    """Whether it is told that the file at `path` is saved, by a studio that has just begun."""

    async def scenario() -> bool:
        changes = Changes()
        watching = asyncio.create_task(watch(lambda: config_of(folder), changes, pytest.fail))
        try:
            return await heard(changes, lambda: path.write_text("# saved\n"))
        finally:
            watching.cancel()

    return asyncio.run(scenario())


@pytest.fixture
def apart(lantern: Folder) -> Path:
    """A folder outside of the newsletter's, which has its ads, a note and a feed."""
    folder = lantern.root.parent / "elsewhere"
    folder.mkdir()
    (folder / "feed.xml").write_text((lantern.root / "feed.xml").read_text())
    lantern.edit('file = "feed.xml"', 'file = "../elsewhere/feed.xml"')
    note = '[[blocks]]\nkind = "note"\nfile = "../elsewhere/note.md"\n\n[[blocks]]\nkind = "lead"'
    lantern.edit('[[blocks]]\nkind = "lead"', note)
    lantern.edit("[audience]", '[ads]\nfile = "../elsewhere/ads.toml"\n\n[audience]')
    return folder


@pytest.mark.parametrize("name", ["ads.toml", "note.md", "feed.xml"])
def test_files_outside_the_folder(name: str, apart: Path, lantern: Folder) -> None:
    """What the config names outside of the newsletter's folder is watched like all else."""
    assert saved(apart / name, lantern)


def test_only_what_is_named_there(apart: Path, lantern: Folder) -> None:
    """Of a folder elsewhere only the named files are anybody's business, and folders in it are not watched."""
    watched = places(config_of(lantern))
    assert watched.has(apart / "ads.toml")
    assert not watched.has(apart / "letters.txt")
    assert watched.beside() == (apart,)


@pytest.mark.parametrize("name", ["misspelt", "broken"])
def test_a_theme_that_cannot_be_found_at_the_start(name: str, lantern: Folder) -> None:
    """A misspelt or broken theme is told, and is no end of what is noticed."""
    lantern.write("templates/broken/theme.toml", "= nothing")
    lantern.edit("[schedule]", f'[theme]\nname = "{name}"\n\n[schedule]')
    assert saved(lantern.root / "feed.xml", lantern)


def test_what_is_watched_follows_the_config(lantern: Folder) -> None:
    """When the config names another file its changes are heard from then on, be the config broken in between."""
    ads = lantern.root.parent / "elsewhere" / "ads.toml"
    ads.parent.mkdir()
    text = (lantern.root / "digest.toml").read_text()
    named = text.replace("[audience]", '[ads]\nfile = "../elsewhere/ads.toml"\n\n[audience]')

    async def scenario() -> None:
        changes = Changes()
        watching = asyncio.create_task(watch(lambda: config_of(lantern), changes, pytest.fail))
        for content in (text, "[broken", named):
            assert await heard(changes, lambda content=content: lantern.write("digest.toml", content))  # type: ignore[misc]  # a default is no argument
        assert await heard(changes, lambda: None)  # what was saved while nobody watched
        await asyncio.sleep(2 * BETWEEN)  # from here on only who watches the file hears of it
        assert await heard(changes, lambda: ads.write_text("# saved\n"))
        watching.cancel()

    asyncio.run(scenario())
