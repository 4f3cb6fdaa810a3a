"""Parts found by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest import registry
from digest.errors import ConfigError

RULES = ("links", "size")


def test_names_are_the_public_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part's file name is its name; what begins with an underscore is no part."""
    package = tmp_path / "some_parts"
    package.mkdir()
    for name in ("__init__", "b_part", "a_part", "_shared"):
        (package / f"{name}.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert registry.names("some_parts") == ("a_part", "b_part")


@pytest.mark.parametrize("name", ["digest.registry", "no_such_package"])
def test_names_of_no_package(name: str) -> None:
    """A module, or nothing, has no parts."""
    with pytest.raises(ValueError, match="is not a package"):
        registry.names(name)


def test_find_by_name() -> None:
    """A name gives the attribute of the module of that name."""
    found = registry.find("digest.checks.rules", "size", "check", among=RULES, where="[checks]")
    assert found.__module__ == "digest.checks.rules.size"


def test_find_from_outside() -> None:
    """`package.module:Name` takes a part of someone else's package."""
    assert registry.find("digest.checks.rules", "os.path:join", "check", among=RULES, where="x").__name__ == "join"


@pytest.mark.parametrize(("name", "hint"), [("sizes", 'did you mean "size"?'), ("xyz", "there are: links, size")])
def test_unknown_name(name: str, hint: str) -> None:
    """A name that there is not gets the nearest, or all."""
    with pytest.raises(ConfigError) as caught:
        registry.find("digest.checks.rules", name, "check", among=RULES, where="[checks]")
    assert str(caught.value) == f'[checks]: there is no "{name}"\n{hint}'


@pytest.mark.parametrize("name", ["no.such.module:Name", "os.path:no_such_name", ":Name", "os.path:"])
def test_outside_part_that_is_not_there(name: str) -> None:
    """What cannot be imported is an error that names the setting."""
    with pytest.raises(ConfigError, match="cannot be imported") as caught:
        registry.find("digest.checks.rules", name, "check", among=RULES, where="sources.0.kind")
    assert caught.value.where == "sources.0.kind"
