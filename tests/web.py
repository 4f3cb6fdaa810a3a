"""A web site on loopback that gives what a test puts there."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Website(ThreadingHTTPServer):
    """`pages` are the bodies by path; a path that is not there is a 404. `headers` go with every answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base = f"http://localhost:{self.server_address[1]}"
        self.pages: dict[str, str] = {}
        self.headers: Mapping[str, str] = {}
        self.asked: list[str] = []
        self.released = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Website

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/hangs":
            self.server.released.wait(30)
        body = self.server.pages.get(self.path)
        self.send_response_only(404 if body is None else 200)
        kind = "text/html" if body and body.startswith("<html") else "application/xml"
        headers = {"Content-Type": kind, "Date": self.date_time_string(), **self.server.headers}
        data = (body or "").encode()
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def website(pages: Mapping[str, str]) -> Iterator[Website]:
    """A site with these pages, as long as the context lasts."""
    with Website() as server:
        server.pages.update(pages)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
