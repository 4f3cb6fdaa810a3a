"""The gates that read: the checks, the message, the Nu Html Checker, SpamAssassin."""

from __future__ import annotations

import email.policy
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from digest import pipeline
from digest.config import Config
from digest.models import Level
from digest.renderer import find_theme, render
from tests.gates.conftest import THEMES, Sample
from tests.gates.contents import CONTENTS, SHARED
from tests.gates.validator import validate

Render = Callable[[str, str], Sample]
ACCEPTED = {
    "hostile": {"font-size"},  # a byline of ten thousand letters is long enough to be read
    "persian feed": {"links"},  # of 2005, when addresses began with http://
    "sixty stories": {"shortened", "size"},
}
"""Warnings about what a content says, which no theme can mend."""
SCORE = 1.0
"""Points of SpamAssassin that no message may reach; 5 is spam."""
OBSOLETE = re.compile(r"attribute on the .* element is obsolete|element is obsolete")
"""What HTML 4 calls right and HTML 5 old: Outlook's Word engine knows nothing newer."""
VENDOR = re.compile(r"CSS: .*Property “(?:mso-|-webkit-|-ms-|-moz-)")


def test_the_checks_find_nothing(content: str, theme: str, sample: Render) -> None:
    """`digest check` is silent: no rule from active-content to unsubscribe has anything to say."""
    made = sample(content, theme)
    findings = pipeline.check_issue(made.config, made.issue, made.email)
    accepted = ACCEPTED.get(content, set())
    assert [each for each in findings if each.level is Level.error or each.check not in accepted] == []


@pytest.mark.parametrize("links", ["inline", "footnotes"])
@pytest.mark.parametrize("content", ["every kind", "japanese"])
def test_addresses_as_footnotes_pass_and_an_ad_without_its_label_does_not(
    content: str, links: str, planned: Callable[[str], Config], tmp_path: Path
) -> None:
    """Wherever the text part has its addresses the checks are silent, until a theme forgets an ad's label there."""
    config = planned(content)
    issue = pipeline.find_issue(config, None)
    own = tmp_path / "classic" / "blocks" / "ad.txt"
    own.parent.mkdir(parents=True)
    own.write_text('{% from "parts.txt" import message with context %}\n{{ message(block.insertion, "") }}\n')
    for folder, wanted in ((None, []), (tmp_path, ["ad-labels"])):
        email = render(issue, theme=find_theme("classic", overrides=folder, options={"text_links": links}))
        findings = pipeline.check_issue(config, issue, email)
        assert sorted({each.check for each in findings if each.level is Level.error}) == wanted
        paid = [each for each in issue.insertions() if each.paid]
        assert len([each for each in findings if each.check == "ad-labels"]) == (len(paid) if wanted else 0)


def test_the_message_is_well_formed(content: str, theme: str, sample: Render) -> None:
    """Python's own parser meets no defect in parts and headers; CRLF; text before HTML, both in UTF-8 and 7-bit lines;
    one-click unsubscribing, a List-ID."""
    raw = sample(content, theme).message
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [defect for part in message.walk() for defect in part.defects] == []
    assert [defect for part in message.walk() for header in part.values() for defect in header.defects] == []
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_charset() for part in message.iter_parts()] == ["utf-8", "utf-8"]
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<https://" in message["List-Unsubscribe"]
    assert re.search(r"<[\w.-]+>$", message["List-ID"])
    assert 1 <= len(message["Subject"]) <= 70


@pytest.fixture(scope="session")
def everything(sample: Render) -> Mapping[tuple[str, str], Sample]:
    """All samples that this machine can make."""
    here = os.environ.get("DIGEST_SHARED") or (Path(__file__).parents[3] / "shared").is_dir()
    contents = [content for content in CONTENTS if here or content not in SHARED]
    return {(content, theme): sample(content, theme) for content in contents for theme in THEMES}


@pytest.fixture(scope="session")
def faults(
    everything: Mapping[tuple[str, str], Sample], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, list[str]]:
    """What the Nu Html Checker says of each sample, by its name: one start of Java for all."""
    folder = tmp_path_factory.mktemp("vnu")
    names = {}
    for number, made in enumerate(everything.values()):
        file = folder / f"{number}.html"
        file.write_text(made.page, encoding="utf-8")
        names[file.as_uri()] = made.name
    found: dict[str, list[str]] = {made.name: [] for made in everything.values()}
    for message in validate(folder):
        said = f"{message.get('lastLine')}: {message['message']}"
        if message["type"] == "error" and not OBSOLETE.search(message["message"]) and not VENDOR.search(said):
            name = next(name for uri, name in names.items() if message["url"].endswith(uri.rpartition("/")[2]))
            found[name].append(said)
    return found


def test_the_html_is_valid(content: str, theme: str, sample: Render, faults: Mapping[str, list[str]]) -> None:
    """The Nu Html Checker finds no error of structure and none of CSS but for properties of one program."""
    assert faults[sample(content, theme).name] == []


@pytest.fixture(scope="session")
def scores(
    everything: Mapping[tuple[str, str], Sample], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[float, str]]:
    """SpamAssassin's score of each sample by its local rules, and the rules that gave it: one start for all."""
    program = shutil.which("spamassassin") or pytest.skip("no SpamAssassin: apt install spamassassin")
    folder = tmp_path_factory.mktemp("spam")
    box = folder / "box"
    postmark = f"From sender@example.org {time.strftime('%a %b %d %H:%M:%S %Y', time.gmtime(0))}\n".encode()
    mails = []
    for number, made in enumerate(everything.values()):
        text = re.sub(rb"(?m)^From ", b">From ", made.message.replace(b"\r\n", b"\n"))
        # It sorts the mails of a box by their dates: each says which one it is.
        mails.append(postmark + text.replace(b"\n\n", b"\nX-Sample: %d\n\n" % number, 1) + b"\n")
    box.write_bytes(b"".join(mails))
    command = [program, "--local", "--mbox", "--prefspath", str(folder / "none"), str(box)]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "HOME": str(folder)})
    heads = re.findall(rb"^X-Spam-Status: (.*?)^\S.*?^X-Sample: (\d+)$", done.stdout, re.MULTILINE | re.DOTALL)
    said = {int(number): " ".join(head.decode().split()) for head, number in heads}
    assert len(said) == len(everything)
    found = {number: float(re.search(r"score=(-?[\d.]+)", each)[1]) for number, each in said.items()}  # type: ignore[index] # SpamAssassin always says
    return {made.name: (found[number], said[number]) for number, made in enumerate(everything.values())}


def test_it_is_no_spam(content: str, theme: str, sample: Render, scores: Mapping[str, tuple[float, str]]) -> None:
    """SpamAssassin's local rules give less than one point."""
    score, rules = scores[sample(content, theme).name]
    assert score < SCORE, rules
