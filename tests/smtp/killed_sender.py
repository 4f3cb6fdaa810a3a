"""Sends the small issue to a server, as a process of its own that a test can kill.

python -m tests.smtp.killed_sender STATE_FOLDER PORT RECIPIENTS ON_UNKNOWN
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from digest.config.schema import SendingConfig, Server
from digest.sender.ledger import Ledger
from digest.sender.lock import sending_alone
from digest.sender.send import send_issue
from digest.sender.transports.smtp import SMTPTransport
from tests.smtp.small_issue import clock, compiled_issue, readers


def main(state: Path, port: int, number: int, on_unknown: Any) -> None:
    server = Server(host="127.0.0.1", port=port, security="none")
    with sending_alone(state), Ledger.open(state / "ledger.db", newsletter="l.lantern.example") as ledger:
        counts = send_issue(
            compiled_issue(),
            ledger=ledger,
            transport_factory=lambda: SMTPTransport(server, timeout=30, hello="localhost"),
            recipients=readers(number),
            sending=SendingConfig(connections=4, on_unknown=on_unknown),
            issue_id="2026-W47",
            now=clock,
        )
    print(counts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
