"""UTM parameters: on links of stories that lead home, the same in every part, and on nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest import archive
from digest.ads.slots import take_apart
from digest.models import Link, Utm
from digest.renderer import find_theme, render
from digest.renderer.links import safe_url, with_parameters
from digest.renderer.tagging import with_utm
from tests.build import insertion, issue, newsletter, stories_block, story

UTM = Utm(source="lantern", medium="email", hosts=("paper.example",))
HOME = "utm_source=lantern&utm_medium=email&utm_campaign=2026-W47&utm_content="


@pytest.mark.parametrize(
    ("url", "tagged"),
    [
        ("https://x.example", "https://x.example?a=b%20c"),
        ("https://x.example/p?", "https://x.example/p?a=b%20c"),
        ("https://x.example/p?q=%C3%BC&r#top?s", "https://x.example/p?q=%C3%BC&r&a=b%20c#top?s"),
        ("https://x.example/p?q=1&", "https://x.example/p?q=1&a=b%20c"),
        ("HTTPS://x.example/#!/p?q=1", "HTTPS://x.example/?a=b%20c#!/p?q=1"),
        ("https://x.example/p?UTM_source=me", "https://x.example/p?UTM_source=me"),
        ("https://x.example/p?q;a=2", "https://x.example/p?q;a=2"),
        ("https://x.example/p?q=utm_source", "https://x.example/p?q=utm_source&a=b%20c"),
        ("mailto:a@x.example?subject=s", "mailto:a@x.example?subject=s"),
        ("/p", "/p"),
    ],
)
def test_parameters_join_the_query_and_nothing_else(url: str, tagged: str) -> None:
    """Query and fragment stay as they are, byte for byte; what is tagged already, or no web address, stays whole."""
    assert with_parameters(url, {"a": "b c"}) == tagged
    assert with_parameters(url, {}) == url
    assert with_parameters(tagged, {"a": "other"}) == tagged


def test_the_block_says_what_the_content_is() -> None:
    """Section, else title, else kind; a title without Latin letters counts as none."""
    blocks = (
        stories_block("one", kind="lead"),
        stories_block("two").model_copy(update={"title": "Café & más"}),
        stories_block("three").model_copy(update={"title": "最新"}),
        stories_block("four", kind="section").model_copy(update={"title": "T", "options": {"section": "World"}}),
    )
    tagged = with_utm(issue("2026-W47", *blocks, utm=UTM))
    assert [each.url for each in tagged.stories()] == [
        f"https://paper.example/one?{HOME}lead",
        f"https://paper.example/two?{HOME}cafe-mas",
        f"https://paper.example/three?{HOME}list",
        f"https://paper.example/four?{HOME}world",
    ]


def test_a_list_that_an_ad_cuts_in_two_is_one_in_the_publishers_numbers() -> None:
    """Readers of its second part come from the same block as those of its first."""
    whole = stories_block("one", "two").model_copy(
        update={"title": "Most popular", "options": {"slot": "middle", "slot_after": 1}}
    )
    cut = take_apart((whole,)).filled({0: insertion()})
    assert [each.kind for each in cut] == ["list", "ad", "list"]
    tagged = with_utm(issue("2026-W47", *cut, utm=UTM))
    assert [each.url.partition("?")[2] for each in tagged.stories()] == [f"{HOME}most-popular"] * 2


@pytest.mark.parametrize(
    ("url", "hosts", "own"),
    [
        ("https://www.paper.example/a", ("paper.example",), True),
        ("https://news.paper.example/a", ("paper.example",), True),
        ("https://notpaper.example/a", ("paper.example",), False),
        ("https://other.example/a", ("paper.example",), False),
        ("https://other.example/a", ("*",), True),
        ("https://[broken/a", ("*",), False),
    ],
)
def test_only_the_publishers_own_hosts_are_tagged(url: str, hosts: tuple[str, ...], own: bool) -> None:
    """Somebody else's analytics are not ours to fill, unless the config says every host."""
    block = stories_block("x").model_copy(update={"stories": (story(url=url, related=(Link(title="r", url=url),)),)})
    utm = UTM.model_copy(update={"hosts": hosts})
    (tagged,) = with_utm(issue("2026-W47", block, utm=utm)).stories()
    assert ("utm_source" in tagged.url) is own
    assert tagged.related[0].url.endswith("utm_content=list-related") is own


def test_html_text_and_web_have_the_same_tags_and_other_links_none() -> None:
    """Stories and related stories are tagged in every part; footer, masthead, note, ad and promo never."""
    golden = archive.read_issue(Path(__file__).parents[1] / "golden/issue.json")
    whole = golden.model_copy(update={"utm": UTM.model_copy(update={"hosts": ("*",)})})
    theme = find_theme("classic", overrides=None, options={})
    plain, tagged = render(golden, theme=theme), render(whole, theme=theme)
    for url in {each.url for each in golden.stories()}:
        address = safe_url(with_parameters(url, {"utm_source": "lantern", "utm_medium": "email"}))
        assert address.replace("&", "&amp;") in tagged.html
        assert address in tagged.text
    links = sum(1 + len(each.related) for each in golden.stories())
    assert tagged.text.count("utm_source") == links

    def without(text: str) -> str:
        return re.sub(
            r"(\?|&amp;|&)utm_source=lantern(&amp;|&)utm_medium=email\2utm_campaign=\S+?[a-z-]+(?=[\s\"])", "", text
        )

    assert without(tagged.html) == plain.html
    assert without(tagged.text) == plain.text
    assert without(tagged.web) == plain.web


def test_an_issue_that_says_nothing_stays_as_it_is() -> None:
    """An issue planned without UTM, or before there were any, renders as it was."""
    old = issue("2026-W47", stories_block("one"), newsletter=newsletter(url="https://paper.example/"))
    assert with_utm(old) is old
