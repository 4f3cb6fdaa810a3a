"""The studio's pages: the bytes that will be sent, what is made of them, and the panels around them."""

from __future__ import annotations

import asyncio
import html
import json
import os
from pathlib import Path

import httpx
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from digest import archive
from digest.config import Config
from digest.errors import DigestError
from digest.fields import fill
from digest.models import Email, Issue
from digest.pipeline import Compiled, find_issue, rendered, source_of
from digest.preview import proof
from digest.preview.app import create_app
from digest.preview.changes import Changes
from digest.preview.failures import Calm
from digest.preview.trouble import trouble_of
from tests.cli.folder import Folder
from tests.studio import COOKIE, HOST, TOKEN, Studio, config_of, html_part

FRAMED = ("/email", "/web", "/text", "/source", "/source?stage=before", "/message")


@pytest.fixture(scope="module")
def studio(sent_magazine: Folder) -> Studio:
    return Studio(sent_magazine)


@pytest.mark.parametrize("address", ["ann@example.org", "o'hara+news@example.net"])
def test_the_email_is_what_a_test_mail_has(address: str, magazine: Folder) -> None:
    """/email is byte for byte the HTML part of what `digest test` submits to the same recipient."""
    assert magazine("plan").exit_code == 0
    assert magazine("test", address).exit_code == 0
    (sent,) = magazine.mails().values()
    shown = Studio(magazine).get("/email?" + str(httpx.QueryParams({"reader": address})))
    assert shown.content == html_part(sent)
    assert len(shown.content) > 20_000


def test_the_email_is_what_a_reader_gets(lantern: Folder) -> None:
    """With the fields of a subscriber, /email is byte for byte the HTML part of what `digest send` submits to her."""
    lantern.edit(
        '[[blocks]]\nkind = "lead"', '[[blocks]]\nkind = "note"\ntext = "Dear {{ name }}"\n[[blocks]]\nkind = "lead"'
    )
    assert lantern("run", env={"DIGEST_SECRET": "s" * 32}).exit_code == 0
    (sent,) = (mail for mail in lantern.mails().values() if b"To: Ann <ann@example.org>" in mail)
    (lantern.root / ".env").write_text("DIGEST_SECRET=" + "s" * 32)
    shown = Studio(lantern).get("/email?reader=ann@example.org&field.name=Ann")
    assert b"Dear Ann" in shown.content
    assert shown.content == html_part(sent)


def test_text_and_web_version(studio: Studio, sent_magazine: Folder) -> None:
    """/web is the web version, /text the text part as a reader without a name gets it."""
    config = config_of(sent_magazine)
    issue = find_issue(config, None)
    made = rendered(config, issue)
    assert studio.get("/web").content == made.web.encode()
    text = html.unescape(studio.get("/text").text)
    start = fill(made.text, issue.mark, {"name": "reader"}).split("\n\n")[1]
    assert start in text.replace("\r\n", "\n")


def test_values_are_escaped(lantern: Folder) -> None:
    """A value of a merge field is text in the email, as it is in a mail that is sent."""
    lantern.edit(
        '[[blocks]]\nkind = "lead"', '[[blocks]]\nkind = "note"\ntext = "Dear {{ name }}"\n[[blocks]]\nkind = "lead"'
    )
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    query = httpx.QueryParams({"field.name": "Tom & <i>Jerry</i>"})
    assert "Dear Tom &amp; &lt;i&gt;Jerry&lt;/i&gt;" in studio.get(f"/email?{query}").text
    assert "Dear Tom &amp; &lt;i&gt;Jerry&lt;/i&gt;" in studio.get(f"/text?{query}").text


def test_pictures_off_changes_no_byte(studio: Studio) -> None:
    """With images=off the page is the same and only its policy forbids pictures."""
    on, off = studio.get("/email"), studio.get("/email?images=off")
    assert on.content == off.content
    assert "img-src 'none'" in off.headers["content-security-policy"]
    assert "img-src http:" in on.headers["content-security-policy"]


def test_source_before_and_after(studio: Studio, sent_magazine: Folder) -> None:
    """The source is shown with its lines numbered: before inlining with its styles in the head, after in the tags."""
    config = config_of(sent_magazine)
    before = source_of(config, find_issue(config, None))
    assert 'class="lead-title"' in before
    assert 'style="' not in before.split("lead-title")[1][:30]
    for path in ("/source", "/source?stage=before"):
        page = studio.get(path).text
        assert 'class="linenos"' in page
        assert "&lt;" in page
    assert "Before inlining" in studio.get("/source?stage=before").text
    assert "After inlining" in studio.get("/source").text


def test_message(studio: Studio, sent_magazine: Folder) -> None:
    """The message is shown with its headers and its tree, and can be downloaded whole."""
    page = studio.get("/message?reader=ann@example.org").text
    for said in ("multipart/alternative", "text/plain", "text/html", "List-Unsubscribe", "ann@example.org"):
        assert said in page
    answer = studio.get("/message.eml?reader=ann@example.org")
    assert answer.headers["content-disposition"] == 'attachment; filename="2026-W47.eml"'
    assert answer.headers["content-type"] == "message/rfc822"
    assert html_part(answer.content) == studio.get("/email?reader=ann@example.org").content


def test_the_page(studio: Studio) -> None:
    """The page shows sender, subject, preheader, status, every block and every story, all escaped."""
    page = studio.get("/").text
    issue = studio.issue()
    words = [issue.subject, issue.preheader, issue.newsletter.sender, "2026-W47", "tried", "Most popular"]
    words += [story.title for story in issue.stories()]
    words += [decision.title for decision in issue.decisions]
    words += [insertion.creative.headline for insertion in issue.insertions()]
    for text in words:
        assert text in html.unescape(page)
    assert "Halyard &lt;letter@halyard.example&gt;" in page


def test_why_a_story_is_there(studio: Studio) -> None:
    """The details of a story tell its reason, its score with all parts, its rank, and what competed."""
    decision = next(each for each in studio.issue().decisions if each.score and len(each.parts) > 1)
    page = html.unescape(studio.get(f"/panel/details?story={decision.story}").text)
    for said in (decision.reason, f"{decision.score:.2f}", *decision.parts, "What competed"):
        assert said in page
    for value in decision.parts.values():
        assert f"× {value:.2f}" in page


def test_why_a_slot_is_filled(studio: Studio) -> None:
    """The details of a slot tell what runs, who else was considered and why not, and what the rules say of each now."""
    slot = studio.issue().slots[0]
    page = html.unescape(studio.get(f"/panel/details?slot={slot.slot}").text)
    for candidate in slot.candidates:
        assert candidate.name in page
        assert candidate.reason in page
    assert "runs here" in page
    assert "Boots for people whose dog does not check the forecast" in page


def test_details_of_what_is_not_there(studio: Studio) -> None:
    """Asked for what is not in the issue, the details are those of the issue."""
    for query in ("", "?story=nobody", "?slot=nowhere", "?block=none"):
        assert "This issue" in studio.get(f"/panel/details{query}").text


def test_checks(studio: Studio, sent_magazine: Folder) -> None:
    """The checks tell the findings, the size of each block, and what each mail program does not know, with its date."""
    page = studio.get("/panel/checks").text
    for said in (
        "Nothing found",
        "kB</b> of 102 kB",
        "Read now",
        "Page and styles",
        "Outlook Windows",
        "caniemail.com of 20",
    ):
        assert said in page


def test_findings_are_told(lantern: Folder) -> None:
    """A finding stands there with its level, its place and what to do."""
    lantern.edit('address = "1 Harbour Street, Lampton"', 'address = ""')
    assert lantern("plan").exit_code == 0
    page = html.unescape(Studio(lantern).get("/panel/checks").text)
    assert 'data-warnings="1"' in page
    assert '<span class="flag warning">warning</span>' in page
    assert "postal address" in page


def test_inbox(studio: Studio) -> None:
    """Subject and preheader are cut where each inbox cuts them."""
    page = html.unescape(studio.get("/panel/inbox").text)
    subject = studio.issue().subject
    assert len(subject) == 49
    assert f"<b>{subject}</b>" in page
    assert f"<b>{subject[:39].rstrip()}…</b>" in page
    assert "49 of 40" in page


def test_readers_are_found(studio: Studio) -> None:
    """A search finds readers by any of their columns, and says when there is nobody."""
    page = studio.get("/panel/readers?words=BENCH").text
    assert "the.bench@chandlery.example" in page
    assert page.count("data-reader=") == 1
    assert "There are more" in studio.get("/panel/readers?words=").text
    assert "Nobody is called like that" in studio.get("/panel/readers?words=nobody-at-all").text


def test_archive(magazine: Folder) -> None:
    """Earlier issues are listed; each is shown as its web version was written, else as it would look now."""
    assert magazine("run").exit_code == 0
    folder = magazine.root / "issues"
    old = magazine.issue().model_copy(update={"id": "2026-W46", "subject": "An older letter"})
    archive.write_issue(folder, old)
    studio = Studio(magazine, named="2026-W47")
    assert "An older letter" in studio.get("/panel/archive").text
    assert studio.get("/earlier/2026-W47").content == (folder / "2026-W47" / "index.html").read_bytes()
    assert "An older letter" in studio.get("/earlier/2026-W46").text
    assert studio.get("/earlier/2020-W01").status_code == 404


def test_an_archive_with_a_broken_issue(lantern: Folder) -> None:
    """An issue file that cannot be read is named in the archive beside those that can."""
    assert lantern("plan").exit_code == 0
    folder = lantern.root / "issues"
    archive.write_issue(folder, lantern.issue().model_copy(update={"id": "2026-W46", "subject": "An older letter"}))
    lantern.write("issues/2026-W45/issue.json", "{")
    answer = Studio(lantern, named="2026-W47").get("/panel/archive")
    assert answer.status_code == 200
    assert "An older letter" in answer.text
    assert "2026-W45" in answer.text


def test_what_is_written_while_an_issue_is_read(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write between reading and rendering is seen: an old rendering never passes for that of the new file."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    real, folder, issue = proof._stamp, lantern.root / "issues", lantern.issue()
    words = iter(("First", "Second"))

    def raced(config: Config, name: str) -> object:
        if word := next(words, ""):
            archive.write_issue(folder, issue.model_copy(update={"subject": word}))
        return real(config, name)

    monkeypatch.setattr(proof, "_stamp", raced)
    for word in ("First", "Second", "Second"):
        assert f"<title>{word}</title>" in studio.get("/email").text


@pytest.mark.parametrize("name", [".env", "templates/labels/en.toml"])
def test_what_a_rendering_depends_on(name: str, lantern: Folder) -> None:
    """A change of the secrets' file or of the labels is a new state, which is rendered anew."""
    assert lantern("plan").exit_code == 0
    before = proof._stamp(config_of(lantern), "2026-W47")
    lantern.write(name, "")
    assert proof._stamp(config_of(lantern), "2026-W47") != before


def test_lines_of_other_files(lantern: Folder) -> None:
    """An error that names a file outside of the theme is told without its lines."""
    for place in ("templates/classic/../../subscribers.csv", "subscribers.csv", "templates/../digest.toml"):
        assert trouble_of(DigestError("wrong", where=f"{place}:1"), config_of(lantern)).lines == ()


def test_only_so_many_readers_are_shown(lantern: Folder) -> None:
    """A search shows 20 readers and says that there are more; 20 are all."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    for count, more in ((20, False), (21, True)):
        lantern.write("subscribers.csv", "email\n" + "".join(f"a{number}@example.org\n" for number in range(count)))
        page = studio.get("/panel/readers?words=a").text
        assert page.count("data-reader=") == 20
        assert ("There are more" in page) is more


def test_outdated_is_only_what_can_be_planned(lantern: Folder) -> None:
    """Of an issue that is not the next one nobody is told that it could be planned anew."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    lantern.write("feed.xml", "<rss/>")
    assert studio.state()["outdated"] == ["feed.xml"]
    lantern.edit("today = 2026-11-20", "today = 2026-12-04")
    assert studio.state()["outdated"] == []


def test_sponsors(studio: Studio) -> None:
    """The calendar tells who has which slot, the report what ran."""
    page = studio.get("/panel/sponsors").text
    assert "2026-11-27" in page
    assert "<td>Larkspur Bank</td>" in page
    assert "Larkspur Bank" in studio.get("/report").text


def test_a_newsletter_without_slots_or_readers(lantern: Folder) -> None:
    """Where nothing is sold the calendar says how to begin; a missing subscribers file is named."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    assert "The layout has no slots" in studio.get("/panel/sponsors").text
    (lantern.root / "subscribers.csv").unlink()
    answer = studio.get("/panel/readers?words=a")
    assert answer.status_code == 500
    assert "there is no subscribers file" in answer.text
    assert "There is no other issue yet" in studio.get("/panel/archive").text


def test_assets(studio: Studio) -> None:
    """Scripts, styles and service worker are served with their types; the worker knows which pictures are local."""
    page = studio.get("/").text
    for name in ("studio.js", "studio.css", "icon.svg"):
        assert f"/assets/{name}" in page
    for path in (Path(__file__).parents[2] / "digest" / "preview" / "assets").iterdir():
        answer = studio.get(f"/assets/{path.name}")
        assert answer.status_code == 200
        assert answer.content == path.read_bytes()
    starts = studio.get("/worker.js").text.split("const starts = ")[1].split(";")[0]
    assert json.loads(starts) == ["https://halyard.example/images/", "https://desk.harbour.example/img/"]


def test_one_change_renders_once(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """All pages of one state come from one rendering; a changed template makes one more."""
    assert lantern("plan").exit_code == 0
    times = []

    def counted(config: Config, issue: Issue, *, compiled: Compiled) -> Email:
        times.append(1)
        return rendered(config, issue, compiled=compiled)

    monkeypatch.setattr("digest.preview.proof.rendered", counted)
    studio = Studio(lantern)
    for path in ("/", "/state", *FRAMED, "/panel/checks"):
        assert studio.get(path).status_code == 200
    assert len(times) == 1
    lantern.write("templates/classic/blocks/lead.html", "<tr><td>new</td></tr>")
    assert "new" in studio.get("/email").text
    studio.get("/text")
    assert len(times) == 2


def test_a_template_error_is_shown_and_the_last_good_stays(lantern: Folder) -> None:
    """A broken template is told with its lines, what was good stays beneath it, and all is well when it is mended."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    good = studio.get("/email").content
    template = lantern.write("templates/classic/blocks/lead.html", "<p>\n{{ '<b>' | nonsense }}</p>\n<i>")
    trouble = studio.state()["trouble"]
    assert trouble["where"] == "templates/classic/blocks/lead.html:2"
    assert "nonsense" in trouble["message"]
    assert [(line["number"], line["wrong"]) for line in trouble["lines"]] == [(1, False), (2, True), (3, False)]
    assert trouble["lines"][1]["text"] == "{{ '<b>' | nonsense }}</p>"
    assert studio.get("/email").content == good
    template.write_text("<tr><td>mended</td></tr>")
    assert studio.state()["trouble"] is None
    assert "mended" in studio.get("/email").text


def test_nothing_good_yet(lantern: Folder) -> None:
    """A template that is broken from the start is told in the frame, too; the outline works all the same."""
    assert lantern("plan").exit_code == 0
    lantern.write("templates/classic/blocks/lead.html", "{{ '<b>' | nonsense }}")
    studio = Studio(lantern)
    for path in FRAMED:
        answer = studio.get(path)
        assert answer.status_code == 500
        assert "templates/classic/blocks/lead.html:1" in answer.text
    assert studio.issue().stories()[0].title in studio.get("/").text


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("[schedule]", "[schedule", "[schedule"),
        ("[schedule]", "[schedul]", "[schedul]"),
        ("today = ", "todday = ", "todday = 2026-11-20"),
    ],
)
def test_a_config_error_is_shown_with_its_line(old: str, new: str, wrong: str, lantern: Folder) -> None:
    """A mistake in digest.toml is told with the lines around it, in the frame too, until it is mended."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    good = studio.get("/email").content
    lantern.edit(old, new)
    state = studio.state()
    assert "digest.toml:" in state["trouble"]["where"]
    assert [line["text"] for line in state["trouble"]["lines"] if line["wrong"]] == [wrong]
    assert (state["issue"], state["print"]) == (None, "")
    assert studio.get("/email").content == good
    assert wrong in html.unescape(studio.get("/panel/details").text)
    lantern.edit(new, old)
    assert studio.state()["trouble"] is None


def test_broken_ads_are_told_at_once(magazine: Folder) -> None:
    """A mistake in ads.toml is told with its lines before anybody opens a slot; the email stays as it is."""
    assert magazine("plan").exit_code == 0
    studio = Studio(magazine)
    good = studio.get("/email").content
    text = (magazine.root / "ads.toml").read_text()
    line = text.splitlines().index("[[bookings]]") + 1
    for broken, wrong in (("[[bookings]", line), ("[[bookings]]\nslot = 3", line + 1)):
        magazine.write("ads.toml", text.replace("[[bookings]]", broken, 1))
        state = studio.state()
        assert state["trouble"]["where"] == f"ads.toml:{wrong}"
        assert [each["number"] for each in state["trouble"]["lines"] if each["wrong"]] == [wrong]
        assert state["issue"] == "2026-W47"
        assert state["print"]
        assert studio.get("/email").content == good
    magazine.write("ads.toml", text)
    assert studio.state()["trouble"] is None


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/state", "GET"),
        ("/email", "GET"),
        ("/panel/checks", "GET"),
        ("/", "GET"),
        ("/edits", "POST"),
        ("/test", "POST"),
    ],
)
def test_a_surprise_is_answered_calmly(
    path: str, method: str, lantern: Folder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw is in the log with its traceback; the page gets a calm word, strict headers, and goes on."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    with monkeypatch.context() as broken:

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("a secret of the machine")

        broken.setattr("digest.preview.proof.find_issue", fail)
        wish = {"edit": {"action": "word", "field": "subject", "text": "x"}, "addresses": ["a@lantern.example"]}
        answer = studio.ask(method, path, content=wish if method == "POST" else None)
    assert answer.status_code == 500
    assert "omething went wrong that should not have" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    if path in ("/state", "/edits", "/test"):
        said = answer.json()
        assert said["trouble"]["hint"] if path == "/state" else said["hint"]
    assert "RuntimeError: a secret of the machine" in caplog.text
    assert "Traceback" in caplog.text
    assert studio.state()["trouble"] is None


def test_what_the_system_will_not_do_is_told(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full is no surprise: the page says so, and where."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    shown = studio.revision()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "issues/2026-W47/issue.json")

    monkeypatch.setattr("os.fsync", full)
    edit = {"action": "word", "field": "subject", "text": "x"}
    answer = studio.post("/edits", {"shown": shown, "edit": edit})
    assert answer.status_code == 500
    assert answer.json()["error"] == "No space left on device."
    assert answer.json()["where"].endswith("issue.json")
    assert studio.revision() == shown


def test_an_answer_that_breaks_off_is_not_begun_again() -> None:
    """When the answer has begun, a failure is the server's to log; who has gone away is no failure."""

    def app(error: Exception, *, begun: bool) -> Calm:
        async def fails(_scope: Scope, _receive: Receive, send: Send) -> None:
            if begun:
                await send({"type": "http.response.start", "status": 200, "headers": []})
            raise error

        return Calm(fails, told=lambda *_: pytest.fail("nobody is to be told"))

    async def nothing(*_: object) -> dict[str, str]:
        return {}

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(app(ValueError("broken"), begun=True)({"type": "http"}, nothing, nothing))
    asyncio.run(app(ClientDisconnect(), begun=False)({"type": "http"}, nothing, nothing))


@pytest.mark.parametrize("path", ["/email", "/text", "/message", "/message.eml", "/simulate/forced_dark"])
@pytest.mark.parametrize(
    "address", ["nonsense", "a@b", "a b@lantern.example", "x@lantern.example%0d%0aBcc: y@z.example"]
)
def test_a_reader_has_a_mail_address(path: str, address: str, studio: Studio) -> None:
    """A reader who is typed has an address like any subscriber's; another is refused with what is wrong with it."""
    answer = studio.get(f"{path}?reader={address.replace(' ', '%20')}")
    assert answer.status_code == 422
    assert "is not a mail address" in answer.text
    assert "Write it like ann@example.org" in answer.text


def test_an_issue_that_is_deleted_while_it_is_shown(lantern: Folder) -> None:
    """The studio says that the very issue is gone, shows no other in its place, and takes it up when it is back."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern, named="2026-W47")
    assert studio.state()["print"]
    older = lantern.issue().model_copy(update={"id": "2026-W46"})
    for others in (False, True):
        folder = lantern.root / "issues" / "2026-W47"
        folder.rename(lantern.root / "aside")
        if others:
            archive.write_issue(lantern.root / "issues", older)
        state = studio.state()
        assert (state["issue"], state["print"]) == (None, "")
        assert state["trouble"]["message"] == "the issue 2026-W47 is not there any more"
        assert "digest plan" in state["trouble"]["hint"]
        answer = studio.post("/edits", {"edit": {"action": "word", "field": "subject", "text": "x"}})
        assert (answer.status_code, answer.json()["error"]) == (409, "The issue 2026-W47 is not there any more.")
        (lantern.root / "aside").rename(folder)
        back = studio.state()
        assert (back["issue"], back["trouble"]) == ("2026-W47", None)
        assert back["print"]


def test_issue_that_is_gone(lantern: Folder) -> None:
    """When the issue file is gone, damaged or of a newer digest, the page says so and what to do."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    path = lantern.root / "issues" / "2026-W47" / "issue.json"
    content = path.read_text()
    for text, said in (
        (content.replace('"schema_version": 1', '"schema_version": 99'), "made by a newer digest"),
        (content.replace('"number": 1', '"number": "one"'), "number: "),
        ("{", "not a readable issue file"),
    ):
        path.write_text(text)
        assert said in studio.state()["trouble"]["message"]
        assert studio.state()["trouble"]["hint"]
        assert "There is no issue to show" in studio.get("/").text
    path.unlink()
    assert "there is no issue yet" in studio.state()["trouble"]["message"]


def test_what_changed_since_the_plan_is_told(magazine: Folder) -> None:
    """A changed note or ads.toml is named, as the issue is frozen; planning again takes it in and keeps the edits."""
    assert magazine("plan").exit_code == 0
    studio = Studio(magazine)
    assert studio.state()["outdated"] == []
    assert studio.do(action="word", field="subject", text="Mine").status_code == 200
    (magazine.root / "note.md").write_text("Another note altogether.")
    assert studio.state()["outdated"] == ["note.md"]
    assert studio.do(action="word", field="preheader", text="Mine, too").status_code == 200
    assert studio.state()["outdated"] == ["note.md"]
    assert "Another note" not in studio.get("/email").text
    answer = studio.post("/plan", {"shown": studio.revision()})
    assert answer.status_code == 200, answer.text
    assert studio.state()["outdated"] == []
    assert "Another note altogether" in studio.get("/email").text
    assert (studio.issue().subject, studio.issue().preheader) == ("Mine", "Mine, too")


def test_what_changed_is_known_by_its_content(lantern: Folder) -> None:
    """A file counts as changed by what is in it, whatever its time says; one that is gone or new has changed, too."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    for path in ("digest.toml", "feed.xml"):
        os.utime(lantern.root / path, (4e9, 4e9))
    assert studio.state()["outdated"] == []
    text = (lantern.root / "feed.xml").read_text()
    lantern.write("feed.xml", text + "<!-- more -->")
    os.utime(lantern.root / "feed.xml", (1, 1))
    assert studio.do(action="word", field="subject", text="Mine").status_code == 200
    assert Studio(lantern).state()["outdated"] == ["feed.xml"]
    lantern.write("feed.xml", text)
    lantern.write("ads.toml", "")
    assert studio.state()["outdated"] == ["ads.toml"]
    (lantern.root / "ads.toml").unlink()
    (lantern.root / "feed.xml").unlink()
    assert studio.state()["outdated"] == ["feed.xml"]


def test_an_issue_that_does_not_say_what_it_was_made_of(lantern: Folder) -> None:
    """Of an issue file without that record nothing is told as changed."""
    assert lantern("plan").exit_code == 0
    archive.write_issue(lantern.root / "issues", lantern.issue().model_copy(update={"made_of": {}}))
    lantern.write("feed.xml", "")
    assert Studio(lantern).state()["outdated"] == []


def test_a_plan_from_elsewhere_is_fresh(lantern: Folder) -> None:
    """When `digest plan --replan` has taken a change in, nothing is called outdated any more."""
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    assert studio.state()["outdated"] == []
    lantern.write("feed.xml", (lantern.root / "feed.xml").read_text().replace("Bread", "Cake"))
    assert studio.state()["outdated"] == ["feed.xml"]
    assert lantern("plan", "--replan").exit_code == 0
    assert studio.state()["outdated"] == []


def test_looking_writes_nothing(lantern: Folder) -> None:
    """Showing every part and every panel leaves every file as it was."""
    assert lantern("plan").exit_code == 0
    before = lantern.tree()
    studio = Studio(lantern)
    panels = ("outline", "details", "checks", "inbox", "readers", "archive", "sponsors")
    for path in ("/", "/state", "/worker.js", "/report", *FRAMED, *(f"/panel/{name}" for name in panels)):
        assert studio.get(path).status_code == 200, path
    assert lantern.tree() == before


def test_every_open_page_hears_of_a_change() -> None:
    """Each open page gets a `change` for each announcement; closing ends every stream."""

    async def listen() -> list[list[str]]:
        changes = Changes()

        async def page() -> list[str]:
            return [message async for message in changes.stream()]

        pages = [asyncio.create_task(page()) for _ in range(2)]
        for _ in range(2):
            await asyncio.sleep(0)
            changes.announce()
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        changes.close()
        return list(await asyncio.gather(*pages))

    heard = asyncio.run(listen())
    assert heard == [[": open\n\n", *["event: change\ndata: \n\n"] * 2]] * 2


def test_a_page_that_comes_when_all_are_ended() -> None:
    """A stream that is opened after the end was told ends, too: the server would wait for it for ever."""
    changes = Changes()
    changes.close()

    async def page() -> list[str]:
        return [message async for message in changes.stream()]

    assert asyncio.run(asyncio.wait_for(page(), timeout=30)) == [": open\n\n"]


def test_events_are_a_stream(sent_magazine: Folder) -> None:
    """/events is a stream of server-sent events that ends when the studio closes."""
    changes = Changes()
    app = create_app(lambda: config_of(sent_magazine), None, changes=changes, token=TOKEN, cookie=COOKIE)

    async def ask() -> httpx.Response:
        cookies = {"digest-8000": COOKIE}
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}", cookies=cookies) as client:
            asked = asyncio.create_task(client.get("/events"))
            while not changes.waiting:  # noqa: ASYNC110 - the page itself is what is waited for
                await asyncio.sleep(0.01)
            changes.announce()
            while any(event.is_set() for event in changes.waiting):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
            changes.close()
            return await asked

    answer = asyncio.run(asyncio.wait_for(ask(), timeout=60))
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == ": open\n\nevent: change\ndata: \n\n"
