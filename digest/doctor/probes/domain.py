"""The sending domain: what the DNS says of it, as `digest check --dns` asks: SPF, DKIM, DMARC, MX."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from importlib.util import find_spec

from digest.doctor.diagnosis import Patient, Sign, fault, fine, skipped, warning
from digest.doctor.reserved import is_reserved
from digest.models import Level
from digest.pipeline import check_sender
from digest.pipeline.record import is_live

RANK = 100
ONLINE = True
LIMIT = 60.0


def look(patient: Patient) -> Iterator[Sign]:
    """The big receivers' rules for bulk mail would miss nothing."""
    config = patient.config
    sender = config.newsletter.sender
    domain = parseaddr(sender)[1].rpartition("@")[2]
    if is_reserved(domain):
        yield skipped(f"{domain} belongs to nobody")
        return
    if find_spec("dns") is None:
        yield skipped("asking the DNS needs the extra dns: pip install 'newsletter-digest[dns]'")
        return
    found = check_sender(config, sender, patient.selectors)
    for finding in found:
        judge = fault if finding.level is Level.error and is_live(config) else warning
        where = f" ({finding.where})" if finding.where else ""
        yield judge(f"{finding.message}{where}", finding.remedy)
    if not found:
        yield fine(f"{domain} has MX, SPF, DKIM and DMARC")
