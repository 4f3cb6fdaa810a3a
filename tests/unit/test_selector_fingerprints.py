"""What an issue file keeps of a text, and that it is known again by the rule for texts at hand."""

from __future__ import annotations

import random

import pytest

from digest.models import Entry
from digest.selector.copies import copies, shingles
from digest.selector.fingerprints import Known, Prints, fingerprint, overlap, recall
from tests.build import entry, own_words
from tests.unit.test_selector_copies import OTHER, WIRE


def print_(text: str) -> str:
    return fingerprint(shingles(entry(text=text)))


def known_again(ran: str, now: str, *, one_source: bool = False) -> bool:
    """Whether a text that ran is known again by its fingerprint alone."""
    known = Known([(recall(print_(OTHER)), "Desk", "2026-W45"), (recall(print_(ran)), "Desk", "2026-W46")])
    return known.same(recall(print_(now)), source="Desk" if one_source else "Post") == {"2026-W46"}


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.upper(),
        WIRE[: len(WIRE) // 2].rsplit(" ", 1)[0],
        WIRE[:240].rsplit(" ", 1)[0] + "… Read more at the Harbour Desk",
        f"HALYARD (Wire) - {WIRE} (Reporting by A. Smith; editing by B. Jones)",
        WIRE.replace("voted", "decided").replace("Shopkeepers", "Shop owners").replace("two", "2"),
    ],
)
def test_a_copy_is_known_again(copy: str) -> None:
    """A text that ran is known when it comes back cut, credited or edited, and when the cut one ran first."""
    assert known_again(WIRE, copy)
    assert known_again(copy, WIRE)
    assert not Known([(recall(print_(OTHER)), "Desk", "2026-W45")]).same(recall(print_(copy)), source="Post")


def test_one_rule_within_an_issue_and_across_issues() -> None:
    """Of two texts of common words, whatever they share, the fingerprints say the same as the texts."""
    rng, both = random.Random(7), []
    words = [f"word{at}" for at in range(60)] + ["the", "of", "and", "in", "to", "7", "1,200", "3.5"] * 5
    for at in range(400):
        text = [rng.choice(words) for _ in range(rng.randrange(8, 160))]
        start = rng.randrange(len(text)) if rng.random() < 0.3 else 0
        part = text[start : start + rng.randrange(1, len(text) + 1)]
        more = [rng.choice(words) for _ in range(rng.randrange(len(text)))]
        one, other = " ".join(text), " ".join(part + more if rng.random() < 0.5 else more + part)
        alike = at % 2 == 0
        entries = [entry("a", text=one, source="A"), entry("b", text=other, source="A" if alike else "B")]
        known = Known([(recall(print_(one)), "A", "ran")])
        found = bool(known.same(recall(print_(other)), source=entries[1].source))
        assert found == (len(copies(entries)) == 1), (one, other)
        both.append(found)
    assert 50 < sum(both) < 350


def test_numbers_are_kept() -> None:
    """A template filled anew with other numbers is another text next week, too."""
    table = "The tide stood at {} metres by noon and at {} by night, the harbour master said on the quay this morning."
    assert known_again(table.format("3.5", "4.1"), table.format("3.5", "4.1"))
    assert not known_again(table.format("3.5", "4.1"), table.format("2.8", "5.2"))


def test_fingerprint_is_short() -> None:
    """Two characters a word and as many a number; of a text of single letters the first four hundred."""
    assert len(print_(WIRE)) == 2 * len(shingles(entry(text=WIRE)).words) + 1 + 2
    assert len(print_("港" + "の評議会は火曜日北埠頭" * 200)) == 2 * 400 + 1
    assert print_("Too few words.") == ""


def test_fingerprint_stays_what_it_is() -> None:
    """Issue files of today are read by the program of next year: the same text has the same fingerprint for ever."""
    assert (
        print_("The quay of 1874 is closed until the herring come back, 3.5 months at the least.")
        == "3mEgH6BxKX3kWD3mrQvRE36buuwu083mRn.Bx_U"
    )


@pytest.mark.parametrize("written", ["", "A" * 64, "ABCD.", "."])
def test_what_is_no_fingerprint_is_no_text(written: str) -> None:
    """The fingerprints of an earlier form, and of stories without a text, are like nothing."""
    read = recall(written)
    assert read.runs == ()
    assert overlap(read, recall(print_(WIRE))) == 0
    known = Known([(read, "Desk", "2026-W46")])
    assert not known
    assert known.same(recall(print_(WIRE)), source="Post") == known.same(read, source="Desk") == set()


def test_fingerprints_are_made_once() -> None:
    """An entry's fingerprint is that of its text, and not made anew when asked again."""
    prints, one = Prints(), Entry.model_validate(entry(text=WIRE))
    assert prints.of(one) is prints.of(one)
    assert prints.of(one) == print_(WIRE)
    assert prints.recalled(one) == recall(print_(WIRE))
    assert prints.recalled(one) is prints.recalled(one)


def test_what_stands_under_every_text_costs_little() -> None:
    """A line that a hundred texts begin with counts with the first of them only, and makes none the same."""
    line = "Read more of our stories at the desk, and tell your friends about us in the usual places."

    def text(name: str) -> str:
        return f"{line} {' '.join(own_words(f'{name}{part}') for part in range(4))}"

    known = Known((recall(print_(text(f"n{at}x"))), "Desk", f"{at}") for at in range(100))
    assert known.same(recall(print_(text("n99x"))), source="Post") == {"99"}
    assert known.same(recall(print_(text("new"))), source="Post") == set()
    assert known.same(recall(print_(line)), source="Post") == {str(at) for at in range(64)}
