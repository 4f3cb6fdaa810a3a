"""Copies of pictures: what every mail program shows, upright, no larger than needed; hostile files are refused."""

from __future__ import annotations

import builtins
import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from digest.errors import ConfigError
from digest.sources import reencode as module
from digest.sources.reencode import Encoded, Unshowable, reencode, require_pillow


def photo(format_: str, mode: str = "RGB", size: tuple[int, int] = (800, 400), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise(size, 80) for _ in "RGB"]).convert(mode).save(out, format_, **options)
    return out.getvalue()


def drawing(format_: str, mode: str = "P", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").point(lambda value: value // 64 * 64).convert(mode).save(out, format_, **options)
    return out.getvalue()


def animation() -> bytes:
    out = io.BytesIO()
    frames = [Image.effect_noise((90, 60), sigma) for sigma in (20, 60, 90)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def opened(encoded: Encoded) -> Image.Image:
    return Image.open(io.BytesIO(encoded.content))


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (photo("JPEG"), ".jpg"),
        (photo("JPEG", "CMYK"), ".jpg"),
        (photo("PNG"), ".jpg"),
        (photo("PNG", "RGBA"), ".jpg"),
        (photo("GIF", "P"), ".jpg"),
        (photo("WEBP"), ".jpg"),
        (photo("AVIF"), ".jpg"),
        (drawing("PNG"), ".png"),
        (drawing("GIF"), ".png"),
        (drawing("WEBP", "RGB", lossless=True), ".png"),
    ],
)
def test_every_format_becomes_jpeg_or_png(content: bytes, suffix: str) -> None:
    """Photographs are JPEG, drawings PNG, whatever they came in; twice the width that is shown is enough."""
    encoded = reencode(content, widest=200)
    picture = opened(encoded)
    assert (encoded.suffix, picture.format) == (suffix, {".jpg": "JPEG", ".png": "PNG"}[suffix])
    assert picture.size == (encoded.width, encoded.height)
    assert encoded.width == 200
    assert reencode(content, widest=5000).width == Image.open(io.BytesIO(content)).width, "never enlarged"


def test_what_is_see_through_stays_so() -> None:
    """A logo keeps its transparent ground, as PNG."""
    out = io.BytesIO()
    picture = Image.effect_noise((300, 300), 80).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize((300, 300)))
    picture.save(out, "WEBP")
    encoded = reencode(out.getvalue(), widest=100)
    assert encoded.suffix == ".png"
    assert opened(encoded).has_transparency_data


def test_pictures_stand_upright_and_tell_nothing() -> None:
    """A phone's picture is turned as its metadata says, which then goes, the place where it was taken included."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    encoded = reencode(photo("JPEG", exif=exif), widest=1000)
    assert (encoded.width, encoded.height) == (400, 800)
    assert b"Camera" not in encoded.content
    assert not opened(encoded).getexif()


def test_an_animation_is_its_first_frame_unless_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outlook shows the first frame only; where animations are wanted, a small one stays as it is."""
    moving = animation()
    assert opened(reencode(moving, widest=90)).format in ("PNG", "JPEG")
    assert reencode(moving, widest=90, animated=True) == Encoded(moving, ".gif", 90, 60)
    assert reencode(drawing("GIF"), widest=90, animated=True).suffix == ".png"
    monkeypatch.setattr(module, "ANIMATED", len(moving) - 1)
    assert reencode(moving, widest=90, animated=True).suffix != ".gif"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that says it is large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bomb(8000, 8000), "8000 × 8000 pixels"),
        (bomb(12_000, 12_000), "far too large"),
        (bomb(60_000, 60_000), "far too large"),
        (bomb(100, 100), "damaged"),
        (photo("PNG")[:3000], "damaged"),
        (photo("JPEG")[:3000], "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(60), "damaged|no JPEG"),
        (b"<html><img></html>", "no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no JPEG"),
        (b"", "no JPEG"),
    ],
)
def test_hostile_and_broken_files_are_refused(content: bytes, why: str) -> None:
    """A bomb is not decoded, and nothing that is no picture is tried with Pillow's other readers."""
    with pytest.raises(Unshowable, match=why):
        reencode(content, widest=100)


def test_without_pillow_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "PIL":
            raise ImportError(name)
        return real(name, *rest)

    require_pillow()
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match="needs Pillow") as caught:
        require_pillow()
    assert caught.value.hint == 'pip install "newsletter-digest[images]"'
