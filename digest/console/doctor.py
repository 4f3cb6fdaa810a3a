"""Print what the doctor found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from rich.text import Text

from digest.console.screen import Rows, Screen
from digest.counting import counted
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.doctor import Diagnosis

_STYLES = {"ok": "green", "warning": "yellow", "fault": "bold red", "skipped": "dim"}


def print_diagnoses(screen: Screen, diagnoses: Sequence[Diagnosis], *, json: bool) -> None:
    """A row for each thing that was seen: how it is, what it is, and what to do about it. Quiet, the faults alone."""
    diagnoses = [replace(each, remedy=screen.completed(each.remedy)) for each in diagnoses]
    number = {health: sum(each.health.value == health for each in diagnoses) for health in _STYLES}
    if json:
        screen.json(
            {"probes": [asdict(each) for each in diagnoses], "faults": number["fault"], "warnings": number["warning"]}
        )
        return
    if screen.quiet:
        for each in diagnoses:
            if each.health.value == "fault":
                screen.error(DigestError(each.message, where=each.probe, hint=each.remedy))
        return
    rows = Rows(("Health", "Probe", "What was seen", *(() if screen.out.is_terminal else ("Remedy",))))
    for each in diagnoses:
        health = Text(each.health.value, style=_STYLES[each.health.value])
        if screen.out.is_terminal:
            remedy = (f"\n{each.remedy}", "yellow") if each.remedy else ""
            rows.add(health, each.probe, Text.assemble(each.message, remedy))
        else:
            rows.add(health, each.probe, each.message, each.remedy)
    screen.rows(rows)
    screen.say()
    if number["fault"] or number["warning"]:
        worst = "red" if number["fault"] else "yellow"
        screen.say(Text(f"{counted(number['fault'], 'fault')}, {counted(number['warning'], 'warning')}.", style=worst))
    else:
        screen.say(Text("All is well.", style="green"))
