"""From a rendered issue and an audience to accepted mail, with a durable record of who got it."""

from digest.sender.address import normalise
from digest.sender.audience import Audience, check_address, check_recipient, read_audience
from digest.sender.compose import Compiled, compile_message, content_hash, sample_message
from digest.sender.domain import check_domain, resolver
from digest.sender.ledger import Ledger
from digest.sender.lock import lock_holder, running_alone, sending_alone
from digest.sender.plain import compose_plain, submit_plain
from digest.sender.secret import KEY_HINT, signing_key
from digest.sender.send import send_issue, submit_test
from digest.sender.signature import open_signer
from digest.sender.standing import Counts, Reply, Start
from digest.sender.submissions import OUTBOX
from digest.sender.suppression import Suppression
from digest.sender.tally import again, why
from digest.sender.transports import Supply, open_transport, transport_name
from digest.sender.transports.smtp import Met, meet

__all__ = [
    "KEY_HINT",
    "OUTBOX",
    "Audience",
    "Compiled",
    "Counts",
    "Ledger",
    "Met",
    "Reply",
    "Start",
    "Supply",
    "Suppression",
    "again",
    "check_address",
    "check_domain",
    "check_recipient",
    "compile_message",
    "compose_plain",
    "content_hash",
    "lock_holder",
    "meet",
    "normalise",
    "open_signer",
    "open_transport",
    "read_audience",
    "resolver",
    "running_alone",
    "sample_message",
    "send_issue",
    "sending_alone",
    "signing_key",
    "submit_plain",
    "submit_test",
    "transport_name",
    "why",
]
