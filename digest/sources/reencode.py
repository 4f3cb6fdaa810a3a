"""Make any picture one that every mail program shows: JPEG or PNG, upright, no wider than needed, without metadata."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.errors import ConfigError

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
AREA = 60_000_000
"""Pixels of the largest picture that is decoded: about 180 MB of memory, and more than any camera of a newsroom has."""
FEW = 64
"""Colours of a drawing, which JPEG would blur; a photograph has thousands, and one in a GIF up to 256."""
QUALITY = 82
ANIMATED = 1024 * 1024
"""Bytes of the largest animation that stays one."""


class Unshowable(ValueError):
    """The bytes are no picture that can be shown; the message says why in a few words."""


@dataclass(frozen=True)
class Encoded:
    """A picture for a mail: its bytes, its suffix, and its size in pixels."""

    content: bytes
    suffix: str
    width: int
    height: int


def require_pillow() -> None:
    """Raises ConfigError when the extra `images` is not installed."""
    try:
        import PIL  # noqa: F401 - only whether it is there
    except ImportError as error:
        hint = 'pip install "newsletter-digest[images]"'
        raise ConfigError("copying pictures needs Pillow", where="[images] hosting", hint=hint) from error


def reencode(content: bytes, *, widest: int, animated: bool = False) -> Encoded:
    """`content` as JPEG, or PNG where it is see-through or drawn with few colours; at most `widest` pixels wide.

    Of an animation the first frame, unless `animated` and it is a small GIF: that stays as it is. Raises Unshowable.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = picture.size
        if width * height > AREA:
            raise Unshowable(f"it has {width} × {height} pixels")
        if animated and picture.format == "GIF" and getattr(picture, "is_animated", False) and len(content) <= ANIMATED:
            return Encoded(content, ".gif", width, height)
        picture.draft("RGB", (widest, height))  # a JPEG is decoded at a fraction of its size where that is enough
        return _encoded(picture, widest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unshowable("it is far too large") from error
    except UnidentifiedImageError as error:
        raise Unshowable("it is no JPEG, PNG, GIF, WebP or AVIF") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:  # what Pillow raises on damaged files
        if isinstance(error, Unshowable):
            raise
        raise Unshowable("it is damaged") from error


def _encoded(picture: Image.Image, widest: int) -> Encoded:
    from PIL import ImageOps

    profile = picture.info.get("icc_profile")
    may_be_drawn = picture.format != "JPEG"
    picture = ImageOps.exif_transpose(picture)
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    drawn = may_be_drawn and picture.getcolors(FEW) is not None
    if picture.width > widest:
        picture = picture.resize((widest, max(1, round(picture.height * widest / picture.width))))
    out = io.BytesIO()
    if picture.mode == "RGBA" or drawn:
        picture.save(out, "PNG", optimize=True, icc_profile=profile)
        return Encoded(out.getvalue(), ".png", *picture.size)
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True, icc_profile=profile)
    return Encoded(out.getvalue(), ".jpg", *picture.size)
