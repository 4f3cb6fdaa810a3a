"""Addresses to follow and addresses to compare."""

from __future__ import annotations

import pytest

from digest.addresses import TRACKING, absolute, host_of, identify, identity


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://a.example/x?utm_source=rss", "https://a.example/x?utm_source=rss"),
        (" https://a.example/x\n", "https://a.example/x"),
        ("/x", "https://base.example/x"),
        ("x.html", "https://base.example/blog/x.html"),
        ("//cdn.example/x.jpg", "https://cdn.example/x.jpg"),
        ("www.a.example/x", "https://www.a.example/x"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ('https://a.example/"onmouseover="x', "https://a.example/%22onmouseover=%22x"),
        ("java\tscript:alert(1)", ""),
        ("JavaScript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@b.example", ""),
        ("https://", ""),
        ("https://[half", ""),
        ("https://a.example:port/", ""),
        ("https://a.example/" + "x" * 3000, ""),
        ("", ""),
    ],
)
def test_links_are_made_absolute_or_refused(link: str, expected: str) -> None:
    """Only http(s) with a host passes; relative and scheme-less links are completed; tracking stays in the link."""
    assert absolute(link, "https://base.example/blog/") == expected


def test_a_relative_link_without_a_base_is_none() -> None:
    """Nothing to complete it with: no address."""
    assert absolute("/x") == ""


@pytest.mark.parametrize(
    "same",
    [
        "http://a.example/x?b=2&a=1",
        "https://www.A.example:443/x/?a=1&b=2#top",
        "https://a.example/x?utm_campaign=w&a=1&b=2&fbclid=9&at_medium=RSS",
        "https://a.example/x/amp?a=1&b=2&REF=home",
        "http://a.example:80/x?a=1&b=2&ns_campaign=z",
    ],
)
def test_one_page_has_one_identity(same: str) -> None:
    """Scheme, www, default port, fragment, slash, order and tracking do not make another page."""
    assert identity(same) == "https://a.example/x?a=1&b=2"


@pytest.mark.parametrize(
    "other", ["https://b.example/x", "https://a.example/y", "https://a.example/x?id=2", "https://a.example:8080/x"]
)
def test_other_pages_have_other_identities(other: str) -> None:
    """Host, port, path and telling parameters do."""
    assert identity(other) != identity("https://a.example/x")


def test_every_listed_tracking_parameter_goes() -> None:
    """The documented list is what is dropped."""
    assert identity("https://a.example/?" + "&".join(f"{name}=1" for name in TRACKING)) == "https://a.example"


@pytest.mark.parametrize("written", ["www.a.example/x/", " //a.example/x#top", "http://a.example/x?utm_medium=email"])
def test_what_a_person_writes_has_the_identity_of_the_page(written: str) -> None:
    """An address copied from a browser or a mail, with or without a scheme, is the page that it leads to."""
    assert identify(written) == "https://a.example/x"


def test_what_is_no_address_is_left_alone() -> None:
    """Nothing that a person writes stops the work."""
    assert identify(" https://[half ") == "https://[half"


def test_host_is_named_without_www() -> None:
    """A host stands for a name."""
    assert host_of("https://www.weir.example/x") == "weir.example"
    assert host_of("") == ""
