"""As many as possible stand somewhere, the lower rank first, and what is kept costs nobody a place."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ads.assignment import Assignment, Demand

ISSUES, SLOTS = 3, 2
SPOTS = st.dictionaries(
    st.integers(0, ISSUES - 1), st.sets(st.integers(0, SLOTS - 1), min_size=1).map(lambda s: tuple(sorted(s)))
)
DEMANDS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3), SPOTS), max_size=4).map(
    lambda drawn: [Demand(f"d{n}", f"d{n}", rank, wanted, spots) for n, (rank, wanted, spots) in enumerate(drawn)]
)


def best(demands: list[Demand], *, ranks: int) -> int:
    """The most that can stand of the demands up to a rank, by trying everything."""
    able = [demand for demand in demands if demand.rank <= ranks]
    spots = [(issue, slot) for issue in range(ISSUES) for slot in range(SLOTS)]
    most = 0
    choices = [[None, *(d for d in able if spot[1] in d.spots.get(spot[0], ()))] for spot in spots]
    for chosen in product(*choices):
        stands = [(demand.name, spot[0]) for demand, spot in zip(chosen, spots, strict=True) if demand]
        counts = [sum(name == demand.name for name, _ in stands) for demand in able]
        if len(set(stands)) == len(stands) and all(n <= d.wanted for n, d in zip(counts, able, strict=True)):
            most = max(most, len(stands))
    return most


def placed(demands: list[Demand], assignment: Assignment, *, ranks: int) -> int:
    return sum(assignment.placed(demand.name) for demand in demands if demand.rank <= ranks)


@given(DEMANDS)
@settings(deadline=None)
def test_as_many_as_possible(demands: list[Demand]) -> None:
    """No other assignment has more of the first rank, or more in all."""
    assignment = Assignment(demands)
    for ranks in (0, 1):
        assert placed(demands, assignment, ranks=ranks) == best(demands, ranks=ranks)


@given(DEMANDS, st.permutations(range(4)), st.sets(st.integers(0, 3)))
@settings(deadline=None)
def test_keeping_and_putting_off_cost_nobody_a_place(demands: list[Demand], order: list[int], off: set[int]) -> None:
    """Who is kept stands in the first issue, who is put off does not; as many stand as before, in slots of theirs."""
    assignment = Assignment(demands)
    before = [placed(demands, assignment, ranks=ranks) for ranks in (0, 1)]
    put_off = {demands[n].name for n in off if n < len(demands) and assignment.put_off(demands[n].name)}
    kept = set()
    for number in order:
        if number < len(demands) and demands[number].wanted and demands[number].name not in put_off:
            name = demands[number].name
            kept |= {name} if assignment.keep(name) else set()
    here = assignment.in_issue(0)
    assert kept <= here.keys()
    assert not put_off & here.keys()
    assert [placed(demands, assignment, ranks=ranks) for ranks in (0, 1)] == before
    for issue in range(ISSUES):
        stands = assignment.in_issue(issue)
        assert len(set(stands.values())) == len(stands)
        for demand in demands:
            if demand.name in stands:
                assert stands[demand.name] in demand.spots[issue]
    assert all(assignment.placed(demand.name) <= demand.wanted for demand in demands)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 3), SPOTS), max_size=6))
@settings(deadline=None)
def test_groups_never_meet(drawn: list[tuple[str, int, dict[int, tuple[int, ...]]]]) -> None:
    """Two of one group never stand in one issue, whoever is kept."""
    demands = [Demand(f"d{n}", group, 0, wanted, spots) for n, (group, wanted, spots) in enumerate(drawn)]
    assignment = Assignment(demands)
    for demand in demands:
        assignment.keep(demand.name)
    for issue in range(ISSUES):
        groups = [demand.group for demand in demands if demand.name in assignment.in_issue(issue)]
        assert len(set(groups)) == len(groups)


def everywhere(name: str, wanted: int, *, group: str = "", issues: int = 3, slots: tuple[int, ...] = (0,)) -> Demand:
    return Demand(name, group or name, 0, wanted, dict.fromkeys(range(issues), slots))


def test_a_mate_gives_way_for_another_slot() -> None:
    """Of two competitors the one with fewer times has the issue, in a slot of its own, and the other one goes
    elsewhere."""
    late = Demand("late", "g", 0, 1, {0: (1,)})
    assignment = Assignment([everywhere("soon", 1, group="g"), late])
    assert assignment.in_issue(0) == {"late": 1}
    assert assignment.placed("soon") == 1


CAPPED = st.tuples(st.integers(1, 2), st.integers(3, 4))


@given(st.lists(st.tuples(st.integers(1, 5), CAPPED), min_size=1, max_size=3), st.sets(st.integers(0, 2)))
@settings(deadline=None)
def test_caps_are_kept(drawn: list[tuple[int, tuple[int, int]]], kept: set[int]) -> None:
    """Nobody stands in more issues of so many in a row than their cap says, whoever is kept in the first issue."""
    demands = [
        Demand(f"d{n}", f"d{n}", 0, wanted, dict.fromkeys(range(8), (0, 1)), cap)
        for n, (wanted, cap) in enumerate(drawn)
    ]
    assignment = Assignment(demands)
    before = [assignment.placed(each.name) for each in demands]
    for number in kept:
        if number < len(demands):
            assignment.keep(demands[number].name)
    assert [assignment.placed(each.name) for each in demands] == before
    for demand in demands:
        stands = [demand.name in assignment.in_issue(issue) for issue in range(8)]
        most, row = demand.cap or (8, 8)
        assert all(sum(stands[start : start + row]) <= most for start in range(8))


def test_one_capped_demand_has_all_that_it_can() -> None:
    """Alone, one issue of three is a third of them; kept in the first issue, it moves and loses none."""
    capped = Demand("a", "a", 0, 9, dict.fromkeys(range(1, 8), (0,)) | {0: (0,)}, (1, 3))
    assignment = Assignment([Demand("b", "b", 0, 1, {0: (0,)}), capped])
    assert (assignment.placed("a"), assignment.placed("b")) == (3, 1)
    assert not assignment.keep("a")
    assert (assignment.placed("a"), assignment.placed("b")) == (3, 1)
    alone = Assignment([Demand("a", "a", 0, 2, {1: (0,), 4: (0,), 0: (0,)}, (1, 3))])
    assert alone.placed("a") == 2


def test_kept_takes_the_place_of_a_mate() -> None:
    """Of two competitors, the one that is kept has the first issue, and the other one moves."""
    assignment = Assignment([everywhere("a", 1, group="g"), everywhere("b", 1, group="g")])
    assert assignment.in_issue(0) == {"a": 0}
    assert assignment.keep("b")
    assert assignment.in_issue(0) == {"b": 0}
    assert assignment.placed("a") == 1
    assert not assignment.keep("a")


def test_who_has_no_other_time_stays() -> None:
    """What can only stand in the first issue is not put off, and gives up only when it must."""
    assignment = Assignment([everywhere("now", 1, issues=1), everywhere("later", 2)])
    assert not assignment.put_off("now")
    assert assignment.in_issue(0) == {"now": 0}
    assert assignment.put_off("later")
    assignment.give_up("now")
    assert assignment.in_issue(0) == {}
    assert assignment.placed("now") == 0


def test_kept_beyond_what_is_wanted_soon() -> None:
    """What has all the time in the world may still stand now where there is room."""
    assignment = Assignment([everywhere("idle", 0)])
    assert assignment.keep("idle")
    assert assignment.in_issue(0) == {"idle": 0}
