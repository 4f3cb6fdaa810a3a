"""What mail programs support, and what of it a page uses."""

from __future__ import annotations

import json
from typing import Any

import lxml.html
import pytest

from digest.checks.styles import read_sheet
from digest.checks.support import NAMES, bundled, dump, picture_format, read_support, used
from digest.errors import ConfigError


def published(**stats: Any) -> bytes:
    """Data as caniemail publishes it, of one feature."""
    feature = {"slug": "css-glow", "title": " glow ", "stats": stats}
    return json.dumps({"last_update_date": "2026-05-13 14:45:41 +0000", "data": [feature]}).encode()


def slugs(html: str, css: str = "") -> set[str]:
    """The features that a page uses."""
    page = lxml.html.fromstring(f"<div>{html}</div>")
    return {use.slug for use in used(page, (read_sheet(css),))} - {"html-div"}


def test_the_data_that_comes_with_digest() -> None:
    """It is dated, has hundreds of features, each known for every program, and says what is known to be so."""
    support = bundled()
    assert support.date >= "2026-05-13"
    assert len(support.titles) > 300
    assert {len(letters) for letters in support.letters.values()} == {len(NAMES)}
    assert "Gmail" not in support.missing("css-background-color")
    assert "Outlook Windows" in support.missing("css-border-radius")
    assert support.missing("css-nonsense") == ()


def test_the_latest_version_counts() -> None:
    """Of each program the last version tested is kept; what was not tested is unknown, not missing."""
    support = read_support(
        published(gmail={"ios": {"2019": "n", "2024": "y #1"}, "android": {"2019": "n #2"}}, outlook={"windows": {}}),
        where="x",
    )
    assert support.titles == {"css-glow": "glow"}
    assert support.missing("css-glow") == ("Gmail Android",)
    assert support.date == "2026-05-13"
    assert set(support.letters["css-glow"]) == set("ynu")


def test_written_data_reads_back() -> None:
    """What is kept is what was read, a feature a line."""
    assert read_support(dump(bundled()).encode(), where="x") == bundled()
    assert dump(bundled()).count("\n") > 300


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"[]",
        b"{}",
        b'{"data": []}',
        b'{"data": [{}], "last_update_date": ""}',
        b'{"features": {}, "clients": []}',
    ],
)
def test_something_else(content: bytes) -> None:
    """What is not caniemail's data is an error that says where it came from and where the data is."""
    with pytest.raises(ConfigError, match=r"(?s)data\.json: not caniemail's data.*www\.caniemail\.com"):
        read_support(content, where="data.json")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p style="padding-left:1em">x</p>', {"html-p", "css-padding-left", "css-padding", "css-unit-em"}),
        ('<p style="border-top-left-radius:50%">x</p>', {"html-p", "css-border-radius", "css-unit-percent"}),
        ('<p style="display:none">x</p>', {"html-p", "css-display", "css-display-none"}),
        ('<p style="width:calc(1px + 2vw)!important">x</p>',
         {"html-p", "css-width", "css-unit-calc", "css-unit-px", "css-unit-vw", "css-important"}),
        ('<p style="color:rgba(0,0,0,.5)">x</p>', {"html-p", "css-color", "css-rgba"}),
        ('<p style="color:#1em2px">x</p>', {"html-p", "css-color"}),
        ('<p style="mso-hide:all;-webkit-x:y;--z:1">x</p>', {"html-p", "css-variables"}),
        ("<h2>x</h2><ol></ol><nav></nav>", {"html-h1-h6", "html-lists", "html-semantics"}),
        ('<a href="#x" style="">x</a>', {"html-a", "html-anchor-links"}),
        ('<a href="mailto:a@b.c">x</a>', {"html-a", "html-mailto-links"}),
        ('<input type="radio"><input>', {"html-input", "html-input-radio", "html-input-text"}),
        ('<img srcset="x" aria-label="y" alt="z">', {"html-img", "html-srcset", "html-aria-label"}),
        ('<meta name="color-scheme"><meta name="x">', {"html-meta", "html-meta-color-scheme"}),
    ],
)  # fmt: skip
def test_features_of_elements(html: str, expected: set[str]) -> None:
    """Elements, attributes, properties, values, units and functions are told by caniemail's names."""
    assert slugs(html) == expected


def test_features_of_sheets() -> None:
    """Selectors, states, media queries and the declarations in them count as used by the sheet."""
    found = slugs(
        "", "@media (any-hover: hover) and (prefers-color-scheme: dark) { a:hover > b::before, [x] + * { top: 1ch } }"
    )
    assert found == {
        *("css-at-media", "css-at-media-hover", "css-at-media-prefers-color-scheme", "css-pseudo-class-hover"),
        *("css-pseudo-element-before", "css-selector-child", "css-selector-attribute", "css-selector-adjacent-sibling"),
        *("css-selector-universal", "css-left-right-top-bottom", "css-unit-ch"),
    }


@pytest.mark.parametrize(
    ("address", "feature"),
    [
        ("https://a.example/i.JPEG?x=1.png", "image-jpg"),
        ("https://a.example/i.webp", "image-webp"),
        ("https://a.example/photo", ""),
        ("http://[::1", ""),
    ],
)
def test_picture_formats(address: str, feature: str) -> None:
    """A picture's format is what its path ends in."""
    assert picture_format(address) == feature
