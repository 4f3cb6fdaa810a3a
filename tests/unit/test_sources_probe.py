"""Asking addresses whether anything is there, against a server on loopback."""

from __future__ import annotations

from digest.sources import probe
from tests.unit.test_sources_fetch import Server, server

__all__ = ["server"]


def test_what_is_there_and_what_is_not(server: Server) -> None:
    """A page is there also where programs are shut out; one that is gone, or a host that is not, is trouble."""
    server.answers = {
        "/page": lambda asked: asked.answer(body=b"page"),
        "/login": lambda asked: asked.answer(401, b"no"),
        "/humans": lambda asked: asked.answer(403, b"no"),
        "/gone": lambda asked: asked.answer(404, b"no"),
    }
    found = probe([f"{server.base}{path}" for path in server.answers] + ["http://127.0.0.1:1/"])
    assert [bool(trouble) for trouble in found.values()] == [False, False, False, True, True]
    assert "404" in found[f"{server.base}/gone"]
