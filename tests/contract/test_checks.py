"""What every check keeps to, and that each finds its own fault and no other."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import replace
from typing import Any

import pytest

from digest.checks import Rendered, check, names
from digest.errors import ConfigError
from digest.models import Email, Finding, Issue, Level
from tests.build import MARK, email, issue, newsletter

SIZE = 1024
LINK = '<a href="https://paper.example/one">Read</a>'
LINK_TEXT = "\nhttps://paper.example/one\n"


def found(mail: Email, *, about: Issue | None = None, **levels: Any) -> tuple[Finding, ...]:
    return check(Rendered(issue=about or issue(), email=mail), levels=levels)


def page(size: int) -> Email:
    """A faultless email whose HTML has exactly `size` bytes."""
    missing = size - len(email(html="<p></p>").html.encode())
    return email(html=f"<p>{'ü' * (missing // 2)}{'x' * (missing % 2)}</p>")


FAULTS: dict[str, list[tuple[Email, Level, str]]] = {
    "size": [
        (page(102 * SIZE + 1), Level.error, "Gmail cuts it at 102"),
        (page(102 * SIZE), Level.warning, "102 kB of 102"),
        (page(80 * SIZE + 1), Level.warning, "80 kB of 102"),
    ],
    "alt-text": [(email(html='<img src="https://i.example/p.png">'), Level.error, "an image without alt")],
    "links": [
        (email(html='<a href="/one">Read</a>', text="/one"), Level.error, "not an absolute web address: /one"),
        (email(html='<a href="">Read</a>'), Level.error, "not an absolute web address"),
        (email(html='<a href="#top">Up</a>', text="#top"), Level.error, "not an absolute web address"),
        (email(html='<a href="//x.example">Read</a>', text="//x.example"), Level.error, "not an absolute"),
        (email(html='<a href="https://">Read</a>', text="https://"), Level.error, "not an absolute"),
        (email(html='<a href="javascript:x()">Read</a>', text="javascript:x()"), Level.error, "not an absolute"),
        (email(html='<a href="http://[::1">Read</a>', text="http://[::1"), Level.error, "not an address"),
        (email(html='<a href="http://localhost/">Me</a>', text="http://localhost/"), Level.error, "to this machine"),
        (email(html='<a href="http://[::1]/">Read</a>', text="http://[::1]/"), Level.error, "points to this machine"),
        (email(html=LINK.replace("Read", " "), text=LINK_TEXT), Level.error, "a link without text"),
        (email(html=LINK.replace("Read", '<img src="x" alt="">'), text=LINK_TEXT), Level.error, "a link without text"),
    ],
    "labels": [
        (
            replace(email(), findings=(Finding(Level.warning, "labels", "in English: view", "email.html", "add it"),)),
            Level.warning, "in English: view",
        ),
    ],
    "shortened": [
        (
            replace(email(), findings=(Finding(Level.warning, "shortened", "left out", "email.html", "carry fewer"),)),
            Level.warning, "left out",
        ),
    ],
    "unsubscribe": [
        (
            email(html=f"<p>~{MARK}~unsubscribe_url~~ 1 Mill Lane, Überlingen</p>", footer=False,
                  text=f"1 Mill Lane, Überlingen ~{MARK}~unsubscribe_url~~"),
            Level.error, "no unsubscribe link in the HTML part",
        ),
        (
            email(html='<a href="https://paper.example/out">Unsubscribe</a> 1 Mill Lane, Überlingen', footer=False,
                  text=f"https://paper.example/out 1 Mill Lane, Überlingen ~{MARK}~unsubscribe_url~~"),
            Level.error, "no unsubscribe link in the HTML part",
        ),
    ],
    "text-part": [
        (email(html=LINK), Level.error, "a link of the HTML part is missing: https://paper.example/one"),
        (email(html=LINK, text="https://paper.example/one-more"), Level.error, "missing: https://paper.example/one"),
        (email(html=LINK, text="https://paper.example/one/more"), Level.error, "missing: https://paper.example/one"),
        (
            email(html='<a href="https://paper.example">Home</a>', text="https://paper.example.org/"),
            Level.error, "missing: https://paper.example",
        ),
    ],
    "postal-address": [
        (
            email(html=f'<a href="~{MARK}~unsubscribe_url~~">Out</a>', footer=False,
                  text=f"~{MARK}~unsubscribe_url~~ 1 Mill Lane, Überlingen"),
            Level.error, "the postal address is missing",
        ),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_every_rule_keeps_the_contract(name: str) -> None:
    """A rule is a module with a reason, and a function `check(rendered)` whose docstring is its contract."""
    module = importlib.import_module(f"digest.checks.rules.{name}")
    assert module.__doc__
    assert inspect.getdoc(module.check)
    assert list(inspect.signature(module.check).parameters) == ["rendered"]
    assert inspect.isgeneratorfunction(module.check)


def test_every_rule_has_its_faults_here() -> None:
    """A new rule comes with an email that breaks it."""
    assert {name.replace("_", "-") for name in names()} == set(FAULTS)


@pytest.mark.parametrize(
    "mail",
    [
        email(),
        email(html=LINK, text=LINK_TEXT),
        email(html='<a name="top"></a>'),
        email(html='<img src="https://i.example/p.png" alt="">'),
        email(html='<a href="https://paper.example/one"><img src="x" alt="A hive"></a>', text=LINK_TEXT),
        email(html='<a href="https://paper.example/one" aria-label="Read"></a>', text=LINK_TEXT),
        email(html='<a href="mailto:us@paper.example">Write</a>', text="mailto:us@paper.example"),
        email(html='<a href="https://paper.example/?a=1&amp;b=2">Read</a>', text="(https://paper.example/?a=1&b=2)."),
        email(html=f'<a href="https://paper.example/?e=~{MARK}~email~~">You</a>', text=f"https://paper.example/?e=~{MARK}~email~~"),
        email(head=""),
        page(80 * SIZE),
    ],
)  # fmt: skip
def test_good_email_has_no_findings(mail: Email) -> None:
    """All rules are silent on an email without a fault, also on a page that does not name its encoding."""
    assert found(mail) == ()


@pytest.mark.parametrize(
    ("name", "mail", "level", "said"), [(name, *fault) for name, faults in FAULTS.items() for fault in faults]
)
def test_each_rule_finds_its_own_fault(name: str, mail: Email, level: Level, said: str) -> None:
    """One fault gives one finding, under the rule's own name, with place and remedy; no other rule speaks."""
    findings = found(mail)
    assert [each.check for each in findings] == [name]
    assert findings[0].level is level
    assert said in findings[0].message
    assert findings[0].where
    assert findings[0].remedy


def test_text_part_of_few_words() -> None:
    """A text part that only points to the web version is no text part."""
    mail = Email(subject="", html="<p>x</p>", text="See https://paper.example/one", web="")
    findings = [each for each in found(mail) if each.check == "text-part"]
    assert [each.message for each in findings] == ["only 2 words"]


def test_missing_unsubscribe_in_the_text_part() -> None:
    """Who reads plain text can leave, too."""
    good = email()
    mail = Email(subject="", html=good.html, text=good.text.replace(f"~{MARK}~unsubscribe_url~~", ""), web="")
    messages = [each.message for each in found(mail) if each.check == "unsubscribe"]
    assert messages == ["no unsubscribe address in the text part"]


def test_fields_of_another_issue_are_no_way_out() -> None:
    """A mark that the sender will not fill is no unsubscribe link."""
    stale = issue(mark="ffffffffffff")
    assert [each.check for each in found(email(), about=stale)].count("unsubscribe") == 2


def test_postal_address_not_configured() -> None:
    """Without an address there is a warning that names the key."""
    (finding,) = found(email(), about=issue(newsletter=newsletter(address=" ")))
    assert (finding.level, finding.check) == (Level.warning, "postal-address")
    assert "[newsletter]" in finding.remedy


def test_postal_address_over_several_lines() -> None:
    """Line breaks and hard spaces do not hide the address."""
    html = f'<p>1&nbsp;Mill<br>\nLane,   Überlingen</p><a href="~{MARK}~unsubscribe_url~~">Out</a>'
    text = f"1 Mill Lane,\n  Überlingen ~{MARK}~unsubscribe_url~~"
    assert found(email(html=html, text=text, footer=False)) == ()


def test_errors_come_first() -> None:
    """Findings are sorted: errors, then warnings, each by rule."""
    mail = email(html='<img src="x"><a href="/one">Read</a>', text="/one")
    findings = found(mail, about=issue(newsletter=newsletter(address="")))
    assert [(each.level.value, each.check) for each in findings] == [
        ("error", "alt-text"), ("error", "links"), ("warning", "postal-address"),
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["alt-text", "alt_text"])
def test_levels(written: str) -> None:
    """`[checks]` makes a rule's findings errors or warnings, or silences it, in either spelling of its name."""
    mail = email(html='<img src="https://i.example/p.png">')
    assert [each.level for each in found(mail, **{written: Level.warning})] == [Level.warning]
    assert found(mail, **{written: "off"}) == ()
    assert [each.level for each in found(page(80 * SIZE + 1), size=Level.error)] == [Level.error]


@pytest.mark.parametrize(("written", "close"), [("alt-texts", "alt-text"), ("sise", "size")])
def test_unknown_rule(written: str, close: str) -> None:
    """A level for a rule that there is not is an error that names the nearest, also on a good email."""
    with pytest.raises(ConfigError) as caught:
        found(email(), **{written: "off"})
    assert caught.value.where == "[checks]"
    assert f'did you mean "{close}"?' in caught.value.hint
