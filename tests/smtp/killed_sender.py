"""Sends the small issue to a server, as a process of its own that a test can kill.

python -m tests.smtp.killed_sender LEDGER PORT RECIPIENTS ON_UNKNOWN

LEDGER is a file or a database URL.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

from digest.config.schema import SendingConfig, Server
from digest.sender.ledger import Ledger
from digest.sender.send import send_issue
from digest.sender.transports.smtp import SMTPTransport
from tests.smtp.small_issue import ISSUE, LIST, compiled_issue, readers

CONNECTIONS = 4


def main(place: str, port: int, number: int, on_unknown: Any) -> None:
    server = Server(host="127.0.0.1", port=port, security="none")
    with Ledger.open(place, newsletter=LIST) as ledger:
        counts = send_issue(
            compiled_issue(),
            ledger=ledger,
            transport_factory=lambda: SMTPTransport(server, timeout=30, hello="localhost"),
            recipients=readers(number),
            sending=SendingConfig(connections=CONNECTIONS, on_unknown=on_unknown),
            issue_id=ISSUE,
            now=lambda: datetime.now(UTC),
        )
    print(counts)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
