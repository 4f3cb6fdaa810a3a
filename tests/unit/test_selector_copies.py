"""Which texts are the same again."""

from __future__ import annotations

import pytest

from digest.models import Entry
from digest.selector.copies import Texts, copies
from tests.build import entry

WIRE = (
    "The harbour council voted on Tuesday to close the northern quay for two winters while divers replace the oak "
    "piles that have held it since 1874. Ferries will leave from the fish market instead. Shopkeepers along the quay "
    "asked for a footbridge and were promised one by the end of March. The engineer who found the rot, Ada Brandt, "
    "said the piles could be pushed through with a pencil. Work begins after the herring festival in October."
)
OTHER = (
    "A choir of retired welders has recorded an album of lullabies in the empty dry dock, because the echo lasts nine "
    "seconds there. They sold four hundred copies in a morning and will spend the money on a piano for the school."
)


def told(name: str, text: str, **fields: object) -> Entry:
    return entry(name, text=text, **fields)


def same(*texts: str) -> list[list[int]]:
    return copies([told(str(at), text) for at, text in enumerate(texts)])


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.upper(),
        WIRE[:240].rsplit(" ", 1)[0] + "… Read more at the Harbour Desk",
        f"HALYARD (Wire) - {WIRE} (Reporting by A. Smith; editing by B. Jones)",
        WIRE.replace("voted", "decided").replace("Shopkeepers", "Shop owners").replace("two", "2"),
        " ".join(WIRE.split(". ")[1:]),
    ],
)
def test_copies_are_found(copy: str) -> None:
    """A text is known again when it was cut, credited, edited or lost its first sentence."""
    assert same(WIRE, OTHER, copy) == [[0, 2], [1]]


def test_other_texts_are_not_copies() -> None:
    """Texts of one title, one template with other numbers, or one quoted sentence are not the same."""
    quiz = "Twelve questions on what happened this week in our town, from the market square to the lighthouse, number"
    assert same(f"{quiz} 40 and 12 more of 1980", f"{quiz} 41 and 13 more of 1990") == [[0], [1]]
    quote = "The engineer who found the rot, Ada Brandt, said the piles could be pushed through with a pencil."
    assert same(WIRE, f"{OTHER} {quote} {OTHER[::-1]}") == [[0], [1]]
    assert copies([told("a", OTHER, title="Briefing"), told("b", WIRE, title="Briefing")]) == [[0], [1]]


def test_short_texts_are_not_known_to_be_the_same() -> None:
    """A few words come again in each week's quiz."""
    assert same("The quiz of the week.", "The quiz of the week.") == [[0], [1]]


def test_text_without_spaces() -> None:
    """A Japanese text is known again by its characters."""
    text = "港の評議会は火曜日、北の埠頭を二冬のあいだ閉鎖することを決めた。潜水士が樫の杭を取り替える。"
    other = "退職した溶接工の合唱団が空の乾ドックで子守唄のアルバムを録音した。"
    assert same(text, f"{text}続きを読む", other) == [[0, 1], [2]]


def words(name: str, count: int = 40) -> str:
    return " ".join(f"{name}{at}" for at in range(count))


def test_copies_do_not_chain() -> None:
    """What leads from copy to copy does not make one story of texts that share no word."""
    first, middle, last = f"{words('a')} {words('c')}", f"{words('a')} {words('b')}", f"{words('b')} {words('d')}"
    groups = same(first, middle, last)
    assert not any({0, 2} <= set(group) for group in groups)


def test_roundup_is_the_copy_of_none_of_its_parts() -> None:
    """A text that holds others whole, or quotes one further down, is another text; one that was cut short is not."""
    parts = [words(name, 30) for name in "abc"]
    assert same(" ".join(parts), *parts) == [[0], [1], [2], [3]]
    assert same(f"{words('x', 60)} {parts[0]} {words('y', 20)}", parts[0]) == [[0], [1]]
    assert same(f"{parts[0]} {words('y', 60)}", parts[0]) == [[0, 1]]


@pytest.mark.parametrize("count", [3, 64, 65, 140])
def test_text_that_went_everywhere_is_one(count: int) -> None:
    """However many print a wire text, it is one story; what only stands under every text makes none the same."""
    assert same(*[WIRE] * count, OTHER) == [list(range(count)), [count]]
    about = "Read more of our stories at the desk, and tell your friends about us in the usual places."
    assert len(same(*(f"{words(f'n{at}x')} {about}" for at in range(count)))) == count


def test_one_source_ends_all_with_the_same_lines() -> None:
    """Two announcements of one source that share a half of closing lines are two; of two sources they are one text."""
    texts = [f"{words('a', 70)} {WIRE}", f"{words('b', 70)} {WIRE}"]
    assert copies([told(str(at), text, source="Desk") for at, text in enumerate(texts)]) == [[0], [1]]
    assert copies([told(str(at), text, source=f"Desk {at}") for at, text in enumerate(texts)]) == [[0, 1]]


def test_texts_are_read_once() -> None:
    """A story's shingles are the same object when asked again."""
    texts, one = Texts(), told("a", WIRE)
    assert texts.of(one) is texts.of(one)
