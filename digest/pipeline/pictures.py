"""The pictures of an issue as it is planned: their sizes, those that no mail can show taken out, copies on request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from digest import archive
from digest.config import Config
from digest.errors import ConfigError, SourceError
from digest.models import Block, Image, Issue
from digest.pipeline.progress import Progress, silent
from digest.renderer import Theme
from digest.sources.pictures import look_up, read_picture
from digest.sources.reencode import Unshowable, reencode, require_pillow

FOLDER = "images"
"""Inside an issue's folder."""
_PHONE = 375
"""CSS pixels of the width that a small picture grows to on a phone."""
_PORTRAIT = 56
"""CSS pixels of a portrait beside a note or a quote."""
_WIDTH = 640
"""CSS pixels of a theme that declares no width."""
NO_COPIES: Mapping[str, bytes] = {}
_SMALL = ("teaser", "headline")
_WITH_PORTRAIT = ("note", "quote")


@dataclass(frozen=True)
class Pictured:
    """An issue whose pictures are settled, and the copies that go with it, by file name."""

    issue: Issue
    copies: Mapping[str, bytes]


def check_settings(config: Config) -> None:
    """Raises ConfigError when pictures are to be copied and cannot be, or nobody could see the copies."""
    if config.images.hosting == "copy":
        require_pillow()
        if not config.newsletter.archive_url:
            hint = "set archive_url under [newsletter]: where you publish the archive, which has the copies"
            raise ConfigError("copies of pictures need an address", where="[images] hosting", hint=hint)


def settle_pictures(
    issue: Issue,
    config: Config,
    *,
    theme: Theme,
    now: datetime,
    known: Collection[Image] = (),
    progress: Progress = silent,
) -> Pictured:
    """`issue` with the size of each picture, without those that are missing, broken or too small, and why.

    With `hosting = "copy"` the others are copies in the issue's folder, at most twice as wide as `theme` shows them.
    What cannot be reached now stays as it is, and so does what is `known` already.
    """
    urls = [image.url for image in pictures_in(issue.blocks) if image not in known]
    if not (urls and (config.images.sizes or config.images.hosting == "copy")):
        return Pictured(issue, {})
    progress("pictures", total=len(urls))
    local = config.preview.images
    found = look_up(urls, cache=config.paths.state / "http", local=local, now=now)
    copies = _Copies(config, issue.id, theme) if config.images.hosting == "copy" else None
    remarks: list[str] = []

    def settle(image: Image, block: Block) -> Image | None:
        if image in known:
            return image
        seen = found[image.url]
        if seen.problem:
            remarks.append(f"the picture {image.url} is left out: {seen.problem}")
            return None
        sized = image.model_copy(update={"width": seen.width, "height": seen.height}) if seen.width else image
        return copies.made(sized, block, remarks) if copies else sized

    blocks = tuple(_with_pictures(block, partial(settle, block=block)) for block in issue.blocks)
    progress("pictures", done=1, total=1, detail=f"{len(urls)} pictures")
    issue = issue.model_copy(update={"blocks": blocks, "remarks": (*issue.remarks, *dict.fromkeys(remarks))})
    return Pictured(issue, copies.files if copies else {})


def copies_of(config: Config, issue: Issue) -> dict[str, bytes]:
    """The copies in the folder of `issue`, by file name."""
    place = config.paths.issues / issue.id / FOLDER
    return {file.name: file.read_bytes() for file in place.glob("*") if file.is_file()}


def write_copies(folder: Path, copies: Mapping[str, bytes]) -> None:
    """Put `copies` into the issue's `folder`, and take away those of an earlier plan."""
    place = folder / FOLDER
    for old in place.glob("*") if place.is_dir() else ():
        if old.name not in copies:
            old.unlink()
    add_copies(folder, copies)


def add_copies(folder: Path, copies: Mapping[str, bytes]) -> None:
    """Put `copies` into the issue's `folder` beside those that are there."""
    for name, content in copies.items():
        archive.write_file(folder / FOLDER / name, content)


class _Copies:
    """Makes each copy once, however often its picture is shown."""

    def __init__(self, config: Config, issue: str, theme: Theme) -> None:
        self.files: dict[str, bytes] = {}
        self._config = config
        self._base = f"{config.newsletter.archive_url.rstrip('/')}/{issue}/{FOLDER}/"
        width = theme.options.get("width")
        self._width = width if isinstance(width, int) else _WIDTH
        self._made: dict[tuple[str, int], tuple[Image | None, str]] = {}

    def made(self, image: Image, block: Block, remarks: list[str]) -> Image | None:
        widest = 2 * self._shown(block)
        key = (image.url, widest)
        if key not in self._made:
            self._made[key] = self._copy(image, widest)
        copy, remark = self._made[key]
        if remark:
            remarks.append(remark)
        return copy.model_copy(update={"alt": image.alt}) if copy else None

    def _shown(self, block: Block) -> int:
        if block.kind in _WITH_PORTRAIT:
            return _PORTRAIT
        return _PHONE if block.style in _SMALL else self._width

    def _copy(self, image: Image, widest: int) -> tuple[Image | None, str]:
        """The copy; where there is none what is shown in its place, None for nothing, and why."""
        url = image.url
        try:
            content = read_picture(url, local=self._config.preview.images)
            encoded = reencode(content, widest=widest, animated=self._config.images.animated)
        except SourceError as error:
            return image, f"the picture {url} is not copied: {error.message}"
        except Unshowable as error:
            return None, f"the picture {url} is left out: {error}"
        name = hashlib.sha256(encoded.content).hexdigest()[:16] + encoded.suffix
        self.files[name] = encoded.content
        return Image(url=self._base + name, width=encoded.width, height=encoded.height), ""


def pictures_in(blocks: Sequence[Block]) -> list[Image]:
    """Every picture that `blocks` show: of stories, ads and their own."""
    stories = [story.image for block in blocks for story in block.stories]
    ads = [block.insertion.creative.image for block in blocks if block.insertion]
    own = [block.image for block in blocks]
    return [image for image in (*stories, *ads, *own) if image]


def _with_pictures(block: Block, settle: Callable[[Image], Image | None]) -> Block:
    stories = tuple(
        story.model_copy(update={"image": settle(story.image)}) if story.image else story for story in block.stories
    )
    insertion = block.insertion
    if insertion and insertion.creative.image:
        creative = insertion.creative.model_copy(update={"image": settle(insertion.creative.image)})
        insertion = insertion.model_copy(update={"creative": creative})
    own = settle(block.image) if block.image else None
    return block.model_copy(update={"stories": stories, "insertion": insertion, "image": own})
