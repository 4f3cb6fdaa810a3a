"""The samples of `digest init`: none of them must reach a reader."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from itertools import islice

from digest.checks.rules.samples import MARK
from digest.config import Config
from digest.config.blocks import NoteBlock
from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning
from digest.doctor.reserved import is_reserved
from digest.errors import ConfigError
from digest.layout import read_files
from digest.pipeline.booked import inventory_of
from digest.pipeline.record import is_live
from digest.sender import read_audience

RANK = 150
LOOKED_AT = 1000
"""Readers at the head of the file: samples stand there."""


def look(patient: Patient) -> Iterator[Sign]:
    """Once there is a mail server, sender, readers, note, ads and sources are real ones."""
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
        inventory = inventory_of(config)
        yield from _notes(config)
    except ConfigError:  # the probes of those say so
        return
    if readers:
        remedy = f"take them out of {config.audience.file.name}"
        yield "readers", warning(f"{counted(readers, 'reader')} of the list are samples", remedy)
    sold = [each.id for each in inventory.bookings if any(_is_sample(one.url, one.body) for one in each.creatives)]
    if sold:
        yield "ads", warning(f"the booking {sold[0]} is a sample", "take it out of ads.toml")
    promos = [each.name for each in inventory.promos if _is_sample(each.url, each.body)]
    if promos:
        yield "promos", warning(f"the promo {promos[0]} is a sample", "take it out of ads.toml, or write your own")


def _notes(config: Config) -> Iterator[tuple[str, Sign]]:
    """The note of the starter, unchanged or only begun to be changed."""
    notes = [block for block in read_files(config.blocks, root=config.paths.root) if isinstance(block, NoteBlock)]
    if any(MARK in " ".join(note.text.split()) for note in notes):
        yield "note", warning("the editor's note is a sample", "write your own in note.md, or take its block out")


def _is_sample(url: str, body: str) -> bool:
    return is_reserved(url) or MARK in body
