"""The renderer: inlined once, the same bytes each time, errors that name the file and the line."""

from __future__ import annotations

import shutil
from pathlib import Path

import premailer
import pytest

from digest import archive
from digest.errors import TemplateError
from digest.fields import cut
from digest.models import Block, Issue
from digest.renderer import Compiled, bundled_themes, find_theme, render, source, theme_names
from digest.renderer.theme import Theme

ISSUE = archive.read_issue(Path(__file__).parents[1] / "golden/issue.json")
CLASSIC = find_theme("classic", overrides=None, options={})


def overridden(folder: Path, name: str, content: str) -> Theme:
    file = folder / "classic" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return find_theme("classic", overrides=folder, options={})


def issue_of(*blocks: Block, **changes: object) -> Issue:
    return ISSUE.model_copy(update={"blocks": blocks, **changes})


def test_inlining_runs_once_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    """premailer is slow: email and web version come from one run."""
    calls: list[str] = []
    transform = premailer.Premailer.transform

    def counted(self: premailer.Premailer, *args: object, **kwargs: object) -> object:
        calls.append(self.html)
        return transform(self, *args, **kwargs)

    monkeypatch.setattr(premailer.Premailer, "transform", counted)
    email = render(ISSUE, theme=CLASSIC)
    assert len(calls) == 1
    assert email.web != email.html


def test_the_same_issue_gives_the_same_bytes() -> None:
    """Rendering is a function of the issue and the theme."""
    assert render(ISSUE, theme=CLASSIC) == render(ISSUE, theme=CLASSIC)


@pytest.mark.parametrize("kind", ["lead", "list", "section"])
def test_a_story_that_returns_says_so(kind: str) -> None:
    """A story that was rewritten since it ran is marked as updated, in HTML and text; others are not."""
    one = ISSUE.blocks[2].stories[0].model_copy(update={"author": "Ada Brandt"})
    for since, times in (("2026-W46", 1), ("", 0)):
        story = one.model_copy(update={"updated_since": since})
        email = render(issue_of(Block(kind=kind, stories=(story,))), theme=CLASSIC)
        for part in (email.html, email.text, email.web):
            assert part.count("Updated") == times
        assert ("Updated · By Ada Brandt" in email.text) == bool(since)


def test_merge_fields_of_a_note_become_marks() -> None:
    """The sender finds each field, with its fallback, in HTML and text."""
    note = Block(kind="note", options={"text": "Hello {{ name | reader & co }}, and {{ city }}"})
    email = render(issue_of(note), theme=CLASSIC)
    for part in (email.html, email.text):
        fields = {(f.name, f.fallback) for f in cut(part, ISSUE.mark)[1::2]}  # type: ignore[union-attr]
        assert {("name", "reader & co"), ("city", "")} <= fields
    assert "reader &amp; co, and" in email.web


def test_a_story_cannot_write_a_merge_field_or_an_expression() -> None:
    """Template syntax in a feed prints as it stands."""
    lead = ISSUE.blocks[2].stories[0].model_copy(update={"title": "{{1234*5678}} {{ name }}", "excerpt": "{% raw %}"})
    email = render(
        issue_of(Block(kind="lead", stories=(lead,)), subject="Of {{ name }}", preheader="{{ name }}"), theme=CLASSIC
    )
    assert email.subject == "Of {{ name }}"
    for part in (email.html, email.text, email.web):
        assert "{{1234*5678}} {{ name }}" in part
        assert "{% raw %}" in part
        assert len(cut(part, ISSUE.mark)) == 1


def test_a_users_file_wins_by_name(tmp_path: Path) -> None:
    """One overridden block changes that block; everything else stays the theme's."""
    theme = overridden(tmp_path, "blocks/lead.html", "<tr><td>Mine: {{ block.stories[0].title }}</td></tr>")
    html = render(ISSUE, theme=theme).html
    assert "Mine: The bridge" in html
    assert "Most popular" in html


def test_a_users_own_kind_of_block(tmp_path: Path) -> None:
    """A kind that the theme lacks needs one file for HTML and one for text, and gets its options."""
    overridden(tmp_path, "blocks/stars.html", "<tr><td>{{ block.options.words }}</td></tr>")
    theme = overridden(tmp_path, "blocks/stars.txt", "« {{ block.options.words }} »\n")
    email = render(issue_of(Block(kind="stars", options={"words": "a < b"})), theme=theme)
    assert "a &lt; b" in email.html
    assert "« a < b »" in email.text


@pytest.mark.parametrize(
    ("kind", "hint"), [("leed", 'did you mean the kind "lead"?'), ("zzzz", "there are: ad, events, footer, header")]
)
def test_a_kind_without_template_names_the_file_to_add(kind: str, hint: str) -> None:
    """The error says which file is wanted, and what was perhaps meant."""
    with pytest.raises(TemplateError) as caught:
        render(issue_of(Block(kind=kind)), theme=CLASSIC)
    assert caught.value.where == f"templates/classic/blocks/{kind}.html"
    assert "add this file" in caught.value.hint
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("blocks/lead.html", "<tr>\n{% if %}", 2, "Expected an expression"),
        ("blocks/lead.html", "<tr>\n\n{{ nope }}", 3, "'nope' is undefined"),
        ("blocks/lead.html", "\n{{ t('nope') }}", 2, 'there is no label "nope"'),
        ("blocks/lead.html", "{{ block.stories.append }}\n{{ ''.__class__.__mro__ }}", 1, "append"),
        ("blocks/lead.html", "\n{{ ''.__class__.mro() }}", 2, "unsafe"),
        ("blocks/lead.txt", "\n{% include 'gone.txt' %}", 2, 'there is no template "gone.txt"'),
        ("parts.html", "\n{% macro %}", 2, "expected token"),
        ("layout.txt", "{{ 1 / 0 }}", 1, "ZeroDivisionError"),
        (
            "layout.txt",
            "{% macro again() %}\n{{ again() }}\n{% endmacro %}{{ again() }}",
            2,
            "calls itself without end",
        ),
        ("blocks/lead.txt", "\n{% include 'blocks/lead.txt' %}", 2, "calls itself without end"),
        (
            "blocks/lead.html",
            "{% from 'parts.html' import link with context %}\n{{ link('x', 'y') }}{% include 'blocks/lead.html' %}",
            2,
            "calls itself without end",
        ),
        ("blocks/lead.html", "<tr>\n{# no end", 2, "Missing end of comment tag"),
        (
            "layout.txt",
            "{% for a in range(99999) %}\n{% for b in range(99999) %}{% endfor %}{% endfor %}",
            2,
            "more than 1,000,000 rounds",
        ),
        ("layout.txt", "{% for a in range(10 ** 9) %}{% endfor %}", 1, "OverflowError: Range too big"),
        ("layout.txt", "{{ 'a' * 10 ** 10 }}", 1, "* 10,000,000,000 is more than fits"),
        ("layout.txt", "{{ 10 ** 10 * [1] }}", 1, "* 10,000,000,000 is more than fits"),
        ("layout.txt", "{{ 9 ** 999_999 }}", 1, "** 999,999 is more than fits"),
    ],
)
def test_a_template_error_names_file_line_and_remedy(
    tmp_path: Path, name: str, content: str, line: int, message: str
) -> None:
    """Whoever overrides a block sees at once where it is wrong."""
    theme = overridden(tmp_path, name, content)
    with pytest.raises(TemplateError) as caught:
        render(ISSUE, theme=theme)
    assert caught.value.where == f"templates/classic/{name}:{line}"
    assert message in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        ("block.storys", 'a block has no "storys"', 'did you mean "stories"?'),
        ("block.storys.more", 'a block has no "storys"', 'did you mean "stories"?'),
        ("block.xyz", 'a block has no "xyz"', "there are: continues, events, image, insertion, kind, options,"),
        ("block.stories[0].titel", 'a story has no "titel"', 'did you mean "title"?'),
        ("theme.acent", 'there is no "acent" here', 'did you mean "accent"?'),
        ("newsleter.name", "'newsleter' is undefined", 'did you mean "newsletter"?'),
        ("t.nope()", "has no attribute 'nope'", "docs/themes.md lists what a template is given"),
    ],
)
def test_what_there_is_not_comes_with_what_there_is(tmp_path: Path, asked: str, message: str, hint: str) -> None:
    """Whoever misspells a field is told the right one, or all."""
    with pytest.raises(TemplateError) as caught:
        render(ISSUE, theme=overridden(tmp_path, "blocks/lead.html", f"{{{{ {asked} }}}}"))
    assert message in caught.value.message
    assert caught.value.hint.startswith(hint)


def test_a_theme_without_a_layout_is_an_error(tmp_path: Path) -> None:
    """A folder that lacks the one file that is always needed says which."""
    blocks = {f"blocks/header.{end}": "" for end in ("html", "txt")}
    for name, content in {"theme.toml": "", **blocks}.items():
        file = tmp_path / "bare" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    theme = find_theme("bare", overrides=tmp_path, options={})
    with pytest.raises(TemplateError) as caught:
        render(issue_of(Block(kind="header")), theme=theme)
    assert caught.value.where == "templates/bare"
    assert caught.value.hint == 'add the file templates/bare/layout.html, or let theme.toml say extends = "classic"'


def test_a_config_error_of_our_own_is_not_rewrapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that is already meant for people reaches them as it is."""

    def refuse(*_: object, **__: object) -> str:
        raise TemplateError("as it is")

    monkeypatch.setattr("digest.renderer.filters.long_date", refuse)
    with pytest.raises(TemplateError, match=r"^as it is$"):
        render(issue_of(Block(kind="header")), theme=CLASSIC)


def test_templates_cannot_change_the_issue(tmp_path: Path) -> None:
    """The sandbox is immutable: a template cannot alter what the next one sees."""
    theme = overridden(tmp_path, "blocks/lead.html", "{{ theme.update({'accent': 'red'}) }}")
    with pytest.raises(TemplateError, match="unsafe"):
        render(ISSUE, theme=theme)


def test_logo_for_light_and_dark() -> None:
    """A logo takes the wordmark's place and links home; the dark one waits, hidden, for dark mode."""
    options = {"logo": "https://a.example/l.png", "logo_dark": "https://a.example/d.png", "logo_height": 60}
    theme = find_theme("classic", overrides=None, options=options)
    html = render(ISSUE, theme=theme).html
    assert 'src="https://a.example/l.png" width="320" height="60" alt="The Lantern"' in html
    assert ".logo-dark { display: block !important; }" in html
    assert "logo-dark" not in render(ISSUE, theme=CLASSIC).html


def test_an_accent_reaches_light_and_dark() -> None:
    """One option recolours the theme; in dark mode a readable shade of it follows by itself."""
    html = render(ISSUE, theme=find_theme("classic", overrides=None, options={"accent": "#1f5f6b"})).html
    assert "color:#1f5f6b" in html
    assert "#96281b" not in html
    assert "#3ea7bb" in html
    given = find_theme("classic", overrides=None, options={"accent_dark": "#abcdef"})
    assert "#abcdef" in render(ISSUE, theme=given).html


def test_every_theme_is_listed() -> None:
    """`classic` is what a newsletter gets that asks for nothing."""
    assert "classic" in theme_names()


def test_loops_know_where_they_are(tmp_path: Path) -> None:
    """Counting rounds takes nothing from a loop: its length, its ends, its else and its recursion."""
    template = (
        "{% for a in 'abc' %}{{ loop.index }}/{{ loop.length }}{{ a }}{{ '!' if loop.last }} {% else %}none{% endfor %}"
        "{% for a in [] %}{% else %}none{% endfor %}"
        "{% for a in [[1, [2]], [3]] recursive %}"
        "{% if a is iterable %}<{{ loop(a) }}>{% else %}{{ a }}{% endif %}"
        "{% endfor %}"
        "{% for key, value in {'k': 2 ** 3}.items() %}"
        "{{ key }}{{ value * 2 }}{{ 'ab' * 2 }}{{ 2.0 ** 2 }}"
        "{% endfor %}\n"
    )
    theme = overridden(tmp_path, "layout.txt", template)
    assert render(ISSUE, theme=theme).text == "1/3a 2/3b 3/3c! none<1<2>><3>k16abab4.0\n"


SHEET = "\n{# two\nlines #}\n{% set a = theme.accent %}\n/* one\ntwo */\n"


@pytest.mark.parametrize("name", ["inline.css", "responsive.css"])
@pytest.mark.parametrize(
    ("css", "line", "message"),
    [
        (".a { color: {{ a }};\n.b { color: red; }\n.c { color: red; }", 8, "a } is missing above it"),
        (".a { color: {{ a }}; }\n.b { color: red;", 8, "never closed"),
        ("@media (max-width: 9px) {\n.a { color: red; }\n", 7, "never closed"),
        ("@media (max-width: 9px) {\n.a { color: red;\n.b { color: red; }\n}", 9, "a } is missing above it"),
        ("{% macro m() %}\n.a { color: red;\n{% endmacro %}\n.b { color: red; }\n{{ m() }}", 8, "never closed"),
        (".a { color: red; }\n}\n.b { color: red; }", 8, "a } too many"),
        (".a { color red; }", 7, "no declaration"),
        ("@media (max-width: 9px) {\n.a\n}", 8, "EOF reached before {} block"),
        (".a { color: red; }\n.b", 8, "never closed"),
        (".a { color: red; }\n.b { font-family: 'Open; }\n.c { color: red; }", 8, "Bad string token"),
        (".a { color: red; }\n/* to the end", 8, "a comment is never closed"),
        (".a { color: red; }\n// one line\n.b { color: red; }", 8, "a comment is /* … */"),
        (".a { color: red; }\n.b color: red; }\n.c { color: red; }", 8, "a { is missing"),
        (".a { color: {{ a }}\nfont-size: 14px; }", 7, "two declarations in one: a ; is missing"),
    ],
)
def test_a_fault_in_a_style_sheet_names_file_line_and_remedy(
    tmp_path: Path, name: str, css: str, line: int, message: str
) -> None:
    """A missing brace would cost every rule after it: its file and line are named, wherever tags of Jinja stand."""
    with pytest.raises(TemplateError) as caught:
        render(issue_of(Block(kind="header")), theme=overridden(tmp_path, name, SHEET + css))
    assert (caught.value.where, caught.value.exit_code) == (f"templates/classic/{name}:{line}", 4)
    assert message in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("@media (max-width: 9px) { .a { color: red; } }", r"it belongs into responsive\.css"),
        ("@import 'https://a.example/c';", "remove it"),
    ],
)
def test_plain_rules_have_no_at_rules(tmp_path: Path, rule: str, said: str) -> None:
    """What cannot be moved into a tag would be lost, or lose to what was: it belongs into the other sheet."""
    with pytest.raises(TemplateError, match=said) as caught:
        render(issue_of(Block(kind="header")), theme=overridden(tmp_path, "inline.css", f"{SHEET}{rule}"))
    assert caught.value.where == "templates/classic/inline.css:7"


def test_tags_that_do_not_fit_are_a_finding(tmp_path: Path) -> None:
    """The checks learn of what the inliner's parser mends."""
    theme = overridden(tmp_path, "blocks/lead.html", "<tr><td><b>words</td></tr>")
    assert "markup" in {finding.check for finding in render(ISSUE, theme=theme).findings}


@pytest.mark.parametrize("name", theme_names())
def test_the_tags_of_the_themes_fit(name: str) -> None:
    """Every kind of block of every theme is whole."""
    theme = find_theme(name, overrides=None, options={})
    assert "markup" not in {finding.check for finding in render(ISSUE, theme=theme).findings}


def test_a_misspelt_filter_comes_with_the_right_one(tmp_path: Path) -> None:
    """Those of digest are known to nobody else: Jinja's own pages do not help."""
    theme = overridden(tmp_path, "blocks/lead.html", "{{ issue.date | longdat }}")
    with pytest.raises(TemplateError) as caught:
        render(ISSUE, theme=theme)
    assert caught.value.hint == 'did you mean "longdate"?'


def test_a_sheet_may_hold_what_css_allows(tmp_path: Path) -> None:
    """Comments with braces, strings, empty rules, fonts, what some programs only know and no last semicolon."""
    css = (
        "/* } { // */ .a { content: '}:;'; mso-hide: all; background: url(https://a.example/p.png) }"
        ".e { -ms-filter: progid:X.Y(a=b); filter: progid:X.Y(a=b) }\n.b {}\n@font-face { font-family: X; src: url(x) }"
        "@media screen { .c { color: red !important } }\n[data-ogsc] .d > p:hover { color: red; }"
    )
    theme = overridden(tmp_path, "responsive.css", css)
    assert "[data-ogsc] .d" in render(issue_of(Block(kind="header")), theme=theme).html


@pytest.mark.parametrize("name", theme_names())
def test_the_sheets_that_come_with_digest_have_no_fault(name: str, tmp_path: Path) -> None:
    """They are read here once, so that not every rendering does: as a user's own, in a theme that uses all of them."""
    shutil.copytree(bundled_themes() / name, tmp_path / name)
    logos = {"logo": "https://a.example/l", "logo_dark": "https://a.example/d"}
    theme = find_theme(name, overrides=tmp_path, options=logos)
    assert theme.folders[0] == tmp_path / name
    assert render(issue_of(Block(kind="header")), theme=theme).html


def test_compiled_templates_know_no_issue(tmp_path: Path) -> None:
    """Templates that were compiled for one issue give for another what they would have given without it."""
    compiled = Compiled()
    written = '<tr><td>{{ "**Dear** {{ name }}" | markdown }}{{ 7 | digits }}</td></tr>'
    theme = overridden(tmp_path, "blocks/poll.html", written)
    poll = Block(kind="poll", options={"question": "?", "answers": (), "text": ""})
    for language, mark in (("en", "0123456789ab"), ("fa", "ba9876543210"), ("en", "0123456789ab")):
        own = issue_of(poll, mark=mark, newsletter=ISSUE.newsletter.model_copy(update={"language": language}))
        assert render(own, theme=theme, compiled=compiled) == render(own, theme=theme)
    overridden(tmp_path, "blocks/poll.html", "<tr><td>changed</td></tr>")
    assert "changed" in render(own, theme=theme, compiled=compiled).html


def test_bytes_by_block() -> None:
    """The sizes of the blocks are those of their own HTML: together less than the page, each as large as its words."""
    email = render(ISSUE, theme=CLASSIC)
    assert len(email.sizes) == len(ISSUE.blocks)
    assert 0 < sum(email.sizes) < len(email.html.encode())
    for number in range(len(ISSUE.blocks)):
        rest = ISSUE.blocks[:number] + ISSUE.blocks[number + 1 :]
        if ISSUE.blocks[number].kind in ("poll", "share", "subscribe"):
            lost = len(email.html.encode()) - len(render(issue_of(*rest), theme=CLASSIC).html.encode())
            assert abs(lost - email.sizes[number]) < 200


def test_bytes_of_blocks_that_do_not_match(tmp_path: Path) -> None:
    """A theme that shows a block inside another, or one twice, is counted where that is clear, else not at all."""
    inner = overridden(tmp_path / "a", "blocks/share.html", '{% include "blocks/poll.html" %}')
    share = Block(kind="share", options={"to": (), "url": "", "text": "", "question": "?", "answers": ()})
    assert len(render(issue_of(share), theme=inner).sizes) == 1
    footer = "{% include 'blocks/footer.html' %}"
    layout = f"{{% for block in issue.blocks %}}{footer}{footer}{{% endfor %}}"
    twice = overridden(tmp_path / "b", "layout.html", layout)
    assert render(issue_of(Block(kind="footer", options={"credits": ""})), theme=twice).sizes == ()


def test_the_page_before_inlining() -> None:
    """The source has the templates' classes and styles, and none of the marks that the renderer works with."""
    page = source(ISSUE, theme=CLASSIC)
    assert 'class="sheet"' in page
    assert "~block" not in page
    assert "<!--~" not in page
