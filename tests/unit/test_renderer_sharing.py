"""What is said beside an ad, addresses to share a page with, footnotes of the text part."""

from __future__ import annotations

from typing import get_args

import pytest

from digest.config.blocks import Network
from digest.renderer import bundled_themes, find_labels
from digest.renderer.disclosure import disclose
from digest.renderer.links import safe_url
from digest.renderer.sharing import share_links
from digest.renderer.text import Footnotes
from tests.build import insertion


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Advertisement"),
        ({"sponsor_name": "Acme"}, "Advertisement · Acme"),
        ({"sponsor_name": "Acme", "label": "Sponsored"}, "Sponsored · Acme"),
        ({"sponsor_name": "Acme", "label": "Sponsored by Acme"}, "Sponsored by Acme"),
        ({"tier": "affiliate"}, "Advertisement"),
        ({"tier": "house"}, "From The Lantern"),
        ({"tier": "house", "label": "Our shop"}, "Our shop"),
    ],
)
def test_what_stands_beside_an_ad(fields: dict[str, str], said: str) -> None:
    """A paid ad is called one and says who pays, once; a house promo says whose it is."""
    assert (
        disclose(insertion(**fields), newsletter="The Lantern", t=find_labels("en", (bundled_themes() / "labels",)))
        == said
    )


def test_every_network_can_be_shared_to() -> None:
    """Each network that the config allows has an address, with the page and the words encoded, that may be followed."""
    links = share_links(get_args(Network), "https://a.example/ü?b=c&d", "Tea & {kettles}")
    assert len({link.title for link in links}) == len(get_args(Network))
    for link in links:
        assert "https%3A%2F%2Fa.example%2F%C3%BC%3Fb%3Dc%26d" in link.url
        assert safe_url(link.url) == link.url
        assert "{" not in link.url
    assert "Tea%20%26%20%7Bkettles%7D" in links[0].url


def test_footnotes_are_numbered_once_and_anew_after_each_list() -> None:
    """The same address has the same number; after the list the numbers begin again."""
    notes = Footnotes()
    assert [notes.number(url) for url in ("a", "b", "a")] == [1, 2, 1]
    assert notes.take() == "[1] a\n[2] b"
    assert notes.take() == ""
    assert notes.number("c") == 1
