"""What every bundled theme keeps, whatever an issue holds."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from digest import archive
from digest.config.blocks import KINDS
from digest.models import Block, Creative, Email, Image, Insertion, Issue, Link, Story
from digest.renderer import bundled_themes, find_theme, render, theme_names
from tests.samples import STYLES, samples

ISSUE = archive.read_issue(Path(__file__).parents[1] / "golden/issue.json")
THEMES = theme_names()
EDITOR = ["https://lantern.example/images/editor.jpg"]
PORTRAITS = {"classic": EDITOR, "modern": EDITOR, "brief": []}
LONG = "x" * 10_000


def rendered(theme: str, issue: Issue = ISSUE, **options: Any) -> Email:
    return render(issue, theme=find_theme(theme, overrides=None, options=options))


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html.encode())


def with_blocks(*blocks: Block, **newsletter: object) -> Issue:
    changes = {"newsletter": ISSUE.newsletter.model_copy(update=newsletter), "blocks": blocks}
    return ISSUE.model_copy(update=changes)


def story(**fields: object) -> Story:
    whole = {
        "id": "s",
        "source": "S",
        "guid": "s",
        "identity": "s",
        "url": "https://a.example/s",
        "title": "A title",
        "excerpt": "An excerpt.",
        "points": ("First", "Second"),
        "section": "World",
        "author": "Ada",
        "words": 500,
        "image": Image(url="https://a.example/i.jpg", alt="A picture", width=1200, height=675),
        "related": (Link(title="More", url="https://a.example/more"),),
    }
    return Story.model_validate(whole | fields)


def block_with(kind: str, style: str, one: Story) -> Issue:
    block = Block(kind=kind, title="A section", style=style, stories=(one, one, one), options={"by": "popularity"})
    return with_blocks(Block(kind="header"), block, Block(kind="footer"))


def ad(**creative: object) -> Insertion:
    whole = {"headline": "Kettles", "body": "By post.", "cta": "Look", "url": "https://k.example/"}
    made = Creative.model_validate(whole | creative)
    return Insertion(slot="top", tier="sponsor", sponsor="k", sponsor_name="Kettle", creative=made, position=1)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_every_kind_in_html_and_text(theme: str) -> None:
    """A newsletter may use any kind of block with any theme."""
    folders = find_theme(theme, overrides=None, options={}).folders
    names = [f"{kind}.{end}" for kind in KINDS for end in ("html", "txt")]
    assert [name for name in names if not any((folder / "blocks" / name).is_file() for folder in folders)] == []
    assert {path.stem for path in (bundled_themes() / theme / "blocks").glob("*.html")} == set(KINDS)


@pytest.mark.parametrize("theme", THEMES)
def test_every_option_has_a_help_and_a_fitting_default(theme: str) -> None:
    """Whoever reads theme.toml knows what each option is for; the defaults settle without an error."""
    found = find_theme(theme, overrides=None, options={})
    assert found.summary
    assert all(len(option.help) > 20 for option in found.declared)
    assert set(found.options) == {option.name for option in found.declared}


@pytest.mark.parametrize("theme", THEMES)
def test_headings_tables_and_pictures_say_what_they_are(theme: str) -> None:
    """One h1, no skipped level, tables marked as layout, pictures with width and alt, a language and direction.

    A portrait has no alt where the name stands beside it: it would be said twice, and cut off in so small a place.
    """
    page = parsed(rendered(theme).html)
    levels = [int(str(element.tag)[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert {table.get("role") for table in page.iter("table")} == {"presentation"}
    assert all((image.get("width") or "").isdecimal() for image in page.iter("img"))
    assert [image.get("src") for image in page.iter("img") if not image.get("alt")] == PORTRAITS.get(theme, [])
    article = page.xpath("//div[@role='article']")[0]
    for element in (page, article):
        assert (element.get("lang"), element.get("dir")) == ("en", "ltr")


@pytest.mark.parametrize("theme", THEMES)
def test_the_text_part_has_every_link_of_the_html_in_the_same_order(theme: str) -> None:
    """Who reads the text part can go wherever the HTML part leads."""
    email = rendered(theme)
    links = dict.fromkeys(link.get("href") for link in parsed(email.html).iter("a"))
    assert len(links) > 15
    places = [email.text.find(link) for link in links]
    assert -1 not in places
    stories = [email.text.find(each.title) for each in ISSUE.stories()[:3]]
    assert stories == sorted(stories)


@pytest.mark.parametrize("name", samples())
def test_footnotes_are_one_system(name: str) -> None:
    """With footnotes each address of a block stands under it, numbered, and each number is used in it.

    Only the way out stands where it is named.
    """
    email = rendered("classic", with_blocks(samples()[name]), text_links="footnotes")
    links = {str(link.get("href")) for link in parsed(email.html).iter("a")}
    if name == "footer":  # the header has said where the newsletter is at home
        links -= {ISSUE.newsletter.url}
    notes = re.findall(r"^\[(\d+)\] (\S+)$", email.text, re.MULTILINE)
    assert {url for _, url in notes} == {link for link in links if not link.startswith("~")}
    words = re.sub(r"^\[\d+\] \S+$", "", email.text, flags=re.MULTILINE)
    assert re.findall(r"https?://\S+|mailto:\S+", words) == []
    assert {number for number, _ in notes} == set(re.findall(r"\[(\d+)\]", words))


@pytest.mark.parametrize("links", ["inline", "footnotes"])
@pytest.mark.parametrize("kind", ["ad", "promo"])
def test_the_text_of_an_ad_is_between_its_lines(kind: str, links: str) -> None:
    """Label, words and address stand together between two dotted lines, wherever addresses stand."""
    about = with_blocks(Block(kind="header"), Block(kind=kind, insertion=ad()), Block(kind="footer"))
    framed = re.split(r"^\.{76}$", rendered("classic", about, text_links=links).text, flags=re.MULTILINE)
    assert len(framed) == 3
    for said in ("dvertisement" if kind == "promo" else "ADVERTISEMENT", "Kettles", "https://k.example/"):
        assert said in framed[1]
    assert "k.example" not in framed[0] + framed[2]


@pytest.mark.parametrize("theme", THEMES)
def test_text_lines_fit(theme: str) -> None:
    """Lines are at most 78 columns unless an address or a merge field needs more."""
    long = [line for line in rendered(theme).text.splitlines() if len(line) > 78 and not re.search(r"https?:|~", line)]
    assert long == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("title", ["Most popular", ""])
def test_a_list_goes_on_after_the_ad_inside_it(theme: str, style: str, title: str) -> None:
    """One list to readers: its title stands once, its headlines keep their level, its numbers go on, and no rule or
    gap says that something new begins."""
    names = ("one", "two", "three", "four", "five")
    whole = Block(kind="list", title=title, style=style, stories=tuple(story(id=name, title=name) for name in names))
    first = whole.model_copy(update={"stories": whole.stories[:2]})
    rest = whole.model_copy(update={"stories": whole.stories[2:], "continues": 2})
    cut = rendered(theme, with_blocks(Block(kind="header"), first, Block(kind="ad", insertion=ad()), rest))
    page = parsed(cut.html)
    headlines = [element for element in page.iter("h2", "h3") if element.text_content().strip() in names]
    assert [element.text_content().strip() for element in headlines] == list(names)
    assert {element.tag for element in headlines} == {"h3" if title else "h2"}
    if title:
        assert [part.count(title) for part in (page.text_content(), cut.text)] == [1, 1]
    if style == "numbered":
        numbers = [cell.text_content().strip(" .\n") for cell in page.xpath("//td[not(.//td)]")]
        assert [number for number in numbers if number.isdecimal()] == ["1", "2", "3", "4", "5"]
        assert re.findall(r"^(\d)\.  ", cut.text, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    alone = rendered(theme, with_blocks(Block(kind="header"), rest)).html
    assert not parsed(alone).xpath("//td[contains(concat(' ', @class, ' '), ' hairline ')]")
    assert "-----" not in cut.text.partition("Kettles")[2]


@pytest.mark.parametrize("theme", THEMES)
def test_the_button_of_word_has_room_for_its_words(theme: str) -> None:
    """Word cuts off what does not fit: a Japanese letter is as wide as two, a long text gets further lines."""

    def drawn(words: str) -> tuple[int, int]:
        block = Block(kind="ad", insertion=ad(cta=words))
        (found,) = re.findall(
            r"height:(\d+)px;v-text-anchor:middle;width:(\d+)px", rendered(theme, with_blocks(block)).html
        )
        return int(found[1]), int(found[0])

    assert drawn("See the kettle") == (188, 46)
    assert drawn("やかんを見る") == (168, 46)
    long = "Read how they did it and order a kettle of your own"
    width, height = drawn(long)
    assert width <= 420
    assert (width - 48) * (height - 26) // 20 >= 10 * len(long)
    assert drawn("\u200d") == (58, 46)


@pytest.mark.parametrize("theme", THEMES)
def test_word_clips_no_picture(theme: str) -> None:
    """Word cuts what is higher than an exact line: only cells of rules and what holds words alone have such lines."""
    html = rendered(theme, with_blocks(*samples().values()), logo="https://a.example/l.png").html
    exact = re.findall(r"([^{}>]*)\{[^}]*mso-line-height-rule: exactly", html)
    assert [part.strip() for part in exact] == ["p, li, h1, h2, h3, .rule, .topline"]
    page = parsed(html)
    assert not page.xpath("//*[contains(@style, 'line-height:0')]")
    for image in page.iter("img"):
        for around in itertools.takewhile(lambda each: each.tag not in ("td", "div"), image.iterancestors()):
            exactly = around.tag in ("p", "li", "h1", "h2", "h3")
            assert not exactly or "mso-line-height-rule:at-least" in (around.get("style") or "")


@pytest.mark.parametrize("theme", THEMES)
def test_word_is_given_a_font_that_windows_has(theme: str) -> None:
    """Word turns text into Times New Roman where it does not know the first font of a list."""
    (fonts,) = re.findall(r"td, p, li, h1, h2, h3 \{ font-family: ([^,;]+)", rendered(theme).html)
    assert fonts in ("Georgia", "Segoe UI")


@pytest.mark.parametrize("theme", THEMES)
def test_space_between_paragraphs_is_margin(theme: str) -> None:
    """Word drops the padding of anything but cells."""
    page = parsed(rendered(theme, with_blocks(*samples().values())).html)
    padded = [
        element
        for element in page.iter("p", "h1", "h2", "h3", "blockquote")
        if "padding" in (element.get("style") or "")
    ]
    assert [lxml.html.tostring(element)[:120] for element in padded] == []
    for cells in re.findall(r"<!--\[if mso\]><td [^>]*", rendered(theme, with_blocks(samples()["list-grid"])).html):
        assert "padding:" in cells


def test_whatever_is_titled_takes_the_next_colour() -> None:
    """Two titles with the same rule would belong together: lists, sections, events and blocks of the user's own take
    turns; what has no title of its own, and a list that goes on, takes none."""
    events = samples()["events"]
    one, more = samples()["list-headline"], samples()["list-continued"]
    blocks = with_blocks(one, more, events, one.model_copy(update={"title": ""}), one, events)
    html = rendered("classic", blocks, rules="#b8402f #2e7d8c #b98a2b").html
    assert re.findall(r"height=\"4\" bgcolor=\"(#\w+)\"", html) == ["#b8402f", "#2e7d8c", "#b98a2b", "#b8402f"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_paid_ad_is_labelled_and_its_links_are_sponsored(theme: str) -> None:
    """Nobody takes an advertisement for a story, and search engines are told."""
    email = rendered(theme, with_blocks(Block(kind="header"), Block(kind="ad", insertion=ad()), Block(kind="footer")))
    paid = [link for link in parsed(email.html).iter("a") if link.get("href") == "https://k.example/"]
    assert paid
    assert {link.get("rel") for link in paid} == {"sponsored noopener"}
    assert "Advertisement · Kettle" in email.html
    assert "ADVERTISEMENT · KETTLE" in email.text


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["ad", "promo"])
def test_a_house_message_says_whose_it_is_and_is_not_sponsored(theme: str, kind: str) -> None:
    """The publisher's own message is told apart from stories, and is not called an ad."""
    house = ad().model_copy(update={"tier": "house", "sponsor_name": ""})
    email = rendered(theme, with_blocks(Block(kind="header"), Block(kind=kind, insertion=house)))
    assert "From The Lantern" in email.html
    assert "From The Lantern" in email.text
    assert "sponsored" not in email.html
    assert "dvertisement" not in email.html


@pytest.mark.parametrize("theme", THEMES)
def test_twenty_five_stories_stay_far_from_the_size_at_which_gmail_cuts(theme: str) -> None:
    """Gmail hides what is after 102 kB, and with it the way to unsubscribe."""
    issue = block_with("list", "teaser", story(excerpt="A sentence of a common length. " * 9))
    block = issue.blocks[1].model_copy(update={"stories": issue.blocks[1].stories[:1] * 25})
    email = rendered(theme, with_blocks(issue.blocks[0], block, issue.blocks[2]))
    assert len(email.html.encode()) < 80 * 1024


@pytest.mark.parametrize("theme", THEMES)
def test_right_to_left_mirrors_what_has_a_side(theme: str) -> None:
    """A Hebrew letter starts at the right: whatever is at one side of an English one is at the other."""
    blocks = with_blocks(*samples().values())
    issue = blocks.model_copy(update={"newsletter": blocks.newsletter.model_copy(update={"direction": "rtl"})})
    english, hebrew = (
        html[html.index("<body") :] for html in (rendered(theme, blocks).html, rendered(theme, issue).html)
    )
    assert '<html lang="en" dir="rtl"' in rendered(theme, issue).html
    sides = r'align="(left|right)"|(?:padding|margin|border)-(left|right)|text-align:(left|right)'
    mirrored = {"left": "right", "right": "left"}
    found = [next(filter(None, match)) for match in re.findall(sides, english)]
    assert len(found) > 20
    assert [mirrored[side] for side in found] == [next(filter(None, match)) for match in re.findall(sides, hebrew)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_bare_story_and_a_bare_newsletter_leave_no_hole(theme: str, direction: str) -> None:
    """Without picture, author, excerpt, section, addresses and so on, nothing empty and no stray label is shown."""
    bare = story(excerpt="", points=(), section="", author="", words=0, image=None, related=())
    blocks = [Block(kind="list", style=style, stories=(bare,)) for style in STYLES]
    issue = with_blocks(
        Block(kind="header"),
        Block(kind="note", options={"text": "Hello."}),
        Block(kind="lead", stories=(bare,)),
        *blocks,
        Block(kind="ad", insertion=ad(body="", cta="", image=None)),
        Block(kind="subscribe"),
        Block(kind="footer"),
        name="N",
        url="",
        description="",
        archive_url="",
        subscribe_url="",
        preferences_url="",
        social=(),
        address="",
        reason="",
        direction=direction,
    ).model_copy(update={"preheader": ""})
    email = rendered(theme, issue)
    page = parsed(email.html)
    for element in page.iter("p", "h1", "h2", "h3", "li", "ul", "a"):
        assert element.text_content().strip()
    for word in ("View in browser", "Related", "Key points", "min read", "Change your", "forwarded"):
        assert word not in email.html + email.text


@pytest.mark.parametrize("theme", THEMES)
def test_unbroken_text_may_break(theme: str) -> None:
    """A word of ten thousand characters is kept whole in HTML and broken into lines in text."""
    email = rendered(theme, block_with("list", "teaser", story(title=LONG)))
    assert LONG in email.html
    assert "word-break:break-word" in email.html
    assert max(len(line) for line in email.text.splitlines()) <= 78


@pytest.mark.parametrize("theme", THEMES)
def test_the_web_version_has_no_merge_field_and_nothing_of_the_inbox(theme: str) -> None:
    """What is published holds nobody's fields, no preheader and no link that would unsubscribe someone."""
    email = rendered(theme)
    assert ISSUE.mark in email.html
    assert ISSUE.mark not in email.web
    assert "reader &amp; friend" in email.web
    for words in ("Unsubscribe", "View in browser"):
        assert words in email.html
        assert words not in email.web
    assert 'class="preheader"' not in email.web
    assert "<!--~" not in email.html + email.web


@pytest.mark.parametrize("theme", THEMES)
def test_no_style_is_lost_and_nothing_is_fetched(theme: str) -> None:
    """Plain rules end up in the tags; one small style block is left for phones and dark mode; no active content."""
    page = parsed(rendered(theme).html)
    styles = [element.text for element in page.iter("style")]
    assert len(styles) == 1
    assert len(styles[0]) < 8_000
    assert "prefers-color-scheme: dark" in styles[0]
    assert "[data-ogsc]" in styles[0]
    assert not list(page.iter("script", "link", "form", "iframe", "object", "base"))
    assert not page.xpath("//img[@width='1' or @height='1']")


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_large_enough_to_read(theme: str) -> None:
    """No visible text is under 12 px; the preheader and empty spacers are not text."""
    for element in parsed(rendered(theme).html).xpath("//*[@style]"):
        size = re.search(r"font-size:([\d.]+)px", element.get("style"))
        shown = (element.text or "").strip(" \u00a0\n") and "display:none" not in element.get("style")
        if size and shown:
            assert float(size[1]) >= 12, lxml.html.tostring(element)[:200]
