"""The ledger: it opens, it is the one that sent the last issue, and no run has died over it."""

from __future__ import annotations

from collections.abc import Iterator

from digest.doctor.diagnosis import Patient, Sign, fine, skipped, warning
from digest.pipeline.record import is_live
from digest.pipeline.refusals import refuse_strange
from digest.sender import lock_holder

RANK = 80


def look(patient: Patient) -> Iterator[Sign]:
    """It can be opened and read, knows of the last issue, and whoever held the lock let go of it."""
    config = patient.config
    holder = lock_holder(config.paths.state)
    if holder and holder.alive:
        yield fine(f"a run is at work (process {holder.process})")
    elif holder:
        remedy = "nothing to mend: the next run takes over; `digest status` shows how far it was"
        yield warning(f"the last run (process {holder.process}) was killed in the middle of its work", remedy)
    with patient.ledger() as ledger:
        if ledger is None and config.database_url:
            yield skipped("not asked: --offline")
            return
        if is_live(config):
            refuse_strange(config, ledger)  # what a send would refuse is a fault, in the same words
        if ledger is None:
            yield fine("there is none yet")
            return
        suppressed = ledger.suppressed()
    place = "in the database" if config.database_url else "in state/"
    yield fine(f"opens {place}; {suppressed} on the suppression list")
