"""The options that each kind of source declares."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.config.schema import SourceConfig
from digest.errors import ConfigError
from digest.sources import collect, kinds, options

TABLE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8").partition("\n## ")[0]


@pytest.mark.parametrize("kind", kinds())
def test_options_are_documented_as_declared(kind: str) -> None:
    """The table of kinds lists exactly the options that a kind's module declares."""
    row = next(line for line in TABLE.splitlines() if line.startswith(f"| [`{kind}`]"))
    documented = re.findall(r"`(\w+)`", row.split("|")[3])
    union = {name for other in kinds() if other != "auto" for name in options(other)}
    assert set(options(kind)) == (union if kind == "auto" else set(documented))


@pytest.mark.parametrize("kind", kinds())
def test_an_unknown_option_is_an_error(kind: str) -> None:
    """A misspelt option names the one that was probably meant, before anything is read."""
    source = SourceConfig(kind=kind, file=Path("nowhere"), options={"bas": "https://a.example/"})
    with pytest.raises(ConfigError, match='unknown key "bas"') as caught:
        collect([source], cache=None)
    assert caught.value.hint == 'did you mean "base"?'
    assert "options" in caught.value.where


@pytest.mark.parametrize(
    ("given", "message"),
    [({"front": "yes"}, "true or false"), ({"base": 3}, "text in quotes")],
)
def test_an_option_of_another_type_is_an_error(given: dict[str, object], message: str) -> None:
    """A value that cannot be meant says what it must be."""
    with pytest.raises(ConfigError, match=message):
        collect([SourceConfig(kind="page", file=Path("nowhere"), options=given)], cache=None)


def test_true_is_no_number() -> None:
    """TOML's true is not one page."""
    source = SourceConfig(kind="wordpress", url="https://a.example", options={"pages": True})
    with pytest.raises(ConfigError, match="a whole number"):
        collect([source], cache=None)
