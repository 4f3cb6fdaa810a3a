"""The subscribers file: correct sending or a clear error, nothing in between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from email_validator import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config.schema import AudienceConfig
from digest.errors import ConfigError
from digest.models import Recipient
from digest.sender.address import normalise, wire
from digest.sender.audience import Audience, _is_plain, check_address, read_audience


def read(tmp_path: Path, content: str | bytes, *, column: str = "email") -> Audience:
    path = tmp_path / "subscribers.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_audience(AudienceConfig(file=path, address_column=column))


def test_readers_and_their_columns(tmp_path: Path) -> None:
    """Columns become merge fields in lower case; the address column is found whatever its case; a BOM is no harm."""
    content = (
        '\ufeffName,E-Mail ,Home Town,名前\r\nZoë,zoe@example.org,"Porto, Merrow",x\r\n\r\n,o\'hara@example.org\r\n'
    )
    audience = read(tmp_path, content, column="e-mail")
    for _ in range(2):  # it can be gone through again
        assert tuple(audience) == (
            Recipient("zoe@example.org", {"name": "Zoë", "home_town": "Porto, Merrow"}),
            Recipient("o'hara@example.org", {"name": ""}),
        )
        assert audience.problems == ()


def test_some_of_the_file(tmp_path: Path) -> None:
    """`only` leaves out, without a word, who has something else in a column; one that is not there is an error."""
    path = tmp_path / "members.csv"
    path.write_text(
        "email,Subscribed to emails\na@x.example,false\nb@x.example, TRUE\nA@x.example,true\nc@x.example,\n"
    )
    audience = read_audience(AudienceConfig(file=path, only={"subscribed_to_emails": "true"}))
    assert [one.address for one in audience] == ["b@x.example", "A@x.example"]
    assert audience.problems == ()
    with pytest.raises(ConfigError, match='no column named "plan"') as caught:
        read_audience(AudienceConfig(file=path, only={"plan": "free"}))
    assert "subscribed_to_emails" in caught.value.hint


@pytest.mark.parametrize(
    "address",
    ["a@lantern.example", "a@example.com", "a@example.net", "a@shop.test", "o'hara@example.org", "zoë@bücher.example"],
)
def test_addresses_to_demonstrate_with(address: str, tmp_path: Path) -> None:
    """The reserved example domains are accepted, and so are apostrophes and other scripts."""
    assert [one.address for one in tuple(read(tmp_path, f"email\n {address} \n"))] == [address]


def test_problems_name_their_rows(tmp_path: Path) -> None:
    """What cannot be used is left out with its row number, and the rest goes on; of a duplicate the first stays."""
    content = (
        "email,name\nann@example.org,Ann\nnot an address,Bob\n ANN@Example.ORG ,Anna\n,Carl\n\n"
        "dora@example.org,Dora,extra\na@b@c,x\nemil@example.org,Emil,\n"
    )
    audience = read(tmp_path, content)
    assert [one.fields["name"] for one in audience] == ["Ann", "Emil"]
    rows = [problem.partition(": ")[0] for problem in audience.problems]
    assert rows == ["row 3", "row 4", "row 5", "row 7", "row 8"]
    assert '"not an address" is not a mail address' in audience.problems[0]
    assert audience.problems[1] == "row 4: ANN@Example.ORG is already in row 2"
    assert "no address" in audience.problems[2]
    assert "3 cells for 2 columns" in audience.problems[3]


def test_line_breaks_in_cells(tmp_path: Path) -> None:
    """Control characters and line breaks inside values become spaces."""
    content = 'email,name\n"ann@example.org","Ann\r\nBcc: x@example.org\x00\u2028end"\n'
    assert next(iter(read(tmp_path, content))).fields == {"name": "Ann  Bcc: x@example.org  end"}


@pytest.mark.parametrize(
    ("content", "column", "words"),
    [
        ("", "email", "empty"),
        ("\n", "email", "empty"),
        ("ann@example.org,Ann\n", "email", 'no column named "email".*the first line names the columns'),
        ("mail,name\n", "email", "there are: mail, name\n.*address_column"),
        ("email,Name,name\n", "email", 'column 3: two columns give the merge field "name"'),
        ("email,name,EMAIL\n", "email", "two columns"),
        ("email,name\nann@example.org,Jürgen\n".encode("latin-1"), "email", "not UTF-8.*CSV UTF-8"),
        ("email,name\n".encode("utf-16"), "email", "not UTF-8"),
        ('email,name\nann@example.org,"Ann\n', "email", "line 2: not readable as CSV"),
        ('email,name\nann@example.org,"Ann" B\n', "email", "line 2: not readable as CSV"),
        (f"email,name\nann@example.org,{'x' * 5_000_000}\n", "email", "line 2: not readable as CSV: field larger"),
    ],
)
def test_files_that_cannot_be_used(content: str | bytes, column: str, words: str, tmp_path: Path) -> None:
    """A file that would be misread as a whole stops everything, with its name, the place and a remedy."""
    with pytest.raises(ConfigError, match=f"(?s){words}") as caught:
        tuple(read(tmp_path, content, column=column))
    assert "subscribers.csv" in caught.value.where
    assert caught.value.hint


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A missing file, a folder or a pipe in its place, and a name that no file can have each say so."""
    with pytest.raises(ConfigError, match="no subscribers file"):
        read_audience(AudienceConfig(file=tmp_path / "absent.csv"))
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "pipe.csv"):
        with pytest.raises(ConfigError, match="is not a file"):
            read_audience(AudienceConfig(file=path))
    with pytest.raises(ConfigError, match="cannot be read"):
        read_audience(AudienceConfig(file=tmp_path / ("x" * 300)))


@pytest.mark.parametrize(
    ("address", "compared", "sent"),
    [
        (" Ann@Example.ORG ", "ann@example.org", "Ann@example.org"),
        ("zoë@BÜCHER.example", "zoë@xn--bcher-kva.example", "zoë@xn--bcher-kva.example"),
        ("zoe\u0308@example.org", "zoë@example.org", "zoe\u0308@example.org"),
        ("a@\u2603..example", "a@\u2603..example", "a@\u2603..example"),
        ("nonsense", "nonsense", "nonsense"),
    ],
)
def test_forms_of_an_address(address: str, compared: str, sent: str) -> None:
    """One form to compare by, which is its own form; one for the wire."""
    assert normalise(address) == compared == normalise(compared) == normalise(wire(address))
    assert wire(address) == sent


ADDRESSES = st.one_of(
    st.emails(),
    st.text(alphabet="ab.-_+@A1é'", max_size=14),
    st.from_regex(r"[a-z.+-]{1,5}@[a-z.-]{1,8}\.(com|test|local|invalid|onion|arpa|example|x-n)", fullmatch=True),
)


@settings(max_examples=400, deadline=None)
@given(ADDRESSES)
def test_the_quick_look_agrees(address: str) -> None:
    """Whatever the quick look lets pass, the thorough one does too: it only saves time."""
    if _is_plain(address):
        validate_email(address, check_deliverability=False, allow_smtputf8=True, test_environment=True)


@pytest.mark.parametrize(
    "address", ["a@localhost.local", "a@b.invalid", "a..b@example.com", ".a@example.com", "a@-b.com"]
)
def test_what_needs_a_closer_look(address: str) -> None:
    """Special names and odd forms do not pass the quick look."""
    assert not _is_plain(address)
    with pytest.raises(ValueError, match=r"\S"):
        check_address(address)


def test_common_addresses_pass_at_once() -> None:
    """Nearly every address is of the kind that the quick look knows."""
    assert all(map(_is_plain, ("ann@example.org", "Ann.O+news@mail.example.co.uk", "a_b-c@x1.shop.example.net")))


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    """Of many rows that cannot be used the first hundred are named, and the number of the others."""
    audience = read(tmp_path, "email\n" + "no address\n" * 5000 + "ann@example.org\n")
    assert [one.address for one in audience] == ["ann@example.org"]
    assert len(audience.problems) == 101
    assert audience.problems[-1] == "4900 more rows cannot be used"


def test_formulas_and_markup_are_text(tmp_path: Path) -> None:
    """What a spreadsheet or a browser would run is only text here."""
    rows = 'email,name\na@example.org,"=HYPERLINK(""https://evil.example"")"\nb@example.org,<script>{{ secret }}\n'
    assert [one.fields["name"] for one in read(tmp_path, rows)] == [
        '=HYPERLINK("https://evil.example")',
        "<script>{{ secret }}",
    ]


def test_the_columns_are_known_before_the_rows(tmp_path: Path) -> None:
    """What a merge field may name: the address is `email`, and a column without letters gives none."""
    audience = read(tmp_path, "E-Mail Address,First name,#\n", column="E-mail address")
    assert audience.columns == ("email", "first_name")
