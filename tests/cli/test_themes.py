"""`digest theme`: what there is to choose from, and a copy to start from."""

from __future__ import annotations

import pytest

from digest.renderer import theme_names
from tests.cli.folder import Folder


def test_list_shows_bundled_and_own_themes(lantern: Folder) -> None:
    """Each theme with its summary and options; what all have in common is said once."""
    assert lantern("theme", "new", "ours", "--from", "classic").exit_code == 0
    text = lantern("theme", "list").stdout
    assert "classic  A news magazine" in text
    assert text.count("accent_dark") == 1
    assert '"#b8402f #2e7d8c' in text
    themes = {theme["name"]: theme for theme in lantern.json("theme", "list")["themes"]}
    assert {"classic", "ours"} <= set(themes)
    options = {option["name"]: option for option in themes["ours"]["options"]}
    assert options["accent"] == {
        "name": "accent",
        "type": "color",
        "default": "#96281b",
        "help": options["accent"]["help"],
    }


@pytest.mark.parametrize("start", theme_names())
def test_a_new_theme_can_be_used_at_once(start: str, lantern: Folder) -> None:
    """The copy renders what its model renders and passes the checks; a second copy of that name is refused."""
    assert lantern("plan").exit_code == 0
    config = lantern.root / "digest.toml"
    content = config.read_text(encoding="utf-8")
    made = lantern("theme", "new", "ours", "--from", start)
    assert made.exit_code == 0
    assert str(lantern.root / "templates" / "ours") in made.stdout
    pages = []
    for name in (start, "ours"):
        config.write_text(f'{content}\n[theme]\nname = "{name}"\n', encoding="utf-8")
        assert lantern("render").exit_code == 0
        pages.append((lantern.root / "issues" / "2026-W47" / "email.html").read_text(encoding="utf-8"))
        assert lantern("check").exit_code == 0
    assert pages[0] == pages[1]
    again = lantern("theme", "new", "ours", "--from", start)
    assert again.exit_code == 2
    assert "already" in again.stderr


def test_themes_are_listed_without_a_newsletter(lantern: Folder) -> None:
    """Who only wants to look needs no config that works."""
    (lantern.root / "digest.toml").write_text("not toml", encoding="utf-8")
    assert lantern("theme", "list").exit_code == 0
