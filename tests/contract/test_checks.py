"""What every check keeps to, and that each finds its own fault and no other."""

from __future__ import annotations

import importlib
import inspect
import textwrap
from dataclasses import replace
from typing import Any

import pytest

from digest.checks import Rendered, addresses, all_rules, check, names
from digest.errors import ConfigError
from digest.models import Block, Email, Finding, Issue, Level
from tests.build import MARK, email, issue, newsletter, story
from tests.contract.faults import (
    AD,
    ADDRESS,
    FAULTS,
    GOOD,
    KETTLE,
    LINK_TEXT,
    MESSAGE,
    OUT,
    SIZE,
    WAY_OUT,
    Fault,
    advertised,
    changed,
    linked,
    page,
    pictured,
    styled,
)

ELSEWHERE = '<a href="http://[::1">A neighbour</a><a href="https://paper.example/?a=1">A story</a>'
BLACK = "color:#fff;background-color:#000"


def found(mail: Email, *, about: Issue | None = None, **levels: Any) -> tuple[Finding, ...]:
    return check(Rendered(issue=about or issue(), email=mail), levels=levels)


def button(start: str) -> Email:
    """An email with a button that begins so."""
    return email(html=f"{start}The story</a>", text="The story https://paper.example/")


@pytest.mark.parametrize("name", names())
def test_every_rule_keeps_the_contract(name: str) -> None:
    """A rule is a module with a reason, a level, and a generator `check(rendered)` whose docstring is its contract."""
    module = importlib.import_module(f"digest.checks.rules.{name}")
    assert module.__doc__
    assert isinstance(module.LEVEL, Level)
    assert inspect.getdoc(module.check)
    assert list(inspect.signature(module.check).parameters) == ["rendered"]
    assert inspect.isgeneratorfunction(module.check)


def test_every_rule_has_its_faults_here() -> None:
    """A new rule comes with an email that breaks it."""
    assert {rule.name for rule in all_rules()} == set(FAULTS)


@pytest.mark.parametrize(
    "mail",
    [
        email(),
        linked("https://paper.example/one", "The story"),
        email(html='<a name="top"></a>'),
        pictured('src="https://i.example/p.png" alt=""'),
        pictured('src="https://i.example/p.png" alt="" style="max-width:100%"', width='width="600"'),
        linked("https://paper.example/one", '<img width="9" src="https://i.example/p" alt="A hive">'),
        email(html='<a href="https://paper.example/one" aria-label="The story"></a>', text=LINK_TEXT),
        linked("mailto:us@paper.example", "Write to us"),
        replace(GOOD, web=GOOD.web.replace("</body>", f"{ELSEWHERE}</body>")),
        replace(
            linked("https://paper.example/?a=1&amp;b=2", "Story"), text=f"{GOOD.text} (https://paper.example/?a=1&b=2)."
        ),
        linked(f"https://paper.example/?e=~{MARK}~email~~", "Your page"),
        email(html="<table><tr><th>Hives</th></tr></table>", text="Hives"),
        email(html='<p style="word-break:break-word;overflow-wrap:break-word;border-radius:3px;mso-hide:all">News</p>'),
        button(
            f'<a href="https://paper.example/" style="display:inline-block;{BLACK};padding:13px 24px;line-height:20px">'
        ),
        button(
            f'<table role="presentation"><tr><td style="{BLACK};padding:4px">'
            '<a href="https://paper.example/" style="display:block;color:#fff;padding:10px 24px;line-height:1">'
        ),
        styled("p:hover { color: red; } .none { color: red; } ::first-line { color: red } "),
        page(80 * SIZE),
    ],
)
def test_good_email_has_no_findings(mail: Email) -> None:
    """All rules are silent on an email without a fault."""
    assert found(mail) == ()


def test_good_message_and_answers() -> None:
    """A sound message, addresses that answer and a labelled ad are no findings."""
    ad = advertised(AD.format("<p>Advertisement</p>", KETTLE))
    sound = replace(ad, message=MESSAGE, answers={"https://kettle.example/": ""})
    assert check(sound.rendered, levels={}) == ()


@pytest.mark.parametrize(
    ("booked", "shown"),
    [
        ("https://kettle.example/für", "https://kettle.example/f%C3%BCr?utm_source=paper"),
        ("https://küche.example/", "https://xn--kche-0ra.example/"),
        ("https://Kettle.example/a%20b", "https://kettle.example/a%20b"),
    ],
)
def test_addresses_of_ads_are_known_however_they_are_written(booked: str, shown: str) -> None:
    """Letters beyond ASCII are encoded on their way into the email, and the ad has its link and label none the less."""
    ad = advertised(
        AD.replace("https://kettle.example/", shown).format("<p>Advertisement</p>", KETTLE),
        f"ADVERTISEMENT\n{shown}",
        url=booked,
    )
    assert [each.check for each in check(ad.rendered, levels={}) if each.check == "ad-labels"] == []


def test_long_words_between_a_label_and_its_address() -> None:
    """An ad of 5,000 characters has its label above them in the text part; one without any is still found."""
    body = "A very long body with words. " * 170
    lines = textwrap.fill(body, 76)
    page_ = AD.format(f"<p>Advertisement</p><p>{body}</p>", KETTLE)
    sound = advertised(page_, f"ADVERTISEMENT\n{lines}\nhttps://kettle.example/", body=body)
    assert not [each for each in check(sound.rendered, levels={}) if each.check == "ad-labels"]
    bare = advertised(page_, f"\n{lines}\nhttps://kettle.example/", body=body)
    assert [each.message for each in check(bare.rendered, levels={}) if each.check == "ad-labels"] == [
        "the ad of k has no label"
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (".....\nADVERTISEMENT\n\nKettles\nGo [1]\n.....\n\n[1] https://kettle.example/", "Advertisement"),
        ("Advertisement\n=============\nKettles\nhttps://kettle.example/?a=1", "Advertisement"),
        ("ADVERTISEMENT: Kettles (https://kettle.example/)", "Advertisement"),
        ("PAID BY\nSOMEBODY\n\nTea for two\nhttps://kettle.example/", "Paid by somebody"),
        ("SPONSORLU İÇERİK\nKettles\nhttps://kettle.example/", "Sponsorlu içerik"),
        ("広告です\nKettles\nhttps://kettle.example/", "広告"),
    ],
)
def test_labels_of_the_text_part(text: str, label: str) -> None:
    """A label above the headline is one however the theme frames it, and wherever the address stands."""
    ad = advertised(AD.format(f"<p>{label}</p>", KETTLE), f"{text} {label}", label=label)
    assert check(ad.rendered, levels={"text-part": "off"}) == ()


def test_an_ad_is_known_by_its_own_address() -> None:
    """Two ads behind one counter of clicks are two; letters beyond ASCII make no difference."""
    ad = advertised(AD.format("<p>Advertisement</p>", KETTLE))
    (block,) = ad.about.blocks
    assert block.insertion
    shown = block.insertion.creative.model_copy(update={"url": "https://kettlé.example/für?id=é"})
    about = issue("2026-W47", Block(kind="ad", insertion=block.insertion.model_copy(update={"creative": shown})))
    href = "https://xn--kettl-fsa.example/f%C3%BCr?id=%C3%A9&amp;from=us"
    text = f"ADVERTISEMENT\n{href.replace('&amp;', '&')}"
    html = AD.replace("https://kettle.example/", href)
    assert found(email(html=html.format("<p>Advertisement</p>", KETTLE), text=text), about=about) == ()
    other = AD.replace("https://kettle.example/", href.replace("?id", "?no")).format("<p>Advertisement</p>", KETTLE)
    messages = {each.message for each in found(email(html=other + html.format("", KETTLE), text=text), about=about)}
    assert "the ad of k has no visible label" in messages


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        pytest.param(name, each, id=f"{name}-{number}")
        for name, all_ in FAULTS.items()
        for number, each in enumerate(all_)
    ],
)
def test_each_rule_finds_its_own_fault(name: str, fault: Fault) -> None:
    """One fault gives one finding, under the rule's own name and level, with place and remedy; no other rule speaks."""
    (finding,) = (each for each in check(fault.rendered, levels={}) if each.check not in fault.also)
    (rule,) = (each for each in all_rules() if each.name == name)
    assert finding.check == name
    assert finding.level is (fault.level or rule.level)
    assert fault.said in finding.message
    assert finding.where
    assert finding.remedy


def test_missing_unsubscribe_in_the_text_part() -> None:
    """Who reads plain text can leave, too."""
    good = email()
    mail = replace(good, text=good.text.replace(f"~{MARK}~unsubscribe_url~~", ""))
    messages = [each.message for each in found(mail) if each.check == "unsubscribe"]
    assert messages == ["no unsubscribe address in the text part"]


def test_text_part_of_few_words() -> None:
    """A text part that only points to the web version is no text part."""
    mail = replace(email(), text=f"See {WAY_OUT} {ADDRESS}")
    assert "only 6 words" in [each.message for each in found(mail) if each.check == "text-part"]


def test_fields_of_another_issue_are_no_way_out() -> None:
    """A mark that the sender will not fill is no unsubscribe link."""
    stale = issue(mark="ffffffffffff")
    assert [each.check for each in found(email(), about=stale)].count("unsubscribe") == 2


def test_postal_address_over_several_lines() -> None:
    """Line breaks and hard spaces do not hide the address."""
    html = f"<p>1&nbsp;Mill<br>\nLane,   Überlingen</p>{OUT}"
    text = f"Unsubscribe: 1 Mill Lane,\n  Überlingen {WAY_OUT}"
    assert found(email(html=html, text=text, footer=False)) == ()


def test_marks_that_a_story_writes_are_its_own() -> None:
    """A story about template languages is no mistake."""
    told = story(title="What {{ braces }} mean", excerpt="{% if %} you ask.")
    about = issue("2026-W47", Block(kind="list", stories=(told,)))
    mail = email(html="<p>{{ braces }} {% if %}</p>", text="{{ braces }} {% if %}", subject="What {{ braces }} mean")
    assert [each for each in found(mail, about=about) if each.check == "template-marks"] == []


def test_what_is_asked_on_line() -> None:
    """Links and pictures on the web are asked, once each; what differs from reader to reader is not."""
    links = '<a href="https://a.example/">A</a>' * 2 + '<a href="mailto:a@b.example">W</a><a href="http://[::1">X</a>'
    mail = email(html=f'{OUT}{links}<img src="http://i.example/p.png">')
    assert addresses(Rendered(issue=issue(), email=mail)) == ("https://a.example/", "http://i.example/p.png")


def test_an_empty_page_is_no_end() -> None:
    """A page with nothing in it has findings, among them that its text part says other things."""
    assert {each.check for each in found(replace(email(), html="", web=""))} >= {"document", "headings", "unsubscribe"}


def test_errors_come_first() -> None:
    """Findings are sorted: errors, then warnings, each by rule; the same finding comes once."""
    mail = email(
        html='<img width="9" src="https://i.example/p.png">' * 2 + '<a href="/one" style="color:inherit">The story</a>',
        text="The story /one",
    )
    findings = found(mail, about=issue(newsletter=newsletter(address="")))
    assert [(each.level.value, each.check) for each in findings] == [
        ("error", "image-alt"),
        ("error", "links"),
        ("warning", "postal-address"),
    ]


@pytest.mark.parametrize("written", ["image-alt", "image_alt"])
def test_levels(written: str) -> None:
    """`[checks]` makes a rule's findings errors or warnings, or silences it, in either spelling of its name."""
    mail = pictured('src="https://i.example/p.png"')
    assert [each.level for each in found(mail, **{written: Level.warning})] == [Level.warning]
    assert found(mail, **{written: "off"}) == ()
    assert [each.level for each in found(page(80 * SIZE + 1), size=Level.error)] == [Level.error]


@pytest.mark.parametrize(("written", "close"), [("image-alts", "image-alt"), ("sise", "size")])
def test_unknown_rule(written: str, close: str) -> None:
    """A level for a rule that there is not is an error that names the nearest, also on a good email."""
    with pytest.raises(ConfigError) as caught:
        found(email(), **{written: "off"})
    assert caught.value.where == "[checks]"
    assert f'did you mean "{close}"?' in caught.value.hint


def test_a_finding_names_file_and_line() -> None:
    """Who looks for the fault finds it: the file, the line in it, and the words that stand there."""
    mail = changed("<h1>News</h1>", "\n\n<h1>News</h1>\n<h3>Hives counted</h3>", email(text="Hives counted"))
    (finding,) = found(mail)
    assert finding.where == "email.html:7 “Hives counted”"
