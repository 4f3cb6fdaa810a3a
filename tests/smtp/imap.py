"""A small IMAP server on loopback: one folder, what `digest bounces read` says to it, and a login."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Self


class ImapServer:
    """Holds `messages`; `seen` are the numbers of those that were marked. `password` lets in."""

    def __init__(self, messages: list[bytes], *, password: str = "s3cret") -> None:
        self.messages = messages
        self.seen: set[int] = set()
        self.password = password
        outer = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer.talk(self)

        socketserver.ThreadingTCPServer.daemon_threads = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def talk(self, session: socketserver.StreamRequestHandler) -> None:
        """One session."""
        session.wfile.write(b"* OK ready\r\n")
        for line in session.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            for part in self.answer(command):
                session.wfile.write(part)
            refused = command.startswith("LOGIN") and self.password not in command
            refused = refused or (command.startswith("SELECT") and "INBOX" not in command)
            session.wfile.write(f"{tag} {'NO not so' if refused else 'OK done'}\r\n".encode())
            if command == "LOGOUT":
                return

    def answer(self, command: str) -> list[bytes]:
        """The untagged answers to one command."""
        numbers = [int(number) for number in re.findall(r"\d+", command.partition("(")[0])]
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1\r\n"]
        if command.startswith("SELECT"):
            return [f"* {len(self.messages)} EXISTS\r\n".encode()]
        if command == "UID SEARCH UNSEEN":
            unseen = [str(n) for n in range(1, len(self.messages) + 1) if n not in self.seen]
            return [f"* SEARCH {' '.join(unseen)}\r\n".encode()]
        if command.startswith("UID FETCH"):
            content = self.messages[numbers[0] - 1]
            head = f"* {numbers[0]} FETCH (UID {numbers[0]} BODY[] {{{len(content)}}}\r\n".encode()
            return [head, content, b")\r\n"]
        if command.startswith("UID STORE"):
            self.seen.update(numbers)
        return []
