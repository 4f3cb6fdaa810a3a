"""Themes are found, options are checked before they reach CSS."""

from __future__ import annotations

from pathlib import Path

import pytest

import digest
from digest.errors import ConfigError, TemplateError
from digest.renderer import bundled_themes, find_theme, new_theme, theme_names


def find(folder: Path | None = None, **options: object) -> dict[str, object]:
    return dict(find_theme("classic", overrides=folder, options=options).options)


def test_themes_are_beside_the_package_or_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout has them at its top, a wheel inside the package."""
    assert bundled_themes() == Path(digest.__file__).parent.parent / "templates"
    (tmp_path / "templates").mkdir()
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert bundled_themes() == tmp_path / "templates"


def test_an_unknown_theme_suggests_a_close_one(tmp_path: Path) -> None:
    """A slip of the pen is answered with what was meant."""
    with pytest.raises(ConfigError, match='there is no theme "clasic"') as caught:
        find_theme("clasic", overrides=None, options={})
    assert caught.value.hint == 'did you mean "classic"?'
    with pytest.raises(ConfigError) as caught:
        find_theme("zzz", overrides=tmp_path, options={})
    assert caught.value.hint.startswith("there are: ")


def test_a_users_own_theme_is_found(tmp_path: Path) -> None:
    """A folder with a theme.toml among the overrides is a theme."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "theme.toml").write_text('summary = "Ours"\n')
    (tmp_path / "notes").mkdir()
    assert "ours" in theme_names(tmp_path)
    assert "notes" not in theme_names(tmp_path)
    found = find_theme("ours", overrides=tmp_path, options={})
    assert found.summary == "Ours"
    assert {"accent", "logo", "width"} <= set(found.options)


def test_overrides_come_first_and_may_redeclare_options(tmp_path: Path) -> None:
    """The user's folder wins over the bundled one, theme.toml included."""
    folder = tmp_path / "classic"
    folder.mkdir()
    bundled = bundled_themes()
    found = find_theme("classic", overrides=tmp_path, options={})
    assert found.folders == (folder, bundled / "classic", bundled / "base")
    (folder / "theme.toml").write_text('[options.accent]\ntype = "color"\ndefault = "#123"\nhelp = "h"\n')
    assert find(tmp_path)["accent"] == "#112233"


@pytest.mark.parametrize(
    ("option", "value", "settled"),
    [
        ("accent", "#A12", "#aa1122"),
        ("accent_dark", "auto", "auto"),
        ("accent_dark", "#abcdef", "#abcdef"),
        ("rules", "#c55, #3f6ea8", ("#cc5555", "#3f6ea8")),
        ("font", "Georgia, Times New Roman ,serif", "Georgia,Times New Roman,serif"),
        ("logo", "https://a.example/l o.png", "https://a.example/l%20o.png"),
        ("logo", "", ""),
        ("logo_width", 200, 200),
        ("logo_alt", "<b>", "<b>"),
    ],
)
def test_values_that_fit_are_normalised(option: str, value: object, settled: object) -> None:
    """What people write comes out in the one form that every mail client takes."""
    assert find(**{option: value})[option] == settled


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("accent", "red"),
        ("accent", "#12345"),
        ("accent", "#000;}body{display:none"),
        ("accent", 3),
        ("accent_dark", "dark"),
        ("rules", ""),
        ("rules", "red"),
        ("rules", 1),
        ("font", "Georgia;color:red"),
        ("font", "url(x)"),
        ("font", 1),
        ("logo", "javascript:x"),
        ("logo", "mailto:a@b.example"),
        ("logo", "logo.png"),
        ("logo_width", "200"),
        ("logo_width", 9999),
        ("logo_width", True),
        ("logo_alt", 1),
        ("density", "dense"),
        ("image_ratio", 1),
    ],
)
def test_values_that_do_not_fit_are_refused(option: str, value: object) -> None:
    """Nothing reaches CSS that is not plainly a colour, a font, an address or a size; the error says what fits."""
    with pytest.raises(ConfigError, match="is not") as caught:
        find(**{option: value})
    assert caught.value.where == f"[theme] {option}"
    assert caught.value.hint


def test_an_unknown_option_suggests_a_close_one() -> None:
    """A slip of the pen is answered with what was meant, or with all that there is."""
    with pytest.raises(ConfigError, match='no option "acent"') as caught:
        find(acent="#abc")
    assert caught.value.hint == 'did you mean "accent"?'
    with pytest.raises(ConfigError) as caught:
        find(zzz=1)
    assert caught.value.hint.startswith("there are: accent,")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not toml", "cannot be read"),
        ('extend = "classic"', 'unknown key "extend"\ndid you mean "extends"'),
        ('[options.x]\ntype = "color"\ndefault = "red"\nhelp = "h"', "the default 'red' is not a colour"),
        ('[options.x]\ntype = "shape"\ndefault = "red"\nhelp = "h"', 'there is no type "shape"'),
        ('[options.x]\ntype = "color"\ndefault = "#abc"', "help is missing"),
        ('[options.accent]\ndefualt = "#abc"', 'unknown key "defualt": did you mean "default"'),
        ('[options.accent]\non = ["papr"]', 'there is no option "papr"\ndid you mean "paper"'),
        ("[options.width]\nmin = []", "int()"),
        ('[options]\naccent = "#abc"', "write [options.accent], and default = '#abc' below it"),
    ],
)
def test_a_broken_theme_file_is_a_template_error(tmp_path: Path, content: str, said: str) -> None:
    """Whoever writes a theme learns which option is wrong, and nothing misspelt is passed over."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "theme.toml").write_text(content)
    with pytest.raises(TemplateError) as caught:
        find_theme("ours", overrides=tmp_path, options={})
    assert caught.value.where.startswith("templates/ours/theme.toml")
    assert caught.value.hint
    assert said in f"{caught.value.message}\n{caught.value.hint}"


def test_a_switch_is_true_or_false(tmp_path: Path) -> None:
    """Themes may declare switches."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "theme.toml").write_text('[options.x]\ntype = "switch"\ndefault = true\nhelp = "h"')
    assert find_theme("ours", overrides=tmp_path, options={"x": False}).options["x"] is False
    with pytest.raises(ConfigError, match="true or false"):
        find_theme("ours", overrides=tmp_path, options={"x": "yes"})


def write(folder: Path, name: str, content: str = "") -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "theme.toml").write_text(content)


def test_a_theme_extends_another(tmp_path: Path) -> None:
    """What a theme lacks, files and options alike, comes from the one that it extends, and at last from base."""
    write(tmp_path, "ours", 'extends = "classic"\n[options.accent]\ndefault = "#123456"\n')
    found = find_theme("ours", overrides=tmp_path, options={})
    bundled = bundled_themes()
    assert found.folders == (tmp_path / "ours", bundled / "classic", bundled / "base")
    assert found.options == find_theme("classic", overrides=None, options={"accent": "#123456"}).options
    assert found.summary == find_theme("classic", overrides=None, options={}).summary
    (tmp_path / "base").mkdir()
    assert find_theme("ours", overrides=tmp_path, options={}).folders[2:] == (tmp_path / "base", bundled / "base")


def test_a_theme_that_extends_nothing_there_is(tmp_path: Path) -> None:
    """The error names the file that says so, and what was meant."""
    write(tmp_path, "ours", 'extends = "clasic"')
    with pytest.raises(ConfigError, match="clasic") as caught:
        find_theme("ours", overrides=tmp_path, options={})
    assert caught.value.where == "templates/ours/theme.toml: extends"
    assert caught.value.hint == 'did you mean "classic"?'


def test_themes_that_extend_each_other(tmp_path: Path) -> None:
    """A circle is an error, not an endless search."""
    write(tmp_path, "one", 'extends = "two"')
    write(tmp_path, "two", 'extends = "one"')
    with pytest.raises(TemplateError, match='extends itself by way of "one"'):
        find_theme("one", overrides=tmp_path, options={})


def test_base_is_no_theme(tmp_path: Path) -> None:
    """What themes share cannot be chosen."""
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "theme.toml").write_text("")
    assert "base" not in theme_names(tmp_path)
    with pytest.raises(ConfigError, match='no theme "base"'):
        find_theme("base", overrides=tmp_path, options={})


@pytest.mark.parametrize(
    ("options", "at", "message"),
    [
        ({"accent": "#ffee00"}, "accent", "#ffee00 cannot be read on the paper #fffefb: the contrast is 1.2"),
        ({"paper": "#333333"}, "paper", "^.theme. paper: accent #96281b cannot be read on the paper #333333"),
        ({"accent_dark": "#222222"}, "accent_dark", "on the paper_dark"),
        ({"rules": "#b8402f #fffefa"}, "rules", "#fffefa cannot be seen on the paper #fffefb: the contrast is 1.0"),
        ({"rules": "#222222"}, "rules", "#222222 cannot be seen on the paper_dark"),
    ],
)
def test_colours_that_cannot_be_read_are_refused(options: dict[str, str], at: str, message: str) -> None:
    """A text colour and its ground differ by what WCAG asks for, in light and dark."""
    with pytest.raises(ConfigError, match=message) as caught:
        find(**options)
    assert caught.value.where == f"[theme] {at}"


def test_the_name_above_the_cards_of_modern_can_be_read() -> None:
    """There the newsletter's name stands on the canvas."""
    with pytest.raises(ConfigError, match="on the canvas #151a24"):
        find_theme("modern", overrides=None, options={"canvas": "#151a24"})
    with pytest.raises(ConfigError, match="on the canvas_dark #eeeeee"):
        find_theme("modern", overrides=None, options={"canvas_dark": "#eeeeee"})


def test_a_choice_is_one_of_what_is_declared() -> None:
    """The error lists what may be chosen."""
    assert find(density="roomy")["density"] == "roomy"
    with pytest.raises(ConfigError, match="'dense' is not one of compact, regular, roomy"):
        find(density="dense")


def test_a_new_theme_is_a_copy(tmp_path: Path) -> None:
    """It has the files of the theme that it starts from, with the user's own changes to them, and renders alike."""
    (tmp_path / "classic").mkdir()
    (tmp_path / "classic" / "inline.css").write_text("body { margin: 0; }")
    folder = new_theme("ours", start="classic", overrides=tmp_path)
    assert folder == tmp_path / "ours"
    assert (folder / "inline.css").read_text() == "body { margin: 0; }"
    bundled = bundled_themes() / "classic"
    names = {path.relative_to(bundled) for path in bundled.rglob("*")}
    assert {path.relative_to(folder) for path in folder.rglob("*")} == names
    assert find_theme("ours", overrides=tmp_path, options={}).options == find(tmp_path)


@pytest.mark.parametrize(
    ("name", "start", "message"),
    [
        ("classic", "classic", "already"),
        ("base", "classic", "already"),
        ("ours", "clasic", "no theme"),
        ("../x", "classic", "cannot be the name"),
        ("Ours", "classic", "cannot be the name"),
    ],
)
def test_a_new_theme_needs_a_name_and_a_start(tmp_path: Path, name: str, start: str, message: str) -> None:
    """No theme is overwritten, none is written elsewhere, and nothing is left of one that fails."""
    with pytest.raises(ConfigError, match=message):
        new_theme(name, start=start, overrides=tmp_path / "templates")
    assert not list(tmp_path.rglob("*"))


def test_a_start_that_there_is_not_is_the_commands_fault(tmp_path: Path) -> None:
    """Not digest.toml is wrong, but what was typed."""
    with pytest.raises(ConfigError) as caught:
        new_theme("ours", start="clasic", overrides=tmp_path)
    assert (caught.value.where, caught.value.hint) == ("--from", 'did you mean "classic"?')
