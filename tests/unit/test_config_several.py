"""Several newsletters in one file, or a file each: what counts, where a fault is, and that they stay apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from digest.config import Config, folder_of, load, newsletter_names
from digest.config.explain import _models_in
from digest.config.several import PATHS
from digest.errors import ConfigError

SHARED = """\
[defaults.newsletter]
from = "The Lantern <letter@lantern.example>"

[[defaults.sources]]
file = "feed.xml"

[defaults.selection]
variety = 0.5
sections = { World = 2.0, Town = 1.5 }

[defaults.audience]
file = "readers.csv"
"""
WORLD = """
[newsletters.world.newsletter]
name = "World"

[newsletters.world.selection]
sections = { World = 3.0 }
"""
TOWN = """
[newsletters.town.newsletter]
name = "Town"

[[newsletters.town.sources]]
file = "town.xml"
"""
BOTH = SHARED + WORLD + TOWN
ALONE = """\
[newsletter]
name = "World"
from = "The Lantern <letter@lantern.example>"

[[sources]]
file = "feed.xml"
"""


def written(folder: Path, text: str, name: str = "digest.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(folder: Path, name: str, text: str = BOTH, **environment: str) -> Config:
    return load(written(folder, text), environment=environment, newsletter=name)


def refusal(folder: Path, name: str, text: str, **environment: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, name, text, **environment)
    assert len(str(caught.value).splitlines()) <= 2
    return caught.value


def test_a_newsletters_tables_lie_over_the_defaults(tmp_path: Path) -> None:
    """Tables are merged key by key, at any depth; lists count as a whole; one newsletter changes nothing of another."""
    world, town = loaded(tmp_path, "world"), loaded(tmp_path, "town")
    assert world.newsletter.sender == town.newsletter.sender == "The Lantern <letter@lantern.example>"
    assert (world.newsletter.name, town.newsletter.name) == ("World", "Town")
    assert (world.selection.variety, town.selection.variety) == (0.5, 0.5)
    assert world.selection.sections == {"World": 3.0, "Town": 1.5}
    assert town.selection.sections == {"World": 2.0, "Town": 1.5}
    assert [source.file for source in world.sources] == [tmp_path / "feed.xml"]
    assert [source.file for source in town.sources] == [tmp_path / "town.xml"]


def test_each_has_its_own_folders_and_one_ledger(tmp_path: Path) -> None:
    """Issues, lock and outbox are each one's own; the ledger and the key, which say whose they are, are common."""
    world, town = loaded(tmp_path, "world").paths, loaded(tmp_path, "town").paths
    assert (world.newsletter, world.issues, world.state) == (
        "world",
        tmp_path / "issues" / "world",
        tmp_path / "state" / "world",
    )
    assert not {world.issues, world.state, world.outbox} & {town.issues, town.state, town.outbox}
    assert world.records == town.records == tmp_path / "state"
    assert world.files == (tmp_path / "digest.toml",)


def test_one_newsletter_is_as_it_was(tmp_path: Path) -> None:
    """A file of one newsletter has issues/, state/ and outbox/ beside it, and no name."""
    paths = loaded(tmp_path, "", ALONE).paths
    assert (paths.newsletter, paths.issues, paths.state, paths.records, paths.outbox) == (
        "",
        tmp_path / "issues",
        tmp_path / "state",
        tmp_path / "state",
        tmp_path / "outbox",
    )


def test_names_stand_in_the_files_order(tmp_path: Path) -> None:
    """`newsletter_names` are those of the file; a file of one has none."""
    assert newsletter_names(written(tmp_path, BOTH)) == ("world", "town")
    assert newsletter_names(written(tmp_path, ALONE)) == ()


def test_which_one(tmp_path: Path) -> None:
    """The flag goes before the environment, that before `.env`."""
    (tmp_path / ".env").write_text("DIGEST_NEWSLETTER=world\n")
    assert loaded(tmp_path, "").newsletter.name == "World"
    assert loaded(tmp_path, "", DIGEST_NEWSLETTER="town").newsletter.name == "Town"
    assert loaded(tmp_path, "world", DIGEST_NEWSLETTER="town").newsletter.name == "World"


CASES = {
    "none named": ("", BOTH, "it has several newsletters: world, town", "", "name one with -n"),
    "misspelt": ("wrold", BOTH, 'there is no newsletter "wrold"', "", 'did you mean "world"?'),
    "unknown": ("sport", BOTH, 'there is no newsletter "sport"', "", "there are: world, town"),
    "named, of one": ("world", ALONE, "the file is one newsletter", "", "leave -n and DIGEST_NEWSLETTER out"),
    "a table beside": (
        "world",
        BOTH + "[sending]\nconnections = 3\n",
        '"sending" stands beside [newsletters]',
        ":25",
        "write it as [defaults.sending], for all, or [newsletters.NAME.sending]",
    ),
    "defaults of nobody": ("", SHARED, "there is nothing under [newsletters]", "", "add [newsletters.NAME.newsletter]"),
    "a list of them": ("", "[[newsletters]]\nname = 'World'\n", '"newsletters": must be a table', ":1", ""),
    "a name in capitals": ("", "[newsletters.World]\n", '"World" is no name for a newsletter', ":1", "lower case"),
    "a number": ("", "[newsletters]\nworld = 3\n", '"newsletters.world": must be a table, or the path', ":2", ""),
    "defaults no table": ("world", "defaults = 1\n" + WORLD, '"defaults": must be a table', ":1", ""),
    "a key of the newsletter": (
        "world",
        BOTH + "[newsletters.world.schedule]\ndya = 1\n",
        'unknown key "newsletters.world.schedule.dya"',
        ":26",
        'did you mean "day"?',
    ),
    "a table of the newsletter": (
        "world",
        BOTH + "[newsletters.world.shedule]\nday = 1\n",
        'unknown key "newsletters.world.shedule"',
        ":25",
        'did you mean "schedule"?',
    ),
    "a key of the defaults": (
        "town",
        BOTH.replace("variety = 0.5", "vareity = 0.5"),
        'unknown key "defaults.selection.vareity"',
        ":8",
        'did you mean "variety"?',
    ),
    "a value of the defaults": ("town", BOTH.replace("0.5", "7"), '"defaults.selection.variety": must be', ":8", ""),
    "a value over the defaults": (
        "world",
        BOTH.replace("sections = { World = 3.0 }", "variety = 7"),
        '"newsletters.world.selection.variety": must be',
        ":18",
        "",
    ),
    "in a source": (
        "town",
        BOTH.replace('file = "town.xml"', 'file = "town.xml"\nlimt = 3'),
        'unknown key "newsletters.town.sources.0.limt"',
        ":25",
        'did you mean "limit"?',
    ),
    "missing": (
        "world",
        BOTH.replace('name = "World"', "description = 'x'"),
        '"newsletters.world.newsletter.name" is missing',
        ":14",
        "add it",
    ),
    "a secret": (
        "world",
        BOTH + "[defaults]\nsecret = 'hush'\n",
        'unknown key "defaults.secret"',
        ":26",
        "servers and secrets belong into .env",
    ),
    "nobody said who gets it": (
        "world",
        BOTH.replace('file = "readers.csv"', "help_url = 'https://lantern.example/help'"),
        '"newsletters.world.audience.file" is missing',
        ":14",
        'say who gets it: [newsletters.world.audience] file = "subscribers.csv"; under [defaults.audience]',
    ),
    "one list id": (
        "world",
        BOTH.replace('"Town"', '"World"'),
        '"world" and "town" have one list id, world.lantern.example',
        ":14",
        "give each a name of its own, or a list_id",
    ),
}


@pytest.mark.parametrize(("name", "text", "message", "line", "hint"), CASES.values(), ids=CASES.keys())
def test_where_and_what(tmp_path: Path, name: str, text: str, message: str, line: str, hint: str) -> None:
    """An error names file, line and key as they are written, and what to write instead."""
    error = refusal(tmp_path, name, text)
    assert message in error.message
    assert hint in error.hint
    assert error.where.startswith(f"{tmp_path / 'digest.toml'}{line}")


def test_a_fault_of_one_is_none_of_the_other(tmp_path: Path) -> None:
    """Where one newsletter cannot be read, the others can."""
    assert loaded(tmp_path, "town", BOTH.replace('name = "World"', "nam = 'World'")).newsletter.name == "Town"
    assert loaded(tmp_path, "town", BOTH + "[newsletters]\nsport = 'sport/digest.toml'\n").newsletter.name == "Town"


def test_names_in_other_scripts_make_different_list_ids(tmp_path: Path) -> None:
    """A newsletter whose name has no Latin letter goes by its name in the file."""
    world = loaded(tmp_path, "world", BOTH.replace('"World"', '"Мир"').replace('"Town"', '"Город"'))
    assert world.newsletter.list_id == "world.lantern.example"


def test_ads_are_somebodys(tmp_path: Path) -> None:
    """Bookings in ads.toml would be owed by each newsletter of the folder: whose they are has to be said."""
    (tmp_path / "ads.toml").write_text("")
    error = refusal(tmp_path, "world", BOTH)
    assert error.message == '"newsletters.world.ads.file" is missing'
    assert "each newsletter counts its insertions by itself" in error.hint
    said = loaded(tmp_path, "world", BOTH + '[newsletters.world.ads]\nfile = "ads.toml"\n')
    assert said.ads.file == tmp_path / "ads.toml"


class TestAFileEach:
    """`newsletters.NAME = "folder/digest.toml"`."""

    MAIN = SHARED + '[newsletters]\nworld = "world/digest.toml"\ntown = "town/digest.toml"\n'
    OWN = '[newsletter]\nname = "World"\n\n[selection]\nvariety = 0.2\n'

    def test_paths_are_relative_to_the_file_that_has_them(self, tmp_path: Path) -> None:
        """Its folders and what it says itself lie beside its file; what the defaults say, beside theirs."""
        written(tmp_path, self.OWN + "[sending]\ndkim_selector = 's'\ndkim_key = 'own.pem'\n", "world/digest.toml")
        shared = self.MAIN + "[defaults.preview.images]\n'https://lantern.example/' = 'pictures'\n"
        config = loaded(tmp_path, "world", shared)
        assert (config.selection.variety, config.newsletter.name) == (0.2, "World")
        assert config.sources[0].file == tmp_path / "feed.xml"
        assert config.audience.file == tmp_path / "readers.csv"
        assert config.preview.images == {"https://lantern.example/": tmp_path / "pictures"}
        assert config.sending.dkim_key == tmp_path / "world" / "own.pem"
        assert config.paths.files == (tmp_path / "digest.toml", tmp_path / "world" / "digest.toml")
        root = tmp_path / "world"
        assert (config.paths.root, config.paths.issues, config.paths.state) == (root, root / "issues", root / "state")

    def test_named_by_itself_it_has_the_same_folders(self, tmp_path: Path) -> None:
        """Whichever way it is named, it has the same issues and the same ledger: nobody is mailed twice."""
        alone = written(tmp_path, ALONE, "world/digest.toml")
        through = loaded(tmp_path, "world", self.MAIN)
        itself = load(alone, environment={})
        for name in ("issues", "state", "records", "outbox"):
            assert getattr(through.paths, name) == getattr(itself.paths, name)
        assert through.newsletter.list_id == itself.newsletter.list_id

    def test_its_env_goes_first(self, tmp_path: Path) -> None:
        """Its own `.env` goes before the shared one, also where they name a server in different ways."""
        written(tmp_path, self.OWN, "world/digest.toml")
        written(tmp_path, "SMTP_URL=smtp://shared.example\nDIGEST_SECRET=one\n", ".env")
        assert loaded(tmp_path, "world", self.MAIN).server.host == "shared.example"  # type: ignore[union-attr]
        written(tmp_path, "SMTP_HOST=own.example\n", "world/.env")
        config = loaded(tmp_path, "world", self.MAIN)
        assert config.server is not None
        assert config.server.host == "own.example"
        assert config.secret is not None
        assert config.secret.get_secret_value() == "one"

    def test_a_fault_names_the_file(self, tmp_path: Path) -> None:
        """A fault is in the file in which it is written."""
        own = written(tmp_path, self.OWN.replace("variety", "vareity"), "world/digest.toml")
        error = refusal(tmp_path, "world", self.MAIN)
        assert (error.message, error.where) == ('unknown key "selection.vareity"', f"{own}:5")
        written(tmp_path, self.OWN, "world/digest.toml")
        error = refusal(tmp_path, "world", self.MAIN.replace("[defaults.selection]", "[defaults.selecton]"))
        assert (error.message, error.where) == ('unknown key "defaults.selecton"', f"{tmp_path / 'digest.toml'}:7")

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        """A file that cannot be read is an error of that newsletter alone."""
        written(tmp_path, self.OWN, "world/digest.toml")
        assert refusal(tmp_path, "town", self.MAIN).where == str(tmp_path / "town" / "digest.toml")
        assert loaded(tmp_path, "world", self.MAIN).newsletter.name == "World"

    @pytest.mark.parametrize("other", ["world.toml", "world/town.toml", "../{}/world/town.toml"])
    def test_each_lies_in_a_folder_of_its_own(self, tmp_path: Path, other: str) -> None:
        """Two in one folder would share issues/ and state/."""
        written(tmp_path, self.OWN, "world/digest.toml")
        text = self.MAIN.replace("town/digest.toml", other.format(tmp_path.name))
        error = refusal(tmp_path, "town", text)
        assert "lies in one folder with" in error.message
        assert "move it into a folder of its own" in error.hint

    def test_it_is_one_newsletter(self, tmp_path: Path) -> None:
        """A file that is named as one newsletter has not several."""
        written(tmp_path, BOTH, "world/digest.toml")
        assert "it has several newsletters itself" in refusal(tmp_path, "world", self.MAIN).message

    def test_where_its_own_files_are(self, tmp_path: Path) -> None:
        """`folder_of` finds a newsletter's folder, and that of the main file where there is no other."""
        path = written(tmp_path, self.MAIN)
        assert folder_of(path, "world") == tmp_path / "world"
        assert folder_of(path, "") == folder_of(path, "nobody") == tmp_path
        assert folder_of(written(tmp_path, "newsletters = 1"), "world") == tmp_path
        assert folder_of(tmp_path / "absent.toml", "world") == tmp_path


def issue(folder: Path, name: str) -> None:
    written(folder / name, "{}", "issue.json")


class TestApart:
    """Newsletters never take each other's issues for their own."""

    @pytest.mark.parametrize("name", ["", "world"])
    def test_two_files_in_one_folder(self, tmp_path: Path, name: str) -> None:
        """A file beside it that is another newsletter is refused: both would use issues/ and state/."""
        written(tmp_path, ALONE.replace('"World"', '"Sport"'), "sport.toml")
        error = refusal(tmp_path, name, BOTH if name else ALONE)
        assert "sport.toml beside it is another newsletter" in error.message

    @pytest.mark.parametrize(
        "content", [ALONE, "[newsletter]\n", "newsletters = 1\n", "[newsletter", "[tool]\nx = 1\n", "newsletter = 1\n"]
    )
    def test_what_may_lie_beside_it(self, tmp_path: Path, content: str) -> None:
        """Another config of the same newsletter, and whatever is none, is nobody's business."""
        written(tmp_path, content, "other.toml")
        (tmp_path / "latin.toml").write_bytes(b"newsletter = '\xff'")
        assert loaded(tmp_path, "", ALONE).newsletter.name == "World"

    def test_two_files_of_the_same_newsletters(self, tmp_path: Path) -> None:
        """A second file of the same newsletters, say for trials, is no other newsletter."""
        written(tmp_path, BOTH, "trial.toml")
        assert loaded(tmp_path, "world").newsletter.name == "World"
        written(tmp_path, BOTH.replace('name = "World"', 'name = "Sport"'), "trial.toml")
        assert "trial.toml beside it is another newsletter" in refusal(tmp_path, "world", BOTH).message

    def test_from_one_to_several(self, tmp_path: Path) -> None:
        """Issues of the time when the file was one newsletter are moved by hand, or stories would come again."""
        issue(tmp_path / "issues", "2026-W46")
        error = refusal(tmp_path, "world", BOTH)
        assert "2026-W46 is in a folder that no newsletter uses now" in error.message
        assert "issues/NAME/" in error.hint
        (tmp_path / "issues" / "world").mkdir()
        (tmp_path / "issues" / "2026-W46").rename(tmp_path / "issues" / "world" / "2026-W46")
        assert loaded(tmp_path, "world").newsletter.name == "World"

    def test_from_several_to_one(self, tmp_path: Path) -> None:
        """The same the other way round."""
        issue(tmp_path / "issues" / "world", "2026-W46")
        error = refusal(tmp_path, "", ALONE)
        assert error.where == str(tmp_path / "issues" / "world")
        assert "move them to issues/" in error.hint

    def test_other_things_among_the_issues(self, tmp_path: Path) -> None:
        """Folders in issues/ that hold no issues are nobody's business."""
        issue(tmp_path / "issues", "2026-W46")
        (tmp_path / "issues" / "assets" / "img").mkdir(parents=True)
        (tmp_path / "issues" / "index.html").write_text("")
        assert loaded(tmp_path, "", ALONE).newsletter.name == "World"


def path_keys(model: type[BaseModel], at: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Where `model` has keys that take a path."""
    found: set[tuple[str, ...]] = set()
    for name, field in model.model_fields.items():
        if name in getattr(model, "not_in_file", ()):
            continue
        annotation: Any = field.annotation
        key = (*at, field.alias or name)
        inner = (*key, "*") if "tuple[" in str(annotation) or "dict[" in str(annotation) else key
        if "Path" in str(annotation) and not _models_in(annotation):
            found.add(inner)
        for each in _models_in(annotation):
            found |= path_keys(each, inner)
    return found


def test_every_path_is_known() -> None:
    """Each key of the config that holds a path is one whose path in the defaults is relative to their file."""
    assert path_keys(Config) == set(PATHS)
