"""The audience: the subscribers file can be read to its end, and who in it will be mailed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning
from digest.sender import read_audience

RANK = 50
LIMIT = 900.0
"""A list of a million readers is read to its end, however busy the machine."""


def look(patient: Patient) -> Iterator[Sign]:
    """Every row is a reader, and at least one of them is not suppressed."""
    config = patient.config
    audience = read_audience(config.audience)
    readers, suppressed = 0, 0
    with patient.ledger() as ledger:
        rows = iter(audience)
        while batch := tuple(islice(rows, 500)):
            readers += len(batch)
            suppressed += ledger.count_suppressed([each.address for each in batch]) if ledger else 0
    problems = audience.problems
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        yield warning(f"rows are left out: {problems[0]}{more}", f"mend them in {config.audience.file.name}")
    if readers == suppressed:
        yield fault(
            f"there is nobody to send to ({suppressed} suppressed)", f"add readers to {config.audience.file.name}"
        )
    else:
        yield fine(f"{counted(readers, 'reader')}, {suppressed} of them suppressed")
