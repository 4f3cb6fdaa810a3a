"""What the editor is told of names that nothing answers to, and of blocks left out."""

from __future__ import annotations

from tests.cli.folder import Folder


def _remarks(folder: Folder) -> tuple[str, ...]:
    result = folder("plan", "--replan")
    assert result.exit_code == 0, result.output
    return folder.issue().remarks


def _with_sections(folder: Folder) -> None:
    names = ("Food", "Fog", "Food", "Birds")
    text = (folder.root / "feed.xml").read_text()
    for number, name in enumerate(names, start=1):
        text = text.replace(
            f"<link>https://lantern.example/{number}<",
            f"<category>{name}</category><link>https://lantern.example/{number}<",
        )
    folder.write("feed.xml", text)


def test_names_of_the_selection_that_nothing_answers_to(lantern: Folder) -> None:
    """A section or a boost that is misspelt is told, with what was probably meant; an old exclusion is not."""
    _with_sections(lantern)
    selection = (
        'sections = { Foood = 2.0, " fog" = 1.1 }\nneighbours = { Birds = ["Fogg", "Food"] }\n'
        'exclude = ["https://lantern.example/long-gone"]\n'
        'boosts = { "https://lantern.example/9" = 2.0, "http://www.lantern.example/1?utm_source=mail" = 2.0 }\n'
    )
    lantern.edit("[schedule]", f"[selection]\n{selection}\n[schedule]")
    assert _remarks(lantern) == (
        "no story answers to the boost https://lantern.example/9",
        '[selection] sections: no story is of the section "Foood": did you mean "Food"?',
        '[selection] neighbours: no story is of the section "Fogg": did you mean "Fog"?',
    )


def test_a_section_of_an_earlier_issue_or_of_the_config_is_no_mistake(lantern: Folder) -> None:
    """A section that no story of the day is of is known from an earlier issue, or from a source that has it."""
    _with_sections(lantern)
    lantern.edit('file = "feed.xml"', 'file = "feed.xml"\n\n[[sources]]\nfile = "feed.xml"\nlimit = 1\nsection = "Sea"')
    assert lantern("run").exit_code == 0
    lantern.edit("<category>Birds</category>", "", name="feed.xml")
    lantern.edit("today = 2026-11-20", "today = 2026-11-27")
    lantern.write("more.csv", "title,url,date\nNew,https://lantern.example/new,2026-11-26")
    lantern.edit("limit = 1", 'limit = 1\n\n[[sources]]\nkind = "table"\nfile = "more.csv"')
    lantern.edit("[schedule]", "[selection]\nsections = { Birds = 2.0, Sea = 2.0 }\n\n[schedule]")
    assert not any("no story is of the section" in remark for remark in _remarks(lantern))


def test_a_misspelt_section_beside_other_blocks(lantern: Folder) -> None:
    """The block is left out, and the section that was probably meant is named, or those that there are."""
    _with_sections(lantern)
    lantern.edit('kind = "lead"', 'kind = "lead"\n\n[[blocks]]\nkind = "section"\nsection = "Foood"')
    left_out = 'the block section Foood is left out: no story is of the section "Foood": did you mean "Food"?'
    assert _remarks(lantern) == (left_out,)
    lantern.edit('"Foood"', '"Xyz"')
    assert [remark.rpartition(": ")[2] for remark in _remarks(lantern)] == ["there are Birds, Fog, Food"]


def test_a_misspelt_section_alone(lantern: Folder) -> None:
    """Where no other block takes a story, the reason that there is nothing to send names the section."""
    _with_sections(lantern)
    lantern.edit('kind = "lead"', 'kind = "section"\nsection = "Foood"')
    lantern.edit('kind = "list"\ntitle = "More"', 'kind = "subscribe"')
    assert 'no story is of the section "Foood": did you mean "Food"?' in lantern("plan").stdout


def test_feeds_without_sections(lantern: Folder) -> None:
    """Where no story has a section, that is said instead of a list of none."""
    lantern.edit('kind = "lead"', 'kind = "lead"\n\n[[blocks]]\nkind = "section"\nsection = "Food"')
    assert [remark.rpartition(": ")[2] for remark in _remarks(lantern)] == ["no story has a section"]


def test_nobody_wrote_the_default_layout(lantern: Folder) -> None:
    """A small feed that leaves a list of the default layout empty is no reason to remark."""
    lantern.edit('[[blocks]]\nkind = "lead"\n\n[[blocks]]\nkind = "list"\ntitle = "More"\n', "")
    assert _remarks(lantern) == ()
    assert len(lantern.issue().stories()) == 4


def test_a_pin_that_lets_a_story_run_again_is_told(lantern: Folder) -> None:
    """A pin forgotten from last week runs again, and the editor is told; so is one that is excluded too."""
    first = lantern.json("collect")["stories"][0]["url"]
    lantern.edit("[schedule]", f'[selection]\npins = ["{first}"]\n\n[schedule]')
    assert lantern("run").exit_code == 0
    assert "runs again" not in lantern("explain").stderr
    lantern("plan", "--date", "2026-11-27")
    assert f"the pin {first} lets a story run again that ran in 2026-W47" in lantern("explain").stderr
    lantern.edit("pins =", f'exclude = ["{first}"]\npins =')
    lantern("plan", "--date", "2026-12-04")
    assert f"the pin {first} lets a story run that is excluded by the editor" in lantern("explain").stderr
