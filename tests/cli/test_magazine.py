"""The example magazine, from its feeds to accepted mail, as a person runs it."""

from __future__ import annotations

import csv
import random
import re
import sqlite3
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape

import premailer
import pytest

from digest.models import Status
from tests.cli.folder import Folder

HEADERS = ("From", "To", "Date", "Message-ID", "Subject", "List-Unsubscribe", "List-ID")


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def bodies(message: EmailMessage) -> str:
    """What a reader may see or follow: subject, both parts and the headers with links."""
    parts = [str(part.get_content()) for part in message.iter_parts()]
    return unescape("\n".join([str(message["Subject"]), str(message["List-Unsubscribe"]), *parts]))


def readers(folder: Folder) -> dict[str, str]:
    with (folder.root / "subscribers.csv").open(encoding="utf-8", newline="") as file:
        return {row["email"]: row["name"] for row in csv.DictReader(file)}


def test_styles_are_inlined_once_for_all_readers(magazine: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inlining takes most of a rendering's time: a whole run, with checks and eight mails or more, does it once."""
    calls: list[str] = []
    transform = premailer.Premailer.transform

    def counted(self: premailer.Premailer, *args: object, **kwargs: object) -> object:
        calls.append(self.html)
        return transform(self, *args, **kwargs)

    monkeypatch.setattr(premailer.Premailer, "transform", counted)
    assert magazine("run").exit_code == 0
    assert len(list(magazine.root.glob("outbox/*.eml"))) > 7
    assert len(calls) == 1


@pytest.fixture(scope="module")
def messages(sent_magazine: Folder) -> dict[str, EmailMessage]:
    found = [parsed(content) for content in sent_magazine.mails().values()]
    return {message["To"].addresses[0].addr_spec: message for message in found}


def test_one_message_a_reader(sent_magazine: Folder, messages: dict[str, EmailMessage]) -> None:
    """Every subscriber gets one message, and nobody else does."""
    assert len(sent_magazine.mails()) == 25
    assert set(messages) == set(readers(sent_magazine))


def test_messages_are_well_formed(messages: dict[str, EmailMessage]) -> None:
    """Each message parses without a defect, has every header once, and its text before its HTML."""
    for message in messages.values():
        assert not any(part.defects for part in message.walk())
        assert not any(message[name].defects for name in HEADERS)
        assert [len(message.get_all(name)) for name in HEADERS] == [1] * len(HEADERS)
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert len({message["Message-ID"] for message in messages.values()}) == 25


def test_own_name_and_link_and_nobody_elses(sent_magazine: Folder, messages: dict[str, EmailMessage]) -> None:
    """A message holds its reader's name and unsubscribe link in both parts, and of no other reader anything."""
    names = readers(sent_magazine)
    tokens = {}
    for address, message in messages.items():
        text, html = (unescape(str(part.get_content())) for part in message.iter_parts())
        assert (names[address] or "reader") in text
        assert (names[address] or "reader") in html
        link = re.search(r"<(https://\S+?)>", str(message["List-Unsubscribe"]))
        assert link is not None
        assert link[1] in text
        assert link[1] in html
        tokens[address] = link[1].rpartition("token=")[2]
    assert len(set(tokens.values())) == 25
    for address, message in messages.items():
        content = bodies(message)
        for other in names.keys() - {address}:
            assert other not in content
            assert other.replace("@", "%40") not in content
            assert tokens[other] not in content
            assert not names[other] or names[other] not in content


def test_the_catcher_received_what_was_rendered(sent_magazine: Folder, messages: dict[str, EmailMessage]) -> None:
    """The subject and the stories that arrive are the ones of the issue file, in its order."""
    issue = sent_magazine.issue()
    text = str(next(iter(messages["zoe.lindqvist@example.com"].iter_parts())).get_content())
    places = [text.index(story.url) for story in issue.stories()]
    assert len(places) > 15
    assert places == sorted(places)
    assert {message["Subject"] for message in messages.values()} == {issue.subject}
    assert issue.status is Status.tried


def test_second_run_mails_nobody(magazine: Folder) -> None:
    """A second run says that the issue has gone out, mails nobody and ends well."""
    first = magazine("run")
    assert "25 recipients = 25 accepted" in first.stdout
    assert "Nothing left this machine" in first.stdout
    before = magazine.tree()
    second = magazine("run")
    assert second.exit_code == 0
    assert "Already sent: 2026-W47 has gone to everyone; nobody was mailed." in second.stdout
    assert magazine.tree("outbox", "issues") == {
        name: content for name, content in before.items() if name.startswith(("outbox", "issues"))
    }


def test_a_lost_row_is_mailed_again(magazine: Folder) -> None:
    """After deleting one reader's row of the ledger, a run mails exactly that reader."""
    assert magazine("run").exit_code == 0
    before = set(magazine.mails())
    with closing(sqlite3.connect(magazine.root / "state" / "ledger.db")) as db, db:
        assert db.execute("DELETE FROM submissions WHERE address = 'remy.duclos@example.net'").rowcount == 1
    result = magazine("run")
    assert result.exit_code == 0, result.output
    assert set(magazine.mails()) - before == {"2026-W47--remy.duclos@example.net-2.eml"}
    assert "25 recipients = 25 accepted" in result.stdout


def test_planning_is_repeatable(magazine: Folder) -> None:
    """Planning twice on the same input gives the same bytes."""
    assert magazine("plan").exit_code == 0
    first = magazine.tree("issues")
    assert list(first) == ["issues/2026-W47/issue.json"]
    assert magazine("plan", "--replan").exit_code == 0
    assert magazine.tree("issues") == first
    (magazine.root / "issues/2026-W47/issue.json").unlink()
    assert magazine("plan").exit_code == 0
    assert magazine.tree("issues") == first


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_feeds_order_does_not_matter(seed: int, magazine: Folder, sent_magazine: Folder) -> None:
    """With a feed's entries in another order the same stories come in the same order."""
    chance = random.Random(seed)
    for path, tag in (("feeds/halyard.xml", "item"), ("feeds/harbour-desk.xml", "entry")):
        text = (magazine.root / path).read_text(encoding="utf-8")
        entries = re.findall(rf"<{tag}>.*?</{tag}>", text, flags=re.DOTALL)
        assert len(entries) > 10
        shuffled = iter(chance.sample(entries, len(entries)))
        mixed = re.sub(rf"<{tag}>.*?</{tag}>", lambda _, taken=shuffled: next(taken), text, flags=re.DOTALL)
        assert mixed != text
        magazine.write(path, mixed)
    assert magazine("plan").exit_code == 0
    issue, expected = magazine.issue(), sent_magazine.issue()
    assert issue.blocks == expected.blocks
    assert issue.decisions == expected.decisions
    assert issue.subject == expected.subject
