"""The samples of `digest init`: none of them must reach a reader."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from itertools import islice

from digest.config import Config
from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning
from digest.doctor.reserved import is_reserved
from digest.errors import ConfigError
from digest.pipeline.booked import inventory_of
from digest.pipeline.record import is_live
from digest.sender import read_audience

RANK = 150
LOOKED_AT = 1000
"""Readers at the head of the file: samples stand there."""


def look(patient: Patient) -> Iterator[Sign]:
    """Once there is a mail server, sender, readers, ads and sources are real ones."""
    config = patient.config
    signs = dict(_found(config))
    if signs and not is_live(config):
        yield fine(f"to replace before you send: {', '.join(signs)}")
    else:
        yield from signs.values() or [fine("none is left")]


def _found(config: Config) -> Iterator[tuple[str, Sign]]:
    """Each sample, by what it stands for."""
    address = parseaddr(config.newsletter.sender)[1]
    if is_reserved(address):
        yield "sender", fault(f"the sender {address} is of a domain that belongs to nobody", "set [newsletter] from")
    if config.newsletter.address == "1 Example Street, Exampletown":
        remedy = "set [newsletter] address: the law asks for a true one"
        yield "postal address", fault("the postal address is a sample", remedy)
    places = [source for source in config.sources if source.url and is_reserved(source.url)]
    places += [source for source in config.sources if source.file and source.name == "Sample stories"]
    if places:
        message = f"the source {places[0].name or places[0].place} is a sample"
        yield "source", fault(message, "set [[sources]] to your feed")
    try:
        readers = sum(is_reserved(each.address) for each in islice(read_audience(config.audience), LOOKED_AT))
        bookings = inventory_of(config).bookings
    except ConfigError:  # the probes of those say so
        return
    if readers:
        remedy = f"take them out of {config.audience.file.name}"
        yield "readers", warning(f"{counted(readers, 'reader')} of the list are samples", remedy)
    sold = [each.id for each in bookings if any(is_reserved(creative.url) for creative in each.creatives)]
    if sold:
        yield "ads", warning(f"the booking {sold[0]} is a sample", "take it out of ads.toml")
