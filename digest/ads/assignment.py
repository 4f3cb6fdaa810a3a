"""Who can stand where in this issue and the ones to come, so that as many as possible of those who asked do.

A maximum flow by augmenting paths (Ford & Fulkerson 1956), shortest first, over spots: a path says who takes a spot,
where its occupant goes instead, and so on to a spot that is free.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Spot = tuple[int, int]
"""An issue (0 is the one being made) and a slot in it."""


@dataclass(frozen=True)
class Demand:
    """Who wants to stand in `wanted` issues, at most once in each, in any of the slots that `spots` names for it.

    Two demands of one `group` never stand in one issue. Of two, that with the lower `rank` is never the worse off.
    `cap` are the most issues of so many in a row that it stands in.
    """

    name: str
    group: str
    rank: int
    wanted: int
    spots: Mapping[int, tuple[int, ...]]
    cap: tuple[int, int] | None = None


@dataclass(frozen=True)
class Step:
    """`mover` takes `spot`. Who stands in the way, the `leaver`, finds another place: elsewhere if it `must_leave`."""

    mover: str
    spot: Spot
    leaver: str | None
    must_leave: bool
    before: Step | None

    def chain(self) -> tuple[Step, ...]:
        """The steps up to this one, the first one first."""
        return (*self.before.chain(), self) if self.before else (self,)


class Assignment:
    """Filled rank by rank, in each by turns in the order of the demands, each in the earliest issue that it can have.

    The whole is the largest possible when no two demands share a group and none has a cap, else it is a good one.
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
            crowding = self._make_room(name)
            full = len(here) >= self._demands[name].wanted
            path = self._path(name, issues=(0,), own="" if crowding else name)
            if path is None:
                self._restore(name, crowding)
                return False
            if full and here and path[-1].leaver is None:
                last = max(here)
                del self._owner[last, here.pop(last)]
            self._move(path)
        self._fixed[name] = True
        return True

    def put_off(self, name: str) -> bool:
        """Have `name` not stand in issue 0, if there is a place for it later without anybody losing theirs."""
        slot = self._leave(name)
        if slot is None:
            return True
        later = tuple(issue for issue in self._demands[name].spots if issue)
        path = self._path(name, issues=later)
        if path is None:
            self._restore(name, (0, slot))
            del self._fixed[name]
            return False
        self._move(path)
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

    def _make_room(self, name: str) -> Spot | None:
        """Take `name` out of the issue that its cap does not let it have beside issue 0; where it stood there."""
        here, cap = self._where[name], self._demands[name].cap
        near = [issue for issue in here if cap and issue < cap[1]]
        if cap is None or len(near) < cap[0]:
            return None
        spot = max(near), here.pop(max(near))
        del self._owner[spot]
        return spot

    def _restore(self, name: str, spot: Spot | None) -> None:
        if spot:
            self._where[name][spot[0]], self._owner[spot] = spot[1], name

    def _fill(self, demands: Sequence[Demand]) -> None:
        waiting = list(demands)
        while waiting:
            waiting = [demand for demand in waiting if self._add(demand)]

    def _add(self, demand: Demand) -> bool:
        if len(self._where[demand.name]) >= demand.wanted:
            return False
        path = self._path(demand.name, issues=tuple(demand.spots))
        if path is not None:
            self._move(path)
        return path is not None

    def _path(self, name: str, *, issues: Sequence[int], own: str = "") -> tuple[Step, ...] | None:
        """The shortest chain of steps by which `name` comes to one of `issues` and all who leave find another place,
        or is `own`, who gives one up."""
        entered: set[tuple[str, int]] = set()
        queue = deque(self._ways_in(name, issues, entered))
        seen: set[tuple[Spot, str | None]] = set()
        while queue:
            step = queue.popleft()
            if (step.spot, step.leaver) in seen:
                continue
            seen.add((step.spot, step.leaver))
            if step.leaver in (None, own):
                return step.chain()
            queue.extend(self._ways_on(step, step.leaver, entered))
        return None

    def _ways_on(self, step: Step, leaver: str, entered: set[tuple[str, int]]) -> Iterator[Step]:
        """Where who is in the way may go: to another slot of the issue, or to another issue."""
        issue, demand = step.spot[0], self._demands[leaver]
        for slot in () if step.must_leave else demand.spots[issue]:
            yield Step(leaver, (issue, slot), self._owner.get((issue, slot)), must_leave=False, before=step)
        if issue > 0 or leaver not in self._fixed:
            yield from self._ways_in(leaver, tuple(demand.spots), entered, step)

    def _ways_in(
        self, name: str, issues: Sequence[int], entered: set[tuple[str, int]], before: Step | None = None
    ) -> Iterator[Step]:
        """The spots of `issues` that `name` could come to, and who has to leave for it: also one of its group, who
        cannot stay in the issue wherever in it they stand. What is in `entered` was looked at before."""
        demand = self._demands[name]
        chain = before.chain() if before else ()
        for issue in issues:
            barred = issue == 0 and self._fixed.get(name) is False
            if barred or (name, issue) in entered or issue in self._where[name]:
                continue
            if self._met(demand, issue, chain) or self._full(demand, issue, chain):
                continue
            entered.add((name, issue))
            yield from self._entries(demand, issue, before)

    def _entries(self, demand: Demand, issue: int, before: Step | None) -> Iterator[Step]:
        mate = next((each for each in self._mates[demand.group] if issue in self._where[each]), None)
        if issue == 0 and mate in self._fixed:
            return
        for slot in demand.spots.get(issue, ()):
            occupant = self._owner.get((issue, slot))
            if mate is None or occupant in (mate, None):
                yield Step(demand.name, (issue, slot), mate or occupant, must_leave=mate is not None, before=before)

    def _met(self, demand: Demand, issue: int, chain: Sequence[Step]) -> bool:
        """Whether one of its group has come to the issue, or left it, on the way."""
        names = [name for step in chain if step.spot[0] == issue for name in (step.mover, step.leaver) if name]
        return any(self._demands[name].group == demand.group for name in names)

    def _full(self, demand: Demand, issue: int, chain: Sequence[Step]) -> bool:
        """Whether its cap keeps it out of the issue."""
        if demand.cap is None:
            return False
        most, row = demand.cap
        left = {step.spot[0] for step in chain if step.leaver == demand.name}
        come = {step.spot[0] for step in chain if step.mover == demand.name}
        stands = (set(self._where[demand.name]) - left) | come
        return any(sum(each in stands for each in range(n, n + row)) >= most for n in range(issue - row + 1, issue + 1))

    def _move(self, path: Sequence[Step]) -> None:
        """Everybody who is in the way leaves, then everybody comes."""
        for step in path:
            if step.leaver:
                issue = step.spot[0]
                del self._owner[issue, self._where[step.leaver].pop(issue)]
        for step in path:
            self._owner[step.spot] = step.mover
            self._where[step.mover][step.spot[0]] = step.spot[1]
