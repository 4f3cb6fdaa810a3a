"""The editor's decisions on a planned issue: in its file, under the ads' rules, and kept when it is planned anew."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from digest import archive
from digest.config import Config, load
from digest.errors import Refused
from digest.models import Clear, Drop, Edit, Fill, Image, Issue, Move, Picture, Retell, Status, Word
from digest.pipeline import edit_issue, hold, plan, restore_issue
from tests.cli.folder import Folder, feed

plan_module = importlib.import_module("digest.pipeline.plan")
TITLES = ("Gulls counted", "Ferry lost: 61 dead", "Bread at dawn", "Lamps relit", "A fog horn sings", "Nets mended")
ADS = """
[[sponsors]]
id = "kettle"
name = "Kettle & Co."

[[sponsors]]
id = "pans"
name = "Pan Works"

[[bookings]]
id = "kettles"
sponsor = "kettle"
slots = ["top", "low"]
first = 2026-11-01
last = 2026-12-31
  [[bookings.creatives]]
  headline = "A kettle"
  url = "https://kettle.example/"
  [[bookings.creatives]]
  headline = "Another kettle"
  url = "https://kettle.example/2"

[[bookings]]
id = "pans"
sponsor = "pans"
slots = ["top", "low"]
first = 2026-11-01
last = 2026-12-31
  [[bookings.creatives]]
  headline = "A pan"
  url = "https://pans.example/"

[[promos]]
name = "app"
headline = "Our app"
url = "https://lantern.example/app"
"""


@pytest.fixture
def paper(lantern: Folder) -> Folder:
    """A newsletter of six stories, one of them grave, with a slot above and a slot below its list."""
    lantern.write("feed.xml", feed(*TITLES))
    lantern.write("ads.toml", ADS)
    lantern.edit('[[blocks]]\nkind = "list"', '[[blocks]]\nkind = "ad"\nslot = "top"\n\n[[blocks]]\nkind = "list"')
    lantern.edit('title = "More"\n', 'title = "More"\ncount = 3\n\n[[blocks]]\nkind = "ad"\nslot = "low"\n')
    lantern.edit("[audience]", '[ads]\nfile = "ads.toml"\n\n[audience]')
    lantern.edit("[schedule]", "[selection]\nvariety = 0\n\n[schedule]")
    return lantern


def config_of(folder: Folder) -> Config:
    return load(folder.root / "digest.toml", environment={})


def planned(folder: Folder, *, replan: bool = False) -> Issue:
    config = config_of(folder)
    assert config.schedule.today is not None
    issue = plan(config, day=config.schedule.today, replan=replan).issue
    assert issue is not None
    return issue


def titled(issue: Issue, title: str) -> str:
    """The id of the story, in the issue or not, whose title begins with `title`."""
    return next(each.story for each in issue.decisions if each.title.startswith(title))


def told(issue: Issue) -> list[list[str]]:
    return [[story.title for story in block.stories] for block in issue.blocks if block.stories]


def shown(issue: Issue) -> dict[str, str]:
    return {each.slot: each.creative.headline for each in issue.insertions()}


def move(issue: Issue, title: str, block: str, place: int = 0) -> Move:
    return Move(action="move", story=titled(issue, title), title=title, block=block, place=place)


def test_an_edit_is_in_the_file(paper: Folder) -> None:
    """What the editor does is in issue.json: the story in its place, the reason, the record, and a subject to match."""
    issue = planned(paper)
    lead, other = issue.stories()[0], next(each for each in issue.stories()[1:] if not each.sensitive)
    edited = edit_issue(config_of(paper), issue, Move(action="move", story=other.id, block="lead", place=0))
    assert edited == paper.issue()
    assert (told(edited)[0], edited.subject) == ([other.title], other.title)
    assert lead.title in told(edited)[1]
    assert edited.decisions[0].reason == "put here by the editor"
    assert [edit.action for edit in edited.edits] == ["move"]
    assert edited.mark != issue.mark


def test_what_was_left_out_comes_in_and_what_was_taken_out_comes_back(paper: Folder) -> None:
    """A story comes in from what was left over, from what was taken out, and from the feeds as they are now."""
    config, issue = config_of(paper), planned(paper)
    out = [each for each in issue.decisions if each.block is None]
    assert len(out) == 2
    for number, decision in enumerate(out, start=4):
        issue = edit_issue(config, issue, move(issue, decision.title, "list More", 9))
        assert len(told(issue)[1]) == number
    issue = edit_issue(config, issue.model_copy(), Drop(action="drop", story=titled(issue, "Nets")))
    assert [story.title for story in issue.dropped] == ["Nets mended"]
    assert not any(entry.title == "Nets mended" for entry in issue.left_over)
    back = edit_issue(config, issue, move(issue, "Nets", "list More"))
    assert (told(back)[1][0], back.dropped) == ("Nets mended", ())


def test_a_story_that_is_nowhere(paper: Folder) -> None:
    """A story that has left its feed and was not kept cannot come in, and the file stays as it was."""
    issue = planned(paper)
    before = paper.tree("issues")
    with pytest.raises(Refused, match="cannot be had any more"):
        edit_issue(config_of(paper), issue, Move(action="move", story="nobody", block="lead", place=0))
    assert paper.tree("issues") == before


def test_ads_keep_away_from_what_the_editor_moves(paper: Folder) -> None:
    """A grave story that is moved beside a slot sends the ad to another place; where there is none, it is refused."""
    config, issue = config_of(paper), planned(paper)
    issue = edit_issue(config, issue, Drop(action="drop", story=titled(issue, "Ferry")))
    issue = edit_issue(config, issue, Fill(action="fill", slot="low", name="pans"))
    with pytest.raises(Refused, match="could not stay in") as caught:
        edit_issue(config, issue, move(issue, "Ferry", "list More", 1))
    said = (
        "“Ferry lost: 61 dead” cannot stand there: the ad “pans” could not stay in “low” next to “Ferry lost: 61 dead”"
    )
    assert caught.value.message.startswith(said)
    assert "clear the slot low" in caught.value.hint
    assert paper.issue() == issue


def test_a_refusal_says_what_the_editor_wanted(paper: Folder) -> None:
    """Whatever costs an ad its slot, the refusal names the editor's wish, the ad, its slot and the rule."""
    config, issue = config_of(paper), planned(paper)
    issue = edit_issue(config, issue, Drop(action="drop", story=titled(issue, "Ferry")))
    issue = edit_issue(config, issue, Clear(action="clear", slot="top"))
    issue = edit_issue(config, issue, Clear(action="clear", slot="low"))
    issue = edit_issue(config, issue, Fill(action="fill", slot="low", name="pans"))
    last = issue.stories()[-1]
    retold = Retell(action="retell", story=last.id, field="title", text="What Pan Works did")
    with pytest.raises(Refused) as caught:
        edit_issue(config, issue, retold)
    assert caught.value.message == (
        f"“{last.title}” cannot be told like that: the ad “pans” could not stay in “low”: "
        "“What Pan Works did”, beside it, is about Pan Works"
    )
    assert paper.issue() == issue


def test_an_emptied_block_is_filled_again(paper: Folder) -> None:
    """A block that lost its last story is out of the issue, takes a story in again where it stood, and so by a plan."""
    config, issue = config_of(paper), planned(paper)
    for slot in shown(issue):
        issue = edit_issue(config, issue, Clear(action="clear", slot=slot))
    for title in told(issue)[1]:
        issue = edit_issue(config, issue, Drop(action="drop", story=titled(issue, title)))
    assert [block.kind for block in issue.blocks] == ["header", "lead", "footer"]
    assert [(each.block.title, each.position) for each in issue.emptied] == [("More", 3)]
    assert paper.issue() == issue
    issue = edit_issue(config, issue, move(issue, "Nets", "list More"))
    assert [block.kind for block in issue.blocks] == ["header", "lead", "list", "footer"]
    assert (told(issue)[1], issue.emptied) == (["Nets mended"], ())
    assert [(each.slot, each.position) for each in issue.slots] == [("top", 2), ("low", 4)]
    assert told(planned(paper, replan=True))[1][0] == "Nets mended"


def test_a_slot_is_filled_and_cleared_by_hand(paper: Folder) -> None:
    """The editor chooses who runs, which creative, or nobody; the record says so."""
    config, issue = config_of(paper), planned(paper)
    issue = edit_issue(config, issue, Drop(action="drop", story=titled(issue, "Ferry")))
    issue = edit_issue(config, issue, Clear(action="clear", slot="low"))
    assert set(shown(issue)) == {"top"}
    issue = edit_issue(config, issue, Clear(action="clear", slot="top"))
    assert not issue.insertions()
    issue = edit_issue(config, issue, Fill(action="fill", slot="low", name="kettles", creative=1))
    assert shown(issue) == {"low": "Another kettle"}
    issue = edit_issue(config, issue, Fill(action="fill", slot="top", name="app"))
    assert shown(issue) == {"top": "Our app", "low": "Another kettle"}
    top, low = issue.slots
    assert [(each.insertion, each.reason) for each in (top, low)] == [
        ("app", "the editor's choice"),
        ("kettles", "the editor's choice"),
    ]
    assert [each.name for each in low.candidates if each.taken] == ["kettles"]
    (insertion,) = (each for each in issue.insertions() if each.slot == "low")
    assert (insertion.label, insertion.sponsor_name, insertion.creative_index) == ("Advertisement", "Kettle & Co.", 1)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Fill(action="fill", slot="top", name="nobody"), "neither a booking nor a promo “nobody”"),
        (Fill(action="fill", slot="side", name="pans"), "no slot “side”"),
        (Fill(action="fill", slot="low", name="pans", creative=1), "no creative number 2"),
        (Fill(action="fill", slot="low", name="kettles"), "may not run in “low”: .* in this issue"),
        (Clear(action="clear", slot="side"), "no slot “side”"),
    ],
)
def test_a_wish_against_the_rules(edit: Edit, said: str, paper: Folder) -> None:
    """What is not booked, not there, or against a rule is refused with the reason, and nothing changes."""
    config, issue = config_of(paper), planned(paper)
    issue = edit_issue(config, issue, Drop(action="drop", story=titled(issue, "Ferry")))
    issue = edit_issue(config, issue, Clear(action="clear", slot="low"))
    issue = edit_issue(config, issue, Fill(action="fill", slot="top", name="kettles"))
    with pytest.raises(Refused, match=said):
        edit_issue(config, issue, edit)
    assert paper.issue() == issue


def test_no_ad_beside_a_grave_story_by_hand(paper: Folder) -> None:
    """Not even the editor puts an ad beside a story of death."""
    config, issue = config_of(paper), planned(paper)
    for slot in ("top", "low"):
        if slot in shown(issue):
            issue = edit_issue(config, issue, Clear(action="clear", slot=slot))
    issue = edit_issue(config, issue, move(issue, "Ferry", "list More", 1))
    with pytest.raises(Refused, match=r"may not run in “low”: .*Ferry lost: 61 dead"):
        edit_issue(config, issue, Fill(action="fill", slot="low", name="pans"))


def test_a_new_plan_keeps_the_editors_decisions(paper: Folder) -> None:
    """--replan keeps the editor's places, words, what is out, and slots; even of stories that left the feed."""
    config, issue = config_of(paper), planned(paper)
    issue = edit_issue(config, issue, Drop(action="drop", story=titled(issue, "Ferry")))
    issue = edit_issue(config, issue, move(issue, "Nets", "lead"))
    retold = Retell(action="retell", story=titled(issue, "Nets"), field="title", text="Nets, mended at last")
    issue = edit_issue(config, issue, retold)
    issue = edit_issue(config, issue, Word(action="word", field="preheader", text="Mine"))
    issue = edit_issue(config, issue, Clear(action="clear", slot="low"))
    fresh = feed("Something new", "Ferry lost: 61 dead", "Another thing", "A third")
    paper.write("feed.xml", fresh.replace("example/1<", "example/11<").replace("example/3<", "example/13<"))
    again = planned(paper, replan=True)
    assert told(again)[0] == ["Nets, mended at last"]
    assert (again.subject, again.preheader) == ("Nets, mended at last", "Mine")
    assert not any("Ferry" in title for titles in told(again) for title in titles)
    assert "low" not in shown(again)
    assert again.edits == issue.edits
    assert planned(paper, replan=True) == again


def test_an_edit_during_a_plan_is_not_lost(paper: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the editor does while stories are collected stays: the plan that knows nothing of it is refused."""
    config, issue = config_of(paper), planned(paper)
    gather = plan_module.gather

    def slow(*arguments: Any, **options: Any) -> Any:
        edit_issue(config, issue, Word(action="word", field="subject", text="Mine"))
        return gather(*arguments, **options)

    monkeypatch.setattr(plan_module, "gather", slow)
    with pytest.raises(Refused, match="was changed in the meantime"):
        planned(paper, replan=True)
    assert paper.issue().subject == "Mine"


def test_a_hold_during_a_plan_is_not_lost(paper: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor who puts the issue on hold while stories are collected has the new plan on hold."""
    config, issue = config_of(paper), planned(paper)
    gather = plan_module.gather

    def slow(*arguments: Any, **options: Any) -> Any:
        hold(config, issue, reason="lawyer")
        return gather(*arguments, **options)

    monkeypatch.setattr(plan_module, "gather", slow)
    again = planned(paper, replan=True)
    assert (again.review.state, again.review.reason) == ("held", "lawyer")
    assert paper.issue() == again


def test_two_plans_at_once(paper: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two plans of a new issue the first to be done stands, and the other says so."""
    gather = plan_module.gather

    def slow(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(plan_module, "gather", gather)
        planned(paper)
        return gather(*arguments, **options)

    monkeypatch.setattr(plan_module, "gather", slow)
    with pytest.raises(Refused, match="was changed in the meantime"):
        planned(paper)


def test_what_cannot_be_kept_is_a_remark(paper: Folder) -> None:
    """An edit that the new plan has no place for is told, not silently lost."""
    config, issue = config_of(paper), planned(paper)
    issue = edit_issue(config, issue, move(issue, told(issue)[1][0], "list More", 2))
    paper.edit('title = "More"', 'title = "Rest"')
    again = planned(paper, replan=True)
    assert any("could not be kept: there is no block “list More”" in remark for remark in again.remarks)
    assert again.edits == ()


def test_back_to_how_it_was(paper: Folder) -> None:
    """An earlier state is put back whole, unless somebody else was quicker."""
    config, issue = config_of(paper), planned(paper)
    edited = edit_issue(config, issue, Word(action="word", field="subject", text="Mine"))
    assert restore_issue(config, edited, issue) == paper.issue() == issue
    with pytest.raises(Refused, match="was changed in the meantime"):
        restore_issue(config, edited, issue)


@pytest.mark.parametrize("status", [Status.sending, Status.sent])
def test_what_has_left_is_not_edited(status: Status, paper: Folder) -> None:
    """An issue of which mails have left stays as it is."""
    config = config_of(paper)
    gone = planned(paper).model_copy(update={"status": status})
    archive.write_issue(config.paths.issues, gone)
    with pytest.raises(Refused, match="cannot be changed any more"):
        edit_issue(config, gone, Word(action="word", field="subject", text="Mine"))
    assert paper.issue() == gone


def test_another_picture(paper: Folder, tmp_path: Path) -> None:
    """A picture that the editor chooses is measured like any other; one that cannot be shown is refused."""
    pictures = Path(__file__).parents[2] / "examples" / "magazine"
    found = next(path for path in sorted(pictures.rglob("*.png")) if path.stat().st_size > 5000)
    paper.edit(
        "[schedule]", f'[preview]\nimages = {{ "https://lantern.example/pictures/" = "{found.parent}" }}\n\n[schedule]'
    )
    config, issue = config_of(paper), planned(paper)
    story = issue.stories()[0].id
    image = Image(url=f"https://lantern.example/pictures/{found.name}", alt="A harbour")
    edited = edit_issue(config, issue, Picture(action="picture", story=story, image=image))
    shown = edited.stories()[0].image
    assert shown is not None
    assert (shown.alt, shown.url) == ("A harbour", image.url)
    assert (shown.width or 0) > 100
    (tmp_path / "no.txt").write_text("no picture")
    bad = image.model_copy(update={"url": "https://lantern.example/pictures/absent.png"})
    with pytest.raises(Refused, match="cannot be shown"):
        edit_issue(config, edited, Picture(action="picture", story=story, image=bad))
    assert edit_issue(config, edited, Picture(action="picture", story=story)).stories()[0].image is None


def test_a_copy_is_there_before_it_is_named(paper: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the write of an issue fails, no issue file names a copy of a picture that is not there, nor ever did."""
    pictures = Path(__file__).parents[2] / "examples" / "magazine"
    found = next(path for path in sorted(pictures.rglob("*.png")) if path.stat().st_size > 5000)
    with_pictures(paper, found.parent)
    paper.edit("[audience]", '[images]\nhosting = "copy"\n\n[audience]')
    paper.edit("[newsletter]", '[newsletter]\narchive_url = "https://lantern.example/letters"')
    config, issue = config_of(paper), planned(paper)
    write, there = archive.write_issue, []

    def seen(folder: Path, changed: Issue) -> None:
        there.extend((folder / issue.id / "images").glob("*"))
        write(folder, changed)

    monkeypatch.setattr(archive, "write_issue", seen)
    image = Image(url=f"https://lantern.example/pictures/{found.name}", alt="A harbour")
    edited = edit_issue(config, issue, Picture(action="picture", story=issue.stories()[0].id, image=image))
    shown = edited.stories()[0].image
    assert shown
    assert [path.name for path in there] == [shown.url.rpartition("/")[2]]
    again = planned(paper, replan=True)
    assert again.stories()[0].image
    restored = restore_issue(config, again, edited, copies={"former.png": b"a picture"})
    assert restored == edited.model_copy(update={"review": again.review})
    assert (config.paths.issues / issue.id / "images" / "former.png").read_bytes() == b"a picture"


def with_pictures(paper: Folder, folder: Path) -> None:
    """Let addresses under https://lantern.example/pictures/ be the files of `folder`."""
    paper.edit(
        "[schedule]", f'[preview]\nimages = {{ "https://lantern.example/pictures/" = "{folder}" }}\n\n[schedule]'
    )


def test_a_story_comes_in_without_a_picture_that_is_gone(paper: Folder, tmp_path: Path) -> None:
    """A left-out story whose own picture is gone comes in without it, as by a plan; a remark says so."""
    with_pictures(paper, tmp_path)
    gone = "https://lantern.example/pictures/gone.png"
    config, issue = config_of(paper), planned(paper)
    title = "<title>Nets mended</title>"
    paper.edit(title, f'{title}<enclosure url="{gone}" type="image/png" length="9"/>', name="feed.xml")
    edited = edit_issue(config, issue, move(issue, "Nets", "list More", 9))
    (story,) = (each for each in edited.stories() if each.title == "Nets mended")
    assert story.image is None
    assert edited.remarks[-1].startswith(f"the picture {gone} is left out: ")


def test_the_picture_of_an_ad_that_is_swapped_in(paper: Folder) -> None:
    """It is measured like any other; an ad whose picture cannot be shown is refused."""
    pictures = Path(__file__).parents[2] / "examples" / "magazine"
    found = next(path for path in sorted(pictures.rglob("*.png")) if path.stat().st_size > 5000)
    with_pictures(paper, found.parent)
    headline = '  headline = "A pan"\n'
    for name, shows in ((found.name, True), ("gone.png", False)):
        paper.write("ads.toml", ADS)
        image = f'  image = {{ url = "https://lantern.example/pictures/{name}", alt = "A pan" }}\n'
        paper.edit(headline, headline + image, name="ads.toml")
        config, issue = config_of(paper), planned(paper, replan=True)
        issue = edit_issue(config, issue, Drop(action="drop", story=titled(issue, "Ferry")))
        issue = edit_issue(config, issue, Clear(action="clear", slot="top"))
        issue = edit_issue(config, issue, Clear(action="clear", slot="low"))
        fill = Fill(action="fill", slot="low", name="pans")
        if shows:
            (ad,) = edit_issue(config, issue, fill).insertions()
            assert ad.creative.image is not None
            assert (ad.creative.image.width or 0) > 100
            (paper.root / "issues" / "2026-W47" / "issue.json").unlink()
        else:
            with pytest.raises(Refused, match=r"gone\.png cannot be shown"):
                edit_issue(config, issue, fill)
