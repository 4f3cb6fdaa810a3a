"""Planning: one frozen file, made once, that says what was decided."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digest import archive
from digest.config import Config, load
from digest.errors import ConfigError, DigestError, Refused, SourceError, TemplateError
from digest.models import Status
from digest.pipeline import Planned, gather, plan, sources_at
from digest.schedule import issue_date
from tests.cli.folder import STORIES, Folder, feed

plan_module = importlib.import_module("digest.pipeline.plan")
FRIDAY = date(2026, 11, 20)


def config_of(folder: Folder) -> Config:
    return load(folder.root / "digest.toml", environment={})


def planned(folder: Folder, *, today: date = FRIDAY, replan: bool = False) -> Planned:
    config = config_of(folder)
    return plan(config, day=issue_date(config.schedule, today), replan=replan)


def test_an_issue_is_planned_once(lantern: Folder) -> None:
    """An issue that exists is left as it is, whatever the feeds say by now; --replan decides anew."""
    first = planned(lantern)
    assert first.outcome == "planned"
    lantern.write("feed.xml", feed("Something else"))
    again = planned(lantern)
    assert (again.outcome, again.issue) == ("exists", first.issue)
    anew = planned(lantern, replan=True)
    assert anew.outcome == "planned"
    assert anew.issue is not None
    assert [story.title for story in anew.issue.stories()] == ["Something else"]


@pytest.mark.parametrize("status", [Status.sending, Status.sent])
def test_what_has_left_stays(status: Status, lantern: Folder) -> None:
    """An issue of which mails have left is not decided anew."""
    issue = planned(lantern).issue
    assert issue is not None
    folder = config_of(lantern).paths.issues
    archive.write_issue(folder, issue.model_copy(update={"status": status}))
    with pytest.raises(Refused, match="cannot be planned again"):
        planned(lantern, replan=True)
    assert planned(lantern).outcome == "exists"


def test_stories_run_once(lantern: Folder) -> None:
    """The next issue has the next number and carries no story of an earlier one that has gone out."""
    first = planned(lantern).issue
    assert first is not None
    archive.write_issue(lantern.root / "issues", first.model_copy(update={"status": Status.sent}))
    titles = [*STORIES, "Salt on the windows"]
    lantern.write("feed.xml", feed(*titles).replace("19 Nov", "24 Nov"))
    second = planned(lantern, today=date(2026, 11, 27)).issue
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert [story.title for story in second.stories()] == ["Salt on the windows"]
    reasons = {decision.title: decision.reason for decision in second.decisions}
    assert all("2026-W47" in reasons[title] for title in STORIES)


def test_mark_is_of_the_content(lantern: Folder) -> None:
    """The mark of merge fields follows from what was planned, so that no feed can know it beforehand."""
    first = planned(lantern).issue
    same = planned(lantern, replan=True).issue
    lantern.write("feed.xml", feed(*STORIES).replace("number 4", "number four"))
    other = planned(lantern, replan=True).issue
    assert first is not None
    assert same is not None
    assert other is not None
    assert first.mark == same.mark
    assert first.mark != other.mark
    assert len(first.mark) == 12


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl"), ("ar-EG", "rtl"), ("HE", "rtl")])
def test_direction(language: str, direction: str, lantern: Folder) -> None:
    """The newsletter's language decides which way it is written."""
    lantern.edit("[newsletter]", f'[newsletter]\nlanguage = "{language}"')
    issue = planned(lantern).issue
    assert issue is not None
    assert issue.newsletter.direction == direction


def test_a_language_without_labels_stops_the_plan(lantern: Folder) -> None:
    """It is found before anything is collected, and a catalogue in the user's folder mends it."""
    lantern.edit("[newsletter]", '[newsletter]\nlanguage = "cy"')
    lantern.edit('file = "feed.xml"', 'file = "nowhere.xml"')
    with pytest.raises(ConfigError, match='there are no labels in "cy"'):
        planned(lantern)
    lantern.edit('file = "nowhere.xml"', 'file = "feed.xml"')
    lantern.write("templates/labels/cy.po", 'msgctxt "go"\nmsgid "Find out more"\nmsgstr "Mwy"\n')
    assert planned(lantern).outcome == "planned"


def test_the_label_of_a_paid_ad_is_frozen_in_the_newsletters_language(lantern: Folder) -> None:
    """Where the config names no label, the reader gets the word of the newsletter's language."""
    lantern.edit("[newsletter]", '[newsletter]\nlanguage = "de"')
    lantern.edit("[audience]", '[[blocks]]\nkind = "ad"\nslot = "top"\n[audience]')
    lantern.write(
        "ads.toml",
        '[[sponsors]]\nid = "acme"\nname = "Acme"\n[[bookings]]\nid = "b"\nsponsor = "acme"\nslots = ["top"]\n'
        'first = 2026-01-01\nlast = 2026-12-31\n[[bookings.creatives]]\nheadline = "h"\nurl = "https://a.example/"\n',
    )
    issue = planned(lantern).issue
    assert issue is not None
    assert [insertion.label for insertion in issue.insertions()] == ["Anzeige"]


@pytest.mark.parametrize(
    ("settings", "links", "utm"),
    [
        ("", "", None),
        ('url = "https://www.lantern.example/"', "", ("the-lantern", "email", ("lantern.example",))),
        ('url = "https://www.lantern.example/"', "[links]\nutm = false", None),
        (
            'list_id = "news.lantern.example"',
            '[links]\nhosts = ["WWW.Shore.example", "*"]\nmedium = "letter"',
            ("news", "letter", ("shore.example", "*")),
        ),
        ("", '[links]\nsource = "us"\nhosts = ["shore.example"]', ("us", "email", ("shore.example",))),
    ],
)
def test_which_links_are_tagged_is_frozen(
    settings: str, links: str, utm: tuple[Any, ...] | None, lantern: Folder
) -> None:
    """By default those to the newsletter's own site, under the first word of its list id."""
    lantern.edit("[newsletter]", f"{links}\n[newsletter]\n{settings}")
    issue = planned(lantern).issue
    assert issue is not None
    assert (issue.utm and (issue.utm.source, issue.utm.medium, issue.utm.hosts)) == utm


def test_a_host_is_no_address(lantern: Folder) -> None:
    """Whoever writes a whole address under `hosts` is told what a host is."""
    lantern.edit("[newsletter]", '[links]\nhosts = ["https://lantern.example"]\n[newsletter]')
    with pytest.raises(ConfigError, match="is no host"):
        planned(lantern)


def test_remarks(lantern: Folder) -> None:
    """What the editor asked for and did not get is remarked on: pins, blocks, slots with nothing to run."""
    lantern.edit('title = "More"', 'title = "More"\n[[blocks]]\nkind = "section"\nsection = "Tides"')
    lantern.edit("[audience]", '[[blocks]]\nkind = "ad"\nslot = "top"\n[selection]\npins = ["/nowhere"]\n[audience]')
    issue = planned(lantern).issue
    assert issue is not None
    assert [remark.split(":")[0] for remark in issue.remarks] == [
        "no story answers to the pin /nowhere",
        "the block section Tides is left out",
    ]
    lantern.write("ads.toml", "")
    issue = planned(lantern, replan=True).issue
    assert issue is not None
    assert issue.remarks[2] == 'the slot "top" is left out: nothing fits'


def test_empty_slots_move_no_story(lantern: Folder) -> None:
    """A decision names the block that carries its story, also when an empty slot before it was left out."""
    lantern.edit("[audience]", '[[blocks]]\nkind = "list"\ntitle = "Last"\n[audience]')
    lantern.edit('title = "More"', 'title = "More"\ncount = 1\n[[blocks]]\nkind = "ad"\nslot = "top"')
    issue = planned(lantern).issue
    assert issue is not None
    for decision in issue.decisions:
        assert decision.block is not None
        assert decision.story in {story.id for story in issue.blocks[decision.block].stories}


def test_sources_on_the_command_line(tmp_path: Path) -> None:
    """A place is a URL or a path; what is there, its content will tell. A mistyped address is an error."""
    feed_url, file = sources_at(["https://lantern.example/feed.csv", str(tmp_path / "a.xml")])
    assert (feed_url.kind, feed_url.url) == ("auto", "https://lantern.example/feed.csv")
    assert (file.kind, file.file) == ("auto", tmp_path / "a.xml")
    with pytest.raises(ConfigError) as caught:
        sources_at(["ftp://lantern.example/feed"])
    assert caught.value.where == "ftp://lantern.example/feed"


def test_gather_tells_how_far_it_is(lantern: Folder) -> None:
    """Each source is told of as it is read, a failure without its reason, which the error has."""
    told: list[tuple[int, int | None, str]] = []

    def note(stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = "") -> None:
        assert stage == "collect"
        told.append((done, total, detail))

    sources = sources_at([str(lantern.root / "feed.xml"), str(lantern.root / "gone.xml")])
    assert len(gather(sources, cache=None, progress=note).entries) == 4
    assert [(done, total) for done, total, _ in told] == [(0, 2), (1, 2), (2, 2)]
    details = sorted(detail for _, _, detail in told)
    assert any(detail.endswith("feed.xml: 4 stories") for detail in details)
    assert any(detail.endswith("gone.xml: failed") for detail in details)
    with pytest.raises(SourceError, match="there is no such file") as caught:
        gather(sources[1:] * 2, cache=None)
    assert caught.value.hint.count("gone.xml: there is no such file") == 1


def test_an_issue_never_sent_has_carried_nothing(lantern: Folder) -> None:
    """A week that was planned and not sent takes no story, no number and no insertion from the next."""
    first = planned(lantern).issue
    lantern.write("feed.xml", feed(*STORIES).replace("19 Nov", "24 Nov"))
    second = planned(lantern, today=date(2026, 11, 27)).issue
    assert first is not None
    assert second is not None
    assert second.number == 1
    assert {story.title for story in second.stories()} == {story.title for story in first.stories()}


def test_a_pin_without_room_is_remarked_on(lantern: Folder) -> None:
    """What must run and finds no room is said, not swallowed."""
    lantern.edit('title = "More"', 'title = "More"\ncount = 1')
    first = planned(lantern).issue
    assert first is not None
    urls = [decision.url for decision in first.decisions]
    lantern.edit("[audience]", f"[selection]\npins = {urls!r}\n[audience]".replace("'", '"'))
    second = planned(lantern, replan=True).issue
    assert second is not None
    assert sum("the pinned story" in remark for remark in second.remarks) == len(urls) - 2


def test_a_send_during_a_replan_is_not_overwritten(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Collecting takes a while: an issue that began to go out meanwhile stays as it was mailed."""
    issue = planned(lantern).issue
    assert issue is not None
    gather = plan_module.gather

    def slow(*arguments: Any, **options: Any) -> Any:
        archive.write_issue(lantern.root / "issues", issue.model_copy(update={"status": Status.sending}))
        return gather(*arguments, **options)

    monkeypatch.setattr(plan_module, "gather", slow)
    with pytest.raises(Refused, match="sending"):
        planned(lantern, replan=True)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [('[theme]\naccnt = "#123456"\n', ConfigError), ('[[blocks]]\nkind = "leed"\n', TemplateError)],
)
def test_faults_are_found_before_the_issue_is_frozen(lantern: Folder, wrong: str, error: type[DigestError]) -> None:
    """A wrong option or block leaves no issue file behind that would keep the fault."""
    lantern.edit("[audience]", f"{wrong}[audience]")
    with pytest.raises(error):
        planned(lantern)
    assert not (lantern.root / "issues").exists()


def dated(*stories: tuple[str, str]) -> str:
    """An RSS feed with these titles and dates."""
    items = "".join(
        f"<item><title>{title}</title><link>https://lantern.example/{title.lower()}</link><pubDate>{when}</pubDate>"
        f"<description>All that there is to know about {title}, and it fits in one sentence.</description></item>"
        for title, when in stories
    )
    return f'<rss version="2.0"><channel><title>The Lantern</title>{items}</channel></rss>'


def test_planning_ahead_loses_no_story(lantern: Folder) -> None:
    """What appears between the preview on Thursday and the issue of Friday runs in the next issue."""
    lantern.edit("[schedule]", '[schedule]\nday = "friday"')
    lantern.write("feed.xml", feed("Morning"))
    first = planned(lantern, today=date(2026, 11, 19)).issue
    assert first is not None
    assert first.date == date(2026, 11, 20)
    archive.write_issue(lantern.root / "issues", first.model_copy(update={"status": Status.sent}))
    lantern.write("feed.xml", dated(("Afternoon", "Thu, 19 Nov 2026 15:00:00 GMT")))
    second = planned(lantern, today=date(2026, 11, 26)).issue
    assert second is not None
    assert [story.title for story in second.stories()] == ["Afternoon"]


def test_what_did_not_fit_outlives_its_feed(lantern: Folder) -> None:
    """The issue file keeps what was left over, and the next issue carries it when the feed has moved on."""
    lantern.edit('title = "More"', 'title = "More"\ncount = 2')
    lantern.edit('kind = "lead"', 'kind = "lead"\nrelated = 0')
    first = planned(lantern).issue
    assert first is not None
    (left,) = first.left_over
    archive.write_issue(lantern.root / "issues", first.model_copy(update={"status": Status.sent}))
    lantern.write("feed.xml", dated(("New", "Thu, 26 Nov 2026 15:00:00 GMT")))
    second = planned(lantern, today=date(2026, 11, 27)).issue
    assert second is not None
    assert [story.title for story in second.stories()] == ["New", left.title]


def test_why_there_is_nothing_to_send(lantern: Folder) -> None:
    """The reason that most stories have, whatever their dates; of equals the first by the alphabet."""
    old = [(f"Old{day}", f"{day:02} Sep 2026 10:00:00 GMT") for day in (1, 2, 3)]
    lantern.write("feed.xml", dated(("Newest", "Thu, 19 Nov 2026 15:00:00 GMT"), *old))
    lantern.edit("[audience]", '[selection]\nexclude = ["https://lantern.example/newest"]\n[audience]')
    why = "older than the window of 7 days"
    assert planned(lantern).reason == f"none of 4 stories may run: most often because {why}"
    lantern.write("feed.xml", dated(("Newest", "Thu, 19 Nov 2026 15:00:00 GMT"), old[0]))
    assert planned(lantern).reason == "none of 2 stories may run: most often because excluded by the editor"
