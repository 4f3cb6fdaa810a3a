"""The sources: each can be reached and read, and has stories of the time that an issue looks back on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digest.config.schema import SourceConfig
from digest.counting import counted
from digest.doctor.diagnosis import Health, Patient, Sign, fault, fine, skipped, warning
from digest.doctor.reserved import is_reserved
from digest.models import Failure
from digest.sources import Reading, read_each

RANK = 20
LIMIT = 90.0
"""A document may take 60 seconds, with the pauses that a server asks for."""


def look(patient: Patient) -> Iterator[Sign]:
    """Every source answers with stories, and at least one of them with new ones."""
    config = patient.config
    now = patient.moment
    asked = [source for source in config.sources if not patient.offline or _is_here(source)]
    for source in config.sources:
        if source not in asked:
            yield skipped(f"{source.name or source.place}: not asked: --offline")
    signs = []
    for position, result in read_each(asked, cache=None):
        source = asked[position]
        since = now - (config.selection.window or config.schedule.period)
        for sign in _judged(source, result, since, now):
            signs.append(sign)
            yield sign
    if len(asked) > 1 and all(sign.health is not Health.ok for sign in signs):
        yield fault("no source has anything new: there would be no issue", "see to the sources above")


def _is_here(source: SourceConfig) -> bool:
    """Whether it is read without the network; a list of feeds names others."""
    return source.file is not None and source.kind != "opml"


def _judged(source: SourceConfig, result: Reading | Failure, since: datetime, now: datetime) -> Iterator[Sign]:
    name = source.name or source.place
    if isinstance(result, Failure):
        yield fault(f"{name}: {result.error}", "`digest collect` tries it again; take out what is gone for good")
        return
    dates = [entry.published for entry in result.entries if entry.published]
    newest = max(dates, default=None)
    number = counted(len(result.entries), "story", "stories")
    trouble = [*result.problems, *(f"{failure.source}: {failure.error}" for failure in result.failures)]
    if not result.entries:
        yield fault(f"{name}: no stories; {trouble[0]}", "see to what it says")
    elif newest and newest < since:
        old = f"{number}, and the newest is of {newest:%Y-%m-%d}, {counted((now - newest).days, 'day')} ago"
        where = "is it the right feed? `digest collect` shows what is in it"
        sample = "these are the samples of `digest init`: put your own feed there"
        is_sample = source.file is not None and all(is_reserved(entry.url) for entry in result.entries)
        yield warning(
            f"{name}: {old}: an issue looks no further back than {since:%Y-%m-%d}", sample if is_sample else where
        )
    elif trouble:
        yield warning(f"{name}: {number}, but {trouble[0]}{_more(trouble)}", "`digest collect` shows all of it")
    else:
        dated = f", the newest of {newest:%Y-%m-%d}" if newest else ", none with a date"
        yield fine(f"{name}: {number}{dated}")


def _more(trouble: list[str]) -> str:
    return f" (and {len(trouble) - 1} more)" if len(trouble) > 1 else ""
