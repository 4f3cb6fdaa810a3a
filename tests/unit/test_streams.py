"""stdout and stderr that outlive their readers."""

from __future__ import annotations

import io
import os
import sys

import pytest

from digest.streams import outlive_readers


@pytest.mark.parametrize("write_through", [True, False])
def test_what_is_written_after_the_reader_has_gone_is_lost(
    write_through: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a write nor a flush fails, with or without a buffer between, nor does closing the stream."""
    ours, theirs = os.pipe()
    os.close(ours)
    stream = io.TextIOWrapper(os.fdopen(theirs, "wb", buffering=0), "ascii", write_through=write_through)
    monkeypatch.setattr(sys, "stdout", stream)
    outlive_readers()
    assert sys.stdout is not stream
    for _ in range(2):
        assert sys.stdout.write("lämp") == 4
        sys.stdout.flush()
    sys.stdout.close()


def test_a_stream_of_another_kind_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in for a stream in somebody's test or notebook stays."""
    other = io.StringIO()
    monkeypatch.setattr(sys, "stdout", other)
    monkeypatch.setattr(sys, "stderr", None)
    outlive_readers()
    assert sys.stdout is other
    assert sys.stderr.write("nobody hears") == 12
    sys.stderr.close()
