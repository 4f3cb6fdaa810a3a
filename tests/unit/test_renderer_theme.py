"""Themes are found, options are checked before they reach CSS."""

from __future__ import annotations

from pathlib import Path

import pytest

import digest
from digest.errors import ConfigError, TemplateError
from digest.renderer import bundled_themes, find_theme, theme_names


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
    assert (found.summary, dict(found.options)) == ("Ours", {})


def test_overrides_come_first_and_may_redeclare_options(tmp_path: Path) -> None:
    """The user's folder wins over the bundled one, theme.toml included."""
    folder = tmp_path / "classic"
    folder.mkdir()
    assert find_theme("classic", overrides=tmp_path, options={}).folders == (folder, bundled_themes() / "classic")
    (folder / "theme.toml").write_text('[options.accent]\ntype = "color"\ndefault = "#abc"\nhelp = "h"\n')
    assert find(tmp_path) == {"accent": "#aabbcc"}


@pytest.mark.parametrize(
    ("option", "value", "settled"),
    [
        ("accent", "#ABC", "#aabbcc"),
        ("accent_dark", "auto", "auto"),
        ("accent_dark", "#abcdef", "#abcdef"),
        ("rules", "#abc, #123456", ("#aabbcc", "#123456")),
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
    "content",
    [
        "not toml",
        '[options.x]\ntype = "color"\ndefault = "red"\nhelp = "h"',
        '[options.x]\ntype = "shape"\ndefault = "red"\nhelp = "h"',
        '[options.x]\ntype = "color"\ndefault = "#abc"',
        "[options]\nx = 1",
    ],
)
def test_a_broken_theme_file_is_a_template_error(tmp_path: Path, content: str) -> None:
    """Whoever writes a theme learns which option is wrong."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "theme.toml").write_text(content)
    with pytest.raises(TemplateError) as caught:
        find_theme("ours", overrides=tmp_path, options={})
    assert caught.value.where.startswith("templates/ours/theme.toml")
    assert caught.value.hint


def test_a_switch_is_true_or_false(tmp_path: Path) -> None:
    """Themes may declare switches."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "theme.toml").write_text('[options.x]\ntype = "switch"\ndefault = true\nhelp = "h"')
    assert find_theme("ours", overrides=tmp_path, options={"x": False}).options == {"x": False}
    with pytest.raises(ConfigError, match="true or false"):
        find_theme("ours", overrides=tmp_path, options={"x": "yes"})
