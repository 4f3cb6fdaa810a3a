"""The signatures: the key that signs unsubscribe links can be used, and so can DKIM's where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr

from digest.doctor.diagnosis import Patient, Sign, fault, fine
from digest.sender import KEY_HINT, open_signer, signing_key

RANK = 105


def look(patient: Patient) -> Iterator[Sign]:
    """No mail stays behind for want of a key."""
    config = patient.config
    kept = config.paths.records / "secret.key"
    if config.database_url and not config.secret:
        yield fault("DIGEST_SECRET is needed where DIGEST_DATABASE_URL is set", KEY_HINT)
    elif config.secret or kept.exists():  # else the first send makes one
        signing_key(config.secret, config.paths.records)
    sending = config.sending
    if sending.dkim_key:
        domain = sending.dkim_domain or parseaddr(config.newsletter.sender)[1].rpartition("@")[2]
        open_signer(sending.dkim_key, selector=sending.dkim_selector, domain=domain)
        yield fine(f"unsubscribe links, and DKIM for {domain}")
    elif not config.database_url or config.secret:
        yield fine("unsubscribe links; DKIM is the mail server's")
