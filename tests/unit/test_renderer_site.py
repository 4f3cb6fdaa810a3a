"""The pages of the web archive: what their templates are given, and what nobody can put into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jinja2
import lxml.html
import pytest

from digest.models import Image
from digest.renderer import Archived, Letter, Site, find_theme, render_site, theme_names
from digest.renderer.site import pages
from digest.renderer.theme import Theme
from digest.renderer.words import month_name
from tests.build import issue, newsletter, stories_block, story

HOSTILE = "\"'></title></svg><script>alert(1)</script><style>{{ 7*7 }}{% raw %}--> \x0b\x1f"
LETTER = Letter(styles="", content="<h1>The letter</h1>", pictures=())


def site(**words: Any) -> Site:
    """An archive of 26 issues; `words` are those of its newsletter."""
    named = newsletter(url="https://lantern.example", subscribe_url="https://lantern.example/s", **words)
    image = Image(url="https://paper.example/a.jpg", alt=words.get("name", "A"))
    block = stories_block().model_copy(update={"stories": (story(image=image, title=words.get("name", "A")),)})
    issues = [
        issue(f"2026-W{week:02}", block, date=date.fromisocalendar(2026, week, 5), newsletter=named,
              subject=words.get("name", "A"), preheader=words.get("name", "A"))
        for week in range(1, 27)
    ]  # fmt: skip
    return Site(named, "https://lantern.example/l/", [Archived(each, LETTER) for each in issues])


def drawn(made: Site, theme: str = "classic", **options: Any) -> dict[str, str]:
    return dict(render_site(made, theme=find_theme(theme, overrides=None, options=options)))


@pytest.mark.parametrize("theme", theme_names())
def test_no_word_leaves_its_place(theme: str) -> None:
    """Whatever a title or a name holds is text: the pages have the tags that they have without it."""
    good, evil = drawn(site(name="Fine", address="Here"), theme), drawn(site(name=HOSTILE, address=HOSTILE), theme)
    assert list(good) == list(evil)
    for path, page in good.items():
        if path.endswith((".xml", ".svg")):
            tags = [[each.tag for each in ElementTree.fromstring(one).iter()] for one in (page, evil[path])]
        elif path.endswith(".html"):
            tags = [[each.tag for each in lxml.html.document_fromstring(one).iter()] for one in (page, evil[path])]
        else:
            tags = [[page], [evil[path]]]
        assert tags[0] == tags[1], path


def test_templates_are_given_what_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """A designer finds every name in the documentation, and none that there is not."""
    given: set[str] = set()

    def note(environment: jinja2.Environment, name: str, *, theme: Theme, context: Mapping[str, Any]) -> str:
        given.update(context)
        return rendered(environment, name, theme=theme, context=context)

    rendered = pages.render_template
    monkeypatch.setattr(pages, "render_template", note)
    drawn(site())
    text = (
        (Path(__file__).parents[2] / "docs" / "archive.md")
        .read_text(encoding="utf-8")
        .partition("Changing its look")[2]
    )
    said = text.partition("They are given")[2]
    rows = re.findall(r"^\| (`.*?`) \|", said, re.MULTILINE)
    names = set(re.findall(r"`(\w+)`", said.partition("\n\n")[0] + " ".join(rows)))
    assert names == given


@pytest.mark.parametrize(
    ("language", "wanted"), [("en-GB", ["en_GB"]), ("pt-BR", ["pt_BR"]), ("de", []), ("zh-Hant-TW", ["zh_TW"])]
)
def test_the_country_of_the_language(language: str, wanted: list[str]) -> None:
    """Open Graph knows languages with a country; without one, nothing is said."""
    if language.startswith("zh"):
        assert pages._territory(language) == wanted[0]
        return
    page = lxml.html.document_fromstring(drawn(site(language=language))["index.html"])
    assert page.xpath("//meta[@property='og:locale']/@content") == wanted


def test_months_have_the_names_of_the_language() -> None:
    """Over a list a month stands alone; a language that CLDR does not know has a number."""
    day = date(2026, 11, 20)
    assert [month_name(day, language=each) for each in ("en", "de-AT", "pl", "qqq")] == [
        "November",
        "November",
        "listopad",
        "2026-11",
    ]


def test_a_logo_stands_for_the_name() -> None:
    """With a logo the first page shows it, the one for dark mode where there is one, and networks get it for want of a
    picture."""
    logo = {"logo": "https://lantern.example/l.png", "logo_dark": "https://lantern.example/d.png", "logo_height": 60}
    page = lxml.html.document_fromstring(drawn(Site(newsletter(), "https://l.example/", []), **logo)["index.html"])
    assert page.xpath("//h1//img/@alt") == ["The Lantern"]
    assert page.xpath("//h1//source/@srcset") == ["https://lantern.example/d.png"]
    assert page.xpath("//meta[@property='og:image']/@content") == ["https://lantern.example/l.png"]
