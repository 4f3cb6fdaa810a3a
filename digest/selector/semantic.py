"""How alike stories are by meaning: static word vectors blended half and half with the words themselves.

The vectors are WordLlama's (256 numbers for each of 32,000 pieces of words, mean over a text; MIT). Its wheel carries
them; its own loader asks the network, so its two files are read here. They are of English first.
"""

from __future__ import annotations

import importlib.util
import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from digest.errors import ConfigError
from digest.models import Entry
from digest.selector.lexical import Lexical
from digest.selector.terms import body

SHARE = 0.5
"""How much the vectors say; the words say the rest."""

_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_ROWS = 512


class Semantic:
    """The likeness of stories by words and meanings (a `Likeness`)."""

    def __init__(self, entries: Sequence[Entry], *, lexical: Lexical) -> None:
        self.words: Sequence[int] = lexical.words
        self._lexical = lexical
        self._vectors = _embed([f"{entry.title} {body(entry)}".strip() for entry in entries])

    def between(self, first: int, second: int) -> float:
        """The likeness of two stories."""
        meaning = float(self._vectors[first] @ self._vectors[second])
        return SHARE * max(0.0, meaning) + (1 - SHARE) * self._lexical.between(first, second)

    def row(self, index: int) -> list[float]:
        """The likeness of one story to each, 1 to itself."""
        meanings = (self._vectors @ self._vectors[index]).tolist()
        rest = 1 - SHARE
        return [
            SHARE * max(0.0, meaning) + rest * word
            for meaning, word in zip(meanings, self._lexical.row(index), strict=True)
        ]

    def pairs(self, share: float) -> Iterator[tuple[int, int, float]]:
        """The pairs that are at least `share` of what makes an event alike."""
        import numpy

        lowest = [share * self.same_event(words) for words in self.words]
        least = numpy.array(lowest, dtype=numpy.float32)
        by_words: dict[int, dict[int, float]] = {}
        for first, second, value in self._lexical.pairs(share):
            by_words.setdefault(first, {})[second] = value
        for start in range(0, len(self.words), _ROWS):
            block = SHARE * (self._vectors[start : start + _ROWS] @ self._vectors.T)
            for offset, near in enumerate(block >= numpy.minimum(least[start : start + _ROWS, None], least)):
                first = start + offset
                shared = by_words.get(first, {})
                others = {int(at) for at in near[first + 1 :].nonzero()[0] + first + 1} | shared.keys()
                for second in sorted(others):
                    value = max(0.0, float(block[offset, second])) + (1 - SHARE) * shared.get(second, 0.0)
                    if value >= min(lowest[first], lowest[second]):
                        yield first, second, min(1.0, value)

    def same_event(self, words: float) -> float:
        """Measured as for words alone: 0.16 for the eight words of a title, 0.29 for the thirty of a teaser."""
        return max(0.13, 0.16 + 0.1 * math.log(max(words, 1.0) / 8))


@cache
def _model() -> tuple[Any, Any]:
    """The tokenizer and the matrix of vectors, read once."""
    hint = "pip install 'newsletter-digest[semantic]', or leave out similarity"
    try:
        import numpy
        from tokenizers import Tokenizer

        found = importlib.util.find_spec("wordllama")
    except ImportError as error:
        raise ConfigError(f'similarity = "semantic" needs {error.name}', hint=hint) from error
    if found is None or found.origin is None:
        raise ConfigError('similarity = "semantic" needs wordllama', hint=hint)
    folder = Path(found.origin).parent
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, _matrix((folder / _WEIGHTS).read_bytes(), numpy)


def _matrix(content: bytes, numpy: Any) -> Any:
    """The one matrix of a safetensors file: eight bytes of length, a JSON header, the numbers."""
    length = int.from_bytes(content[:8], "little")
    entry = json.loads(content[8 : 8 + length])["embedding.weight"]
    start, end = entry["data_offsets"]
    flat = numpy.frombuffer(content[8 + length + start : 8 + length + end], dtype=numpy.float16)
    return flat.reshape(entry["shape"]).astype(numpy.float32)


def _embed(texts: Sequence[str]) -> Any:
    """One unit vector a text: the mean of its pieces; of an empty text, zeros."""
    tokenizer, matrix = _model()
    import numpy

    vectors = numpy.zeros((len(texts), matrix.shape[1]), dtype=numpy.float32)
    for index, found in enumerate(tokenizer.encode_batch(list(texts), add_special_tokens=False)):
        if found.ids:
            vectors[index] = matrix[found.ids].mean(axis=0)
    lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / numpy.where(lengths == 0, 1, lengths)
