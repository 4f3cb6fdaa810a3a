"""Who can stand where in this issue and the ones to come, so that as many as possible of those who asked do.

A maximum flow by augmenting paths (Ford & Fulkerson 1956), shortest first, over spots: a path says who takes a spot,
where its occupant goes instead, and so on to a spot that is free.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Spot = tuple[int, int]
"""An issue (0 is the one being made) and a slot in it."""


@dataclass(frozen=True)
class Demand:
    """Who wants to stand in `wanted` issues, at most once in each, in any of the slots that `spots` names for it.

    Two demands of one `group` never stand in one issue. Of two, that with the lower `rank` is never the worse off.
    """

    name: str
    group: str
    rank: int
    wanted: int
    spots: Mapping[int, tuple[int, ...]]


class Assignment:
    """Filled rank by rank, in each by turns in the order of the demands, each in the earliest issue that it can have.

    The whole is the largest possible when no two demands share a group; with groups it is a good one.
    """

    def __init__(self, demands: Sequence[Demand]) -> None:
        self._demands = {demand.name: demand for demand in demands}
        self._mates: dict[str, list[str]] = {}
        for demand in demands:
            self._mates.setdefault(demand.group, []).append(demand.name)
        self._owner: dict[Spot, str] = {}
        self._where: dict[str, dict[int, int]] = {demand.name: {} for demand in demands}
        self._fixed: dict[str, bool] = {}  # whether it stands in issue 0 for good, or never does
        for rank in sorted({demand.rank for demand in demands}):
            self._fill([demand for demand in demands if demand.rank == rank])

    def in_issue(self, issue: int) -> dict[str, int]:
        """Who stands in an issue, and in which slot."""
        return {name: places[issue] for name, places in self._where.items() if issue in places}

    def placed(self, name: str) -> int:
        """In how many issues `name` stands."""
        return len(self._where[name])

    def keep(self, name: str) -> bool:
        """Have `name` stand in issue 0 for good, if it can without anybody losing a place that they have."""
        here = self._where[name]
        if 0 not in here:
            full = len(here) >= self._demands[name].wanted
            path = self._path(name, issues=(0,), vacant=lambda spot: self._owner.get(spot, name) == name)
            if path is None:
                return False
            if full and here and path[-1] not in self._owner:
                last = max(here)
                del self._owner[last, here.pop(last)]
            self._move(name, path)
        self._fixed[name] = True
        return True

    def put_off(self, name: str) -> bool:
        """Have `name` not stand in issue 0, if there is a place for it later without anybody losing theirs."""
        slot = self._leave(name)
        if slot is None:
            return True
        later = tuple(issue for issue in self._demands[name].spots if issue)
        path = self._path(name, issues=later, vacant=lambda spot: spot not in self._owner)
        if path is None:
            self._where[name][0], self._owner[0, slot] = slot, name
            del self._fixed[name]
            return False
        self._move(name, path)
        return True

    def give_up(self, name: str) -> None:
        """Have `name` not stand in issue 0, whatever it loses by that."""
        if not self.put_off(name):
            self._leave(name)

    def _leave(self, name: str) -> int | None:
        """Take `name` out of issue 0 for good; the slot that it had there."""
        self._fixed[name] = False
        slot = self._where[name].pop(0, None)
        if slot is not None:
            del self._owner[0, slot]
        return slot

    def _fill(self, demands: Sequence[Demand]) -> None:
        waiting = list(demands)
        while waiting:
            waiting = [demand for demand in waiting if self._add(demand)]

    def _add(self, demand: Demand) -> bool:
        if len(self._where[demand.name]) >= demand.wanted:
            return False
        path = self._path(demand.name, issues=tuple(demand.spots), vacant=lambda spot: spot not in self._owner)
        if path is not None:
            self._move(demand.name, path)
        return path is not None

    def _path(self, name: str, *, issues: Sequence[int], vacant: Callable[[Spot], bool]) -> list[Spot] | None:
        """The shortest chain of spots: `name` takes the first, who stands there the second, and the last is vacant."""
        before: dict[Spot, Spot | None] = {}
        entered: set[tuple[str, int]] = set()
        queue: deque[tuple[Spot, bool]] = deque()

        def reach(spots: Sequence[tuple[Spot, bool]], origin: Spot | None) -> list[Spot] | None:
            for spot, must_leave in spots:
                if spot in before:
                    continue
                before[spot] = origin
                if vacant(spot):
                    return _chain(before, spot)
                queue.append((spot, must_leave))
            return None

        found = reach(self._ways_in(name, issues, entered), None)
        while found is None and queue:
            spot, must_leave = queue.popleft()
            occupant = self._owner[spot]
            issue = spot[0]
            within = [] if must_leave else [(issue, slot) for slot in self._demands[occupant].spots[issue]]
            leaves = issue > 0 or occupant not in self._fixed
            others = tuple(self._demands[occupant].spots) if leaves else ()
            ways = [(each, False) for each in within] + self._ways_in(occupant, others, entered)
            found = reach(ways, spot)
        return found

    def _ways_in(self, name: str, issues: Sequence[int], entered: set[tuple[str, int]]) -> list[tuple[Spot, bool]]:
        """The spots of `issues` that `name` could come to, and whether who stands there must leave the issue for it."""
        demand = self._demands[name]
        ways: list[tuple[Spot, bool]] = []
        for issue in issues:
            barred = issue == 0 and self._fixed.get(name) is False
            if issue in self._where[name] or barred or (demand.group, issue) in entered:
                continue
            mate = next((each for each in self._mates[demand.group] if issue in self._where[each]), None)
            if mate is None:
                ways += [((issue, slot), False) for slot in demand.spots.get(issue, ())]
            elif self._where[mate][issue] in demand.spots.get(issue, ()):
                if issue == 0 and mate in self._fixed:
                    continue
                ways.append(((issue, self._where[mate][issue]), True))
            entered.add((demand.group, issue))
        return ways

    def _move(self, name: str, path: Sequence[Spot]) -> None:
        """Everybody on `path` one spot further. Who stands at its end makes room: it is `name` itself."""
        last = self._owner.pop(path[-1], None)
        if last is not None:
            del self._where[last][path[-1][0]]
        movers = [name, *(self._owner[spot] for spot in path[:-1])]
        for mover, spot in zip(movers[1:], path[:-1], strict=True):
            del self._where[mover][spot[0]]
        for mover, spot in zip(movers, path, strict=True):
            self._owner[spot] = mover
            self._where[mover][spot[0]] = spot[1]


def _chain(before: Mapping[Spot, Spot | None], end: Spot) -> list[Spot]:
    chain: list[Spot] = []
    spot: Spot | None = end
    while spot is not None:
        chain.append(spot)
        spot = before[spot]
    return chain[::-1]
