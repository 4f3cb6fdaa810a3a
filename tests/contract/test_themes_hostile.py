"""Whatever a feed, a sponsor or a slip of the pen puts into a field: nothing changes outside that field's words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from digest import archive
from digest.models import Block, Email, Issue
from digest.renderer import find_theme, render, theme_names
from tests.samples import samples

pytestmark = pytest.mark.uncounted
ISSUE = archive.read_issue(Path(__file__).parents[1] / "golden" / "issue.json")
THEMES = theme_names()
HARMLESS = "HARMLESS"
HOSTILE = (
    "\"'></td></table></div><script>x()</script><style>*{color:red}</style><img src=x onerror=x()>"
    "<a href=javascript:x()>{{1234*5678}}{% raw %}{{ name }}--><![endif]--><!--<plaintext><xmp>\u202e\u2066\x00\x0b"
) + "x" * 10_000
"""Script, style, event handlers, template syntax, ends of comments, unclosed tags, bidi overrides, an endless word."""
ADDRESSES = ("javascript:x()", "data:text/html,x", "//a.example", "/a", "ftp://a.example/", "https://[", " ")
WORDS_OF_OURS = {"kind", "style", "id", "source", "guid", "identity", "slot", "tier", "by", "booking", "fingerprint"}
"""Fields whose values come from a fixed set, or are never shown."""

Path_ = tuple[str, ...]


def fields(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Each text in `value` with the names that lead to it; items of one list share a path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in WORDS_OF_OURS or path[:1] == ("options",):
                yield from fields(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner, path)
    elif isinstance(value, str) and value and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield path, value


def changed(value: Any, change: Callable[[Path_, str], str], path: Path_ = ()) -> Any:
    """`value` with each text in it replaced by what `change` makes of it."""
    if isinstance(value, dict):
        return {name: changed(inner, change, (*path, name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [changed(inner, change, path) for inner in value]
    return change(path, value) if isinstance(value, str) else value


@pytest.fixture(autouse=True)
def _whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Endless words make an email too long: what it then goes without is not the question here."""
    monkeypatch.setattr("digest.renderer.shortening.AIM", 10**9)
    monkeypatch.setattr("digest.renderer.shortening.MOST", 10**9)


def is_address(value: str) -> bool:
    return value.startswith("https://")


DUMPS = {name: block.model_dump(mode="json") for name, block in samples().items()}
FIELDS = sorted(
    {
        (name, path)
        for name, dump in DUMPS.items()
        for path, value in fields(dump)
        if not is_address(value) and (path[0] != "options" or path[1] not in ("to", "by") or name == "quote")
    }
    - {("note", ("options", "text"))}  # Markdown, the editor's own: see test_renderer_notes
    - {(name, ("insertion", "creative", "shape")) for name in DUMPS}
    - {(name, ("insertion", "sponsor")) for name in DUMPS}
)


def issue_of(dump: dict[str, Any]) -> Issue:
    """An issue with this block between the golden issue's header and footer."""
    blocks = (Block(kind="header"), Block.model_validate(dump), Block(kind="footer"))
    return ISSUE.model_copy(update={"blocks": blocks})


def number(name: str, path: Path_) -> str:
    """A word that only this field of this block has."""
    return f"FIELD{FIELDS.index((name, path))}OF"


@cache
def rendered(theme: str, name: str, words: str) -> Email:
    """The block called `name` with its number and `words` in each of its fields."""

    def change(at: Path_, value: str) -> str:
        return number(name, at) + words if (name, at) in FIELDS and not is_address(value) else value

    return render(issue_of(changed(DUMPS[name], change)), theme=find_theme(theme, overrides=None, options={}))


def skeleton(html: str) -> list[tuple[str, ...]]:
    """The tags in order, each with the names of its attributes; what stands in comments for Word included."""
    inside = re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", html, flags=re.DOTALL)
    return [(str(each.tag), *sorted(each.keys())) for each in lxml.html.document_fromstring(inside.encode()).iter()]


def assert_harmless(good: Email, evil: Email) -> None:
    assert skeleton(evil.html) == skeleton(good.html)
    assert skeleton(evil.web) == skeleton(good.web)
    assert "7006652" not in evil.html + evil.text
    assert "<script" not in evil.html + evil.web
    lines = iter(evil.text.splitlines())
    assert [line for line in good.text.splitlines() if HARMLESS not in line and line not in lines] == []


def test_every_kind_is_tried() -> None:
    """The fields are found in the samples themselves: titles, excerpts, ads, quotes, dates, answers and so on."""
    assert {name.partition("-")[0] for name, _ in FIELDS} >= {"lead", "list", "section", "ad", "promo", "note", "quote"}
    assert {path[-1] for _, path in FIELDS} >= {
        "title",
        "excerpt",
        "points",
        "author",
        "alt",
        "cta",
        "place",
        "question",
    }


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "path"), FIELDS, ids=lambda value: value if isinstance(value, str) else ".".join(value)
)
def test_a_hostile_field_changes_nothing_outside_its_own_words(theme: str, name: str, path: Path_) -> None:
    """Markup, template syntax and comment ends come out as the characters that they are, in HTML and text."""
    good, evil = rendered(theme, name, HARMLESS), rendered(theme, name, HOSTILE)
    assert_harmless(good, evil)
    for part in ("html", "text"):
        assert (number(name, path) in getattr(evil, part)) is (number(name, path) in getattr(good, part))
    assert evil.html.count(number(name, path)) == good.html.count(number(name, path))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("field", ["subject", "preheader", "name", "description", "reason", "address"])
def test_hostile_words_of_the_issue_and_the_newsletter(theme: str, field: str) -> None:
    """The subject comes from a story and stands in the page's head and its labels."""

    def email(words: str) -> Email:
        newsletter = ISSUE.newsletter
        if field not in ("subject", "preheader"):
            issue = ISSUE.model_copy(update={"newsletter": newsletter.model_copy(update={field: words})})
        else:
            issue = ISSUE.model_copy(update={field: words})
        return render(issue, theme=find_theme(theme, overrides=None, options={}))

    assert_harmless(email(HARMLESS), email(HOSTILE))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", DUMPS)
def test_only_web_addresses_are_followed(theme: str, name: str) -> None:
    """A block whose addresses are not to be followed keeps its words and has neither links nor pictures."""
    bad = itertools.cycle(ADDRESSES)
    dump = changed(DUMPS[name], lambda _, value: next(bad) if is_address(value) else value)
    email = render(issue_of(dump), theme=find_theme(theme, overrides=None, options={}))
    page = lxml.html.document_fromstring(email.html.encode())
    targets = [element.get("href") or element.get("src") for element in page.iter("a", "img")]
    assert [target for target in targets if not re.match(r"https://|~", target)] == []
    assert set(ADDRESSES).isdisjoint({*targets, *email.text.split()})
    shown = " ".join(page.text_content().split())
    for path, value in fields(DUMPS[name]):
        again = path == ("title",) and DUMPS[name].get("continues")  # the title stands above the first part
        if path[-1] in ("title", "headline", "question", "place") and "answers" not in path and not again:
            assert value in shown


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[2].glob("templates/**/*.html")), ids=lambda path: path.stem
)
def test_no_html_template_takes_words_from_a_text_template(path: Path) -> None:
    """A macro of an unescaped template counts as safe where it is called from an escaped one (Jinja)."""
    assert not re.search(r"(import|include|from|extends).*\.txt", path.read_text(encoding="utf-8"))
