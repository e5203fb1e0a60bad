"""The print of a picture: what is kept of it to know it again, a few kilobytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sasando.matching.pictures.exceptions import PrintBroken
from sasando.matching.pictures.pdq import HASH_BYTES

DESCRIPTOR_BYTES = 32
MAX_POINTS = 1000
_MAGIC = b"SPic"
_VERSION = 1
_HEADER = struct.Struct("<4sBBBBHHHH")
_ORIENTATIONS = 8

Bytes = NDArray[np.uint8]
Places = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Corners of a picture that are found again after cropping, turning and scaling.

    ``descriptors`` has a row of 32 bytes (ORB, Rublee et al. 2011) for each, ``places`` its x and
    y in eighths of a px of the reduced picture, the most telling first.
    """

    descriptors: Bytes
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    @classmethod
    def none(cls) -> Points:
        """Return no points at all."""
        return cls(np.zeros((0, DESCRIPTOR_BYTES), np.uint8), np.zeros((0, 2), np.uint16))


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """The print of one picture, made by ``print_of``.

    ``hashes`` are the PDQ hashes of its eight orientations, as it stands first; ``quality`` is
    PDQ's, 0 to 100. ``mirrored`` are the points of its mirror image, used only to search.
    ``lettered`` is the share of its area on which letters stand. A picture of which hardly anything
    is left beside its letters (``textual``) is known by its words and never by its looks.
    ``width`` and ``height`` are of the reduced picture, in px.
    """

    width: int
    height: int
    hashes: Bytes
    quality: int
    points: Points
    mirrored: Points
    lettered: float
    textual: bool

    def to_bytes(self) -> bytes:
        """Return the print in a form to store; the same print gives the same bytes."""
        header = _HEADER.pack(
            _MAGIC,
            _VERSION,
            self.quality,
            round(self.lettered * 100),
            int(self.textual),
            self.width,
            self.height,
            len(self.points),
            len(self.mirrored),
        )
        parts = [self.hashes.tobytes()]
        for points in (self.points, self.mirrored):
            parts += [points.descriptors.tobytes(), points.places.astype("<u2").tobytes()]
        return header + b"".join(parts)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Picture:
        """Return the print that ``to_bytes`` stored; raises ``PrintBroken`` for anything else."""
        if len(stored) < _HEADER.size:
            raise PrintBroken("too short")
        magic, version, quality, lettered, textual, width, height, *counts = _HEADER.unpack_from(
            stored
        )
        if magic != _MAGIC or version != _VERSION:
            raise PrintBroken("not a print of this version")
        at = _HEADER.size + _ORIENTATIONS * HASH_BYTES
        if len(stored) != at + sum(counts) * (DESCRIPTOR_BYTES + 4):
            raise PrintBroken("of another length than it says")
        hashes = np.frombuffer(stored, np.uint8, _ORIENTATIONS * HASH_BYTES, _HEADER.size)
        both = []
        for count in counts:
            rows = np.frombuffer(stored, np.uint8, count * DESCRIPTOR_BYTES, at)
            at += rows.nbytes
            places = np.frombuffer(stored, "<u2", count * 2, at).astype(np.uint16, copy=False)
            at += places.nbytes
            both.append(Points(rows.reshape(-1, DESCRIPTOR_BYTES), places.reshape(-1, 2)))
        return cls(
            width=width,
            height=height,
            hashes=hashes.reshape(_ORIENTATIONS, HASH_BYTES),
            quality=quality,
            points=both[0],
            mirrored=both[1],
            lettered=lettered / 100,
            textual=bool(textual),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Picture) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.hashes.tobytes())
