"""Which picture stands for a story."""

from __future__ import annotations

import pytest

from digest.sources.reading.images import Picture, choose, from_markup

REAL = "https://a.example/real.jpg"


@pytest.mark.parametrize(
    "picture",
    [
        Picture(REAL, width="1", height="1"),
        Picture(REAL, width="0"),
        Picture(REAL, height="16px"),
        Picture("https://feeds.feedburner.com/~r/x/~4/y"),
        Picture("https://feeds.feedburner.com/~ff/x?d=1"),
        Picture("https://stats.wordpress.com/b.gif?host=x"),
        Picture("https://pixel.evil.example/anything.jpg"),
        Picture("https://a.example/pixel.gif"),
        Picture("https://medium.example/_/stat?event=post"),
        Picture("https://www.facebook.com/tr?id=1"),
        Picture("https://secure.gravatar.com/avatar/x?s=96"),
        Picture("https://s.w.org/images/core/emoji/14/72x72/1f600.png"),
        Picture("https://a.example/logo.svg"),
        Picture("data:image/gif;base64,R0lGOD"),
        Picture("javascript:alert(1)"),
        Picture(""),
    ],
)
def test_counters_and_spacers_are_never_the_picture(picture: Picture) -> None:
    """Trackers, spacers, avatars, emoji and what is no http(s) image are passed over for the real one."""
    assert choose([picture], base="https://a.example/") is None
    chosen = choose([picture, Picture(REAL)], base="https://a.example/")
    assert chosen is not None
    assert chosen.url == REAL


def chosen(*pictures: Picture) -> str:
    image = choose(pictures, base="https://a.example/")
    assert image is not None
    return image.url.rsplit("/", 1)[1]


def test_the_first_is_preferred_when_sizes_are_unknown() -> None:
    """Candidates come in the order of preference."""
    assert chosen(Picture("/one.jpg"), Picture("/two.jpg", width="900", height="600")) == "one.jpg"


def test_the_largest_is_preferred_when_sizes_are_known() -> None:
    """Area decides; a missing height counts as a square."""
    assert (
        chosen(Picture("/s.jpg", width="300", height="200"), Picture("/l.jpg", width="1200", height="800")) == "l.jpg"
    )
    assert chosen(Picture("/s.jpg", width="300"), Picture("/l.jpg", width="1200")) == "l.jpg"


def test_a_thumbnail_gives_way_to_a_picture_of_unknown_size() -> None:
    """A picture known to be tiny is worse than one that may be large; a middling one is not."""
    assert chosen(Picture("/t.jpg", width="120", height="90"), Picture("/u.jpg")) == "u.jpg"
    assert chosen(Picture("/m.jpg", width="600", height="400"), Picture("/u.jpg")) == "m.jpg"


def test_sizes_and_alt_texts_are_cleaned() -> None:
    """Sizes are pixels or unknown, alt texts are plain."""
    image = choose([Picture("/a.jpg", alt="<b>Two</b> &amp; three", width="600.0px", height="auto")], base=REAL)
    assert image is not None
    assert (image.alt, image.width, image.height) == ("Two & three", 600, None)


def test_lazy_images_are_found() -> None:
    """A lazy image's address is not that of its placeholder."""
    assert from_markup([{"src": "ph.gif", "data-src": "a.jpg"}, {"src": "b.jpg"}, {}]) == (
        Picture("a.jpg"),
        Picture("b.jpg"),
        Picture(""),
    )
