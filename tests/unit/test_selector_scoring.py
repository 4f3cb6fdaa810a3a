"""What a story is worth, factor by factor."""

from __future__ import annotations

from typing import Any

import pytest

from digest.config.schema import SelectionConfig
from digest.models import Entry
from digest.selector.scoring import Scored, score
from tests.build import NOW, WEEK, entry


def scored(*entries: Entry, weights: dict[str, float] | None = None, **settings: Any) -> dict[str, Scored]:
    selection = SelectionConfig.model_validate(settings)
    found = score(entries, selection=selection, weights=weights or {}, cadence=WEEK, now=NOW)
    return {item.entry.title.removeprefix("Story "): item for item in found}


def test_freshness_halves_each_cadence() -> None:
    """A story of this moment has 1, one cadence old 0.5, two 0.25; an undated one counts as one cadence old."""
    found = scored(
        entry("now", hours=0), entry("week", hours=168), entry("fortnight", hours=336), entry("undated", hours=None)
    )
    assert {name: item.score for name, item in found.items()} == {
        "now": 1.0,
        "week": 0.5,
        "undated": 0.5,
        "fortnight": 0.25,
    }


def test_pinned_story_of_the_future_is_fresh_and_not_more() -> None:
    """A date after the issue gives no bonus."""
    assert scored(entry("next", hours=-500))["next"].score == 1.0


def test_unknown_popularity_is_the_worth_of_an_average_story() -> None:
    """Unknown is not zero: it goes behind an average story's betters and before a story that no one read."""
    found = scored(
        entry("hit", popularity=80), entry("none", popularity=0), entry("unknown"), entry("middle", popularity=40)
    )
    assert list(found) == ["hit", "middle", "unknown", "none"] or list(found) == ["hit", "unknown", "middle", "none"]
    assert "popularity" not in found["unknown"].parts
    assert found["unknown"].popularity is None
    assert found["middle"].parts["popularity"] == pytest.approx(1.0)
    assert found["none"].parts["popularity"] < 1.0 < found["hit"].parts["popularity"]


def test_popularity_is_relative_to_the_source() -> None:
    """A small site's hit beats a large site's average."""
    found = scored(
        entry("small hit", source="Small", popularity=9),
        entry("small", source="Small", popularity=1),
        entry("large", source="Large", popularity=1000),
        entry("large too", source="Large", popularity=1000),
    )
    assert next(iter(found)) == "small hit"


def test_each_version_is_measured_by_its_own_source() -> None:
    """A count of views is no count of comments: what a copy brings is compared with the copies of its source."""
    own = [entry(f"m{at}", source="Mag", popularity=count) for at, count in enumerate((3, 4, 5, 6))]
    also = {own[0].identity: [entry("copy", source="Big", popularity=5000)]}
    big = [entry(f"b{at}", source="Big", popularity=count) for at, count in enumerate((6000, 7000, 40_000))]
    known = {
        item.entry.title: item.popularity
        for item in score([*own, *big], selection=SelectionConfig(), weights={}, cadence=WEEK, now=NOW, also_at=also)
    }
    assert known["Story b2"] == max(value for value in known.values() if value)
    assert known["Story m0"] == pytest.approx(5001 / 6501)
    assert known["Story m3"] == pytest.approx(7 / 5.5)


def test_first_comment_counts_finitely() -> None:
    """Where no story of a source is read yet, each is worth an average one."""
    assert scored(entry("a", popularity=0))["a"].parts["popularity"] == 1.0


def test_weights_and_boosts_multiply() -> None:
    """Source, section and the editor's boosts are factors, shown where they matter and left out where they are 1."""
    found = scored(
        entry("a", hours=0, section="World", source="Post"),
        entry("b", hours=0),
        weights={"Post": 2},
        sections={"world ": 3},
        boosts={"https://paper.example/a": 0.5, "paper.example/a": 4},
    )
    assert found["a"].score == 12
    assert found["a"].parts == {"freshness": 1, "source": 2, "section": 3, "boost": 2}
    assert found["b"].parts == {"freshness": 1}


def test_score_is_the_product_of_its_parts() -> None:
    """The parts that are shown explain the score."""
    item = scored(entry("a", popularity=3), entry("b", popularity=5), weights={"Paper": 1.5})["a"]
    product = item.parts["popularity"] * item.parts["freshness"] * item.parts["source"]
    assert item.score == pytest.approx(product, abs=1e-5)


def test_ties_go_to_the_newer_then_to_the_address() -> None:
    """Of equal scores the newer goes first, undated last, and the address decides what is left."""
    boosts = {"paper.example/older": 2.0, "paper.example/undated": 2.0}
    found = scored(
        entry("b", hours=0), entry("a", hours=0), entry("older", hours=168), entry("undated", hours=None), boosts=boosts
    )
    assert [item.score for item in found.values()] == [1.0] * 4
    assert list(found) == ["a", "b", "older", "undated"]


def test_pins_go_first_in_the_editors_order() -> None:
    """A pin goes before any score, the first pin before the second."""
    found = scored(
        entry("a", hours=0), entry("b", hours=99), entry("c", hours=9), pins=["paper.example/b", "paper.example/c"]
    )
    assert list(found) == ["b", "c", "a"]
    assert [item.pin for item in found.values()] == [0, 1, None]


def covered(coverage: dict[str, int], *entries: Entry) -> dict[str, Scored]:
    by_identity = {f"https://paper.example/{name}": count for name, count in coverage.items()}
    found = score(
        entries, selection=SelectionConfig(), weights={}, cadence=WEEK, now=NOW, coverage=by_identity, latest={}
    )
    return {item.entry.title.removeprefix("Story "): item for item in found}


def test_coverage_stands_for_popularity_where_that_is_unknown() -> None:
    """What four sources tell is worth four times what one tells, and the part says what it is."""
    found = covered({"a": 4}, entry("a", hours=0), entry("b", hours=0))
    assert found["a"].parts == {"coverage": 4, "freshness": 1}
    assert found["b"].parts == {"freshness": 1}


def test_both_kinds_compare_by_rank() -> None:
    """Where most popularities are known, the best covered story is worth about what the most popular is, not more."""
    known = [entry(f"k{at}", hours=0, source="Site", popularity=2**at) for at in range(40)]
    unknown = [entry(f"u{at}", hours=0) for at in range(40)]
    found = covered({"u0": 9, "u1": 5, "u2": 5}, *known, *unknown)
    assert found["k39"].score > found["u0"].score > found["u1"].score == found["u2"].score > found["u3"].score
    assert found["k34"].score < found["u0"].score
    assert found["k10"].score < found["u3"].score < found["k30"].score


def test_what_several_tell_ages_half_as_fast() -> None:
    """An event goes on: after two cadences its coverage counts half, one teller's after one."""
    found = covered({"a": 2}, entry("a", hours=168), entry("b", hours=168))
    assert found["a"].parts["freshness"] == pytest.approx(0.5**0.5, abs=1e-6)
    assert found["b"].parts["freshness"] == 0.5


def test_small_scores_keep_their_order() -> None:
    """However old two stories are, the more popular one is worth more."""
    found = scored(entry("old hit", hours=24 * 365, popularity=9), entry("old", hours=24 * 364, popularity=0))
    assert list(found) == ["old hit", "old"]
    assert found["old hit"].score > found["old"].score > 0


def test_event_is_as_fresh_as_its_latest_telling() -> None:
    """An old telling of an event that is still told is not stale; with a popularity of its own it keeps its age."""
    latest = {f"https://paper.example/{name}": NOW for name in "ab"}
    entries = [entry("a", hours=168), entry("b", hours=168, popularity=1)]
    found = score(entries, selection=SelectionConfig(), weights={}, cadence=WEEK, now=NOW, latest=latest)
    assert {item.entry.title: item.parts["freshness"] for item in found} == {"Story a": 1.0, "Story b": 0.5}
