"""What the documentation says is so: commands, keys, defaults, variables, options, links."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any, get_args

import jinja2
import pytest
import tomli_w
from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from typer.main import get_command

from digest.ads import inventory
from digest.cli import app
from digest.config import load, schema
from digest.config.blocks import KINDS
from digest.errors import DigestError
from digest.pipeline.outcome import Outcome
from digest.renderer.theme import Theme, find_theme
from docs import checks_table
from tests.cli.folder import Folder, digest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
TABLES: Mapping[str, type[BaseModel]] = {
    "[newsletter]": schema.NewsletterConfig,
    "[[sources]]": schema.SourceConfig,
    "[selection]": schema.SelectionConfig,
    "[links]": schema.LinksConfig,
    "[images]": schema.ImagesConfig,
    "[ads]": schema.AdsConfig,
    "[sensitivity]": schema.SensitivityConfig,
    "[audience]": schema.AudienceConfig,
    "[sending]": schema.SendingConfig,
    "[schedule]": schema.ScheduleConfig,
    "[notify]": schema.NotifyConfig,
    "[preview]": schema.PreviewConfig,
}
"""The tables that are documented key by key."""


def section(text: str, title: str) -> str:
    """What stands under a second-level heading."""
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of the tables in `text`, without their heads."""
    for table in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        for line in table.splitlines()[2:]:
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_every_command_is_listed() -> None:
    """The README lists the commands that there are, no more and no fewer."""
    listed = {re.match(r"`digest (\w+)", cells[0])[1] for cells in rows(section(README, "Commands"))}  # type: ignore[index]
    assert listed == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_exit_codes() -> None:
    """The README gives the exit codes that the errors have."""
    codes = {int(code) for code in re.findall(r"(?:: |, |\s)(\d{1,3}) [a-z]", README.partition("Exit codes:")[2][:200])}
    known: set[int] = {0, 130}
    waiting = [DigestError]
    while waiting:
        kind = waiting.pop()
        known.add(kind.exit_code)
        waiting += kind.__subclasses__()
    assert codes == known


def test_the_readmes_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands under "Your own newsletter" work as they stand there."""
    commands = fenced(section(README, "Your own newsletter"), "sh")[0]
    assert commands.splitlines() == [
        "python3 -m venv .venv && .venv/bin/pip install .",
        ". .venv/bin/activate   # puts `digest` on the PATH of this shell",
        "digest init letter && cd letter",
        "digest run",
    ]
    monkeypatch.chdir(tmp_path)
    assert digest("init", "letter").exit_code == 0
    monkeypatch.chdir(tmp_path / "letter")
    assert digest("run").exit_code == 0


def test_the_readmes_config(lantern: Folder) -> None:
    """The README's configuration is one, of ten lines at most, and its server address is understood."""
    toml = fenced(README, "toml")[0]
    assert len(toml.splitlines()) <= 10
    lantern.write("digest.toml", toml)
    lantern.write(".env", fenced(README, "sh")[2])
    config = load(lantern.root / "digest.toml", environment={})
    assert config.newsletter.name == "The Saltmarsh Bulletin"
    assert config.server is not None
    assert (config.server.host, config.server.port, config.server.security) == ("smtp.example.com", 587, "starttls")


def test_several_newsletters_as_documented(tmp_path: Path) -> None:
    """Both ways to write several newsletters are understood, and every command that takes --all is named, no other."""
    page = (ROOT / "docs" / "newsletters.md").read_text(encoding="utf-8")
    one_file, without, a_file_each = fenced(page, "toml")
    path = tmp_path / "digest.toml"
    path.write_text(one_file, encoding="utf-8")
    town = load(path, environment={}, newsletter="town")
    assert (town.audience.file, town.audience.only) == (tmp_path / "subscribers.csv", {"town": "yes"})
    assert town.schedule.cadence == "daily"
    more = '[defaults.schedule]\nreview = "18h"\n[defaults.audience]\nonly = { all = "yes" }\n'
    path.write_text(without + one_file.replace("[defaults.audience]\n", more), encoding="utf-8")
    town = load(path, environment={}, newsletter="town")
    assert (town.schedule.review, town.audience.only) == (None, {"town": "yes"})
    (tmp_path / "world").mkdir()
    own = '[newsletter]\nname = "World"\n[[sources]]\nurl = "https://lantern.example/feed/"\n'
    (tmp_path / "world" / "digest.toml").write_text(own, encoding="utf-8")
    path.write_text(a_file_each, encoding="utf-8")
    assert load(path, environment={}, newsletter="world").newsletter.name == "World"
    named = re.findall(r"`([a-z ]+)`", section(page, "All of them").partition(" take `--all`")[0])
    assert set(named) == {" ".join(path) for path, command in commands(get_command(app)) if takes_all(command)}


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command under `command`, with the words that name it."""
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))
    if not hasattr(command, "commands"):
        yield path, command


def takes_all(command: Any) -> bool:
    return any("--all" in option.opts for option in command.params)


def test_every_option_is_documented() -> None:
    """Each command that `--help` leads to is in the reference with all its options, and in a page written by hand."""
    pages = {page: page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]}
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    everywhere = section(reference, "Options of every command")
    waiting, seen = [()], 0
    while waiting:
        words: tuple[str, ...] = waiting.pop()
        told = digest(*words, "--help").stdout
        below = re.findall(r"^  ([a-z]+)  ", told.partition("Commands:")[2], re.MULTILINE)
        waiting += [(*words, name) for name in below]
        if below:
            continue
        name, seen = " ".join(("digest", *words)), seen + 1
        there = section(reference, name) + everywhere
        for option in re.findall(r"(?<![\w-])--?[a-z][\w-]*", told.partition("Options:")[2].replace("[default", "")):
            assert option == "--help" or re.search(rf"`{option}[` ]", there), (name, option)
        assert any(re.search(rf"{name}\b|`{words[-1]}`", text) for text in pages.values()), name
    assert seen == len(list(commands(get_command(app))))


def test_every_outcome_is_documented() -> None:
    """What a run may say is in the table of the guide, each with its exit code."""
    page = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
    said = {cells[0].strip("`").lower() for cells in rows(section(page, "What a run does")) if cells[2].startswith("0")}
    assert said == set(get_args(Outcome)) - {"sent"} | {"its stories and counts"}


def test_what_a_strange_ledger_is_told_with() -> None:
    """The messages in the guide are those of the code, word for word but for the issue's id."""
    page = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
    code = (ROOT / "digest" / "pipeline" / "refusals.py").read_text(encoding="utf-8")
    told = [cells[0].strip("`") for cells in rows(section(page, "The ledger is lost"))]
    assert len(told) == 3
    for message in told:
        words = [piece.strip() for piece in re.split(r"2026-W\d\d(?: is sending)?", message) if piece]
        assert all(piece in code for piece in words), message


TOML = [
    (path.relative_to(ROOT).as_posix(), block)
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for block in fenced(path.read_text(encoding="utf-8"), "toml")
]


@pytest.mark.parametrize(("page", "block"), TOML)
def test_every_setting_shown_is_understood(page: str, block: str, lantern: Folder) -> None:
    """Each piece of configuration in the documentation is read without an error, in the file that it is for."""
    tables = tomllib.loads(block)
    if page == "docs/ads.md" and "bookings" in tables:
        configure(lantern, tomllib.loads(next(layout for place, layout in TOML if place == page)))
        lantern.write("ads.toml", block)
        done = lantern("ads", "calendar")
        assert done.exit_code == 0, done.output
    elif {"newsletters", "defaults"} & set(tables):
        assert page == "docs/newsletters.md"  # read by its own test
    elif set(tables) <= set(schema.Config.model_fields):
        configure(lantern, tables)
        load(lantern.root / "digest.toml", environment={})
    else:
        schema.SourceConfig.model_validate({"kind": "wordpress", "url": "https://lantern.example"} | tables)


def configure(folder: Folder, tables: Mapping[str, Any]) -> None:
    """Put `tables` into the config, in place of its own of these names."""
    known = tomllib.loads((folder.root / "digest.toml").read_text(encoding="utf-8"))
    newsletter = {**known["newsletter"], **tables.get("newsletter", {})}
    folder.write("digest.toml", tomli_w.dumps({**known, **tables, "newsletter": newsletter}))


def test_every_table_is_documented() -> None:
    """Each table of digest.toml has a chapter, and the keys of each that has keys are held against the code."""
    titles = set(re.findall(r"^## `\[+(\w+)\]+`", CONFIGURATION, re.MULTILINE))
    fields = set(schema.Config.model_fields) - schema.Config.not_in_file
    assert titles >= fields
    assert {name.strip("[]") for name in TABLES} == fields - {"blocks", "theme", "checks"}


def test_every_key_of_the_ads_is_documented() -> None:
    """Each key of ads.toml is in the guide."""
    guide = (ROOT / "docs" / "ads.md").read_text(encoding="utf-8")
    for model in (inventory.Sponsor, inventory.Booking, inventory.CreativeConfig, inventory.Target, inventory.Cap):
        for name, field in model.model_fields.items():
            assert re.search(rf"\b{field.alias or name}\b", section(guide, "`ads.toml`")), (model, name)


@pytest.mark.parametrize("table", TABLES)
def test_every_key_is_documented(table: str) -> None:
    """Each key of a table is documented, no other is, and what is given as a default is the default."""
    found: dict[str, str] = {}
    for cells in rows(section(CONFIGURATION, f"`{table}`")):
        for name in re.findall(r"`(\w+)`", cells[0]):
            found[name] = cells[1]
    fields = {field.alias or name: field for name, field in TABLES[table].model_fields.items()}
    assert set(found) == set(fields)
    for name, written in found.items():
        default: Any = fields[name].default
        if written == "required":
            assert default is PydanticUndefined, name
        elif value := re.match(r"`(.+?)`", written):
            assert shown(default) == value[1] or not default, name
        else:
            assert not default, name


def shown(default: Any) -> str:
    """A default as it is written in TOML."""
    if isinstance(default, time):
        return f"{default:%H:%M}"
    if isinstance(default, timedelta):
        return f'"{default.days}d"' if default.days else f'"{default // timedelta(minutes=1)}m"'
    if isinstance(default, (str, Path)):
        return json.dumps(str(default))
    if isinstance(default, tuple):
        return json.dumps(list(default))
    return f"{default:g}" if isinstance(default, float) and default > 1 else json.dumps(default)


def test_every_block_is_documented() -> None:
    """Each kind of block is documented with all of its keys."""
    text = section(CONFIGURATION, "`[[blocks]]`")
    documented = {name: " ".join(cells) for cells in rows(text) for name in re.findall(r"`(\w+)`", cells[0])}
    assert set(documented) == set(KINDS)
    from digest.config import blocks

    models = {name: getattr(blocks, f"{name.capitalize()}Block") for name in KINDS}
    for name, model in models.items():
        keys = set(model.model_fields) - {"kind", "title"}
        assert {key for key in keys if f"`{key}`" not in documented[name]} == set(), name


def test_checks_are_documented() -> None:
    """The table of checks is the one that the rules give: `python docs/checks_table.py` writes it."""
    assert checks_table.PAGE.read_text(encoding="utf-8") == checks_table.written()


def test_variables_are_documented() -> None:
    """The variables that the code reads are the ones that are documented."""
    documented = set(re.findall(r"`([A-Z_]{6,})`", section(CONFIGURATION, "The environment and `.env`")))
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "digest").rglob("*.py"))
    for name in documented - {
        "SMTP_PORT",
        "SMTP_USE_TLS",
        "SMTP_USE_SSL",
        "EMAIL_PORT",
        "EMAIL_USE_TLS",
        "EMAIL_USE_SSL",
    }:
        assert f'"{name}"' in code, name
    read = set(re.findall(r'"((?:SMTP|EMAIL|DIGEST)_[A-Z_]*[A-Z])"', code))
    assert read <= documented


@pytest.mark.parametrize("column", [1, 2, 3])
def test_theme_options_are_documented(column: int) -> None:
    """Each option of each theme is documented with its default and its help."""
    table = section((ROOT / "docs" / "themes.md").read_text(encoding="utf-8"), "Options")
    name = ("", "classic", "modern", "brief")[column]
    assert f"`{name}`" in table.split("\n| ")[1].split(" | ")[column]
    options = {}
    for part in ("base", name):
        file = tomllib.loads((ROOT / "templates" / part / "theme.toml").read_text(encoding="utf-8"))["options"]
        options |= {key: {**options.get(key, {}), **entry} for key, entry in file.items()}
    documented = {cells[0].strip("`"): cells for cells in rows(table) if cells[column]}
    assert (
        set(documented) == set(options) == {each.name for each in find_theme(name, overrides=None, options={}).declared}
    )
    for key, cells in documented.items():
        assert cells[column].strip("`") == json.dumps(options[key]["default"], ensure_ascii=False), key
        assert cells[4].rstrip("|").strip() == options[key]["help"], key


@pytest.mark.parametrize(
    "page", [path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]]
)
def test_links_lead_somewhere(page: str) -> None:
    """Every link to a file of the repository leads to one."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert ((ROOT / page).parent / target).exists(), target


def test_templates_are_given_what_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """A designer finds every name and filter in the documentation, and none that there is not."""
    from digest import archive
    from digest.renderer import rendering

    given: set[str] = set()
    filters: set[str] = set()

    def note(environment: jinja2.Environment, name: str, *, theme: Theme, context: Mapping[str, Any]) -> str:
        given.update(context)
        there = {name: getattr(each, "__wrapped__", each) for name, each in environment.filters.items()}
        own = {name for name, each in there.items() if each is not jinja2.filters.FILTERS.get(name)}
        filters.update(own - {"counted", "weighed"})  # the sandbox's own
        return rendered(environment, name, theme=theme, context=context)

    rendered = rendering.render_template
    monkeypatch.setattr(rendering, "render_template", note)
    issue = archive.read_issue(ROOT / "tests" / "golden" / "issue.json")
    rendering.render(issue, theme=find_theme("classic", overrides=None, options={}))
    text = section((ROOT / "docs" / "themes.md").read_text(encoding="utf-8"), "What templates are given")
    names = {name for row in rows(text) for name in re.findall(r"`(?:{% call )?(\w+)", row[0])}
    assert names - {"block"} == given - {"optional_excerpt", "if_shortened"}  # "and the like"
    listed = re.sub(r"\(.*?\)", "", text.split("Filters: ")[1].split(". Never")[0])
    assert set(re.findall(r"`(\w+)`", listed)) == filters


def test_probes_are_documented() -> None:
    """The doctor's page lists the probes that there are, in the order of the report, and which ask the network."""
    from digest.doctor import examination, names

    listed = list(rows((ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")))
    assert [cells[0].strip("`") for cells in listed] == list(names())
    asking = {probe.name for probe in examination._probes() if probe.online} | {"sources"}
    assert {cells[0].strip("`") for cells in listed if "yes" in cells[2]} == asking
