"""Templates that were compiled before: for who renders the same theme again and again."""

from __future__ import annotations

from types import CodeType

import jinja2
from jinja2.bccache import Bucket


class Compiled(jinja2.BytecodeCache):
    """The code of templates by their source, in memory. Compiling is half of the time that an issue takes to render."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give `bucket` its code, where its template was compiled with this very source."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of `bucket`, and no longer that of the same template before it was changed."""
        self._kept = {key: code for key, code in self._kept.items() if key[0] != bucket.key}
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code
