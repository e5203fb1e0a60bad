"""Which boxes of a straightened sheet are marked. In doubt a row has no number, and says why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sasando.education.sheets.exceptions import TooBlurred
from sasando.education.sheets.straightening import PX, Ink, part, straighten
from sasando.rendering.print.tally import BOXES, Field, Rectangle

_EMPTY, _MARKED = 0.04, 0.1  # share of a box that is ink; between them nobody can say
_DOUBTS = 0.03  # share of all boxes that may be in doubt; more is the photo, and not the pen
_WRITTEN = 0.012  # share of the place of a sum
_INSIDE, _INSIDE_SUM = 0.75, 2.0  # mm from the frame: ink there is the frame's, or a stray stroke's
_FRAME = 0.32  # mm, the line of a box
_AWAY = (1.6, 3.6)  # mm to the right and down by which bent paper may move a box: not to the next
_RIM = (0.4, 1.8)  # mm around five boxes that are white
_HALF = 0.3  # how dark the inside of a box is that may be marked or not
_ALIKE = 0.35  # correlation with printed frames below which there are none to be seen
_SEEN = 0.9  # share of the fives that must be seen, where their neighbours say
_ASTRAY = 0.7  # mm
_FIVE = 5

Shifts = NDArray[np.float64]  # mm to the right and down


class Remark(StrEnum):
    """What is to be said of a row beside its number."""

    READ = "read"
    EMPTY = "empty"
    FULL = "full"  # every box: more may have come
    UNCLEAR = "unclear"  # a box may be marked or not
    BY_HAND = "by_hand"  # no box, or every box, and a number written beside them


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row; ``count`` is ``None`` where a person must say."""

    count: int | None
    remark: Remark


@dataclass(frozen=True, slots=True)
class SheetRead:
    """The rows of each table, in the order they are printed."""

    tables: tuple[tuple[RowRead, ...], ...]

    @property
    def sum(self) -> int:
        """All that was read."""
        return sum(row.count or 0 for table in self.tables for row in table)


def read_sheet(image: Image.Image, *, tables: int, rows: int) -> SheetRead:
    """Return what is marked on the sheet that ``image`` (from ``open_picture``) shows.

    The sheet may lie any way, be bent and half in the shadow. Raises a ``SheetNotRead``.
    """
    field = Field(tables, rows)
    ink = straighten(np.asarray(image.convert("L")), field)
    moved = _moved(ink, field)
    marked = np.array([_shares(ink, field, place, moved[place]) for place in _places(field)])
    ground = min(_EMPTY, float(np.percentile(marked, 10)))  # grain of the paper, blur of the frames
    doubts = ((marked - ground > _EMPTY) & (marked - ground < _MARKED)).mean()
    if doubts > _DOUBTS:
        raise TooBlurred(f"{doubts:.0%} of the boxes may be marked or not")
    found = [
        _row(shares - ground, float(part(ink, field.written(*place), inside=_INSIDE_SUM).mean()))
        for place, shares in zip(_places(field), marked, strict=True)
    ]
    return SheetRead(tuple(tuple(found[n * rows : (n + 1) * rows]) for n in range(tables)))


def _row(shares: NDArray[np.float64], written: float) -> RowRead:
    if ((shares > _EMPTY) & (shares < _MARKED)).any():
        return RowRead(None, Remark.UNCLEAR)
    count = int((shares >= _MARKED).sum())
    by_hand = written > _WRITTEN
    if count in (0, BOXES) and by_hand:
        return RowRead(None, Remark.BY_HAND)
    if count == BOXES:
        return RowRead(count, Remark.FULL)
    return RowRead(count, Remark.READ if count else Remark.EMPTY)


def _places(field: Field) -> list[tuple[int, int]]:
    return [(table, row) for table in range(field.tables) for row in range(field.rows)]


def _shares(ink: Ink, field: Field, place: tuple[int, int], moved: Shifts) -> list[float]:
    """Return how much of each box of a row is ink, each box looked for where its five moved to."""
    found = []
    for number, box in enumerate(field.boxes(*place)):
        right, down = moved[number // _FIVE]
        there = Rectangle(box.x + right, box.y + down, box.width, box.height)
        found.append(float(part(ink, there, inside=_INSIDE).mean()))
    return found


def _moved(ink: Ink, field: Field) -> dict[tuple[int, int], Shifts]:
    """Return by how many mm (right, down) each five of boxes stands off, by its printed frames.

    Paper bends smoothly: a five that seems to stand elsewhere than its neighbours say is taken to
    stand where they say. Raises ``TooBlurred`` where too few frames are to be seen, or too many
    stand elsewhere.
    """
    alike, off, middles = [], [], []
    for place in _places(field):
        boxes = field.boxes(*place)
        for number in range(0, BOXES, _FIVE):
            first, last = boxes[number], boxes[number + _FIVE - 1]
            likeness, shift = _found(ink, first, last)
            alike.append(likeness)
            off.append(shift)
            middles.append((first.x, first.y))
    within = np.abs(off) < np.array(_AWAY) - 0.1  # at the rim nobody knows how far it goes on
    sure = (np.array(alike) >= _ALIKE) & within.all(axis=1)
    if sure.mean() < _SEEN:
        raise TooBlurred(f"{sure.mean():.0%} of the frames are seen")
    shifts = np.array(off)
    smooth = _smooth(np.array(middles), shifts, sure)
    astray = ~sure | (np.abs(shifts - smooth).max(axis=1) > _ASTRAY)
    if astray.mean() > 1 - _SEEN:
        raise TooBlurred(f"{astray.mean():.0%} of the frames stand elsewhere than their neighbours")
    shifts[astray] = smooth[astray]
    fives = BOXES // _FIVE
    return {place: shifts[n * fives : (n + 1) * fives] for n, place in enumerate(_places(field))}


def _smooth(middles: Shifts, shifts: Shifts, sure: NDArray[np.bool_]) -> Shifts:
    """Return the shifts of a sheet that bends smoothly (by squares of x and y), the nearest to most."""
    x, y = (middles / middles.max(axis=0)).T
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    kept = sure
    for _round in range(4):
        fitted, *_rest = np.linalg.lstsq(terms[kept], shifts[kept], rcond=None)
        apart = np.abs(shifts - terms @ fitted).max(axis=1)
        kept = sure & (apart <= max(_ASTRAY, float(np.median(apart[sure]))))
    found: Shifts = terms @ fitted
    return found


def _found(ink: Ink, first: Rectangle, last: Rectangle) -> tuple[float, NDArray[np.float64]]:
    whole = Rectangle(first.x, first.y, last.x + last.width - first.x, first.height)
    frames = _frames(first, whole)
    right, down = (away + rim for away, rim in zip(_AWAY, _RIM, strict=True))
    around = part(
        ink,
        Rectangle(
            whole.x - right, whole.y - down, whole.width + 2 * right, whole.height + 2 * down
        ),
    )
    scores = cv2.matchTemplate(around, frames, cv2.TM_CCOEFF_NORMED)
    _least, best, _where, (x, y) = cv2.minMaxLoc(scores)
    middle = (np.array(scores.shape[::-1]) - 1) / 2
    return float(best), (np.array([x, y]) - middle) / PX


def _frames(first: Rectangle, whole: Rectangle) -> Ink:
    """Five boxes as they are printed and may be marked, white above and below, as a photo softens it.

    Their insides are half dark: marked and empty boxes are alike to it, and what stands beside them is
    not.
    """
    wide, high = (
        round((side + 2 * rim) * PX)
        for side, rim in zip((whole.width, whole.height), _RIM, strict=True)
    )
    drawn = np.zeros((high, wide), np.float32)
    pitch = (whole.width - first.width) / (_FIVE - 1)
    for number in range(_FIVE):
        left, top = round((_RIM[0] + number * pitch) * PX), round(_RIM[1] * PX)
        right, bottom = round(left + first.width * PX), round(top + first.height * PX)
        cv2.rectangle(drawn, (left, top), (right, bottom), _HALF, -1)
        cv2.rectangle(drawn, (left, top), (right, bottom), 1.0, round(_FRAME * PX))
    soft: Ink = cv2.GaussianBlur(drawn, (0, 0), 0.15 * PX).astype(np.float32)
    return soft
